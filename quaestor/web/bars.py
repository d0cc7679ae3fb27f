"""A supplier's obligations by fiscal year as bars: above the line money committed, below it money taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quaestor.web.scales import Money
from quaestor.web.words import plain_money, short_money


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    negative: bool
    year: str
    text: str
    text_y: float
    title: str


@dataclass
class Bars:
    """One layout of the bars, in pixels of its own frame."""

    layout: str
    width: int
    height: int
    left: float
    right: float
    zero: float
    bars: list[Bar] = field(default_factory=list)
    money_ticks: list[tuple[float, str]] = field(default_factory=list)


def years(by_year: Sequence[Mapping[str, Any]]) -> list[Bars]:
    """The bars in a wide and a narrow layout, oldest year left; a year without actions keeps its place."""
    sums = {int(row["fiscal_year"]): float(row["obligated"]) for row in by_year if row.get("obligated") is not None}
    if not sums:
        return []
    span = range(min(sums), max(sums) + 1)
    return [_layout(sums, span, "wide", 720, 200, 58), _layout(sums, span, "narrow", 356, 190, 46)]


def _layout(sums: Mapping[int, float], span: range, layout: str, width: int, height: int, left: int) -> Bars:
    bottom, top, right = height - 24.0, 18.0, width - 4.0
    money = Money.over(sums.values(), bottom, top, lines=3)
    drawing = Bars(layout, width, height, left, right, money.at(0.0), money_ticks=money.ticks())
    room = min((right - left) / len(span), 84)
    names_all = room >= 34
    for index, year in enumerate(span):
        value = sums.get(year, 0.0)
        tip = money.at(value)
        drawing.bars.append(
            Bar(
                x=round(left + index * room + room * 0.14, 1),
                y=min(tip, drawing.zero),
                width=round(room * 0.72, 1),
                height=max(abs(tip - drawing.zero), 0.6) if year in sums else 0.0,
                negative=value < 0,
                year=_year(year, layout, names_all or index % 2 == 0),
                text=short_money(value) if room >= 44 and value else "",
                text_y=min(tip, drawing.zero) - 5 if value >= 0 else max(tip, drawing.zero) + 12,
                title=f"fiscal year {year}: {plain_money(value)}",
            )
        )
    return drawing


def _year(year: int, layout: str, named: bool) -> str:
    if not named:
        return ""
    return str(year) if layout == "wide" else f"’{year % 100:02d}"
