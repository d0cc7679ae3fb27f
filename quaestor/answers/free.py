"""Free questions in SQL, which can read the lake and nothing else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from quaestor import model, yml
from quaestor.answers.data import UNITS
from quaestor.answers.plain import plain
from quaestor.store import Answer, Lake, Questions, askable

#: The columns that every row read from a publisher has besides its table's own: their type, and what they mean. The
#: first five stand in the table, all of them in its versions.
BESIDES = {
    "source": ("text", "the publisher's line that prints it"),
    "source_file": ("text", "sha-256 of the publisher's file"),
    "source_row": ("count", "row of the file"),
    "load_id": ("text", "the load that read this version"),
    "seen_at": ("moment", "when this version was first read"),
    "superseded_at": ("moment", "when it no longer stood; blank while it stands"),
    "ended": ("text", "why it no longer stands: rewritten, restated or withdrawn"),
    "leads": ("yes_no", "whether its publisher prints the record most completely"),
}
SHOWN = tuple(BESIDES)[:5]


def read_only_sql(lake: Lake, text: str, limit: int | None = None) -> dict[str, Any]:
    """The answer to one SELECT over the tables of the store: `columns` and `rows`, at most `limit` of them.

    Raises BadQuery on anything that is not one SELECT, and on one that reaches for files or the network.
    """
    columns, rows, more = lake.ask(text, limit)
    return {"columns": columns, "rows": plain(rows), "more": more}


def question(questions: Questions, text: str, limit: int, state: str) -> dict[str, Any]:
    """The answer to somebody's SELECT, made beside the site within its limits; `types` are of the columns.

    Raises BadQuery and Busy.
    """
    answer = questions.ask(text, limit, state=state)
    return _told(answer) | {"rows": answer.rows}


def parquet(questions: Questions, text: str, limit: int, state: str) -> dict[str, Any]:
    """The same with the rows as a Parquet file in `file`."""
    answer = questions.ask(text, limit, parquet=True, state=state)
    return _told(answer) | {"rows": [], "file": answer.parquet}


def _told(answer: Answer) -> dict[str, Any]:
    return {"columns": answer.columns, "types": answer.types, "more": answer.more, "seconds": answer.seconds}


@cache
def schema() -> list[dict[str, Any]]:
    """The tables that can be asked, with their columns: name, type with its unit, and meaning."""
    return [
        {
            "table": name,
            "one_row_is": table.one_row_is if name == table.name else f"one version of a row of {table.name}",
            "columns": _columns(table) if name == table.name else [],
            "same_as": None if name == table.name else table.name,
            "besides": [
                {"column": column, "type": UNITS[kind], "meaning": meaning}
                for column, (kind, meaning) in BESIDES.items()
                if table.kind == "recorded" and (name != table.name or column in SHOWN)
            ],
        }
        for name, table in askable().items()
    ]


def _columns(table: model.Table) -> list[dict[str, Any]]:
    return [{"column": column.name, "type": UNITS[column.type], "meaning": column.meaning} for column in table.columns]


@cache
def examples() -> list[dict[str, str]]:
    """Questions to begin with: what each asks, and its SQL."""
    found: list[dict[str, str]] = yml.read(files(__package__).joinpath("examples.yml").read_text(encoding="utf-8"))
    return found
