"""The whole life of one award: as of a day it was signed by, and as known on a moment it was read by."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from quaestor import derive, model, sources
from quaestor.answers import award_notes
from quaestor.answers.findings import flags_of
from quaestor.answers.identities import stays
from quaestor.answers.plain import plain
from quaestor.answers.timeline import timeline
from quaestor.answers.withdrawn import last_stood
from quaestor.errors import NotHeld
from quaestor.sql import literal
from quaestor.store import Lake

#: Orders of a vehicle told in full; the count is of all.
MOST_ORDERS = 200

#: What the page and the timeline need of an action; rolling up anew, as of a day, needs all.
_SHOWN = (
    "action_id, award_id, mod_number, mod_order, transaction_number, signed_on, reason_code, obligation, "
    "exercised_change, ceiling_change, exercised_stated, ceiling_stated, sampled, supplier_name, description, "
    "starts_on, ends_on, could_end_on, department_name, funder_name, source, source_file, source_row, load_id, seen_at"
)

_ORDER = (
    "award_id, piid, supplier_name, buyer_name, obligated, first_signed_on, last_signed_on, count(*) OVER () AS n, "
    "sum(obligated) OVER () AS total"
)
_CHANGE = "seen_at, record_id, field, before, after, kind, source, load_id"
_PROVENANCE = "source, source_file, source_row, load_id, seen_at"


def award(lake: Lake, award: str, as_of: date | None = None, known_on: datetime | None = None) -> dict[str, Any]:
    """Everything held of one award, with its actions and what each left behind.

    award: an award id, or a PIID that only one award bears. as_of: only actions signed by that day. known_on: only
    what had been read by that moment (UTC). Money is in US dollars; None means not held, never zero. Raises NotHeld.
    """
    if known_on is not None and known_on.tzinfo:
        known_on = known_on.astimezone(UTC).replace(tzinfo=None)
    with lake.reading():
        return _facts(lake, award, as_of, known_on)


def _facts(lake: Lake, award: str, as_of: date | None, known_on: datetime | None) -> dict[str, Any]:
    held = _held(lake, award, known_on)
    award_id = held["award_id"]
    acts = _acts(lake, award_id, as_of, known_on)
    rolled = _rolled(lake, held, acts, as_of, known_on)
    shown, latest = _actions(timeline(lake.query(acts)))
    facts = {
        "award_id": award_id,
        "piid": rolled["piid"],
        "kind": rolled["kind"],
        "supplier": {
            key: rolled[column]
            for key, column in (
                ("supplier_id", "supplier_id"),
                ("name", "supplier_name"),
                ("parent_name", "parent_name"),
            )
        },
        **_families(lake, rolled),
        "buyer": {
            "agency_id": rolled["buyer_id"],
            "name": rolled["buyer_name"],
            "office_id": rolled["office_id"],
            "office_name": rolled["office_name"],
            "department": latest.get("department_name"),
        },
        "funder": {"agency_id": rolled["funder_id"], "name": latest.get("funder_name")}
        if rolled["funder_id"]
        else None,
        "vehicle": _vehicle(lake, rolled["vehicle_id"], rolled),
    }
    for name in (
        "obligated", "exercised", "ceiling", "ceiling_first", "obligated_stated", "exercised_stated", "ceiling_stated",
        "ceiling_kind", "ceiling_why", "reconciles", "sampled", "first_held", "first_signed_on", "last_signed_on",
        "starts_on", "ends_on", "could_end_on", "order_until",
    ):  # fmt: skip
        facts[name] = rolled[name]
    facts |= {
        "competed": _coded("competed", rolled["competed_code"]),
        "sole_source": _coded("sole_source", rolled["sole_source_code"]),
        "offers": rolled["offers"],
        "pricing": _coded("pricing", rolled["pricing_code"]),
        "psc": {"code": rolled["psc"], "words": rolled["psc_name"]},
        "naics": {"code": rolled["naics"], "words": rolled["naics_name"]},
        "solicitation_id": rolled["solicitation_id"],
        "description": rolled["description"],
        "as_of": as_of,
        "known_on": known_on,
        "public_link": f"https://www.usaspending.gov/award/{award_id}/" if "?" not in award_id else None,
        **_orders(lake, award_id),
        "actions": shown,
        "rewritten": _rewritten(lake, award_id, known_on),
        "flags": [] if as_of else flags_of(lake, "award_id", award_id, known_on=known_on),
        "sources": sorted({row["evidence"]["source"] for row in shown}),
    }
    facts["notes"] = award_notes.notes(facts, _cut_short(lake, facts))
    return dict(plain(facts))


def identify_award(lake: Lake, text: str) -> str:
    """The id of the one award that an id or a PIID means; raises NotHeld when none or several bear it."""
    return str(_held(lake, text, None)["award_id"])


def _families(lake: Lake, rolled: dict[str, Any]) -> dict[str, Any]:
    """The family of the award's supplier on the day the award was first signed, as `family` and `family_id`, and the
    one that it belongs to today as `family_now`, None where none is settled."""
    held = [stay for stay in stays(lake, rolled["supplier_id"]) if stay["stands"]]
    day = rolled["first_signed_on"] or date(1900, 1, 1)
    then = next((one for one in held if (one["from_on"] or day) <= day <= (one["to_on"] or day)), None)
    now = next((one for one in held if one["to_on"] is None), None)
    alone = then is None or (then["how"] == "itself" and then["parent_id"] is None)
    return {
        "family": None if alone or then is None else then["name"],
        "family_id": then["family_id"] if then else None,
        "family_now": {name: now[name] for name in ("family_id", "name")} if now else None,
    }


def _held(lake: Lake, text: str, known_on: datetime | None) -> dict[str, Any]:
    """The award that `text` names, as rolled up today; before a moment, also one that has been withdrawn since."""
    text = text.strip()
    if re.match(r"CONT_(AWD|IDV)_", text):
        asked, values = f"{lake.select('award', text)} LIMIT 1", []  # so that what lies behind it is not passed by
    else:
        asked, values = "FROM award WHERE piid = ? ORDER BY award_id", [re.sub(r"[\s-]", "", text).upper()]
    found = lake.query(asked, values)
    if not found:  # seen once while maintenance let go of the state that was being read
        lake.renew()
        found = lake.query(asked, values)
    if not found and known_on is not None and (stood := last_stood(lake, text)):
        return stood | {"ceiling_kind": None}
    if not found:
        raise NotHeld(
            f"no award {text} is held",
            advice="Look for it by its number or its supplier's name; it may also lie outside what was loaded.",
        )
    if len(found) > 1:
        said = "; ".join(f"{row['award_id']} ({row['supplier_name']}, {row['buyer_name']})" for row in found[:8])
        raise NotHeld(
            f"{len(found)} awards bear the number {text}",
            advice=f"A PIID is not a key. Name one of them by its id: {said}.",
        )
    return found[0]


def _acts(lake: Lake, award_id: str, as_of: date | None, known_on: datetime | None) -> str:
    """SQL for the actions of the award on both clocks, with their provenance."""
    signed = f"signed_on <= DATE '{as_of}'" if as_of else "true"
    if known_on is None:
        return f"{lake.select('action', award_id, '*' if as_of else _SHOWN)} AND {signed}"
    moment = f"TIMESTAMP '{known_on.isoformat(sep=' ')}'"
    rank = " ".join(f"WHEN '{name}' THEN {leads}" for name, leads in sources.leads().items())
    names = ", ".join(model.table("action").names)
    return (
        f"SELECT {names}, {_PROVENANCE} FROM (SELECT *, row_number() OVER (PARTITION BY action_id ORDER BY CASE "
        f"source {rank} "
        "ELSE 0 END DESC, seen_at DESC) AS place FROM lake.action_version "
        f"WHERE award_id = {literal(award_id)} AND seen_at <= {moment} "
        f"AND (superseded_at IS NULL OR superseded_at > {moment})) "
        f"WHERE place = 1 AND {signed}"
    )


def _rolled(
    lake: Lake, held: dict[str, Any], acts: str, as_of: date | None, known_on: datetime | None
) -> dict[str, Any]:
    """The award as rolled up from the actions that the query `acts` gives; as held where neither clock is asked for."""
    if as_of is None and known_on is None:
        return held
    rolled = derive.award(lake, acts)
    if not rolled:
        when = " and ".join(
            part for part in (f"signed by {as_of}" if as_of else "", f"read by {known_on}" if known_on else "") if part
        )
        raise NotHeld(
            f"no action of {held['award_id']} {when} is held",
            advice=f"Its first action held was signed on {held['first_signed_on']}.",
        )
    if held["ceiling_kind"] == "shared" and rolled[0]["ceiling_kind"] == "stated":
        rolled[0] |= {"ceiling_kind": "shared", "ceiling_why": held["ceiling_why"]}
    return rolled[0]


def _actions(acts: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The actions in order with what each left behind, and the latest as recorded."""
    shown, act = [], {}
    for act in acts:
        shown.append(
            {
                "position": act["position"],
                "action_id": act["action_id"],
                "mod_number": act["mod_number"],
                "signed_on": act["signed_on"],
                **{
                    name: act[name]
                    for name in (
                        "obligation",
                        "exercised_change",
                        "ceiling_change",
                        "obligated_after",
                        "exercised_after",
                        "ceiling_after",
                    )
                },
                "reason_code": act["reason_code"],
                "reason": model.codes("reason").get(act["reason_code"] or ""),
                "supplier_name": act["supplier_name"],
                "description": act["description"],
                "starts_on": act["starts_on"],
                "ends_on": act["ends_on"],
                "could_end_on": act["could_end_on"],
                "sampled": act["sampled"],
                "evidence": {name: act[name] for name in ("source", "source_file", "source_row", "load_id", "seen_at")},
            }
        )
    return shown, act


