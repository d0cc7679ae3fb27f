"""What a family was promised, by the three dates that say who belongs to it, and what differs between them.

An action counts for the family that the supplier it names belonged to on the day its award was first signed (`then`),
belongs to today (`now`), or was first printed in (`first`). All three are sums over the same actions, told apart member
by member, so that one leads to the other by what each member brought and took along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.answers import holdings
from quaestor.store import Lake

#: The choices of date: the name in the address, its label, and what it counts.
CHOICES = {
    "then": ("as of the award date", "on the day its award was first signed"),
    "now": ("as of today", "today"),
    "first": ("as first reported", "when it was first reported"),
}
#: Suppliers that are asked for by their ids.
FEW = 200
_LACKING = "DATE '0001-01-01'", "DATE '9999-12-31'"


def take(lake: Lake, family_id: str, family_on: str, as_of: date | None = None) -> None:
    """Lays every action of whoever ever belonged to the family into `kin_act`, with whether each choice counts it, and
    those that `family_on` counts, with their awards, into the tables of `holdings`."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE kin_stay AS WITH kin AS (SELECT DISTINCT supplier_id FROM family_member "
        "WHERE family_id = $family AND stands), stay AS (SELECT m.supplier_id, e.entity_id, m.family_id = "
        "$family AS its, "
        f"coalesce(m.from_on, {_LACKING[0]}) AS from_on, coalesce(m.to_on, {_LACKING[1]}) AS to_on "
        "FROM family_member m JOIN kin USING (supplier_id) LEFT JOIN entity e USING (supplier_id) "
        "WHERE m.stands) "
        "SELECT *, row_number() OVER (PARTITION BY supplier_id ORDER BY from_on) = 1 AS earliest, "
        "row_number() OVER (PARTITION BY supplier_id ORDER BY from_on DESC) = 1 AS latest FROM stay",
        {"family": family_id},
    )
    kin = [row["supplier_id"] for row in lake.query("SELECT DISTINCT supplier_id FROM temp.kin_stay")]
    if not kin:
        some, asked = "false", []
    elif len(kin) <= FEW:  # named, they let whole groups of rows be passed by
        some, asked = f"supplier_id IN ({', '.join('?' for _ in kin)})", kin
    else:
        some, asked = "supplier_id IN (SELECT supplier_id FROM temp.kin_stay)", []
    days = [as_of] if as_of else []
    signed = f"{some} AND signed_on <= ?" if as_of else some
    acts = f"SELECT {holdings.ACT}, award_id FROM ({holdings.acts(signed)})"
    lake.execute(f"CREATE OR REPLACE TEMP TABLE kin_act AS {acts}", [*asked, *days])
    signed = f"{some} AND first_signed_on <= ?" if as_of else some
    awards = f"SELECT {holdings.AWARD} FROM supplier_award WHERE {signed}"
    lake.execute(f"CREATE OR REPLACE TEMP TABLE kin_award AS {awards}", [*asked, *days])
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE kin_day AS SELECT award_id, first_signed_on AS award_on FROM temp.kin_award"
    )
    others = "SELECT DISTINCT award_id FROM temp.kin_act WHERE award_id NOT IN (SELECT award_id FROM temp.kin_award)"
    if lake.value(f"SELECT EXISTS ({others})"):  # awards that went over to others
        lake.execute(
            f"INSERT INTO temp.kin_day SELECT award_id, first_signed_on FROM lake.award WHERE award_id IN ({others})"
        )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE kin_act AS SELECT a.*, coalesce(d.award_on, a.signed_on) AS award_on "
        "FROM temp.kin_act a LEFT JOIN temp.kin_day d USING (award_id)"
    )
    lake.execute("CREATE OR REPLACE TEMP TABLE kin_award AS SELECT *, first_signed_on AS award_on FROM temp.kin_award")
    for table, taken in (("kin_act", "its_act"), ("kin_award", "its_award")):
        lake.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT k.*, s.entity_id, s.on_then, s.on_now, s.on_first FROM "
            f"(SELECT k.supplier_id, k.award_on, any_value(s.entity_id) AS entity_id, "
            "coalesce(bool_or(s.its AND k.award_on BETWEEN s.from_on AND s.to_on), false) AS on_then, "
            "bool_or(s.its AND s.latest) AS on_now, bool_or(s.its AND s.earliest) AS on_first "
            f"FROM (SELECT DISTINCT supplier_id, award_on FROM temp.{table}) k JOIN temp.kin_stay s USING "
            "(supplier_id) "
            f"GROUP BY 1, 2) s JOIN temp.{table} k ON k.supplier_id = s.supplier_id AND "
            "k.award_on IS NOT DISTINCT FROM s.award_on"
        )
        lake.execute(f"CREATE OR REPLACE TEMP TABLE {taken} AS SELECT * FROM temp.{table} WHERE on_{family_on}")


