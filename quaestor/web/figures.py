"""Charts told once, as Vega-Lite, and given in two forms: a still SVG for every reader, and the specification itself
for the script that makes it answer to the pointer.

A page's specification names data, marks and encodings. What it looks like comes from here: the type and the colours of
the stylesheet, in light or dark, and the width of the page or of a phone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

#: The stylesheet's colours by theme, under its names.
PALETTE = {
    "light": {
        "paper": "#fffdf8", "ink": "#1b1a16", "quiet": "#66645c", "rule": "#e4dfd3", "obligated": "#1f5b99",
        "exercised": "#7d7a6e", "ceiling": "#3b3a34", "negative": "#a8321f", "attention": "#96590b", "later": "#9dbad6",
    },
    "dark": {
        "paper": "#191813", "ink": "#ebe7db", "quiet": "#a6a294", "rule": "#38352b", "obligated": "#7db0e6",
        "exercised": "#9b978a", "ceiling": "#d6d2c4", "negative": "#f0917f", "attention": "#e2a857", "later": "#48627c",
    },
}  # fmt: skip
#: Hues for kinds of a thing that have no colour of their own; told apart by colour-blind eyes (after Okabe and Ito).
KINDS = {
    "light": ["#1f5b99", "#c96a00", "#00795a", "#a1457e", "#3b3a34", "#5aa2cf", "#8a7a00", "#9d9a8e"],
    "dark": ["#7db0e6", "#f0a04b", "#3fc29b", "#dd8fbb", "#d6d2c4", "#4f88ad", "#d8c84a", "#8a877b"],
}
#: A round sum on an axis in the site's words: $2.5bn, where Vega would write $2.5G.
MONEY_LABEL = (
    "abs(datum.value) < 1000 ? format(datum.value, '$,~f') : "
    "replace(replace(replace(format(datum.value, '$~s'), 'M', 'm'), 'G', 'bn'), 'T', 'tn')"
)
WIDTHS = {"wide": 720, "narrow": 330}
#: An axis of US dollars, its words as `words.short_money` has them.
DOLLARS = {
    "format": "$~s",
    "labelExpr": "datum.value ? replace(replace(replace(datum.label, 'G', 'bn'), 'M', 'm'), 'T', 'tn') : '$0'",
    "tickCount": 5,
}
_SANS = "-apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


class Asked(dict[str, dict[str, Any]]):
    """The figures of a page by name, each told when a template asks for it; one with nothing to draw is not there."""

    def __init__(self, figures: Mapping[str, Callable[[Any], dict[str, Any] | None]], facts: Any) -> None:
        super().__init__()
        self._figures, self._facts = figures, facts

    def __missing__(self, name: str) -> dict[str, Any]:
        figure = self._figures.get(name)
        if figure is None or (spec := figure(self._facts)) is None:
            raise KeyError(name)
        self[name] = spec
        return spec


def themed(spec: dict[str, Any], theme: str = "light", width: str = "wide") -> dict[str, Any]:
    """The specification with its look. A colour written `@obligated` is the stylesheet's colour of that name.

    A figure that is another on a phone gives two specifications, as `wide` and `narrow`.
    """
    colours = PALETTE[theme]
    text = json.dumps(spec.get(width, spec), default=str)
    for name, colour in colours.items():
        text = text.replace(f'"@{name}"', f'"{colour}"')
    axis = {
        "domainColor": colours["rule"], "gridColor": colours["rule"], "tickColor": colours["rule"],
        "labelColor": colours["quiet"], "titleColor": colours["quiet"], "labelFont": _SANS, "titleFont": _SANS,
        "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal",
    }  # fmt: skip
    look = {
        "background": colours["paper"],
        "font": _SANS,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "legend": {"labelColor": colours["ink"], "titleColor": colours["quiet"], "orient": "top", "title": None},
        "header": {"labelColor": colours["ink"], "titleColor": colours["quiet"]},
        "title": {"color": colours["ink"], "anchor": "start", "fontSize": 12},
        "text": {"color": colours["ink"]},
        "bar": {"color": colours["obligated"]},
        "line": {"color": colours["obligated"]},
        "area": {"color": colours["obligated"]},
        "point": {"color": colours["obligated"], "filled": True},
        "rule": {"color": colours["quiet"]},
        "range": {"category": KINDS[theme]},
    }
    drawn: dict[str, Any] = json.loads(text)
    drawn.setdefault("width", WIDTHS[width])
    drawn.setdefault("height", 240)
    drawn["autosize"] = {"type": "fit-x", "contains": "padding"}
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", **drawn, "config": look}


def svg(spec: dict[str, Any], theme: str = "light", width: str = "wide") -> str:
    """The chart as a still picture of its own, as wide as the layout asks."""
    import vl_convert  # its engine takes half a second to start, and only charts need it

    return str(vl_convert.vegalite_to_svg(themed(spec, theme, width)))


@cache
def bundle() -> tuple[str, bytes]:
    """The script that draws specifications in a browser (Vega, Vega-Lite, Vega-Embed), and its digest."""
    import vl_convert

    code = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed").encode()
    return hashlib.sha256(code).hexdigest()[:12], code
