"""One verdict a statement: matches, near, differs, several, not held or not checkable, with the records beside it.

A wrong `matches` is the worst fault. So a figure matches only where the firm or award is named, the words allow the
measure, the days agree, and no other reading fits as well; where much could fit by accident, it is told as near.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quaestor.claims.fitting import chance, fits, fits_count
from quaestor.claims.names import listed
from quaestor.claims.readings import FAR, Reading, Scope, Window, of_agency, readings, root, scopes, values, window
from quaestor.claims.records import Holdings, agency_sum
from quaestor.claims.statements import Statement
from quaestor.store import Lake

MATCHES, NEAR, DIFFERS, SEVERAL, NOT_HELD, NOT_CHECKABLE = (
    "matches",
    "near",
    "differs",
    "several",
    "not held",
    "not checkable",
)
VERDICTS = (MATCHES, NEAR, DIFFERS, SEVERAL, NOT_HELD, NOT_CHECKABLE)
#: More expected accidents than this, and one hit among many records says little.
ACCIDENT = 0.35
#: Days of a window within which many records are few.
SHORT = 62
#: Days after the first whole file begins from which a firm's first award is taken for its first.
SETTLED = 365
#: Awards of which a word must be printed to be a word that records use.
USED = 3
COMMITTED = "Records show money committed by contract, not payments."


@dataclass
class Verdict:
    """What the records say of one statement. reading: the one compared; others: readings that fit as well or nearly."""

    verdict: str
    reading: Reading | None = None
    others: list[Reading] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    days: Window = field(default_factory=Window)
    exact: Decimal | None = None


def judge(lake: Lake, said: Statement, held: Holdings, used: dict[str, int]) -> Verdict:
    """The verdict on one statement. used: in how many awards' words each topic word stands."""
    if why := _uncheckable(said):
        return Verdict(NOT_CHECKABLE, notes=[why])
    days = window(said, held.as_of)
    if days.first and days.last and days.first > days.last:
        return Verdict(
            NOT_HELD, notes=["It speaks of days after the day of the text, of which no records are taken."], days=days
        )
    if not said.firms and not said.numbers:
        return _of_agencies(lake, said, held, days)
    found = [scope for scope in scopes(said, held) if scope.awards]
    if not found:
        return Verdict(NOT_HELD, notes=[_nothing(said, held)], days=days)
    if said.kind == "count":
        return _count(said, held, found[0], days)
    return _money(said, held, found, days, used)


def _uncheckable(said: Statement) -> str:
    """Why no record of a contract could speak to the statement; blank where one could."""
    amount = said.amount
    if amount and amount.currency != "USD":
        return f"The amount is in {amount.currency}; the records are in US dollars."
    if "denied" in said.cues:
        return "The sentence denies or supposes something; what is denied cannot be looked up."
    told = said.cues & {"contract", "taken_back"} or (said.firms and said.agencies and said.kind != "count")
    if not told and not said.numbers:
        return "The sentence does not speak of a contract or of money committed."
    if "not_ours" in said.cues and not said.numbers:
        return "It speaks of money that contract records do not hold, such as revenue, budgets, shares or law suits."
    if "planned" in said.cues and "ceiling" not in said.cues:
        return "It speaks of plans or requests; records hold what was signed."
    if amount and _RATE().match(said.text[amount.end - said.start :][:24].lower()):
        return "It is a rate (a year, a day, each); records hold amounts by action."
    if any(one.relative and one.first is None and one.last is None for one in said.periods):
        return "Its days are told from the day of the text (“last month”, a month without a year): give that day."
    return ""


def _RATE() -> re.Pattern[str]:
    return re.compile(rf"[\s,-]{{0,2}}(?:{listed()['rate'].strip()})(?!\w)|\s?/\s?\w+")


def _nothing(said: Statement, held: Holdings) -> str:
    if said.numbers and not said.firms:
        return f"No award with the number {said.numbers[0].value} is held. What would be needed: its actions, from USAspending or FPDS."
    name = said.firms[0].name if said.firms else "it"
    where = " with " + " or ".join(one.name for one in said.agencies) if said.agencies else ""
    until = f" signed by {held.as_of}" if held.as_of else ""
    return f"No award of {name}{where}{until} is held. What would be needed: that agency's actions with the firm."


