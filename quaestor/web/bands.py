"""A chain of money as a picture: columns of bars, and between them bands as thick as the money that flows.

The places are worked out here, in the units of the picture, and drawn as areas, bars and words of a Vega-Lite chart, so
that the still picture and the one that answers to the pointer are the same. What is below zero has no thickness and is
left to the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quaestor.web.pages.asked import Facts
from quaestor.web.words import plain_money, plural, short_money

#: The most of the height that money itself takes, between the words; the thinnest bar; the width of one.
_MONEY, _THIN, _BAR = {"wide": 300.0, "narrow": 250.0}, 1.5, 0.014
#: The room above each bar for its words, the air below it, and the room above the columns for what they are.
_WORDS, _AIR, _HEAD = {"wide": 17.0, "narrow": 31.0}, 9.0, 26.0
#: The share of the width that the words right of the last column take.
_BESIDE = {"wide": 0.23, "narrow": 0.3}
#: Points of a band between two columns: an S whose ends lie level.
_STEPS = [step / 10 for step in range(11)]
#: What becomes of the money that no report speaks of.
_REST, _REST_SHORT = "not known to be passed on", "rest: not known"
_COLOURS = {"obligated": "@obligated", "reported": "@exercised", "rest": "@rule", "over": "@attention"}


@dataclass
class Bar:
    """One end of bands: its money in and out as drawn, and where it stands."""

    column: int
    name: str
    money: str
    kind: str
    says: str
    came: float = 0.0
    went: float = 0.0
    over: float = 0.0
    top: float = 0.0
    place: float = 0.0
    bands_in: list[Band] = field(default_factory=list)
    bands_out: list[Band] = field(default_factory=list)

    @property
    def value(self) -> float:
        return max(self.came, self.went)


@dataclass
class Band:
    """Money between two bars."""

    source: Bar
    target: Bar
    how: str
    value: float
    says: str
    left: float = 0.0
    right: float = 0.0


def bands(facts: Facts, width: str) -> dict[str, Any] | None:
    """The chart of a chain's facts for a page (`wide`) or a phone (`narrow`, its last three columns alone).

    None where no sum above zero is held.
    """
    first = max(len(facts["columns"]) - 3, 0) if width == "narrow" else 0
    bars = _connected(facts, first)
    columns = sorted({bar.column for bar in bars})
    if len(columns) < 2:
        return None
    height = _placed(bars, columns, width)
    last = len(columns) - 1
    at = {column: place * (1 - _BAR - _BESIDE[width]) / last for place, column in enumerate(columns)}
    heads = [{"x": at[column], "text": facts["columns"][column], "end": False} for column in columns]
    return _spec(bars, at, heads, height, width)


def _connected(facts: Facts, first: int) -> list[Bar]:
    """The bars from the column `first` on, with the bands above zero between them, and what is kept as a bar of its
    own at the end."""
    held: dict[tuple[int, str, str], Bar] = {}

    def bar(end: dict[str, Any], node: dict[str, Any] | None = None) -> Bar:
        key = (end["column"], end["kind"], end["key"] or end["name"])
        if key not in held:
            held[key] = Bar(end["column"], end["name"] or "not held", "", end["kind"], "")
        if node:
            came = [node[name] for name in ("obligated", "received") if node[name] is not None]
            shown = came or [node[name] for name in ("handed_on", "passed_on") if node[name] is not None]
            held[key].money = short_money(sum(float(one) for one in shown)) if shown else "not held"
            held[key].says = node["says"]
            held[key].over = max(-float(node["kept"] or 0), 0.0) if came else 0.0
        return held[key]

    for node in facts["nodes"]:
        if node["column"] >= first:
            bar(node, node)
    for link in facts["links"]:
        if link["from"]["column"] >= first and link["amount"] is not None and float(link["amount"]) > 0:
            what, counted = ("obligated", facts["counted"])
            if link["how"] == "reported":
                what, counted = "reported as passed on", "report"
            says = f"{plain_money(link['amount'])} {what}, {plural(link['records'], counted)}"
            _join(bar(link["from"]), bar(link["to"]), link["how"], float(link["amount"]), says)
    rest = Bar(len(facts["columns"]) - 1, _REST_SHORT, "", "rest", "No report held says what became of it.")
    for node in facts["nodes"]:
        tells = node["kind"] in ("award", "order", "supplier", "family", "individuals")
        if tells and first <= node["column"] < rest.column and node["kept"] is not None and float(node["kept"]) > 0:
            money = plain_money(node["kept"])
            its = bar(node)
            its.came = max(its.came, float(node["obligated"] or 0) + float(node["received"] or 0))
            _join(its, rest, "rest", float(node["kept"]), f"{money} {_REST}")
    rest.money = short_money(rest.came)
    return [one for one in (*held.values(), rest) if one.value > 0]


def _join(source: Bar, target: Bar, how: str, value: float, says: str) -> None:
    band = Band(source, target, how, value, says)
    source.bands_out.append(band)
    target.bands_in.append(band)
    source.went += value
    target.came = sum(one.value for one in target.bands_in)


def _placed(bars: list[Bar], columns: Sequence[int], width: str) -> float:
    """Puts every bar and both ends of every band in its place; the height of it all."""
    words = _WORDS[width]
    by_column = {column: [bar for bar in bars if bar.column == column] for column in columns}
    scale = _MONEY[width] / max(sum(bar.value for bar in some) for some in by_column.values())

    def tall(bar: Bar) -> float:
        return max(bar.value * scale, _THIN)

    above = {column: words if column != columns[-1] else 0.0 for column in columns}
    least = {column: _THIN if column != columns[-1] else words for column in columns}
    needs = {
        column: sum(max(tall(bar), least[column]) + above[column] + _AIR for bar in some)
        for column, some in by_column.items()
    }
    height = max(needs.values())
    for column in columns:
        some = by_column[column]
        some.sort(key=lambda bar: (bar.kind == "rest", " other " in bar.name[:12], _middle(bar), -bar.value))
        top = _HEAD + (height - needs[column]) / 2
        for bar in some:
            room = max(tall(bar), least[column])
            bar.place = tall(bar)
            bar.top = top + above[column] + (room - bar.place) / 2
            top += above[column] + room + _AIR
    for bar in bars:
        bar.over = min(bar.over * scale, bar.place)
        for band in bar.bands_out:
            band.value *= scale
    used: dict[tuple[int, str], float] = defaultdict(float)
    for bar in bars:
        for band in sorted(bar.bands_out, key=lambda band: band.target.top):
            band.left = bar.top + used[id(bar), "out"]
            used[id(bar), "out"] += band.value
        for band in sorted(bar.bands_in, key=lambda band: band.source.top):
            band.right = bar.top + used[id(bar), "in"]
            used[id(bar), "in"] += band.value
    return _HEAD + height


def _middle(bar: Bar) -> float:
    """Where the money of a bar comes from, so that bands cross little; last, where nothing comes from the left."""
    total = sum(band.value for band in bar.bands_in)
    return round(sum(band.source.top * band.value for band in bar.bands_in) / total, 1) if total else 1e9


def _spec(
    bars: Sequence[Bar], at: dict[int, float], heads: list[dict[str, Any]], height: float, width: str
) -> dict[str, Any]:
    gap = (1 - _BESIDE[width]) / max(len(at) - 1, 1)
    end = max(at)
    drawn = [band for bar in bars for band in bar.bands_out]
    order = {"rest": 0, "obligated": 1, "reported": 2}
    drawn.sort(key=lambda band: (order[band.how], -band.value))
    flows = []
    for number, band in enumerate(drawn):
        thick = max(band.value, _THIN * 0.7)
        left, right = at[band.source.column] + _BAR, at[band.target.column]
        middle = [band.left + (band.right - band.left) * (3 - 2 * step) * step * step for step in _STEPS]
        flows.append(
            {"band": number, "how": band.how, "from": band.source.name, "to": band.target.name, "says": band.says,
             "x": [round(left + (right - left) * step, 4) for step in _STEPS],
             "top": [round(one, 1) for one in middle], "low": [round(one + thick, 1) for one in middle]}
        )  # fmt: skip
    blocks, words = [], []
    for bar in bars:
        x, last = at[bar.column], bar.column == end
        told = {"x": x, "x2": x + _BAR, "name": bar.name, "says": bar.says}
        told_by = {band.how for band in bar.bands_in or bar.bands_out}
        what = "rest" if bar.kind == "rest" else "reported" if told_by == {"reported"} else "obligated"
        full = bar.place - bar.over
        blocks.append(told | {"y": round(bar.top, 1), "y2": round(bar.top + full, 1), "what": what})
        if bar.over > _THIN:
            blocks.append(told | {"y": round(bar.top + full, 1), "y2": round(bar.top + bar.place, 1), "what": "over"})
        words.append(
            {"x": x + _BAR if last else x, "y": round(bar.top + bar.place / 2 if last else bar.top - 5, 1)}
            | {"name": bar.name, "money": bar.money, "end": last}
        )
    tip = [{"field": "from", "title": "from"}, {"field": "to", "title": "to"}, {"field": "says", "title": "amount"}]
    across = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [0, 1], "nice": False}}
    down = {
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False, "zero": False},
    }
    colour = {
        "field": "how", "type": "nominal", "legend": None,
        "scale": {"domain": list(_COLOURS), "range": list(_COLOURS.values())},
    }  # fmt: skip
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": flows},
            "transform": [{"flatten": ["x", "top", "low"]}],
            "params": [{"name": "pointed", "select": {"type": "point", "on": "pointerover", "fields": ["band"]}}],
            "mark": {"type": "area", "interpolate": "monotone", "strokeWidth": 0},
            "encoding": {
                "x": across, "y": down | {"field": "top"}, "y2": {"field": "low"}, "detail": {"field": "band"},
                "description": {"field": "says"},
                "color": colour, "tooltip": tip,
                "opacity": {"condition": {"param": "pointed", "empty": False, "value": 0.75}, "value": 0.42},
            },
        },
        {
            "data": {"values": blocks},
            "mark": {"type": "rect"},
            "encoding": {
                "x": across, "x2": {"field": "x2"}, "y": down | {"field": "y"}, "y2": {"field": "y2"},
                "color": colour | {"field": "what"},
                "tooltip": [{"field": "name", "title": "who"}, {"field": "says", "title": "sums"}],
            },
        },
    ]  # fmt: skip
    for last in (False, True):
        share = _BESIDE[width] if last else gap
        for what, values in (("head", heads), ("word", words)):
            its = [one for one in values if one["end"] == last]
            layers += _written(its, last, what, share, across, down, width)
    wide = {"width": 900} if width == "wide" else {}
    return wide | {"height": round(height), "layer": layers}


def _written(
    values: list[dict[str, Any]], last: bool, what: str, share: float, across: dict[str, Any], down: dict[str, Any],
    width: str,
) -> list[dict[str, Any]]:  # fmt: skip
    """Words above the columns and bars, beside those of the last column: the sum, and the name as far as there is
    room."""
    if not values:
        return []
    size = 12 if width == "wide" else 10
    mark = {"type": "text", "align": "left", "baseline": "middle" if last else "bottom", "fontSize": size}
    if what == "head":
        encoding = {"x": across, "text": {"field": "text"}}
        return [{"data": {"values": values}, "mark": mark | {"color": "@quiet", "y": 14}, "encoding": encoding}]
    aside, dx = 54 if width == "wide" else 0, 6 if last else 0
    over = (-7 if last else -13) if width == "narrow" else 0
    under = 6 if last and width == "narrow" else 0
    name = mark | {
        "limit": {"expr": f"width * {share:.3f} - {aside + (12 if width == 'wide' else 4)}"},
        "dx": aside + dx,
        "dy": under,
    }
    money = mark | {"fontWeight": 600, "dx": dx, "dy": over}
    place = {"x": across, "y": down | {"field": "y"}}
    halo = {"stroke": "@paper", "strokeWidth": 3, "strokeOpacity": 0.7, "strokeJoin": "round"}
    return [
        {"data": {"values": values}, "mark": name | halo, "encoding": place | {"text": {"field": "name"}}},
        {"data": {"values": values}, "mark": money, "encoding": place | {"text": {"field": "money"}}},
        {"data": {"values": values}, "mark": name, "encoding": place | {"text": {"field": "name"}}},
    ]
