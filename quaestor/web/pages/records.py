"""The pages of what is held of one thing: an award, a supplier, an action."""

from __future__ import annotations

from quaestor import answers
from quaestor.answers.orders import orders
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts


def award(lake: Lake, asked: Asked) -> Facts:
    """The whole life of one award, as of a day and as known on a moment.

    signed_later: with an as-of day, the actions signed after it; they count in no figure. vehicle_orders: for an order,
    those held under its vehicle, itself among them, with their sums as they stand now.
    """
    as_of, known_on = asking.day(asked, "as_of"), asking.moment(asked, "known_on")
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
    return answers.supplier(lake, asked["key"], asking.day(asked, "as_of"))


def evidence(lake: Lake, asked: Asked) -> Facts:
    """The publisher's own rows for one action."""
    return answers.evidence(lake, asked["key"])
