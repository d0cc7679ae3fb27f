"""Writing what a load changed into the lake: versions begun and ended, changes field by field, who leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from quaestor import model
from quaestor.history import changes, compare
from quaestor.sql import literal
from quaestor.store import Lake

#: Rows laid down at once where each must be looked up first: of millions together, those looked up and those being
#: sorted do not fit into the engine's memory side by side. A slice takes some 1.3 GB.
SLICE = 750_000


@dataclass(frozen=True)
class Acts:
    """Queries for the leading actions of the awards that a load bears on, as they stood before it and stand after; for
    those of them that went and that came with it, where an action rewritten has done both; and for all that it ended
    and began, leading or not."""

    before: str
    after: str
    went: str
    came: str
    ended: str
    began: str


def merge(
    lake: Lake,
    table: model.Table,
    wide: str,
    *,
    source: str,
    leads: dict[str, int],
    load_id: str,
    read_at: datetime,
    full: bool,
    patience: int,
) -> tuple[dict[str, Any], Acts | None]:
    """Compares `staged` with what the lake holds of `source`, and writes the difference.

    Adds to the temporary table `touched` the award_id of every award that may have changed. Returns the counts and,
    where the versions that bear on these awards were taken out of the lake, the actions before and after.
    """
    compare.prepare(lake)
    at_hand = not full and _by_award(lake, table, source)
    every = f"SELECT *, rowid AS row_at FROM lake.{table.name}_version"
    version = f"({_standing(lake, table) if at_hand else every})"
    _hold(lake, table, source, full, version)
    lake.execute(
        "INSERT INTO away SELECT record_id, missed, since FROM missing WHERE source = ? AND table_name = ?",
        [source, table.name],
    )
    ever = (
        f"SELECT {table.record_id()} FROM {table.name}_version WHERE source = '{source}' AND ended = 'withdrawn'"
        if lake.value(f"SELECT count(*) FROM {table.name}_version WHERE ended = 'withdrawn'")
        else "SELECT NULL WHERE false"
    )
    counts = compare.compare(lake, load_id=load_id, read_at=read_at, full=full, patience=patience, ever=ever)
    _identify(lake, table, source)
    _end(lake, table, source, version)
    write_versions(lake, table, wide, source)
    before = f"SELECT *, {table.record_id()} AS record_id FROM temp.was"
    after = (
        f"SELECT {_picked(table)}, o.record_id, o.load_id FROM ({wide}) w JOIN opened o USING (source_file, source_row)"
    )
    changes.write(lake, table, source, before, after)
    lake.execute("DELETE FROM missing WHERE source = ? AND table_name = ?", [source, table.name])
    lake.execute(f"INSERT INTO missing SELECT '{source}', '{table.name}', record_id, missed, since FROM away")
    settled = settle_leads(lake, table, leads)
    return counts, _acts(table, source, load_id, version, settled) if at_hand else None


def _by_award(lake: Lake, table: model.Table, source: str) -> bool:
    """Whether every record that the load can bear on belongs to an award that the load names or a record of it does."""
    if "award_id" not in table.names or not lake.value(f"SELECT EXISTS (FROM {table.name}_version)"):
        return False
    return "identified" not in table.names or not lake.value(
        "SELECT EXISTS (FROM staged WHERE NOT identified) OR "
        f"EXISTS (FROM {table.name}_version WHERE source = '{source}' AND NOT identified)"
    )


def _standing(lake: Lake, table: model.Table) -> str:
    """Takes the standing versions, of every source, of the awards that the load bears on, and where in the table each
    lies, out of the lake; the query for them."""
    stands = f"FROM {table.name}_version WHERE superseded_at IS NULL"
    lake.execute(  # a row that withdraws may name its record alone, and a rewrite may move a record to another award
        "CREATE OR REPLACE TEMP TABLE borne AS SELECT award_id FROM staged WHERE status = 'kept' UNION "
        f"SELECT award_id {stands} AND {table.record_id()} IN (SELECT record_id FROM staged WHERE status = 'kept')"
    )
    # Only with a condition of their own do the few awards reach the reader, which then skips the columns of other rows.
    few = "SELECT award_id FROM borne WHERE award_id IS NOT NULL"
    return lake.spilled(f"SELECT *, rowid AS row_at {stands} AND award_id IN ({few})")


def _acts(table: model.Table, source: str, load_id: str, standing: str, settled: bool) -> Acts:
    """The actions at hand of the awards that the load bears on: `standing`, as taken out of the lake before it, and
    what it wrote into the lake. settled: whether it moved who leads among publishers, which `ranked` then says."""
    now = f"SELECT * FROM {standing}"
    if settled:
        now = (
            f"SELECT v.* REPLACE (coalesce(r.leads, v.leads) AS leads) FROM {standing} v LEFT JOIN temp.ranked r "
            f"ON v.source = r.source AND {table.record_id('v')} = r.record_id"
        )
    before = f"SELECT * FROM {standing} WHERE leads"
    began = (
        f"SELECT * FROM lake.{table.name}_version WHERE load_id = '{load_id}' AND source = '{source}' AND "
        "superseded_at IS NULL"
    )
    came = f"{began} AND leads"
    gone = f"source = '{source}' AND {table.record_id()} IN (SELECT record_id FROM temp.closed)"
    after = f"SELECT * FROM ({now}) WHERE leads AND NOT ({gone}) UNION ALL BY NAME {came}"
    went = "SELECT * FROM temp.was WHERE leads"
    if settled:
        apart = f"SELECT * FROM ({{}}) ANTI JOIN ({{}}) other USING ({', '.join(table.key)}, source, load_id)"
        went, came = apart.format(before, after), apart.format(after, before)
    return Acts(before, after, went, came, "SELECT * FROM temp.was", began)


def narrow(table: model.Table) -> str:
    """SQL for the narrow columns of a version (see `compare.NARROW`) from a wide one."""
    agency, year = table.scope()
    bare = "identified" in table.names
    return (
        f"{table.record_id()} AS record_id, "
        f"{'award_id' if 'award_id' in table.names else 'CAST(NULL AS VARCHAR) AS award_id'}, "
        f"content_hash, stated_hash, {agency} AS agency_id, {year} AS fiscal_year, "
        f"{'coalesce(identified, true)' if bare else 'true'} AS identified, "
        f"{'''concat_ws('|', buyer_id, piid, mod_number)''' if bare else 'CAST(NULL AS VARCHAR)'} AS loose, "
        "source_file, source_row, seen_at, load_id"
    )


def _hold(lake: Lake, table: model.Table, source: str, full: bool, version: str) -> None:
    """Fills `held` with the open versions of the source that the load can bear on."""
    some = f"SELECT {narrow(table)} FROM {version} WHERE source = '{source}' AND superseded_at IS NULL"
    if not lake.value(f"SELECT EXISTS (FROM {version} WHERE source = '{source}')"):
        some += " AND false"
    bear = "SELECT record_id FROM staged WHERE status = 'kept'"
    where = f"record_id IN ({bear})"
    if "identified" in table.names:
        where += " OR NOT identified"
        if lake.value("SELECT EXISTS (FROM staged WHERE NOT identified)"):
            where += " OR loose IN (SELECT loose FROM staged WHERE NOT identified)"
    if full:
        where += (
            " OR (agency_id, fiscal_year) IN (SELECT DISTINCT agency_id, fiscal_year FROM staged WHERE "
            "agency_id IS NOT NULL)"
        )
    lake.execute(f"CREATE OR REPLACE TEMP TABLE held AS SELECT {compare.NARROW} FROM ({some}) WHERE {where}")


def _identify(lake: Lake, table: model.Table, source: str) -> None:
    """Gives held records their full identity, and says so in `change`."""
    if not lake.value("SELECT count(*) FROM adopted"):
        return
    version = f"{table.name}_version"
    lake.execute(
        "UPDATE change SET record_id = a.record_id, award_id = a.award_id FROM adopted a "
        f"WHERE change.record_id = a.was_id AND change.source = '{source}' AND change.table_name = '{table.name}'"
    )
    lake.execute(
        f"INSERT INTO change SELECT a.load_id, '{source}', l.read_at, '{table.name}', a.record_id, a.award_id, "
        "'award_id', "
        f"a.was_award, a.award_id, 'identified' FROM adopted a JOIN {version} v ON v.action_id = a.was_id AND "
        f"v.source = '{source}' "
        "AND v.superseded_at IS NULL JOIN load l ON l.load_id = a.load_id"
    )
    lake.execute(
        f"INSERT INTO touched SELECT was.award_id FROM {version} was JOIN adopted a ON was.action_id = a.was_id"
    )
    lake.execute("INSERT INTO touched SELECT award_id FROM adopted")
    lake.execute(
        f"UPDATE {version} SET action_id = a.record_id, award_id = a.award_id, identified = true, "
        f"vehicle_piid = {part('a.award_id', 5)}, vehicle_agency_id = {part('a.award_id', 6)}, "
        f"vehicle_id = 'CONT_IDV_' || {part('a.award_id', 5)} || '_' || {part('a.award_id', 6)} "
        f"FROM adopted a WHERE {version}.action_id = a.was_id AND {version}.source = '{source}'"
    )


def part(award_id: str, place: int) -> str:
    """SQL for one part of an award id, NULL where the publisher has -NONE- and where it is not known yet."""
    return f"nullif(nullif(split_part({award_id}, '_', {place}), '-NONE-'), '?')"


def _end(lake: Lake, table: model.Table, source: str, version: str) -> None:
    """Ends the versions in `closed`; leaves them in `was` as they stood, taken from `version`.

    They are laid down again with their end: an update in place would read every column of the whole table once more.
    """
    ends = bool(lake.value("SELECT EXISTS (FROM closed)"))
    standing = (
        f"source = '{source}' AND superseded_at IS NULL AND {table.record_id()} IN (SELECT record_id FROM closed)"
    )
    lake.execute(f"CREATE OR REPLACE TEMP TABLE was AS SELECT * FROM {version} WHERE {standing if ends else 'false'}")
    if not ends:
        return
    lake.execute("INSERT INTO touched SELECT held.award_id FROM closed JOIN held USING (record_id)")
    lake.execute(f"DELETE FROM {table.name}_version WHERE rowid IN (SELECT row_at FROM was)")
    lake.execute(
        f"INSERT INTO {table.name}_version BY NAME SELECT was.* EXCLUDE (row_at) "
        "REPLACE (c.superseded_at AS superseded_at, c.ended AS ended, false AS leads) "
        f"FROM was JOIN closed c ON {table.record_id('was')} = c.record_id"
    )


def write_versions(lake: Lake, table: model.Table, wide: str, source: str, *, replayed: bool = False) -> None:
    """Writes the wide rows of `opened` into the lake, ended where `closed` says so.

    replayed: `wide` holds the rows of several loads, not of the one in `staged`.
    """
    version = f"{table.name}_version"
    fresh = lake.value("SELECT count(*) FROM opened")
    if not fresh:
        return
    every = (
        not replayed
        and fresh == lake.value("SELECT count(*) FROM staged")
        and not lake.value("SELECT count(*) FROM closed")
    )
    if every:  # no row is held back, so nothing needs to be joined
        one = lake.query("SELECT load_id, seen_at FROM opened LIMIT 1")[0]
        names = ", ".join(f"w.{name}" for name in table.names)
        load = (
            f"'{one['load_id']}'",
            f"TIMESTAMP '{one['seen_at']}'",
            "CAST(NULL AS TIMESTAMP)",
            "CAST(NULL AS VARCHAR)",
        )
        rows = ""
    else:
        names = _picked(table)
        load = ("o.load_id", "o.seen_at", "c.superseded_at", "c.ended")
        rows = (
            "JOIN opened o ON w.source_file = o.source_file AND w.source_row = o.source_row "
            "LEFT JOIN closed c ON c.record_id = o.record_id AND c.opened_by = o.load_id"
        )
    select = (
        f"SELECT {names}, w.content_hash, w.stated_hash, '{source}' AS source, w.source_file, w.source_row, "
        f"{load[0]} AS load_id, {load[1]} AS seen_at, {load[2]} AS superseded_at, {load[3]} AS ended, "
        f"{load[2]} IS NULL AS leads FROM ({wide}) w {rows}"
    )
    for some in _slices(lake, fresh) if rows and "award_id" in table.names else ["true"]:
        lake.execute(f"INSERT INTO {version} BY NAME {select} WHERE {some}")
    lake.execute("INSERT INTO touched SELECT award_id FROM opened")


def _slices(lake: Lake, fresh: int) -> list[str]:
    """Conditions that part the rows of `opened` by their award into slices of at most some SLICE, each of which is
    joined and sorted within the engine's memory."""
    many = -(-fresh // SLICE)
    if many == 1:
        return ["true"]
    award = "coalesce(o.award_id, '')"
    drawn = lake.query(
        f"SELECT {award} AS award FROM opened o USING SAMPLE reservoir(20000 ROWS) REPEATABLE (1) ORDER BY 1"
    )
    ends = sorted({literal(drawn[len(drawn) * at // many]["award"]) for at in range(1, many)})
    between = [f"{award} >= {first} AND {award} < {end}" for first, end in pairwise(ends)]
    return [f"{award} < {ends[0]}", *between, f"{award} >= {ends[-1]}"]


def _picked(table: model.Table) -> str:
    """The model's columns of a wide row, with the identity that `opened` gives it."""
    told = {
        "award_id": "o.award_id",
        "identified": "o.identified",
        "vehicle_piid": f"CASE WHEN w.identified THEN w.vehicle_piid ELSE {part('o.award_id', 5)} END",
        "vehicle_agency_id": f"CASE WHEN w.identified THEN w.vehicle_agency_id ELSE {part('o.award_id', 6)} END",
        "vehicle_id": f"CASE WHEN w.identified THEN w.vehicle_id ELSE 'CONT_IDV_' || {part('o.award_id', 5)} || '_' "
        f"|| {part('o.award_id', 6)} END",
    }
    if "identified" not in table.names:
        told = {}
    elif len(table.key) == 1:
        told[table.key[0]] = "o.record_id"
    return ", ".join(f"{told.get(name, f'w.{name}')} AS {name}" for name in table.names)


def settle_leads(lake: Lake, table: model.Table, leads: dict[str, int]) -> bool:
    """Marks, for every record a load touched, the version of the most complete publisher as the one that leads.

    Returns whether any mark moved; `ranked` then says which.
    """
    version = f"{table.name}_version"
    sources = [row["source"] for row in lake.query(f"SELECT DISTINCT source FROM {version}")]
    if len(sources) < 2:
        return False
    rank = " ".join(f"WHEN '{name}' THEN {leads.get(name, 0)}" for name in sources)
    award = "award_id" if "award_id" in table.names else "NULL"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE ranked AS SELECT record_id, source, award_id, place = 1 AS leads FROM (SELECT "
        f"{table.record_id()} AS record_id, source, {award} AS award_id, leads, row_number() OVER ("
        f"PARTITION BY {table.record_id()} ORDER BY CASE source {rank} END DESC, source) AS place "
        f"FROM {version} WHERE superseded_at IS NULL AND {table.record_id()} IN (SELECT record_id FROM opened UNION "
        "SELECT record_id FROM closed UNION SELECT record_id FROM adopted)) WHERE leads <> (place = 1)"
    )
    moved = bool(lake.value("SELECT count(*) FROM ranked"))
    if moved:
        lake.execute("INSERT INTO touched SELECT award_id FROM ranked")  # publishers may name different awards
        lake.execute(
            f"UPDATE {version} SET leads = r.leads FROM ranked r WHERE {version}.superseded_at IS NULL "
            f"AND {version}.source = r.source AND {table.record_id(version)} = r.record_id"
        )
    return moved
