"""The page of one award: its life, its actions, the vehicle above it and the orders below."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from quaestor import answers
from quaestor.answers.arithmetic import arithmetic
from quaestor.answers.award import MOST_ORDERS
from quaestor.answers.competition import told
from quaestor.answers.orders import by_buyer, orders
from quaestor.answers.withdrawn import last_stood, withdrawn
from quaestor.errors import NotHeld
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Orders of a vehicle on one page.
ORDERS = 100


def award(lake: Lake, asked: Asked) -> Facts:
    """The whole life of one award, as of a day and as known on a moment.

    signed_later: with an as-of day, the actions signed after it; they count in no figure. vehicle_orders: for an order,
    those held under its vehicle, itself among them, with their sums as they stand now. orders_by_buyer: for a vehicle,
    what each buyer placed under it. competition: how it was competed, in plain words. arithmetic: how each total comes
    about. family_now: the family that its supplier belongs to today, beside the one of the award's first day.
    withdrawn: its actions that no publisher prints any longer; gone_at: when the last of all went, where none is
    left and the page shows what stood before.
    """
    as_of, known_on = asking.day(asked, "as_of"), asking.moment(asked, "known_on")
    gone_at = None
    try:
        facts = answers.award(lake, asked["key"], as_of, known_on)
    except NotHeld:
        gone = last_stood(lake, asked["key"]) if known_on is None else None
        if gone is None:
            raise
        gone_at, known_on = gone["withdrawn_at"], gone["withdrawn_at"] - timedelta(seconds=1)
        facts = answers.award(lake, gone["award_id"], as_of, known_on)
    facts |= {"signed_later": [], "vehicle_orders": [], "vehicle_orders_count": 0, "orders_by_buyer": []}
    facts |= {"orders_page": 1, "orders_pages": 1, "gone_at": f"{gone_at.isoformat()}Z" if gone_at else None}
    if facts["orders_count"]:
        page = asking.count(asked, "orders", 1, 10_000)
        facts["orders_pages"] = -(-facts["orders_count"] // ORDERS)
        facts["orders_page"] = min(page, facts["orders_pages"])
        start, stop = (facts["orders_page"] - 1) * ORDERS, facts["orders_page"] * ORDERS
        if stop <= MOST_ORDERS:
            facts["orders"] = facts["orders"][start:stop]
        else:
            facts["orders"] = orders(lake, facts["award_id"], ORDERS, start)["orders"]
        facts["orders_by_buyer"] = by_buyer(lake, facts["award_id"])
    elif facts["vehicle"]:
        siblings = orders(lake, facts["vehicle"]["vehicle_id"])
        facts |= {f"vehicle_{name}": value for name, value in siblings.items()}
    if as_of:
        whole = answers.award(lake, facts["award_id"], None, known_on)
        facts["signed_later"] = [action for action in whole["actions"] if str(action["signed_on"]) > as_of.isoformat()]
    facts["family_now"] = facts.pop("family_now")
    facts["withdrawn"] = _withdrawn(lake, facts, None if gone_at else known_on)
    if gone_at:
        facts["rewritten"] += [_went(row) for row in facts["withdrawn"]]
    return facts | {"competition": told(facts), "arithmetic": arithmetic(facts)}


def _withdrawn(lake: Lake, facts: Facts, known_on: Any) -> list[dict[str, Any]]:
    """Asked only where the record history or the award itself says that something went."""
    last = {change["record_id"]: change["kind"] for change in facts["rewritten"] if not change["field"]}
    went = facts["gone_at"] or "withdrawn" in last.values()
    return withdrawn(lake, facts["award_id"], known_on) if went else []


def _went(row: dict[str, Any]) -> dict[str, Any]:
    """A withdrawn action in the form of the record history."""
    told = {"field": None, "before": None, "after": None, "kind": "withdrawn", "load_id": None}
    return told | {
        "mod_number": row["mod_number"], "seen_at": row["withdrawn_at"], "record_id": row["action_id"],
        "source": row["source"],
    }  # fmt: skip
