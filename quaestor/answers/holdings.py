"""What a supplier, or a family of suppliers, holds: its actions and awards, taken out of the lake once and asked often.

A scan over all actions costs more than everything asked of the few that it finds, so that both are kept in temporary
tables of the reader's own (`its_act`, `its_award`) while a page is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from quaestor import model
from quaestor.answers import competition
from quaestor.store import Lake

#: Vehicles, and awards ending soon, that are told; the counts are of all.
MOST = 200
#: Days that are soon.
SOON = 365

#: What a list of awards may be sorted by: the name in the address, its label, and the order.
SORTS = {
    "obligated": ("money obligated", "obligated DESC NULLS LAST"),
    "ceiling": (
        "ceiling, real ones first",
        "CASE WHEN ceiling_kind = 'stated' THEN ceiling END DESC NULLS LAST, obligated DESC NULLS LAST",
    ),
    "latest": ("latest action", "last_signed_on DESC NULLS LAST"),
    "signed": ("first signed", "first_signed_on DESC NULLS LAST"),
    "ends": ("end, latest first", "coalesce(ends_on, order_until) DESC NULLS LAST"),
    "piid": ("number", "piid"),
}

#: What of an action, and of an award, a page of a holder needs.
ACT = (
    f"signed_on, {model.fiscal_year('signed_on')} AS fiscal_year, coalesce(sampled, false) AS sampled, "
    "CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END AS obligation, supplier_id, supplier_name, "
    "parent_id, parent_name, buyer_id, buyer_name"
)
AWARD = (
    "award_id, piid, kind, supplier_id, supplier_name, buyer_id, buyer_name, obligated, ceiling, ceiling_kind, "
    "first_signed_on, last_signed_on, ends_on, could_end_on, order_until, competed_code, vehicle_id, vehicle_piid, "
    "vehicle_agency_id, description"
)
#: What a list of awards tells of each.
LISTED = (
    "award_id, piid, kind, supplier_id, supplier_name, buyer_name, obligated, ceiling, ceiling_kind, first_signed_on, "
    "last_signed_on, ends_on, could_end_on, competed_code, description"
)


@dataclass(frozen=True)
class Slice:
    """The part of a list of awards that is told: how it is sorted, how many, after how many."""

    sort: str = "obligated"
    rows: int | None = None
    after: int = 0


def take(lake: Lake, supplier_id: str, as_of: date | None = None) -> None:
    """Lays the supplier's actions and awards into `its_act` and `its_award`, in this thread's own cursor.

    as_of: only actions signed by that day, and awards first signed by then.
    """
    signed = f"{{}} <= DATE '{as_of}'" if as_of else "true"
    its = acts(signed.format("signed_on"), lake.of("supplier_action", supplier_id))
    lake.execute(f"CREATE OR REPLACE TEMP TABLE its_act AS SELECT {ACT} FROM ({its})")
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE its_award AS SELECT {AWARD} FROM {lake.of('supplier_award', supplier_id)} "
        f"WHERE {signed.format('first_signed_on')}"
    )


def acts(where: str, source: str = "supplier_action") -> str:
    """SQL for the actions of suppliers, a row each, without passing by those of others. where: a condition on columns
    of `supplier_action`; source: the rows of it that are meant."""
    key = ", ".join(model.table("supplier_action").key)
    return (
        f"SELECT {key} FROM (SELECT *, unnest(range(actions)) FROM (SELECT {key}, CAST(sum(actions) AS BIGINT) AS "
        f"actions FROM {source} WHERE {where} GROUP BY ALL HAVING sum(actions) > 0))"
    )


def totals(lake: Lake) -> dict[str, Any]:
    """What the actions taken add up to, with money taken back apart, and how many enter no sum (`sampled`)."""
    return lake.query(
        "SELECT sum(obligation) AS obligated, count(*) AS actions, count(*) FILTER (sampled) AS sampled, "
        "min(signed_on) AS first_on, max(signed_on) AS last_on, "
        "count(*) FILTER (obligation > 0) AS added_count, sum(obligation) FILTER (obligation > 0) AS added, "
        "count(*) FILTER (obligation < 0) AS taken_back_count, sum(obligation) FILTER (obligation < 0) AS taken_back, "
        "count(*) FILTER (obligation = 0) AS nothing_count FROM temp.its_act"
    )[0]


def by_year(lake: Lake) -> list[dict[str, Any]]:
    """Obligated by fiscal year, oldest first."""
    return lake.query(
        "SELECT fiscal_year, sum(obligation) AS obligated, count(*) AS actions FROM temp.its_act GROUP BY 1 ORDER BY 1"
    )


def by_buyer(lake: Lake) -> list[dict[str, Any]]:
    """Obligated by buyer, most money first."""
    return lake.query(
        "SELECT buyer_id AS agency_id, max_by(buyer_name, signed_on) AS name, sum(obligation) AS obligated, "
        "count(*) AS actions FROM temp.its_act GROUP BY 1 ORDER BY obligated DESC NULLS LAST, 1"
    )


def by_year_and(lake: Lake, whom: Literal["buyer", "supplier"]) -> list[dict[str, Any]]:
    """Obligated by fiscal year and buyer, or supplier: id, its latest name, sum and count."""
    return lake.query(
        f"SELECT fiscal_year, {whom}_id AS id, max_by({whom}_name, signed_on) AS name, sum(obligation) AS obligated, "
        "count(*) AS actions FROM temp.its_act GROUP BY 1, 2 ORDER BY 1, obligated DESC NULLS LAST, 2"
    )


def names(lake: Lake, of: Literal["supplier", "parent"] = "supplier") -> list[dict[str, Any]]:
    """The names printed, each with the signing days it was first and last seen on; parents with the id printed."""
    more = ", parent_id" if of == "parent" else ""
    return lake.query(
        f"SELECT {of}_name AS name{more}, min(signed_on) AS first_on, max(signed_on) AS last_on, count(*) AS actions "
        f"FROM temp.its_act WHERE {of}_name IS NOT NULL GROUP BY {of}_name{more} ORDER BY first_on, name"
    )


def awards(lake: Lake, part: Slice) -> dict[str, Any]:
    """A part of the awards taken, sorted as asked, with the count of all."""
    limit = f"LIMIT {int(part.rows)} OFFSET {int(part.after)}" if part.rows is not None else ""
    return {
        "awards_count": lake.value("SELECT count(*) FROM temp.its_award"),
        "awards": lake.query(f"SELECT {LISTED} FROM temp.its_award ORDER BY {SORTS[part.sort][1]}, award_id {limit}"),
    }


def competed(lake: Lake) -> dict[str, Any]:
    """How the awards taken were competed, by count and by money."""
    return competition.shares(
        lake.query(
            "SELECT competed_code, count(*) AS awards, sum(obligated) AS obligated, "
            "count(*) FILTER (obligated IS NULL) AS unknown FROM temp.its_award GROUP BY 1 ORDER BY 1"
        )
    )


def vehicles(lake: Lake) -> dict[str, Any]:
    """The vehicles among the awards taken, and those that their orders were placed under.

    own: the vehicle is the holder's own award. held: its actions are held, under whatever supplier. orders, obligated,
    unknown: of the holder's orders under it alone, once each.
    """
    rows = lake.query(
        "WITH its_order AS (SELECT vehicle_id, max(vehicle_piid) AS piid, max(vehicle_agency_id) AS owner_id, "
        "count(*) AS orders, sum(obligated) AS obligated, count(*) FILTER (obligated IS NULL) AS unknown, "
        "max(last_signed_on) AS last_signed_on FROM temp.its_award WHERE vehicle_id IS NOT NULL GROUP BY 1), "
        "own AS (SELECT award_id AS vehicle_id, piid, buyer_id, ceiling, ceiling_kind, order_until, last_signed_on "
        "FROM temp.its_award WHERE starts_with(award_id, 'CONT_IDV_')) "
        "SELECT vehicle_id, coalesce(w.piid, o.piid) AS piid, coalesce(w.buyer_id, o.owner_id) AS owner_id, "
        "w.vehicle_id IS NOT NULL AS own, w.ceiling, w.ceiling_kind, w.order_until, coalesce(o.orders, 0) AS orders, "
        "o.obligated, coalesce(o.unknown, 0) AS unknown, "
        "greatest(o.last_signed_on, w.last_signed_on) AS last_signed_on, count(*) OVER () AS found "
        "FROM its_order o FULL OUTER JOIN own w USING (vehicle_id) "
        f"ORDER BY o.obligated DESC NULLS LAST, orders DESC, vehicle_id LIMIT {MOST}"
    )
    others = [row["vehicle_id"] for row in rows if not row["own"]]
    marks = ", ".join("?" for _ in others)
    asked = f"SELECT vehicle_id FROM vehicle WHERE held AND vehicle_id IN ({marks})"
    held = {row["vehicle_id"] for row in lake.query(asked, others)} if others else set()
    told = [
        {key: value for key, value in row.items() if key != "found"} | {"held": row["own"] or row["vehicle_id"] in held}
        for row in rows
    ]
    return {"vehicles_count": rows[0]["found"] if rows else 0, "vehicles": told}


def ending(lake: Lake, day: date) -> dict[str, Any]:
    """The awards taken whose period, or time for orders, ends within SOON days of `day`, soonest first."""
    rows = lake.query(
        f"SELECT {LISTED}, order_until, coalesce(ends_on, order_until) AS soon_on, count(*) OVER () AS found "
        "FROM temp.its_award WHERE coalesce(ends_on, order_until) BETWEEN ? AND ? "
        f"ORDER BY soon_on, obligated DESC NULLS LAST, award_id LIMIT {MOST}",
        [day, day + timedelta(days=SOON)],
    )
    told = [{key: value for key, value in row.items() if key != "found"} for row in rows]
    return {
        "ending_from": day,
        "ending_until": day + timedelta(days=SOON),
        "ending_count": rows[0]["found"] if rows else 0,
        "ending": told,
    }


def cut_short(lake: Lake, buyers: list[str]) -> str | None:
    """A sentence on files of these buyers that seem cut short, so that actions may be missing; None where none is."""
    every = (
        "SELECT DISTINCT agency_id, agency_name, fiscal_year FROM coverage WHERE cut_short "
        "ORDER BY agency_name, fiscal_year"
    )
    known = lake.remembered(every)
    cut = list(dict.fromkeys((row["agency_name"], row["fiscal_year"]) for row in known if row["agency_id"] in buyers))
    if not cut:
        return None
    said = ", ".join(f"{name} {year}" for name, year in cut[:6])
    more = f" and {len(cut) - 6} more" if len(cut) > 6 else ""
    return f"Files that seem cut short may lack actions counted here: {said}{more}."
