"""What befell suppliers, as records show it: renames, new numbers, new parents, and acts signed for such a reason."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.store import Lake


@cache
def select() -> str:
    """The SELECT of `events.sql`."""
    return sql.read(files(__package__).joinpath("events.sql")).select


def refresh(lake: Lake, *, part: bool = False) -> None:
    """Brings `supplier_event` up to identities, families and acts; suppliers whose events are as they were stay.

    part: the run bore on the ids in `bearing` alone, so that of all others only acts may befall anew.
    """
    names = ", ".join(model.table("supplier_event").names)
    theirs = "WHERE supplier_id IN (FROM temp.bearing)" if part else ""
    shadows = ", ".join(f"{table} AS (SELECT * FROM lake.{table} {theirs})" for table in ("entity", "family_member"))
    body = select().lstrip()
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE befell AS "
        f"WITH identity AS (FROM temp.shown), {shadows}, {body.removeprefix('WITH')}"
    )
    some = "award_id IS NOT NULL OR supplier_id IN (FROM temp.bearing)" if part else "true"
    fresh, held = f"SELECT {names} FROM temp.befell", f"SELECT {names} FROM lake.supplier_event WHERE {some}"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS SELECT DISTINCT supplier_id FROM ("
        f"({fresh} EXCEPT {held}) UNION ALL ({held} EXCEPT {fresh}))"
    )
    if lake.value("SELECT EXISTS (FROM temp.differing)"):
        lake.execute(f"DELETE FROM lake.supplier_event WHERE ({some}) AND supplier_id IN (FROM temp.differing)")
        lake.execute(
            f"INSERT INTO lake.supplier_event {fresh} "
            "WHERE supplier_id IN (FROM temp.differing) ORDER BY supplier_id, on_day"
        )
    lake.execute("DROP TABLE temp.befell")
