"""A bare set of the model's tables in memory, for rows that are made up or were computed for one purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

import duckdb

from quaestor import model, sql
from quaestor.errors import BadQuery, InputError
from quaestor.store import schema


class Bare:
    """The model's tables, empty until filled; asked as a Lake is. What a reader of a lake sees of a table is here."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.filled: set[str] = set()
        for table in model.tables().values():
            columns = {column.name: column.sql_type for column in table.columns}
            if table.kind == "recorded":
                columns |= {name: schema.VERSION[name] for name in schema.SHOWN}
            self.connection.execute(
                f"CREATE TABLE {table.name} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
            )

    def __enter__(self) -> Bare:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def execute(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> None:
        """Runs one statement."""
        try:
            self.connection.execute(text, sql.bound(params))
        except duckdb.Error as error:
            raise BadQuery("; ".join(str(error).strip().splitlines()[:1])) from error

    def query(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a SELECT as dictionaries; raises BadQuery with the engine's reason when it cannot be run."""
        try:
            result = self.connection.execute(text, sql.bound(params))
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        except duckdb.Error as error:
            raise BadQuery(str(error).strip().splitlines()[0]) from error

    def described(self, text: str, params: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The columns of a SELECT with their types, without its being run; threads may ask at once."""
        try:
            cursor = self.connection.cursor().execute(f"DESCRIBE SELECT * FROM ({text}\n)", dict(params))
            return [(row[0], row[1]) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise BadQuery(str(error).strip().splitlines()[0]) from error

    def fill(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Puts rows into a table; a column that a row does not name is NULL. Raises InputError on an unknown column."""
        table, rows = model.table(name), list(rows)
        known = {column.name: column.sql_type for column in table.columns}
        known |= {one: schema.VERSION[one] for one in schema.SHOWN} if table.kind == "recorded" else {}
        used = dict.fromkeys(column for row in rows for column in row)
        for column in used.keys() - known.keys():
            raise InputError(f"the table {name} has no column {column}", advice=f"Columns: {', '.join(known)}.")
        if not rows:
            return
        self.filled.add(name)
        given = sql.rows_given({column: known[column] for column in used})
        self.execute(f"INSERT INTO {name} ({', '.join(used)}) {given}", [sql.rows(rows)])

    def arrow(self, text: str) -> Any:
        """The rows of a SELECT as an Arrow table, for another engine."""
        return self.connection.execute(text).to_arrow_table()

    def given(self, name: str, rows: Any) -> None:
        """Arrow rows stand under `name`, beside the model's tables."""
        self.connection.register(name, rows)

    def empty(self) -> None:
        """Takes out again what was filled in."""
        for name in self.filled:
            self.execute(f"DELETE FROM {name}")
        self.filled.clear()
