"""The pages of makers whose products others sold: all of them, and one with its orders and their words."""

from __future__ import annotations

from typing import Any

from quaestor.answers.holdings import Slice
from quaestor.answers.makers import SORTS
from quaestor.answers.makers import maker as told_maker
from quaestor.answers.makers import makers as told_makers
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts
from quaestor.web.pages.suppliers import MOST_ROWS, ROWS, parts


def makers(lake: Lake, asked: Asked) -> Facts:
    """Every maker whose products others sold, most money first."""
    return told_makers(lake)


def maker(lake: Lake, asked: Asked) -> Facts:
    """What was sold of one maker through others, a page of its orders, sorted as asked.

    together: yes adds what the maker's own suppliers were obligated. parts: by_year_reseller as a table.
    """
    rows = asking.count(asked, "rows", ROWS, MOST_ROWS)
    number = asking.count(asked, "page", 1, 1_000_000)
    sort = asking.one_of(asked, "sort", SORTS) or "obligated"
    together = bool(asking.one_of(asked, "together", {"yes": True}))
    part = Slice(sort, rows, (number - 1) * rows)
    facts = told_maker(lake, asked["key"], as_of=asking.day(asked, "as_of"), part=part, together=together)
    pages = max(-(-facts["orders_count"] // rows), 1)
    listed = {"sort": sort, "orders_page": number, "orders_pages": pages, "orders_rows": rows}
    return facts | listed | {"parts": parts(facts["by_year_reseller"], "reseller")}


def listed(facts: Facts) -> list[dict[str, Any]]:
    """One row a maker."""
    return list(facts["makers"])


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row an order, the less sure ones last."""
    return [
        {"maker_id": facts["maker_id"]}
        | {key: value for key, value in order.items() if key not in ("says", "others")}
        | {"other_makers": "; ".join(order["others"]), "text": (order["says"] or {}).get("text")}
        for order in [*facts["orders"], *facts["unsure"]]
    ]
