"""By how much something is said to have grown or shrunk, without a sum: "more than doubled", "fell 19 percent"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.claims.lacking import cut_short, gap_in, held_whole
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, scopes
from quaestor.claims.values import growth
from quaestor.claims.verdict import DIFFERS, MATCHES, NEAR, NOT_CHECKABLE, NOT_HELD, Verdict
from quaestor.claims.window import Window

#: Days of a span from which the one before it is the year before.
YEAR = (360, 370)


def of_change(said: Statement, held: Holdings, days: Window) -> Verdict:
    """The verdict on by how much money to a firm, or the ceiling or obligation of one award, changed."""
    found = [scope for scope in scopes(said, held) if scope.awards]
    if not found:
        return Verdict(NOT_HELD, notes=["No award of it is held."], days=days)
    scope = found[0]
    if len(found) > 1:
        return Verdict(NOT_CHECKABLE, notes=["Whose money changed is open: several firms are named."], days=days)
    if scope.exact and len(scope.awards) == 1 and not two_spans(said):
        return _of_award(said, held, scope, days)
    spans = two_spans(said)
    if not spans:
        return Verdict(
            NOT_CHECKABLE, notes=["Which days are compared is open; two years or spans would settle it."], days=days
        )
    return _of_spans(said, held, scope, *spans)


def year_on_year(said: Statement, held: Holdings, scope: Scope) -> Iterable[Reading]:
    """From and to which figure a firm's obligations grew where one year is named: from the year before it."""
    spans = two_spans(said)
    if not spans or scope.exact:
        return
    sums = [_sum(scope, span) for span in spans]
    (start, first), (end, last) = sums
    before, after = spans
    both = (*first, *last)
    if not first or any(act["sampled"] for act in both):
        return
    whole = bool(said.agencies) and held_whole(held, {act["buyer_id"] for act in both}, scope, before)
    one = _reading(scope, start, end, both, f"{before.first} to {before.last}, then {after.first} to {after.last}")
    yield replace(one, says="", partial="" if whole else "not all actions of both years are held")


def _sum(scope: Scope, span: Window) -> tuple[Decimal, list[dict[str, Any]]]:
    rows = [act for act in scope.acts if span.holds(act["signed_on"]) and act["obligation"]]
    return sum((act["obligation"] for act in rows), Decimal("0.00")), rows


def two_spans(said: Statement) -> tuple[Window, Window] | None:
    """The two spans that are compared: both named, or one year and the year before it."""
    spans = [Window(one.first, one.last, True) for one in said.periods if one.first and one.last]
    joint = next((one for one in said.periods if one.word == "between" and one.first and one.last), None)
    if len(spans) == 1 and joint and joint.first and joint.last and (joint.last - joint.first).days > YEAR[1]:
        return _ends(joint.first, joint.last)
    if len(spans) == 1 and spans[0].first and spans[0].last:
        one = spans[0]
        assert one.first
        assert one.last
        if YEAR[0] <= (one.last - one.first).days <= YEAR[1]:
            return Window(_back(one.first), _back(one.last), True), one
    if len(spans) == 2:
        first, last = sorted(spans, key=lambda span: span.first or date.min)
        return (first, last) if first.last and last.first and first.last < last.first else None
    return None


def _ends(first: date, last: date) -> tuple[Window, Window] | None:
    """The first and the last year of a span of years: "between fiscal 2024 and fiscal 2025"."""
    if (first.month, first.day) not in ((1, 1), (10, 1)):
        return None
    year = date(first.year + 1, first.month, 1)
    opening = _back(date.fromordinal(last.toordinal() + 1))
    if (opening.month, opening.day) != (first.month, first.day) or opening <= first:
        return None
    return Window(first, date.fromordinal(year.toordinal() - 1), True), Window(opening, last, True)


