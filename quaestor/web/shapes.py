"""What an answer holds: a schema read off an example of it, with types and meanings from the model.

`examples.json` holds the answers of the bundled sample, cut short; `make docs` writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from quaestor import model, yml

Schema = dict[str, Any]

#: Rows of a list, and characters of a text, that an example keeps.
KEPT_ROWS, KEPT_LETTERS = 2, 240
_TYPES: dict[str, Schema] = {
    "text": {"type": ["string", "null"]},
    "money": {"type": ["string", "null"], "pattern": r"^-?[0-9]+\.[0-9]{2}$"},
    "day": {"type": ["string", "null"], "format": "date"},
    "moment": {"type": ["string", "null"]},
    "count": {"type": ["integer", "null"]},
    "yes_no": {"type": ["boolean", "null"]},
    "number": {"type": ["number", "null"]},
}


def shape(value: Any, name: str = "") -> Schema:
    """A schema of `value`, no narrower than the model says of a column of this name; unknown where it is null."""
    if isinstance(value, dict):
        schema: Schema = {"type": ["object", "null"] if name else "object"}
        schema["properties"] = {key: shape(one, key) for key, one in value.items()}
    elif isinstance(value, list):
        schema = {"type": ["array", "null"] if name else "array", "items": _either(value)}
    elif value is None:
        column = None if _ambiguous(name) else _columns().get(name)
        schema = dict(_TYPES[column]) if column in ("money", "day", "moment") else {}  # others share a name by chance
    else:
        plain = {bool: "boolean", int: "integer", float: "number", str: "string"}[type(value)]
        told = _TYPES.get(_columns().get(name, ""), {})
        fits = plain in told.get("type", ()) and not _ambiguous(name)
        schema = dict(told) if fits and _reads(value, told) else {"type": [plain, "null"]}
    return schema | ({"description": meaning} if (meaning := meanings().get(name)) else {})


def _reads(value: Any, told: Schema) -> bool:
    return "pattern" not in told or re.search(told["pattern"], str(value)) is not None


def _either(rows: list[Any]) -> Schema:
    """One schema for all rows of a list: what any of them holds."""
    if rows and all(isinstance(row, dict) for row in rows):
        merged: dict[str, Any] = {}
        for row in rows:
            merged = _together(merged, row)
        return {"type": "object", "properties": {key: shape(value, key) for key, value in merged.items()}}
    kinds = {type(row) for row in rows}
    return shape(rows[0]) if len(kinds) == 1 else {}


def _together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two rows as one, with what either of them holds."""
    both = one | {key: value for key, value in other.items() if value is not None or key not in one}
    inner = {key for key in one.keys() & other.keys() if isinstance(one[key], dict) and isinstance(other[key], dict)}
    return both | {key: _together(one[key], other[key]) for key in inner}


def cut(value: Any) -> Any:
    """`value` short enough for an example: the first rows of each list, the beginning of long texts."""
    if isinstance(value, dict):
        return {key: cut(one) for key, one in value.items()}
    if isinstance(value, list):
        return [cut(one) for one in value[:KEPT_ROWS]]
    if isinstance(value, str) and len(value) > KEPT_LETTERS:
        return value[: KEPT_LETTERS - 2] + " …"
    return value


@cache
def examples() -> dict[str, Any]:
    """By a page's name, its answer on the bundled sample, cut short."""
    file = files("quaestor.web").joinpath("examples.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


@cache
def meanings() -> dict[str, str]:
    """What a name in an answer means: our own words first, then those of the model, of actions before others."""
    own = yml.read(files("quaestor.web").joinpath("meanings.yml").read_text(encoding="utf-8"))
    return {
        name: column.meaning for table in reversed(model.tables().values()) for name, column in _each(table)
    } | dict(own)


@cache
def _columns() -> dict[str, str]:
    return {name: column.type for table in model.tables().values() for name, column in _each(table)}


@cache
def _ambiguous(name: str) -> bool:
    """Whether tables give one name several types."""
    return len({column.type for table in model.tables().values() for one, column in _each(table) if one == name}) > 1


def _each(table: model.Table) -> Iterator[tuple[str, model.Column]]:
    return ((column.name, column) for column in table.columns)
