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


def refresh(lake: Lake) -> None:
    """Brings `supplier_event` up to identities, families and acts; suppliers whose events are as they were stay."""
    names = ", ".join(model.table("supplier_event").names)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE befell AS SELECT {names} FROM ({select()})")
    held = f"SELECT {names} FROM lake.supplier_event"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS SELECT DISTINCT supplier_id FROM ("
        f"(SELECT {names} FROM temp.befell EXCEPT {held}) UNION ALL ({held} EXCEPT SELECT {names} FROM temp.befell))"
    )
    if lake.value("SELECT EXISTS (FROM temp.differing)"):
        lake.execute("DELETE FROM lake.supplier_event WHERE supplier_id IN (FROM temp.differing)")
        lake.execute(
            f"INSERT INTO lake.supplier_event SELECT {names} FROM temp.befell "
            "WHERE supplier_id IN (FROM temp.differing) ORDER BY supplier_id, on_day"
        )
    lake.execute("DROP TABLE temp.befell")
