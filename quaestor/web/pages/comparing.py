"""Two to six awards, suppliers or agencies side by side: the facts, the table under the chart, and the chart."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor import answers
from quaestor.store import Lake
from quaestor.web.figures import DOLLARS
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Where the time axis of awards begins: on the day itself, or for each award on its first day.
BEGINNINGS = {"day": "the days themselves", "start": "each award’s first day"}


def compare(lake: Lake, asked: Asked) -> Facts:
    """What is named by the parameters `a`, on one scale; `from=start` lays awards on one another by their first day.

    table: for each fiscal year, or year since the first day, a value for each item: what awards had been obligated in
    all by its end, what suppliers and agencies were obligated in it; None where there is nothing to tell.
    """
    facts = answers.compare(lake, asking.several(asked, "a"))
    facts["from"] = asking.one_of(asked, "from", BEGINNINGS) or "day"
    if facts["kind"] == "award":
        facts["table"] = _since_start(facts["items"]) if facts["from"] == "start" else _by_year_end(facts["items"])
    elif facts["kind"]:
        facts["table"] = _by_year(facts["items"])
    else:
        facts["table"] = []
    return facts


def _by_year(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    years = [row["fiscal_year"] for item in items for row in item["by_year"]]
    sums = [{row["fiscal_year"]: row["obligated"] for row in item["by_year"]} for item in items]
    return [
        {"label": str(year), "values": [of.get(year) for of in sums], "held": [year in of for of in sums]}
        for year in (range(min(years), max(years) + 1) if years else ())
    ]


def _by_year_end(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    years = [row["fiscal_year"] for item in items for row in item["by_year"]]
    if not years:
        return []
    rows = []
    for year in range(min(years), max(years) + 1):
        values = [_stood(item["course"], f"{year}-09-30") for item in items]
        rows.append({"label": str(year), "values": values, "held": [value is not None for value in values]})
    return rows


def _since_start(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows, longest = [], max((_days(item)[-1] for item in items if item["course"]), default=-1)
    for number in range(1, longest // 365 + 2 if longest >= 0 else 1):
        values = []
        for item in items:
            days, course = _days(item), item["course"]
            passed = [point["obligated"] for day, point in zip(days, course, strict=True) if day <= number * 365]
            values.append(passed[-1] if passed and (number - 1) * 365 <= days[-1] else None)
        held = [value is not None for value in values]
        rows.append({"label": f"{number}", "values": values, "held": held})
    return rows


def _days(item: dict[str, Any]) -> list[int]:
    days = [date.fromisoformat(point["day"]) for point in item["course"]]
    return [(day - days[0]).days for day in days]


def _stood(course: list[dict[str, Any]], day: str) -> str | None:
    passed = [point["obligated"] for point in course if point["day"] <= day]
    return passed[-1] if passed else None


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row an item and fiscal year."""
    return [
        {"kind": facts["kind"], "id": item["id"], "title": item["title"]}
        | {name: row[name] for name in ("fiscal_year", "obligated", "actions")}
        for item in facts["items"]
        for row in item["by_year"]
    ]


def course(facts: Facts) -> dict[str, Any] | None:
    """Running obligations of awards over time, in steps; obligations by fiscal year of suppliers and agencies."""
    if not facts["kind"]:
        return None
    titles = _titles(facts["items"])
    if facts["kind"] == "award":
        values, x = _steps(facts, titles)
    else:
        values, x = _years(facts, titles)
    if not values:
        return None
    steps = facts["kind"] == "award"
    size = 22 if steps else 50
    columns = 1 if max(map(len, titles)) > 20 else 2
    look: dict[str, Any] = {"type": "point", "size": size, "opacity": 1}
    hollow = {"filled": False, "fill": "@paper", "strokeWidth": 2}
    points = []  # a layer without a point in it has no scale, of which the script warns
    if not all(value["hollow"] for value in values):
        points.append({"transform": [{"filter": "!datum.hollow"}], "mark": look | {"filled": True}})
    if any(value["hollow"] for value in values):
        points.append({"transform": [{"filter": "datum.hollow"}], "mark": look | hollow})
    return {
        "data": {"values": values},
        "height": 300,
        "encoding": {
            "x": x,
            "y": {"field": "obligated", "type": "quantitative", "title": None, "axis": DOLLARS},
            "color": {"field": "who", "type": "nominal", "sort": titles, "scale": {"domain": titles},
                      "legend": {"columns": columns, "labelLimit": 290, "symbolType": "stroke"}},
            "tooltip": [
                {"field": "who", "title": facts["kind"]},
                {"field": "told", "title": "on" if steps else "fiscal year"},
                {"field": "exact", "title": "obligated in all" if steps else "obligated"},
            ],
        },
        "layer": [{"mark": {"type": "line", "interpolate": "step-after" if steps else "linear"}}, *points],
    }  # fmt: skip


def _titles(items: list[dict[str, Any]]) -> list[str]:
    """A name for each, told apart where two bear the same."""
    names = [item["title"] for item in items]
    return [
        name if names.count(name) == 1 else f"{name} ({item['id']})" for name, item in zip(names, items, strict=True)
    ]


def _steps(facts: Facts, titles: list[str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    start = facts["from"] == "start"
    values = [
        {"who": title, "at": round(days / 365.25, 3) if start else point["day"], "told": point["day"],
         "obligated": float(point["obligated"]), "exact": f"${point['obligated']}", "hollow": False}
        for title, item in zip(titles, facts["items"], strict=True)
        for days, point in zip(_days(item), item["course"], strict=True)
    ]  # fmt: skip
    if start:
        title = "years since the first action held"
        return values, {"field": "at", "type": "quantitative", "title": title, "axis": {"tickMinStep": 1}}
    return values, {"field": "at", "type": "temporal", "title": None, "axis": {"tickCount": 8}}


def _years(facts: Facts, titles: list[str]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    values = [
        {"who": title, "at": str(row["fiscal_year"]), "told": row["fiscal_year"],
         "obligated": float(row["obligated"]), "exact": f"${row['obligated']}",
         "hollow": row["fiscal_year"] in item["cut_short"] or row["fiscal_year"] in item["open_years"]}
        for title, item in zip(titles, facts["items"], strict=True)
        for row in item["by_year"]
        if row["obligated"] is not None
    ]  # fmt: skip
    years = sorted({value["at"] for value in values})
    axis = {"labelAngle": 0, "labelOverlap": True}
    return values, {"field": "at", "type": "ordinal", "title": "fiscal year", "sort": years, "axis": axis}
