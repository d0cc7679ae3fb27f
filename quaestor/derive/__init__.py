"""Derived tables: SQL files that compute tables from tables, and how they are brought up to date after a load.

Every file runs as it stands on any engine within the portable fence. After a load only the awards that it touched are
computed again: the file sees, under the names it uses, views that hold just the rows which bear on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

from quaestor import model, sql
from quaestor.derive import identity, new_words, processes, sums, suppliers
from quaestor.store import Beside, Lake

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


def refresh_processes(lake: Lake, load_id: str) -> None:
    """Compiles the contracting processes again that a load told of."""
    processes.refresh(lake, f"SELECT process_id FROM release_version WHERE load_id = '{load_id}'")


#: Derived tables that are moved by the actions that differ, once they are held; and what is read of an action for that.
_MOVED = (*sums.SUMS, "identity", "new_words")
_ACT = ", ".join(sorted({*identity.ACT.split(", "), *sums.ACT.split(", ")}))


def refresh(lake: Lake, *, after: str | None = None, went: str | None = None, came: str | None = None) -> bool:
    """Brings every derived table up to date with the awards in the temporary table `touched`; returns whether there are
    any.

    after, went, came: queries for every action of these awards as it now stands, and for the leading ones that the load
    took away and brought, a rewritten one in both, where the load has them at hand; else actions are read from the
    lake. Leaves the awards in the temporary table `rolled`, and in `reshared` the ids of other awards whose ceiling
    turned out to be shared, or no longer.
    """
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT award_id FROM touched WHERE award_id IS NOT NULL"
    )
    if not lake.value("SELECT EXISTS (FROM touched)"):
        return False
    if not (after and went and came and all(lake.value(f"SELECT EXISTS (FROM lake.{name})") for name in _MOVED)):
        _award(lake, after)
        _of_awards(lake)
        for name in sums.SUMS:
            sums.refresh(lake, name)
        identity.refresh(lake)
        new_words.refresh(lake)
        return True
    words = f"SELECT {new_words.ACT} FROM ({after}) SEMI JOIN touched USING (award_id)"
    lent = {"went_act": f"SELECT {_ACT} FROM ({went})", "came_act": f"SELECT {_ACT} FROM ({came})"}
    with Beside(lake, lent | {"words_act": words}) as beside:
        for part in (identity, sums):
            beside.find(partial(part.find, went="FROM went_act", came="FROM came_act"))
        beside.find(partial(new_words.find, after="FROM words_act"))
        _award(lake, after)
        _of_awards(lake)
        beside.back()
    for moved in (identity, sums, new_words):
        moved.write(lake)
    return True


def _of_awards(lake: Lake) -> None:
    """Brings up to date what is added up of awards, and coverage."""
    _vehicle(lake)
    suppliers.refresh(lake, *(f"SELECT {suppliers.AWARD} FROM temp.{name}" for name in ("before", "rolled")))
    _coverage(lake)


def settle(lake: Lake) -> None:
    """Puts in order what loads have only appended to."""
    for name in sums.SUMS:
        sums.settle(lake, name)
    new_words.settle(lake)
    for name in _LAID_DOWN:
        if not lake.value(f"SELECT EXISTS (FROM lake.{name})"):
            _lay_down(lake, name, "SELECT * FROM lake.award")


def _shadow(select_text: str, views: dict[str, str]) -> str:
    """`select_text` with the tables of `views` read from their queries instead."""
    shadows = ", ".join(f"{name} AS ({query})" for name, query in views.items())
    body = select_text.lstrip()
    return f"WITH {shadows}, {body[4:]}" if body[:4].upper() == "WITH" else f"WITH {shadows} {body}"


def _rolled(action: str, award_stated: str) -> str:
    """SQL for the awards that these actions and summaries make, their ceilings not yet held against one another."""
    return _shadow(select("award"), {"action": action, "award_stated": award_stated})


def _award(lake: Lake, acts: str | None) -> None:
    some = "SEMI JOIN touched USING (award_id)"
    if not lake.value("SELECT EXISTS (FROM award)"):
        some = ""
    names = ", ".join(model.table("award").names)
    source = f"({acts})" if acts else "lake.action"
    rolled = _rolled(f"SELECT * FROM {source} {some}", f"SELECT * FROM lake.award_stated {some}")
    lake.execute(f"CREATE OR REPLACE TEMP TABLE rolled AS SELECT {names} FROM ({rolled})")
    lake.execute(f"CREATE OR REPLACE TEMP TABLE before AS SELECT {_BEFORE} FROM lake.award {some}")
    now_and_before = f"(SELECT {_NARROW} FROM rolled UNION ALL SELECT {_NARROW} FROM before)"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE touched_vehicle AS SELECT vehicle_id AS id FROM {now_and_before} WHERE id IS "
        f"NOT NULL UNION SELECT award_id FROM {now_and_before} WHERE kind IN {VEHICLES}"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched_supplier AS SELECT DISTINCT supplier_id AS id FROM "
        f"{now_and_before} WHERE supplier_id IS NOT NULL"
    )
    fresh = {name: bool(some) and not lake.value(f"SELECT EXISTS (FROM lake.{name})") for name in _LAID_DOWN}
    for name in ("award", *_LAID_DOWN):
        lake.execute(f"DELETE FROM {name} WHERE award_id IN (SELECT award_id FROM touched)")
    _share(lake, now_and_before)
    lake.execute("INSERT INTO award SELECT * FROM rolled")
    for name in _LAID_DOWN:
        _lay_down(lake, name, "SELECT * FROM lake.award" if fresh[name] else "SELECT * FROM temp.rolled")


#: Tables that hold awards once more, in another order.
_LAID_DOWN = ("vehicle_order", "supplier_award")


def _lay_down(lake: Lake, name: str, award: str) -> None:
    """Adds the awards that the query `award` gives to a table of _LAID_DOWN."""
    order = ", ".join(model.table(name).sorted_by)
    lake.execute(f"INSERT INTO {name} {_shadow(select(name), {'award': award})} ORDER BY {order}")


#: What of an award bears on other awards, vehicles and suppliers.
_NARROW = "award_id, kind, vehicle_id, supplier_id, solicitation_id, ceiling, ceiling_kind, ceiling_why"
_BEFORE = f"{_NARROW}, {', '.join(name for name in suppliers.AWARD.split(', ') if name not in _NARROW.split(', '))}"


def _share(lake: Lake, now_and_before: str) -> None:
    """Tells ceilings that a programme shares apart, in the rolled awards and in others of the same solicitations."""
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE beside AS SELECT {_NARROW} FROM lake.award WHERE kind IN {VEHICLES} AND "
        f"solicitation_id IN (SELECT solicitation_id FROM {now_and_before} WHERE kind IN {VEHICLES})"
    )
    both = {"award": f"SELECT {_NARROW} FROM temp.rolled UNION ALL FROM temp.beside"}
    lake.execute(f"CREATE OR REPLACE TEMP TABLE told AS {_shadow(select('shared_ceiling'), both)}")
    otherwise = "SELECT award_id FROM told JOIN {} h USING (award_id) WHERE h.ceiling_kind <> told.ceiling_kind"
    lake.execute(f"CREATE OR REPLACE TEMP TABLE reshared AS {otherwise.format('beside')}")
    why = ", ceiling_why = told.ceiling_why"
    for table, also, moved in (
        ("rolled", why, otherwise.format("rolled")),
        ("award", why, "FROM reshared"),
        ("supplier_award", "", "FROM reshared"),
    ):
        if lake.value(f"SELECT EXISTS ({moved})"):
            lake.execute(
                f"UPDATE {table} SET ceiling_kind = told.ceiling_kind{also} FROM told "
                f"WHERE {table}.award_id = told.award_id AND {table}.ceiling_kind <> told.ceiling_kind"
            )


def _vehicle(lake: Lake) -> None:
    ids = "(SELECT id FROM touched_vehicle)"
    some = f"SELECT * FROM lake.award WHERE vehicle_id IN {ids} OR award_id IN {ids}"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {', '.join(model.table('vehicle').names)} FROM ("
        f"{_shadow(select('vehicle'), {'award': some})}) WHERE vehicle_id IN {ids}"
    )
    lake.execute(f"DELETE FROM vehicle WHERE vehicle_id IN {ids}")
    lake.execute("INSERT INTO vehicle SELECT * FROM fresh")


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


def timeline(lake: Lake, action: str, *, beside: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The timeline over the acts that the query `action` gives, in order, with the columns `beside` of each act."""
    columns, source = select("timeline").rsplit("FROM", 1)
    told = ", ".join([columns, *beside])
    return lake.query(f"WITH action AS ({action}) {told} FROM {source} ORDER BY award_id, position")


def award(lake: Lake, action: str) -> list[dict[str, Any]]:
    """The awards rolled up from the acts that the query `action` gives."""
    names = ", ".join(name for name in model.table("award").names if name not in ("ceiling_kind", "ceiling_why"))
    rolled = _rolled(action, "SELECT * FROM lake.award_stated WHERE false")
    told = _shadow(select("shared_ceiling"), {"award": "SELECT * FROM rolled"})
    return lake.query(
        f"WITH rolled AS MATERIALIZED ({rolled}) "
        f"SELECT {names}, t.ceiling_kind, t.ceiling_why FROM rolled JOIN ({told}) t USING (award_id)"
    )