# -- money -------------------------------------------------------------------------------------------------------------


def _money(said: Statement, held: Holdings, found: list[Scope], days: Window, used: dict[str, int]) -> Verdict:
    all_of_them = [(scope, one) for scope in found for one in readings(said, held, scope, days)]
    assert said.amount
    hits = [(scope, one) for scope, one in all_of_them if _fits(said, one) == MATCHES]
    sure = [(scope, one) for scope, one in hits if one.rank < FAR and not one.doubt]
    if sure:
        return _hit(said, held, days, sure, [one for _, one in all_of_them], used)
    if hits:
        scope, one = min(hits, key=lambda pair: pair[1].rank)
        why = one.doubt or "the words point to another measure first"
        return Verdict(
            NEAR,
            one,
            [other for _, other in hits if other is not one],
            [f"The figure is that of {one.measure} ({one.scope}), but {why}."],
            days,
        )
    return _miss(said, held, found, days, [one for _, one in all_of_them])


def _fits(said: Statement, one: Reading) -> str:
    assert said.amount
    if said.kind != "growth":
        return fits(said.amount, one.figure)
    if one.start is None:
        return ""
    first, last = _ends(said)
    found = {fits(first, one.start), fits(last, one.figure)}
    return MATCHES if found == {MATCHES} else NEAR if "" not in found else ""


def _ends(said: Statement) -> tuple[Any, Any]:
    """The two figures of a growth as two amounts."""
    assert said.amount
    if said.to:
        return said.amount, said.to
    from dataclasses import replace

    one = said.amount
    return replace(one, bound="exact", to=None), replace(one, bound="exact", value=one.to, to=None)


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
    rivals = [other for _, other in best[1:] if not _alike(one, other)]
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
        f"{other.measure} of {other.scope} is {other.figure:,.2f} and fits as well; the reading shown is the one its words say first."
        for other in others[:2]
    ]
    sellers = {
        row["supplier_name"]
        for row in one.rows
        if not any(row["supplier_id"] in held.of.get(named, ()) for named in said.firms)
    }
    if sellers and any(named.kind == "brand" for named in said.firms):
        notes.append(
            f"Sold by {', '.join(sorted(filter(None, sellers))[:3])}: the records' words name {scope.name} as the maker."
        )
    if "value" in said.cues and one.measure == "obligated":
        notes.append("“Worth” may mean a ceiling; no other measure held of this award fits.")
    if doubt := _doubt(said, held, one, used):
        return Verdict(NEAR, one, others, [doubt, *notes], days)
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
    if scope.exact and (stranger := _other_firm(said, held, one)):
        return Verdict(NEAR, one, others, [stranger, *notes], days)
    if scope.loose:
        return Verdict(
            SEVERAL, one, others, [f"“{scope.name}” may be one of several unrelated firms of that name.", *notes], days
        )
    if one.partial:
        if one.measure.startswith("obligated over") or one.measure.startswith("growth"):
            return Verdict(
                NOT_HELD,
                one,
                others,
                [f"The actions held come to this figure, but not all are held: {one.partial}.", *notes],
                days,
            )
        notes.append(f"Not all of it is held: {one.partial}.")
    if one.measure == "obligated over several awards" and (gap := _gap(said, held, one, days)):
        return Verdict(NOT_HELD, one, others, [f"The actions held come to this figure, but {gap}.", *notes], days)
    return Verdict(MATCHES, one, others, notes, days)


def _alike(one: Reading, other: Reading) -> bool:
    """Whether two readings that fit are the same money: one holds the other, or two measures of one award agree."""
    if one.awards == other.awards and one.figure == other.figure and one.measure != other.measure:
        return True
    if one.rank >= other.rank + 1:
        return False
    return other.acts < one.acts or one.acts < other.acts


