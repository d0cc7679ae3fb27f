"""What falls due: the days on which awards end, their last option falls, or a vehicle takes its last orders."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor import model
from quaestor.answers.plain import plain
from quaestor.store import Lake

#: What can fall on a day, in plain words.
WHAT = {
    "ends": "ends",
    "options": "last option ends",
    "orders": "last day for orders",
}

_SHOWN = (
    "award_id, piid, kind, supplier_id, supplier_name, parent_name, buyer_id, buyer_name, office_id, office_name, "
    "obligated, ceiling, ceiling_kind, competed_code, offers, ends_on, could_end_on, order_until, last_signed_on, "
    "description"
)
#: What an award and the orders under it come to; blank where neither sum is held.
_WORTH = (
    "CASE WHEN a.obligated IS NOT NULL OR v.orders_obligated IS NOT NULL "
    "THEN coalesce(a.obligated, 0) + coalesce(v.orders_obligated, 0) END"
)
#: Which day of an award each is, and when it tells no more than another.
_DAYS = {
    "ends": ("ends_on", "ends_on IS DISTINCT FROM order_until"),
    "options": ("could_end_on", "(ends_on IS NULL OR could_end_on > ends_on)"),
    "orders": ("order_until", "true"),
}


def due(
    lake: Lake,
    on: date,
    until: date,
    *,
    agency_id: str | None = None,
    office_id: str | None = None,
    supplier: str | None = None,
    kind: str | None = None,
    what: str | None = None,
    least: int | None = None,
    month: tuple[date, date] | None = None,
    most: int = 2000,
) -> dict[str, Any]:
    """What falls due from `on` to `until`, both days among them, in the order of the days.

    supplier: an id, or words of the supplier's or its parent's name. kind: of award. what: one of WHAT. least: US
    dollars obligated at least, on the award and the orders under it. month: the days of which events are told; `count`
    and the `days`, each with its number of events, are of all. Of more than `most` events those with most money
    obligated are told, and `left_out` says how many are not.
    """
    days = {name: _DAYS[name] for name in ([what] if what else _DAYS)}
    falls = " OR ".join(f"a.{column} BETWEEN ? AND ?" for column, _ in days.values())
    where: list[str] = [f"({falls})"]
    asked: list[Any] = [on, until] * len(days)
    for test, value in (("a.buyer_id = ?", agency_id), ("a.office_id = ?", office_id), ("a.kind = ?", kind)):
        if value is not None:
            where.append(test)
            asked.append(value)
    if least is not None:
        where.append(f"{_WORTH} >= ?")
        asked.append(least)
    if supplier:
        where.append("(a.supplier_id = ? OR contains(upper(a.supplier_name), ?) OR contains(upper(a.parent_name), ?))")
        asked += [supplier, supplier.upper(), supplier.upper()]
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE ending AS SELECT a.award_id, a.ends_on, a.could_end_on, a.order_until, v.orders, "
        f"v.orders_obligated, {_WORTH} AS worth FROM lake.award a LEFT JOIN vehicle v ON v.vehicle_id = "
        f"a.award_id WHERE {' AND '.join(where)}",
        asked,
    )
    within = f"BETWEEN DATE '{on}' AND DATE '{until}'"
    events = " UNION ALL ".join(
        f"SELECT '{name}' AS what, {column} AS day, award_id, orders, orders_obligated, worth FROM temp.ending WHERE "
        f"{column} {within} AND {unlike}"
        for name, (column, unlike) in days.items()
    )
    lake.execute(f"CREATE OR REPLACE TEMP TABLE due AS {events}")
    by_day = lake.query("SELECT day, count(*) AS events FROM temp.due GROUP BY day ORDER BY day")
    first, last = month or (on, until)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE told AS SELECT * FROM temp.due WHERE day BETWEEN ? AND ? "
        f"ORDER BY worth DESC NULLS LAST, award_id, what LIMIT {int(most)}",
        [first, last],
    )
    told = lake.query(  # joined to the few that are told, the wide columns of most awards are not read
        f"SELECT what, day, orders, orders_obligated, worth, {_SHOWN} FROM temp.told JOIN lake.award USING (award_id) "
        f"{'WHERE buyer_id = ?' if agency_id else ''} ORDER BY day, worth DESC NULLS LAST, award_id, what",
        [agency_id] if agency_id else [],
    )
    meant = sum(row["events"] for row in by_day if first <= row["day"] <= last)
    competed = model.codes("competed")
    facts = {
        "on": on,
        "until": until,
        "count": sum(row["events"] for row in by_day),
        "left_out": meant - len(told),
        "days": by_day,
        "events": [row | {"competed": competed.get(row["competed_code"] or "", row["competed_code"])} for row in told],
    }
    return dict(plain(facts))
