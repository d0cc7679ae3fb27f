"""The life of one award as a drawing: what was obligated, exercised and allowed, and when work is due.

Steps, not slopes, since money moves on signing days. A drawing is geometry only; `templates/_charts.html` turns it into
SVG with classes, so that light, dark and print are a matter of the stylesheet. Each is laid out twice, wide and narrow.
A ceiling that is not a stated one (all nines, a programme's, none) is never drawn: it would flatten all the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from quaestor.web import labels
from quaestor.web.periods import periods
from quaestor.web.scales import Days, Money
from quaestor.web.words import as_date, plain_day, plain_money, plural, short_money

#: The lines of an award's life, in drawing order: class, word, key of an action.
SERIES = (
    ("ceiling", "ceiling", "ceiling_after", "ceiling_change"),
    ("exercised", "exercised", "exercised_after", "exercised_change"),
    ("obligated", "obligated", "obligated_after", "obligation"),
)
_CHANGES = {name: change for name, _, _, change in SERIES}
#: More points than this are no longer told apart; then only the largest steps get one.
MOST_POINTS = 80


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    series: str
    title: str


@dataclass
class Drawing:
    """One layout of a chart, in pixels of its own frame."""

    layout: str
    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float
    money_ticks: list[tuple[float, str]] = field(default_factory=list)
    day_ticks: list[tuple[float, str]] = field(default_factory=list)
    zero: float = 0.0
    area: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    labels: list[labels.Label] = field(default_factory=list)
    rule: tuple[float, str, str] | None = None
    period: list[tuple[str, float, float]] = field(default_factory=list)
    period_y: float = 0.0
    days: Days | None = None
    money: Money | None = None


Step = tuple[date, float, Mapping[str, Any]]
Shown = Mapping[str, list[Step]]


@dataclass(frozen=True)
class Chart:
    """A chart in its two layouts, its words for those who do not see it, and what it leaves out."""

    layouts: list[Drawing]
    says: str
    series: list[tuple[str, str, Any]]
    remarks: list[str]
    period: list[tuple[str, str]]
    shown: Shown
    faint: list[Step]
    crowded: str


def life(award: Mapping[str, Any], later: Sequence[Mapping[str, Any]] = ()) -> Chart | None:
    """The chart of an award as `answers.award` tells it; None where no running total is held or moves.

    A running total is drawn only where the total itself is held: over a part of the actions it means something else.

    later: actions signed after the as-of day. They are drawn faint and count in nothing.
    """
    shown = totals(award)
    if not shown:
        return None
    faint = _steps(later, "obligated_after") if "obligated" in shown else []
    layouts = [_layout(award, shown, faint, *frame) for frame in (("wide", 720, 276, 58), ("narrow", 356, 264, 46))]
    remarks = [] if _from_zero(shown) else ["The axis does not begin at zero, so that the steps can be seen."]
    many = plural(len(award["actions"]), "action")
    return Chart(
        layouts=layouts,
        says=_says(award, shown),
        series=[(name, word, shown[name][-1][1]) for name, word, _, _ in reversed(SERIES) if name in shown],
        remarks=remarks,
        period=[(period.name, period.says) for period in periods(award)],
        shown=shown,
        faint=faint,
        crowded=f"Of {many} only the largest steps have a point; the table lists every one." if _crowded(shown) else "",
    )


def totals(award: Mapping[str, Any]) -> Shown:
    """The running totals worth drawing: those whose total is held, and a ceiling that is a stated one.

    Empty where none moves. Exercised values that equal the ceiling throughout are left out.
    """
    actions = [action for action in award["actions"] if action.get("signed_on")]
    shown: dict[str, list[Step]] = {}
    for name, _, after, _ in SERIES:
        if award.get(name) is None or (name == "ceiling" and award.get("ceiling_kind") != "stated"):
            continue
        steps = _steps(actions, after)
        if any(value for _, value, _ in steps):
            shown[name] = steps
    if "exercised" in shown and _same(shown["exercised"], shown.get("ceiling")):
        del shown["exercised"]
    return {} if all(len(steps) < 2 for steps in shown.values()) else shown


def _steps(actions: Sequence[Mapping[str, Any]], key: str) -> list[Step]:
    return [(day, float(a[key]), a) for a in actions if a.get(key) is not None and (day := as_date(a["signed_on"]))]


def _same(one: list[Step], other: list[Step] | None) -> bool:
    return other is not None and [s[:2] for s in one] == [s[:2] for s in other]


def _from_zero(shown: Shown) -> bool:
    """Whether the axis must begin at zero; not where a ceiling stands alone and moves by less than a fifth."""
    values = [value for _, value, _ in shown.get("ceiling", [])]
    return set(shown) != {"ceiling"} or len(set(values)) < 2 or min(values) < 0.8 * max(values)


def _span(award: Mapping[str, Any], shown: Shown, faint: list[Step]) -> tuple[date, date]:
    """From the first action or day of work to the last; an end far beyond the actions is cut off for their sake."""
    actions = [day for steps in (*shown.values(), faint) for day, _, _ in steps]
    as_of = as_date(award.get("as_of"))
    first, last = min(actions), max([*actions, as_of] if as_of else actions)
    reach = timedelta(days=max(int((last - first).days * 0.3), 45))
    starts = as_date(award.get("starts_on"))
    ends = [end for key in ("ends_on", "could_end_on", "order_until") if (end := as_date(award.get(key)))]
    if starts and starts < first:
        first = max(starts, first - reach)
    if ends and max(ends) > last:
        last = min(max(ends), last + reach)
    return first, max(last, first + timedelta(days=30))


def _layout(
    award: Mapping[str, Any],
    shown: Shown,
    faint: list[Step],
    layout: str,
    width: int,
    height: int,
    margin: int,
) -> Drawing:
    wide = layout == "wide"
    drawing = Drawing(layout, width, height, left=margin, right=width - 8, top=18, bottom=height - 44)
    first, last = _span(award, shown, faint)
    days = Days(first, last, drawing.left, drawing.right)
    values = [value for steps in (*shown.values(), faint) for _, value, _ in steps]
    money = Money.over(values, drawing.bottom, drawing.top, zero=_from_zero(shown))
    drawing.days, drawing.money = days, money
    drawing.money_ticks, drawing.day_ticks = money.ticks(), days.ticks(86 if wide else 64)
    drawing.zero = money.at(0.0) if money.least <= 0 else -1.0
    drawing.period_y = height - 14
    corners: dict[str, list[tuple[float, float]]] = {}
    for name, _, _, _ in SERIES:
        if name in shown:
            corners[name] = _thin([(days.at(day), money.at(value)) for day, value, _ in shown[name]])
            drawing.lines.append((name, _path(corners[name])))
    if "obligated" in corners:
        line = corners["obligated"]
        drawing.area = f"{_path(line)}V{drawing.zero:g}H{line[0][0]:g}Z"
    if faint:
        ghost = [corners["obligated"][-1], *((days.at(day), money.at(value)) for day, value, _ in faint)]
        corners["later"] = _thin(ghost)
        drawing.lines.append(("later", _path(corners["later"])))
    largest = _largest(shown, money.most - money.least, 9 if wide else 5)
    drawing.points = _points(shown, largest, days, money)
    drawing.labels = labels.place(_wanted(shown, largest, days, money), corners.values(), drawing, 11)
    as_of = as_date(award.get("as_of"))
    if as_of and days.holds(as_of):
        x = days.at(as_of)
        held = shown["obligated"][-1][1] if "obligated" in shown else None
        text = plain_day(as_of) + (f": {short_money(held)}" if held is not None else "")
        drawing.rule = (x, text, "end" if x > width / 2 else "start")
    drawing.period = _period(award, days)
    drawing.height -= 0 if drawing.period else 16
    return drawing


def _thin(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners that can be told apart: of those in one pixel's width the first, highest, lowest and last."""
    thinned: list[tuple[float, float]] = []
    column: list[tuple[float, float]] = []
    for corner in [*corners, (float("inf"), 0.0)]:
        if column and int(corner[0] if corner[0] < 1e9 else -1) != int(column[0][0]):
            ys = [y for _, y in column]
            keep = {0, ys.index(min(ys)), ys.index(max(ys)), len(ys) - 1}
            thinned.extend(column[index] for index in sorted(keep))
            column = []
        column.append(corner)
    return thinned


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return f"M{corners[0][0]:g} {corners[0][1]:g}" + "".join(f"H{x:g}V{y:g}" for x, y in corners[1:])


