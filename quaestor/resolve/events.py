"""What befell suppliers, as the records show it: renames, new numbers and new parents."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.store import Lake

#: Kinds that are found here; the others are of signed acts.
KINDS = "('renamed', 'renumbered', 'parent_changed')"


@cache
def select() -> str:
    """The SELECT of `events.sql`."""
    return sql.read(files(__package__).joinpath("events.sql")).select


def refresh(lake: Lake) -> None:
    """Brings the events that are found from identities and families up to them."""
    names = ", ".join(model.table("supplier_event").names)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE befell AS SELECT {names} FROM ({select()})")
    held = f"SELECT {names} FROM lake.supplier_event WHERE kind IN {KINDS}"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS SELECT DISTINCT supplier_id FROM ("
        f"(SELECT {names} FROM temp.befell EXCEPT {held}) UNION ALL ({held} EXCEPT SELECT {names} FROM temp.befell))"
    )
    if lake.value("SELECT EXISTS (FROM temp.differing)"):
        lake.execute(f"DELETE FROM lake.supplier_event WHERE kind IN {KINDS} AND supplier_id IN (FROM temp.differing)")
        lake.execute(
            f"INSERT INTO lake.supplier_event SELECT {names} FROM temp.befell WHERE supplier_id IN (FROM "
            "temp.differing) "
            "ORDER BY supplier_id, on_day"
        )
    lake.execute("DROP TABLE temp.befell")
