"""The timeline of an award: what `derive/timeline.sql` says, added up here from acts that are at hand.

The engine takes longer to plan and open its windows than to find the acts of one award.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from quaestor.store import Lake

#: What is added up, and in which order, blanks last.
_ADDED = ("obligation", "exercised_change", "ceiling_change")
_ORDER = ("award_id", "signed_on", "mod_order", "transaction_number", "action_id")
_ASKED = (*_ORDER, "mod_number", "reason_code", *_ADDED, "exercised_stated", "ceiling_stated", "sampled")


def timeline(lake: Lake, action: str, *, beside: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The acts that the query `action` gives, in order, with what each left behind and its columns `beside`."""
    acts = lake.query(f"SELECT {', '.join((*_ASKED, *beside))} FROM ({action})")
    acts.sort(key=lambda act: [(act[name] is None, act[name] or "") for name in _ORDER])
    return [told for _, own in groupby(acts, key=lambda act: act["award_id"]) for told in _running(own)]


def _running(acts: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The acts of one award; of a sampled one the printed totals, since sums would lie."""
    after: dict[str, Any] = dict.fromkeys(_ADDED)
    for position, act in enumerate(acts, 1):
        sampled = bool(act["sampled"])
        for name in () if sampled else _ADDED:
            if act[name] is not None:
                after[name] = act[name] if after[name] is None else after[name] + act[name]
        yield act | {
            "position": position,
            "obligated_after": None if sampled else after["obligation"],
            "exercised_after": act["exercised_stated"] if sampled else after["exercised_change"],
            "ceiling_after": act["ceiling_stated"] if sampled else after["ceiling_change"],
            "sampled": sampled,
        }
