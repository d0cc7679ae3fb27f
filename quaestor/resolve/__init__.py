"""Suppliers and families: which identities are one entity, which entities one family when, on what evidence.

Everything here is a function of identities, judgements and lists, found anew for all that hangs together with anything
that differs from the last run (`bearing`), and only what differs is written; so neither the order of loads nor a
judgement that was withdrawn leaves a trace in it.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from quaestor.resolve import bearing, events, families, groups, makers, members, plain, printed, spells, ties
from quaestor.store import Lake

_TEMPORARY = (
    "node",
    "printed",
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
    "outline",
    "figure",
    "shared_number",
    "common",
    "bearing",
    "shown",
    "delicate",
    "digest_now",
    "differs",
    "seed",
    "edge",
    "front",
    "reached",
    "moved_figure",
    "moved_sum",
)


#: Families that a note names; `quaestor families changes` has all.
_SAID = 3


def refresh(lake: Lake, *, rebuild: bool = False, all_anew: bool = False) -> dict[str, Any]:
    """Brings entities, families and events up to what is held, inside a transaction of the caller's.

    rebuild: also what is remembered of names and of spells under parents is found anew. all_anew: everything else is,
    also where nothing differs from the last run, which comes to the same. Returns the number of
    `families` and what was `joined` and `split`.
    """
    all_anew = rebuild or all_anew or not lake.value("SELECT EXISTS (FROM lake.resolved)")
    with nullcontext() if all_anew else lake.one_thread():
        plain.learn(lake, rebuild=rebuild)
        printed.read(lake)
        printed.common(lake)
        spells.refresh(lake, rebuild=rebuild)
        part = bearing.narrow(lake, all_anew=all_anew)
        ties.tie(lake)
        groups.group(lake)
        members.fill(lake)
        done = families.settle(lake, part=part)
        if part:
            bearing.move_figures(lake)
        bearing.keep(lake, part=part)
        events.refresh(lake, part=part)
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
