"""Which part of a sentence belongs to which of its figures, and which of its days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from quaestor.claims.named import Place, listed
from quaestor.claims.statement import Sentence
from quaestor.reading import COUNT, Amount, Period, periods
from quaestor.reading.reckoning import fiscal, month_of

_BREAK = re.compile(
    r"[;—–]| - |, (?:and|but|while|with|plus|whereas|as|up|down|(?:(?:on|of|for|under) )?which|who|whose"
    r"|lifting|bringing|taking|pushing) "
    r"| (?:while|but|whereas|and|plus) |, "
)
_YEAR_BEFORE = re.compile(
    r"\b(?:(?:the|a) (?:fiscal )?year (?:before|earlier)|the (?:previous|prior) (?:fiscal )?year|the one before"
    r"|in (?:all of |the whole of )?the last(?: one)?(?=[.,;]))",
    re.I,
)
_YEAR_LATER = re.compile(
    r"\b(?:(?:a|one) (?:fiscal )?year (?:later|on|after)|the (?:following|next) (?:fiscal )?year|the year after)\b",
    re.I,
)
_LATER = re.compile(
    rf"[\s,]*\b(?:(?P<n>an?|one|\d{{1,2}}|{'|'.join(COUNT)}) (?P<unit>day|week|month)s? (?:later|afterwards?|on)"
    r"|the (?:next|following) (?P<next>day|week|month))\b",
    re.I,
)
#: "Up 16 percent from $36.8 million", in the year before.
_PERCENT_FROM = re.compile(r"\b(?:up|down) (?:by )?(?:\w+ )?[\d.]+ ?(?:percent|per cent|%) from (?:\w+ )?$", re.I)
_SAME = re.compile(r"\b(?:that|(?:the|that) same) (?P<fiscal>fiscal )?(?P<unit>year|month|week|day)\b", re.I)
#: "On June 27, a month after giving it $7.4 million": what came so long before the day named.
_EARLIER = re.compile(
    rf"\b(?P<n>an?|one|\d{{1,2}}|{'|'.join(COUNT)}) (?P<unit>day|week|month)s? (?P<way>after|before) "
    r"(?:(?!fiscal)\w+ing\b|(?:it|they|the \w+|ICE|CBP) (?:had )?[a-z]+(?:ed|d|n|t)\b)[^,;.$]{0,40}$",
)
#: Days to either side of "a year earlier" than a day or month.
ABOUT = 45
_DOWN_FROM = re.compile(
    r"\b(?:up|down|cut|lowered|reduced|raised|increased|trimmed) from\s+"
    r"(?:just |only |an initial |about |around |roughly )?$"
)
_COMPARED = re.compile(r",? (?:up|down|compared|against|versus|instead of)\b", re.I)
#: "Lifting its total to $88.1 million": all up to the day named before.
_TOTAL = re.compile(
    r"\W*(?:and )?(?:lifting|bringing|taking|pushing|raising|which (?:lifted|brought|took|pushed|raised)) "
    r"(?:[\w'’]+ ){0,3}(?:total|tally|sum|bill|amount|haul|spending|take|contract|order|deal|award|agreement)\b"
    r"[^,;]{0,40}? to\b",
    re.I,
)
_SINCE = re.compile(r",?[^,;.]{0,30}\bsince(?: then)?(?=[.,;)]|$)")
#: Letters at the beginning of a clause in which it tells its days: "; the year before it was".
OPENING = 24
_LONG = {"day": 1, "week": 7, "month": 30}
_RUN_UP = re.compile(
    r"\W*(?:(?:on|of|for|under) which\b[^,;]{0,40}\b(?:has|have)\b"
    r"|(?:(?:and|but) )?(?:it |they |which |(?:the|its|their) (?:running )?(?:total|tally|bill|tab|cost|price|sum) )?"
    r"(?:has|have|now|is now|now stands|stands|in all|altogether)\b)"
)
_FIGURE = re.compile(r"[$€£]\s?\d|\d (?:million|billion)")
_FROM = re.compile(r"\s+(?:from|by|at|with|to)\s+(?:both |the )*", re.I)
_ROW = re.compile(r",?\s+(?:(?:and|or|&) )?(?:from |by )?(?:the )?", re.I)
#: "Of the $3.99 billion that ICE obligated, $621 million went to ...": a whole, of which the firm has a part.
#: A clause whose days are its own.
_CLAUSE = re.compile(r",? (?:even )?(?:after|when|following|before|although|though|even as|because|which|who)\b", re.I)
#: A sum told in its parts, whose days are theirs: "$215.9 million: $104.9 million in March and ...".
_PARTS = re.compile(r"(?:,? (?:including|of which|made up of))?\s*[:—–(]\s*(?:\w+ )?[$€£]?\d")
_ASIDE = re.compile(r", (?:which|who|whose)\b[^,;.]{3,120},")
#: What stands between the days of one figure and the next one.
_LEADS = re.compile(
    r"\W*(?:(?:up|down|compared|and|but|then)\s+)?(?:(?:from|to|with|against|versus|vs\.?|after|than|and)\s+)?"
    r"(?:(?:an?|just|only|some|about|nearly|roughly|around|barely|another|a mere|mere)\s+)*\W*",
    re.I,
)
_TO_DATE = re.compile(r"\b(?:so far|to date|by now|up to now|altogether|in all)\b")


def growth(text: str, sentence: Sentence, amounts: list[Amount]) -> tuple[Amount, Amount] | None:
    """The two figures between which an amount grew, where the sentence says so."""
    if len(amounts) != 2:
        return None
    one, two = amounts
    words = text[sentence.start : sentence.end].lower()
    between = text[one.end : two.start].lower()
    before = text[sentence.start : one.said].lower()[-40:]
    if re.search(r"\bfrom\s+$", before) and re.search(r"\bto\s+", between):
        return one, two
    own = periods(text[two.end : sentence.end]) or _YEAR_BEFORE.search(text, two.end, sentence.end)
    reversed_ = re.search(r"\bto\s+$", before) and re.fullmatch(r",?\s*from\s+(?:just |only |about )?", between)
    if not own and (reversed_ or _DOWN_FROM.search(between)):
        return two, one
    first = re.search(listed()["first"], before) or re.search(listed()["first"], between)
    now = re.search(rf"\b(?:{listed()['now']})", between) or re.search(
        r"^[^.,;]{0,20}\b(?:now|today)\b", text[two.end : two.end + 24].lower()
    )
    return (one, two) if first and now and re.search(r"\w", words) else None


def of_two_spans(text: str, days: list[Period], one: Amount, two: Amount) -> bool:
    """Whether each figure is told with days of its own: sums of two spans, and no growth of one award."""
    first, last = sorted((one, two), key=lambda amount: amount.start)
    own = [day for day in days if day.first and day.last and day.last.toordinal() - day.first.toordinal() > 26]
    return any(first.end <= day.start < last.said for day in own) and (
        any(last.end <= day.start for day in own)
        or any(form.search(text, last.end, last.end + 30) for form in (_YEAR_LATER, _YEAR_BEFORE))
    )


def year_before(text: str, amount: Amount, first: int, last: int, days: list[Period]) -> list[Period]:
    """The span a year from the one that the sentence names, where the figure is told of that: "the year before",
    "a year later"."""
    named = [one for one in days if one.last and one.end <= first]
    if named and _TOTAL.match(text, first):
        return [replace(named[-1], first=None, word="until")]
    year = [one for one in named if one.first and one.last and (one.last - one.first).days > 300]
    if year and _PERCENT_FROM.search(text, max(0, amount.said - 60), amount.said):
        return [_year_from(year[-1], _back)]
    if then := _since_then(text, amount, days):
        return [then]
    if moved := _while_later(text, amount, first, last, days):
        return [moved]
    match = _YEAR_BEFORE.search(text, amount.end, min(last, amount.end + 40)) or _YEAR_BEFORE.search(
        text, first, min(first + OPENING, amount.said)
    )
    later = _YEAR_LATER.search(text, max(first, amount.said - 60), min(last, amount.end + 40))
    named = [one for one in days if one.first and one.last and not amount.end <= one.start < last]
    if later and named and named[-1].end <= amount.said and not match:
        return [replace(_year_from(named[-1], _on), start=later.start(), end=later.end())]
    if not match or not named:
        return []
    return [replace(_year_from(named[-1], _back), start=match.start(), end=match.end())]


def _year_from(one: Period, move: Callable[[date], date]) -> Period:
    """The days a year on, or back, from those told; about them where they are a day or a month."""
    assert one.first
    assert one.last
    slack = timedelta(days=ABOUT if (one.last - one.first).days <= 31 else 0)
    return replace(one, first=move(one.first) - slack, last=move(one.last) + slack)


def _since_then(text: str, amount: Amount, days: list[Period]) -> Period | None:
    """The days after the span named before, where a figure is told of those "since": "and $33 million since"."""
    match = _SINCE.match(text, amount.end)
    named = [one for one in days if one.last and one.end <= amount.said]
    if not match or not named or not named[-1].last:
        return None
    opened = named[-1].last + timedelta(days=1)
    return replace(named[-1], first=opened, last=None, word="since", start=match.start(), end=match.end())


def _while_later(text: str, amount: Amount, first: int, last: int, days: list[Period]) -> Period | None:
    """The days about which a figure is told that came "two months later" than a day named before it."""
    after = _EARLIER.search(text, max(first, amount.said - 80), amount.said)
    match = (
        after or _LATER.search(text, max(first, amount.said - 60), amount.said) or _LATER.match(text, amount.end, last)
    )
    named = [one for one in days if one.first and one.last and one.end <= (match.start() if match else 0)]
    return _about(named[-1], match) if match and named else None


def _about(one: Period, match: re.Match[str]) -> Period:
    """The days that came so long after a day, or before it, give or take."""
    assert one.first
    assert one.last
    told = match.groupdict()
    unit, number = (told["unit"] or told["next"]).lower(), (told["n"] or "one").lower()
    count = {"a": 1, "an": 1, "one": 1}.get(number) or COUNT.get(number) or int(number)
    about, slack = timedelta(days=count * _LONG[unit]), timedelta(days=_LONG[unit] * 2 // 3)
    if told.get("way") == "after":
        about = -about
    return replace(
        one, first=one.first + about - slack, last=one.last + about + slack, start=match.start(), end=match.end(),
        grain="span", word="during",
    )  # fmt: skip


def _on(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def edges(text: str, sentence: Sentence, amounts: list[Amount], days: list[Period]) -> list[int]:
    """Where the part of the sentence that belongs to each amount begins, and where the last ends."""
    cuts = [sentence.start]
    for one, two in pairwise(amounts):
        breaks = list(_BREAK.finditer(text, one.end, two.said))
        strong = [match for match in breaks if match[0].strip() not in (",",)]
        chosen = (strong or breaks)[0] if breaks else None
        within = [day for day in days if one.end <= day.start and day.end <= two.said]
        own = next(
            (day.end for day in within if day.start <= one.end + 4 or _LEADS.fullmatch(text, day.end, two.said)),
            one.end,
        )
        cuts.append(chosen.start() if chosen else own)
    return [*cuts, sentence.end]


def apart(text: str, small: str, first: int, last: int, days: list[Period]) -> bool:
    """Whether the days of a sentence stand in the clause of another figure, and are not of this one."""
    if (
        days
        and _RUN_UP.match(small)
        and all(one.end <= first and _FIGURE.search(text, max(0, one.start - 60), one.start) for one in days)
    ):
        return True  # "jumped by 89 million on Aug. 3 and has now taken in 318 million"
    if not days or any(one.start < last for one in days):
        return False
    if text[last : last + 1] == ";" or _COMPARED.match(text, last):
        return True
    return bool(_TO_DATE.search(small) or _CLAUSE.match(text, last) or _PARTS.match(text, last))


def shifted(text: str, start: int, end: int, before: list[Period]) -> list[Period]:
    """The span that a sentence tells from the last of those before it: "the following year", "a month later"."""
    named = [one for one in before if one.first and one.last]
    if named and (match := _LATER.search(text, start, end)):
        return [_about(named[-1], match)]
    if match := _SAME.search(text, start, end):
        return [_holding(named[-1], match)] if named else []
    later, earlier = _YEAR_LATER.search(text, start, end), _YEAR_BEFORE.search(text, start, end)
    match = later or earlier
    if not named or not match or (later and earlier):
        return []
    years = [one for one in named if one.first and one.last and (one.last - one.first).days > 300]
    return [replace(_year_from((years or named)[-1], _on if later else _back), start=match.start(), end=match.end())]


def _holding(one: Period, match: re.Match[str]) -> Period:
    """The year or month that holds the days told before, where a sentence says "that year"."""
    assert one.first
    assert one.last
    days, unit = (one.first, one.last), match["unit"].lower()
    if unit == "year" and (one.last - one.first).days < 300:
        year = one.last.year + (one.last.month >= 10)
        days = fiscal(year) if match["fiscal"] else (date(one.last.year, 1, 1), date(one.last.year, 12, 31))
    elif unit == "month" and one.first == one.last:
        days = month_of(one.last.year, one.last.month)
    return replace(one, first=days[0], last=days[1], start=match.start(), end=match.end(), word="during")


def outside(text: str, sentence: Sentence, agencies: list[Place]) -> list[Place]:
    """The agencies but for those that a clause of their own tells of: ", which dresses the Border Patrol,"."""
    asides = [match.span() for match in _ASIDE.finditer(text, sentence.start, sentence.end)]
    outer = [one for one in agencies if not any(first <= one.start < last for first, last in asides)]
    return outer or agencies


def following(text: str, amount: Amount, agencies: list[Place]) -> list[Place]:
    """The agencies told right behind a figure, in a row: "$42.6 million from CBP and ICE"."""
    out: list[Place] = []
    for one in agencies:
        end, joint = (out[-1].end, _ROW) if out else (amount.end, _FROM)
        if one.start >= end and joint.fullmatch(text, end, one.start):
            out.append(one)
    return out


def within(text: str, sentence: Sentence, amount: Amount | None, days: list[Period]) -> list[Period]:
    """The days but for those of an aside that the figure stands outside of: ", which flew until 2023, took"."""
    asides = [match.span() for match in _ASIDE.finditer(text, sentence.start, sentence.end)]
    apart_from = [span for span in asides if not amount or not span[0] <= amount.start < span[1]]
    return [one for one in days if not any(first <= one.start < last for first, last in apart_from)]
