"""What the store is made of: its tables and their columns, the publishers' files behind them, and each load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quaestor import model, sources
from quaestor.answers import held
from quaestor.answers.cursor import Cursor
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.store import Lake

#: What a value of each type is, and in which unit.
UNITS = {
    "text": "text",
    "money": "US dollars and cents",
    "day": "day",
    "moment": "moment (UTC)",
    "count": "whole number",
    "yes_no": "true or false",
    "number": "number from 0 to 1",
}
KINDS = {
    "recorded": "read from publishers; every version is kept",
    "kept": "written by every load",
    "derived": "added up from other tables after each load",
    "view": "computed when an answer needs it; it cannot be asked in SQL",
}
SCOPES = {
    "full": "complete for its agency and fiscal year: what it lacks is missing",
    "delta": "only what changed; a row marked as deleted withdraws its record",
    "append": "says nothing about what it lacks",
}
#: Agencies and fiscal years of the matrix of one source.
AGENCIES, YEARS = 12, 16
#: Rows of a table shown as an example.
FIRST = 3
_REJECTS = {"age": "BIGINT", "name": "VARCHAR", "source_row": "BIGINT", "load_id": "VARCHAR"}


def data(lake: Lake) -> dict[str, Any]:
    """Tables with their rows, sources with their licence and what is left out of them, loads, checks, and coverage."""
    coverage = held.coverage(lake)
    loads = held.loads(lake)
    return {
        "tables": [_table(lake, one) for one in model.tables().values()],
        "sources": [_brief(source(lake, name, loads)) for name in sources.names()],
        "loads": loads,
        "checks": plain(held.checks(lake, failing=False)),
        "rejects": lake.value("SELECT count(*) FROM reject"),
        "coverage": [
            {"source": name} | matrix([row for row in coverage if row["source"] == name], AGENCIES, YEARS)
            for name in sorted({row["source"] for row in coverage})
        ],
    }


def _table(lake: Lake, table: model.Table) -> dict[str, Any]:
    rows = lake.value(f"SELECT count(*) FROM {table.name}") if _stored(lake, table) else None
    return {
        "table": table.name, "title": table.title, "one_row_is": table.one_row_is, "kind": KINDS[table.kind],
        "rows": rows, "columns": len(table.columns), "key": list(table.key),
    }  # fmt: skip


def _stored(lake: Lake, table: model.Table) -> bool:
    """Whether the store has the table; one made before the table was thought of lacks it until it is loaded anew."""
    there = lake.remembered("SELECT table_name AS name FROM information_schema.tables WHERE table_catalog = 'lake'")
    return table.kind != "view" and table.name in {row["name"] for row in there}


def table(lake: Lake, name: str) -> dict[str, Any]:
    """One table: what a row is, what each column means, and the first rows as an example. Raises NotHeld."""
    if name not in model.tables():
        raise NotHeld(f"there is no table {name[:60]}", advice=f"Tables: {', '.join(model.tables())}.")
    one = model.table(name)
    rows = lake.query(f"SELECT {', '.join(one.names)} FROM {name} LIMIT {FIRST}") if _stored(lake, one) else []
    columns = [
        {
            "column": column.name, "label": column.label, "type": column.type, "unit": UNITS[column.type],
            "meaning": column.meaning, "standard": column.standard, "key": column.name in one.key,
            "codes": model.codes(column.codes) if column.codes else None,
        }
        for column in one.columns
    ]  # fmt: skip
    return _table(lake, one) | {"described": columns, "examples": plain(rows), "versions": one.kind == "recorded"}


def source(lake: Lake, name: str, loads: Sequence[dict[str, Any]] | None = None) -> dict[str, Any]:
    """One publisher's files: what they are, and what happens to each of their columns. Raises NotHeld.

    loads: those of the store, where they are at hand. people: columns dropped at the border because they hold people.
    cleaned: columns of free text, cleaned there.
    """
    one = sources.find(name)
    own = [load for load in (held.loads(lake) if loads is None else loads) if load["source"] == name]
    return {
        "source": name,
        "title": one.title,
        "publisher": one.publisher,
        "licence": _prose(one.licence),
        "cadence": _prose(one.cadence),
        "link": one.link,
        "about": _prose(one.about),
        "scope": SCOPES[one.scope],
        "missing_means": _prose(one.missing_means),
        "withdrawn_after": one.withdrawn_after if one.scope == "full" else None,
        "loads_count": len(own),
        "rows_read": sum(load["rows_read"] or 0 for load in own),
        "read_at": max((load["read_at"] for load in own), default=None),
        "loads": own,
        "layouts": [
            {
                "layout": layout.name,
                "about": _prose(layout.about),
                "fills": list(layout.tables),
                "read": len(layout.read),
                "people": sorted(layout.people),
                "cleaned": sorted(layout.text),
                "ignored": [{"why": why, "columns": list(names)} for why, names in layout.ignored.items()],
            }
            for layout in one.layouts.values()
        ],
    }


def _brief(one: dict[str, Any]) -> dict[str, Any]:
    """A source without its loads, and with the number of columns ignored in place of their names."""
    ignored = [entry for layout in one["layouts"] for entry in layout["ignored"]]
    return {key: value for key, value in one.items() if key not in ("loads", "layouts")} | {
        "layouts": [layout["layout"] for layout in one["layouts"]],
        "columns_read": sum(layout["read"] for layout in one["layouts"]),
        "columns_of_people": sum(len(layout["people"]) for layout in one["layouts"]),
        "columns_ignored": sum(len(entry["columns"]) for entry in ignored),
    }


def load(lake: Lake, load_id: str) -> dict[str, Any]:
    """One load: its counts and notes, its files with their sums, and what it printed of each agency and year.

    sums_hold: whether the rows and amounts read of a file are those kept, repeated and rejected; None where its amounts
    are not summed. Raises NotHeld.
    """
    rows = lake.query("SELECT * FROM load WHERE load_id = ?", [load_id])
    if not rows:
        raise NotHeld(f"no load {load_id[:80]} is held", advice="The loads are listed with the data.")
    files = lake.query(
        "SELECT name, layout, source_file, archived_digest, bytes, rows_read, kept, repeated, rejected, amount_read, "
        "amount_kept, amount_repeated, amount_rejected, rows_read = kept + repeated + rejected AS rows_hold, "
        "amount_read = amount_kept + amount_repeated + amount_rejected AS sums_hold FROM file WHERE load_id = ? "
        "ORDER BY name",
        [load_id],
    )
    scopes = lake.query(
        "SELECT s.source AS line, s.agency_id, c.agency_name, s.fiscal_year, s.printed, s.repeated, s.negative, "
        "s.expected FROM scope s LEFT JOIN coverage c ON c.source = s.source AND c.agency_id = s.agency_id AND "
        "c.fiscal_year = s.fiscal_year WHERE s.load_id = ? ORDER BY s.agency_id, s.fiscal_year",
        [load_id],
    )
    changed = lake.query(
        "SELECT kind, count(*) AS n FROM change WHERE load_id = ? GROUP BY kind ORDER BY kind", [load_id]
    )
    return dict(plain(rows[0] | {
        "notes": (rows[0]["notes"] or "").splitlines(),
        "scope_means": SCOPES.get(rows[0]["scope"]),
        "files": files,
        "scopes": scopes,
        "fields_changed": {row["kind"]: row["n"] for row in changed},
    }))  # fmt: skip


def rejects(lake: Lake, load_id: str | None = None, after: str | None = None, limit: int = 100) -> dict[str, Any]:
    """One page of the rows that could not be kept, newest load first, and how many there are for each reason."""
    cursor = Cursor(_REJECTS, ascending=True)
    where, asked = ("load_id = ?", [load_id]) if load_id else ("true", [])
    past, place = cursor.past(after) if after else ("true", [])
    rows = lake.query(
        "SELECT * FROM (SELECT r.*, coalesce(-epoch_us(l.read_at), 0) AS age FROM reject r LEFT JOIN "
        f"(SELECT load_id, read_at FROM load) l USING (load_id) WHERE {where}) WHERE {past} "
        f"ORDER BY {cursor.order} LIMIT {int(limit) + 1}",
        [*asked, *place],
    )
    reasons = lake.query(
        f"SELECT source, reason, count(*) AS n, sum(amount) AS amount FROM reject WHERE {where} GROUP BY ALL "
        "ORDER BY n DESC, source, reason LIMIT 50",
        asked,
    )
    return {
        "count": lake.value(f"SELECT count(*) FROM reject WHERE {where}", asked),
        "reasons": plain(reasons),
        "rejects": [{key: value for key, value in row.items() if key != "age"} for row in plain(rows[:limit])],
        "next": cursor.at(rows[limit - 1]) if len(rows) > limit else None,
    }


def matrix(rows: Sequence[dict[str, Any]], agencies: int, years: int) -> dict[str, Any]:
    """Records held of each agency and fiscal year, over the sources of `rows` (of `coverage`): in the last `years`, of
    the `agencies` with most in them.

    level: 0 where none is held, 1 for up to 9 records, 2 for up to 99, and so on up to 5. cut: whether a file of it was
    cut short.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(str(row["agency_id"]), {"agency_id": row["agency_id"], "name": None, "years": {}})
        if not one["name"] or (one["name"].isupper() and row["agency_name"]):  # capitals are the poorer printing
            one["name"] = row["agency_name"]
        cell = one["years"].setdefault(row["fiscal_year"], {"held": 0, "cut": False})
        cell["held"] += row["held"]
        cell["cut"] = cell["cut"] or bool(row["cut_short"])
    held_in = [row["fiscal_year"] for row in rows]
    shown = range(max(max(held_in) - years + 1, min(held_in)), max(held_in) + 1) if rows else range(0)
    in_view = {
        key: sum(one["years"][year]["held"] for year in shown if year in one["years"]) for key, one in found.items()
    }
    most = sorted(found.values(), key=lambda one: (-in_view[str(one["agency_id"])], str(one["agency_id"])))
    blank = {"held": 0, "cut": False}
    return {
        "years": list(shown),
        "agencies": len(found),
        "cut_short": [row for row in rows if row["cut_short"]],
        "rows": [
            {
                "agency_id": one["agency_id"],
                "name": one["name"],
                "cells": [
                    {"year": year} | (cell := one["years"].get(year, blank)) | {"level": level(cell["held"])}
                    for year in shown
                ],
            }
            for one in most[:agencies]
        ],
    }


def level(number: int) -> int:
    """How many digits a number of records has, up to 5; 0 for none."""
    return min(len(str(number)), 5) if number else 0


def _prose(text: str) -> str:
    return " ".join(text.split())
