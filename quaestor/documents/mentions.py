"""What a text names, with its places: numbers of awards and firms, clauses, amounts, days, quantities and firms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from quaestor import reading
from quaestor.documents import counts
from quaestor.documents.apart import Told
from quaestor.documents.saying import ORGANISATION

#: Kinds of numbers and clauses, in the order in which they are told.
IDENTIFIERS = ("piid", "solicitation", "uei", "duns", "cage", "authority", "clause")
#: Mentions told of one text; a paper with more is a list of something.
MOST = 20_000

_RATE = re.compile(r"(?<![\w.,$-])(?P<rate>\d{1,3}(?:\.\d{1,4})?)\s?(?:%|percent\b|per cent\b)", re.I)
#: Which edition of a clause is meant: "(JAN 2017)", "Alternate II".
_EDITION = re.compile(
    r"\((?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)[A-Z]{0,6}\.?\s(?:19|20)\d\d\)"
    r"|\bAlt(?:ernate|\.)?\s[IV]{1,4}\b",
    re.I,
)
_JOINT = re.compile(r"\s+(?:to|through|thru|until|and)\s+|\s+-\s+|\s*[–—]\s*", re.I)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
#: A day as forms print it: month first in figures, "2014 OCT 25", "03-MAR-25".
_PRINTED = (
    re.compile(r"(?<![\w-])(?P<month>0?[1-9]|1[0-2])-(?P<day>0?[1-9]|[12]\d|3[01])-(?P<year>(?:19|20)\d\d)(?![\w-])"),
    re.compile(rf"(?<![\w-])(?P<year>(?:19|20)\d\d) {_MONTH} (?P<day>0?[1-9]|[12]\d|3[01])(?![\w-])", re.I),
    re.compile(rf"(?<![\w-])(?P<day>0?[1-9]|[12]\d|3[01])-{_MONTH}-(?P<year>(?:(?:19|20)\d\d)|[0-4]\d)(?![\w-])", re.I),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing a text names: `start` and `end` are its place, `kind` one of IDENTIFIERS, amount, date, month, year (a
    fiscal one), time, quantity, period, rate, edition (of a clause) or organisation. value: its plain form (money with
    two decimals, days as ISO). bound: "up_to", "over" and the like. led: where the words that bound it begin, where
    there are any."""

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

    def told(self, rectangle: list[float] | None, shift: int = 0) -> Told:
        """As a paper tells it. shift: where the text that it was found in begins in that of its page."""
        return {
            "kind": self.kind, "value": self.value, "text": self.text, "currency": self.currency, "bound": self.bound,
            "because": self.because, "start": self.start + shift, "end": self.end + shift, "said": self.said + shift,
            "rectangle": rectangle,
        }  # fmt: skip


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
    found += _days(text)
    found += [
        Mention(start, end, kind, value, _plain(text[start:end])) for start, end, kind, value in counts.find(text)
    ]
    for match in _RATE.finditer(text):
        found.append(Mention(match.start(), match.end(), "rate", f"{match['rate']}%", _plain(match[0])))
    for match in _EDITION.finditer(text):
        found.append(Mention(match.start(), match.end(), "edition", _plain(match[0]).upper().strip("()"), match[0]))
    for match in ORGANISATION.finditer(text):
        found.append(Mention(match.start(), match.end(), "organisation", _plain(match[0]), _plain(match[0])))
    return sorted(found, key=lambda one: (one.start, -one.end))[:MOST]


def _days(text: str) -> Iterator[Mention]:
    """Every day, month and fiscal year; of a span from one to another, both."""
    taken: set[int] = set()
    for match in (match for pattern in _PRINTED for match in pattern.finditer(text)):
        month = match["month"].upper()
        with suppress(ValueError):
            printed = date(
                int(match["year"]) + (2000 if len(match["year"]) == 2 else 0),
                _MONTHS.index(month) + 1 if month in _MONTHS else int(month),
                int(match["day"]),
            )
            taken.update(range(match.start(), match.end()))
            yield Mention(match.start(), match.end(), "date", printed.isoformat(), match[0])
    for one in reading.periods(text):
        if one.start in taken:
            continue
        pieces = [(one.start, one)]
        if one.grain == "span" and not one.relative:
            said, start = text[one.start : one.end], 0
            pieces = []
            for joint in [*_JOINT.finditer(said), None]:
                end = joint.start() if joint else len(said)
                pieces += [(one.start + start + part.start, part) for part in reading.periods(said[start:end])]
                start = joint.end() if joint else end
        for start, part in pieces:
            day = part.first or part.last
            if part.grain == "day" and not part.relative and day:
                end = start + part.end - part.start
                yield Mention(start, end, "date", day.isoformat(), _plain(text[start:end]), bound=part.word)
            elif part.grain == "fiscal year" and not part.relative and part.last:
                end = start + part.end - part.start
                yield Mention(start, end, "year", f"FY{part.last:%Y}", _plain(text[start:end]), bound=part.word)
            elif part.grain == "month" and not part.relative and day:
                end = start + part.end - part.start
                if (text[start - 1 : start], text[end : end + 1]) != ("(", ")"):  # else it is an edition
                    yield Mention(start, end, "month", f"{day:%Y-%m}", _plain(text[start:end]), bound=part.word)


def _plain(text: str) -> str:
    return " ".join(text.split())