def _coded(name: str, code: str | None) -> dict[str, str | None]:
    return {"code": code, "words": model.codes(name).get(code) if code else None}


def _vehicle(lake: Lake, vehicle_id: str | None, rolled: dict[str, Any]) -> dict[str, Any] | None:
    if not vehicle_id:
        return None
    found = lake.query(lake.select("vehicle", vehicle_id))
    vehicle = (
        found[0]
        if found
        else {
            "vehicle_id": vehicle_id,
            "piid": rolled["vehicle_piid"],
            "owner_id": rolled["vehicle_agency_id"],
            "held": False,
        }
    )
    own = "kind, supplier_name, ceiling, ceiling_kind, description"
    told = lake.query(f"{lake.select('award', vehicle_id, own)} LIMIT 1") if vehicle["held"] else []
    agencies = (
        "SELECT agency_id, min(name) AS name FROM agency WHERE level = 2 AND listed_in = 'usaspending' GROUP BY 1"
    )
    names = {row["agency_id"]: row["name"] for row in lake.remembered(agencies)}
    return vehicle | {"owner_name": names.get(vehicle["owner_id"])} | (told[0] if told else {})


def _orders(lake: Lake, award_id: str) -> dict[str, Any]:
    rows = (
        lake.query(
            f"{lake.select('vehicle_order', award_id, _ORDER)} "
            f"ORDER BY obligated DESC NULLS LAST, award_id LIMIT {MOST_ORDERS}"
        )
        if award_id.startswith("CONT_IDV_")
        else []
    )
    return {
        "orders": [{key: value for key, value in row.items() if key not in ("n", "total")} for row in rows],
        "orders_count": rows[0]["n"] if rows else 0,
        "orders_obligated": rows[0]["total"] if rows else Decimal(0) if award_id.startswith("CONT_IDV_") else None,
    }


