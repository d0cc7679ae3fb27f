"""Suppliers and families: which identities are one entity, which entities one family when, on what evidence.

Everything here is found anew from identities, judgements and lists, and only what differs is written; so neither the
order of loads nor a judgement that was withdrawn leaves a trace in it.
"""

from __future__ import annotations

from typing import Any

from quaestor.resolve import events, families, groups, makers, members, plain, spells, ties
from quaestor.store import Lake

_TEMPORARY = (
    "node",
    "run",
    "grouped",
    "rooted",
    "stay",
    "singly",
    "called",
    "founded",
    "counted",
    "today",
    "used_root",
)


#: Families that a note names; `quaestor families changes` has all.
_SAID = 3


def refresh(lake: Lake, *, rebuild: bool = False) -> dict[str, Any]:
    """Brings entities, families and events up to what is held, inside a transaction of the caller's.

    rebuild: also what is remembered of names and of spells under parents is found anew. Returns the number of
    `families` and what was `joined` and `split`.
    """
    plain.learn(lake, rebuild=rebuild)
    spells.refresh(lake, rebuild=rebuild)
    ties.tie(lake)
    groups.group(lake)
    members.fill(lake)
    done = families.settle(lake)
    events.refresh(lake)
    for name in _TEMPORARY:
        lake.execute(f"DROP TABLE IF EXISTS temp.{name}")
    return done


def said(done: dict[str, Any]) -> list[str]:
    """Sentences on what a run joined and split; none where it did neither."""
    notes = []
    for kind, verb in (("joined", "is now part of"), ("split", "stands apart again from")):
        rows = done[kind]
        some = "; ".join(
            f"{row['name']} ({row['family_id']}) {verb} {row['other_name']} ({row['other_id']}), {row['why']}"
            for row in rows[:_SAID]
        )
        more = f"; and {len(rows) - _SAID} more" if len(rows) > _SAID else ""
        notes += [f"Families {kind}: {len(rows)}. {some}{more}."] if rows else []
    return notes


__all__ = ["makers", "refresh", "said"]