def _doubt(said: Statement, held: Holdings, one: Reading, used: dict[str, int]) -> str:
    """Why the records' own words speak against the reading: it is said to be for something they say of other awards."""
    if not said.topics or any(
        re.search(rf"\b{re.escape(root(word))}", held.says(award)) for award in one.awards for word in said.topics
    ):
        return ""
    known = [word for word in said.topics if used.get(word, 0) >= USED]
    if len(known) < (1 if len(one.awards) == 1 else 2) or len(known) * 2 < len(said.topics):
        return ""
    says = next(
        (held.awards[award]["description"] for award in sorted(one.awards) if held.awards[award]["description"]), None
    )
    told = f" (“{says[:80]}”)" if says else ""
    return f"The figure fits, but the records do not say “{', '.join(known)}” of this award{told}."


def _other_firm(said: Statement, held: Holdings, one: Reading) -> str:
    """What is said where the number is of an award to another firm, or by another agency, than those named."""
    ids = {supplier for named in said.firms for supplier in held.of.get(named, ())}
    kin = ids | {member for supplier in ids if supplier in held.family for member in held.family[supplier][2]}
    rows = [held.awards[award] for award in one.awards]
    if (
        said.firms
        and not any(row["supplier_id"] in kin for row in rows)
        and not any(act["supplier_id"] in kin for act in one.rows)
    ):
        return f"The figure fits, but {rows[0]['piid']} is an award to {rows[0]['supplier_name']}."
    if said.agencies and not any(of_agency(said.agencies, row["buyer_id"]) for row in rows):
        return f"The figure fits, but {rows[0]['piid']} is an award by {rows[0]['buyer_name']}."
    return ""


def _gap(said: Statement, held: Holdings, one: Reading, days: Window) -> str:
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


def _miss(said: Statement, held: Holdings, found: list[Scope], days: Window, tried: list[Reading]) -> Verdict:
    """No figure fits: near, differs, or not to be told from what is held."""
    assert said.amount
    close = sorted(
        (one for one in tried if one.rank < FAR and not one.doubt and _fits(said, one) == NEAR),
        key=lambda one: (one.rank, abs(one.figure - said.amount.value)),
    )
    if close and (len(tried) <= 12 or close[0].rank == 0 or found[0].exact or found[0].topical):
        one = close[0]
        notes = [f"Not all of it is held: {one.partial}."] if one.partial else []
        return Verdict(NEAR, one, close[1:4], notes, days)
    usable = [one for one in tried if not one.doubt] or tried
    scope = found[0]
    if not usable and (nothing := _none(said, scope, held, days)):
        return Verdict(
            DIFFERS, nothing, [], [_no_measure(said, held, scope, days), *_elsewhere(said, held, days)], days
        )
    if not usable:
        return Verdict(NOT_HELD, None, [], [_no_measure(said, held, scope, days)], days)
    if said.kind == "growth":
        one = min(usable, key=lambda one: abs(one.figure - _ends(said)[1].value))
    else:
        first = min(one.rank for one in usable)
        one = min((one for one in usable if one.rank == first), key=lambda one: abs(one.figure - said.amount.value))
    elsewhere = _elsewhere(said, held, days)
    if _covered(said, held, scope, days, one):
        notes = [f"Not all of it is held: {one.partial}."] if one.partial else []
        return Verdict(DIFFERS, one, [], [*notes, *_cut(held, one, days), *elsewhere], days)
    notes = [_missing(said, held, scope, days, one), *elsewhere]
    return Verdict(NOT_HELD, one, [], notes, days)


def _none(said: Statement, scope: Scope, held: Holdings, days: Window) -> Reading | None:
    """No dollars, where the whole files of the agency named hold nothing of the firm in these days; else None."""
    asked = said.cues & {"ceiling", "exercised"} or said.kind != "money" or said.bound == "up_to"
    if asked or not (said.agencies or scope.exact) or not days.bounded or any(act["sampled"] for act in scope.acts):
        return None
    buyers = {act["buyer_id"] for act in scope.acts}
    if not buyers <= set(held.held) or not _files(held, buyers, scope, days):
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


