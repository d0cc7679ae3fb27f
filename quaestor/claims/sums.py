"""What acts come to: in all, by award, each by itself, by how much ceilings moved, and what was taken back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from quaestor.claims.firms import bare_name
from quaestor.claims.named import Named
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, of_agency
from quaestor.claims.values import FIRST, beginning
from quaestor.claims.window import Window


def _money(acts: Iterable[dict[str, Any]]) -> tuple[Decimal, frozenset[str], int]:
    """The sum of obligations, the actions that carry it, and how many are sampled and stay out of it."""
    total, ids, sampled = Decimal("0.00"), set(), 0
    for act in acts:
        if act["sampled"]:
            sampled += 1
        elif act["obligation"]:
            total += act["obligation"]
            ids.add(act["action_id"])
    return total, frozenset(ids), sampled


def sums(
    said: Statement, held: Holdings, scope: Scope, inside: list[dict[str, Any]], days: Window, rank: int
) -> list[Reading]:
    """What the subject was obligated in these days: in all, over the awards its words point to, with its family."""
    out = []
    pools = [(scope.name, inside, rank)]
    if scope.topical and len(scope.topical) < len(scope.awards):
        named = ", ".join(said.topics)
        pools.append(
            (
                f"{scope.name}, awards described by “{named}”",
                [act for act in inside if act["award_id"] in scope.topical],
                rank,
            )
        )
    if _money(inside)[1] and not scope.exact and not scope.topical:
        of_families = of_family(said, held, scope)
        pools += [(name, [act for act in acts if days.holds(act["signed_on"])], rank + 1) for name, acts in of_families]
    for name, acts, place in pools:
        total, ids, sampled = _money(acts)
        awards = frozenset(act["award_id"] for act in acts)
        if not ids:
            continue
        doubt = (
            f"which awards count for “{', '.join(said.topics)}” is a choice"
            if name.startswith(f"{scope.name}, awards") and len(awards) > 1
            else ""
        )
        measure = (
            "one action"
            if len(ids) == 1 and not scope.exact
            else "obligated"
            if len(awards) == 1
            else "obligated over several awards"
        )
        if len(ids) == 1 and "cumulative" in said.cues:
            measure = "obligated"
        partial = (
            f"{sampled} actions from a source that prints one action of an award a year are in no sum"
            if sampled
            else ""
        )
        rows = tuple(act for act in acts if act["action_id"] in ids)
        out.append(
            Reading(
                measure,
                total,
                name,
                ids,
                rows,
                awards,
                place,
                doubt=doubt,
                partial=partial or beginning(held, awards, days),
            )
        )
    if scope.exact:
        for award in scope.awards:
            orders = [
                act
                for one, row in held.awards.items()
                if row["vehicle_id"] == award
                for act in held.acts.get(one, ())
                if days.holds(act["signed_on"])
            ]
            total, ids, _ = _money(orders)
            if ids:
                rows = tuple(act for act in orders if act["action_id"] in ids)
                out.append(
                    Reading(
                        "obligated on orders",
                        total,
                        f"orders under {held.awards[award]['piid']}",
                        ids,
                        rows,
                        frozenset(act["award_id"] for act in rows),
                        rank,
                    )
                )
    return out


def of_family(said: Statement, held: Holdings, scope: Scope) -> list[tuple[str, list[dict[str, Any]]]]:
    """The acts of the families of the firms told of, each with its name, where a family may be meant: the firm is
    called as its family is, and is no unit of it, or its subsidiaries are told with it."""
    if _ALONE.search(said.text):
        return []
    families = {held.family[act["supplier_id"]] for act in scope.acts if act["supplier_id"] in held.family}
    return [
        (
            f"the family {name}",
            [
                act for one in members for award in held.by_supplier.get(one, ()) for act in held.acts.get(award, ())
                if act["supplier_id"] == one and of_agency(said.agencies, act["buyer_id"])
            ],
        )
        for _, name, members in families
        if WITH_UNITS.search(said.text) or any(_bears(named, name) for named in said.firms)
    ]  # fmt: skip


def _bears(named: Named, family: str) -> bool:
    """Whether a firm is called by the name of a family: by its first words, or in full."""
    firm, whole = bare_name(named.name), bare_name(family)
    return firm == whole or ("first words" in named.because and firm.split()[0] == whole.split()[0])


#: "The GEO Group and its subsidiaries".
WITH_UNITS = re.compile(
    r"\b(?:and|with|including) (?:all )?(?:its|their|other) (?:\w+ )?"
    r"(?:subsidiar\w+|units?|affiliates?|compan\w+|arms?|divisions?)\b|\bfamily\b",
    re.I,
)
_ALONE = re.compile(
    r"\b(?:alone, without|without|excluding|not counting|leaving out) (?:its|their|any) (?:\w+ )?"
    r"(?:subsidiar\w+|units?|affiliates?|parent)\b|\bby itself\b",
    re.I,
)


def award_sums(held: Holdings, scope: Scope, inside: list[dict[str, Any]], days: Window, rank: int) -> list[Reading]:
    """What each award was obligated in these days."""
    by_award: dict[str, list[dict[str, Any]]] = {}
    for act in inside:
        by_award.setdefault(act["award_id"], []).append(act)
    out = []
    for award, acts in by_award.items():
        total, ids, _ = _money(acts)
        if ids:
            rows = tuple(act for act in acts if act["action_id"] in ids)
            measure = "one action" if len(ids) == 1 and days.bounded else "obligated"
            out.append(
                Reading(
                    measure,
                    total,
                    held.awards[award]["piid"],
                    ids,
                    rows,
                    frozenset([award]),
                    rank,
                    partial=beginning(held, [award], days),
                )
            )
    return out


def actions(held: Holdings, scope: Scope, inside: list[dict[str, Any]], rank: int, *, later: bool) -> list[Reading]:
    """Each act that carries money. later: modifications come first."""
    out = []
    for act in inside:
        if act["obligation"]:
            first = bool(FIRST.match(act["mod_number"] or "0"))
            place = rank + (1 if later and first else 0)
            name = (
                f"{held.awards[act['award_id']]['piid']}, "
                f"{'the first act' if first else 'modification ' + str(act['mod_number'])}"
            )
            out.append(
                Reading(
                    "one action",
                    act["obligation"],
                    name,
                    frozenset([act["action_id"]]),
                    (act,),
                    frozenset([act["award_id"]]),
                    place,
                )
            )
        if later and act["ceiling_change"]:
            name = f"{held.awards[act['award_id']]['piid']}, modification {act['mod_number']}"
            out.append(
                Reading(
                    "ceiling change",
                    act["ceiling_change"],
                    name,
                    frozenset([f"ceiling:{act['action_id']}"]),
                    (act,),
                    frozenset([act["award_id"]]),
                    rank + 1,
                )
            )
    return out


def raised(held: Holdings, scope: Scope, days: Window, sign: int) -> list[Reading]:
    """By how much ceilings were raised (sign 1) or lowered (-1) after the first act: by each act, and by
    all of these days together."""
    out = []
    for award in scope.awards:
        acts = [
            act
            for act in held.acts.get(award, ())
            if act["ceiling_change"] and days.holds(act["signed_on"]) and not FIRST.match(act["mod_number"] or "0")
        ]
        piid = held.awards[award]["piid"]
        for act in acts:
            ids, name = frozenset([f"ceiling:{act['action_id']}"]), f"{piid}, modification {act['mod_number']}"
            change = sign * act["ceiling_change"]
            out.append(Reading("ceiling change", change, name, ids, (act,), frozenset([award]), 0))
        if len(acts) > 1:
            total = sign * sum((act["ceiling_change"] for act in acts), Decimal("0.00"))
            ids = frozenset(f"ceiling:{act['action_id']}" for act in acts)
            out.append(Reading("ceiling change", total, piid, ids, tuple(acts), frozenset([award]), 0))
    return out


def taken_back(held: Holdings, scope: Scope, inside: list[dict[str, Any]]) -> list[Reading]:
    """Money taken back, told as a positive figure: by one act, and in all."""
    out = []
    back = [act for act in inside if act["obligation"] < 0 and not act["sampled"]]
    for act in back:
        name = f"{held.awards[act['award_id']]['piid']}, modification {act['mod_number']}"
        out.append(
            Reading(
                "one action",
                -act["obligation"],
                name,
                frozenset([act["action_id"]]),
                (act,),
                frozenset([act["award_id"]]),
                0,
            )
        )
    if len(back) > 1:
        total, ids, _ = _money(back)
        out.append(
            Reading("taken back", -total, scope.name, ids, tuple(back), frozenset(act["award_id"] for act in back), 0)
        )
    return out
