"""The page of a supplier, and what it and the page of a family tell alike: years by buyer or supplier, and awards."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from quaestor.answers.findings import flags_of
from quaestor.answers.holdings import SORTS, Slice
from quaestor.answers.identities import identities
from quaestor.answers.makers import dealings
from quaestor.answers.supplier import supplier as told_supplier
from quaestor.store import Lake
from quaestor.web.figures import MONEY_LABEL
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts
from quaestor.web.words import plain_money, shorten

#: Awards on one page, unless the address asks for more, and the most it may ask for.
ROWS, MOST_ROWS = 100, 100_000
#: Buyers, or suppliers, that have a colour of their own; the rest are one.
KINDS = 6
#: What the CSV of a supplier may give.
TABLES = {
    "awards": "one row an award",
    "identities": "one row a way of printing it",
    "families": "one row a stay in a family",
    "events": "one row an event",
}


def supplier(lake: Lake, asked: Asked) -> Facts:
    """What one supplier was awarded, by year, buyer and award; a page of its awards, sorted as asked.

    parts: by_year_buyer as a table, the largest buyers apart. through_others, sells: makers, where it is one whose
    products others sold, or sold those of others.
    """
    as_of = asking.day(asked, "as_of")
    facts = told_supplier(lake, asked["key"], as_of, sliced(asked))
    facts |= identities(lake, facts["supplier_id"], as_of) | dealings(lake, facts["supplier_id"], as_of)
    table = asking.one_of(asked, "table", TABLES) or "awards"
    facts["flags"] = flags_of(lake, "supplier_id", facts["supplier_id"])
    return facts | listed(asked, facts) | {"parts": parts(facts["by_year_buyer"], "buyer"), "table": table}


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row an award, or what `table` names instead."""
    return list(facts[facts["table"]])


def sliced(asked: Asked) -> Slice:
    rows = asking.count(asked, "rows", ROWS, MOST_ROWS)
    after = (asking.count(asked, "page", 1, 1_000_000) - 1) * rows
    return Slice(asking.one_of(asked, "sort", SORTS) or "obligated", rows, after)


def listed(asked: Asked, facts: Facts) -> Facts:
    part = sliced(asked)
    rows = part.rows or ROWS
    pages = max(-(-facts["awards_count"] // rows), 1)
    return {"sort": part.sort, "awards_page": part.after // rows + 1, "awards_pages": pages, "awards_rows": rows}


def parts(rows: list[dict[str, Any]], whom: str) -> dict[str, Any]:
    """Sums by fiscal year of those in `rows` who moved most money, and of the others together, as a table of years.

    columns: name and sum of each; None stands in a year where nothing of theirs is held in a sum. idle: years in which
    no action moves money; they have no row. Every amount of `rows` is in one cell.
    """
    names: dict[str, str] = {}
    moved: dict[str, Decimal] = defaultdict(Decimal)
    cells: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    summed = [row for row in rows if row["obligated"] is not None]
    for row in summed:
        names[row["id"]] = row["name"] or row["id"] or "not held"
        moved[row["id"]] += abs(Decimal(row["obligated"]))
    ranked = sorted(moved, key=lambda key: -moved[key])
    apart = [key for key in ranked if moved[key]]
    apart = apart if len(apart) <= KINDS + 1 else apart[:KINDS]
    rest = len(ranked) - len(apart)
    others = f"{rest} other {whom}{'s' if rest > 1 else ''}"
    for row in summed:
        cells[row["fiscal_year"], row["id"] if row["id"] in apart else others] += Decimal(row["obligated"])
    keys = [*apart, others] if rest else apart
    twice = {name for name, times in Counter(names[key] for key in apart).items() if times > 1}
    every = sorted({year for year, _ in cells})
    moving = [year for year in every if any(cells.get((year, key)) for key in keys)]
    return {
        "of": whom,
        "columns": [
            {
                "id": None if key == others else key,
                "name": f"{names[key]} ({key})" if names.get(key) in twice else names.get(key, key),
                "sum": f"{sum((cells.get((year, key), Decimal(0)) for year in every), Decimal(0)):.2f}",
            }
            for key in keys
        ],
        "years": [
            {
                "fiscal_year": year,
                "amounts": [f"{cells[year, key]:.2f}" if (year, key) in cells else None for key in keys],
                "obligated": f"{sum((cells.get((year, key), Decimal(0)) for key in keys), Decimal(0)):.2f}",
            }
            for year in moving
        ],
        "idle": [year for year in every if year not in moving],
    }


def years(facts: Facts) -> dict[str, Any] | None:
    """Obligated by fiscal year, stacked by buyer or supplier: above the line committed, below it taken back."""
    told = facts["parts"]
    names = [shorten(column["name"], 60) for column in told["columns"]]
    values = [
        {"year": str(row["fiscal_year"]), "whom": name, "place": place, "amount": float(amount),
         "exact": plain_money(amount), "all": plain_money(row["obligated"])}
        for row in told["years"]
        for place, (name, amount) in enumerate(zip(names, row["amounts"], strict=True))
        if amount is not None
    ]  # fmt: skip
    if not values:
        return None
    first, last = (int(told["years"][place]["fiscal_year"]) for place in (0, -1))
    return {
        "data": {"values": values},
        "height": 220,
        "mark": {"type": "bar", "width": {"band": 0.72}},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": None,
                  "axis": {"labelAngle": 0, "labelOverlap": True, "labelSeparation": 8},
                  "scale": {"domain": [str(year) for year in range(first, last + 1)]}},
            "y": {"field": "amount", "type": "quantitative", "title": None, "scale": {"nice": False},
                  "axis": {"tickCount": 4, "labelExpr": MONEY_LABEL}},
            "color": {"field": "whom", "type": "nominal", "sort": names,
                      "legend": {"columns": {"expr": "width > 480 ? 2 : 1"}, "labelLimit": 300, "labelFontSize": 11,
                                 "symbolType": "square"}},
            "order": {"field": "place", "type": "quantitative"},
            "tooltip": [
                {"field": "year", "title": "fiscal year"},
                {"field": "whom", "title": told["of"]},
                {"field": "exact", "title": "obligated"},
                {"field": "all", "title": "the year in all"},
            ],
        },
    }  # fmt: skip