def choices(lake: Lake) -> dict[str, dict[str, Any]]:
    """What each choice of date adds up to: `obligated`, actions, awards, members; with the words for it."""
    asked = ", ".join(
        f"sum(obligation) FILTER (on_{name}) AS {name}_obligated, count(*) FILTER (on_{name}) AS {name}_actions, "
        f"count(DISTINCT award_id) FILTER (on_{name}) AS {name}_awards, "
        f"count(DISTINCT entity_id) FILTER (on_{name}) AS {name}_members"
        for name in CHOICES
    )
    row = lake.query(f"SELECT {asked} FROM temp.kin_act")[0]
    return {
        name: {
            "label": label,
            "counts": f"every action of the suppliers that belonged to it {when}",
            **{part: row[f"{name}_{part}"] for part in ("obligated", "actions", "awards", "members")},
        }
        for name, (label, when) in CHOICES.items()
    }


def by_member(lake: Lake) -> dict[str, dict[str, Any]]:
    """The same sums by member (entity): what each choice counts of it, and what two choices differ in."""
    sums = ", ".join(
        f"sum(obligation) FILTER (on_{name}) AS {name}, count(*) FILTER (on_{name}) AS {name}_actions"
        for name in CHOICES
    )
    differing = ", ".join(
        f"sum(obligation) FILTER (on_{one} AND NOT on_then) AS {one}_came, "
        f"count(*) FILTER (on_{one} AND NOT on_then) AS {one}_came_actions, "
        f"sum(obligation) FILTER (on_then AND NOT on_{one}) AS {one}_went, "
        f"count(*) FILTER (on_then AND NOT on_{one}) AS {one}_went_actions"
        for one in ("now", "first")
    )
    rows = lake.query(
        f"SELECT entity_id, {sums}, {differing}, count(*) AS actions, sum(obligation) AS obligated, min(signed_on) AS "
        "first_on, max(signed_on) AS last_on FROM temp.kin_act GROUP BY 1"
    )
    return {row["entity_id"]: row for row in rows}


def steps(members: Sequence[Mapping[str, Any]], sums: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How the sum as of the award date leads to each of the others: what is counted besides, and what is no more.

    Each step names its members with amounts; `adds_up` says whether they make the other sum to the cent.
    """
    told = []
    for other in ("now", "first"):
        came, went = ([
            {"entity_id": one["entity_id"], "name": one["name"], "amount": row[f"{other}_{way}"],
             "actions": row[f"{other}_{way}_actions"]}
            for one in members
            if (row := sums.get(one["entity_id"])) and row[f"{other}_{way}_actions"]
        ] for way in ("came", "went"))  # fmt: skip
        start, end = (_sum(row[name] for row in sums.values()) for name in ("then", other))
        moved = _sum(row["amount"] for row in came) - _sum(row["amount"] for row in went)
        told.append(
            {
                "of": "then", "to": other, "start": start, "besides": came, "no_more": went, "end": end,
                "adds_up": start + moved == end,
            }
        )  # fmt: skip
    return told


def _sum(amounts: Any) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))
