"""Runs of records under one parent, of suppliers that printed several: read from the actions where they moved."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.resolve.ties import PARENT
from quaestor.store import Lake

#: Tables that print suppliers with parents, and the column of each that names the supplier.
_PRINTS = {"action": "supplier_id", "award_stated": "supplier_id", "subaward": "subsupplier_id"}


@cache
def select() -> str:
    """The SELECT of `spells.sql`, over tables `action`, `award_stated` and `subaward`."""
    return sql.read(files(__package__).joinpath("spells.sql")).select


def refresh(lake: Lake, *, rebuild: bool = False) -> None:
    """Brings `parent_spell` up to `identity`: suppliers whose records under a parent are others than they were.
    `printed` tells who prints several."""
    if rebuild:
        lake.execute("DELETE FROM parent_spell")
    several = "SELECT supplier_id FROM temp.printed GROUP BY 1 HAVING min(parent) <> max(parent)"
    sums = "sum(actions) AS actions, min(first_on) AS first_on, max(last_on) AS last_on, sum(day_sum) AS day_sum"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE moved AS "
        "SELECT DISTINCT supplier_id "
        f"FROM (SELECT supplier_id, {PARENT} AS parent, {sums} "
        "FROM lake.identity "
        f"SEMI JOIN ({several}) USING (supplier_id) "
        f"WHERE {PARENT} IS NOT NULL "
        "GROUP BY 1, 2) i "
        f"FULL JOIN (SELECT supplier_id, parent_id AS parent, {sums} FROM lake.parent_spell GROUP BY 1, 2) s "
        "USING (supplier_id, parent) "
        "WHERE i.actions IS DISTINCT FROM s.actions OR i.first_on IS DISTINCT FROM s.first_on "
        "OR i.last_on IS DISTINCT FROM s.last_on OR i.day_sum IS DISTINCT FROM s.day_sum"
    )
    if not lake.value("SELECT EXISTS (FROM temp.moved)"):
        return
    names = ", ".join(model.table("parent_spell").names)
    body = select().lstrip()
    shadows = ", ".join(
        f"{table} AS (SELECT * FROM lake.{table} WHERE {column} IN (FROM temp.moved))"
        for table, column in _PRINTS.items()
    )
    lake.execute("DELETE FROM lake.parent_spell WHERE supplier_id IN (FROM temp.moved)")
    lake.execute(f"CREATE OR REPLACE TEMP TABLE spelt AS WITH {shadows}, {body[4:]}")
    lake.execute(
        "INSERT INTO lake.parent_spell "
        f"SELECT {names} "
        "FROM temp.spelt "
        f"SEMI JOIN ({several}) USING (supplier_id) "
        "ORDER BY supplier_id, first_on"
    )
    lake.execute("DROP TABLE temp.spelt")
