"""One verdict a statement: matches, near, differs, several, not held or not checkable, with the records beside it.

A wrong `matches` is the worst fault. So a figure matches only where the firm or award is named, the words allow the
measure, the days agree, and no other reading fits as well; where much could fit by accident, it is told as near.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from quaestor.claims.changing import of_change
from quaestor.claims.doubts import ONE_OF, alike, doubt, of_all, other_firm
from quaestor.claims.fitting import chance, fitting_of
from quaestor.claims.lacking import (
    cut_short,
    gap_in,
)
from quaestor.claims.misses import missed, none_of
from quaestor.claims.pointing import pointed_at
from quaestor.claims.ranking import outranked
from quaestor.claims.reading import Reading
from quaestor.claims.readings import FAR, readings
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, scopes
from quaestor.claims.terms import of_terms
from quaestor.claims.totals import of_a_number, of_a_share, of_agencies
from quaestor.claims.uncheckable import why_not
from quaestor.claims.verdict import MATCHES, NEAR, NOT_CHECKABLE, NOT_HELD, SEVERAL, Verdict
from quaestor.claims.window import Window, window
from quaestor.store import Lake

#: More expected accidents than this, and one hit among many records says little.
ACCIDENT = 0.35
#: Days of a window within which many records are few.
SHORT = 62


def judge(
    lake: Lake, said: Statement, held: Holdings, used: dict[str, int], beside: frozenset[str] = frozenset()
) -> Verdict:
    """The verdict on one statement. used: in how many awards' words each topic word stands. beside: the one award
    that was just told of."""
    verdict = _judged(lake, said, held, used, beside)
    if verdict.verdict != MATCHES and said.days_before and not said.periods and "cumulative" not in said.cues:
        then = _judged(lake, replace(said, periods=said.days_before), held, used, beside)
        verdict = then if then.verdict == MATCHES else verdict  # "from CBP it got $5 million": in the year told before
    if (
        verdict.verdict == MATCHES
        and said.numbers
        and verdict.reading
        and verdict.reading.awards
        and (stranger := other_firm(said, held, verdict.reading))
    ):
        return replace(verdict, verdict=NEAR, notes=[stranger, *verdict.notes])
    return verdict


def _judged(lake: Lake, said: Statement, held: Holdings, used: dict[str, int], beside: frozenset[str]) -> Verdict:
    if said.quality and said.kind not in ("change", "share"):
        return of_terms(lake, said, held, window(said, held.as_of), beside)
    if why := why_not(said):
        return Verdict(NOT_CHECKABLE, notes=[why])
    days = window(said, held.as_of)
    if days.first and days.last and days.first > days.last:
        return Verdict(
            NOT_HELD, notes=["It speaks of days after the day of the text, of which no records are taken."], days=days
        )
    if not said.firms and not said.numbers:
        return of_agencies(lake, said, held, days)
    found = [scope for scope in scopes(said, held) if scope.awards]
    if not found:
        return none_of(said, held, days)
    if said.quality and said.quality.kind == "share":
        return of_a_share(lake, said, held, found[0], days)
    if said.kind == "change":
        return of_change(said, held, days)
    if said.kind == "count":
        return of_a_number(said, held, found[0], days)
    meant, since = pointed_at(said, held, found, days, beside)
    if meant is not found and since != days and "cumulative" not in said.cues:  # "awarded in May for $2 million"
        then = _money(lake, said, held, meant, days, used)
        if then.verdict == MATCHES:
            return then
    return _money(lake, said, held, meant, since, used)


def _money(
    lake: Lake, said: Statement, held: Holdings, found: list[Scope], days: Window, used: dict[str, int]
) -> Verdict:
    all_of_them = [(scope, one) for scope in found for one in readings(said, held, scope, days)]
    fit = fitting_of(said)
    hits = [(scope, one) for scope, one in all_of_them if fit(one) == MATCHES]
    choice = [one.awards for _, one in hits if one.doubt.startswith("which awards count")]
    sure = [
        (scope, one)
        for scope, one in hits
        if one.rank < FAR
        and not one.doubt
        and (scope.topical <= one.awards or not any(some < one.awards for some in choice))
    ]
    if sure:
        verdict = _hit(said, held, days, sure, [one for _, one in all_of_them], used)
        if (
            verdict.verdict == MATCHES
            and verdict.reading
            and (twin := _twin(verdict.reading, [one for _, one in hits]))
        ):
            note = f"{twin.scope} is of the same amount; its day or number would settle which is meant."
            return replace(verdict, verdict=SEVERAL, others=[twin, *verdict.others], notes=[note, *verdict.notes])
        if verdict.verdict == MATCHES and verdict.reading and said.kind == "money":
            scope = next(scope for scope, one in sure if one is verdict.reading)  # with the firm's other awards:
            scope = next((one for one in scopes(said, held) if {*scope.awards} <= {*one.awards}), scope)
            if larger := outranked(lake, said, held, scope, verdict.reading, days):
                return replace(verdict, verdict=NEAR, notes=[larger, *verdict.notes])
        return verdict
    if hits:
        _, one = min(hits, key=lambda pair: pair[1].rank)
        why = one.doubt or "the words point to another measure first"
        acts = [other for _, other in hits if other.measure == "one action" and other.rank == one.rank]
        if one.measure == "one action" and len({other.acts for other in acts}) > 1:
            shown = "; ".join(sorted({other.scope for other in acts})[:6])
            return Verdict(SEVERAL, one, acts[1:], [f"{len(acts)} readings fit: {shown}; but {why}."], days)
        return Verdict(
            NEAR,
            one,
            [other for _, other in hits if other is not one],
            [f"The figure is that of {one.measure} ({one.scope}), but {why}."],
            days,
        )
    return missed(said, held, found, days, [one for _, one in all_of_them])


def _twin(one: Reading, hits: list[Reading]) -> Reading | None:
    """Another act of just this amount, which only the words of what it is for speak against."""
    if one.measure != "one action":
        return None
    return next(
        (other for other in hits if other.measure == one.measure and other.figure == one.figure
         and not other.acts & one.acts), None,
    )  # fmt: skip


def _hit(
    said: Statement,
    held: Holdings,
    days: Window,
    sure: list[tuple[Scope, Reading]],
    tried: list[Reading],
    used: dict[str, int],
) -> Verdict:
    """Figures fit: one reading, several, or one that may be chance."""
    groups: dict[Any, list[tuple[Scope, Reading]]] = {}
    for scope, one in sure:
        groups.setdefault(one.acts, []).append((scope, one))
    best = sorted(
        (min(group, key=lambda pair: pair[1].rank) for group in groups.values()), key=lambda pair: pair[1].rank
    )
    scope, one = best[0]
    rivals = [other for _, other in best[1:] if not alike(one, other)]
    others = [other for _, other in best[1:]]
    if rivals:
        shown = sorted({other.scope for other in [one, *rivals]})
        return Verdict(
            SEVERAL,
            one,
            others,
            [f"{len(rivals) + 1} readings fit: {'; '.join(shown[:6])}. Its day or number would settle which is meant."],
            days,
        )
    notes = [
        (
            f"{other.measure} of {other.scope} is {other.figure:,.2f} and "
            "fits as well; the reading shown is the one its words say first."
        )
        for other in others[:2]
    ]
    sellers = {
        row["supplier_name"]
        for row in one.rows
        if not any(row["supplier_id"] in held.of.get(named, ()) for named in said.firms)
    }
    if sellers and any(named.kind == "brand" for named in said.firms):
        notes.append(
            f"Sold by {', '.join(sorted(filter(None, sellers))[:3])}: "
            f"the records' words name {scope.name} as the maker."
        )
    if "value" in said.cues and one.measure == "obligated":
        notes.append("“Worth” may mean a ceiling; no other measure held of this award fits.")
    if why := doubt(said, held, one, used):
        return Verdict(NEAR, one, others, [why, *notes], days)
    short = days.bounded and (days.last or date.max) - (days.first or date.min) <= timedelta(days=SHORT)
    plain = one.measure.startswith("obligated over") or scope.exact or one.awards <= scope.topical
    if said.kind == "money" and not plain and not short and len(tried) > 3:
        assert said.amount
        odds = chance(said.amount, [other.figure for other in tried if other.measure == one.measure])
        if odds >= ACCIDENT:
            why = f"one record fits, but {scope.name} has so many near this amount that it may be chance"
            return Verdict(
                NEAR, one, others, [f"{why[0].upper()}{why[1:]}; its day or number would settle it.", *notes], days
            )
    if scope.loose:
        return Verdict(
            SEVERAL, one, others, [f"“{scope.name}” may be one of several unrelated firms of that name.", *notes], days
        )
    part = next((named for named in said.agencies if named.loose), None)
    if part and len(one.awards) > 1:
        why = f"The figure is that of all of {part.name}; which part of it signed is not printed."
        return Verdict(NEAR, one, others, [why, *notes], days)
    if whole := of_all(said, held, scope, one, tried, days):
        return Verdict(NEAR, one, [whole, *others], [ONE_OF.format(one=one, whole=whole), *notes], days)
    if one.partial:
        if one.measure.startswith(("obligated", "growth")):
            return Verdict(
                NOT_HELD,
                one,
                others,
                [f"The actions held come to this figure, but not all are held: {one.partial}.", *notes],
                days,
            )
        notes.append(f"Not all of it is held: {one.partial}.")
    if one.measure == "obligated over several awards" and (gap := gap_in(said, held, one, days)):
        return Verdict(NOT_HELD, one, others, [f"The actions held come to this figure, but {gap}.", *notes], days)
    lacks = cut_short(held, one, days)
    total = one.measure.startswith("obligated over")  # what such a file lost may be any of the firm's awards
    return Verdict(NEAR if lacks and total else MATCHES, one, others, [*notes, *lacks], days)
