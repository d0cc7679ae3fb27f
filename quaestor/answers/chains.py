"""Chains of money: from buyers through vehicles to suppliers, and on to those they report to have passed it to.

Two sorts of links, never mixed: what buyers obligated, as their records have it, and what suppliers report of their
own accord as passed on. A vehicle's ceiling enters nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from quaestor.answers import chain_holders
from quaestor.answers.award import identify_award
from quaestor.answers.chain_families import identify_family
from quaestor.answers.chain_reports import Reports, identify_supplier
from quaestor.answers.chain_told import SUM, Told, buyer, told, who
from quaestor.answers.family_sums import CHOICES
from quaestor.answers.flowing import NOTHING, End, Link
from quaestor.answers.plain import plain
from quaestor.errors import BadQuery, NotHeld
from quaestor.store import Lake

#: Ends of one kind in a column that stand apart where nothing else is asked; the others are one.
MOST = 12
#: A vehicle under a vehicle under a vehicle: as far as records lead.
_STEPS = 4


def chain(lake: Lake, key: str, as_of: date | None = None, most: int = MOST, family_on: str = "then") -> Told:
    """What flows to and from an award, a vehicle, a supplier or a family, with the sums that prove it.

    key: an award's or a vehicle's id or PIID, a supplier's id or name, a parent's name; `award:`, `supplier:` or
    `family:` before it says which is meant. as_of: only actions and subawards signed by that day. most: the ends of
    each kind in a column that stand apart; the others are one sum. family_on: of a family, the date that says what is
    its own. Raises NotHeld where none or several are meant.
    """
    if family_on not in CHOICES:
        raise BadQuery(f"“{family_on[:40]}” is no date of families", advice=f"Write one of: {', '.join(CHOICES)}.")
    with lake.reading():
        kind, found = _identified(lake, key.strip())
        if kind == "family":
            return dict(plain(chain_holders.family(lake, found, as_of, most, family_on)))
        return dict(plain(_ASKED[kind](lake, found, as_of, most)))


def _identified(lake: Lake, key: str) -> tuple[str, str]:
    """The kind of the subject and its id."""
    before, _, rest = key.partition(":")
    if before in ("award", "vehicle") and rest:
        return _award_or_vehicle(lake, rest)
    if before == "supplier" and rest:
        return "supplier", identify_supplier(lake, rest)
    if before == "family" and rest:
        return "family", identify_family(lake, rest)
    if before in ("uei", "duns", "cage", "name"):
        return "supplier", identify_supplier(lake, key)
    tried: list[NotHeld] = []
    for kind, asked in (
        ("award", _award_or_vehicle),
        ("supplier", identify_supplier),
        ("family", identify_family),
    ):
        try:
            found = asked(lake, key)
        except NotHeld as error:
            tried.append(error)
        else:
            return found if isinstance(found, tuple) else (kind, found)
    several = [error for error in tried if error.what[:1].isdigit()]
    raise (
        several[0]
        if several
        else NotHeld(
            f"no award, vehicle, supplier or family {key} is held",
            advice="Say which is meant: award:70CTD022FR0000170, supplier:uei:..., family:THE GEO GROUP INC.",
        )
    )


def _award_or_vehicle(lake: Lake, key: str) -> tuple[str, str]:
    """A vehicle may be known by its orders alone, its own actions not held."""
    by = "vehicle_id = ?" if key.startswith("CONT_IDV_") else "piid = ? AND NOT held"
    found = lake.query(f"SELECT vehicle_id FROM vehicle WHERE {by} LIMIT 2", [key])
    if len(found) == 1:
        return "vehicle", str(found[0]["vehicle_id"])
    award_id = identify_award(lake, key)
    return ("vehicle" if award_id.startswith("CONT_IDV_") else "award"), award_id


# -- an award ------------------------------------------------------------------------------------------------------


def _award(lake: Lake, award_id: str, as_of: date | None, most: int) -> Told:
    row = lake.query("SELECT * FROM award WHERE award_id = ?", [award_id])[0]
    where = "award_id = ? AND signed_on <= ?" if as_of else "award_id = ?"
    signed = lake.query(
        f"SELECT {SUM} AS obligated, count(*) AS actions FROM action WHERE {where}",
        [award_id, *([as_of] if as_of else [])],
    )[0]
    if as_of and not signed["actions"]:
        raise NotHeld(f"no action of {row['piid']} signed by {as_of} is held")
    obligated, printed = signed["obligated"] if as_of else row["obligated"], False
    if obligated is None and not as_of and row["obligated_stated"] is not None:
        obligated, printed = row["obligated_stated"], True
    counted = signed["actions"] or 1  # of an award that a summary alone tells, the summary
    above = _vehicles_above(lake, row["vehicle_id"])
    ends = [buyer(row), *(End(at + 1, "vehicle", *one) for at, one in enumerate(above))]
    subject = End(len(ends), "award", award_id, f"{row['piid']}, {row['supplier_name'] or 'supplier not held'}")
    ends.append(subject)
    links = [
        Link(left, right, "obligated", obligated or NOTHING, counted, counted if obligated is None else 0)
        for left, right in pairwise(ends)
    ]
    reports = Reports(lake, as_of).take("s.award_id = ?", [award_id], own=row["supplier_id"])
    links += [reports.link(one, subject, End(subject.column + 1, *who(one, "to"))) for one in reports.sums("out")]
    columns = ["buyer", *["vehicle"] * len(above), "award", "reported to receive"]
    about = {
        "piid": row["piid"],
        "supplier_id": row["supplier_id"],
        "supplier_name": row["supplier_name"],
        "printed": printed,
        "first_held": row["first_held"],
    }
    beside = signed["obligated"] if not printed else obligated
    return told(
        "award", subject, links, columns, most, as_of, reports, about, ("the sum of the award’s own actions", beside)
    )


def _vehicles_above(lake: Lake, vehicle_id: str | None) -> list[tuple[str, str | None]]:
    """The vehicles that an award stands under, the uppermost first: id and PIID."""
    found: list[tuple[str, str | None]] = []
    while vehicle_id and len(found) < _STEPS and vehicle_id not in [one for one, _ in found]:
        row = lake.query(
            "SELECT v.piid, a.vehicle_id AS above FROM vehicle v LEFT JOIN award a ON a.award_id = v.vehicle_id "
            "WHERE v.vehicle_id = ?",
            [vehicle_id],
        )
        found.insert(0, (vehicle_id, row[0]["piid"] if row else None))
        vehicle_id = row[0]["above"] if row else None
    return found


# -- a vehicle -----------------------------------------------------------------------------------------------------


def _vehicle(lake: Lake, vehicle_id: str, as_of: date | None, most: int) -> Told:
    row = lake.query("SELECT * FROM vehicle WHERE vehicle_id = ?", [vehicle_id])[0]
    _take_orders(lake, vehicle_id, as_of)
    one = lake.query(
        "SELECT count(DISTINCT upper(supplier_name)) AS suppliers, max(supplier_name) AS name, count(*) AS awards, "
        "sum(obligated) FILTER (award_id = ?) AS own, "
        "count(*) FILTER (starts_with(award_id, 'CONT_IDV_') AND award_id <> ?) AS agreements FROM temp.chain_order",
        [vehicle_id, vehicle_id],
    )[0]
    if not one["awards"]:
        raise NotHeld(f"no order under {row['piid']} is held" + (f" that was signed by {as_of}" if as_of else ""))
    by_order = one["suppliers"] <= 1
    kind, key, name = ("order", "award_id", "piid") if by_order else ("supplier", "supplier_id", "supplier_name")
    subject = End(1, "vehicle", vehicle_id, row["piid"])
    summed = (
        "sum(obligated) AS obligated, count(*) AS awards, count(*) FILTER (obligated IS NULL) AS unknown "
        "FROM temp.chain_order GROUP BY 1 ORDER BY 1"
    )
    links = [
        Link(buyer(part), subject, "obligated", part["obligated"] or NOTHING, part["awards"], part["unknown"])
        for part in lake.query(f"SELECT buyer_id, max_by(buyer_name, last_signed_on) AS buyer_name, {summed}")
    ]
    links += [
        Link(
            subject,
            End(2, *who(part | {"individual": False}, "to", kind)),
            "obligated",
            part["obligated"] or NOTHING,
            part["awards"],
            part["unknown"],
        )
        for part in lake.query(f"SELECT {key} AS to_id, max_by({name}, last_signed_on) AS to_name, {summed}")
    ]
    reports = Reports(lake, as_of).take(
        "o.award_id IS NOT NULL", [], sender=(f"o.{key}", f"o.{name}"), own="o.supplier_id",
        join="JOIN temp.chain_order o ON o.award_id = s.award_id",
    )  # fmt: skip
    links += [
        reports.link(part, End(2, *who(part, "from", kind)), End(3, *who(part, "to"))) for part in reports.sums("out")
    ]
    about = {
        "piid": row["piid"],
        "held": row["held"],
        "orders": one["awards"],
        "agreements": one["agreements"],
        "supplier_name": one["name"] if by_order else None,
        "own": one["own"],
    }
    beside = None if as_of else (row["orders_obligated"] or NOTHING) + (one["own"] or NOTHING)
    columns = ["buyers", "vehicle", "orders" if by_order else "suppliers", "reported to receive"]
    proof = ("the vehicle’s orders as counted when records were loaded", beside)
    return told("vehicle", subject, links, columns, most, as_of, reports, about, proof)


def _take_orders(lake: Lake, vehicle_id: str, as_of: date | None) -> None:
    """Lays the vehicle's orders into `chain_order`; the vehicle itself too, where money was obligated on it."""
    its = "vehicle_id = $vehicle OR award_id = $vehicle"
    asked: dict[str, Any] = {"vehicle": vehicle_id}
    sums, signed = "SELECT award_id, obligated FROM lake.award", ""
    if as_of:
        asked["day"], signed = as_of, "AND a.first_signed_on <= $day"
        sums = (
            f"SELECT award_id, {SUM} AS obligated FROM lake.action WHERE signed_on <= $day AND award_id IN "
            f"(SELECT award_id FROM lake.award WHERE {its}) GROUP BY 1"
        )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE chain_order AS SELECT a.award_id, a.piid, a.buyer_id, a.buyer_name, "
        f"a.supplier_id, a.supplier_name, a.last_signed_on, m.obligated FROM lake.award a LEFT JOIN ({sums}) m "
        f"USING (award_id) WHERE (a.vehicle_id = $vehicle OR (a.award_id = $vehicle AND (m.obligated <> 0 OR EXISTS "
        f"(SELECT 1 FROM lake.subaward WHERE award_id = $vehicle)))) {signed}",
        asked,
    )


_ASKED: dict[str, Callable[[Lake, str, date | None, int], Told]] = {
    "award": _award,
    "vehicle": _vehicle,
    "supplier": chain_holders.supplier,
}
