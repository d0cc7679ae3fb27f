"""What is not held, and whether what is held suffices to say that the records differ."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from quaestor.claims.fitting import fits, range_of
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, of_agency
from quaestor.claims.values import values
from quaestor.claims.verdict import MATCHES
from quaestor.claims.window import Window

#: What an award may still grow by.
LEFT = ("options remaining", "room under the ceiling")
#: Days after the first whole file begins from which a firm's first award is taken for its first.
SETTLED = 365


def nothing_of(said: Statement, held: Holdings) -> str:
    if said.numbers and not said.firms:
        return (
            f"No award with the number {said.numbers[0].value} is held. "
            "What would be needed: its actions, from USAspending or FPDS."
        )
    name = said.firms[0].name if said.firms else "it"
    where = " with " + " or ".join(one.name for one in said.agencies) if said.agencies else ""
    until = f" signed by {held.as_of}" if held.as_of else ""
    return f"No award of {name}{where}{until} is held. What would be needed: that agency's actions with the firm."


def gap_in(said: Statement, held: Holdings, one: Reading, days: Window) -> str:
    """What is not held of a firm's total; blank where the words' days lie in whole files, or its first award does."""
    buyers = {row["buyer_id"] for row in one.rows}
    if not buyers <= set(held.held):
        return "these agencies' files are not held whole"
    first = max(held.held[buyer][0] for buyer in buyers)
    if days.first and days.first >= first:
        return ""
    earliest = min(row["signed_on"] for row in one.rows)
    if earliest >= first + timedelta(days=SETTLED):
        return ""
    return f"the whole files held begin on {first}, and the statement names no later beginning"


def none_at_all(said: Statement, scope: Scope, held: Holdings, days: Window) -> Reading | None:
    """No dollars, where the whole files of the agency named hold nothing of the firm in these days; else None."""
    asked = said.cues & {"ceiling", "exercised"} or said.kind != "money" or said.bound == "up_to"
    if asked or not (said.agencies or scope.exact) or not days.bounded:
        return None
    if any(act["sampled"] and days.holds(act["signed_on"]) for act in scope.acts):
        return None
    buyers = {act["buyer_id"] for act in scope.acts}
    begins = max((held.held[one][0] for one in buyers & set(held.held)), default=None)
    if begins and days.first and days.first < begins:
        return None
    if not buyers <= set(held.held) or not held_whole(held, buyers, scope, days):
        return None
    return Reading(
        "taken back" if "taken_back" in said.cues else "obligated",
        Decimal("0.00"),
        scope.name,
        frozenset(),
        (),
        frozenset(),
        0,
    )


def no_measure(said: Statement, held: Holdings, scope: Scope, days: Window) -> str:
    if "remaining" in said.cues:
        return (
            f"Of {scope.name} no ceiling with what is exercised of it is held, so that what is left cannot be told. "
            "What would be needed: its actions from FPDS or USAspending's transactions."
        )
    if "ceiling" in said.cues or said.bound == "up_to":
        bad = next(
            (
                held.awards[one]
                for one in scope.awards
                if held.awards[one]["ceiling_kind"] not in ("stated", "unknown", None)
            ),
            None,
        )
        if bad:
            return (
                f"The ceiling printed on {bad['piid']} is no real amount ({bad['ceiling_kind']}: {bad['ceiling_why']})."
            )
        return (
            f"No ceiling of {scope.name} is held. What would be needed: its actions with "
            "base and all options, as FPDS and USAspending's transactions print them."
        )
    if "exercised" in said.cues:
        return (
            f"No exercised value of {scope.name} is held. What would be "
            "needed: its actions from FPDS or USAspending's transactions."
        )
    if any(act["sampled"] for act in scope.acts):
        return (
            f"Of {scope.name} only one action of an award a year is held there, "
            "which enters no sum. What would be needed: all its actions."
        )
    when = _when(days)
    return f"No action of {scope.name} with money is held{when}."


def _when(days: Window) -> str:
    if not days.said:
        return ""
    return (
        f" between {days.first} and {days.last}"
        if days.first and days.last
        else f" from {days.first} on"
        if days.first
        else f" up to {days.last}"
    )


def suffices(said: Statement, held: Holdings, scope: Scope, days: Window, one: Reading) -> bool:
    """Whether what is held suffices to say that the records differ."""
    if (said.kind == "growth" and one.partial) or any(named.kind == "brand" for named in said.firms):
        return False  # which orders were for a brand's products is a lead, never the whole
    if (
        one.measure in ("ceiling", "exercised", "printed total (ceiling)", "printed total (exercised)", *LEFT)
        and not scope.exact
    ):
        own = scope.topical or set(scope.awards)
        name = "ceiling" if "ceiling" in one.measure or one.measure in LEFT else "exercised"
        if any(not values(held.awards[award], held.acts.get(award, []), name) for award in own):
            return False
    if scope.exact or said.kind == "growth" or one.measure in ("ceiling", "exercised", "ceiling change", *LEFT):
        return not (one.partial and one.measure == "obligated") or one.figure > (
            said.amount.value if said.amount else 0
        )
    assert said.amount
    if one.measure.startswith("printed"):
        return True
    if scope.loose:
        return False
    if said.amount.value > one.figure and (one.partial or (not days.bounded and gap_in(said, held, one, days))):
        return False  # what is missing may be the rest
    if (
        said.amount.value * 10 < one.figure * 9
        and said.amount.bound not in ("over", "at_least")
        and one.rank == 0
        and "cumulative" in said.cues
        and not days.said
    ):
        return True  # what is held alone is more
    if scope.topical and len(scope.topical) <= 6:
        return held_whole(held, {held.awards[award]["buyer_id"] for award in scope.topical}, scope, days)
    if not said.agencies:
        return False
    return held_whole(held, {act["buyer_id"] for act in scope.acts}, scope, days)


def held_whole(held: Holdings, buyers: set[str], scope: Scope, days: Window) -> bool:
    """Whether the buyers' whole files are held for the days, or from well before the subject's first award on."""
    if not buyers or not buyers <= set(held.held):
        return bool(buyers) and bool(scope.topical) and not any(act["sampled"] for act in scope.acts)
    first, last = max(held.held[one][0] for one in buyers), min(held.held[one][1] for one in buyers)
    if days.last and days.first and days.last < first:
        return False
    if days.first and days.first > last:
        return False
    if days.first and days.first >= first:
        return True
    acts = [act for act in scope.acts if not scope.topical or act["award_id"] in scope.topical]
    begun = first + timedelta(days=SETTLED if days.first else 0)
    return bool(acts) and not any(act["sampled"] for act in acts) and min(act["signed_on"] for act in acts) >= begun


def missing_for(said: Statement, held: Holdings, scope: Scope, days: Window, one: Reading) -> str:
    if scope.loose:
        return f"“{scope.name}” may be one of several unrelated firms of that name; its full name would settle it."
    figure = f"What is held comes to {one.figure:,.2f} ({one.measure}, {one.scope})."
    if any(named.kind == "brand" for named in said.firms):
        return (
            f"{figure} Others may have sold its products under words that "
            "do not name it; the number of the order would settle it."
        )
    if said.kind == "growth" and one.partial:
        return f"{one.partial[:1].upper()}{one.partial[1:]}. Its earlier actions would be needed."
    if one.measure in ("ceiling", "exercised", *LEFT):
        return (
            f"{one.scope} has a {one.measure} of {one.figure:,.2f}; of "
            "the firm's other awards it is not held, and may be meant."
        )
    if not said.agencies and not scope.exact:
        names = sorted(held.held)
        return (
            f"{figure} It names no agency, and only the files of {len(names)} agencies "
            "are held whole; other agencies' actions with the firm would be needed."
        )
    if scope.exact:
        return f"{figure} {one.partial[:1].upper()}{one.partial[1:]}. Its earlier actions would be needed."
    first = min((held.held[buyer][0] for buyer in held.held), default=None)
    return (
        f"{figure} The whole files held begin on {first}; the actions before would be needed."
        if first
        else f"{figure} No agency's whole file is held, so that other awards may be missing."
    )


def cut_short(held: Holdings, one: Reading, days: Window) -> list[str]:
    years = sorted(
        {(row["buyer_id"], row["signed_on"].year + (row["signed_on"].month >= 10)) for row in one.rows} & set(held.cut)
    )
    if not years:
        return []
    told = ", ".join(f"{year} of agency {agency}" for agency, year in years)
    return [f"The file of fiscal year {told} was cut short; small amounts and takings-back may be missing."]


def seen_elsewhere(said: Statement, held: Holdings, days: Window) -> list[str]:
    """An action of the same firm with just this amount, on other days or by another agency."""
    assert said.amount
    if said.kind != "money":
        return []
    ids = {supplier for named in said.firms for supplier in held.of.get(named, ())}
    found = [
        act
        for one in ids
        for act in held.of_amount(one, *range_of(said.amount))
        # one in these days and of this agency was compared already
        if not (days.holds(act["signed_on"]) and of_agency(said.agencies, act["buyer_id"]))
    ]
    if len(found) > 5:
        return []
    return [
        f"An action of {act['obligation']:,.2f} was signed on {act['signed_on']} "
        f"({held.awards[act['award_id']]['piid']}, {held.awards[act['award_id']]['buyer_name']})."
        for act in sorted(found, key=lambda act: (act["award_id"], act["mod_order"] or ""))[:2]
    ]


def of_a_ceiling(said: Statement, held: Holdings, scope: Scope) -> list[str]:
    """That a figure told as money paid is the ceiling of the award."""
    assert said.amount
    for award in scope.awards if scope.exact and said.kind == "money" else ():
        row = held.awards[award]
        course = values(row, held.acts.get(award, []), "ceiling") if row["ceiling_kind"] == "stated" else []
        if course and fits(said.amount, course[-1][1]) == MATCHES:
            return [f"The figure is that of its ceiling, {course[-1][1]:,.2f}: what may be spent, and not what was."]
    return []


def signed_by_another(said: Statement, held: Holdings, found: list[Reading]) -> str:
    """Of a firm that has no award with the agency named: whose award fits the figure; blank where none does."""
    assert said.amount
    fitting = {one.acts: one for one in found if not one.doubt and fits(said.amount, one.figure) == MATCHES}
    buyers = {held.awards[award]["buyer_name"] for one in fitting.values() for award in one.awards}
    if not fitting or len(buyers) != 1:
        return ""
    return f"The figure fits, but it is of {buyers.pop()}; no award with {said.agencies[0].name} is held."
