"""How complete the records of agencies are, fiscal year by fiscal year: cut short, or not reaching the year's end."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor.sql import AMONG
from quaestor.store import Lake

Sign = dict[str, Any]


def signs(lake: Lake, buyers: list[str]) -> dict[int, Sign]:
    """By fiscal year what `coverage` says of these agencies together.

    first_on, last_on: signing days held. cut_short, why: whether and why a publisher's file seems cut. over: whether
    the source that holds most of the year has any record, of whatever agency, as late as its last day; else the year is
    not over in the records.
    """
    rows = lake.query(
        "SELECT c.fiscal_year, min(c.first_on) AS first_on, max(c.last_on) AS last_on, "
        "bool_or(c.cut_short) AS cut_short, string_agg(DISTINCT c.why, '; ') FILTER (c.cut_short) AS why, "
        "max_by(s.newest_on, c.held) AS reaches FROM "
        "coverage c JOIN (SELECT source, max(last_on) AS newest_on FROM coverage GROUP BY source) s USING (source) "
        f"WHERE c.agency_id {AMONG} GROUP BY c.fiscal_year ORDER BY c.fiscal_year",
        [buyers],
    )
    return {row["fiscal_year"]: row | {"over": row["reaches"] >= date(row["fiscal_year"], 9, 30)} for row in rows}


def open_years(found: dict[int, Sign]) -> list[int]:
    """The fiscal years that are not over in the records."""
    return [year for year, sign in found.items() if not sign["over"]]


def cut_years(found: dict[int, Sign]) -> list[int]:
    """The fiscal years of which a publisher's file seems cut short."""
    return [year for year, sign in found.items() if sign["cut_short"]]
