"""Free questions in SQL, which can read the lake and nothing else."""

from __future__ import annotations

from typing import Any

from quaestor.answers.plain import plain
from quaestor.store import Lake


def read_only_sql(lake: Lake, text: str, limit: int | None = None) -> dict[str, Any]:
    """The answer to one SELECT over the tables of the store: `columns` and `rows`, at most `limit` of them.

    Raises BadQuery on anything that is not one SELECT, and on one that reaches for files or the network.
    """
    columns, rows, more = lake.ask(text, limit)
    return {"columns": columns, "rows": plain(rows), "more": more}
