"""Statements on what an agency committed in all, and on how many awards or modifications there are."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quaestor.claims.changing import fit_change, told_change, two_spans
from quaestor.claims.completing import SUPPLIERS
from quaestor.claims.fitting import ends, fits, fits_count
from quaestor.claims.lacking import cut_short, held_whole
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings, agency_sum
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope
from quaestor.claims.sums import WITH_UNITS, of_family
from quaestor.claims.verdict import DIFFERS, MATCHES, NEAR, NOT_CHECKABLE, NOT_HELD, Verdict
from quaestor.claims.window import Window
from quaestor.reading import Amount
from quaestor.store import Lake

#: That all contracts of an agency are meant, since not all that it spends is spent by contract.
_WHOLE = re.compile(
    r"contract(?:ing|s)? (?:obligations|spending|dollars|awards|commitments|money|outlays)|\bobligat"
    r"|\bcontracts (?:cost|came to|totall?ed|amounted to|were worth|added up)\b"
    r"|\b(?:signed|awarded|let|issued|placed|inked) contracts (?:worth|valued|totall?ing|of)\b"
    r"|\bpaid (?:out )?(?:(?:its|private|outside|government) )?(?:contractors|suppliers|vendors|companies)\b"
    r"|(?:on|in|for|through|via|worth of|by|to|into) (?:(?:all|its|federal|outside|public|private) ){0,2}"
    r"(?:contracts|procurement)\b"
    r"|(?:to|on|with|among|from|for) (?:(?:all|its|outside|private|federal|government) )?"
    r"(?:contractors|suppliers|vendors|companies|firms|businesses)\b",
    re.I,
)


def of_agencies(lake: Lake, said: Statement, held: Holdings, days: Window) -> Verdict:
    """A statement that names no firm and no award: an agency's total, or nothing that can be looked up."""
    if name := stranger_in(said):
        return Verdict(
            NOT_HELD,
            notes=[
                (
                    f"No supplier called “{name}” is held. What would be "
                    "needed: its actions, or the name it is registered under."
                )
            ],
            days=days,
        )
    if not said.agencies:
        return Verdict(
            NOT_CHECKABLE, notes=["It names no firm, award or agency that records could be looked up by."], days=days
        )
    if said.kind == "change":
        return _of_a_change(lake, said, held, days)
    if said.kind == "count" and SUPPLIERS.fullmatch(said.counted):
        return _of_suppliers(lake, said, held, days)
    whole = _WHOLE.search(said.text)
    if said.kind == "growth" and whole and not said.topics:
        return _of_growth(lake, said, held, days)
    if said.kind != "money" or not whole or said.topics or "ceiling" in said.cues:
        return Verdict(
            NOT_CHECKABLE,
            notes=["It names no firm or award, and does not speak of all contracts; which are meant is open."],
            days=days,
        )
    total, gap = _of_agencies(lake, said, held, days)
    if total is None:
        return Verdict(NOT_HELD, notes=[gap], days=days)
    figure = Decimal(total["obligated"] or 0)
    name = " and ".join(one.name for one in said.agencies)
    one = Reading(
        "obligated by an agency",
        figure,
        f"{name}, {total['actions']:,} actions",
        frozenset(["agency"]),
        (),
        frozenset(),
        0,
    )
    if gap:
        return Verdict(NOT_HELD, one, [], [f"{gap}; what is held of it comes to {figure:,.2f}."], days)
    assert said.amount
    fit = fits(said.amount, figure)
    return Verdict(MATCHES if fit == MATCHES else NEAR if fit == NEAR else DIFFERS, one, [], [], days)


