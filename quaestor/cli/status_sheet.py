"""The state of a store as a page for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quaestor.cli import show

_COVERAGE = [
    show.Col("source", "Source", wide=True),
    *(show.Col("agency_name", "Agency"), show.Col("fiscal_year", "Year", "word"), show.Col("held", "Held", "count")),
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


_CHECKS = [
    *(show.Col("check", "Check"), show.Col("of", "Of"), show.Col("asked", "Asked", "count")),
    *(show.Col("hold", "Hold", "count"), show.Col("failing", "Not", "count")),
]
_FAILING = [
    *(show.Col("award_id", "Award"), show.Col("sum", "Sum of its actions", "money")),
    *(show.Col("stated", "As printed", "money"), show.Col("difference", "Difference", "money")),
]
_DISAGREEING = [
    *(show.Col("leading_source", "Leads"), show.Col("source", "Beside it"), show.Col("field", "What")),
    show.Col("n", "Actions", "count"),
]


def print_status(facts: dict[str, Any]) -> None:
    """Print what is held, then what to be careful with."""
    show.say(f"The store in {facts['store']}", style="bold")
    tables = [
        *(show.Col("table", "Table"), show.Col("rows", "Rows", "count")),
        show.Col("one_row_is", "One row is", wide=True),
    ]
    show.table(tables, facts["tables"], "Tables")
    sources = [
        *(
            show.Col("source", "Source"),
            show.Col("loads", "Loads", "count"),
            show.Col("rows_read", "Rows read", "count"),
        ),
        *(show.Col("read_at", "As read at", "moment"), show.Col("title", "What it is", wide=True)),
    ]
    show.table(sources, facts["sources"], "Sources")
    show.table(_LOADS, facts["loads"], "Loads, newest first")
    _print_checks(facts["checks"])
    both = facts["disagreements"]
    if both["actions_printed_twice"]:
        show.table(_DISAGREEING, both["fields"], "Where two publishers differ")
        show.say(f"{both['actions_printed_twice']:,} actions are printed by more than one publisher.", style="dim")
    print_coverage(facts["coverage"])


def _print_checks(checks: Sequence[dict[str, Any]]) -> None:
    show.table(_CHECKS, [check | {"failing": check["asked"] - check["hold"]} for check in checks], "Checks")
    for check in checks:
        if check["failing"]:
            name = "ceiling" if "ceiling" in check["failing"][0] else "obligated"
            rows = [row | {"sum": row[name], "stated": row[f"{name}_stated"]} for row in check["failing"][:10]]
            show.table(_FAILING, rows, f"Not so: {check['check']}")


def print_coverage(rows: Sequence[dict[str, Any]]) -> None:
    """Print what is held of each agency and year; what seems cut short is said beside it."""
    said = [row | {"why": (row.get("why") or "yes") if row.get("cut_short") else ""} for row in rows]
    show.table(_COVERAGE, said, "Coverage")
    cut = sum(bool(row.get("cut_short")) for row in rows)
    if cut:
        show.notes([f"{cut:,} of {len(rows):,} seem cut short. A total over them is wrong."])
