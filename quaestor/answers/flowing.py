"""How money flows through places that stand one after another: ends, links between them, and what each end keeps.

Arithmetic alone: links come in as they are held, and go out with the ends that move little put together, so that a
picture stays legible. Every amount that comes in is in exactly one link that goes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

NOTHING = Decimal(0)
#: What those put together in one end are called.
PLURAL = {
    "buyer": "buyers", "vehicle": "vehicles", "award": "awards", "order": "orders", "supplier": "suppliers",
    "family": "families",
}  # fmt: skip


@dataclass(frozen=True)
class End:
    """Where a link begins or ends: a place `column` steps from where the money comes from. key: its id in the store."""

    column: int
    kind: str
    key: str
    name: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Link:
    """Money from one end to the next. how: `obligated`, as buyers' records have it, or `reported`, as suppliers say.

    records: awards, or reports, that the amount is the sum of. unknown: awards among them whose sum is not held.
    """

    source: End
    target: End
    how: str
    amount: Decimal
    records: int
    unknown: int = 0


def gathered(links: Sequence[Link], most: int, subject: End | None = None) -> list[Link]:
    """The links with only the `most` ends of each column that move most money apart; the others are one end each."""
    moved: dict[End, Decimal] = defaultdict(Decimal)
    for link in links:
        for end in (link.source, link.target):
            moved[end] += abs(link.amount)
    columns: dict[tuple[int, str], list[End]] = defaultdict(list)
    for end in sorted(moved, key=lambda end: (-moved[end], end.kind, end.key)):
        columns[end.column, end.kind].append(end)
    stands = {end: end for end in moved}
    for (column, kind), ends in columns.items():
        few = [end for end in ends[most:] if end != subject]
        if len(few) > 1:
            others = End(column, kind, "", f"{len(few):,} other {PLURAL.get(kind, kind)}")
            stands |= dict.fromkeys(few, others)
    sums: dict[tuple[End, End, str], Link] = {}
    for link in links:
        key = (stands[link.source], stands[link.target], link.how)
        held = sums.get(key)
        sums[key] = Link(
            *key,
            link.amount + (held.amount if held else NOTHING),
            link.records + (held.records if held else 0),
            link.unknown + (held.unknown if held else 0),
        )
    return sorted(
        sums.values(),
        key=lambda link: (
            link.source.column, link.how, not link.source.key, not link.target.key, -link.amount, link.target.key,
        ),
    )  # fmt: skip


def balances(links: Sequence[Link]) -> list[dict[str, Any]]:
    """Every end with what came in, what went out, and what it kept, in the order of the columns.

    obligated, received: into it, None where no such link ends there. passed_on: out of it by reports. handed_on: out
    of it by the buyers' records, as a vehicle hands on all it gets. kept is what came in less what went out: below
    zero where more is reported to be passed on than came; None where nothing is held of what came in, or where an end
    tells nothing of what it does with the money (the last column).
    """
    ends: dict[End, list[tuple[str, Link]]] = defaultdict(list)
    for link in links:
        ends[link.source].append(("out", link))
        ends[link.target].append(("in", link))
    last = max((end.column for end in ends), default=0)
    found = []
    for end in sorted(ends, key=lambda end: (end.column, not end.key)):
        sums = {
            name: _sum(ends[end], way, how)
            for name, way, how in (
                ("obligated", "in", "obligated"),
                ("received", "in", "reported"),
                ("handed_on", "out", "obligated"),
                ("passed_on", "out", "reported"),
            )
        }
        came = [told[0] for name in ("obligated", "received") if (told := sums[name])]
        went = [told[0] for name in ("handed_on", "passed_on") if (told := sums[name])]
        tells = came and (went or end.column < last)
        found.append(
            {"column": end.column, "kind": end.kind, "key": end.key or None, "name": end.name}
            | {name: told[0] if told else None for name, told in sums.items()}
            | {f"{name}_records": told[1] if told else 0 for name, told in sums.items()}
            | {"unknown": sum(link.unknown for way, link in ends[end] if way == ("in" if came else "out"))}
            | {"kept": sum(came, NOTHING) - sum(went, NOTHING) if tells else None}
        )
    return found


def _sum(ways: list[tuple[str, Link]], way: str, how: str) -> tuple[Decimal, int] | None:
    its = [link for one, link in ways if one == way and link.how == how]
    return (sum((link.amount for link in its), NOTHING), sum(link.records for link in its)) if its else None
