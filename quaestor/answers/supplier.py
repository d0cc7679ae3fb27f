"""What one supplier was promised: by fiscal year, by buyer, award by award."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from quaestor import model
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.store import Lake


def supplier(lake: Lake, name_or_id: str, as_of: date | None = None) -> dict[str, Any]:
    """Everything held of one supplier: obligations of its actions, by year and buyer, and its awards.

    name_or_id: a supplier id, a UEI, DUNS or CAGE, or a name. as_of: only actions signed by that day. Sums are over
    actions that
    name the supplier, without sampled ones. Raises NotHeld when none or several are meant.
    """
    supplier_id = identify(lake, name_or_id)
    signed = "AND signed_on <= ?" if as_of else ""
    asked = [supplier_id, *([as_of] if as_of else [])]
    acts = f"FROM action WHERE supplier_id = ? {signed}"
    money = "sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END)"
    total = lake.query(
        f"SELECT {money} AS obligated, count(*) AS actions, count(*) FILTER (sampled) AS sampled, min(signed_on) AS "
        "first_on, "
        f"max(signed_on) AS last_on {acts}",
        asked,
    )[0]
    names = lake.query(
        f"SELECT supplier_name AS name, min(signed_on) AS first_on, max(signed_on) AS last_on, count(*) AS actions "
        f"{acts} "
        "AND supplier_name IS NOT NULL GROUP BY supplier_name ORDER BY first_on, name",
        asked,
    )
    if not names and as_of:
        raise NotHeld(f"no action of {supplier_id} signed by {as_of} is held")
    awards = _awards(lake, supplier_id, as_of)
    facts = {
        "supplier_id": supplier_id,
        "name": max(names, key=lambda row: row["last_on"])["name"]
        if names
        else awards[0].get("supplier_name")
        if awards
        else None,
        "names": names,
        "parents": lake.query(
            f"SELECT parent_name AS name, parent_id, min(signed_on) AS first_on, max(signed_on) AS last_on {acts} "
            "AND parent_name IS NOT NULL GROUP BY ALL ORDER BY first_on, name",
            asked,
        ),
        "obligated": total["obligated"],
        "actions_count": total["actions"],
        "first_signed_on": total["first_on"],
        "last_signed_on": total["last_on"],
        "by_year": lake.query(
            f"SELECT {model.fiscal_year('signed_on')} AS fiscal_year, {money} AS obligated, count(*) AS actions {acts} "
            "GROUP BY 1 ORDER BY 1",
            asked,
        ),
        "by_buyer": lake.query(
            f"SELECT buyer_id AS agency_id, max_by(buyer_name, signed_on) AS name, {money} AS obligated, count(*) "
            "AS actions "
            f"{acts} GROUP BY 1 ORDER BY obligated DESC NULLS LAST, 1",
            asked,
        ),
        "awards_count": len(awards),
        "awards": awards,
        "as_of": as_of,
    }
    facts["family"] = facts["parents"][-1]["name"] if facts["parents"] else None
    facts["notes"] = _notes(lake, facts, total)
    return dict(plain(facts))


def identify(lake: Lake, text: str) -> str:
    """The id of the one supplier that an id, a number or a name means; raises NotHeld when none or several do."""
    text = text.strip()
    number = re.sub(r"\s", "", text).upper()
    ids = [text, *(f"{form}:{number}" for form in ("uei", "duns", "cage")), f"name:{text.upper()}, USA"]
    found = lake.query("SELECT supplier_id, name FROM supplier WHERE supplier_id IN (SELECT unnest(?))", [ids])
    if not found:
        found = lake.query(
            "SELECT supplier_id, name FROM supplier WHERE upper(name) = ? ORDER BY obligated DESC NULLS LAST",
            [text.upper()],
        )
    if not found:
        found = lake.query(
            "SELECT supplier_id, name FROM supplier WHERE contains(upper(name), ?) ORDER BY obligated DESC NULLS LAST",
            [text.upper()],
        )
    if not found:
        found = lake.query(
            "SELECT DISTINCT supplier_id, supplier_name AS name FROM action WHERE supplier_id IN (SELECT unnest(?))",
            [ids],
        )
    if not found:
        raise NotHeld(
            f"no supplier {text} is held", advice="Try part of the name; names are as the publisher prints them."
        )
    if len(found) > 1:
        said = "; ".join(f"{row['supplier_id']} ({row['name']})" for row in found[:10])
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise NotHeld(f"{len(found)} suppliers are called {text}", advice=f"Name one of them by its id: {said}{more}.")
    return str(found[0]["supplier_id"])


def _awards(lake: Lake, supplier_id: str, as_of: date | None) -> list[dict[str, Any]]:
    signed = "AND first_signed_on <= ?" if as_of else ""
    return lake.query(
        "SELECT award_id, piid, kind, supplier_name, buyer_name, obligated, ceiling, ceiling_kind, first_signed_on, "
        "last_signed_on, "
        f"ends_on, description FROM award WHERE supplier_id = ? {signed} ORDER BY obligated DESC NULLS LAST, award_id",
        [supplier_id, *([as_of] if as_of else [])],
    )


def _notes(lake: Lake, facts: dict[str, Any], total: dict[str, Any]) -> list[str]:
    notes = []
    if total["sampled"]:
        notes.append(
            f"{total['sampled']} of {total['actions']} actions come from a source that prints one action of an award a "
            "year; they enter no sum."
        )
    if facts["supplier_id"].startswith("name:"):
        notes.append(
            "The publisher prints no number for this supplier here, so it is known by its name alone; the same firm "
            "may stand elsewhere under its UEI."
        )
    if facts["as_of"]:
        notes.append("The awards' own totals below are of today; the sums above are as of the day.")
    buyers = [row["agency_id"] for row in facts["by_buyer"]]
    cut = (
        lake.query(
            "SELECT DISTINCT agency_name, fiscal_year FROM coverage WHERE cut_short AND agency_id IN (SELECT "
            "unnest(?)) ORDER BY ALL",
            [buyers],
        )
        if buyers
        else []
    )
    if cut:
        said = ", ".join(f"{row['agency_name']} {row['fiscal_year']}" for row in cut[:6])
        notes.append(f"Files that seem cut short may lack actions of this supplier: {said}.")
    return notes
