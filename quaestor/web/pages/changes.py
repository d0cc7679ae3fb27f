"""The page of what came in and what was changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from quaestor import answers, model
from quaestor.answers.came import Span
from quaestor.answers.events import KINDS, Wanted
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Rows of one answer unless `limit` says otherwise, and at most; a page shows few, a table takes many.
ROWS = {"html": (75, 500), "json": (100, 1_000), "csv": (20_000, 20_000)}
#: What is told of each kind in the figure: its row, its words and its colour.
DRAWN = {
    "added": ("actions added", "@obligated"),
    "raised": ("ceilings raised", "@ceiling"),
    "option": ("options used", "@later"),
    "rewritten": ("rewritten", "@attention"),
    "withdrawn": ("withdrawn", "@negative"),
    "reappeared": ("reappeared", "@exercised"),
}
#: Kinds that are drawn when they are asked for.
ON_DEMAND = {
    "new": ("new awards", "@obligated"),
    "restated": ("restated", "@exercised"),
    "identified": ("identified", "@exercised"),
}


def changes(lake: Lake, asked: Asked) -> Facts:
    """What loads added, raised, rewrote or withdrew, newest or largest first, and how much on each day.

    since, until: days or moments of reading, `until` with its whole day. after: a page's `next`.
    """
    usual, most = ROWS.get(asked["form"], ROWS["html"])  # a figure is drawn of the page's own facts
    asked_for = {
        name: asked.get(name, "").strip() or None
        for name in ("load", "since", "until", "kind", "field", "agency", "supplier", "order", "after")
    }
    asking.one_of(asked, "kind", KINDS)
    asking.one_of(asked, "field", dict.fromkeys(every_field()))
    asking.one_of(asked, "order", dict.fromkeys(("newest", "largest")))
    supplier = answers.identify(lake, asked_for["supplier"]) if asked_for["supplier"] else None
    wanted = Wanted(
        Span(asking.moment(asked, "since"), _end(asking.moment(asked, "until")), asked_for["load"]),
        asked_for["kind"],
        asked_for["field"],
        asked_for["agency"],
        supplier,
    )
    found = answers.changed(
        lake,
        wanted,
        largest=asked_for["order"] == "largest",
        after=asked_for["after"],
        limit=asking.count(asked, "limit", usual, most),
    )
    choices = {}
    if asked["form"] not in ("json", "csv"):
        loads, coverage = answers.loads(lake), answers.coverage(lake)
        names = {row["agency_id"]: row["agency_name"] for row in coverage if row["agency_id"]}
        choices = {
            "loads": loads[:50],
            "agencies": sorted(names.items(), key=lambda pair: str(pair[1] or pair[0])),
            "fields": fields(),
            "has_loads": len(loads),
        }
    return {"asked": asked_for | {"supplier": supplier}} | found | choices


def fields() -> list[str]:
    """The columns of a record whose change is told."""
    return [column.name for column in model.table("action").columns if not (column.identity or column.computed)]


def every_field() -> list[str]:
    """The columns of any record read from a publisher."""
    tables = [table for table in model.tables().values() if table.kind == "recorded"]
    return list(dict.fromkeys([*fields(), *(name for table in tables for name in table.names)]))


def _end(moment: datetime | None) -> datetime | None:
    """The moment before which a reading must lie; a bare day means its whole length."""
    if moment is None:
        return None
    bare = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment + (timedelta(days=1) if bare else timedelta(seconds=1))


def days(facts: Facts) -> dict[str, Any] | None:
    """How many records changed in each way on each day of reading, a row a way and a disc a day."""
    kind = facts["asked"]["kind"]
    drawn = DRAWN | ({kind: ON_DEMAND[kind]} if kind in ON_DEMAND else {})
    values = [
        {"day": day["day"], "kind": words, "records": day[name]}
        for day in facts["days"]
        for name, (words, _) in drawn.items()
        if day[name]
    ]
    if len({value["day"] for value in values}) < 2:
        return None
    rows = [words for words, _ in drawn.values() if any(value["kind"] == words for value in values)]
    colours = dict(drawn.values())
    return {
        "data": {"values": values},
        "height": 34 * len(rows),
        "mark": {"type": "circle", "opacity": 0.75, "strokeWidth": 0},
        "encoding": {
            "x": {
                "field": "day", "type": "temporal", "scale": {"type": "utc", "padding": 14}, "title": None,
                "axis": {"tickCount": 6, "format": "%-d %b %Y", "labelOverlap": True},
            },
            "y": {"field": "kind", "type": "nominal", "sort": rows, "title": None, "axis": {"grid": True}},
            "size": {
                "field": "records", "type": "quantitative", "legend": None,
                "scale": {"type": "sqrt", "range": [12, 700]},
            },
            "color": {
                "field": "kind", "type": "nominal", "legend": None,
                "scale": {"domain": rows, "range": [colours[words] for words in rows]},
            },
            "tooltip": [
                {"field": "day", "type": "nominal", "title": "read on"},
                {"field": "kind", "title": "what"},
                {"field": "records", "type": "quantitative", "format": ",", "title": "records"},
            ],
        },
    }  # fmt: skip
