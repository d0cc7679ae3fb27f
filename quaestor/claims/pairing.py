"""Which figure is whose where a sentence pairs them in order: "A and B received X and Y respectively"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from quaestor.claims.named import Named, Place
from quaestor.claims.statement import Sentence, Statement
from quaestor.reading import Amount, Period

_ROW = re.compile(r"\s?,? ?(?:and |then )?(?:(?:once |yet )?again )?(?:in |on |fiscal |fiscal year |FY ?)?")
_RESPECTIVELY = re.compile(r"\brespectively\b|\bin that order\b", re.I)


@dataclass(frozen=True)
class Pair:
    """What belongs to one figure; None where the sentence pairs nothing of that sort, so that all figures share it."""

    firm: Named | None
    agency: Named | None
    day: Period | None

    def into(self, told: Statement) -> None:
        """Gives a statement what belongs to its figure."""
        if self.firm:
            told.firms, told.together = [self.firm], False
        if self.agency:
            told.agencies = [self.agency]
        if self.day:
            told.periods = [self.day]
        told.because.append("“respectively” pairs the figures with the names in their order")


def respectively(text: str, sentence: Sentence, amounts: list[Amount], days: list[Period]) -> list[Pair]:
    """What belongs to each amount, in order; empty where the sentence does not pair them."""
    if len(amounts) < 2 or not (
        _RESPECTIVELY.search(text, sentence.start, sentence.end)
        or (_listed(text, amounts) and _listed(text, [day for day in days if day.first and day.last]))
    ):
        return []
    firms, agencies = _names(sentence.of("firm", "brand")), _names(sentence.of("agency", "department"))
    many = len(amounts)
    spans = alike_years([day for day in days if day.first and day.last])
    if many not in (len(firms), len(agencies), len(spans)):
        return []
    return [
        Pair(
            firms[at] if len(firms) == many else None,
            agencies[at] if len(agencies) == many else None,
            spans[at] if len(spans) == many else None,
        )
        for at in range(many)
    ]


def _listed(text: str, found: Sequence[Amount | Period]) -> bool:
    """Whether these stand in one row: "X, Y and Z"."""
    return len(found) > 1 and all(_ROW.fullmatch(text, one.end, other.start) for one, other in pairwise(found))


def _names(places: list[Place]) -> list[Named]:
    return list(dict.fromkeys(one.named for one in places))


def repeated(text: str, sentence: Sentence, days: list[Period]) -> list[Period]:
    """The spans of which one figure is told alike: "in fiscal 2024 and again in 2025", "in both 2023 and 2024"."""
    spans = [day for day in days if day.first and day.last]
    if len(spans) < 2 or len(spans) < len(days) or not _listed(text, spans):
        return []
    told = text[sentence.start : spans[0].start]
    between = text[spans[0].end : spans[-1].start]
    return spans if _EACH.search(told) or _AGAIN.search(between) else []


_AGAIN = re.compile(r"\bagain\b")
#: Behind these the days stand: "in each of", "twice, in".
_EACH = re.compile(r"\b(?:each of|both|twice|each in),?(?: in| on)?(?: the)?(?: fiscal| years?)*\s*$", re.I)


def alike_years(days: list[Period]) -> list[Period]:
    """The spans, a bare year after a fiscal one read as another fiscal year: "in fiscal 2024 and 2025"."""
    out: list[Period] = []
    for day in days:
        if out and out[-1].grain == "fiscal year" and day.grain == "year" and day.first:
            year = day.first.year
            day = replace(day, first=date(year - 1, 10, 1), last=date(year, 9, 30), grain="fiscal year")
        out.append(day)
    return out
