"""A day or span as prose prints it: its forms, and which days each of them means."""

from __future__ import annotations

import re
from dataclasses import dataclass
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

#: Days that have names of their own, as patterns, with their month and day.
_FEASTS = {
    "New Year['’]s Eve": (12, 31), "New Year['’]s Day": (1, 1), "Valentine['’]s Day": (2, 14),
    "St[.]? Patrick['’]s Day": (3, 17), "Juneteenth": (6, 19),
    "(?:Independence Day|July Fourth|the Fourth of July)": (7, 4),
    "Halloween": (10, 31), "Veterans Day": (11, 11), "Christmas Eve": (12, 24), "Christmas Day": (12, 25),
}  # fmt: skip
NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_KIND = rf"(?:(?:current|fiscal|financial|budget|calendar){_GAP}){{0,2}}"

_ONE = re.compile(
    rf"(?<![\w/.-])(?<!\d,)(?:"
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:3[01]|[12]\d|0[1-9]))"
    rf"|(?P<us>(?:0?[1-9]|1[0-2])/(?:3[01]|[12]\d|0?[1-9])/(?:{_YEAR}|\d\d))"
    rf"|(?P<month>{_MONTH}){_GAP}(?P<day>{_DAY})(?:,?{_GAP}(?P<year>{_YEAR}))?"
    rf"|(?P<day2>{_DAY})(?:{_GAP}of)?{_GAP}(?P<month2>{_MONTH})(?:,?{_GAP}(?P<year2>{_YEAR}))?"
    rf"|(?P<feast>(?:{'|'.join(_FEASTS)})(?![-’'\w]))(?:(?:,|{_GAP}of)?{_GAP}(?P<year4>{_YEAR}))?"
    rf"|(?P<early>(?i:early|mid|late)[ -])?(?P<month3>{_MONTH})(?:{_GAP}of)?,?{_GAP}(?P<year3>{_YEAR})"
    rf"|(?i:(?:(?P<quarter>first|second|third|fourth|last|final|[1-4](?:st|nd|rd|th)){_GAP}quarter"
    rf"|(?P<half>first|second|latter){_GAP}half|first{_GAP}(?P<months>\d{{1,2}}|{NUMBERS}){_GAP}months){_GAP}of{_GAP}"
    rf"(?:(?P<fiscal>fiscal(?:{_GAP}year)?|FY|(?:budget|financial){_GAP}year)?{_GAP}(?P<part_of>{_YEAR})"
    rf"|(?P<part_of_this>(?:this|last|the){_GAP}{_KIND}year)))"
    rf"|Q(?P<q>[1-4]){_GAP}(?P<fy2>FY{_GAP})?(?P<year5>{_YEAR})"
    rf"|(?i:fiscal(?:{_GAP}years?)?|FYs?|(?:budget|financial){_GAP}year)[ -]?{_GAP}['’]?(?P<fy>{_YEAR}|\d\d(?!\d))"
    rf"|(?i:the{_GAP})?(?P<year6>{_YEAR})(?i:(?:['’]s)?{_GAP}(?:federal{_GAP})?(?:fiscal|financial|budget){_GAP}year)"
    rf"|(?i:(?P<relative>today|yesterday|(?:last|this|the{_GAP}current){_GAP}(?:week|month|quarter|{_KIND}year)(?!{_GAP}of\b)"
    rf"|the{_GAP}calendar{_GAP}year|(?:the{_GAP})?(?:start|beginning){_GAP}of{_GAP}(?:the|this){_GAP}{_KIND}year))"
    rf"|(?i:(?P<season>spring|summer|autumn|fall)(?:{_GAP}of)?{_GAP})(?P<year8>{_YEAR})"
    rf"|(?i:the{_GAP})(?P<decade>(?:19[5-9]|20[0-9])0)s"
    rf"|(?i:(?P<late>early|mid|late)(?:{_GAP}in)?[ -])(?P<year9>{_YEAR})"
    rf"|(?i:(?:last|this{_GAP}past|on){_GAP})(?P<weekday>{_WEEKDAYS})(?!,?{_GAP}(?:{_MONTH}|\d))"
    rf"|(?i:(?:last|this){_GAP})?(?P<lone>May(?=[,.;)]|$)|(?<=[a-z] )May|(?!May){_MONTH})(?![\w])"
    rf"|(?P<fy4>(?i:fiscal(?:{_GAP}years?)?|FYs?){_GAP})?(?P<from_year>{_YEAR})[-–](?P<to_year>{_YEAR}|\d\d)"
    rf"|(?i:calendar{_GAP}(?:year{_GAP})?)?(?P<year7>{_YEAR})"
    rf")(?![\w/]|-\d|[.,]\d)"
)
_LAST = re.compile(
    rf"(?i)(?:the{_GAP}?)?(?:(?:past|last|previous){_GAP}(?P<n>\d{{1,2}}|{NUMBERS}){_GAP}"
    rf"(?P<unit>days|weeks|months|(?P<whole>(?:full{_GAP})?(?:fiscal|financial|budget){_GAP})?years)(?! of\b)"
    rf"|(?<=the )past{_GAP}(?P<past>week|month|year))\b"
)
COUNT = {word: number for number, word in enumerate(NUMBERS.split("|"), 2)}


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


def printed(text: str, as_of: date | None) -> list[Period]:
    """Every day and span in `text` in order, without the words around it; none within another."""
    plain = [one for match in _ONE.finditer(text) if (one := _read(match, as_of))]
    plain += [_lately(match, as_of) for match in _LAST.finditer(text)]
    out: list[Period] = []
    for one in sorted(plain, key=lambda period: period.start):
        if not out or one.start >= out[-1].end:
            out.append(one)
    return out


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
        if "feast" in said:
            month, number = next(day for form, day in _FEASTS.items() if re.fullmatch(form, said["feast"]))
            return _of_day(start, end, month, number, said.get("year4"), as_of)
        if number_said := said.get("day") or said.get("day2"):
            month, number = _named(said.get("month") or said["month2"]), int(re.sub(r"\D", "", number_said))
            return _of_day(start, end, month, number, said.get("year") or said.get("year2"), as_of)
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
    if "decade" in said:
        return Period(start, end, *months_of(int(said["decade"]) * 12, 120), "span")
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
    past = month < as_of.month or (month == as_of.month and not match[0].lower().startswith("last"))
    year = as_of.year if past else as_of.year - 1
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


def _of_day(start: int, end: int, month: int, number: int, printed: str | None, as_of: date | None) -> Period:
    """A day of a month; without a year, the latest such day up to the day of reading. Raises ValueError for 31 June."""
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
    if match["whole"]:  # those that have ended
        last = fiscal(as_of.year + (as_of.month >= 10) - 1)[1]
        return Period(start, end, fiscal(last.year - count + 1)[0], last, "span", "between", True)
    unit = match["unit"].lower() if match["unit"] else f"{match['past'].lower()}s"
    return Period(start, end, since(count, unit, as_of), as_of, "span", "between", True)
