"""Days and spans of days in prose, as the days they begin and end.

"Since September 2022" is every day from 1 September 2022; "through April 2026" ends on 30 April 2026; "in fiscal year
2025" is 1 October 2024 to 30 September 2025, since the fiscal year of the United States is named by its end. What hangs
on the day of reading ("last month", "in May") is told only against such a day.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from quaestor.reading.printed import COUNT, NUMBERS, Period, printed
from quaestor.reading.reckoning import month_of, since

_WORDS = (
    ("since", r"since|starting(?: in| on)?|beginning(?: in| on)?|as of(?= the start)"),
    ("through", r"through|thru|until|till|up to|to the end of|lasting (?:to|until)|runs (?:to|until|through)"),
    ("until", r"by|before|prior to|no later than|as of|as at"),
    ("after", r"after|following"),
    (
        "during",
        r"in|on|during|for|over|throughout|within|dated|signed|of|the|this|a|late|early|mid|end of|and|to|between|from",
    ),
)
_BEFORE = re.compile(
    r"\b(?:"
    + "|".join(rf"(?P<{name}>{words})" for name, words in _WORDS)
    + r")[ \t\n\u00a0]{1,3}(?:(?:the )?end of )?$",
    re.I,
)
_OPENS = re.compile(
    r"\b(?:(?<!dates )(?<!dated )(?<!dating )(?P<from>from)|(?P<between>between))[ \t\n\u00a0]{1,3}$", re.I
)
_ENDING = re.compile(
    r"(?<!each )(?<!every )(?<!per )\b(?:(?P<n>\d{1,2}|" + NUMBERS + ")[ -]"
    r"(?:fiscal )?(?P<unit>months?|years?)|(?:fiscal |budget |financial )?year)(?:[ -]period)?[ ](?:(?:that|which)[ ])?"
    r"(?:ended|ending|ends|closed|closing|concluded|(?:(?:ran|runs|running|lasted)[ ])?(?:to|through|until))[ ]"
    r"(?:(?:in|on|at)[ ])?(?:the[ ]end[ ]of[ ])?$",
    re.I,
)
#: "Since taking office in January 2025", "since it was signed on 3 May 2022".
_SINCE = re.compile(r"\bsince[ ](?!then\b)(?:[^\W\d][\w.'’-]*[ ]){1,7}?(?:in|on|of)[ ]$", re.I)
#: "Before work stopped in May 2025", "by the time it ended in May".
_BY_THEN = re.compile(
    r"\b(?:before|until|till|by the time)[ ](?:(?!contract|order)[^\W\d][\w'’-]*[ ]){1,5}?"
    r"(?:ended|stopped|expired|closed|lapsed|finished|shut|cancell?ed|terminated|halted|replaced|over)"
    r"[ ](?:down[ ])?(?:in|on)[ ]$",
    re.I,
)
#: "The last day of fiscal 2025".
_EDGE = re.compile(
    rf"(?<![\w-])(?:(?P<last>last|final|closing)|first|opening) (?:(?P<n>\d{{1,2}}|{NUMBERS}) )?"
    r"(?P<unit>day|week|month)(?P<many>s)? of (?:the )?$",
    re.I,
)
#: "In June 2025 and another $17.6 million in July": no verb stands between, so that one year is meant.
_BESIDE = re.compile(
    r",? (?:and|then|plus|followed by)(?: then| by)?(?: (?:another|a further|an additional|about|some|nearly))*"
    r"(?: \$?[\d.,]+(?: (?:million|billion))?)?(?: more)? (?:in|on) ",
    re.I,
)
#: "In September of that year".
_OF_THAT_YEAR = re.compile(r",?[ ](?:of[ ])?(?:that|the same)(?:[ ]same)?[ ]year\b", re.I)
_JOINT = re.compile(r"[ \n]?(?:and|to|through|until|[-–—])[ \n]?(?:the end of )?", re.I)


def periods(text: str, as_of: date | None = None) -> list[Period]:
    """Every day and span in `text`, in order. as_of: the day that "last month", or a month alone, counts from."""
    out: list[Period] = []
    for one in printed(text, as_of):
        if out and one.relative and one.grain in ("day", "month") and (year := _year_of(text, out[-1], one)):
            one = replace(one, first=year[0], last=year[1])
        joint = text[out[-1].end : one.start] if out and one.start - out[-1].end <= 24 else ""
        if joint and _JOINT.fullmatch(joint) and (span := _span(out[-1], one, joint)):
            out[-1] = span
            continue
        out.append(_bounded(text, one, out[-1].end if out else 0))
    return out


def _year_of(text: str, before: Period, one: Period) -> tuple[date, date] | None:
    """The days of a month told without its year beside one with it: "in June 2025 and another $17 million in July",
    "in September of that year"."""
    if not before.first or not before.last or not one.first or not one.last:
        return None
    if _OF_THAT_YEAR.match(text, one.end):
        return one.first.replace(year=before.last.year), one.last.replace(year=before.last.year)
    if before.relative or before.grain not in ("day", "month") or one.grain != "month":
        return None
    if before.word != "during" or not _BESIDE.fullmatch(text, before.end, one.start):
        return None
    return month_of(before.first.year + (one.first.month < before.first.month), one.first.month)


def _bounded(text: str, one: Period, floor: int) -> Period:
    """The period with the word before it that bounds it."""
    edge = _EDGE.search(text, max(floor, one.start - 24), one.start)
    if one.first and one.last and edge and bool(edge["n"]) == bool(edge["many"]):
        count = COUNT.get((edge["n"] or "").lower()) or int(edge["n"] or 1)
        if edge["last"]:
            opened = since(count, f"{edge['unit']}s", one.last + timedelta(days=1))
            return replace(one, start=edge.start(), first=opened, grain="span" if count > 1 else edge["unit"].lower())
        closed = since(-count, f"{edge['unit']}s", one.first) - timedelta(days=1)
        return replace(one, start=edge.start(), last=closed, grain="span" if count > 1 else edge["unit"].lower())
    if (
        one.last
        and one.grain in ("day", "month")
        and (run := _ENDING.search(text, max(floor, one.start - 60), one.start))
    ):
        months = 12 if not run["n"] else (COUNT.get(run["n"].lower()) or int(run["n"]))
        months *= 12 if (run["unit"] or "").lower().startswith("year") else 1
        opened = since(months, "months", one.last + timedelta(days=1))
        return Period(run.start(), one.end, opened, one.last, "span", "between", one.relative)
    left = max(floor, one.start - 24)
    before = text[left : one.start]
    opens, match = _OPENS.search(before), _BEFORE.search(before)
    event = _SINCE.search(text, max(floor, one.start - 80), one.start)
    if not event and one.last and (event := _BY_THEN.search(text, max(floor, one.start - 80), one.start)):
        return Period(event.start(), one.end, None, one.last, one.grain, "until", one.relative)
    if event and one.first:
        return Period(event.start(), one.end, one.first, None, one.grain, "since", one.relative)
    if opens:
        word = "since" if opens["from"] else "between"
        return Period(
            left + opens.start(),
            one.end,
            one.first,
            None if word == "since" else one.last,
            one.grain,
            word,
            one.relative,
        )
    if not match:
        return one
    word = str(match.lastgroup)
    begins = left + match.start()
    if word in ("since", "after"):
        first = one.first if word == "since" else one.last and one.last + timedelta(days=1)
        return Period(begins, one.end, first, None, one.grain, word, one.relative)
    if word in ("through", "until"):
        day = one.last
        if match[0].lower().startswith(("before", "prior")):
            day = one.first and one.first - timedelta(days=1)
        return Period(begins, one.end, None, day, one.grain, word, one.relative)
    return one


def _span(before: Period, one: Period, joint: str) -> Period | None:
    """Two periods as the span from the first to the second; None where they are not its two ends."""
    dash = any(mark in joint for mark in "-–—")
    run = dash or "through" in joint.split()
    if not (before.word in ("between", "since") or (run and before.word == "during") or "to" in joint.split()):
        return None
    if one.grain == "year" and before.grain == "fiscal year" and one.last:  # "fiscal years 2023 through 2025"
        one = replace(one, last=date(one.last.year, 9, 30))
    if one.last is None or before.first is None or one.last <= before.first:
        return None
    return Period(before.start, one.end, before.first, one.last, "span", "between", before.relative or one.relative)
