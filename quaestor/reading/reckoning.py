"""First and last days of months, quarters and years, and of those told from the day of reading ("last quarter")."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]
_KINDS = {"calendar year": "year", "financial year": "fiscal year", "budget year": "fiscal year"}
#: "The current", "the start of this": what is left says which span.
_OPENING = re.compile(r"^(?:the )?(?:(?:start|beginning) of (?:the|this) )?(?:current )?")


def month_of(year: int, month: int) -> Days:
    """A month's first and last day."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def months_of(at: int, count: int) -> Days:
    """So many months from one on; `at` counts months from the year 0."""
    until = at + count - 1
    return date(at // 12, at % 12 + 1, 1), month_of(until // 12, until % 12 + 1)[1]


def quarter_of(year: int, number: int, *, fiscal: bool) -> Days:
    """A quarter of a calendar or fiscal year."""
    return months_of(year * 12 + (number - 1) * 3 - (3 if fiscal else 0), 3)


def fiscal(year: int) -> Days:
    """The fiscal year of the United States, named by its end."""
    return date(year - 1, 10, 1), date(year, 9, 30)


def from_today(words: str, as_of: date | None) -> tuple[str, Days | None]:
    """The grain and the days of a span told from the day of reading; no days without one."""
    which, unit = "", _OPENING.sub("", words)
    if unit.startswith(("last ", "this ", "today", "yesterday")):
        which, _, unit = unit.partition(" ")
    unit = _KINDS.get(unit, unit)
    grain = unit if unit in ("month", "quarter", "year", "fiscal year") else "span" if unit else "day"
    if as_of is None:
        return grain, None
    back = int(which in ("last", "yesterday"))
    if not unit:
        return grain, (as_of - timedelta(days=back),) * 2
    if unit == "week":
        monday = as_of - timedelta(days=as_of.weekday() + 7 * back)
        return grain, (monday, monday + timedelta(days=6))
    if unit == "month":
        return grain, months_of(as_of.year * 12 + as_of.month - 1 - back, 1)
    if unit == "quarter":
        return grain, months_of((as_of.year * 4 + (as_of.month - 1) // 3 - back) * 3, 3)
    if unit == "fiscal year":
        return grain, fiscal(as_of.year + (as_of.month >= 10) - back)
    return grain, months_of((as_of.year - back) * 12, 12)


def since(count: int, unit: str, as_of: date) -> date:
    """The day so many days, weeks, months or years before the day of reading."""
    if unit in ("days", "weeks"):
        return as_of - timedelta(days=count * (7 if unit == "weeks" else 1))
    at = as_of.year * 12 + as_of.month - 1 - count * (12 if unit == "years" else 1)
    return date(at // 12, at % 12 + 1, min(as_of.day, monthrange(at // 12, at % 12 + 1)[1]))
