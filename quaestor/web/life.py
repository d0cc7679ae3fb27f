"""The life of one award as a figure that answers to the pointer, told in Vega-Lite over the same totals, axes and words
as the still drawing of `charts`; below it, on the same time axis, when work is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from quaestor.web import charts
from quaestor.web.charts import SERIES, Chart, Drawing, Step
from quaestor.web.figures import MONEY_LABEL
from quaestor.web.periods import periods
from quaestor.web.scales import Days, Money
from quaestor.web.words import plain_day, plain_money

#: Points that answer to the pointer; past this only the actions that change most have one.
MOST_POINTS = 400
#: Pixels: the plot, and the strip below it that holds the periods.
HEIGHT, STRIP = 224, 40
#: Wider plots bear the words of the wide drawing, narrower ones those of the narrow.
WIDE = 480

_COLOUR = {"scale": {"domain": [name for name, *_ in SERIES], "range": [f"@{name}" for name, *_ in SERIES]}}
X = {"field": "day", "type": "temporal", "title": None}
Y = {"field": "total", "type": "quantitative", "title": None}
Layer = dict[str, Any]


def life(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The figure of the facts of an award's page; None where no running total is held or moves.

    Area and steps stand after each signing. A ceiling that is not a stated one is not drawn. Exact amounts are text.
    """
    chart = charts.life(facts, facts["signed_later"])
    if chart is None:
        return None
    wide = chart.layouts[0]
    if wide.days is None or wide.money is None:
        return None
    spans = list(_spans(facts, wide.days))
    layers = [*_totals(chart), *_rule(facts, wide), *_words(chart), *_periods(spans), _points(facts, chart)]
    # One layer sets the axes; said by several, they would be taken for so many domains to unite.
    layers[0]["encoding"] = {"x": X | _days(wide.days, bool(spans)), "y": Y | _money(wide.money)}
    return {"height": HEIGHT, "padding": {"left": 2, "right": 6, "top": 8, "bottom": 4}, "layer": layers}


def _moment(day: date) -> int:
    """A day as the figure's axis counts: milliseconds, without a time zone."""
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)


def _days(days: Days, strip: bool) -> dict[str, Any]:
    span = (days.last - days.first).days
    axis = {
        "offset": STRIP if strip else 0,
        "format": "%Y" if span > 5 * 365 else "%b %Y" if span > 240 else "%-d %b %Y" if span < 20 else "%-d %b",
        "tickCount": {"expr": f"width > {WIDE} ? 8 : 4"},
        "labelOverlap": True,
        "labelFlush": True,
    }
    domain = {"expr": f"[{_moment(days.first)}, {_moment(days.last)}]"}
    return {"scale": {"type": "utc", "domain": domain, "clamp": True}, "axis": axis}


def _money(money: Money) -> dict[str, Any]:
    scale = {"domain": [money.least, money.most], "nice": False, "zero": False}
    return {"scale": scale, "axis": {"values": money.lines(), "labelExpr": MONEY_LABEL}}


def _totals(chart: Chart) -> Iterator[Layer]:
    """The area below what was obligated, then a line of steps for each total, the one that matters most on top."""
    for name, *_ in SERIES:
        if name not in chart.shown:
            continue
        data = {"values": [{"day": _moment(day), "total": total} for day, total, _ in _daily(chart.shown[name])]}
        if name == "obligated":
            area = {"type": "area", "interpolate": "step-after", "color": "@obligated", "opacity": 0.14}
            yield {"data": data, "mark": area, "encoding": {"x": X, "y": Y}}
        line = {"type": "line", "interpolate": "step-after", "color": f"@{name}", "strokeWidth": 1.6}
        dashed = {"strokeDash": [5, 3]} if name == "exercised" else {}
        yield {"data": data, "mark": line | dashed, "encoding": {"x": X, "y": Y}}
    if chart.faint:
        steps = _daily([chart.shown["obligated"][-1], *chart.faint])
        faint = {"type": "line", "interpolate": "step-after", "color": "@later", "strokeDash": [2, 3]}
        data = {"values": [{"day": _moment(day), "total": total} for day, total, _ in steps]}
        yield {"data": data, "mark": faint, "encoding": {"x": X, "y": Y}}


