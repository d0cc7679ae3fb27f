"""The facts that stand side by side: of awards, of suppliers, of agencies, each kind told alike."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.answers.agencies import entries
from quaestor.answers.agency import words_of
from quaestor.answers.competition import group
from quaestor.answers.completeness import Sign, cut_years, open_years, signs
from quaestor.answers.spending import Row, added, grouped, money, months, of_agency, surge
from quaestor.store import Lake

#: Points of one award's course that are told one by one; a longer course has one a month.
MOST_POINTS = 400

_AWARD = (
    "award_id, piid, kind, vehicle_id, vehicle_piid, buyer_id, buyer_name, office_id, office_name, supplier_id, "
    "supplier_name, parent_name, obligated, exercised, ceiling, ceiling_first, ceiling_kind, actions, first_signed_on, "
    "last_signed_on, starts_on, ends_on, could_end_on, order_until, competed_code, offers, psc, psc_name, description"
)


def awards(lake: Lake, ids: list[str]) -> list[Row]:
    """Awards with what was obligated in each fiscal year and their `course`: what it came to after each signing day."""
    held = {
        row["award_id"]: row for row in lake.query(_each(f"SELECT {_AWARD} FROM award WHERE award_id = ?", ids), ids)
    }
    signed: dict[str, list[Row]] = defaultdict(list)
    for row in lake.query(
        _each(
            "SELECT award_id, signed_on, sum(obligation) AS obligated, count(*) AS actions FROM action WHERE "
            "award_id = ? AND NOT coalesce(sampled, false) GROUP BY 1, 2",
            ids,
        )
        + " ORDER BY 2",
        ids,
    ):
        signed[row["award_id"]].append(row | {"fiscal_year": _fiscal_year(row["signed_on"]), "sampled": 0})
    return [
        held[award_id]
        | {
            "id": award_id,
            "title": held[award_id]["piid"],
            "competed": words_of(held[award_id]["competed_code"]),
            "by_year": grouped(signed[award_id], "fiscal_year"),
            "course": _course(signed[award_id]),
        }
        for award_id in ids
    ]


def _course(signed: list[Row]) -> list[Row]:
    """What was obligated in all at the end of each signing day, or of each month's last one where these are many."""
    running, course = Decimal(0), []
    for row in signed:
        running += row["obligated"]
        course.append({"day": row["signed_on"], "obligated": running})
    if len(course) > MOST_POINTS:
        by_month = {(point["day"].year, point["day"].month): point for point in course}
        course = [course[0], *(point for point in by_month.values() if point is not course[0])]
    return course


def _fiscal_year(day: date) -> int:
    return day.year + (1 if day.month >= 10 else 0)


def suppliers(lake: Lake, ids: list[str]) -> list[Row]:
    """Suppliers with what they were obligated in each fiscal year, and by whom; competition is that of their awards."""
    held = {
        row["supplier_id"]: row for row in lake.query(f"SELECT * FROM supplier WHERE supplier_id IN {_marks(ids)}", ids)
    }
    rows = lake.query(
        "SELECT supplier_id, agency_id, fiscal_year, sum(obligated) AS obligated, CAST(sum(actions) AS BIGINT) AS "
        f"actions, CAST(sum(sampled) AS BIGINT) AS sampled FROM spend WHERE part = 'supplier' AND supplier_id IN "
        f"{_marks(ids)} GROUP BY 1, 2, 3",
        ids,
    )
    rows = [row | {"obligated": money(row)} for row in rows]
    competed = lake.query(
        "SELECT supplier_id, competed_code, sum(obligated) AS obligated, count(*) AS actions, 0 AS sampled FROM award "
        f"WHERE supplier_id IN {_marks(ids)} AND obligated IS NOT NULL GROUP BY 1, 2",
        ids,
    )
    names = {row["agency_id"]: row["name"] for row in lake.query(
        "SELECT agency_id, max_by(agency_name, fiscal_year) AS name FROM spend WHERE part = 'name' GROUP BY 1"
    )}  # fmt: skip
    items = []
    for supplier_id in ids:
        some = [row for row in rows if row["supplier_id"] == supplier_id]
        one = held.get(supplier_id, {})
        buyers = sorted({row["agency_id"] for row in some})
        items.append(
            {
                "id": supplier_id,
                "title": one.get("name") or supplier_id,
                "parent_name": one.get("parent_name"),
                "awards": one.get("awards"),
                "first_signed_on": one.get("first_signed_on"),
                "last_signed_on": one.get("last_signed_on"),
                "buyers": len(buyers),
                "largest_buyer": _largest(some, names),
                **_told(some, signs(lake, buyers)),
                **_competed([row for row in competed if row["supplier_id"] == supplier_id]),
            }
        )
    return items


