"""Which of a firm's awards a statement points to without a number: one that began on a day it names ("its July 2024
order has drawn"), or the one that was just told of ("by the end of May it had drawn")."""

from __future__ import annotations

from dataclasses import replace

from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope
from quaestor.claims.values import FIRST
from quaestor.claims.window import Window, began, window
from quaestor.reading import Period


def pointed_at(
    said: Statement, held: Holdings, found: list[Scope], days: Window, beside: frozenset[str]
) -> tuple[list[Scope], Window]:
    """The subjects with no more than the awards pointed at, and the days that their money is then told of; all as they
    are where the words point to none. beside: the one award that was just told of."""
    if said.numbers:
        return found, days
    if said.again and beside:
        return [_narrowed(scope, held, beside) for scope in found], days
    if not (one := began(said)):
        return found, days
    narrow = [
        _narrowed(scope, held, {award for award in scope.awards if _began_in(held, award, one)}) for scope in found
    ]
    if narrow == found:
        return found, days
    rest = window(replace(said, periods=[other for other in said.periods if other is not one]), held.as_of)
    return narrow, Window(rest.first or one.first, rest.last, said=True)


def _began_in(held: Holdings, award: str, days: Period) -> bool:
    """Whether the first act of an award is held and was signed in these days."""
    row = held.awards[award]
    if row["sampled"] or not days.first or not days.last or not FIRST.match(row["first_held"] or "0"):
        return False
    return bool(days.first <= row["first_signed_on"] <= days.last)


def _narrowed(scope: Scope, held: Holdings, awards: set[str] | frozenset[str]) -> Scope:
    """The subject with these of its awards alone; as it is where it has none of them, or is said to be of others."""
    own = [award for award in scope.awards if award in awards]
    if not own or (scope.topical and not scope.topical & awards):
        return scope
    return replace(
        scope,
        name=held.awards[own[0]]["piid"] if len(own) == 1 else scope.name,
        # of one award all that was signed, under whatever name of its firm
        acts=list(held.acts.get(own[0], ())) if len(own) == 1 else [a for a in scope.acts if a["award_id"] in awards],
        awards=own,
        topical=scope.topical & awards,
        exact=len(own) == 1,
    )
