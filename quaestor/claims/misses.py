"""The verdict where no figure fits: near, differs, or not to be told from what is held."""

from __future__ import annotations

from dataclasses import replace

from quaestor.claims.fitting import ends, fits, fitting_of
from quaestor.claims.lacking import (
    cut_short,
    missing_for,
    no_measure,
    none_at_all,
    nothing_of,
    of_a_ceiling,
    seen_elsewhere,
    signed_by_another,
    suffices,
)
from quaestor.claims.reading import Reading
from quaestor.claims.readings import FAR, readings
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, scopes
from quaestor.claims.verdict import DIFFERS, MATCHES, NEAR, NOT_HELD, Verdict
from quaestor.claims.window import Window


def none_of(said: Statement, held: Holdings, days: Window) -> Verdict:
    """Nothing is held of the subject; where another agency signed just that with the firm, it is told."""
    if said.kind == "money" and said.agencies and days.bounded:
        wide = [scope for scope in scopes(replace(said, agencies=[]), held) if scope.awards]
        tried = [one for scope in wide for one in readings(said, held, scope, days) if one.rank < FAR]
        if other := signed_by_another(said, held, tried):
            fit = fitting_of(said)
            one = min((one for one in tried if fit(one) == MATCHES), key=lambda one: one.rank)
            return Verdict(NEAR, one, [], [other], days)
    return Verdict(NOT_HELD, notes=[nothing_of(said, held)], days=days)


def missed(said: Statement, held: Holdings, found: list[Scope], days: Window, tried: list[Reading]) -> Verdict:
    """No figure fits: near, differs, or not to be told from what is held."""
    assert said.amount
    value, fit = said.amount.value, fitting_of(said)
    close = sorted(
        (one for one in tried if one.rank < FAR and not one.doubt and fit(one) == NEAR),
        key=lambda one: (one.rank, abs(one.figure - value)),
    )
    usable = [one for one in tried if not one.doubt] or tried
    first = min((one.rank for one in usable), default=0)
    if close and close[0].rank > first and "cumulative" in said.cues:
        close = []  # near to one award, where the words tell of all of them
    if close and (len(tried) <= 12 or close[0].rank == 0 or found[0].exact or found[0].topical):
        one = close[0]
        notes = [f"Not all of it is held: {one.partial}."] if one.partial else []
        return Verdict(NEAR, one, close[1:4], notes, days)
    scope = found[0]
    if not usable and (nothing := none_at_all(said, scope, held, days)):
        return Verdict(
            DIFFERS, nothing, [], [no_measure(said, held, scope, days), *seen_elsewhere(said, held, days)], days
        )
    if not usable:
        return Verdict(NOT_HELD, None, [], [no_measure(said, held, scope, days)], days)
    if said.kind == "growth":
        one = min(usable, key=lambda one: abs(one.figure - ends(said)[1].value))
    else:
        one = min((one for one in usable if one.rank == first), key=lambda one: abs(one.figure - value))
    back = [other for other in usable if other.figure < 0 and fits(said.amount, -other.figure) == MATCHES]
    if back and said.kind == "money":
        return Verdict(NEAR, back[0], [], ["The figure is that of money taken back, and not of money committed."], days)
    if days.bounded and one.measure == "one action" and not one.doubt and fit(one) == NEAR:
        return Verdict(NEAR, one, [], [], days)
    elsewhere = seen_elsewhere(said, held, days)
    if nearly := [other for other in tried if other.doubt and not other.start and fit(other) == NEAR]:
        other = min(nearly, key=lambda other: (other.rank, abs(other.figure - value)))
        if len(other.awards) > 1 or scope.exact:  # its total, though the words seem to speak of some of its awards
            return Verdict(NEAR, other, [], [f"It comes near {other.scope}, but {other.doubt}."], days)
    if suffices(said, held, scope, days, one):
        notes = [f"Not all of it is held: {one.partial}."] if one.partial else []
        ceiling = of_a_ceiling(said, held, scope)
        return Verdict(DIFFERS, one, [], [*notes, *ceiling, *cut_short(held, one, days), *elsewhere], days)
    notes = [missing_for(said, held, scope, days, one), *of_a_ceiling(said, held, scope), *elsewhere]
    return Verdict(NOT_HELD, one, [], notes, days)
