"""Days and spans of days in prose, as the days they begin and end.

"Since September 2022" is every day from 1 September 2022; "through April 2026" ends on 30 April 2026; "in fiscal year
2025" is 1 October 2024 to 30 September 2025, since the fiscal year of the United States is named by its end. What hangs
on the day of reading ("last month", "in May") is told only against such a day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = re.findall(r"\w+", "january february march april may june july august september october november december")
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
#: Months that seasons begin with; one season runs until the day that either usage ends it on.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4}

#: A year of public contracts: the oldest records held are of 1978, and periods of performance end decades from now.
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?|" + "|".join(name.upper() for name in _MONTHS) + ")"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_GAP = r"[ \t\u00a0]{0,2}\n?[ \t]{0,2}"

_ONE = re.compile(
    rf"(?<![\w/.-])(?<!\d,)(?:"
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:3[01]|[12]\d|0[1-9]))"
    rf"|(?P<us>(?:0?[1-9]|1[0-2])/(?:3[01]|[12]\d|0?[1-9])/(?:{_YEAR}|\d\d))"
    rf"|(?P<month>{_MONTH}){_GAP}(?P<day>{_DAY})(?:,?{_GAP}(?P<year>{_YEAR}))?"
    rf"|(?P<day2>{_DAY})(?:{_GAP}of)?{_GAP}(?P<month2>{_MONTH})(?:,?{_GAP}(?P<year2>{_YEAR}))?"
    rf"|(?P<early>(?i:early|mid|late)[ -])?(?P<month3>{_MONTH})(?:{_GAP}of)?,?{_GAP}(?P<year3>{_YEAR})"
    rf"|(?i:(?P<quarter>first|second|third|fourth|last|[1-4](?:st|nd|rd|th)){_GAP}quarter{_GAP}of{_GAP})(?P<fy1>(?i:fiscal(?:{_GAP}year)?|FY){_GAP})?(?P<year4>{_YEAR})"
    rf"|Q(?P<q>[1-4]){_GAP}(?P<fy2>FY{_GAP})?(?P<year5>{_YEAR})"
    rf"|(?i:fiscal(?:{_GAP}years?)?|FYs?|(?:budget|financial){_GAP}year)[ '’-]?{_GAP}(?P<fy>{_YEAR}|\d\d(?!\d))"
    rf"|(?i:the{_GAP})?(?P<year6>{_YEAR})(?i:{_GAP}(?:fiscal|financial|budget){_GAP}year)"
    rf"|(?i:(?P<relative>today|yesterday|last{_GAP}(?:week|month|quarter|year|fiscal{_GAP}year)|(?:this|the{_GAP}current){_GAP}(?:week|month|quarter|year|fiscal{_GAP}year)))"
    rf"|(?i:(?P<season>spring|summer|autumn|fall)(?:{_GAP}of)?{_GAP})(?P<year8>{_YEAR})"
    rf"|(?i:(?P<half>first|second|latter){_GAP}half{_GAP}of{_GAP})(?P<fy3>(?i:fiscal(?:{_GAP}year)?|FY){_GAP})?(?P<year9>{_YEAR})"
    rf"|(?P<lone>May(?=[,.;)]|$)|(?!May){_MONTH})(?![\w])"
    rf"|(?P<from_year>{_YEAR})[-–](?P<to_year>{_YEAR}|\d\d)"
    rf"|(?P<year7>{_YEAR})"
    rf")(?![\w/]|-\d|[.,]\d)"
)
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
_OPENS = re.compile(r"\b(?:(?P<from>from)|(?P<between>between))[ \t\n\u00a0]{1,3}$", re.I)
_ENDING = re.compile(
    r"(?<!each )(?<!every )(?<!per )\b(?:(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ -]"
    r"(?P<unit>months?|years?)|(?:fiscal |budget |financial )?year)(?:[ -]period)?[ ](?:(?:that|which)[ ])?"
    r"(?:ended|ending|ends|closed|closing|concluded|to|through|until)[ ](?:(?:in|on|at)[ ])?(?:the[ ]end[ ]of[ ])?$",
    re.I,
)
#: "Since taking office in January 2025", "since it was signed on 3 May 2022".
_SINCE = re.compile(r"\bsince[ ](?!then\b)(?:[^\W\d][\w.'’-]*[ ]){1,7}?(?:in|on|of)[ ]$", re.I)
_JOINT = re.compile(r"[ \n]?(?:and|to|through|until|[-–—])[ \n]?(?:the end of )?", re.I)
_LAST = re.compile(
    rf"(?i)(?:the{_GAP}?)?(?:past|last|previous){_GAP}(?P<n>\d{{1,2}}|two|three|four|five|six|seven|eight|nine|ten|twelve)"
    rf"{_GAP}(?P<unit>days|weeks|months|years)\b"
)
_COUNT = {
    word: number
    for number, word in enumerate(re.findall(r"\w+", "two three four five six seven eight nine ten eleven twelve"), 2)
}


@dataclass(frozen=True, slots=True)
class Period:
    """One day or span of days as printed.

    start, end: its place in the text, with the word that bounds it. first, last: its first and last day; None where it
    is open, or where it hangs on a day of reading that was not given. grain: day, month, quarter, year, fiscal year, or
    span. word: since (from its first day on), through (up to its last day), until (the same, of a state), after,
    between, or during.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    grain: str
    word: str = "during"
    relative: bool = False


