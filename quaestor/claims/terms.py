"""How a contract was competed and on what terms it runs, by the records as of the day of the text.

Records print a code with many actions of an award; the latest one that says counts. What one award says is weighed for
every award that the statement may mean: only where all say the same is it a match.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quaestor import model
from quaestor.claims.fitting import fits_count
from quaestor.claims.qualities import Quality
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings, terms_of
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, scopes
from quaestor.claims.values import FIRST
from quaestor.claims.verdict import DIFFERS, MATCHES, NEAR, NOT_CHECKABLE, NOT_HELD, SEVERAL, Verdict
from quaestor.claims.window import Window
from quaestor.store import Lake

Row = dict[str, Any]
#: What one award says of a statement: it is so, it is nearly so, it is otherwise; blank where no record says.
Said = tuple[str, str]
YES, NEARLY, NO = "yes", "nearly", "no"

_COMPETED, _NOT_COMPETED = ("A", "D", "F", "CDO", "E"), ("B", "C", "G", "NDO")
#: Codes of fair opportunity by which an order was given without asking the other holders.
_GIVEN = ("URG", "ONE", "FOO", "MG", "OSA", "SS")
_PRICED = {
    "fixed_price": ("J", "A", "B", "K", "L", "M"), "cost": ("R", "S", "T", "U", "V"), "time": ("Y",), "labour": ("Z",),
}  # fmt: skip
_FEES = {"fixed": "U", "award": "R", "incentive": "V"}
#: Codes by which a vehicle leaves its pricing to each order.
_OPEN = ("1", "2", "3")
_SETS = {
    "8(a)": ("8A", "8AN", "HS3"), "hubzone": ("HZC", "HZS", "HS2", "HS2Civ"), "service": ("SDVOSBC", "SDVOSBS"),
    "veteran": ("SDVOSBC", "SDVOSBS", "VSA", "VSS"), "woman": ("WOSB", "WOSBSS", "EDWOSB", "EDWOSBSS"),
    "women": ("WOSB", "WOSBSS", "EDWOSB", "EDWOSBSS"), "indian": ("BI", "BICiv", "IEE", "ISBEE"),
    "native": ("BI", "BICiv", "IEE", "ISBEE"), "disadvantaged": ("8A", "8AN", "8AC"), "black": ("HMT", "HMP"),
    "minority": ("HMT", "HMP"), "local": ("LAS",),
}  # fmt: skip
_KIND = re.compile(r"\b(?:for|under|to) [\w'’ -]+")
#: Days by which a day may be off and still be near.
ABOUT = 31


def of_terms(lake: Lake, said: Statement, held: Holdings, days: Window, beside: frozenset[str]) -> Verdict:
    """The verdict on how something was competed or on its terms. beside: the one award that a figure of the same
    sentence is of; empty where there is none."""
    quality = said.quality
    assert quality
    if quality.planned:
        return Verdict(NOT_CHECKABLE, notes=["It speaks of plans; records hold what was signed."], days=days)
    found = [scope for scope in scopes(said, held) if scope.awards]
    if not found:
        name = said.numbers[0].value if said.numbers else said.firms[0].name if said.firms else "it"
        return Verdict(NOT_HELD, notes=[f"No award of {name} is held that could tell."], days=days)
    scope = found[0]
    if quality.name == "since":
        return _since(said, held, scope)
    if quality.name == "bidders":
        return Verdict(NOT_HELD, notes=[_who_bid(lake, held, scope)], days=days)
    awards = _meant(held, scope, days if quality.kind == "competition" else Window(), beside)
    rows = terms_of(lake, awards, held.as_of)
    weighed = {award: _weigh(quality, rows[award], held) for award in awards if award in rows}
    return _told(quality, held, scope, awards, weighed, days)


def _who_bid(lake: Lake, held: Holdings, scope: Scope) -> str:
    """How many offers came in, where a text says from whom: records of awards do not name who did not win."""
    known = [row["offers"] for row in terms_of(lake, scope.awards, held.as_of).values() if row["offers"]]
    told = f"Of {scope.name} {known[0]} are printed. " if scope.exact and len(known) == 1 else ""
    return (
        f"Records of awards print how many offers came in, and not from whom. {told}What would be needed: the notice."
    )


def _meant(held: Holdings, scope: Scope, days: Window, beside: frozenset[str]) -> list[str]:
    """The awards that a statement may mean: of its numbers, of the figure beside it, those its words point to."""
    if scope.exact:
        return list(scope.awards)
    if beside:
        return sorted(beside)
    awards = [one for one in scope.awards if one in scope.topical] or list(scope.awards)
    inside = [one for one in awards if any(days.holds(act["signed_on"]) for act in held.acts.get(one, ()))]
    return inside if days.bounded and inside else awards


def _told(
    quality: Quality, held: Holdings, scope: Scope, awards: list[str], weighed: dict[str, Said], days: Window
) -> Verdict:
    known = {award: one for award, one in weighed.items() if one[0]}
    name = "ending" if quality.day and quality.name != "signed" else quality.name
    if not known:
        return Verdict(
            NOT_HELD,
            notes=[
                f"The records held of {scope.name} do not say its {_LACKS.get(quality.name, name)}. What would be "
                "needed: "
                "its actions from FPDS, or USAspending's transactions."
            ],
            days=days,
        )
    counted = Counter(one for one, _ in known.values())
    first = next(award for award, one in known.items() if one[0] == counted.most_common(1)[0][0])
    acts = tuple(act for award in list(known)[:12] for act in held.acts.get(award, ()))
    piid = held.awards[first]["piid"] if len(known) == 1 else f"{scope.name}, {len(known)} awards"
    one = Reading(
        _MEASURES[quality.name], Decimal(0), piid, frozenset(known), acts, frozenset(known), 0, says=known[first][1]
    )
    lacking = len(awards) - len(known)
    missing = [f"Of {lacking} more awards it is not held."] if lacking else []
    if len(counted) > 1:
        parts = "; ".join(f"{count} {_WEIGHT[what]}" for what, count in counted.most_common())
        return Verdict(
            SEVERAL, one, [], [f"Its awards differ: {parts}. A number or a day would settle which is meant."], days
        )
    (what,) = counted
    if what == YES:
        return Verdict(NEAR if lacking else MATCHES, one, [], missing, days)
    if what == NEARLY:
        return Verdict(NEAR, one, [], missing, days)
    return Verdict(NOT_HELD if lacking else DIFFERS, one, [], missing, days)


_WEIGHT = {YES: "are as it says", NEARLY: "are nearly so", NO: "are otherwise"}
_LACKS = {
    "competed": "competition", "not competed": "competition", "offers": "number of offers", "set aside": "set-aside",
    "pricing": "kind of pricing", "could end": "last day with all options",
}  # fmt: skip
_MEASURES = {
    "competed": "competition", "not competed": "competition", "offers": "offers received", "set aside": "set-aside",
    "pricing": "pricing", "ends": "last day", "could end": "last day with every option", "signed": "first signed",
}  # fmt: skip


def _weigh(quality: Quality, row: Row, held: Holdings) -> Said:
    """What an award says of the statement, and its own words for it."""
    weigh: Callable[[Quality, Row, Row], Said] = _WEIGHED[quality.name]
    return weigh(quality, row, held.awards[row["award_id"]])


def _competed(quality: Quality, row: Row, award: Row) -> Said:
    code, why, given = row["competed_code"], row["sole_source_code"], row["fair_opportunity_code"]
    if not code and not given:
        return "", ""
    told = _named("competed", code)
    told += f"; {_named('sole_source', why)}" if why else ""
    told += f"; on the order: {_named('fair_opportunity', given)}" if given else ""
    wanted = quality.name
    if given in _GIVEN:
        return (YES if wanted == "not competed" else NO), told
    if code in _COMPETED:
        closed = code == "D" and wanted == "competed"
        return (NEARLY if closed else YES) if wanted == "competed" else NO, told
    if code in _NOT_COMPETED:
        if wanted == "competed":
            return NO, told
        return (NEARLY if code == "B" and not why and "source" in quality.word else YES), told
    return "", told


def _offers(quality: Quality, row: Row, award: Row) -> Said:
    if not row["offers"]:
        return "", ""
    fit = fits_count(int(quality.value), "exact", int(row["offers"]))
    told = f"{row['offers']} offers" if row["offers"] != 1 else "one offer"
    return {"matches": YES, "near": NO if quality.value == 1 else NEARLY}.get(fit, NO), told


def _set_aside(quality: Quality, row: Row, award: Row) -> Said:
    code = row["set_aside_code"]
    if not code:
        return "", ""
    told = _named("set_aside", code)
    if code == "NONE":
        return NO, told
    if wanted := next((codes for word, codes in _SETS.items() if word in quality.word), None):
        return (YES if code in wanted else NO), told
    others = _KIND.search(quality.word)  # "for certain firms": of a kind that no code stands for
    return (NEARLY if others and "small" not in others[0] else YES), told


def _pricing(quality: Quality, row: Row, award: Row) -> Said:
    code, letter = row["pricing_code"], row["undefinitized_code"]
    if quality.word == "letter":
        if not letter:
            return "", ""
        told = {"A": "a letter contract", "B": "undefinitised, but no letter contract"}.get(letter, "not undefinitised")
        return {"A": YES, "B": NEARLY}.get(letter, NO), told
    if not code or code not in model.codes("pricing") or code in ("NO", "0", "O", "P", "X"):
        return "", ""
    told = _named("pricing", code)
    if code in _OPEN:
        return NEARLY, told
    return (YES if code in _PRICED[quality.word] else NO), told


def _day(quality: Quality, row: Row, award: Row) -> Said:
    """Its last day: as exercised, with every option, or to place orders."""
    assert quality.day
    first, last = quality.day.first or quality.day.last, quality.day.last
    names = ("ends_on", "order_until") if quality.name == "ends" else ("could_end_on",)
    said = [row[name] for name in names if row[name]] or [row["order_until"]] * bool(row["order_until"])
    if not said or not first or not last:
        return "", ""
    if quality.day.grain == "day" or quality.day.word in ("through", "until"):
        first = (
            last
            if quality.day.grain == "day"
            else last.replace(day=1)
            if quality.day.grain == "month"
            else date(last.year, 1, 1)
        )
    stale = row["acted_on"] and row["days_on"] and row["acted_on"] > row["days_on"]
    told = f"{said[0]}" + (
        f", with every option {row['could_end_on']}" if row["could_end_on"] not in (None, said[0]) else ""
    )
    if stale:  # an option may have moved it since
        told += f", as printed on {row['days_on']}; actions since do not print it"
    if any(first <= day <= last for day in said):
        return NEARLY if stale else YES, told
    other = row["could_end_on"] if quality.name == "ends" else row["ends_on"]
    near = timedelta(days=ABOUT)
    if any(first - near <= day <= last + near for day in said) or (other and first <= other <= last):
        return NEARLY, told
    return ("", "") if stale else (NO, told)


def _signed(quality: Quality, row: Row, award: Row) -> Said:
    assert quality.day
    first, last = quality.day.first, quality.day.last
    if not FIRST.match(award["first_held"] or "0") or not first or not last:
        return "", ""
    day = award["first_signed_on"]
    near = timedelta(days=ABOUT)
    what = YES if first <= day <= last else NEARLY if first - near <= day <= last + near else NO
    return what, str(day)


_WEIGHED: dict[str, Callable[[Quality, Row, Row], Said]] = {
    "competed": _competed, "not competed": _competed, "offers": _offers, "set aside": _set_aside, "pricing": _pricing,
    "ends": _day, "could end": _day, "signed": _signed,
}  # fmt: skip


def _named(listed: str, code: str | None) -> str:
    words = model.codes(listed).get(code or "", "") if code else ""
    return f"{words[:1].lower()}{words[1:]} ({code})" if words else f"code {code}" if code else "not said"


def _since(said: Statement, held: Holdings, scope: Scope) -> Verdict:
    """Since when there have been contracts with a firm: its first action, where earlier ones would be held, too."""
    assert said.quality
    assert said.quality.day
    day = said.quality.day
    assert day.first
    acts = [act for act in scope.acts if act["signed_on"]]
    if not acts:
        return Verdict(NOT_HELD, notes=[f"No action of {scope.name} is held."])
    earliest = min(acts, key=lambda act: (act["signed_on"], act["action_id"]))
    one = Reading(
        "first signed", Decimal(0), scope.name, frozenset([earliest["action_id"]]), (earliest,),
        frozenset([earliest["award_id"]]), 0, says=str(earliest["signed_on"]),
    )  # fmt: skip
    last = {"year": date(day.first.year, 12, 31), "fiscal year": day.first + timedelta(days=364)}.get(
        day.grain, day.first + timedelta(days=30)
    )
    if earliest["signed_on"] < day.first:
        return Verdict(DIFFERS, one, [], ["An earlier action is held."])
    buyers = {act["buyer_id"] for act in acts}
    begun = scope.exact and FIRST.match(held.awards[earliest["award_id"]]["first_held"] or "0")
    whole = bool(said.agencies) and all(
        one in held.held and held.held[one][0] < day.first - timedelta(days=365) for one in buyers
    )
    if not (begun or whole):
        first = max((held.held[buyer][0] for buyer in buyers if buyer in held.held), default=None)
        return Verdict(
            NOT_HELD,
            one,
            [],
            [f"The whole files held begin on {first or 'no day'}; the actions before would be needed."],
        )
    return Verdict(MATCHES if earliest["signed_on"] <= last else DIFFERS, one)
