"""Chains of money to and from a supplier, and to and from a family of suppliers."""

from __future__ import annotations

from datetime import date

from quaestor.answers import family_sums, holdings
from quaestor.answers.chain_families import identities, said
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


def family(lake: Lake, family_id: str, as_of: date | None, most: int, family_on: str = "then") -> Told:
    """family_on: the date that says whose an action or a report is (see `chain_families`)."""
    family_sums.take(lake, family_id, family_on, as_of)
    rows = lake.query(
        "SELECT buyer_id, max_by(buyer_name, signed_on) AS buyer_name, sum(obligation) AS obligated, "
        "count(DISTINCT award_id) AS awards, count(DISTINCT award_id) FILTER (sampled) AS unknown "
        "FROM temp.its_act GROUP BY buyer_id"
    )
    name = lake.value("SELECT name FROM family WHERE family_id = ?", [family_id]) or family_id
    subject = End(1, "family", family_id, name)
    links = [
        Link(buyer(row), subject, "obligated", row["obligated"] or NOTHING, row["awards"], row["unknown"])
        for row in rows
    ]
    reports = Reports(lake, as_of).of_family(family_id, family_on)

    def other(column: int, row: Told, side: str) -> End:
        alone = not str(row[f"{side}_id"]).startswith("fam:")
        return End(column, *who(row, side, "supplier" if alone else "family"))

    links += [reports.link(one, other(0, one, "from"), subject) for one in reports.sums("in")]
    links += [reports.link(one, subject, other(2, one, "to")) for one in reports.sums("out")]
    if not links:
        raise NotHeld(f"nothing of {name} is held" + (f" that was signed by {as_of}" if as_of else ""))
    columns = ["buyers, and families that pass on", "family", "families reported to receive"]
    about = {"said": said(family_on), "family_on": family_on}
    proof = ("the sum of its actions, as on its own page", holdings.totals(lake)["obligated"])
    return told("family", subject, links, columns, most, as_of, reports, about, proof)
