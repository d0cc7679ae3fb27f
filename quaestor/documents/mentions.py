"""What a text names, with its places: numbers of awards and firms, clauses, amounts, days, quantities, organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quaestor import reading
from quaestor.documents.saying import ORGANISATION

#: Kinds of numbers and clauses, in the order in which they are told.
IDENTIFIERS = ("piid", "solicitation", "uei", "duns", "cage", "authority", "clause")
#: Mentions told of one text; a paper with more is a list of something.
MOST = 20_000

_QUANTITY = re.compile(
    r"(?<![\w.,$-])(?P<count>\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.0+)?\s"
    r"(?P<unit>each|EA|units?|licen[cs]es?|users?|seats?|hours?|FTEs?|copies|lots?|beds?|vehicles?|subscriptions?|searches"
    r"|months?|years?|(?:calendar |business |working )?days?|pages?)(?![\w-])"
)
_RATE = re.compile(r"(?<![\w.,$-])(?P<rate>\d{1,3}(?:\.\d{1,4})?)\s?(?:%|percent\b|per cent\b)", re.I)
#: Which edition of a clause is meant: "(JAN 2017)".
_EDITION = re.compile(
    r"\((?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)[A-Z]{0,6}\.?\s(?:19|20)\d\d\)", re.I
)
#: Units that count time or paper rather than things bought.
_TIMES = ("month", "year", "day", "page")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing a text names: `start` and `end` are its place, `kind` one of IDENTIFIERS, amount, date, quantity, period,
    rate, edition (of a clause) or organisation. value: its plain form (money with two decimals, days as ISO). bound: "up_to", "over" and the like."""

    start: int
    end: int
    kind: str
    value: str
    text: str
    currency: str | None = None
    bound: str | None = None
    because: str | None = None
    led: int | None = None

    @property
    def said(self) -> int:
        """Where the words that bound it begin ("not to exceed"); `start` where there are none."""
        return self.start if self.led is None else self.led


def find(text: str) -> list[Mention]:
    """Everything the text names, in its order."""
    found = [
        Mention(one.start, one.end, one.kind, one.value, text[one.start : one.end], because=one.because)
        for one in reading.numbers(text.replace("\n", " "))  # a number may go on in the next line
    ]
    for amount in reading.money(text):
        value = f"{amount.value:.2f}" if amount.to is None else f"{amount.value:.2f} to {amount.to:.2f}"
        said = _plain(text[amount.start : amount.end])
        found.append(
            Mention(amount.start, amount.end, "amount", value, said, amount.currency, amount.bound, led=amount.said)
        )  # fmt: skip
    for one in reading.periods(text):
        day = one.first or one.last
        if one.grain == "day" and not one.relative and day:
            found.append(Mention(one.start, one.end, "date", day.isoformat(), _plain(text[one.start : one.end]), bound=one.word))
    for match in _QUANTITY.finditer(text):
        kind = "period" if match["unit"].lower().split()[-1].rstrip("s") in _TIMES else "quantity"
        value = match["count"].replace(",", "")
        found.append(Mention(match.start(), match.end(), kind, f"{value} {match['unit']}", _plain(match[0])))
    for match in _RATE.finditer(text):
        found.append(Mention(match.start(), match.end(), "rate", f"{match['rate']}%", _plain(match[0])))
    for match in _EDITION.finditer(text):
        found.append(Mention(match.start(), match.end(), "edition", _plain(match[0]).upper().strip("()"), match[0]))
    for match in ORGANISATION.finditer(text):
        found.append(Mention(match.start(), match.end(), "organisation", _plain(match[0]), _plain(match[0])))
    return sorted(found, key=lambda one: (one.start, -one.end))[:MOST]


def _plain(text: str) -> str:
    return " ".join(text.split())
