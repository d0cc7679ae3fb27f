"""Whether what is told to be the largest is: an order of a firm, an act, an agency's contract, or its supplier."""

from __future__ import annotations

import re
from decimal import Decimal

from quaestor.claims.named import listed
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope
from quaestor.claims.window import Window
from quaestor.sql import AMONG
from quaestor.store import Lake

_MOST = r"(?:largest|biggest|costliest|priciest|richest|highest|heftiest|most (?:expensive|valuable|lucrative|costly))"
_NOT_ALONE = r"(?<!of the )(?<!of its )(?<!among the )(?<!among its )(?<!among )(?<![\w-])"
#: "Its largest order", "the biggest single action", "their biggest yet".
_THING = re.compile(
    rf"{_NOT_ALONE}(?:single[- ])?{_MOST}(?:[- ]ever)?(?: single| individual)? (?:(?!of\b)[\w'’-]+ ){{0,2}}?"
    r"(?:(?P<act>(?:contract )?actions?|payments?|modifications?|paydays?|payouts?|tranche|instal?lment|top-up)"
    r"|contract|order|deal|award|agreement|purchase|buy|yet\b|ever\b|to date\b|so far\b|from\b|with\b)(?![\w-])",
    re.I,
)
_SUPPLIER = re.compile(
    rf"{_NOT_ALONE}(?:{_MOST}|top|leading|best-paid|highest-paid|no\. ?1|number one)"
    r" (?:(?:single|outside|overall|private|(?-i:[A-Z]{2,5})) )?"
    r"(?:contractor|supplier|vendor|recipient|beneficiary|earner)\b",
    re.I,
)
_TO_FIRM = re.compile(r" (?:yet |ever )?(?:given |awarded |placed )?(?:to|with|for) (?=[A-Z])")
#: "The agency's largest order", and no firm's.
_LETTERS = "|".join(form for kind in ("agencies", "parts", "departments") for forms in listed()[kind].values()
                    for form in forms if form.isupper())  # fmt: skip
BUYERS = re.compile(
    rf"(?:\b(?:agency|bureau|department)|\b(?:{_LETTERS})|Protection|Enforcement|Patrol)['’]s? (?:single[- ])?$"
)


#: "The larger of the two orders", "the smallest of its contracts".
_OF_THEM = re.compile(
    r"\b(?P<more>larger|bigger|costlier|largest|biggest|costliest|greater|(?P<less>smaller|lesser|cheaper|smallest"
    r"|cheapest)) of (?:the|its|his|these|those|their|[\w.&]+['’]s?)\b[^,;.]{0,60}?"
    r"(?:contracts|orders|deals|awards|agreements|purchases|two\b)",
    re.I,
)


def one_of_them(said: Statement) -> re.Match[str] | None:
    """Whether one award is told of several, as the larger or the smaller of them."""
    return _OF_THEM.search(said.words)


def outranked(lake: Lake, said: Statement, held: Holdings, scope: Scope, one: Reading, days: Window) -> str:
    """What is said where the figure is told to be the largest and a larger is held; blank otherwise."""
    if (of_them := one_of_them(said)) and len(one.awards) == 1:
        return _of_several(held, scope, one, days, less=bool(of_them["less"]))
    if thing := _THING.search(said.text):
        if thing["act"] or len(one.awards) == 1:
            return _of_a_thing(lake, said, held, scope, one, thing)
    elif said.agencies and not scope.exact and len(one.awards) > 1 and _SUPPLIER.search(said.text):
        return _of_a_supplier(lake, said, held, one, days)
    return ""


def _of_a_thing(lake: Lake, said: Statement, held: Holdings, scope: Scope, one: Reading, thing: re.Match[str]) -> str:
    acts = [act for act in scope.acts if not act["sampled"] and act["obligation"]]
    if thing["act"]:
        most = max(acts, key=lambda act: act["obligation"], default=None)
        larger = most and most["obligation"] > one.figure and most["action_id"] not in one.acts
        return _told(str(most["award_id"]), most["obligation"], held) if most and larger else ""
    sums: dict[str, Decimal] = {}
    for act in acts:
        sums[act["award_id"]] = sums.get(act["award_id"], Decimal(0)) + act["obligation"]
    own = max([one.figure, *(sums.get(award, Decimal(0)) for award in one.awards)])
    most_of = max(sums, key=lambda award: sums[award], default="")
    if most_of and most_of not in one.awards and sums[most_of] > own:
        return _told(most_of, sums[most_of], held)
    of_firm = _TO_FIRM.match(said.text, thing.end())
    if said.agencies and not of_firm and BUYERS.search(said.text[: thing.start()]):
        ids = [code for named in said.agencies for code in named.ids]
        rows = lake.query(
            f"SELECT award_id, piid, sum(obligation) AS total FROM action WHERE buyer_id {AMONG} "
            "AND signed_on <= ? AND NOT coalesce(sampled, false) GROUP BY ALL ORDER BY total DESC LIMIT 1",
            [ids, held.as_of or held.last],
        )
        if rows and rows[0]["award_id"] not in one.awards and rows[0]["total"] > own:
            return f"The figure fits, but a larger one is held: {rows[0]['piid']}, {rows[0]['total']:,.2f}."
    return ""


def _of_several(held: Holdings, scope: Scope, one: Reading, days: Window, *, less: bool) -> str:
    """Whether the award is not the largest, or the smallest, of those with actions in these days."""
    sums: dict[str, Decimal] = {}
    for act in scope.acts:
        if not act["sampled"] and act["obligation"] and days.holds(act["signed_on"]):
            sums[act["award_id"]] = sums.get(act["award_id"], Decimal(0)) + act["obligation"]
    own = next((sums[award] for award in one.awards if award in sums), one.figure)
    award = (min if less else max)(sums, key=lambda award: sums[award], default="")
    if not award or award in one.awards or sums[award] == own:
        return ""
    which = "smaller" if less else "larger"
    return f"The figure fits, but a {which} one is held: {held.awards[award]['piid']}, {sums[award]:,.2f}."


def _of_a_supplier(lake: Lake, said: Statement, held: Holdings, one: Reading, days: Window) -> str:
    """An agency's suppliers in these days, by what each was obligated."""
    ids = {supplier for named in said.firms for supplier in held.of.get(named, ())}
    rows = lake.query(
        "SELECT supplier_id, max(supplier_name) AS name, sum(obligation) AS total FROM action "
        f"WHERE buyer_id {AMONG} AND signed_on BETWEEN ? AND ? AND NOT coalesce(sampled, false) "
        "GROUP BY supplier_id ORDER BY total DESC LIMIT 1",
        [
            [code for named in said.agencies for code in named.ids],
            days.first or min(first for first, _ in held.held.values()),
            days.last or held.last,
        ],
    ) if held.held else []  # fmt: skip
    if not rows or rows[0]["supplier_id"] in ids or rows[0]["total"] <= one.figure:
        return ""
    return f"The figure fits, but {rows[0]['name']} was obligated more in these days: {rows[0]['total']:,.2f}."


def _told(award: str, figure: Decimal, held: Holdings) -> str:
    return f"The figure fits, but a larger one is held: {held.awards[award]['piid']}, {figure:,.2f}."
