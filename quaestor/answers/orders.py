"""The orders placed under one vehicle, whoever owns it and whether or not its own actions are held."""

from __future__ import annotations

from typing import Any

from quaestor.answers.plain import plain
from quaestor.store import Lake


def orders(lake: Lake, vehicle_id: str, most: int = 50) -> dict[str, Any]:
    """The orders held under a vehicle, those with most money obligated first, at most `most`; the count is of all."""
    rows = lake.query(
        "SELECT award_id, piid, supplier_name, buyer_name, obligated, first_signed_on, last_signed_on, "
        "count(*) OVER () AS found FROM vehicle_order WHERE vehicle_id = ? "
        f"ORDER BY obligated DESC NULLS LAST, award_id LIMIT {int(most)}",
        [vehicle_id],
    )
    count = rows[0]["found"] if rows else 0
    told = [{key: value for key, value in row.items() if key != "found"} for row in rows]
    return {"orders": plain(told), "orders_count": count}
