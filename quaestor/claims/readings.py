"""What a statement could mean in the records: every measure of every award, act or sum that its words leave open.

A measure is tried only where the words allow it: "worth up to" is a ceiling and never money committed, what "has drawn
since" a day is a sum and never one action. Each reading has its exact figure and the actions it rests on, and a rank:
0 is what the words say first of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quaestor.claims.names import Named
from quaestor.claims.records import Holdings
from quaestor.claims.statements import Statement

#: A modification number of an award's first act.
_FIRST = re.compile(r"^0*$|^BASE$", re.I)
_ENDED = re.compile(
    r"\b(?:terminat\w+|cancell?\w*|expir\w+|end(?:s|ed|ing)?|renew\w*|protested|lapse[sd]?)(?: (?:in|on|by|at|the|end|of|early|late|full))*\s*$",
    re.I,
)
_RUNS = re.compile(r"\b(?:run|runs|lasts?|extends?|continues?)\s*$", re.I)
#: Ranks from which a reading is far from what the words say.
FAR = 5


@dataclass(frozen=True)
class Window:
    """The days a statement speaks of; an end that is None is open. said: whether the text says any."""

    first: date | None = None
    last: date | None = None
    said: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    @property
    def bounded(self) -> bool:
        """Whether it has a beginning and an end of its own."""
        return self.said and self.first is not None and self.last is not None


@dataclass(frozen=True)
class Reading:
    """One thing the statement may mean. figure: exact, in US dollars; start: what it grew from. acts: the actions that
    carry the money, by which equal readings are told. doubt: why it may not be meant. partial: what of it is not held."""

    measure: str
    figure: Decimal
    scope: str
    acts: frozenset[str]
    rows: tuple[dict[str, Any], ...]
    awards: frozenset[str]
    rank: int
    doubt: str = ""
    partial: str = ""
    start: Decimal | None = None


@dataclass
class Scope:
    """What a statement is about in the records: the actions of its subject, and the awards that its words point to."""

    name: str
    acts: list[dict[str, Any]]
    awards: list[str]
    topical: set[str] = field(default_factory=set)
    exact: bool = False
    loose: bool = False


def window(said: Statement, as_of: date | None) -> Window:
    """The days that the statement speaks of, cut at the day of the text."""
    first = last = None
    found = False
    for one in said.periods:
        if one.first is None and one.last is None:
            continue
        if one.word == "through" and as_of and one.last and one.last > as_of:
            continue  # the term of a contract, not what was paid by then
        if _ENDED.search(said.text[: max(0, one.start - said.start)]) or (
            one.word == "through" and _RUNS.search(said.text[: max(0, one.start - said.start)])
        ):
            continue  # when it ended, not when it was signed
        if found and one.word not in ("since", "through", "until", "after"):
            continue
        first = one.first if one.first and one.word not in ("through", "until") else first
        last = one.last if one.last and one.word not in ("since", "after") else last
        found = True
    if as_of and (last is None or last > as_of):
        last = as_of
    return Window(first, last, found)


def scopes(said: Statement, held: Holdings) -> list[Scope]:
    """The subjects of a statement: awards by their numbers, else each firm, and all of them where they are told together."""
    if said.numbers:
        found = [award for number in said.numbers for award in held.by_piid.get(number.value, ())]
        if found:
            acts = [act for award in found for act in held.acts.get(award, ())]
            return [
                Scope(" and ".join(dict.fromkeys(held.awards[one]["piid"] for one in found)), acts, found, exact=True)
            ]
        return []
    if said.together and len(said.firms) > 1:
        return [_scope(said, held, said.firms)]
    return [_scope(said, held, [named]) for named in said.firms]


def _scope(said: Statement, held: Holdings, firms: list[Named]) -> Scope:
    suppliers = {one for named in firms for one in held.of.get(named, ())}
    awards = sorted({award for one in suppliers for award in held.by_supplier.get(one, ())})
    acts = [act for award in awards for act in held.acts.get(award, ()) if act["supplier_id"] in suppliers]
    seen = set(awards)
    for named in firms:
        if named.kind == "brand":
            sold = sorted({award for maker in named.ids for award in held.sold.get(maker, ())} - seen)
            acts += [act for award in sold for act in held.acts.get(award, ())]
            awards += sold
    acts = [act for act in acts if of_agency(said.agencies, act["buyer_id"])]
    own = {act["award_id"] for act in acts}
    scope = Scope(
        " and ".join(dict.fromkeys(named.name for named in firms)), acts, [one for one in awards if one in own]
    )
    scope.loose = any(named.loose for named in firms) and len({act["supplier_id"] for act in acts}) > 1
    scope.topical = topical(said, held, scope.awards)
    return scope


def of_agency(agencies: list[Named], buyer: str) -> bool:
    """Whether a buyer is one of those named; departments by the beginning of the code."""
    return not agencies or any(
        buyer in one.ids or (one.kind == "department" and buyer.startswith(tuple(one.ids))) for one in agencies
    )


def topical(said: Statement, held: Holdings, awards: Iterable[str]) -> set[str]:
    """The awards whose own words have most of what the statement says the contract is for."""
    if not said.topics:
        return set()
    scores = {
        one: sum(bool(re.search(rf"\b{re.escape(root(word))}", held.says(one))) for word in said.topics)
        for one in awards
    }
    best = max(scores.values(), default=0)
    need = max(1, (len(said.topics) + 1) // 2)
    return {one for one, score in scores.items() if score >= min(best, need) and score} if best else set()


def root(word: str) -> str:
    """A word without its ending, in capitals, as it is looked for in descriptions."""
    word = word.upper()
    for ending in ("IES", "ES", "S", "ING"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def readings(said: Statement, held: Holdings, scope: Scope, days: Window) -> list[Reading]:
    """Every reading of a statement of money that its words allow, of one subject."""
    if said.kind == "growth":
        return list(_growth(said, held, scope, days))
    cues = said.cues
    ceilings = "ceiling" in cues or (said.bound == "up_to" and not cues & {"cumulative"})
    out: list[Reading] = []
    one, many = "one" in cues and "many" not in cues, "many" in cues
    if ceilings or "value" in cues or scope.exact or "exercised" in cues:
        for award in scope.awards:
            out += _values(held, award, days, exercised="exercised" in cues, ceiling=ceilings, first="first" in cues)
    if ceilings or "exercised" in cues:
        return _doubted(out, said, scope)
    inside = [act for act in scope.acts if days.holds(act["signed_on"])]
    if "taken_back" in cues:
        return _doubted(_taken_back(held, scope, inside), said, scope)
    out += _sums(said, held, scope, inside, days, rank=0 if scope.exact or not one else FAR)
    if not many:
        if not scope.exact or len(scope.awards) > 1:
            out += _awards(held, scope, inside, days, rank=0 if one else 2 if days.bounded else 1)
        if "cumulative" not in cues or days.bounded or "modification" in cues:
            out += _actions(
                held,
                scope,
                inside,
                rank=(0 if "modification" in cues else 1) if one or days.bounded else 2,
                later="modification" in cues,
            )
    return _doubted(out, said, scope)


def _doubted(found: list[Reading], said: Statement, scope: Scope) -> list[Reading]:
    """The readings, with a doubt on those of other awards than the words point to."""
    if not scope.topical:
        return found
    words = ", ".join(said.topics)
    return [
        one
        if one.doubt or one.awards <= scope.topical
        else _with(one, doubt=f"other awards of the firm are described by “{words}”", rank=one.rank + FAR)
        for one in found
    ]


def _with(one: Reading, **changed: Any) -> Reading:
    return Reading(**{name: getattr(one, name) for name in one.__dataclass_fields__} | changed)


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


def _sums(
    said: Statement, held: Holdings, scope: Scope, inside: list[dict[str, Any]], days: Window, rank: int
) -> list[Reading]:
    """What the subject was obligated in these days over all its awards, over those the words point to, and with its family."""
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
    if not scope.exact and not scope.topical:
        families = {held.family[act["supplier_id"]] for act in scope.acts if act["supplier_id"] in held.family}
        for _, name, members in families:
            acts = [
                act for one in members for award in held.by_supplier.get(one, ()) for act in held.acts.get(award, ())
                if act["supplier_id"] == one and days.holds(act["signed_on"]) and of_agency(said.agencies, act["buyer_id"])
            ]  # fmt: skip
            pools.append((f"the family {name}", acts, rank + 1))
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
                partial=partial or _beginning(held, awards, days),
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


def _beginning(held: Holdings, awards: Iterable[str], days: Window) -> str:
    """What is said where an award's first acts are not held and the statement counts them."""
    late = [
        held.awards[one]
        for one in awards
        if one in held.awards and not _FIRST.match(held.awards[one]["first_held"] or "0")
    ]
    late = [row for row in late if days.first is None or days.first < row["first_signed_on"]]
    if days.first:  # the buyer's whole file is held from that day on, so that nothing is missing in these days
        late = [
            row for row in late if not (row["buyer_id"] in held.held and held.held[row["buyer_id"]][0] <= days.first)
        ]
    if not late:
        return ""
    return f"{late[0]['piid']} is held from modification {late[0]['first_held']} on" + (
        f", and {len(late) - 1} more awards not from their beginning" if len(late) > 1 else ""
    )


