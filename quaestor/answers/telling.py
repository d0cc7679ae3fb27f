"""The most telling facts of a store, computed from whatever it holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quaestor.answers.plain import dollars, plain
from quaestor.store import Lake


def telling(lake: Lake) -> list[dict[str, Any]]:
    """Up to five facts, each with a title, a sentence, the award it is about and the figure.

    Only stated ceilings are compared, and only awards whose first action is held: the others could not have been seen
    whole.
    """
    found = (
        _ceiling_growth(lake), _silent_ceilings(lake), _added_by_modification(lake), _taken_back(lake), _vehicle(lake)
    )  # fmt: skip
    return [dict(plain(fact)) for fact in found if fact]


def _one(lake: Lake, text: str) -> dict[str, Any] | None:
    rows = lake.query(text)
    return rows[0] if rows else None


def _ceiling_growth(lake: Lake) -> dict[str, Any] | None:
    row = _one(
        lake,
        "SELECT *, ceiling - ceiling_first AS grown FROM award WHERE ceiling_kind = 'stated' AND ceiling_first > 0 "
        "AND NOT sampled "
        "AND ceiling > ceiling_first ORDER BY grown DESC, award_id LIMIT 1",
    )
    if not row:
        return None
    raised = lake.value(
        "SELECT count(*) FROM action WHERE award_id = ? AND ceiling_change > 0 AND obligation = 0", [row["award_id"]]
    )
    times = Decimal(row["ceiling"]) / Decimal(row["ceiling_first"])
    return {
        "title": "Largest growth of a ceiling",
        "sentence": f"The ceiling of {row['piid']} ({row['supplier_name']}) grew from "
        f"{dollars(row['ceiling_first'])} to "
        f"{dollars(row['ceiling'])}, {times:.2f} times its first value, over {row['actions']} actions; {raised} of "
        "them raised it without obligating a dollar.",
        "award_id": row["award_id"],
        "value": row["grown"],
    }


def _silent_ceilings(lake: Lake) -> dict[str, Any] | None:
    row = _one(
        lake,
        "SELECT count(*) AS n, count(*) FILTER (obligation = 0) AS silent, sum(abs(ceiling_change)) FILTER "
        "(obligation = 0) AS moved FROM action SEMI JOIN (SELECT award_id FROM award WHERE ceiling_kind = 'stated') "
        "USING (award_id) WHERE ceiling_change <> 0 AND reason_code IS NOT NULL AND NOT coalesce(sampled, false)",
    )
    if not row or not row["silent"]:
        return None
    return {
        "title": "Ceilings move without money",
        "sentence": f"{row['silent']:,} of the {row['n']:,} modifications that change a stated ceiling obligate $0.00; "
        "together they move "
        f"ceilings by {dollars(row['moved'])}. A reader who skips zero-dollar actions sees none of it.",
        "award_id": None,
        "value": row["moved"],
    }


def _added_by_modification(lake: Lake) -> dict[str, Any] | None:
    row = _one(
        lake,
        "SELECT a.award_id, a.piid, a.supplier_name, a.actions, a.obligated, f.first, a.obligated - f.first AS "
        "added FROM award a "
        "JOIN (SELECT award_id, sum(obligation) AS first FROM action WHERE reason_code IS NULL AND mod_order = "
        "'000000000000' "
        "AND NOT coalesce(sampled, false) GROUP BY award_id) f USING (award_id) WHERE f.first > 0 AND a.first_held "
        "= '0' "
        "ORDER BY added DESC, a.award_id LIMIT 1",
    )
    if not row or row["added"] <= 0:
        return None
    return {
        "title": "Most money added by modification",
        "sentence": f"{row['piid']} ({row['supplier_name']}) began with {dollars(row['first'])} and stands at "
        f"{dollars(row['obligated'])}: "
        f"{row['actions'] - 1} modifications added {dollars(row['added'])}.",
        "award_id": row["award_id"],
        "value": row["added"],
    }


def _taken_back(lake: Lake) -> dict[str, Any] | None:
    row = _one(
        lake,
        "SELECT action_id, award_id, piid, mod_number, supplier_name, signed_on, obligation FROM action WHERE "
        "obligation < 0 "
        "AND NOT coalesce(sampled, false) ORDER BY obligation, action_id LIMIT 1",
    )
    total = _one(
        lake,
        "SELECT count(*) AS n, count(DISTINCT award_id) AS awards, sum(obligation) AS money FROM action WHERE "
        "obligation < 0 "
        "AND NOT coalesce(sampled, false)",
    )
    if not row or not total:
        return None
    return {
        "title": "Money taken back",
        "sentence": f"{total['n']:,} actions on {total['awards']:,} awards take back {dollars(abs(total['money']))}; "
        "the largest is "
        f"modification {row['mod_number']} of {row['piid']} ({row['supplier_name']}), {dollars(row['obligation'])} "
        f"on {row['signed_on']}.",
        "award_id": row["award_id"],
        "value": total["money"],
    }


def _vehicle(lake: Lake) -> dict[str, Any] | None:
    row = _one(
        lake,
        "SELECT v.*, o.supplier_name FROM vehicle v JOIN (SELECT vehicle_id, max(supplier_name) AS supplier_name "
        "FROM award "
        "GROUP BY vehicle_id) o USING (vehicle_id) WHERE v.buyers > 1 ORDER BY v.orders_obligated DESC NULLS LAST, "
        "v.vehicle_id LIMIT 1",
    ) or _one(
        lake,
        "SELECT v.*, o.supplier_name FROM vehicle v JOIN (SELECT vehicle_id, max(supplier_name) AS supplier_name "
        "FROM award "
        "GROUP BY vehicle_id) o USING (vehicle_id) WHERE v.orders > 1 ORDER BY v.orders_obligated DESC NULLS LAST, "
        "v.vehicle_id LIMIT 1",
    )
    if not row:
        return None
    owner = lake.value(
        "SELECT coalesce((SELECT min(name) FROM agency WHERE agency_id = $id AND level = 2 AND listed_in = "
        "'usaspending'), (SELECT max(buyer_name) FROM award WHERE buyer_id = $id), 'agency ' || $id)",
        {"id": row["owner_id"]},
    )
    buyers = "1 agency has" if row["buyers"] == 1 else f"{row['buyers']} agencies have"
    return {
        "title": "A vehicle that several agencies share"
        if row["buyers"] > 1
        else "The vehicle with most money on its orders",
        "sentence": f"Under {row['piid']}, a vehicle of {owner} held by {row['supplier_name']}, {buyers} placed "
        f"{row['orders']} orders for {dollars(row['orders_obligated'])} in all.",
        "award_id": lake.value(
            "SELECT award_id FROM award WHERE vehicle_id = ? ORDER BY obligated DESC NULLS LAST LIMIT 1",
            [row["vehicle_id"]],
        ),
        "value": row["orders_obligated"],
    }