def _no_measure(said: Statement, held: Holdings, scope: Scope, days: Window) -> str:
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
        return f"No ceiling of {scope.name} is held. What would be needed: its actions with base and all options, as FPDS and USAspending's transactions print them."
    if "exercised" in said.cues:
        return f"No exercised value of {scope.name} is held. What would be needed: its actions from FPDS or USAspending's transactions."
    if any(act["sampled"] for act in scope.acts):
        return f"Of {scope.name} only one action of an award a year is held there, which enters no sum. What would be needed: all its actions."
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


def _covered(said: Statement, held: Holdings, scope: Scope, days: Window, one: Reading) -> bool:
    """Whether what is held suffices to say that the records differ."""
    if (said.kind == "growth" and one.partial) or any(named.kind == "brand" for named in said.firms):
        return False  # which orders were for a brand's products is a lead, never the whole
    if (
        one.measure in ("ceiling", "exercised", "printed total (ceiling)", "printed total (exercised)")
        and not scope.exact
    ):
        own = scope.topical or set(scope.awards)
        name = "ceiling" if "ceiling" in one.measure else "exercised"
        if any(not values(held.awards[award], held.acts.get(award, []), name) for award in own):
            return False
    if scope.exact or said.kind == "growth" or one.measure in ("ceiling", "exercised", "ceiling change"):
        return not (one.partial and one.measure == "obligated") or one.figure > (
            said.amount.value if said.amount else 0
        )
    assert said.amount
    if one.measure.startswith("printed"):
        return True
    if scope.loose:
        return False
    if (
        said.amount.value * 10 < one.figure * 9
        and said.amount.bound not in ("over", "at_least")
        and one.rank == 0
        and "cumulative" in said.cues
        and not days.said
    ):
        return True  # what is held alone is more
    if scope.topical and len(scope.topical) <= 6:
        return _files(held, {held.awards[award]["buyer_id"] for award in scope.topical}, scope, days)
    if not said.agencies:
        return False
    return _files(held, {act["buyer_id"] for act in scope.acts}, scope, days)


def _files(held: Holdings, buyers: set[str], scope: Scope, days: Window) -> bool:
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
    return bool(acts) and not any(act["sampled"] for act in acts) and min(act["signed_on"] for act in acts) >= first


def _missing(said: Statement, held: Holdings, scope: Scope, days: Window, one: Reading) -> str:
    if scope.loose:
        return f"“{scope.name}” may be one of several unrelated firms of that name; its full name would settle it."
    figure = f"What is held comes to {one.figure:,.2f} ({one.measure}, {one.scope})."
    if any(named.kind == "brand" for named in said.firms):
        return f"{figure} Others may have sold its products under words that do not name it; the number of the order would settle it."
    if said.kind == "growth" and one.partial:
        return f"{one.partial[:1].upper()}{one.partial[1:]}. Its earlier actions would be needed."
    if one.measure in ("ceiling", "exercised"):
        return f"{one.scope} has a {one.measure} of {one.figure:,.2f}; of the firm's other awards it is not held, and may be meant."
    if not said.agencies and not scope.exact:
        names = sorted(held.held)
        return f"{figure} It names no agency, and only the files of {len(names)} agencies are held whole; other agencies' actions with the firm would be needed."
    if scope.exact:
        return f"{figure} {one.partial[:1].upper()}{one.partial[1:]}. Its earlier actions would be needed."
    first = min((held.held[buyer][0] for buyer in held.held), default=None)
    return (
        f"{figure} The whole files held begin on {first}; the actions before would be needed."
        if first
        else f"{figure} No agency's whole file is held, so that other awards may be missing."
    )


def _cut(held: Holdings, one: Reading, days: Window) -> list[str]:
    years = sorted(
        {(row["buyer_id"], row["signed_on"].year + (row["signed_on"].month >= 10)) for row in one.rows} & set(held.cut)
    )
    if not years:
        return []
    told = ", ".join(f"{year} of agency {agency}" for agency, year in years)
    return [f"The file of fiscal year {told} was cut short; small amounts and takings-back may be missing."]


