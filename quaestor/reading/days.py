"""Days and spans of days in prose, as the days they begin and end.

"Since September 2022" is every day from 1 September 2022; "through April 2026" ends on 30 April 2026; "in fiscal year
2025" is 1 October 2024 to 30 September 2025, since the fiscal year of the United States is named by its end. What hangs
on the day of reading ("last month", "in May") is told only against such a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from quaestor.reading.reckoning import fiscal, from_today, month_of, months_of, quarter_of, since

_MONTHS = re.findall(r"\w+", "january february march april may june july august september october november december")
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
#: Months that seasons begin with; one season runs until the day that either usage ends it on.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_ORDINALS |= {"last": 4, "final": 4}

#: A year of public contracts: the oldest records held are of 1978, and periods of performance end decades from now.
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?|" + "|".join(name.upper() for name in _MONTHS) + ")"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_GAP = r"[ \t\u00a0]{0,2}\n?[ \t]{0,2}"

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_KIND = rf"(?:(?:current|fiscal|financial|budget|calendar){_GAP}){{0,2}}"

_ONE = re.compile(
    rf"(?<![\w/.-])(?<!\d,)(?:"
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:3[01]|[12]\d|0[1-9]))"
    rf"|(?P<us>(?:0?[1-9]|1[0-2])/(?:3[01]|[12]\d|0?[1-9])/(?:{_YEAR}|\d\d))"
    rf"|(?P<month>{_MONTH}){_GAP}(?P<day>{_DAY})(?:,?{_GAP}(?P<year>{_YEAR}))?"
    rf"|(?P<day2>{_DAY})(?:{_GAP}of)?{_GAP}(?P<month2>{_MONTH})(?:,?{_GAP}(?P<year2>{_YEAR}))?"
    rf"|(?P<early>(?i:early|mid|late)[ -])?(?P<month3>{_MONTH})(?:{_GAP}of)?,?{_GAP}(?P<year3>{_YEAR})"
    rf"|(?i:(?:(?P<quarter>first|second|third|fourth|last|final|[1-4](?:st|nd|rd|th)){_GAP}quarter"
    rf"|(?P<half>first|second|latter){_GAP}half|first{_GAP}(?P<months>\d{{1,2}}|{_NUMBERS}){_GAP}months){_GAP}of{_GAP}"
    rf"(?:(?P<fiscal>fiscal(?:{_GAP}year)?|FY|(?:budget|financial){_GAP}year)?{_GAP}(?P<part_of>{_YEAR})"
    rf"|(?P<part_of_this>(?:this|last|the){_GAP}{_KIND}year)))"
    rf"|Q(?P<q>[1-4]){_GAP}(?P<fy2>FY{_GAP})?(?P<year5>{_YEAR})"
    rf"|(?i:fiscal(?:{_GAP}years?)?|FYs?|(?:budget|financial){_GAP}year)[ '’-]?{_GAP}(?P<fy>{_YEAR}|\d\d(?!\d))"
    rf"|(?i:the{_GAP})?(?P<year6>{_YEAR})(?i:{_GAP}(?:fiscal|financial|budget){_GAP}year)"
    rf"|(?i:(?P<relative>today|yesterday|(?:last|this|the{_GAP}current){_GAP}(?:week|month|quarter|{_KIND}year)"
    rf"|(?:the{_GAP})?(?:start|beginning){_GAP}of{_GAP}(?:the|this){_GAP}{_KIND}year))"
    rf"|(?i:(?P<season>spring|summer|autumn|fall)(?:{_GAP}of)?{_GAP})(?P<year8>{_YEAR})"
    rf"|(?i:(?P<late>early|mid|late)(?:{_GAP}in)?[ -])(?P<year9>{_YEAR})"
    rf"|(?i:(?:last|this{_GAP}past|on){_GAP})(?P<weekday>{_WEEKDAYS})(?!,?{_GAP}(?:{_MONTH}|\d))"
    rf"|(?i:last{_GAP})?(?P<lone>May(?=[,.;)]|$)|(?<=[a-z] )May|(?!May){_MONTH})(?![\w])"
    rf"|(?P<fy4>(?i:fiscal(?:{_GAP}years?)?|FYs?){_GAP})?(?P<from_year>{_YEAR})[-–](?P<to_year>{_YEAR}|\d\d)"
    rf"|(?i:calendar{_GAP}(?:year{_GAP})?)?(?P<year7>{_YEAR})"
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
#: "Before work stopped in May 2025", "by the time it ended in May".
_BY_THEN = re.compile(
    r"\b(?:before|until|till|by the time)[ ](?:(?!contract|order)[^\W\d][\w'’-]*[ ]){1,5}?"
    r"(?:ended|stopped|expired|closed|lapsed|finished|shut|cancell?ed|terminated|halted|replaced|over)"
    r"[ ](?:down[ ])?(?:in|on)[ ]$",
    re.I,
)
#: "The last day of fiscal 2025".
_EDGE = re.compile(
    rf"(?<![\w-])(?:(?P<last>last|final|closing)|first|opening) (?:(?P<n>\d{{1,2}}|{_NUMBERS}) )?"
    r"(?P<unit>day|week|month)(?P<many>s)? of (?:the )?$",
    re.I,
)
#: "In June 2025 and another $17.6 million in July": no verb stands between, so that one year is meant.
_BESIDE = re.compile(
    r",? (?:and|then|plus|followed by)(?: then| by)?(?: (?:another|a further|an additional|about|some|nearly))*"
    r"(?: \$?[\d.,]+(?: (?:million|billion))?)?(?: more)? (?:in|on) ",
    re.I,
)
_JOINT = re.compile(r"[ \n]?(?:and|to|through|until|[-–—])[ \n]?(?:the end of )?", re.I)
_LAST = re.compile(
    rf"(?i)(?:the{_GAP}?)?(?:(?:past|last|previous){_GAP}(?P<n>\d{{1,2}}|{_NUMBERS}){_GAP}"
    rf"(?P<unit>days|weeks|months|years)(?! of\b)"
    rf"|(?<=the )past{_GAP}(?P<past>week|month|year))\b"
)
COUNT = {word: number for number, word in enumerate(_NUMBERS.split("|"), 2)}


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
        if out and one.relative and one.grain == "month" and (year := _year_of(text, out[-1], one)):
            one = replace(one, first=year[0], last=year[1])
        joint = text[out[-1].end : one.start] if out and one.start - out[-1].end <= 24 else ""
        if joint and _JOINT.fullmatch(joint) and (span := _span(out[-1], one, joint)):
            out[-1] = span
            continue
        out.append(_bounded(text, one, out[-1].end if out else 0))
    return out


def _year_of(text: str, before: Period, one: Period) -> tuple[date, date] | None:
    """The days of a month told without its year beside one with it: "in June 2025 and another $17 million in July"."""
    if before.relative or before.grain not in ("day", "month") or not before.first or not one.first:
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
            first = since(count, f"{edge['unit']}s", one.last + timedelta(days=1))
            return replace(one, start=edge.start(), first=first, grain="span" if count > 1 else edge["unit"].lower())
        last = since(-count, f"{edge['unit']}s", one.first) - timedelta(days=1)
        return replace(one, start=edge.start(), last=last, grain="span" if count > 1 else edge["unit"].lower())
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
        return Period(start, end, *month_of(int(said["year3"]), _named(said["month3"])), "month")
    if "quarter" in said or "half" in said or "months" in said:
        return _part(start, end, said, as_of)
    if "q" in said:
        return Period(start, end, *quarter_of(int(said["year5"]), int(said["q"]), fiscal="fy2" in said), "quarter")
    if named := said.get("fy") or said.get("year6"):
        year = int(named) if len(named) == 4 else 2000 + int(named) if int(named) < 70 else 1900 + int(named)
        return Period(start, end, *fiscal(year), "fiscal year")
    if "from_year" in said:
        first, to = int(said["from_year"]), said["to_year"]
        last = int(to) if len(to) == 4 else first // 100 * 100 + int(to)
        days = (fiscal(first)[0], fiscal(last)[1]) if "fy4" in said else (date(first, 1, 1), date(last, 12, 31))
        return Period(start, end, *days, "span", "between") if first < last else None
    if "year7" in said:
        year = int(said["year7"])
        return Period(start, end, date(year, 1, 1), date(year, 12, 31), "year")
    if "season" in said:
        month, year = _SEASONS[said["season"].lower()], int(said["year8"])
        return Period(start, end, date(year, month, 1), date(year, month + 3, 21), "season")
    if "late" in said:  # four months of a year, and the last three, which fiscal years begin with
        at = int(said["year9"]) * 12 + {"early": 0, "mid": 4, "late": 9}[said["late"].lower()]
        return Period(start, end, *months_of(at, 3 if at % 12 == 9 else 4), "span")
    if "relative" in said:
        grain, days_told = from_today(" ".join(said["relative"].lower().split()), as_of)
        first_day, last_day = days_told or (None, None)
        return Period(start, end, first_day, last_day, grain, relative=True)
    if "weekday" in said:
        if as_of is None:
            return Period(start, end, None, None, "day", relative=True)
        day = as_of - timedelta(days=(as_of.weekday() - _WEEKDAYS.split("|").index(said["weekday"])) % 7)
        return Period(start, end, day, day, "day", relative=True)
    month = _named(said["lone"])
    if as_of is None:
        return Period(start, end, None, None, "month", relative=True)
    year = as_of.year if month <= as_of.month else as_of.year - 1
    return Period(start, end, *month_of(year, month), "month", relative=True)


def _part(start: int, end: int, said: dict[str, str], as_of: date | None) -> Period:
    """A quarter, a half or the first months of a year."""
    if "part_of" in said:
        year, of_fiscal = int(said["part_of"]), "fiscal" in said
    else:
        grain, whole = from_today(" ".join(said["part_of_this"].lower().split()), as_of)
        if whole is None:
            return Period(start, end, None, None, "span", relative=True)
        year, of_fiscal = whole[1].year, grain == "fiscal year"
    at = year * 12 - (3 if of_fiscal else 0)
    if "quarter" in said:
        return Period(start, end, *quarter_of(year, _ORDINALS[said["quarter"].lower()], fiscal=of_fiscal), "quarter")
    if "half" in said:
        return Period(start, end, *months_of(at + (0 if said["half"].lower() == "first" else 6), 6), "span")
    count = COUNT.get(said["months"].lower()) or int(said["months"])
    return Period(start, end, *months_of(at, min(count, 12)), "span")


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


def _lately(match: re.Match[str], as_of: date | None) -> Period:
    """ "The past two years", told from the day of reading."""
    start, end = match.span()
    if as_of is None:
        return Period(start, end, None, None, "span", "between", True)
    count = 1 if match["past"] else COUNT.get(match["n"].lower()) or int(match["n"])
    unit = match["unit"].lower() if match["unit"] else f"{match['past'].lower()}s"
    return Period(start, end, since(count, unit, as_of), as_of, "span", "between", True)
