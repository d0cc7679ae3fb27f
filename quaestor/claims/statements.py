"""Statements about contracts in a text: each amount or count with the firms, agencies, numbers and days it is said of.

A sentence that says several amounts is parted between them, so that each has the words that belong to it. What a
sentence leaves out ("the company", "the contract") is taken from the sentences before it, and said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from quaestor.claims.assembling import TOGETHER, assembled
from quaestor.claims.beside import is_paid, told_of
from quaestor.claims.clauses import edges, growth, of_two_spans, shifted
from quaestor.claims.completing import SUPPLIERS, complete, distinct, is_about_contracts
from quaestor.claims.echoes import Echoes
from quaestor.claims.listed import is_item, opens_list, under
from quaestor.claims.names import Names
from quaestor.claims.numbered import numbered
from quaestor.claims.pairing import alike_years, repeated, respectively
from quaestor.claims.qualities import places, qualities
from quaestor.claims.sentences import paragraphs, sentences
from quaestor.claims.statement import Sentence, Statement
from quaestor.claims.wording import FIGURES, counts_in, cue_patterns
from quaestor.reading import Amount, Number, Period, money, periods

#: Sentences before one that "the company" may point back to.
BACK = 3
#: Letters of a sentence; what is longer is no sentence, and only its beginning is read.
LONG = 2_000

_LETTERS = re.compile(r"[A-Za-z]{2}")
#: Figures of one sentence that are read.
MANY = 40

#: "Its least since 2021" tells of no sum that has run up since then.
_RECORD = re.compile(r"\b(?:most|least|\w+est|first|only|highs?|lows?|record)(?: [\w-]+){0,5} $", re.I)


def statements(text: str, names: Names, as_of: date | None, piids: frozenset[str] = frozenset()) -> Iterator[Statement]:
    """Every statement about contracts in `text`, in order. piids: numbers of awards held, whatever their shape."""
    amounts = money(text)
    counts = list(counts_in().finditer(text))
    amounts_at, counts_at = [one.start for one in amounts], [match.start() for match in counts]
    starts = sorted([*amounts_at, *counts_at, *places(text)])
    before: list[Sentence] = []
    heading: Sentence | None = None
    echoes = Echoes()
    for first, last in paragraphs(text):
        if heading and not is_item(text, first):
            heading = None
        at = bisect_left(starts, first)
        if at == len(starts) or starts[at] >= last:
            before = (
                [Sentence(first, last, [], [])]
                if last - first > 4 * LONG
                else _read(text, names, echoes, first, last, piids)[-BACK:]
            )
            heading = opens_list(text, before) or heading
            continue
        if not _LETTERS.search(text, first, last):
            before = []  # names of firms and agencies are in Latin letters
            continue
        seen = before[-1:]
        for sentence in _read(text, names, echoes, first, last, piids):
            here = _inside(amounts, amounts_at, sentence)
            several = _inside(counts, counts_at, sentence)
            said = bisect_left(starts, sentence.start) < bisect_left(starts, sentence.end)
            if not said or _is_empty(text, sentence, seen[-BACK:]):
                seen.append(sentence)
                continue
            for found in _said(text, sentence, here, several, as_of):
                if heading:
                    under(text, found, heading, _days(text, heading, as_of))
                complete(text, found, sentence, seen[-BACK:])
                if not found.periods and seen:
                    days = [day for one in seen[-BACK:] for day in _days(text, one, as_of)]
                    found.periods = shifted(text, sentence.start, sentence.end, days)
                    found.days_before = _days(text, seen[-1], as_of) if found.follows else []
                if is_about_contracts(found):
                    yield found
            seen.append(sentence)
        before = seen
        heading = opens_list(text, seen) or heading


def _days(text: str, sentence: Sentence, as_of: date | None) -> list[Period]:
    """The days in a sentence, with their places in the text."""
    return [
        replace(one, start=one.start + sentence.start, end=one.end + sentence.start)
        for one in periods(sentence.bare(text), as_of)
        if not (one.word == "since" and _RECORD.search(text, sentence.start, sentence.start + one.start))
    ]


def _is_empty(text: str, sentence: Sentence, before: list[Sentence]) -> bool:
    """Whether neither the sentence nor those before it name anything, and it speaks of no contract."""
    if sentence.places or sentence.numbers or any(one.places or one.numbers for one in before):
        return False
    return not cue_patterns()["contract"].search(text[sentence.start : sentence.end].lower())


def _inside(found: list[Any], starts: list[int], sentence: Sentence) -> list[Any]:
    """Those that begin within a sentence, at most MANY."""
    first = bisect_left(starts, sentence.start)
    return found[first : min(bisect_left(starts, sentence.end), first + MANY)]


def _read(text: str, names: Names, echoes: Echoes, first: int, last: int, piids: frozenset[str]) -> list[Sentence]:
    out = []
    for start, end in sentences(text, first, last):
        end = min(end, start + LONG)
        own = text[start:end]
        found = numbered(own, piids)
        places = echoes.places(text, start, end, names.find(own, start))
        known = bool(found) or any(one.named.kind in ("agency", "department") for one in places)
        places = [one for one in places if not one.named.beside or (known and is_paid(text, start, one))]
        echoes.heard(text, end, places)
        out.append(Sentence(start, end, places, _moved(found, start)))
    return out


def _moved(found: list[Number], by: int) -> list[Number]:
    return [Number(one.start + by, one.end + by, one.kind, one.value, one.because) for one in found]


def _without_a_sum(text: str, sentence: Sentence, days: list[Period], figures: int) -> Iterator[Statement]:
    """What the sentence says of competition, terms and change."""
    for one in qualities(text, sentence.start, sentence.end, days, figures):
        told = assembled(text, sentence, sentence.start, sentence.end, days, kind=one.kind)
        told.quality, told.count_place = one, (one.start, one.end)
        firms = told_of(text, sentence.start, sentence.of("firm", "brand"))
        told.together = len(firms) > 1 and bool(TOGETHER.search(text, sentence.start, sentence.end))
        near = firms if told.together else [place for place in firms if place.end <= one.start][-1:] or firms[:1]
        told.firms = distinct([place.named for place in near])
        yield told


def _said(
    text: str, sentence: Sentence, amounts: list[Amount], counts: list[re.Match[str]], as_of: date | None
) -> Iterator[Statement]:
    """The statements of one sentence, with what stands in it itself."""
    spans = [(one.said, one.end) for one in amounts]
    days = [
        one
        for one in alike_years(_days(text, sentence, as_of))
        if not any(first <= one.start < last for first, last in spans)
    ]
    yield from _figures(text, sentence, amounts, counts, days)
    counted = sum(1 for match in counts if not any(first <= match.start() < last for first, last in spans))
    yield from _without_a_sum(text, sentence, days, len(amounts) + counted)


def _figures(
    text: str, sentence: Sentence, amounts: list[Amount], counts: list[re.Match[str]], days: list[Period]
) -> Iterator[Statement]:
    """The statements of one sentence that say a figure."""
    spans = [(one.said, one.end) for one in amounts]
    grown = growth(text, sentence, amounts)
    if grown and not of_two_spans(text, days, *grown):
        yield assembled(text, sentence, sentence.start, sentence.end, days, kind="growth", amount=grown[0], to=grown[1])
        return
    cuts = edges(text, sentence, amounts, days)
    whole = len(amounts) > 2 and ":" in text[amounts[0].end : amounts[1].said]  # "$36 million: $14 million and ..."
    pairs = respectively(text, sentence, amounts[whole:], days)
    for number, one in enumerate(amounts):
        first, last = cuts[number], cuts[number + 1]
        kind = "growth" if one.bound == "from_to" else "money"
        if pairs and number >= whole:
            told = assembled(text, sentence, sentence.start, sentence.end, days, kind=kind, amount=one)
            pairs[number - whole].into(told)
            yield told
            continue
        told = assembled(text, sentence, first, last, days, kind=kind, amount=one)
        told.alone = len(amounts) == 1 or (whole and not number)
        if len(amounts) > 1 and _each_of_them(text, counts, amounts):
            told.cues = (told.cues - {"many"}) | {"one"}
        again = repeated(text, sentence, told.periods) if told.alone else []
        yield from [replace(told, periods=[day]) for day in again] or [told]
    for match in counts:
        value = FIGURES.get(match["figure"].lower()) or (
            int(match["figure"].replace(",", "")) if match["figure"][0].isdigit() else 0
        )
        small = spans and value < 3
        named = SUPPLIERS.fullmatch(match["noun"].lower()) and (sentence.numbers or sentence.of("firm", "brand"))
        spelt = any(first <= match.start() < last for first, last in [*spans, *((day.start, day.end) for day in days)])
        if value and not spelt and not small and not named:
            own = [day for day in days if not (day.grain == "day" and _behind(match.end(), amounts, day))]
            told = assembled(text, sentence, sentence.start, sentence.end, own, kind="count")
            told.count, told.counted = value, match["noun"].lower()
            told.count_place = (match.start(), match.end())
            left = text[max(sentence.start, match.start() - 14) : match.start()].lower()
            if re.search(r"(?:over|more than|least)\s$", left):
                told.bound = "over"
            elif near := re.search(r"(?:about|some|roughly|around|(nearly|almost|close to))\s$", left):
                told.bound = "nearly" if near[1] else "about"
            yield told


#: "Orders of $105.6 million and $45 million": what stands before the first, and between them.
_ORDERS_OF = re.compile(
    r"\b(?:orders|contracts|deals|awards|agreements|purchases|payments|instal?lments|top-ups|modifications)"
    r",? (?:worth |of |for |at |valued at |totall?ing )?(?:about |some |nearly |roughly )?$",
    re.I,
)
_AND = re.compile(r",? (?:and |then |plus )?(?:another |about |some |nearly |roughly )*|, ", re.I)


def _each_of_them(text: str, counts: list[re.Match[str]], amounts: list[Amount]) -> bool:
    """Whether each figure is of one award: as many are counted before them, "two orders, worth $35 million and
    $14 million", or they stand in a row behind the word, "orders of $35 million and $14 million"."""
    in_a_row = all(_AND.fullmatch(text, one.end, two.said) for one, two in pairwise(amounts))
    if in_a_row and _ORDERS_OF.search(text, max(0, amounts[0].said - 40), amounts[0].said):
        return True
    return any(
        FIGURES.get(match["figure"].lower()) == len(amounts)
        and match.end() <= amounts[0].said
        and re.search(r"order|contract|deal|award|agreement|purchase", match["noun"].lower())
        for match in counts
    )


def _behind(end: int, amounts: list[Amount], day: Period) -> bool:
    """Whether an amount stands between a count and a day, so that the day is the amount's."""
    return any(end <= one.said and one.end <= day.start for one in amounts)