def _elsewhere(said: Statement, held: Holdings, days: Window) -> list[str]:
    """An action of the same firm with just this amount, on other days or by another agency."""
    assert said.amount
    if said.kind != "money":
        return []
    ids = {supplier for named in said.firms for supplier in held.of.get(named, ())}
    out = []
    for award in sorted({award for one in ids for award in held.by_supplier.get(one, ())}):
        for act in held.acts.get(award, ()):
            if act["supplier_id"] in ids and act["obligation"] and fits(said.amount, act["obligation"]) == MATCHES:
                if not days.holds(act["signed_on"]) or not of_agency(said.agencies, act["buyer_id"]):
                    out.append(
                        f"An action of {act['obligation']:,.2f} was signed on {act['signed_on']} ({held.awards[award]['piid']}, {held.awards[award]['buyer_name']})."
                    )
    return out[:2] if len(out) <= 5 else []


# -- agencies, counts ---------------------------------------------------------------------------------------------------


def _of_agencies(lake: Lake, said: Statement, held: Holdings, days: Window) -> Verdict:
    """A statement that names no firm and no award: an agency's total, or nothing that can be looked up."""
    if name := _stranger(said):
        return Verdict(
            NOT_HELD,
            notes=[
                f"No supplier called “{name}” is held. What would be needed: its actions, or the name it is registered under."
            ],
            days=days,
        )
    if not said.agencies:
        return Verdict(
            NOT_CHECKABLE, notes=["It names no firm, award or agency that records could be looked up by."], days=days
        )
    whole = re.search(
        r"contract(?:ing|s)? (?:obligations|spending|dollars|awards|commitments)|(?:on|in|for) contracts",
        said.text.lower(),
    )
    if said.kind != "money" or ("one" in said.cues and not whole) or said.topics or "ceiling" in said.cues:
        return Verdict(NOT_CHECKABLE, notes=["It names no firm or award; which awards are meant is open."], days=days)
    ids = {code for one in said.agencies if one.kind == "agency" for code in one.ids}
    if not ids or not ids <= set(held.held):
        return Verdict(
            NOT_HELD,
            notes=["The whole files of " + " and ".join(one.name for one in said.agencies) + " are not held."],
            days=days,
        )
    if not days.first or not days.last:
        return Verdict(
            NOT_HELD,
            notes=[
                "It names no beginning, and the files held begin on " + str(max(held.held[one][0] for one in ids)) + "."
            ],
            days=days,
        )
    first, last = max(held.held[one][0] for one in ids), min(held.held[one][1] for one in ids)
    begins = date(first.year, first.month, 1)
    if days.first < begins or days.last > max(last, held.as_of or last) + timedelta(days=60):
        return Verdict(NOT_HELD, notes=[f"The whole files held reach from {first} to {last}."], days=days)
    total = agency_sum(lake, ids, days.first, days.last)
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
    years = range(days.first.year + (days.first.month >= 10), days.last.year + (days.last.month >= 10) + 1)
    cut = sorted({(agency, year) for agency in ids for year in years} & set(held.cut))
    if cut:
        why = held.cut[cut[0]]
        return Verdict(
            NOT_HELD,
            one,
            [],
            [f"The file of fiscal year {cut[0][1]} was cut short ({why}); what is held of it comes to {figure:,.2f}."],
            days,
        )
    assert said.amount
    fit = fits(said.amount, figure)
    return Verdict(MATCHES if fit == MATCHES else NEAR if fit == NEAR else DIFFERS, one, [], [], days)


def _stranger(said: Statement) -> str:
    """A name that stands where a firm does, and that the records do not know; blank where there is none."""
    for name in said.unknown:
        at = re.escape(name)
        if (
            not said.agencies
            or re.search(
                rf"{at}(?:['’]s)?,? (?:was|were|has|had|have|is|received|won|got|took|landed|signed|secured|earned|collected|gave|drew|made|held|holds)\b",
                said.text,
            )
            or re.search(
                rf"\b(?:to|with|from|by|paid|pays|hired|gave|awarded|chose|picked|on|for) (?:the )?{at}", said.text
            )
        ):
            return name
    return ""


def _count(said: Statement, held: Holdings, scope: Scope, days: Window) -> Verdict:
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
            or (bool(said.agencies) and _files(held, {act["buyer_id"] for act in acts}, scope, days))
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
    return Verdict(NEAR if fit else DIFFERS, one, [], _cut(held, one, days), days)
