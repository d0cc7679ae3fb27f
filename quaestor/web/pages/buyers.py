"""The pages of those who buy: all agencies, one agency, one contracting office; and their charts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from quaestor import answers
from quaestor.answers.findings import flags_of
from quaestor.errors import BadQuery
from quaestor.store import Lake
from quaestor.web.figures import DOLLARS
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Rows of families, products and offices shown, and the most that an address may ask for.
MOST, MOST_ASKED = 15, 5000
#: Flags shown, the largest.
FLAGS = 10
#: The tables of an agency's page; `?table=` names the one that its CSV gives.
TABLES = {
    "months": "months", "years": "by_year", "competition": "competition", "families": "families",
    "products": "products", "offices": "offices", "surge": "surge", "ceilings": "ceilings", "ending": "ending",
}  # fmt: skip
#: Extents of competition drawn together: too many hues tell nothing. The table has every code.
DRAWN = {
    "A": "full and open", "D": "competed with limits", "F": "competed with limits", "CDO": "competed with limits",
    "E": "follow-on", "B": "not available", "C": "not competed", "G": "not competed", "NDO": "not competed",
}  # fmt: skip
_ORDER = ["full and open", "competed with limits", "follow-on", "not competed", "not available", "not held"]


def agencies(lake: Lake, asked: Asked) -> Facts:
    """Every agency held with what it obligated; `q` narrows them by words."""
    return answers.agencies(lake, asked.get("q", "").strip()[:200])


def agency(lake: Lake, asked: Asked) -> Facts:
    """One agency: what it committed, to whom, for what, how it was competed, when in the year, and what ends soon."""
    again, table = _asked(asked)
    on, most = again["on"] or date.today(), again["most"] or MOST
    facts = answers.agency(lake, asked["key"], on, (again["from"], again["to"]), most)
    facts["flags"] = flags_of(lake, "buyer_id", facts["agency_id"], FLAGS)
    return facts | {"asked": again, "table": table}


def office(lake: Lake, asked: Asked) -> Facts:
    """One contracting office, told as an agency is."""
    again, table = _asked(asked)
    on, most = again["on"] or date.today(), again["most"] or MOST
    facts = answers.office(lake, asked["key"], on, (again["from"], again["to"]), most)
    facts["flags"] = flags_of(lake, "office_id", facts["office_id"], FLAGS)
    return facts | {"asked": again, "table": table}


def _asked(asked: Asked) -> tuple[dict[str, Any], str]:
    """What the address asks for, blanks as None; and the table that its CSV gives."""
    first, last = asking.between(asked, "from", 1950, 2100), asking.between(asked, "to", 1950, 2100)
    if first and last and first > last:
        raise BadQuery(f"{first} is after {last}", where="from", advice="Put the earlier fiscal year first.")
    most = asking.count(asked, "most", MOST, MOST_ASKED) if asked.get("most", "").strip() else None
    again = {"from": first, "to": last, "on": asking.day(asked, "on"), "most": most}
    return again, asking.one_of(asked, "table", TABLES) or "months"


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a month, or the rows of the table that the address names, with a last row for those not told."""
    found = facts.get(TABLES[facts["table"]])
    if found is None:
        return []
    if facts["table"] == "competition":
        return list(found["by_year"])
    if facts["table"] == "ceilings":
        return [*found["stated"], *found["no_limit"]]
    if facts["table"] == "ending":
        return list(found["events"])
    if isinstance(found, Mapping):
        others = found["others"]
        if not others:
            return list(found["rows"])
        sums = {name: value for name, value in others.items() if name != "count"}
        return [*found["rows"], {"name": f"{others['count']} others"} | sums]
    return list(found)


def _state(year: Mapping[str, Any]) -> str:
    return "cut short" if year["cut_short"] else "as held" if year["over"] else "year not over"


def _states(facts: Facts) -> dict[int, str]:
    return {row["fiscal_year"]: _state(row) for row in facts["by_year"]}


#: Years whose records are not whole are drawn paler everywhere.
_PALER = {
    "condition": {"test": "datum.state === 'as held'", "value": 1},
    "value": 0.45,
}


