"""The orders placed under one vehicle, whoever owns it and whether or not its own actions are held."""

from __future__ import annotations

from typing import Any

from quaestor.answers.plain import plain
from quaestor.store import Lake

_TOLD = "award_id, piid, supplier_name, buyer_name, obligated, first_signed_on, last_signed_on"


def orders(lake: Lake, vehicle_id: str, most: int = 50, after: int = 0) -> dict[str, Any]:
    """The orders held under a vehicle, those with most money obligated first, at most `most`; the count is of all.

    after: how many are passed over.
    """
    rows = lake.query(
        f"{lake.select('vehicle_order', vehicle_id, f'{_TOLD}, count(*) OVER () AS found')} "
        f"ORDER BY obligated DESC NULLS LAST, award_id LIMIT {int(most)} OFFSET {int(after)}"
    )
    count = rows[0]["found"] if rows else 0
    told = [{key: value for key, value in row.items() if key != "found"} for row in rows]
    return {"orders": plain(told), "orders_count": count}


def by_buyer(lake: Lake, vehicle_id: str) -> list[dict[str, Any]]:
    """What each buyer placed under a vehicle, most money first; each order counts once.

    Buyers are told apart by name, in whatever capitals. unknown: orders whose obligation is not held in full; they
    enter no sum. The buyers' orders and sums make the vehicle's own count and sum.
    """
    rows = lake.query(
        "SELECT max_by(buyer_name, last_signed_on) AS name, count(*) AS orders, "
        "count(DISTINCT upper(supplier_name)) AS suppliers, sum(obligated) AS obligated, "
        "count(*) FILTER (obligated IS NULL) AS unknown, min(first_signed_on) AS first_on, "
        f"max(last_signed_on) AS last_on FROM {lake.of('vehicle_order', vehicle_id)} "
        "GROUP BY upper(buyer_name) ORDER BY obligated DESC NULLS LAST, orders DESC, 1"
    )
    return list(plain(rows))