def _of_agencies(lake: Lake, said: Statement, held: Holdings, days: Window) -> tuple[dict[str, Any] | None, str]:
    """What the agencies named committed in these days, and what of it is not held; None where nothing can be said."""
    ids = {code for one in said.agencies if one.kind == "agency" for code in one.ids}
    if not ids or not ids <= set(held.held):
        return None, "The whole files of " + " and ".join(one.name for one in said.agencies) + " are not held."
    first, last = max(held.held[one][0] for one in ids), min(held.held[one][1] for one in ids)
    if not days.first or not days.last:
        return None, f"It names no beginning, and the files held begin on {first}."
    if days.first < date(first.year, first.month, 1) or days.last > max(last, held.as_of or last) + timedelta(days=60):
        return None, f"The whole files held reach from {first} to {last}."
    years = range(days.first.year + (days.first.month >= 10), days.last.year + (days.last.month >= 10) + 1)
    cut = sorted({(agency, year) for agency in ids for year in years} & set(held.cut))
    gap = f"The file of fiscal year {cut[0][1]} was cut short ({held.cut[cut[0]]})" if cut else ""
    return agency_sum(lake, ids, days.first, days.last), gap


def _of_a_change(lake: Lake, said: Statement, held: Holdings, days: Window) -> Verdict:
    """By how much what an agency committed by contract changed."""
    spans = two_spans(said)
    if not spans or not _WHOLE.search(said.text):
        why = "Which days are compared is open." if not spans else "It names no firm or award, and not all contracts."
        return Verdict(NOT_CHECKABLE, notes=[why], days=days)
    (first, gap), (last, other) = (_of_agencies(lake, said, held, span) for span in spans)
    if first is None or last is None or gap or other or not first["obligated"] or not last["obligated"]:
        return Verdict(NOT_HELD, notes=[gap or other], days=days)
    start, end = Decimal(first["obligated"]), Decimal(last["obligated"])
    name = " and ".join(one.name for one in said.agencies)
    one = Reading(
        "growth (obligated)", end, name, frozenset(["agency"]), (), frozenset(), 0, start=start,
        says=told_change(start, end),
    )  # fmt: skip
    return Verdict(fit_change(said, start, end), one, days=days)


def _of_growth(lake: Lake, said: Statement, held: Holdings, days: Window) -> Verdict:
    """From and to which figure what an agency committed by contract grew."""
    spans = two_spans(said)
    if not spans:
        return Verdict(NOT_CHECKABLE, notes=["Which days are compared is open."], days=days)
    (first, gap), (last, other) = (_of_agencies(lake, said, held, span) for span in spans)
    if first is None or last is None or gap or other:
        return Verdict(NOT_HELD, notes=[f"{gap or other}."], days=days)
    start, end = Decimal(first["obligated"] or 0), Decimal(last["obligated"] or 0)
    name = " and ".join(one.name for one in said.agencies)
    one = Reading("growth (obligated)", end, name, frozenset(["agency"]), (), frozenset(), 0, start=start)
    fit = {fits(amount, figure) for amount, figure in zip(ends(said), (start, end), strict=True)}
    return Verdict(MATCHES if fit == {MATCHES} else DIFFERS if "" in fit else NEAR, one, days=days)


def of_a_share(lake: Lake, said: Statement, held: Holdings, scope: Scope, days: Window) -> Verdict:
    """Which part of what an agency committed in some days a firm was."""
    assert said.quality
    if not said.agencies or scope.exact:
        return Verdict(NOT_CHECKABLE, notes=["Of what it is a share is open; an agency would settle it."], days=days)
    total, gap = _of_agencies(lake, said, held, days)
    if total is None or gap or scope.loose or not total["obligated"]:
        return Verdict(NOT_HELD, notes=[gap or f"“{scope.name}” may be one of several firms."], days=days)
    families = of_family(said, held, scope) if WITH_UNITS.search(said.text) else []
    acts = families[0][1] if len(families) == 1 else scope.acts
    rows = tuple(act for act in acts if days.holds(act["signed_on"]) and not act["sampled"])
    part, whole = sum((act["obligation"] for act in rows), Decimal("0.00")), Decimal(total["obligated"])
    share = 100 * part / whole
    one = Reading(
        "share of an agency's obligations", share, scope.name, frozenset(act["action_id"] for act in rows), rows,
        frozenset(act["award_id"] for act in rows), 0, says=f"{part:,.2f} of {whole:,.2f}: {share:.1f} percent",
    )  # fmt: skip
    quality = said.quality
    amount = Amount(0, 0, quality.value, "%", quality.step, quality.step, quality.bound)
    fit = fits(amount, share)
    return Verdict(MATCHES if fit == MATCHES else NEAR if fit == NEAR else DIFFERS, one, [], [], days)


