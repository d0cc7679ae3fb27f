"""The state of a store as a page for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quaestor.cli import show

_COVERAGE = [
    show.Col("source", "Source", wide=True),
    *(show.Col("agency_name", "Agency"), show.Col("fiscal_year", "Year", "day"), show.Col("held", "Held", "count")),
    show.Col("expected", "Expected", "count", wide=True),
    show.Col("obligated", "Obligated", "money"),
    *(show.Col("first_on", "First", "day", wide=True), show.Col("last_on", "Last", "day", wide=True)),
    show.Col("why", "Cut short?"),
]
_LOADS = [
    *(show.Col("read_at", "As read at", "moment"), show.Col("source", "Source")),
    *(show.Col(name, name.capitalize(), "count") for name in ("added", "rewritten", "withdrawn", "rejected")),
    *(show.Col(name, name.capitalize(), "count", wide=True) for name in ("missing", "reappeared", "repeated")),
    show.Col("load_id", "Load", wide=True),
]


def print_status(facts: dict[str, Any], folder: Path) -> None:
    """Print what is held, then what to be careful with."""
    show.say(f"The store in {folder}", style="bold")
    for name, value in facts.items():
        if name == "loads":
            show.table(_LOADS, value, "Loads, newest first")
        elif name == "coverage":
            print_coverage(value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            show.table(columns(value), value, _title(name))
        elif isinstance(value, dict):
            show.heading(_title(name))
            show.facts((_title(key), _count(one)) for key, one in value.items())
        elif value not in (None, "", [], {}):
            show.facts([(_title(name), _count(value))])


def print_coverage(rows: Sequence[dict[str, Any]]) -> None:
    """Print what is held of each agency and year; what seems cut short is said beside it."""
    said = [row | {"why": (row.get("why") or "yes") if row.get("cut_short") else ""} for row in rows]
    show.table(_COVERAGE, said, "Coverage")
    cut = sum(bool(row.get("cut_short")) for row in rows)
    if cut:
        show.notes([f"{cut:,} of {len(rows):,} seem cut short. A total over them is wrong."])


def columns(rows: Sequence[dict[str, Any]]) -> list[show.Col]:
    """Columns for rows of any shape, by what the model says of a column of that name."""
    from quaestor import model

    known = {column.name: column for table in model.tables().values() for column in table.columns}
    found = []
    for name in rows[0]:
        kind = known[name].type if name in known else _kind(rows[0][name])
        found.append(show.Col(name, _title(name), kind if kind in ("money", "count", "day", "moment") else "text"))  # type: ignore[arg-type]
    return found


def _kind(value: Any) -> str:
    return "count" if isinstance(value, int) and not isinstance(value, bool) else "text"


def _title(name: Any) -> str:
    return str(name).replace("_", " ").capitalize()


def _count(value: Any) -> Any:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value
