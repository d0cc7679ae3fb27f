"""The pages of the whole store: what is held, how complete, what changed, and what Quaestor is."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from typing import Any

import yaml

from quaestor import answers
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Changes on one page of the site; `quaestor changes` has no such limit.
MOST_CHANGES = 5000


def home(lake: Lake, asked: Asked) -> Facts:
    """What is held, how complete it is, and what stands out in it."""
    return answers.home(lake) | {"telling": answers.telling(lake)}


def changes(lake: Lake, asked: Asked) -> Facts:
    """What publishers changed after the fact, newest first."""
    since, kind, field = asking.moment(asked, "since"), asked.get("kind") or None, asked.get("field") or None
    found = answers.changes(lake, since=since, kind=kind, field=field, limit=MOST_CHANGES + 1)
    more = len(found) > MOST_CHANGES
    asked_for = {"since": asked.get("since") or None, "kind": kind, "field": field}
    return asked_for | {"more": more, "changes": found[:MOST_CHANGES]}


def days(facts: Facts) -> dict[str, Any] | None:
    """Changes by the day they were seen on, and their kind."""
    counted = Counter((str(change["seen_at"])[:10], change["kind"]) for change in facts["changes"])
    if len({day for day, _ in counted}) < 2:
        return None
    return {
        "data": {"values": [{"day": day, "kind": kind, "changes": n} for (day, kind), n in sorted(counted.items())]},
        "height": 160,
        "mark": {"type": "bar", "width": {"band": 0.8}},
        "encoding": {
            "x": {"field": "day", "type": "temporal", "timeUnit": "yearmonthdate", "title": None},
            "y": {"field": "changes", "type": "quantitative", "title": "fields changed", "axis": {"tickCount": 4}},
            "color": {"field": "kind", "type": "nominal"},
            "tooltip": [
                {"field": "day", "type": "temporal", "title": "read on"},
                {"field": "kind", "title": "kind"},
                {"field": "changes", "format": ",", "title": "fields changed"},
            ],
        },
    }


def coverage(lake: Lake, asked: Asked) -> Facts:
    """What is held of each agency and year, and the loads that brought it."""
    return {"coverage": answers.coverage(lake), "loads": answers.status(lake)["loads"]}


def about(lake: Lake, asked: Asked) -> Facts:
    """What Quaestor is, what it will never do, and what its words mean."""
    facts: Facts = yaml.safe_load(files("quaestor.web").joinpath("about.yml").read_text(encoding="utf-8"))
    return facts
