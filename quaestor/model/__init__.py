"""The model: which tables there are, what a row and a column of each mean, and the code lists they use.

`tables/<table>.yml` is the single description of a table: the lake is created from it, staged rows are typed by it, and
the data page and the docs print it. `codes/<list>.csv` holds a publisher's enumerations with columns `code,name,note`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from quaestor import yml
from quaestor.errors import ModelError

#: SQL type of each of the model's column types. `money` is US dollars and cents, never floating point.
SQL_TYPES = {
    "text": "VARCHAR",
    "money": "DECIMAL(20,2)",
    "day": "DATE",
    "moment": "TIMESTAMP",
    "count": "BIGINT",
    "yes_no": "BOOLEAN",
    "number": "DOUBLE",  # a score or a share, never money
}

#: US dollars past which an amount is taken for a slip of the keyboard and its row rejected.
AMOUNT_BOUND = 10**13


@dataclass(frozen=True)
class Column:
    """One column: its type is a key of SQL_TYPES.

    codes: the list its values must come from. required: a row without it is rejected. bound: an amount past
    AMOUNT_BOUND rejects the row. identity: says which record it is, so a change of it is no rewriting. moves: goes on
    changing at the publisher without the act being rewritten. computed: SQL over the other columns.
    """

    name: str
    type: str
    label: str
    meaning: str
    standard: str | None = None
    codes: str | None = None
    required: bool = False
    bound: bool = False
    identity: bool = False
    moves: bool = False
    computed: str | None = None

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]

    def cast(self, text: str) -> str:
        """SQL for the text `text` in the column's type, NULL where it is not of that type."""
        if self.type == "money":
            return as_money(text)
        cast = f"TRY_CAST({text} AS {self.sql_type})"
        # An engine's cast reads a day off the front of any text.
        return f"CASE WHEN strlen({text}) = 10 THEN {cast} END" if self.type == "day" else cast


@dataclass(frozen=True)
class Table:
    """One table. recorded: read from publishers, every version kept; kept: written by loads; derived: computed by a
    file of `derive/` and stored; view: computed by a file of `derive/` when read."""

    name: str
    title: str
    one_row_is: str
    kind: Literal["recorded", "kept", "derived", "view"]
    key: tuple[str, ...]
    sorted_by: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise ModelError(f"no column {name}", where=self.name)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def record_id(self, alias: str = "") -> str:
        """SQL for a record's key as one text, from the columns of `alias`."""
        parts = [f"{alias}.{name}" if alias else name for name in self.key]
        return parts[0] if len(parts) == 1 else f"concat_ws('|', {', '.join(parts)})"

    def scope(self) -> tuple[str, str]:
        """SQL for the agency and the fiscal year that a publisher's full files are complete for; constants where the
        table knows neither."""
        if {"buyer_id", "signed_on"} <= set(self.names):
            return "buyer_id", f"CAST({fiscal_year('signed_on')} AS BIGINT)"
        return "'*'", "CAST(0 AS BIGINT)"

    @property
    def compared(self) -> list[str]:
        """The columns whose change makes a new version of a record."""
        return [column.name for column in self.columns if not (column.identity or column.moves or column.computed)]


def as_money(text: str) -> str:
    """SQL for a printed amount as money, NULL where it is none.

    DuckDB reads numbers of up to 18 digits seven times as fast, so the wider type is tried on the others alone.
    """
    return f"coalesce(CAST(TRY_CAST({text} AS DECIMAL(18,2)) AS DECIMAL(20,2)), TRY_CAST({text} AS DECIMAL(20,2)))"


def fiscal_year(day: str) -> str:
    """SQL for the federal fiscal year of a day: 1 October to 30 September, named by its end."""
    return f"(year({day}) + CASE WHEN month({day}) >= 10 THEN 1 ELSE 0 END)"


def _column(table: str, name: str, entry: dict[str, Any]) -> Column:
    try:
        column = Column(name=name, **entry)
    except TypeError as error:
        raise ModelError(str(error), where=f"{table}.{name}") from error
    if column.type not in SQL_TYPES:
        raise ModelError(f"unknown type {column.type}", where=f"{table}.{name}")
    return column


@cache
def tables() -> dict[str, Table]:
    """Every table by name, in alphabetical order."""
    found = {}
    for file in sorted(files(__package__).joinpath("tables").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yml"):
            continue
        entry = yml.read(file.read_text(encoding="utf-8"))
        name = file.name.removesuffix(".yml")
        found[name] = Table(
            name=name,
            title=entry["title"],
            one_row_is=entry["one_row_is"],
            kind=entry["kind"],
            key=tuple(entry["key"]),
            sorted_by=tuple(entry.get("sorted_by", ())),
            columns=tuple(_column(name, n, e) for n, e in entry["columns"].items()),
        )
    return found


def table(name: str) -> Table:
    """The table called `name`; raises ModelError when there is none."""
    try:
        return tables()[name]
    except KeyError:
        raise ModelError(f"no table {name}", advice=f"Tables: {', '.join(tables())}.") from None


@cache
def codes(name: str) -> dict[str, str]:
    """The code list `name`: code -> the words it stands for."""
    file = files(__package__).joinpath("codes", f"{name}.csv")
    if not file.is_file():
        raise ModelError(f"no code list {name}", advice="Code lists are model/codes/<list>.csv.")
    return {row["code"]: row["name"] for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())}
