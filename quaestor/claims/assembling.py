"""One statement put together: a figure or a quality, with the firms, agencies, numbers and days that it is told of."""

from __future__ import annotations

import re
from dataclasses import replace

from quaestor.claims.beside import is_goods, told_of
from quaestor.claims.clauses import apart, following, outside, within, year_before
from quaestor.claims.completing import distinct
from quaestor.claims.cues import MOVED, cues_of, events, plain
from quaestor.claims.named import Place
from quaestor.claims.statement import Sentence, Statement
from quaestor.claims.wording import strangers, topics_of
from quaestor.reading import Amount, Number, Period

Spans = list[tuple[int, int]]

#: Firms are told of as one.
TOGETHER = re.compile(r"\b(?:combined|together|both|between them|jointly|collectively)\b", re.I)
#: The firm itself is bought.
_BOUGHT = re.compile(
    r"(?:['’]s (?:owner|parent|maker))?(?:,[^,]{0,40},)?\s+(?:was|were|ha[sd] been|is being|will be) "
    r"(?:bought|acquired|purchased|taken over|sold)\b",
    re.I,
)
#: "; a second, signed on March 9": another award than the one numbered before it.
_SECOND = re.compile(
    r"\W*(?:and |while |but )?(?:an? (?:second|third|new|separate|different|further)|another|the other)\b(?! \W?\d)",
    re.I,
)
#: Within "ServiceNow", which records print in two words, too.
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Behind a firm: ", a British maker of sensors,". It says who that is, and not what it is paid for.
_WHO = re.compile(r",\s(?:an?|the|one of)\s[^,;$]{3,90},")
_WHOLE = re.compile(r"\bof (?:the|its|that|those|their) (?:\w+ )?$", re.I)
_PART = re.compile(r"\b(?:of (?:which|that|it)|including|among them|much of|most of|some of|part of)\b", re.I)
_PAYS = re.compile(r"\s+(?:has |had |have )?(?:paid|pays|repaid|lent|owes|donated|refunded)\b(?! (?:by|under)\b)", re.I)


def assembled(
    text: str,
    sentence: Sentence,
    first: int,
    last: int,
    days: list[Period],
    *,
    kind: str,
    amount: Amount | None = None,
    to: Amount | None = None,
) -> Statement:
    """The statement of a kind that a sentence makes between two places of the text, with all that stands there."""
    words, whole = text[first:last], text[sentence.start : sentence.end]
    bare = sentence.bare(text)  # what a firm is called says nothing of what it was paid
    inner = bare[first - sentence.start : last - sentence.start]
    if amount and amount.bound == "up_to" and MOVED.search(text, max(first, amount.start - 24), amount.start):
        amount = replace(amount, bound="exact")  # "crept up to": it is there now
    found = Statement(kind, sentence.start, sentence.end, whole, words, amount, to)
    found.cues = cues_of(inner, bare, events(text, first, last, days), amount.end - first if amount else None)
    found.bound = amount.bound if amount else "exact"
    days = within(text, sentence, amount, days)
    found.periods = _days(text, plain(inner), first, last, amount, days)
    firms = _firms(text, sentence, found, first, last)
    agencies = _agencies(text, sentence, amount, first, last)
    found.firms, found.agencies = (distinct([one.named for one in named]) for named in (firms, agencies))
    found.numbers = _numbers(sentence, words, first, last)
    found.because += [f"“{text[one.start : one.end]}” is {one.named.because}" for one in [*firms, *agencies]]
    found.because += [f"“{text[one.start : one.end]}” is {one.because}" for one in found.numbers]
    who = [match.span() for one in firms if (match := _WHO.match(text, one.end, sentence.end))]
    taken = [(one.start, one.end) for one in sentence.places] + [(one.start, one.end) for one in sentence.numbers]
    taken += [*who, *((one.start, one.end) for one in days)]
    if amount:
        taken.append((amount.said, amount.end))
    found.topics = topics_of(text, first, last, taken)
    if not found.numbers:
        made = [text[one.start : one.end] for one in _goods(text, sentence, firms, [(first, last)], who)]
        found.topics += [form.lower() for name in made for form in sorted({name, _JOINED.sub(" ", name)})]
    found.unknown = strangers(text, sentence.start, sentence.end, taken)
    return found


def _days(text: str, small: str, first: int, last: int, amount: Amount | None, days: list[Period]) -> list[Period]:
    """The days that a figure is told of: its own, or those of the sentence where no other clause has them."""
    if amount and (before := year_before(text, amount, first, last, days)):
        return before
    inside = [one for one in days if first <= one.start < last]
    return inside or ([] if apart(text, small, first, last, days) else days)


def _firms(text: str, sentence: Sentence, found: Statement, first: int, last: int) -> list[Place]:
    """The firms that a figure is told of, the likeliest first."""
    amount = found.amount
    firms = told_of(text, sentence.start, sentence.of("firm", "brand"))
    own = [one for one in firms if first <= one.start < last]
    chosen = own or [one for one in firms if one.end <= first][-1:] or [one for one in firms if one.start >= last][:1]
    if len(own) > 1:
        found.together = bool(TOGETHER.search(text, first, last))
        nearest = [one for one in own if one.end <= (amount.start if amount else last)][-1:]
        if not found.together:
            chosen = [*nearest, *(one for one in own if one not in nearest)]
    if amount:  # "of which", "much of it with": a part, and no more of the whole
        if _WHOLE.search(text[max(sentence.start, amount.said - 24) : amount.said]):
            chosen = []
        chosen = [one for one in chosen if one.start < amount.end or not _PART.search(text[amount.end : one.start])]
        if any(_BOUGHT.match(text[one.end : one.end + 60]) for one in [*own, *chosen]):
            found.cues.add("not_ours")
        if any(_PAYS.match(text[one.end : one.end + 40]) for one in chosen):
            found.cues.add("reversed")
    return chosen


def _goods(text: str, sentence: Sentence, firms: list[Place], inside: Spans, outside: Spans) -> list[Place]:
    """The firms that are named for what another sells of them, within these stretches and outside of those."""

    def within(one: Place, spans: Spans) -> bool:
        return any(first <= one.start < last for first, last in spans)

    others = [one for one in sentence.of("firm", "brand") if one not in firms and is_goods(text, one)]
    return [one for one in others if within(one, inside) and not within(one, outside)]


def _agencies(text: str, sentence: Sentence, amount: Amount | None, first: int, last: int) -> list[Place]:
    """The agencies that a figure is told of."""
    agencies = outside(text, sentence, sentence.of("agency", "department"))
    behind = following(text, amount, agencies) if amount else []  # "taking $42.6 million from CBP and ..."
    return behind or [one for one in agencies if first <= one.start < last] or agencies


def _numbers(sentence: Sentence, words: str, first: int, last: int) -> list[Number]:
    """The numbers of awards that a figure is told of."""
    numbers = [one for one in sentence.numbers if one.kind in ("piid", "solicitation")]
    own = [one for one in numbers if first <= one.start < last]
    return own or [one for one in numbers if not (one.end <= first and _SECOND.match(words))]