def _largest(shown: Shown, span: float, most: int) -> list[tuple[str, int, float]]:
    """The steps worth naming, largest first: series, index, change; none below a twentieth of the chart's height."""
    found = []
    for name, steps in shown.items():
        if name == "exercised":
            continue
        before = 0.0 if _from_zero(shown) else steps[0][1]
        for index, (_, value, _) in enumerate(steps):
            if abs(value - before) >= span / 20:
                found.append((name, index, value - before))
            before = value
    return sorted(found, key=lambda step: -abs(step[2]))[:most]


def _moved(name: str, action: Mapping[str, Any]) -> bool:
    """Whether an action has a point on the line `name`: each on the obligated line, else those that change it."""
    change = action.get(_CHANGES[name])
    return name == "obligated" or (change is not None and float(change) != 0)


def _crowded(shown: Shown) -> bool:
    return sum(_moved(name, action) for name, steps in shown.items() for _, _, action in steps) > MOST_POINTS


def _points(shown: Shown, largest: list[tuple[str, int, float]], days: Days, money: Money) -> list[Point]:
    named, crowded = {(name, index) for name, index, _ in largest}, _crowded(shown)
    points = []
    for name, word, _, change in SERIES:
        steps = shown.get(name, [])
        for index, (day, value, action) in enumerate(steps):
            if len(steps) > 1 and (not _moved(name, action) or (crowded and (name, index) not in named)):
                continue
            step = f", this action {plain_money(action[change])}" if action.get(change) is not None else ""
            title = f"{action.get('mod_number')}, {plain_day(day)}: {word} {plain_money(value)}{step}"
            points.append(Point(days.at(day), money.at(value), name, title))
    return points