def periods(text: str, as_of: date | None = None) -> list[Period]:
    """Every day and span in `text`, in order. as_of: the day that "last month", or a month alone, counts from."""
    plain = [one for match in _ONE.finditer(text) if (one := _read(match, as_of))]
    plain += [_lately(match, as_of) for match in _LAST.finditer(text)]
    out: list[Period] = []
    for one in sorted(plain, key=lambda period: period.start):
        if out and one.start < out[-1].end:
            continue
        joint = text[out[-1].end : one.start] if out and one.start - out[-1].end <= 24 else ""
        if joint and _JOINT.fullmatch(joint) and (span := _span(out[-1], one, joint)):
            out[-1] = span
            continue
        out.append(_bounded(text, one, out[-1].end if out else 0))
    return out


def _bounded(text: str, one: Period, floor: int) -> Period:
    """The period with the word before it that bounds it."""
    if (
        one.last
        and one.grain in ("day", "month")
        and (run := _ENDING.search(text, max(floor, one.start - 60), one.start))
    ):
        months = 12 if not run["n"] else (_COUNT.get(run["n"].lower()) or int(run["n"]))
        months *= 12 if (run["unit"] or "").lower().startswith("year") else 1
        after = one.last + timedelta(days=1)
        at = after.year * 12 + after.month - 1 - months
        opened = date(at // 12, at % 12 + 1, min(after.day, monthrange(at // 12, at % 12 + 1)[1]))
        return Period(run.start(), one.end, opened, one.last, "span", "between", one.relative)
    left = max(floor, one.start - 24)
    before = text[left : one.start]
    opens, match = _OPENS.search(before), _BEFORE.search(before)
    event = _SINCE.search(text, max(floor, one.start - 80), one.start)
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
    if not (before.word in ("between", "since") or (dash and before.word == "during") or "to" in joint.split()):
        return None
    if one.last is None or before.first is None or one.last <= before.first:
        return None
    return Period(before.start, one.end, before.first, one.last, "span", "between", before.relative or one.relative)


def _read(match: re.Match[str], as_of: date | None) -> Period | None:
    """The period a match says; None where there is no such day."""
    start, end = match.span()
    said = {name: value for name, value in match.groupdict().items() if value}
    try:
        if "iso" in said:
            day = date.fromisoformat(said["iso"])
            return Period(start, end, day, day, "day")
        if "us" in said:
            month, number, year = (int(part) for part in said["us"].split("/"))
            day = date(year + 2000 if year < 70 else year + 1900 if year < 100 else year, month, number)
            return Period(start, end, day, day, "day")
        if number_said := said.get("day") or said.get("day2"):
            return _of_day(start, end, said, int(re.sub(r"\D", "", number_said)), as_of)
    except ValueError:
        return None
    if "month3" in said:
        return Period(start, end, *_month(int(said["year3"]), _named(said["month3"])), "month")
    if "quarter" in said or "q" in said:
        number = _ORDINALS[said["quarter"].lower()] if "quarter" in said else int(said["q"])
        year = int(said.get("year4") or said["year5"])
        return _quarter(start, end, year, number, fiscal="fy1" in said or "fy2" in said)
    if fiscal := said.get("fy") or said.get("year6"):
        year = int(fiscal) if len(fiscal) == 4 else 2000 + int(fiscal) if int(fiscal) < 70 else 1900 + int(fiscal)
        return Period(start, end, date(year - 1, 10, 1), date(year, 9, 30), "fiscal year")
    if "from_year" in said:
        first, to = int(said["from_year"]), said["to_year"]
        last = int(to) if len(to) == 4 else first // 100 * 100 + int(to)
        return Period(start, end, date(first, 1, 1), date(last, 12, 31), "span", "between") if first < last else None
    if "year7" in said:
        year = int(said["year7"])
        return Period(start, end, date(year, 1, 1), date(year, 12, 31), "year")
    if "season" in said:
        month, year = _SEASONS[said["season"].lower()], int(said["year8"])
        return Period(start, end, date(year, month, 1), date(year, month + 3, 21), "season")
    if "half" in said:
        year, later = int(said["year9"]), said["half"].lower() != "first"
        at = year * 12 + 6 * later - (3 if "fy3" in said else 0)
        return Period(start, end, date(at // 12, at % 12 + 1, 1), _month((at + 5) // 12, (at + 5) % 12 + 1)[1], "span")
    if "relative" in said:
        return _relative(start, end, " ".join(said["relative"].lower().split()), as_of)
    month = _named(said["lone"])
    if as_of is None:
        return Period(start, end, None, None, "month", relative=True)
    year = as_of.year if month <= as_of.month else as_of.year - 1
    return Period(start, end, *_month(year, month), "month", relative=True)


def _of_day(start: int, end: int, said: dict[str, str], number: int, as_of: date | None) -> Period:
    """A day of a month; without a year, the latest such day up to the day of reading. Raises ValueError for 31 June."""
    month = _named(said.get("month") or said["month2"])
    printed = said.get("year") or said.get("year2")
    if printed:
        day = date(int(printed), month, number)
        return Period(start, end, day, day, "day")
    if as_of is None:
        return Period(start, end, None, None, "day", relative=True)
    day = date(as_of.year, month, number)
    if day > as_of:
        day = date(as_of.year - 1, month, number)
    return Period(start, end, day, day, "day", relative=True)


def _named(month: str) -> int:
    """The number of a month by its name."""
    return _SHORT[month[:3].lower()]


def _month(year: int, month: int) -> tuple[date, date]:
    """A month's first and last day."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _quarter(start: int, end: int, year: int, number: int, *, fiscal: bool) -> Period:
    """A quarter of a calendar or fiscal year."""
    months = (year - 1) * 12 + 9 + (number - 1) * 3 if fiscal else year * 12 + (number - 1) * 3
    first = date(months // 12, months % 12 + 1, 1)
    last = _month((months + 2) // 12, (months + 2) % 12 + 1)[1]
    return Period(start, end, first, last, "quarter")


def _relative(start: int, end: int, words: str, as_of: date | None) -> Period:
    """A span told from the day of reading; without one, its days are not known."""
    which, _, unit = words.removeprefix("the ").partition(" ")
    grain = unit if unit in ("month", "quarter", "year", "fiscal year") else "day"
    if as_of is None:
        return Period(start, end, None, None, grain, relative=True)
    back = 1 if which == "last" else 0
    if not unit:
        day = as_of - timedelta(days=which == "yesterday")
        return Period(start, end, day, day, "day", relative=True)
    if unit == "week":
        monday = as_of - timedelta(days=as_of.weekday() + 7 * back)
        return Period(start, end, monday, monday + timedelta(days=6), "span", relative=True)
    if unit == "month":
        at = as_of.year * 12 + as_of.month - 1 - back
        return Period(start, end, *_month(at // 12, at % 12 + 1), grain, relative=True)
    if unit == "quarter":
        at = as_of.year * 4 + (as_of.month - 1) // 3 - back
        quarter = _quarter(start, end, at // 4, at % 4 + 1, fiscal=False)
        return Period(start, end, quarter.first, quarter.last, grain, relative=True)
    if unit == "fiscal year":
        year = as_of.year + (as_of.month >= 10) - back
        return Period(start, end, date(year - 1, 10, 1), date(year, 9, 30), grain, relative=True)
    return Period(start, end, date(as_of.year - back, 1, 1), date(as_of.year - back, 12, 31), grain, relative=True)


def _lately(match: re.Match[str], as_of: date | None) -> Period:
    """ "The past two years", told from the day of reading."""
    start, end = match.span()
    if as_of is None:
        return Period(start, end, None, None, "span", "between", True)
    count = _COUNT.get(match["n"].lower()) or int(match["n"])
    unit = match["unit"].lower()
    if unit in ("days", "weeks"):
        first = as_of - timedelta(days=count * (7 if unit == "weeks" else 1))
    else:
        at = as_of.year * 12 + as_of.month - 1 - count * (12 if unit == "years" else 1)
        first = date(at // 12, at % 12 + 1, min(as_of.day, monthrange(at // 12, at % 12 + 1)[1]))
    return Period(start, end, first, as_of, "span", "between", True)