def _daily(steps: list[Step]) -> list[Step]:
    """The last step of each day: within one, an axis of days shows no other."""
    return list({step[0]: step for step in steps}.values())


def _rule(facts: Mapping[str, Any], wide: Drawing) -> Iterator[Layer]:
    if wide.rule:
        data = {"values": [{"day": _moment(date.fromisoformat(str(facts["as_of"])[:10]))}]}
        mark: Layer = {"type": "rule", "color": "@attention", "strokeDash": [4, 3]}
        yield {"data": data, "mark": mark, "encoding": {"x": X}}
        end = wide.rule[2] == "end"
        mark = {"type": "text", "color": "@attention", "text": wide.rule[1], "fontSize": 11, "y": 0}
        mark |= {"align": "right" if end else "left", "dx": -5 if end else 5}
        yield {"data": data, "mark": mark, "encoding": {"x": X}}


def _words(chart: Chart) -> Iterator[Layer]:
    """The names of lines and large steps where the still drawing found room for them."""
    found: dict[tuple[str, str, str, bool], list[dict[str, Any]]] = {}
    for drawing in chart.layouts:
        if drawing.days is None or drawing.money is None:
            continue
        days, money = drawing.days, drawing.money
        for label in drawing.labels:
            kind, name, *negative = label.classes.split()
            colour = "@negative" if negative else f"@{name}" if kind == "name" or name == "exercised" else "@ink"
            share = (label.x - days.left) / (days.right - days.left)
            height = (money.bottom - label.y) / (money.bottom - money.top)
            row = {
                "day": round(_moment(days.first) + share * (_moment(days.last) - _moment(days.first))),
                "total": money.least + height * (money.most - money.least),
                "text": label.text,
            }
            found.setdefault((label.anchor, colour, kind, drawing.layout == "wide"), []).append(row)
    for (anchor, colour, kind, wide), rows in found.items():
        mark = {"type": "text", "color": colour, "fontSize": 11, "align": "right" if anchor == "end" else "left"}
        mark |= {"baseline": "alphabetic", "fontWeight": "bold" if kind == "name" else "normal"}
        encoding = {"x": X, "y": Y, "text": {"field": "text"}}
        seen = [{"filter": f"width {'>' if wide else '<='} {WIDE}"}]
        yield {"data": {"values": rows}, "transform": seen, "mark": mark, "encoding": encoding}


def _spans(facts: Mapping[str, Any], days: Days) -> Iterator[dict[str, Any]]:
    for period in periods(facts):
        if period.end >= days.first and period.start <= days.last and period.start < period.end:
            start, end = max(period.start, days.first), min(period.end, days.last)
            tail = (end - days.first) / (days.last - days.first)
            yield {
                "kind": period.name, "day": _moment(start), "until": _moment(end), "ends": period.end_says,
                "says": period.says, "tail": tail,
            }  # fmt: skip


