"""The timeline of an award: what `derive/timeline.sql` says, added up here from acts that are at hand.

The engine takes longer to plan and open its windows than to find the acts of one award.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: What is added up, and in which order, blanks last.
_ADDED = ("obligation", "exercised_change", "ceiling_change")
_ORDER = ("signed_on", "mod_order", "transaction_number", "action_id")


def timeline(acts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The acts of one award in order, each with its position and what it left behind; after a sampled one the printed
    totals, since sums would lie."""
    after: dict[str, Any] = dict.fromkeys(_ADDED)
    told: list[dict[str, Any]] = []
    for act in sorted(acts, key=lambda act: [(act[name] is None, act[name] or "") for name in _ORDER]):
        sampled = bool(act["sampled"])
        for name in () if sampled else _ADDED:
            if act[name] is not None:
                after[name] = act[name] + (after[name] or 0)
        told.append(
            act
            | {
                "position": len(told) + 1,
                "obligated_after": None if sampled else after["obligation"],
                "exercised_after": act["exercised_stated"] if sampled else after["exercised_change"],
                "ceiling_after": act["ceiling_stated"] if sampled else after["ceiling_change"],
                "sampled": sampled,
            }
        )
    return told
