"""What a SELECT consists of, as the engine's own parser reads it, without anything of it being run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import duckdb

from quaestor.errors import BadQuery


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def tree(text: str) -> dict[str, Any]:
    """The syntax tree of `text`; raises BadQuery, with the line, unless it is one SELECT."""
    row = _parser().cursor().execute("SELECT json_serialize_sql(?)", [text]).fetchone()
    told: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if told["error"]:
        said = str(told.get("error_message", "not one SELECT"))
        raise BadQuery(said.splitlines()[0], where=line(text, told.get("position")))
    if len(told["statements"]) != 1:
        raise BadQuery("not one SELECT")
    found: dict[str, Any] = told["statements"][0]
    return found


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node of a syntax tree, without recursion: a question may be nested deeply."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def line(text: str, position: Any) -> str | None:
    """`line 2, at “FORM award”`: what stands at a position that the parser told."""
    if not str(position if position is not None else "").isdigit():
        return None
    at = min(int(position), len(text))
    return f"line {text.count(chr(10), 0, at) + 1}, at “{text[at : at + 30].splitlines()[0] if text[at:] else ''}”"
