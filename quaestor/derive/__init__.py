"""Derived tables: SQL files that compute tables from tables, and how they are brought up to date after a load.

Every file runs as it stands on any engine within the portable fence. After a load only the awards that it touched are
computed again: the file sees, under the names it uses, views that hold just the rows which bear on them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from quaestor import model, sql
from quaestor.derive import spend
from quaestor.store import Lake

#: Kinds of award that orders are placed under.
VEHICLES = "('idc', 'fss', 'gwac', 'boa', 'bpa', 'other_transaction_idv', 'unknown_vehicle')"


@cache
def derived(name: str) -> sql.SqlFile:
    """The file `derive/<name>.sql`."""
    return sql.read(files(__package__).joinpath(f"{name}.sql"))


def select(name: str) -> str:
    """The SELECT of a derived table with its parameters filled in."""
    file = derived(name)
    text = file.select
    for key, value in file.header.get("parameters", {}).items():
        text = text.replace(f"${key}", str(value))
    return text


def refresh(lake: Lake) -> None:
    """Brings every derived table up to date with the awards in the temporary table `touched`."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT award_id FROM touched WHERE award_id IS NOT NULL"
    )
    if not lake.value("SELECT count(*) FROM touched"):
        return
    _widen(lake)
    _award(lake)
    _of_awards(lake, "vehicle", "vehicle_id", "touched_vehicle", "vehicle_id IN {ids} OR award_id IN {ids}")
    _of_awards(lake, "supplier", "supplier_id", "touched_supplier", "supplier_id IN {ids}")
    _coverage(lake)
    spend.refresh(lake)


def _shadow(select_text: str, views: dict[str, str]) -> str:
    """`select_text` with the tables of `views` read from their queries instead."""
    shadows = ", ".join(f"{name} AS ({query})" for name, query in views.items())
    body = select_text.lstrip()
    return f"WITH {shadows}, {body[4:]}" if body[:4].upper() == "WITH" else f"WITH {shadows} {body}"


def _widen(lake: Lake) -> None:
    """Adds to `touched` the vehicles that share a solicitation with a touched one: their ceilings may be one
    programme's."""
    lake.execute(
        f"INSERT INTO touched SELECT DISTINCT v.award_id FROM award v WHERE v.kind IN {VEHICLES} AND "
        "v.solicitation_id IN "
        "(SELECT solicitation_id FROM action SEMI JOIN touched USING (award_id) "
        f"WHERE solicitation_id IS NOT NULL AND kind IN {VEHICLES}) AND v.award_id NOT IN (SELECT award_id FROM "
        "touched)"
    )


def _award(lake: Lake) -> None:
    some = "SEMI JOIN touched USING (award_id)"
    if not lake.value("SELECT EXISTS (FROM award)"):
        some = ""
    names = ", ".join(column.name for column in model.table("award").columns)
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {names} FROM ("
        + _shadow(
            select("award"),
            {"action": f"SELECT * FROM lake.action {some}", "award_stated": f"SELECT * FROM lake.award_stated {some}"},
        )
        + ")"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched_vehicle AS SELECT DISTINCT id FROM (SELECT vehicle_id AS id FROM "
        "fresh UNION ALL "
        f"SELECT award_id FROM fresh WHERE kind IN {VEHICLES} UNION ALL SELECT vehicle_id FROM award {some}) WHERE "
        "id IS NOT NULL"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched_supplier AS SELECT DISTINCT id FROM (SELECT supplier_id AS id FROM "
        "fresh UNION ALL "
        f"SELECT supplier_id FROM award {some}) WHERE id IS NOT NULL"
    )
    for name in ("award", "vehicle_order"):
        lake.execute(f"DELETE FROM {name} WHERE award_id IN (SELECT award_id FROM touched)")
    lake.execute("INSERT INTO award SELECT * FROM fresh")
    lake.execute(f"INSERT INTO vehicle_order {_shadow(select('vehicle_order'), {'award': 'SELECT * FROM temp.fresh'})}")


def _of_awards(lake: Lake, name: str, key: str, touched: str, where: str) -> None:
    ids = f"(SELECT id FROM {touched})"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {', '.join(model.table(name).names)} FROM ("
        + _shadow(select(name), {"award": f"SELECT * FROM lake.award WHERE {where.format(ids=ids)}"})
        + f") WHERE {key} IN {ids}"
    )
    lake.execute(f"DELETE FROM {name} WHERE {key} IN {ids}")
    lake.execute(f"INSERT INTO {name} SELECT * FROM fresh")


def _coverage(lake: Lake) -> None:
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {', '.join(model.table('coverage').names)} FROM ("
        + _shadow(
            select("coverage"),
            {
                "action_held": "SELECT source, buyer_id, buyer_name, signed_on, obligation FROM lake.action_version "
                "WHERE superseded_at IS NULL",
                "scope": "SELECT * FROM lake.scope",
            },
        )
        + ")"
    )
    lake.execute("DELETE FROM coverage")
    lake.execute("INSERT INTO coverage SELECT * FROM fresh")


def timeline(lake: Lake, action: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The timeline over the acts that the query `action` gives, in order."""
    return lake.query(_shadow(select("timeline"), {"action": action}) + " ORDER BY award_id, position", params)


def award(lake: Lake, action: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The awards rolled up from the acts that the query `action` gives."""
    return lake.query(
        _shadow(select("award"), {"action": action, "award_stated": "SELECT * FROM lake.award_stated WHERE false"}),
        params,
    )
