"""Chains of money to and from a supplier, and to and from a family of suppliers."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor.answers.chain_families import families, identities, members, name_of
from quaestor.answers.chain_reports import Reports, of_supplier
from quaestor.answers.chain_told import SUM, Told, buyer, told, who
from quaestor.answers.flowing import NOTHING, End, Link
from quaestor.errors import NotHeld
from quaestor.store import Lake

#: Where money that was obligated under no vehicle goes through.
DIRECT = "-NONE-"


def supplier(lake: Lake, supplier_id: str, as_of: date | None, most: int) -> Told:
    columns = ["buyers", "under", "supplier", "reported to receive"]
    signed = " AND signed_on <= ?" if as_of else ""
    ids = identities(lake, supplier_id)
    asked = [ids, *([as_of] if as_of else [])]
    rows = lake.query(
        "SELECT buyer_id, max_by(buyer_name, signed_on) AS buyer_name, vehicle_id, max(vehicle_piid) AS piid, "
        f"max_by(supplier_name, signed_on) AS name, max(signed_on) AS last_on, {SUM} AS obligated, count(DISTINCT "
        "award_id) AS awards, count(DISTINCT award_id) FILTER (coalesce(sampled, false)) AS unknown FROM action "
        f"WHERE supplier_id IN (SELECT unnest(?)){signed} GROUP BY buyer_id, vehicle_id",
        asked,
    )
    names = [row["name"] for row in sorted(rows, key=lambda row: row["last_on"]) if row["name"]]
    name = (names or [None])[-1]
    reports = Reports(lake, as_of)
    reports.take(of_supplier(ids), [], own=None)
    if not rows and not reports.count:
        raise NotHeld(f"nothing of {supplier_id} is held" + (f" that was signed by {as_of}" if as_of else ""))
    subject = End(2, "supplier", supplier_id, name or reports.name_of(supplier_id))
    links = []
    for row in rows:
        vehicle = (
            End(1, "vehicle", row["vehicle_id"], row["piid"])
            if row["vehicle_id"]
            else End(1, "direct", DIRECT, "under no vehicle")
        )
        sums = ("obligated", row["obligated"] or NOTHING, row["awards"], row["unknown"])
        links += [Link(buyer(row), vehicle, *sums), Link(vehicle, subject, *sums)]
    links += [reports.link(one, End(1, *who(one, "from")), subject) for one in reports.sums("in")]
    links += [reports.link(one, subject, End(3, *who(one, "to"))) for one in reports.sums("out")]
    total = lake.value(f"SELECT {SUM} FROM action WHERE supplier_id IN (SELECT unnest(?)){signed}", asked)
    about = {"supplier_id": supplier_id, "held": bool(rows), "identities": ids}
    proof = ("the sum of its actions" + ("" if len(ids) > 1 else ", as on its own page"), total)
    return told("supplier", subject, links, columns, most, as_of, reports, about, proof)


def family(lake: Lake, key: str, as_of: date | None, most: int) -> Told:
    known = families(lake)
    its = f"a.supplier_id IN ({members(key)}) AND {known.of_action} = $key" if known.settled else "{} = $key"
    its = its.format(known.of_action)
    asked: dict[str, Any] = {"key": key} | ({"day": as_of} if as_of else {})
    where = its + (" AND a.signed_on <= $day" if as_of else "")
    rows = lake.query(
        f"SELECT buyer_id, max_by(buyer_name, signed_on) AS buyer_name, {SUM} AS obligated, count(DISTINCT award_id) "
        "AS awards, count(DISTINCT award_id) FILTER (coalesce(sampled, false)) AS unknown FROM lake.action a "
        f"WHERE {where} GROUP BY buyer_id",
        asked,
    )
    subject = End(1, "family", key, name_of(lake, key) if known.settled else key)
    links = [
        Link(buyer(row), subject, "obligated", row["obligated"] or NOTHING, row["awards"], row["unknown"])
        for row in rows
    ]
    reports = Reports(lake, as_of).of_family(key)

    def other(column: int, row: Told, side: str) -> End:
        alone = known.settled and not str(row[f"{side}_id"]).startswith("fam:")
        return End(column, *who(row, side, "supplier" if alone else "family"))

    links += [reports.link(one, other(0, one, "from"), subject) for one in reports.sums("in")]
    links += [reports.link(one, subject, other(2, one, "to")) for one in reports.sums("out")]
    if not links:
        raise NotHeld(f"nothing of {subject.name} is held" + (f" that was signed by {as_of}" if as_of else ""))
    columns = ["buyers, and families that pass on", "family", "families reported to receive"]
    total = lake.value(f"SELECT {SUM} FROM lake.action a WHERE {where}", asked)
    printed = "SELECT 1 AS held FROM award WHERE parent_name = ? LIMIT 1"
    held = bool(lake.query(printed, [subject.name]))
    about = {"held": held, "said": known.said}
    return told("family", subject, links, columns, most, as_of, reports, about, ("the sum of its actions", total))
