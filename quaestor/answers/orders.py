"""The orders placed under one vehicle, whoever owns it and whether or not its own actions are held."""

from __future__ import annotations

from typing import Any

from quaestor.answers.plain import plain
from quaestor.store import Lake

_TOLD = "award_id, piid, supplier_name, buyer_name, obligated, first_signed_on, last_signed_on"


def orders(lake: Lake, vehicle_id: str, most: int = 50) -> dict[str, Any]:
    """The orders held under a vehicle, those with most money obligated first, at most `most`; the count is of all."""
    rows = lake.query(
        f"SELECT {_TOLD}, count(*) OVER () AS found FROM vehicle_order WHERE vehicle_id = ? "
        f"ORDER BY obligated DESC NULLS LAST, award_id LIMIT {int(most)}",
        [vehicle_id],
    )
    count = rows[0]["found"] if rows else 0
    told = [{key: value for key, value in row.items() if key != "found"} for row in rows]
    return {"orders": plain(told), "orders_count": count}


def placed(lake: Lake, vehicle_id: str, rows: int, after: int = 0) -> dict[str, Any]:
    """A part of the orders under a vehicle, most money first, and what each buyer placed under it.

    Buyers are told apart by name, in whatever capitals. Each order counts once. unknown: orders whose obligation is not
    held in full; they enter no sum. The buyers' orders and sums make the vehicle's own count and sum.
    """
    held = "SELECT * FROM vehicle_order WHERE vehicle_id = ?"
    listed = lake.query(
        f"SELECT {_TOLD} FROM ({held}) ORDER BY obligated DESC NULLS LAST, award_id "
        f"LIMIT {int(rows)} OFFSET {int(after)}",
        [vehicle_id],
    )
    buyers = lake.query(
        "SELECT max_by(buyer_name, last_signed_on) AS name, count(*) AS orders, "
        "count(DISTINCT upper(supplier_name)) AS suppliers, "
        "sum(obligated) AS obligated, count(*) FILTER (obligated IS NULL) AS unknown, "
        f"min(first_signed_on) AS first_on, max(last_signed_on) AS last_on FROM ({held}) "
        "GROUP BY upper(buyer_name) ORDER BY obligated DESC NULLS LAST, orders DESC, 1",
        [vehicle_id],
    )
    return dict(plain({"orders": listed, "by_buyer": buyers}))
