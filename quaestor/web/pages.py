"""One function a page: from the lake and what was asked to plain facts, without HTML or SQL; `.json` prints them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import yaml

from quaestor import answers
from quaestor.answers.orders import orders
from quaestor.errors import BadQuery
from quaestor.store import Lake

Facts = dict[str, Any]
Asked = Mapping[str, str]

#: Changes on one page of the site; `quaestor changes` has no such limit.
MOST_CHANGES = 5000


def home(lake: Lake, asked: Asked) -> Facts:
    """What is held, how complete it is, and what stands out in it."""
    return answers.home(lake) | {"telling": answers.telling(lake)}


def award(lake: Lake, asked: Asked) -> Facts:
    """The whole life of one award, as of a day and as known on a moment.

    signed_later: with an as-of day, the actions signed after it; they count in no figure. vehicle_orders: for an order,
    those held under its vehicle, itself among them, with their sums as they stand now.
    """
    as_of, known_on = _day(asked, "as_of"), _moment(asked, "known_on")
    facts = answers.award(lake, asked["key"], as_of, known_on)
    facts |= {"signed_later": [], "vehicle_orders": [], "vehicle_orders_count": 0}
    if facts["vehicle"]:
        under = orders(lake, facts["vehicle"]["vehicle_id"])
        facts |= {f"vehicle_{name}": value for name, value in under.items()}
    if as_of:
        whole = answers.award(lake, facts["award_id"], None, known_on)
        facts["signed_later"] = [action for action in whole["actions"] if str(action["signed_on"]) > as_of.isoformat()]
    return facts


def supplier(lake: Lake, asked: Asked) -> Facts:
    """What one supplier was awarded, by year, buyer and award."""
    return answers.supplier(lake, asked["key"], _day(asked, "as_of"))


def find(lake: Lake, asked: Asked) -> Facts:
    """The awards and suppliers whose number or name contains the words; `exact` where they are an identifier."""
    return answers.find(lake, asked.get("q", "").strip()[:200])


def evidence(lake: Lake, asked: Asked) -> Facts:
    """The publisher's own rows for one action."""
    return answers.evidence(lake, asked["key"])


def changes(lake: Lake, asked: Asked) -> Facts:
    """What publishers changed after the fact, newest first."""
    since, kind, field = _moment(asked, "since"), asked.get("kind") or None, asked.get("field") or None
    found = answers.changes(lake, since=since, kind=kind, field=field, limit=MOST_CHANGES + 1)
    more = len(found) > MOST_CHANGES
    asked_for = {"since": asked.get("since") or None, "kind": kind, "field": field}
    return asked_for | {"more": more, "changes": found[:MOST_CHANGES]}


def coverage(lake: Lake, asked: Asked) -> Facts:
    """What is held of each agency and year, and the loads that brought it."""
    return {"coverage": answers.coverage(lake), "loads": answers.status(lake)["loads"]}


def about(lake: Lake, asked: Asked) -> Facts:
    """What Quaestor is, what it will never do, and what its words mean."""
    facts: Facts = yaml.safe_load(files(__package__).joinpath("about.yml").read_text(encoding="utf-8"))
    return facts


def _day(asked: Asked, name: str) -> date | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"“{text[:40]}” is not a day", where=name, advice="Write a day as 2025-09-30.") from None


def _moment(asked: Asked, name: str) -> datetime | None:
    """A moment; a bare day means its last second, so that what was read on that day is known."""
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        advice = "Write 2025-09-30 or 2025-09-30T14:00."
        raise BadQuery(f"“{text[:40]}” is not a day or a moment", where=name, advice=advice) from None
    bare = len(text) == 10 and name == "known_on"
    return found.replace(hour=23, minute=59, second=59) if bare else found