def _periods(spans: list[dict[str, Any]]) -> Iterator[Layer]:
    """The strip below the plot: bars, and the days they end on where two of these do not lie on one another."""
    if not spans:
        return
    top = HEIGHT + 10
    place = {"y": {"value": top}, "y2": {"value": top + 7}}
    tooltip = {"tooltip": [{"field": "says", "title": "when"}]}
    for span in spans:
        mark: Layer = {"type": "bar", "color": "@quiet"}
        if span["kind"] != "performed":
            mark = {"type": "bar", "color": "@paper", "stroke": "@quiet", "strokeDash": [3, 2]}
        bar = {"x": X, "x2": {"field": "until"}, **place, **tooltip}
        yield {"data": {"values": [span]}, "mark": mark, "encoding": bar}
    tails: list[float] = []
    for span in sorted(spans, key=lambda span: -span["tail"]):
        if all(abs(span["tail"] - tail) > 0.42 for tail in tails):
            tails.append(span["tail"])
            left = span["tail"] < 0.4
            mark = {"type": "text", "color": "@quiet", "fontSize": 11, "align": "left" if left else "right"}
            mark |= {"baseline": "top"}
            encoding = {
                "x": X | {"field": "day" if left else "until"},
                "y": {"value": top + 11},
                "text": {"field": "ends"},
            }
            yield {"data": {"values": [span]}, "mark": mark, "encoding": encoding}


def _points(facts: Mapping[str, Any], chart: Chart) -> Layer:
    """A point for each action on the line that matters most, and on another where it moves that; the tooltip tells
    the action, its reason, what it changed and what stood afterwards."""
    first = next(name for name, *_ in reversed(SERIES) if name in chart.shown)
    rows: list[tuple[Decimal, Layer, Mapping[str, Any]]] = []
    for name, _, _, change in SERIES:
        for day, total, action in chart.shown.get(name, []):
            moved = Decimal(action[change]) if action.get(change) is not None else None
            if name == first or moved:
                turn = "back" if (moved or 0) < 0 else "on" if moved or moved is None else "still"
                point = {"day": _moment(day), "total": total, "line": name, "turn": turn}
                rows.append((abs(moved or Decimal(0)), point, action))
    if len(rows) > MOST_POINTS:
        rows = sorted(rows, key=lambda row: -row[0])[:MOST_POINTS]
    said = _said(facts, chart)
    near = {"type": "point", "on": "pointerover", "clear": "pointerout", "nearest": True}
    values = [point | {"tip": {title: tell(action) for title, tell in said.items()}} for _, point, action in rows]
    return {
        "data": {"values": values},
        "params": [{"name": "near", "select": near}],
        # The nearest point's tip; told field by field, Vega-Lite 6 would look for words in the cell around the point.
        "mark": {"type": "point", "filled": True, "opacity": 1, "strokeWidth": 1.2,
                 "tooltip": {"expr": "datum.datum ? datum.datum.tip : datum.tip"}},
        "encoding": {
            "x": X,
            "y": Y,
            "color": {"condition": {"test": "datum.turn == 'back'", "value": "@negative"}, "field": "line",
                      "type": "nominal", "legend": None, **_COLOUR},
            "size": {"condition": {"param": "near", "empty": False, "value": 120},
                     "value": {"expr": "datum.turn == 'still' ? 14 : 32"}},
        },
    }  # fmt: skip


def _said(facts: Mapping[str, Any], chart: Chart) -> dict[str, Any]:
    """What a tooltip tells, title by title; amounts that no action holds are left out."""
    said: dict[str, Any] = {
        "action": lambda action: str(action["mod_number"]),
        "signed": lambda action: plain_day(action["signed_on"]),
        "reason": lambda action: _reason(action),
    }
    for name, word, after, change in reversed(SERIES):
        held = any(action.get(change) is not None for action in facts["actions"])
        if held and not (name == "ceiling" and facts["ceiling_kind"] in ("sentinel", "shared")):
            said[{"obligated": "obligated"}.get(name, f"{word} change")] = _amount(change)
        if name in chart.shown:
            said[{"obligated": "obligated in all"}.get(name, f"{word} after it")] = _amount(after)
    return said


def _amount(key: str) -> Any:
    return lambda action: "not held" if action.get(key) is None else plain_money(action[key])


def _reason(action: Mapping[str, Any]) -> str:
    if action.get("reason_code"):
        return f"{action.get('reason') or 'a code not known here'} ({action['reason_code']})"
    return "the award itself" if action["position"] == 1 else "none printed"
