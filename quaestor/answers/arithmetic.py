"""How an award's totals come about: of how many actions, what was added, what was taken back, what enters no sum."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

#: The totals of an award, and the key of the change that an action brings to each.
TOTALS = (("obligated", "obligation"), ("exercised", "exercised_change"), ("ceiling", "ceiling_change"))
#: Terms shown one by one; the counts and sums are of all.
FIRST = 5


def arithmetic(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The way to each total that is held, from the facts of `answers.award`; nothing is asked of the lake.

    way: `sum` of what every action changed, or `printed`: the publisher's own total on the latest action that bears
    one, where only some actions of the award are held. added, taken_back, nothing: actions above, below and at zero
    dollars, with their sums. unheld: actions that print no such change. left_out: actions of a source that prints only
    some, beside others that are summed. adds_up: whether the terms make the total to the cent.
    """
    return [found for total, change in TOTALS if (found := _total(facts, total, change))]


def _total(facts: Mapping[str, Any], total: str, change: str) -> dict[str, Any] | None:
    if facts[total] is None or not facts["actions"]:
        return None
    amount = Decimal(facts[total])
    if facts["sampled"]:
        printed = [act for act in facts["actions"] if act["sampled"] and act[f"{total}_after"] is not None]
        if not printed:
            return None
        last = printed[-1]
        told = {"position": last["position"], "mod_number": last["mod_number"], "signed_on": last["signed_on"]}
        adds_up = Decimal(last[f"{total}_after"]) == amount
        return {"total": total, "amount": facts[total], "way": "printed", "printed_on": told, "adds_up": adds_up}
    summed = [act for act in facts["actions"] if not act["sampled"]]
    terms = [(Decimal(act[change]), act) for act in summed if act[change] is not None]
    added = [term for term, _ in terms if term > 0]
    taken = [term for term, _ in terms if term < 0]
    moving = [(term, act) for term, act in terms if term]
    return {
        "total": total,
        "amount": facts[total],
        "way": "sum",
        "terms": len(terms),
        "added": {"actions": len(added), "amount": _plain(added)},
        "taken_back": {"actions": len(taken), "amount": _plain(taken)},
        "nothing": {"actions": len(terms) - len(moving)},
        "unheld": {"actions": len(summed) - len(terms)},
        "left_out": {"actions": len(facts["actions"]) - len(summed)},
        "first": [_term(term, act) for term, act in moving[:FIRST]],
        "negative": [_term(term, act) for term, act in moving if term < 0][:FIRST],
        "adds_up": sum((term for term, _ in terms), Decimal(0)) == amount,
    }


def _term(term: Decimal, act: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "position": act["position"],
        "mod_number": act["mod_number"],
        "signed_on": act["signed_on"],
        "amount": f"{term:.2f}",
    }


def _plain(terms: list[Decimal]) -> str:
    return f"{sum(terms, Decimal(0)):.2f}"