def _of_suppliers(lake: Lake, said: Statement, held: Holdings, days: Window) -> Verdict:
    """With how many suppliers an agency signed something in some days, or committed money to."""
    total, gap = _of_agencies(lake, said, held, days)
    if total is None:
        return Verdict(NOT_HELD, notes=[gap], days=days)
    name = " and ".join(one.name for one in said.agencies)
    told = [
        Reading(f"number of suppliers {how}", Decimal(total[key]), name, frozenset([key]), (), frozenset(), 0)
        for how, key in (("with an action", "suppliers"), ("with new money", "funded"))
    ]
    best = min(told, key=lambda one: abs(int(one.figure) - said.count))
    fit = fits_count(said.count, said.bound, int(best.figure))
    others = [one for one in told if one is not best]
    if gap:
        return Verdict(NOT_HELD, best, others, [f"{gap}."], days)
    return Verdict(MATCHES if fit == MATCHES else NEAR if fit else DIFFERS, best, others, [], days)


def stranger_in(said: Statement) -> str:
    """A name that stands where a firm does, and that the records do not know; blank where there is none."""
    for name in said.unknown:
        at = re.escape(name)
        if (
            not said.agencies
            or said.text.startswith(name)
            or re.search(
                (
                    rf"{at}(?:['’]s)?,? (?:was|were|has|had|have|is|received|won|got|took"
                    r"|landed|signed|secured|earned|collected|gave|drew|made|held|holds)\b"
                ),
                said.text,
            )
            or re.search(
                rf"\b(?:to|with|from|by|paid|pays|hired|gave|awarded|chose|picked|on|for) (?:the )?{at}", said.text
            )
        ):
            return name
    return ""


def of_a_number(said: Statement, held: Holdings, scope: Scope, days: Window) -> Verdict:
    """A number of awards or modifications."""
    acts = [act for act in scope.acts if days.holds(act["signed_on"])]
    modified, gaps = said.counted.startswith(("modif", "times", "action")), False
    if modified:
        if len(scope.awards) != 1:
            return Verdict(
                NOT_CHECKABLE,
                notes=["Which award was modified so often is open; its number would settle it."],
                days=days,
            )
        counted = [
            act for act in acts if said.counted.startswith("action") or not re.match(r"^0*$", act["mod_number"] or "0")
        ]
        last = max(
            (int(found[1]) for act in counted if (found := re.match(r"^[A-Z]*0*(\d+)$", act["mod_number"] or ""))),
            default=0,
        )
        gaps = last > len(counted)
        figure, measure = (
            len({act["action_id"] for act in counted}),
            "modifications" if not said.counted.startswith("action") else "actions",
        )
    elif scope.exact:
        orders = [row for row in held.awards.values() if row["vehicle_id"] in scope.awards]
        if not orders:
            return Verdict(NOT_CHECKABLE, notes=["What is counted is open."], days=days)
        counted = [act for row in orders for act in held.acts.get(row["award_id"], ()) if days.holds(act["signed_on"])]
        figure, measure = len({act["award_id"] for act in counted}), "orders"
    else:
        counted, measure = acts, "awards"
        figure = len({act["award_id"] for act in acts})
    sampled = any(act["sampled"] for act in counted)
    one = Reading(
        f"number of {measure}",
        Decimal(figure),
        scope.name,
        frozenset(act["action_id"] for act in counted),
        tuple(counted),
        frozenset(act["award_id"] for act in counted),
        0,
    )
    fit = fits_count(said.count, said.bound, figure)
    whole = (
        (
            scope.exact
            or modified
            or (
                bool(said.agencies)
                and days.first is not None
                and held_whole(held, {act["buyer_id"] for act in acts}, scope, days)
            )
        )
        and not sampled
        and not scope.loose
        and not gaps
    )
    if fit == MATCHES and whole:
        return Verdict(MATCHES, one, [], [], days)
    if not whole:
        return Verdict(
            NEAR if fit else NOT_HELD,
            one,
            [],
            [f"{figure} are held; files that are whole for these days and agencies would be needed to count."],
            days,
        )
    return Verdict(NEAR if fit else DIFFERS, one, [], cut_short(held, one, days), days)