def _awards(held: Holdings, scope: Scope, inside: list[dict[str, Any]], days: Window, rank: int) -> list[Reading]:
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
                    partial=_beginning(held, [award], days),
                )
            )
    return out


def _actions(held: Holdings, scope: Scope, inside: list[dict[str, Any]], rank: int, *, later: bool) -> list[Reading]:
    """Each act that carries money. later: modifications come first."""
    out = []
    for act in inside:
        if act["obligation"]:
            first = bool(_FIRST.match(act["mod_number"] or "0"))
            place = rank + (1 if later and first else 0)
            name = f"{held.awards[act['award_id']]['piid']}, {'the first act' if first else 'modification ' + str(act['mod_number'])}"
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


def _taken_back(held: Holdings, scope: Scope, inside: list[dict[str, Any]]) -> list[Reading]:
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


def _values(held: Holdings, award: str, days: Window, *, exercised: bool, ceiling: bool, first: bool) -> list[Reading]:
    """An award's ceiling and exercised value as of the day, from its own acts, and the totals printed today."""
    row = held.awards[award]
    acts = [act for act in held.acts.get(award, ()) if days.last is None or act["signed_on"] <= days.last]
    out = []
    for name in ("ceiling", "exercised"):
        if (ceiling and name == "exercised") or (exercised and name == "ceiling"):
            continue
        if name == "ceiling" and row["ceiling_kind"] != "stated":
            continue
        rank = 0 if ceiling or exercised else 2
        course = values(row, acts, name)
        if first and len(course) > 1 and _FIRST.match(row["first_held"] or "0"):
            act, figure = course[0]
            out.append(
                Reading(
                    f"first {name}",
                    figure,
                    row["piid"],
                    frozenset([f"first {name}:{award}"]),
                    (act,),
                    frozenset([award]),
                    rank,
                )
            )
        if course:
            act, figure = course[-1]
            out.append(
                Reading(
                    name,
                    figure,
                    row["piid"],
                    frozenset([f"{name}:{award}"]),
                    (act,),
                    frozenset([award]),
                    rank,
                    partial=_beginning(held, [award], Window()),
                )
            )
        stated = row[f"{name}_stated"]
        newest = not held.as_of or held.as_of >= row["last_signed_on"]
        if stated is not None and newest and (not course or course[-1][1] != stated) and acts:
            out.append(
                Reading(
                    f"printed total ({name})",
                    stated,
                    row["piid"],
                    frozenset([f"printed {name}:{award}"]),
                    (acts[-1],),
                    frozenset([award]),
                    rank + 1,
                )
            )
    return out