def _cut_short(lake: Lake, facts: dict[str, Any]) -> list[int]:
    """The fiscal years in the award's life whose file, of a source that prints it, seems cut short."""
    if not facts["first_signed_on"]:
        return []
    first, last = (day.year + (day.month >= 10) for day in (facts["first_signed_on"], facts["last_signed_on"]))
    rows = lake.remembered("SELECT source, agency_id, fiscal_year FROM coverage WHERE cut_short")
    years = {
        int(row["fiscal_year"])
        for row in rows
        if row["agency_id"] == facts["buyer"]["agency_id"] and row["source"] in facts["sources"]
    }
    return sorted(year for year in years if first <= year <= last)


def _rewritten(lake: Lake, award_id: str, known_on: datetime | None) -> list[dict[str, Any]]:
    """What was rewritten, withdrawn or brought back after it had first been read."""
    rows = lake.query(lake.select("change", award_id, _CHANGE))
    rows = [row for row in rows if row["kind"] in ("rewritten", "withdrawn", "reappeared")]
    rows.sort(key=lambda row: (row["seen_at"], row["record_id"], row["field"] or "~"))
    return [
        {"mod_number": row["record_id"].split("_")[-3] if row["record_id"].count("_") >= 5 else None} | row
        for row in rows
        if known_on is None or row["seen_at"] <= known_on
    ]
