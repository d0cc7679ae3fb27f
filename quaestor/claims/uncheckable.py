"""Why no record of a contract could speak to a statement: other money, plans, denials, rates, days not told."""

from __future__ import annotations

import re

from quaestor.claims.named import listed
from quaestor.claims.statement import Statement

#: What one of them costs: "each flight costs ICE $120,000".
_EACH = re.compile(r"\b(?:each|every|per)\b [^.;,]{0,60}\b(?:costs?|priced at|runs?)\b[^.;,]{0,30}$", re.I)


def why_not(said: Statement) -> str:
    """Why no record of a contract could speak to the statement; blank where one could."""
    amount = said.amount
    if amount and amount.currency != "USD":
        return f"The amount is in {amount.currency}; the records are in US dollars."
    if "denied" in said.cues:
        return "The sentence denies or supposes something; what is denied cannot be looked up."
    told = said.cues & {"contract", "taken_back"} or (said.agencies and (bool(said.firms) == (said.kind != "count")))
    if not told and not said.numbers:
        return "The sentence does not speak of a contract or of money committed."
    if "reversed" in said.cues:
        return "The firm is told to pay, not to be paid; records of contracts hold what firms were promised."
    if amount and re.match(
        r"\s+(?:(?:more|less|higher|lower) than|above|below|short)\b", said.text[amount.end - said.start :]
    ):
        return "It is a difference to another figure, which the records hold only one by one."
    if "not_ours" in said.cues and not said.numbers:
        return "It speaks of money that contract records do not hold, such as revenue, budgets, shares or law suits."
    if "planned" in said.cues and "ceiling" not in said.cues:
        return "It speaks of plans or requests; records hold what was signed."
    if amount and _EACH.search(said.text[: max(0, amount.said - said.start)]):
        return "It is a rate (a year, a day, each); records hold amounts by action."
    if amount and _RATE().match(said.text[amount.end - said.start :][:24].lower()):
        return "It is a rate (a year, a day, each); records hold amounts by action."
    if any(one.relative and one.first is None and one.last is None for one in said.periods):
        return "Its days are told from the day of the text (“last month”, a month without a year): give that day."
    return ""


def _RATE() -> re.Pattern[str]:
    return re.compile(rf"[\s,-]{{0,2}}(?:{listed()['rate'].strip()})(?!\w)|\s?/\s?\w+")
