"""The pages of saved questions: all of them, and what the records answer to one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quaestor import investigation as room
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts
from quaestor.web.words import plain_money

#: Months on one chart; more are drawn by fiscal year.
MOST_MONTHS = 48
#: Suppliers on one chart.
MOST_BARS = 12
#: The two ways in which words stand in an award.
GAINED, FROM_START = "awards that gained the words", "awards that carry them from the start"

_MONEY = {"labelExpr": "replace(replace(format(datum.value, '$~s'), 'G', 'bn'), 'M', 'm')", "tickCount": 4}
_SPLIT = {
    "field": "came",
    "type": "nominal",
    "scale": {"domain": [GAINED, FROM_START], "range": ["@obligated", "@exercised"]},
    "legend": {"labelLimit": 300, "columns": 1},
}


def investigations(lake: Lake, asked: Asked) -> Facts:
    """Every question saved in the store, with how much it finds."""
    return room.investigations(lake)


def investigation(lake: Lake, asked: Asked) -> Facts:
    """What the records answer to a saved question: when its words first appear, how much, to whom, and what is new."""
    return room.investigation(lake, asked["key"], asking.moment(asked, "since"))


def file(facts: Facts) -> str:
    """The file that the question is kept in, personal details removed."""
    return str(facts["yaml"])


def state(lake: Lake) -> str:
    """What the files of saved questions make up, which a load does not touch."""
    return room.kept.digest(lake.path)


def money(facts: Facts) -> dict[str, Any] | None:
    """Money on matching actions by month, or by fiscal year where the span is long."""
    monthly = len(facts["by_month"]) <= MOST_MONTHS
    rows = facts["by_month"] if monthly else facts["by_year"]
    if len(rows) < 2:
        return None
    when = "month" if monthly else "fiscal_year"
    values = [
        {when: str(row[when]), "came": came, "obligated": float(amount), "exact": plain_money(amount)}
        for row in rows
        for came, amount in _split(row)
    ]
    along: dict[str, Any] = {"field": when, "type": "ordinal", "title": "fiscal year", "axis": {"labelAngle": 0}}
    if monthly:
        along = {"field": when, "type": "temporal", "timeUnit": "utcyearmonth", "title": None}
        along["axis"] = {"format": "%b %Y", "labelOverlap": True, "tickCount": {"interval": "month", "step": 1}}
    return {
        "data": {"values": values},
        "height": 220,
        "mark": {"type": "bar", "width": {"band": 0.7}},
        "encoding": {
            "x": along,
            "y": {"field": "obligated", "type": "quantitative", "title": "obligated, US dollars", "axis": _MONEY},
            "color": _SPLIT,
            "tooltip": [
                {
                    "field": when,
                    **({"type": "temporal", "timeUnit": "utcyearmonth", "format": "%B %Y"} if monthly else {}),
                    "title": "signed in",
                },
                {"field": "came", "title": "on"},
                {"field": "exact", "title": "obligated"},
            ],
        },
    }


def pool(facts: Facts) -> dict[str, Any] | None:
    """The suppliers with most money on matching actions."""
    rows = [row for row in facts["suppliers"] if row["obligated"] is not None and Decimal(row["obligated"])]
    if len(rows) < 2:
        return None
    values = [
        {"supplier": row["name"] or row["supplier_id"], "came": came, "obligated": float(amount)}
        | {"exact": plain_money(amount)}
        for row in rows[:MOST_BARS]
        for came, amount in _split(row)
    ]
    order = {"field": "obligated", "op": "sum", "order": "descending"}
    return {
        "data": {"values": values},
        "height": 24 * min(len(rows), MOST_BARS),
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "supplier", "type": "nominal", "title": None, "sort": order, "axis": {"labelLimit": 150}},
            "x": {"field": "obligated", "type": "quantitative", "title": "obligated, US dollars", "axis": _MONEY},
            "color": _SPLIT,
            "tooltip": [
                {"field": "supplier"},
                {"field": "came", "title": "on"},
                {"field": "exact", "title": "obligated"},
            ],
        },
    }


def _split(row: dict[str, Any]) -> list[tuple[str, Decimal]]:
    """The money of a row on awards that gained the words, and on those that carry them from the start."""
    gained = Decimal(row["gained_obligated"] or 0)
    both = ((GAINED, gained), (FROM_START, Decimal(row["obligated"] or 0) - gained))
    return [(came, amount) for came, amount in both if amount]
