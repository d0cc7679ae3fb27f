"""Where a day and a sum of money lie on a drawing, and which of them are named on its axes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quaestor.web.words import short_money

_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class Days:
    """Days laid out from `left` to `right`; a day outside the span lies on its edge."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        share = (day - self.first).days / span
        return round(self.left + min(max(share, 0.0), 1.0) * (self.right - self.left), 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def ticks(self, apart: float) -> list[tuple[float, str]]:
        """Months or years at least `apart` pixels from one another, with their names."""
        room = max(int((self.right - self.left) / apart), 1)
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        step = next((step for step in _MONTHS if months / step <= room), _MONTHS[-1])
        found = []
        number = self.first.year * 12 + self.first.month - 1
        number += -number % step
        while (day := date(number // 12, number % 12 + 1, 1)) <= self.last:
            if day >= self.first:
                found.append((self.at(day), f"{day.year}" if step >= 12 else f"{day:%b %Y}"))
            number += step
        return found or [(self.left, f"{self.first:%b %Y}")]


@dataclass(frozen=True)
class Money:
    """US dollars laid out from `bottom` up to `top`, with a named line at every round `step`."""

    least: float
    most: float
    bottom: float
    top: float
    step: float

    @classmethod
    def over(cls, values: Iterable[float], bottom: float, top: float, lines: int = 4, zero: bool = True) -> Money:
        """The span that holds every value in about `lines` round steps; it holds nought too, unless `zero` is false."""
        held = [0.0, *values] if zero else list(values)
        least, most = min(held), max(held)
        if least == most:
            most = least + 1.0
        rough = (most - least) / lines
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= rough * 0.999)
        step, span = max(step, 0.01), most - least
        floor = least - span * 0.04 if least < 0 or not zero else 0.0
        return cls(floor, most + span * 0.04, bottom, top, step)

    def at(self, value: float) -> float:
        share = (value - self.least) / (self.most - self.least)
        return round(self.bottom - share * (self.bottom - self.top), 1)

    def lines(self) -> list[float]:
        """The round sums that have a line."""
        first, last = math.ceil(self.least / self.step - 1e-9), math.floor(self.most / self.step)
        return [round(self.step * index, 2) for index in range(first, last + 1)]

    def ticks(self) -> list[tuple[float, str]]:
        values = self.lines()
        for places in (None, 0, 1, 2, 3, 4):
            names = [short_money(value, places=places) for value in values]
            if len(set(names)) == len(names):
                break
        return [(self.at(value), name) for value, name in zip(values, names, strict=True)]
