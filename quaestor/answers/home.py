"""The front page: what is held, what came in with the newest readings, what ends soon, and how complete it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from quaestor.answers import came
from quaestor.answers.data import matrix
from quaestor.answers.findings import Wanted, findings
from quaestor.answers.held import coverage
from quaestor.answers.plain import plain
from quaestor.store import Lake

#: Rows of each list.
FEW = 4
#: Days within which an award ends soon.
SOON = 60
#: Agencies and fiscal years of the small matrix.
AGENCIES, YEARS = 8, 12

_ACT = (
    "action_id, award_id, piid, mod_number, signed_on, supplier_name, buyer_name, obligation, exercised_change, "
    "ceiling_change, description"
)
_FIGURES = {
    "new": "coalesce(obligation, 0)",
    "raised": "ceiling_change",
    "option": "coalesce(nullif(exercised_change, 0), obligation, 0)",
}


def home(lake: Lake, today: date | None = None) -> dict[str, Any]:
    """Everything the front page tells but its telling facts (see `telling`), which take a pass over all actions.

    totals: awards, suppliers and contracting processes (of open contracting data) held, records of actions by the
    coverage, the first and the last signing day. came_in: see `came_in`. findings: the flags about most money. ending:
    awards whose period ends within SOON days of `today`. matrix: rows held by agency and year.
    """
    rows = coverage(lake)
    days = [row["first_on"] for row in rows if row["first_on"]], [row["last_on"] for row in rows if row["last_on"]]
    newest = lake.query("SELECT load_id, source, read_at, added FROM load ORDER BY read_at DESC, load_id DESC LIMIT 1")
    return dict(
        plain(
            {
                "totals": {
                    "awards": lake.value("SELECT count(*) FROM award"),
                    "suppliers": lake.value("SELECT count(*) FROM supplier"),
                    "processes": lake.value("SELECT count(*) FROM process"),
                    "records": sum(row["held"] for row in rows),
                    "first_on": min(days[0], default=None),
                    "last_on": max(days[1], default=None),
                },
                "newest_load": newest[0] if newest else None,
                "came_in": came_in(lake),
                "findings": findings(lake, Wanted(), limit=FEW),
                "ending": ending(lake, today or date.today()),
                "matrix": matrix(rows, AGENCIES, YEARS),
            }
        )
    )


def came_in(lake: Lake) -> dict[str, Any] | None:
    """What the newest day of readings brought; None while everything is read for the first time.

    new, raised, option, rewritten: how many, and the few largest by money. Only stated ceilings are among the largest.
    Each act counts once, as the publisher that leads prints it.
    """
    day = came.newest_day(lake)
    if not day:
        return None
    span = came.of_day(day, date.max - timedelta(days=1))
    found: dict[str, Any] = {sort: {"count": 0, "largest": []} for sort in came.SORTS} | {"added": 0}
    if some := came.acts(lake, span, ["leads", "superseded_at IS NULL"]):
        text, asked = some
        for row in lake.query(_largest(text), asked):
            sort, count = row.pop("sort"), row.pop("n")
            if sort == "added":
                found["added"] = count
            else:
                found[sort]["count"] = count
                found[sort]["largest"].append(row)
    stated = _stated(lake, [row["award_id"] for row in found["raised"]["largest"]])
    for sort in came.SORTS:
        rows = [row for row in found[sort]["largest"] if sort != "raised" or row["award_id"] in stated]
        found[sort]["largest"] = rows[:FEW]
    where, asked = span.where()
    gone = lake.query(
        f"SELECT kind, count(DISTINCT record_id) AS n FROM change WHERE {' AND '.join(where)} GROUP BY kind", asked
    )
    counts = {row["kind"]: row["n"] for row in gone}
    loads = lake.query(
        "SELECT load_id, source, read_at FROM load WHERE read_at >= ? AND read_at < ? ORDER BY read_at, load_id",
        [came.of_day(day).since, came.of_day(day).until],
    )
    return {"day": day, "loads": loads} | found | {
        "withdrawn": counts.get("withdrawn", 0),
        "reappeared": counts.get("reappeared", 0),
        "rewritten": {"count": counts.get("rewritten", 0), "largest": _rewritten(lake, span)},
    }  # fmt: skip


def _largest(text: str) -> str:
    """SQL for the largest acts of every sort, each with how many there are of its sort, and for the count of all."""
    lists = " UNION ALL ".join(
        f"(SELECT '{sort}' AS sort, (SELECT {sort} FROM counts) AS n, {_ACT} FROM came WHERE {test} "
        f"ORDER BY {_FIGURES[sort]} DESC, action_id LIMIT {FEW * (2 if sort == 'raised' else 1)})"
        for sort, test in came.SORTS.items()
    )
    counts = ", ".join(f"count(*) FILTER ({test}) AS {sort}" for sort, test in came.SORTS.items())
    blank = ", ".join(f"NULL AS {name}" for name in _ACT.split(", "))
    return (
        f"WITH came AS MATERIALIZED (SELECT * FROM ({text}) WHERE NOT catching_up), "
        f"counts AS (SELECT count(*) AS added, {counts} FROM came) "
        f"SELECT 'added' AS sort, added AS n, {blank} FROM counts UNION ALL {lists}"
    )


def _stated(lake: Lake, awards: list[str]) -> set[str]:
    """Those of the awards whose ceiling is a real amount; asked one by one, which is quicker than as a list."""
    if not awards:
        return set()
    one = "SELECT award_id FROM award WHERE award_id = ? AND ceiling_kind = 'stated'"
    return {row["award_id"] for row in lake.query(" UNION ALL ".join([one] * len(awards)), awards)}


def _rewritten(lake: Lake, span: came.Span) -> list[dict[str, Any]]:
    """The rewritten fields that moved most money."""
    where, asked = span.where()
    moved = " - ".join(f"TRY_CAST({side} AS DECIMAL(18,2))" for side in ("after", "before"))
    rows = lake.query(
        f"SELECT record_id, award_id, field, before, after FROM change WHERE {' AND '.join(where)} "
        "AND kind = 'rewritten' AND field IN ('obligation', 'exercised_change', 'ceiling_change') "
        f"ORDER BY abs({moved}) DESC NULLS LAST, record_id, field LIMIT {FEW}",
        asked,
    )
    return [row | _award(lake, row["award_id"], "piid, supplier_name, buyer_name") for row in rows]


def _award(lake: Lake, award_id: str, columns: str) -> dict[str, Any]:
    found = lake.query(f"SELECT {columns} FROM award WHERE award_id = ?", [award_id])
    return found[0] if found else dict.fromkeys(columns.split(", "))


def ending(lake: Lake, today: date) -> dict[str, Any]:
    """How many awards end within SOON days, and those with most money obligated."""
    until = today + timedelta(days=SOON)
    rows = lake.query(
        "WITH soon AS MATERIALIZED (SELECT award_id, obligated FROM award WHERE ends_on BETWEEN ? AND ?) "
        "SELECT award_id, (SELECT count(*) FROM soon) AS n FROM soon ORDER BY obligated DESC NULLS LAST, award_id "
        f"LIMIT {FEW}",
        [today, until],
    )
    shown = "piid, supplier_name, buyer_name, obligated, ends_on, could_end_on, competed_code, description"
    found = [{"award_id": row["award_id"]} | _award(lake, row["award_id"], shown) for row in rows]
    return {"from": today, "until": until, "count": rows[0]["n"] if rows else 0, "largest": found}