def by_year(facts: Facts) -> dict[str, Any] | None:
    """Money obligated by fiscal year."""
    held = [row for row in facts["by_year"] if row["obligated"] is not None]
    if len(held) < 2 or not any(float(row["obligated"]) for row in held):
        return None
    values = [
        {"year": str(row["fiscal_year"]), "obligated": float(row["obligated"]), "exact": f"${row['obligated']}",
         "actions": row["actions"], "state": _state(row)}
        for row in held
    ]  # fmt: skip
    return {
        "data": {"values": values},
        "height": 200,
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}},
            "y": {"field": "obligated", "type": "quantitative", "title": None, "axis": DOLLARS},
            "color": {"condition": {"test": "datum.obligated < 0", "value": "@negative"}, "value": "@obligated"},
            "opacity": _PALER,
            "tooltip": [
                {"field": "year", "title": "fiscal year"},
                {"field": "exact", "title": "obligated"},
                {"field": "actions", "format": ",", "title": "actions"},
                {"field": "state", "title": "records"},
            ],
        },
    }


def by_month(facts: Facts) -> dict[str, Any] | None:
    """Money obligated by month, September in a colour of its own."""
    states = _states(facts)
    held = [row for row in facts["months"] if row["obligated"] is not None]
    moved = [place for place, row in enumerate(held) if float(row["obligated"])]
    if len(moved) < 3:
        return None
    held = held[moved[0] : moved[-1] + 1]
    values = []
    for row in held:
        year = row["fiscal_year"] - (1 if row["month"] >= 10 else 0)
        values.append(
            {"month": f"{year}-{row['month']:02d}-01", "obligated": float(row["obligated"]),
             "exact": f"${row['obligated']}", "actions": row["actions"], "state": states[row["fiscal_year"]],
             "which": "September" if row["month"] == 9 else "other months"}
        )  # fmt: skip
    return {
        "data": {"values": values},
        "height": 180,
        "mark": {"type": "bar", "width": {"band": 0.85}},
        "encoding": {
            "x": {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "title": None,
                  "axis": {"format": "%Y", "tickCount": 8, "labelOverlap": "greedy"}},
            "y": {"field": "obligated", "type": "quantitative", "title": None, "axis": DOLLARS},
            "color": {"field": "which", "type": "nominal",
                      "scale": {"domain": ["September", "other months"], "range": ["@attention", "@obligated"]}},
            "opacity": _PALER,
            "tooltip": [
                {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "format": "%b %Y", "title": "month"},
                {"field": "exact", "title": "obligated"},
                {"field": "actions", "format": ",", "title": "actions"},
                {"field": "state", "title": "records of the year"},
            ],
        },
    }  # fmt: skip


def competition(facts: Facts) -> dict[str, Any] | None:
    """Shares of the money obligated in each fiscal year by extent of competition; sums below zero are not drawn."""
    states = _states(facts)
    sums: dict[tuple[int, str], float] = {}
    for row in facts["competition"]["by_year"]:
        if row["obligated"] is not None:
            key = (row["fiscal_year"], _drawn_as(row["competed_code"]))
            sums[key] = sums.get(key, 0) + float(row["obligated"])
    drawn = {key: amount for key, amount in sums.items() if amount > 0}
    years = {year for year, _ in drawn}
    if not any(how != "not held" for _, how in drawn) or len(years) < 2:
        return None
    values = [
        {"year": str(year), "how": how, "place": _ORDER.index(how), "obligated": amount, "state": states[year],
         "exact": f"${amount:,.2f}", "share": amount / sum(drawn[key] for key in drawn if key[0] == year)}
        for (year, how), amount in sorted(drawn.items())
    ]  # fmt: skip
    seen = [how for how in _ORDER if any(value["how"] == how for value in values)]
    colours = dict(zip(_ORDER, ["@obligated", "@later", "@exercised", "@attention", "@ceiling", "@rule"], strict=True))
    return {
        "data": {"values": values},
        "height": 200,
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None, "axis": {"labelAngle": 0, "labelOverlap": True}},
            "y": {"field": "obligated", "type": "quantitative", "stack": "normalize", "title": None,
                  "axis": {"format": "%", "tickCount": 5}},
            "color": {"field": "how", "type": "nominal", "sort": seen, "legend": {"columns": 3},
                      "scale": {"domain": seen, "range": [colours[how] for how in seen]}},
            "order": {"field": "place", "type": "quantitative"},
            "opacity": _PALER,
            "tooltip": [
                {"field": "year", "title": "fiscal year"},
                {"field": "how", "title": "competition"},
                {"field": "exact", "title": "obligated"},
                {"field": "share", "format": ".1%", "title": "share"},
                {"field": "state", "title": "records"},
            ],
        },
    }  # fmt: skip


def _drawn_as(code: str | None) -> str:
    return DRAWN.get(code, "not held") if code else "not held"


FIGURES = {"years": by_year, "months": by_month, "competition": competition}