def _wanted(shown: Shown, largest: list[tuple[str, int, float]], days: Days, money: Money) -> list[labels.Wanted]:
    """The words the drawing would like to bear: each line's name and end, then its large steps."""
    wanted = []
    for name, word, _, _ in reversed(SERIES):
        if name in shown:
            day, value, _ = shown[name][-1]
            x, y = days.at(day), money.at(value)
            wanted.append(labels.Wanted(x, y, y, f"{word} {short_money(value)}", f"name {name}"))
    for name, index, change in largest:
        day, value, action = shown[name][index]
        x, y = days.at(day), money.at(value)
        number = "first" if action.get("mod_number") == "0" else action.get("mod_number")
        what = " ceiling" if name == "ceiling" and len(shown) > 1 else ""
        text = f"{number}{what} {short_money(change, signed=True)}"
        sign = " negative" if change < 0 else ""
        wanted.append(labels.Wanted(x, y, money.at(value - change), text, f"step {name}{sign}"))
    return wanted


def _period(award: Mapping[str, Any], days: Days) -> list[tuple[str, float, float]]:
    bars = [
        (period.name, days.at(period.start), days.at(period.end))
        for period in periods(award)
        if period.name != "orders" and period.end >= days.first and period.start <= days.last
    ]
    return [bar for bar in bars if bar[2] > bar[1]]


def _says(award: Mapping[str, Any], shown: Shown) -> str:
    parts = []
    for name, word, _, _ in reversed(SERIES):
        if name in shown:
            (first_on, first, _), (last_on, last, _) = shown[name][0], shown[name][-1]
            began, ended = plain_day(first_on), plain_day(last_on)
            parts.append(f"{word} {plain_money(first)} on {began}, {plain_money(last)} on {ended}")
    many = plural(len(award["actions"]), "action")
    return f"Step chart of award {award.get('piid')} after each of {many}: {'; '.join(parts)}."