def _back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _of_spans(said: Statement, held: Holdings, scope: Scope, before: Window, after: Window) -> Verdict:
    sums = [_sum(scope, span) for span in (before, after)]
    if any(act["sampled"] for _, rows in sums for act in rows):
        return Verdict(NOT_HELD, notes=[f"Of {scope.name} only some actions a year are held."], days=after)
    (start, first), (end, last) = sums
    both: tuple[dict[str, Any], ...] = (*first, *last)
    if not first or start <= 0:
        return Verdict(
            NOT_HELD if not first else NOT_CHECKABLE,
            notes=[f"The money of the first span comes to {start:,.2f}, so that no share of it can be told."],
            days=after,
        )
    whole = bool(said.agencies or scope.exact) and held_whole(held, {act["buyer_id"] for act in both}, scope, before)
    one = _reading(scope, start, end, both, f"{before.first} to {before.last}, then {after.first} to {after.last}")
    if scope.loose or not whole or gap_in(said, held, one, before):
        return Verdict(NOT_HELD, one, [], ["Not all actions of both spans are held." if not scope.loose else
            f"“{scope.name}” may be one of several unrelated firms of that name."], after)  # fmt: skip
    verdict = fit_change(said, start, end)
    return Verdict(verdict, one, [], cut_short(held, one, after), after)


def _of_award(said: Statement, held: Holdings, scope: Scope, days: Window) -> Verdict:
    """By how much an award's ceiling, or what it was obligated, grew from its beginning or the day named."""
    wanted = "growth (ceiling)" if "ceiling" in said.cues else None
    tried = [
        one for one in growth(said, held, scope, replace(days, last=held.as_of or days.last))
        if one.start and one.start > 0 and (wanted is None or one.measure == wanted) and "modification" not in one.scope
    ]  # fmt: skip
    if not tried:
        return Verdict(NOT_HELD, notes=[f"No two figures of {scope.name} are held to compare."], days=days)
    if any(one.partial for one in tried):
        return Verdict(NOT_HELD, tried[0], [], [f"{tried[0].partial}."], days)
    fitting = [one for one in tried if one.start and fit_change(said, one.start, one.figure) == MATCHES]
    if fitting:
        return Verdict(
            MATCHES, replace(fitting[0], says=told_change(fitting[0].start or Decimal(1), fitting[0].figure)), days=days
        )
    one = tried[0]
    assert one.start
    near = fit_change(said, one.start, one.figure)
    return Verdict(near, replace(one, says=told_change(one.start, one.figure)), days=days)


def _reading(scope: Scope, start: Decimal, end: Decimal, rows: tuple[dict[str, Any], ...], spans: str) -> Reading:
    return Reading(
        "growth (obligated)", end, f"{scope.name}, {spans}", frozenset(act["action_id"] for act in rows), rows,
        frozenset(act["award_id"] for act in rows), 0, start=start, says=told_change(start, end),
    )  # fmt: skip


def told_change(start: Decimal, end: Decimal) -> str:
    """The change in words: both figures, the factor and the percent."""
    share = end / start
    return (
        f"{start:,.2f} to {end:,.2f}: times {share:.2f}, {'+' if share >= 1 else '−'}{abs(share - 1) * 100:.1f} percent"
    )


def fit_change(said: Statement, start: Decimal, end: Decimal) -> str:
    """Whether the change is the one said, as exactly as it is said."""
    quality = said.quality
    assert quality
    share = end / start
    figure = share if quality.word == "times" else (share - 1) * 100
    value, half = quality.value, quality.step / 2
    if quality.word == "times":
        shrinks = value < 1
        low, high = value - half * value / 2, value + half * value / 2
        if quality.bound == "over":
            low, high = (value, value + 1) if not shrinks else (Decimal(0), value)
        elif quality.bound == "nearly":
            low, high = value - value / 10, value
    else:
        if figure * value < 0:
            return DIFFERS
        figure, value = abs(figure), abs(value)
        low, high = value - half, value + half
        if quality.bound == "over":
            low, high = value, value + max(value / 10, Decimal(1))
        elif quality.bound == "nearly":
            low, high = value - max(value / 10, Decimal(1)), value
        elif quality.bound == "about":
            low, high = value - max(value / 20, Decimal(1)), value + max(value / 20, Decimal(1))
    if low <= figure <= high:
        return MATCHES
    if quality.bound == "over" and figure > high and (quality.word != "times" or value >= 1):
        return NEAR  # true by the letter
    wide = max(value / 10, Decimal("0.1") if quality.word == "times" else Decimal(1))
    return NEAR if low - wide <= figure <= high + wide else DIFFERS
