"""Awards, and what is added up of them: rolled up anew where a load touched them, vehicles and suppliers with them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.derive import suppliers
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


def shadow(select_text: str, views: dict[str, str]) -> str:
    """`select_text` with the tables of `views` read from their queries instead."""
    shadows = ", ".join(f"{name} AS ({query})" for name, query in views.items())
    body = select_text.lstrip()
    return f"WITH {shadows}, {body[4:]}" if body[:4].upper() == "WITH" else f"WITH {shadows} {body}"


def rolled(action: str, award_stated: str) -> str:
    """SQL for the awards that these actions and summaries make, their ceilings not yet held against one another."""
    return shadow(select("award"), {"action": action, "award_stated": award_stated})


def _some(lake: Lake) -> str:
    """The part of a query that leaves the touched awards; nothing where no award is held. The condition lets the reader
    skip the columns of others (see `history.merge`)."""
    some = "SEMI JOIN (FROM touched WHERE award_id IS NOT NULL) touched USING (award_id)"
    return some if lake.value("SELECT EXISTS (FROM lake.award)") else ""


def roll(lake: Lake, acts: str | None) -> None:
    """Fills `rolled` with the touched awards as they now stand."""
    some = _some(lake)
    names = ", ".join(model.table("award").names)
    source = f"({acts})" if acts else "lake.action"
    sums = rolled(f"SELECT * FROM {source} {some}", f"SELECT * FROM lake.award_stated {some}")
    lake.execute(f"CREATE OR REPLACE TEMP TABLE rolled AS SELECT {names} FROM ({sums})")


def _before(lake: Lake) -> None:
    """Fills `before` with the touched awards as they stood, and where in the table each lies."""
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE before AS SELECT {_BEFORE}, rowid AS row_at FROM lake.award {_some(lake)}"
    )


def put(lake: Lake) -> None:
    """Puts `rolled` in the place of the touched awards, and brings up to date what is added up of awards."""
    _before(lake)
    now_and_before = f"(SELECT {_NARROW} FROM rolled UNION ALL SELECT {_NARROW} FROM before)"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE touched_vehicle AS SELECT vehicle_id AS id FROM {now_and_before} WHERE id IS "
        f"NOT NULL UNION SELECT award_id FROM {now_and_before} WHERE kind IN {VEHICLES}"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched_supplier AS SELECT DISTINCT supplier_id AS id FROM "
        f"{now_and_before} WHERE supplier_id IS NOT NULL"
    )
    some = _some(lake)
    fresh = {name: bool(some) and not lake.value(f"SELECT EXISTS (FROM lake.{name})") for name in LAID_DOWN}
    lake.execute("DELETE FROM award WHERE rowid IN (SELECT row_at FROM before)")
    for name in LAID_DOWN:
        lake.execute(f"DELETE FROM {name} WHERE award_id IN (SELECT award_id FROM touched)")
    _share(lake, now_and_before)
    lake.execute("INSERT INTO award SELECT * FROM rolled")
    for name in LAID_DOWN:
        lay_down(lake, name, "SELECT * FROM lake.award" if fresh[name] else "SELECT * FROM temp.rolled")
    _vehicle(lake)
    suppliers.refresh(lake, *(f"SELECT {suppliers.AWARD} FROM {name}" for name in ("before", "rolled")))


#: Tables that hold awards once more, in another order.
LAID_DOWN = ("vehicle_order", "supplier_award")


def lay_down(lake: Lake, name: str, award: str) -> None:
    """Adds the awards that the query `award` gives to a table of LAID_DOWN."""
    order = ", ".join(model.table(name).sorted_by)
    lake.execute(f"INSERT INTO {name} {shadow(select(name), {'award': award})} ORDER BY {order}")


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
    lake.execute(f"CREATE OR REPLACE TEMP TABLE told AS {shadow(select('shared_ceiling'), both)}")
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
        f"{shadow(select('vehicle'), {'award': some})}) WHERE vehicle_id IN {ids}"
    )
    lake.execute(f"DELETE FROM vehicle WHERE vehicle_id IN {ids}")
    lake.execute("INSERT INTO vehicle SELECT * FROM fresh")
