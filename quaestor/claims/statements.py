"""Statements about contracts in a text: each amount or count with the firms, agencies, numbers and days it is said of.

A sentence that says several amounts is parted between them, so that each has the words that belong to it. What a
sentence leaves out ("the company", "the contract") is taken from the sentences before it, and said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, pairwise
from typing import Any

from quaestor.claims.names import Named, Names, Place, listed
from quaestor.claims.sentences import paragraphs, sentences
from quaestor.claims.wording import FIGURES, counts_in, cue_patterns, only_beside, strangers, topics_of
from quaestor.reading import Amount, Number, Period, money, numbers, periods

#: Sentences before one that "the company" may point back to.
BACK = 3
#: Letters of a sentence; what is longer is no sentence, and only its beginning is read.
LONG = 2_000

_NUMBERED = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9](?:[A-Z0-9]|-(?=[A-Z0-9])){6,22}(?![\w-])"
)
#: Words of a text that are looked up as numbers of awards.
CANDIDATES = 20_000
_LETTERS = re.compile(r"[A-Za-z]{2}")
#: Figures of one sentence that are read.
MANY = 40

_BREAK = re.compile(r"[;—–]| - |, (?:and|but|while|with|plus|whereas|as|up|down) | (?:while|but|whereas|and|plus) |, ")
_ORG = re.compile(
    r"\b(?:Inc|LLC|L\.L\.C|Corp|Corporation|Ltd|LLP|Group|Technologies|Systems|Solutions|Services|Industries|Holdings|Partners|Consulting|Software|Analytics|Labs|Security|International|Associates|Construction|Aviation|Logistics|Networks|Dynamics|Martin|Reuters)\b"
)


_YEAR_BEFORE = re.compile(
    r"\b(?:(?:the|a) (?:fiscal )?year (?:before|earlier)|the (?:previous|prior) (?:fiscal )?year)\b", re.I
)
#: "Of the $3.99 billion that ICE obligated, $621 million went to ...": a whole, of which the firm has a part.
#: A clause whose days are its own.
_CLAUSE = re.compile(r",? (?:after|when|following|before|although|though|even as|because|which|who)\b", re.I)
_TO_DATE = re.compile(r"\b(?:so far|to date|by now|up to now|altogether|in all)\b")
_MOVED = re.compile(
    r"\b(crept|creep\w*|went|gone|risen|rose|rising|edged|climb\w*|jump\w*|shot|moved|inched|pushed|bumped|brought) up to\b", re.I
)
#: The firm itself is bought.
_BOUGHT = re.compile(
    r"(?:,[^,]{0,40},)?\s+(?:was|were|has been|had been|is being|will be) (?:bought|acquired|purchased|taken over|sold)\b", re.I
)
_WHOLE = re.compile(r"\bof (?:the|its|that|those|their) (?:\w+ )?$", re.I)
_PART = re.compile(r"\b(?:of (?:which|that|it)|including|among them|much of|most of|some of|part of)\b", re.I)
_PAYS = re.compile(r"\s+(?:has |had |have )?(?:paid|pays|repaid|lent|owes|donated|refunded)\b(?! (?:by|under)\b)", re.I)


@dataclass
class Statement:
    """One thing that a text says of contracts.

    kind: money, growth or count. start, end: the sentence. amount: what is said; to: where it grew to. count, counted:
    how many of what. words: the part of the sentence that belongs to the figure. cues: what these words are, by the
    names in `words.yml`. topics: what the contract is said to be for. because: how each thing was read.
    """

    kind: str
    start: int
    end: int
    text: str
    words: str
    amount: Amount | None = None
    to: Amount | None = None
    count: int = 0
    counted: str = ""
    bound: str = "exact"
    firms: list[Named] = field(default_factory=list)
    agencies: list[Named] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    cues: set[str] = field(default_factory=set)
    topics: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)
    together: bool = False
    count_place: tuple[int, int] = (0, 0)

    @property
    def place(self) -> tuple[int, int]:
        """Where the figure itself stands."""
        if self.amount:
            both = [self.amount, self.to or self.amount]
            return min(one.said for one in both), max(one.end for one in both)
        return self.count_place


@dataclass
class _Sentence:
    start: int
    end: int
    places: list[Place]
    numbers: list[Number]

    def of(self, *kinds: str) -> list[Place]:
        return [one for one in self.places if one.named.kind in kinds]


def candidates(text: str) -> set[str]:
    """The words of a text that may be numbers of awards, without hyphens: the store says which are."""
    return {
        match[0].replace("-", "")
        for match in islice(_NUMBERED.finditer(text), CANDIDATES)
        if sum(map(str.isdigit, match[0])) >= 4
    }


def statements(text: str, names: Names, as_of: date | None, piids: frozenset[str] = frozenset()) -> Iterator[Statement]:
    """Every statement about contracts in `text`, in order. piids: numbers of awards held, whatever their shape."""
    amounts = money(text)
    counts = list(counts_in().finditer(text))
    amounts_at, counts_at = [one.start for one in amounts], [match.start() for match in counts]
    starts = sorted([*amounts_at, *counts_at])
    before: list[_Sentence] = []
    for first, last in paragraphs(text):
        at = bisect_left(starts, first)
        if at == len(starts) or starts[at] >= last:
            before = (
                [_Sentence(first, last, [], [])]
                if last - first > 4 * LONG
                else _read(text, names, first, last, piids)[-BACK:]
            )
            continue
        if not _LETTERS.search(text, first, last):
            before = []  # names of firms and agencies are in Latin letters
            continue
        seen = before[-1:]
        for sentence in _read(text, names, first, last, piids):
            here = _inside(amounts, amounts_at, sentence)
            several = _inside(counts, counts_at, sentence)
            if not (here or several) or _is_empty(text, sentence, seen[-BACK:]):
                seen.append(sentence)
                continue
            for found in _said(text, sentence, here, several, as_of):
                _complete(text, found, sentence, seen[-BACK:])
                if _is_about_contracts(found):
                    yield found
            seen.append(sentence)
        before = seen


def _is_empty(text: str, sentence: _Sentence, before: list[_Sentence]) -> bool:
    """Whether neither the sentence nor those before it name anything, and it speaks of no contract."""
    if sentence.places or sentence.numbers or any(one.places or one.numbers for one in before):
        return False
    return not cue_patterns()["contract"].search(text[sentence.start : sentence.end].lower())


def _inside(found: list[Any], starts: list[int], sentence: _Sentence) -> list[Any]:
    """Those that begin within a sentence, at most MANY."""
    first = bisect_left(starts, sentence.start)
    return found[first : min(bisect_left(starts, sentence.end), first + MANY)]


def _read(text: str, names: Names, first: int, last: int, piids: frozenset[str]) -> list[_Sentence]:
    out = []
    for start, end in sentences(text, first, last):
        end = min(end, start + LONG)
        own = text[start:end]
        found = numbers(own)
        if piids:
            taken = [(one.start, one.end) for one in found]
            found += [
                Number(
                    match.start(), match.end(), "piid", match[0].replace("-", ""), "the number of an award that is held"
                )
                for match in _NUMBERED.finditer(own)
                if match[0].replace("-", "") in piids
                and not any(a < match.end() and match.start() < b for a, b in taken)
            ]
        out.append(_Sentence(start, end, names.find(own, start), _moved(found, start)))
    return out


def _moved(found: list[Number], by: int) -> list[Number]:
    return [Number(one.start + by, one.end + by, one.kind, one.value, one.because) for one in found]


def _said(
    text: str, sentence: _Sentence, amounts: list[Amount], counts: list[re.Match[str]], as_of: date | None
) -> Iterator[Statement]:
    """The statements of one sentence, with what stands in it itself."""
    spans = [(one.said, one.end) for one in amounts]
    spoken = periods(text[sentence.start : sentence.end], as_of)
    days = [
        Period(
            one.start + sentence.start, one.end + sentence.start, one.first, one.last, one.grain, one.word, one.relative
        )
        for one in spoken
        if not any(first <= one.start + sentence.start < last for first, last in spans)
    ]
    grown = _growth(text, sentence, amounts)
    if grown and not _of_two_spans(days, *grown):
        yield _statement(
            text, sentence, sentence.start, sentence.end, days, kind="growth", amount=grown[0], to=grown[1]
        )
        return
    edges = _edges(text, sentence, amounts, days)
    for number, one in enumerate(amounts):
        first, last = edges[number], edges[number + 1]
        kind = "growth" if one.bound == "from_to" else "money"
        yield _statement(text, sentence, first, last, days, kind=kind, amount=one)
    for match in counts:
        value = FIGURES.get(match["figure"].lower()) or (
            int(match["figure"].replace(",", "")) if match["figure"][0].isdigit() else 0
        )
        if value and not any(first <= match.start() < last for first, last in spans) and not (spans and value < 3):
            told = _statement(text, sentence, sentence.start, sentence.end, days, kind="count")
            told.count, told.counted = value, match["noun"].lower()
            told.count_place = (match.start(), match.end())
            left = text[max(sentence.start, match.start() - 14) : match.start()].lower()
            if re.search(r"(?:over|more than|least)\s$", left):
                told.bound = "over"
            elif re.search(r"(?:about|some|nearly|almost|roughly)\s$", left):
                told.bound = "about"
            yield told


def _growth(text: str, sentence: _Sentence, amounts: list[Amount]) -> tuple[Amount, Amount] | None:
    """The two figures between which an amount grew, where the sentence says so."""
    if len(amounts) != 2:
        return None
    one, two = amounts
    words = text[sentence.start : sentence.end].lower()
    between = text[one.end : two.start].lower()
    before = text[sentence.start : one.said].lower()[-40:]
    if re.search(r"\bfrom\s+$", before) and re.search(r"\bto\s+", between):
        return one, two
    if re.search(r"\bup from\s+(?:just |only |an initial |about |around |roughly )?$", between) and not periods(
        text[two.end : sentence.end]
    ):
        return two, one
    first = re.search(listed()["first"], before) or re.search(listed()["first"], between)
    now = re.search(rf"\b(?:{listed()['now']})", between) or re.search(
        r"^[^.,;]{0,20}\b(?:now|today)\b", text[two.end : two.end + 24].lower()
    )
    return (one, two) if first and now and re.search(r"\w", words) else None


def _of_two_spans(days: list[Period], one: Amount, two: Amount) -> bool:
    """Whether each figure is told with days of its own: sums of two spans, and no growth of one award."""
    first, last = sorted((one, two), key=lambda amount: amount.start)
    own = [day for day in days if day.first and day.last and day.last.toordinal() - day.first.toordinal() > 26]
    return any(first.end <= day.start < last.said for day in own) and any(last.end <= day.start for day in own)


def _year_before(text: str, amount: Amount, last: int, days: list[Period]) -> list[Period]:
    """The span a year before the one that the sentence names, where the figure is told of that: "the year before"."""
    match = _YEAR_BEFORE.search(text, amount.end, min(last, amount.end + 40))
    named = [one for one in days if one.first and one.last and not amount.end <= one.start < last]
    if not match or not named or not named[-1].first or not named[-1].last:
        return []
    one = named[-1]
    assert one.first and one.last
    return [replace(one, first=_back(one.first), last=_back(one.last), start=match.start(), end=match.end())]


def _back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _edges(text: str, sentence: _Sentence, amounts: list[Amount], days: list[Period]) -> list[int]:
    """Where the part of the sentence that belongs to each amount begins, and where the last ends."""
    edges = [sentence.start]
    for one, two in pairwise(amounts):
        breaks = list(_BREAK.finditer(text, one.end, two.said))
        strong = [match for match in breaks if match[0].strip() not in (",",)]
        chosen = (strong or breaks)[0] if breaks else None
        own = next((day.end for day in days if one.end <= day.start <= one.end + 4 and day.end <= two.said), one.end)
        edges.append(chosen.start() if chosen else own)
    return [*edges, sentence.end]


def _statement(
    text: str,
    sentence: _Sentence,
    first: int,
    last: int,
    days: list[Period],
    *,
    kind: str,
    amount: Amount | None = None,
    to: Amount | None = None,
) -> Statement:
    words = text[first:last]
    if amount and amount.bound == "up_to" and _MOVED.search(text[max(sentence.start, amount.start - 24) : amount.start]):
        amount = replace(amount, bound="exact")  # "crept up to": it is there now
    small = _MOVED.sub(r"\1 to", words.lower())
    whole = text[sentence.start : sentence.end]
    found = Statement(kind, sentence.start, sentence.end, whole, words, amount, to)
    found.cues = {name for name, pattern in cue_patterns().items() if pattern.search(small)}
    if "not_ours" in found.cues and amount:  # told of in another clause, as a stock that rose after an award
        clause = small[: max(0, amount.end - first)]
        clause = (
            re.split(r"\b(?:after|when|because|following|amid|once)\b", clause)[-1]
            + small[max(0, amount.end - first) :].split(",")[0]
        )
        if not cue_patterns()["not_ours"].search(clause):
            found.cues.discard("not_ours")
    if "contract" not in found.cues and cue_patterns()["contract"].search(whole.lower()):
        found.cues.add("contract")
    for name in ("not_ours", "planned", "denied", "cumulative", "elsewhere"):
        if (
            name not in found.cues
            and len(words) < len(whole)
            and name in ("planned", "denied", "elsewhere")
            and cue_patterns()[name].search(whole.lower())
        ):
            found.cues.add(name)
    inside = [one for one in days if first <= one.start < last]
    if amount and (before := _year_before(text, amount, last, days)):
        inside = before
    found.periods = inside or ([] if _apart(text, small, last, days) else days)
    found.bound = amount.bound if amount else "exact"
    at = amount.start if amount else last
    firms = [one for one in sentence.of("firm", "brand") if not only_beside(text, sentence.start, one)]
    own = [one for one in firms if first <= one.start < last]
    chosen = own or [one for one in firms if one.end <= first][-1:] or [one for one in firms if one.start >= last][:1]
    if own and len(own) > 1:
        found.together = bool(re.search(r"\b(?:combined|together|both|between them|jointly|collectively)\b", small))
        near = [one for one in own if one.end <= at]
        chosen = (
            own
            if found.together
            else [*([near[-1]] if near else []), *(one for one in own if not near or one is not near[-1])]
        )
    if amount:  # "of which", "much of it with": a part, and no more of the whole
        if _WHOLE.search(text[max(sentence.start, amount.said - 24) : amount.said]):
            chosen = []
        chosen = [one for one in chosen if one.start < amount.end or not _PART.search(text[amount.end : one.start])]
        if any(_BOUGHT.match(text[one.end : one.end + 60]) for one in [*own, *chosen]):
            found.cues.add("not_ours")
        if any(_PAYS.match(text[one.end : one.end + 40]) for one in chosen):
            found.cues.add("reversed")
    found.firms = _distinct([one.named for one in chosen])
    agencies = sentence.of("agency", "department")
    inside_agencies = [one for one in agencies if first <= one.start < last] or agencies
    found.agencies = _distinct([one.named for one in inside_agencies])
    found.numbers = [
        one for one in sentence.numbers if one.kind in ("piid", "solicitation") and first <= one.start < last
    ] or [one for one in sentence.numbers if one.kind in ("piid", "solicitation")]
    found.because += [f"“{text[one.start : one.end]}” is {one.named.because}" for one in [*chosen, *inside_agencies]]
    found.because += [f"“{text[one.start : one.end]}” is {one.because}" for one in found.numbers]
    taken = [(one.start, one.end) for one in sentence.places] + [(one.start, one.end) for one in sentence.numbers]
    taken += [(one.start, one.end) for one in days]
    if amount:
        taken.append((amount.said, amount.end))
    found.topics = topics_of(text, first, last, taken)
    found.unknown = strangers(text, sentence.start, sentence.end, taken)
    return found


def _apart(text: str, small: str, last: int, days: list[Period]) -> bool:
    """Whether the days of a sentence stand in a later clause of another figure, and are not of this one."""
    if not days or any(one.start < last for one in days):
        return False
    return bool(_TO_DATE.search(small) or _CLAUSE.match(text, last))


def _distinct(named: list[Named]) -> list[Named]:
    return list(dict.fromkeys(named))


def _complete(text: str, found: Statement, sentence: _Sentence, before: list[_Sentence]) -> None:
    """Fills in what the sentence points back to: the last firm, award and agency named, where only one is meant."""
    small = found.text.lower()
    if not found.firms and not found.numbers and not found.unknown:
        again = re.search(rf"\b(?:{listed()['firm_again']}|{listed()['award_again']})\b", small)
        for earlier in reversed(before):
            firms = _distinct([one.named for one in earlier.of("firm", "brand")])
            awards = [one for one in earlier.numbers if one.kind == "piid"]
            if again and len(awards) == 1 and re.search(rf"\b(?:{listed()['award_again']})\b", small):
                found.numbers = awards
                found.because.append(f"“{again[0]}” is taken for {awards[0].value}, named before")
            if again and len(firms) == 1:
                found.firms = firms
                found.because.append(f"“{again[0]}” is taken for {firms[0].name}, named before")
                if not found.agencies:
                    found.agencies = _distinct([one.named for one in earlier.of("agency", "department")])
            if firms or awards:
                break
    elif not found.agencies and re.search(rf"\b(?:{listed()['agency_again']})\b", small):
        for earlier in reversed(before):
            agencies = _distinct([one.named for one in earlier.of("agency")])
            if agencies:
                if len(agencies) == 1:
                    found.agencies = agencies
                    found.because.append(f"the agency is taken for {agencies[0].name}, named before")
                break


def _is_about_contracts(found: Statement) -> bool:
    """Whether the statement has a subject that records could know, and speaks of money or awards."""
    subject = found.firms or found.numbers or found.agencies
    if found.kind == "count":
        return bool((found.firms or found.numbers) and "contract" in found.cues)
    return bool(
        subject
        or (found.unknown and "contract" in found.cues and _ORG.search(" ".join(found.unknown)))
        or ("contract" in found.cues and found.unknown and "not_ours" not in found.cues)
    )