def values(row: dict[str, Any], acts: list[dict[str, Any]], name: str) -> list[tuple[dict[str, Any], Decimal]]:
    """The ceiling or exercised value after each act that says one: the running sum, or the total printed as of the act."""
    if row["sampled"]:
        return [
            (act, act[f"{name}_stated"])
            for act in acts
            if act[f"{name}_stated"] is not None and act["stated_as"] == "of the action"
        ]
    if all(act[f"{name}_change"] is None for act in acts):
        return []
    total, out = Decimal("0.00"), []
    for act in acts:
        if act[f"{name}_change"]:
            total += act[f"{name}_change"]
            out.append((act, total))
    return out


def _growth(said: Statement, held: Holdings, scope: Scope, days: Window) -> Iterable[Reading]:
    """From and to which figure each award's ceiling, exercised value or obligation grew."""
    for award in scope.awards:
        row = held.awards[award]
        acts = [act for act in held.acts.get(award, ()) if days.last is None or act["signed_on"] <= days.last]
        courses = {
            name: values(row, acts, name)
            for name in ("ceiling", "exercised")
            if name != "ceiling" or row["ceiling_kind"] == "stated"
        }
        total, run = Decimal("0.00"), []
        for act in acts:
            if act["obligation"] and not act["sampled"]:
                total += act["obligation"]
                run.append((act, total))
        courses["obligated"] = run
        for name, course in courses.items():
            if len(course) < 2:
                continue
            begin = course[0]
            if days.first:
                begin = next(
                    (
                        (act, figure)
                        for act, figure in reversed(course)
                        if act["signed_on"] < days.first + timedelta(days=1)
                    ),
                    begin,
                )
            whole = bool(_FIRST.match(row["first_held"] or "0")) or days.first is not None
            yield Reading(
                f"growth ({name})", course[-1][1], row["piid"], frozenset([f"growth {name}:{award}"]), (begin[0], course[-1][0]),
                frozenset([award]), 0 if name == "ceiling" else 1, start=begin[1],
                partial="" if whole else f"{row['piid']} is held from modification {row['first_held']} on, so that its first figure is not held",
            )  # fmt: skip
