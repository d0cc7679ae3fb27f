"""The days of a month as a grid: Sunday first, each with some of its events and how many there are in all."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jinja2 import Environment

#: Events written out on one day of the grid.
SHOWN = 3


@dataclass(frozen=True)
class Day:
    """One day. column: 1 Sunday to 7 Saturday. told: events shown; more: those that are not. asked: in the window."""

    day: date
    column: int
    told: list[Mapping[str, Any]]
    more: int
    asked: bool


@dataclass(frozen=True)
class Month:
    """One month of the window with its number of events. key: 2026-11."""

    key: str
    name: str
    count: int


def months(facts: Mapping[str, Any]) -> list[Month]:
    """Every month of the window, those without an event among them."""
    counts: Counter[str] = Counter()
    for row in facts["days"]:
        counts[row["day"][:7]] += row["events"]
    first, last = date.fromisoformat(facts["on"]).replace(day=1), date.fromisoformat(facts["until"])
    found = []
    while first <= last:
        found.append(Month(f"{first:%Y-%m}", f"{first:%B %Y}", counts[f"{first:%Y-%m}"]))
        if (first.year, first.month) == (date.max.year, 12):
            break
        first = (first + timedelta(days=31)).replace(day=1)
    return found


def shown(facts: Mapping[str, Any]) -> str:
    """The month whose grid is shown: the one asked for, else the first with an event told."""
    first = facts["events"][0]["day"] if facts["events"] else facts["on"]
    return str(facts["month"] or first[:7])


def grid(facts: Mapping[str, Any], key: str) -> list[Day]:
    """The days of the month `key`, in order."""
    told: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in facts["events"]:
        told[row["day"]].append(row)
    counts = {row["day"]: int(row["events"]) for row in facts["days"]}
    year, month = int(key[:4]), int(key[5:])
    found = []
    for number in range(1, calendar.monthrange(year, month)[1] + 1):
        day = date(year, month, number)
        some = told[day.isoformat()][:SHOWN]
        more = counts.get(day.isoformat(), 0) - len(some)
        asked = facts["on"] <= day.isoformat() <= facts["until"]
        found.append(Day(day, day.isoweekday() % 7 + 1, some, max(more, 0), asked))
    return found


def install(environment: Environment) -> None:
    """Give the templates what they ask for."""
    environment.globals |= {"calendar_months": months, "calendar_shown": shown, "calendar_grid": grid}
