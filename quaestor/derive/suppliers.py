"""What the awards of a supplier add up to, moved by the awards that a load touched.

Counts and sums are added to and taken from. The names are those of the latest award, and the first day may have been a
touched award's: where what the load touched does not tell, the supplier's awards are read again.
"""

from __future__ import annotations

from quaestor import model
from quaestor.store import Lake

#: What of an award bears on its supplier.
AWARD = "award_id, supplier_id, supplier_name, parent_name, obligated, first_signed_on, last_signed_on"
_NAMES = ", ".join(model.table("supplier").names)


def _added(rows: str) -> str:
    """SQL for the suppliers of the awards `rows`, as in `supplier.sql`, with the `top` award that gives the names."""
    top = "FILTER (place = 1)"
    return (
        f"SELECT supplier_id, max(supplier_name) {top} AS name, max(parent_name) {top} AS parent_name, "
        f"max(award_id) {top} AS top, count(*) AS awards, sum(obligated) AS obligated, "
        "count(*) - count(obligated) AS unknown, min(first_signed_on) AS first_signed_on, "
        "max(last_signed_on) AS last_signed_on FROM (SELECT *, row_number() OVER (PARTITION BY supplier_id "
        f"ORDER BY last_signed_on DESC, award_id) AS place FROM ({rows}) WHERE supplier_id IS NOT NULL) "
        "GROUP BY supplier_id"
    )


def refresh(lake: Lake, before: str, after: str) -> None:
    """Brings `supplier` up to date inside the load's transaction.

    before, after: queries for the awards that the load touched, as they stood before it and as they stand now, with the
    columns AWARD.
    """
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE moved_supplier AS "
        "SELECT s.*, h.supplier_id IS NULL OR h.awards = coalesce(w.awards, 0) AS whole, h.name AS held_name, "
        "h.parent_name AS held_parent, h.awards AS held_awards, h.obligated AS held_obligated, "
        "h.unknown AS held_unknown, h.first_signed_on AS held_first, h.last_signed_on AS held_last, "
        + "".join(f"w.{name} AS went_{name}, c.{name} AS came_{name}, " for name in _PARTS)
        + f"FROM (SELECT id AS supplier_id FROM touched_supplier) s LEFT JOIN ({_added(before)}) w USING (supplier_id) "
        f"LEFT JOIN ({_added(after)}) c USING (supplier_id) LEFT JOIN lake.supplier h USING (supplier_id)"
    )
    lake.execute(f"CREATE OR REPLACE TEMP TABLE unsure AS SELECT supplier_id FROM moved_supplier WHERE NOT {_SURE}")
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE fresh AS SELECT supplier_id, "
        f"CASE WHEN {_NEW_NAMES} THEN came_name ELSE held_name END AS name, "
        f"CASE WHEN {_NEW_NAMES} THEN came_parent_name ELSE held_parent END AS parent_name, "
        f"{_sum('awards')} AS awards, "
        f"CASE WHEN {_sum('unknown')} < {_sum('awards')} THEN {_sum('obligated')} END AS obligated, "
        f"{_sum('unknown')} AS unknown, "
        "if(whole, came_first_signed_on, least(held_first, came_first_signed_on)) AS first_signed_on, "
        "if(whole, came_last_signed_on, greatest(held_last, came_last_signed_on)) AS last_signed_on "
        f"FROM moved_supplier WHERE {_SURE} AND {_sum('awards')} > 0"
    )
    if lake.value("SELECT EXISTS (FROM unsure)"):
        some = f"SELECT {AWARD} FROM lake.award WHERE supplier_id IN (FROM unsure)"
        lake.execute(f"INSERT INTO fresh BY NAME SELECT * EXCLUDE (top) FROM ({_added(some)})")
    lake.execute("DELETE FROM supplier WHERE supplier_id IN (SELECT id FROM touched_supplier)")
    lake.execute(f"INSERT INTO supplier SELECT {_NAMES} FROM fresh")


_PARTS = ("top", "name", "parent_name", "awards", "obligated", "unknown", "first_signed_on", "last_signed_on")
#: Whether no award that was not touched is as late as the latest that came, so that it gives the names.
_NEW_NAMES = "whole OR coalesce(came_last_signed_on > held_last, false)"
#: Whether what was touched tells all of the supplier: it has no other awards; or the names are those of a later award,
#: or of one that is as it was; and the first day was no touched award's, or one that came is as early.
_SURE = (
    "coalesce(whole OR held_first IS NOT NULL AND held_last IS NOT NULL AND ("
    "came_last_signed_on > held_last "
    "OR coalesce(went_last_signed_on < held_last, true) AND coalesce(came_last_signed_on < held_last, true) "
    "OR came_last_signed_on = went_last_signed_on AND came_top = went_top "
    "AND came_name IS NOT DISTINCT FROM went_name AND came_parent_name IS NOT DISTINCT FROM went_parent_name"
    ") AND (coalesce(went_first_signed_on > held_first, true) "
    "OR coalesce(came_first_signed_on <= held_first, false)), false)"
)


def _sum(name: str) -> str:
    return f"coalesce(held_{name}, 0) - coalesce(went_{name}, 0) + coalesce(came_{name}, 0)"