def _largest(rows: list[Row], names: dict[str, str]) -> Row | None:
    groups = [row for row in grouped(rows, "agency_id") if row["obligated"] is not None]
    if not groups:
        return None
    top = max(groups, key=lambda row: (row["obligated"], row["agency_id"]))
    return {"agency_id": top["agency_id"], "name": names.get(top["agency_id"]), "obligated": top["obligated"]}


def agencies(lake: Lake, ids: list[str]) -> list[Row]:
    """Agencies with what they obligated in each fiscal year, how it was competed, and how much of it in September."""
    counts = {row["buyer_id"]: row["awards"] for row in lake.query(
        f"SELECT buyer_id, count(*) AS awards FROM award WHERE buyer_id IN {_marks(ids)} GROUP BY 1", ids
    )}  # fmt: skip
    items = []
    for agency_id in ids:
        spent = of_agency(agency_id)
        rows, held = months(lake, spent), signs(lake, [agency_id])
        printed = spent.ask(
            lake,
            "max_by(agency_name, fiscal_year) AS name, max_by(department_name, fiscal_year) AS department_name",
            "WHERE part = 'name'",
        )[0]
        listed: dict[str, Any] = next(iter(entries(lake, agency_id)), {})
        told = [row for row in surge(rows, open_years(held)) if row["state"] == "told"]
        items.append(
            {
                "id": agency_id,
                "title": listed.get("name") or printed["name"] or agency_id,
                "department": listed.get("department_name") or printed["department_name"],
                "awards": counts.get(agency_id, 0),
                "first_signed_on": min((sign["first_on"] for sign in held.values()), default=None),
                "last_signed_on": max((sign["last_on"] for sign in held.values()), default=None),
                "surge": told[-1] if told else None,
                **_told(rows, held),
                **_competed(rows),
            }
        )
    return items


def _told(rows: list[Row], held: dict[int, Sign]) -> Row:
    """Sums over all and by fiscal year, and the years whose records are not whole.

    held: how complete the records of the buyers are; a supplier may lack actions where the file of any of its buyers is
    cut short.
    """
    by_year = sorted(grouped(rows, "fiscal_year"), key=lambda row: row["fiscal_year"])
    years = {row["fiscal_year"] for row in by_year}
    return {
        **added(rows),
        "by_year": by_year,
        "cut_short": [year for year in cut_years(held) if year in years],
        "open_years": [year for year in open_years(held) if year in years],
    }


def _competed(rows: list[Row]) -> Row:
    """The money whose extent of competition is printed, and the share of it that was not competed, where it is one."""
    known = added(row for row in rows if row["competed_code"])["obligated"]
    closed = added(row for row in rows if group(row["competed_code"]) == "not competed")["obligated"] or Decimal(0)
    share = round(float(closed / known), 4) if known is not None and known > 0 else None
    return {
        "competition_held": known,
        "not_competed": closed if known is not None else None,
        "not_competed_share": share if share is not None and 0 <= share <= 1 else None,
    }


def _marks(ids: list[str]) -> str:
    """The place of a list in SQL."""
    return f"({', '.join('?' * len(ids))})"


def _each(select: str, ids: list[str]) -> str:
    """`select` once for each id: files that lack the one asked for are passed by; asked for six at once, none is."""
    return " UNION ALL ".join([select] * len(ids))
