"""Comparing one load with what is held: pure table work on narrow temporary tables.

`held`    the versions that stood before the load, with the columns NARROW
`staged`  the load's rows (see `stage`)
`away`    the records that earlier loads of the scope missed, and how often

gives

`opened`  versions that begin with this load, and why: added, reappeared, rewritten, restated
`closed`  versions that end with this load, and why: rewritten, restated, withdrawn
`adopted` records that get their full identity: the key known so far, the key they have now, whether they were held
`away`    brought up to date

A record is missing when a load that is full for its scope does not print it; it is withdrawn after `patience` such
loads
in a row, since a publisher's paging can lose records that still stand. Paging that repeats n rows has lost n others,
so no
more records are withdrawn than are missing beyond the repeats, those missed longest first; of records missed equally
long
all or none. A load that would miss more than a fifth of its scope is taken for cut short, and withdraws nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quaestor.store import Lake

#: Share of a scope that a full load may miss before it is taken for cut short.
CUT_SHORT = 0.2

#: The narrow columns of a version.
NARROW = (
    "record_id, award_id, content_hash, stated_hash, agency_id, fiscal_year, identified, loose, source_file, "
    "source_row, "
    "seen_at, load_id"
)


def compare(lake: Lake, *, load_id: str, read_at: datetime, full: bool, patience: int, ever: str) -> dict[str, Any]:
    """Compares `staged` with `held`; returns the counts of a load row, and notes in plain words.

    ever: SQL giving the record_id of every withdrawn record of the source. Tables `opened`, `closed` and `adopted` are
    appended to, with load_id and read_at, so that several loads can be compared one after the other.
    """
    when = f"TIMESTAMP '{read_at.isoformat(sep=' ')}'"
    if not lake.value(f"SELECT EXISTS (FROM held) OR EXISTS ({ever})"):
        return _all_new(lake, load_id, when)
    _adopt(lake, load_id)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE met AS SELECT s.record_id, s.award_id, s.content_hash, s.stated_hash, "
        "s.agency_id, "
        "s.fiscal_year, s.identified, s.loose, s.source_file, s.source_row, s.withdraw, h.seen_at AS held_at, "
        "h.load_id AS held_by, "
        "CASE WHEN s.withdraw THEN CASE WHEN h.record_id IS NULL THEN 'nothing' ELSE 'withdrawn' END "
        f"WHEN h.record_id IS NULL THEN CASE WHEN s.record_id IN ({ever}) THEN 'reappeared' ELSE 'added' END "
        "WHEN h.content_hash <> s.content_hash THEN 'rewritten' "
        "WHEN h.stated_hash <> s.stated_hash THEN 'restated' ELSE 'same' END AS met "
        "FROM (SELECT * FROM staged WHERE status = 'kept') s LEFT JOIN held h USING (record_id)"
    )
    notes: list[str] = []
    lost = _missing(lake, load_id, when, patience, notes) if full else 0
    lake.execute("DELETE FROM away WHERE record_id IN (SELECT record_id FROM staged WHERE status = 'kept')")
    lake.execute(
        f"INSERT INTO opened SELECT record_id, award_id, content_hash, stated_hash, agency_id, fiscal_year, "
        "identified, "
        f"loose, source_file, source_row, {when}, '{load_id}', met FROM met "
        "WHERE met IN ('added', 'reappeared', 'rewritten', 'restated')"
    )
    lake.execute(
        f"INSERT INTO closed SELECT record_id, held_at, held_by, {when}, met, '{load_id}' FROM met "
        "WHERE met IN ('rewritten', 'restated', 'withdrawn')"
    )
    counts = {row["met"]: row["n"] for row in lake.query("SELECT met, count(*) AS n FROM met GROUP BY met")}
    gone = lake.value(f"SELECT count(*) FROM closed WHERE load_id = '{load_id}' AND ended = 'withdrawn'")
    if counts.get("nothing"):
        notes.append(f"{counts['nothing']} rows withdraw records that are not held.")
    return {
        "added": counts.get("added", 0),
        "rewritten": counts.get("rewritten", 0),
        "restated": counts.get("restated", 0),
        "reappeared": counts.get("reappeared", 0),
        "missing": lost,
        "withdrawn": gone,
        "notes": notes,
    }


def _all_new(lake: Lake, load_id: str, when: str) -> dict[str, Any]:
    """The first load of its records: there is nothing to compare with."""
    lake.execute(
        "INSERT INTO opened SELECT record_id, award_id, content_hash, stated_hash, agency_id, fiscal_year, "
        "identified, loose, "
        f"source_file, source_row, {when}, '{load_id}', 'added' FROM staged WHERE status = 'kept' AND NOT withdraw"
    )
    added = lake.value(f"SELECT count(*) FROM opened WHERE load_id = '{load_id}'")
    gone = lake.value("SELECT count(*) FROM staged WHERE status = 'kept' AND withdraw")
    notes = [f"{gone} rows withdraw records that are not held."] if gone else []
    none = dict.fromkeys(("rewritten", "restated", "reappeared", "missing", "withdrawn"), 0)
    return {"added": added, **none, "notes": notes}


def prepare(lake: Lake) -> None:
    """Makes the empty tables that `compare` appends to."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE opened (record_id VARCHAR, award_id VARCHAR, content_hash UBIGINT, "
        "stated_hash UBIGINT, "
        "agency_id VARCHAR, fiscal_year BIGINT, identified BOOLEAN, loose VARCHAR, source_file VARCHAR, source_row "
        "BIGINT, "
        "seen_at TIMESTAMP, load_id VARCHAR, why VARCHAR)"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE closed (record_id VARCHAR, seen_at TIMESTAMP, opened_by VARCHAR, "
        "superseded_at TIMESTAMP, "
        "ended VARCHAR, load_id VARCHAR)"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE adopted (was_id VARCHAR, was_award VARCHAR, record_id VARCHAR, award_id VARCHAR, "
        "load_id VARCHAR, held BOOLEAN)"
    )
    lake.execute("CREATE OR REPLACE TEMP TABLE away (record_id VARCHAR, missed BIGINT, since TIMESTAMP)")


def _adopt(lake: Lake, load_id: str) -> None:
    """Ties records printed without an award key to the one record with a key that shares agency, PIID and modification.

    Either side may be the one without: a first version that came before keys, or one read after them.
    """
    if not lake.value("SELECT EXISTS (FROM staged WHERE NOT identified) OR EXISTS (FROM held WHERE NOT identified)"):
        return
    pairs = (
        "SELECT {bare}.record_id AS was_id, any_value({bare}.award_id) AS was_award, any_value({full}.record_id) AS "
        "record_id, any_value({full}.award_id) AS award_id, '{bare}' = 'held' AS held "
        "FROM {bare} JOIN {full} USING (loose) WHERE NOT {bare}.identified AND {full}.identified {kept} "
        "GROUP BY {bare}.record_id HAVING count(DISTINCT {full}.record_id) = 1"
    )
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs AS {pairs.format(bare='staged', full='held', kept='')} "
        f"UNION {pairs.format(bare='held', full='staged', kept='''AND staged.status = 'kept' ''')}"
    )
    lake.execute(f"INSERT INTO adopted SELECT was_id, was_award, record_id, award_id, '{load_id}', held FROM pairs")
    for table in ("staged", "held", "opened", "away", "closed"):
        award = ", award_id = pairs.award_id, identified = true" if table in ("staged", "held", "opened") else ""
        lake.execute(
            f"UPDATE {table} SET record_id = pairs.record_id{award} FROM pairs WHERE {table}.record_id = pairs.was_id"
        )


def _missing(lake: Lake, load_id: str, when: str, patience: int, notes: list[str]) -> int:
    """Counts the records of the load's scopes that it does not print, and ends those missed often enough."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE lost AS SELECT h.record_id, h.agency_id, h.fiscal_year, h.seen_at, h.load_id "
        "FROM held h "
        "SEMI JOIN (SELECT DISTINCT agency_id, fiscal_year FROM staged WHERE status <> 'rejected') s "
        "USING (agency_id, fiscal_year) "
        "ANTI JOIN (SELECT record_id FROM staged WHERE status = 'kept') k USING (record_id) "
        f"WHERE h.seen_at < {when}"
    )
    count = int(lake.value("SELECT count(*) FROM lost"))
    cut = lake.query(
        "SELECT agency_id, fiscal_year, l.n AS lost, h.n AS held FROM "
        "(SELECT agency_id, fiscal_year, count(*) AS n FROM lost GROUP BY ALL) l JOIN "
        "(SELECT agency_id, fiscal_year, count(*) AS n FROM held GROUP BY ALL) h USING (agency_id, fiscal_year) "
        f"WHERE l.n > {CUT_SHORT} * h.n"
    )
    for row in cut:
        notes.append(
            f"{row['agency_id']} in fiscal year {row['fiscal_year']}: {row['lost']} of {row['held']} records held "
            "are not "
            "printed, so the file is taken for cut short and none of them is called withdrawn."
        )
        lake.execute(
            "DELETE FROM lost WHERE agency_id IS NOT DISTINCT FROM ? AND fiscal_year = ?",
            [row["agency_id"], row["fiscal_year"]],
        )
    lake.execute("UPDATE away SET missed = missed + 1 FROM lost WHERE away.record_id = lost.record_id")
    lake.execute(
        f"INSERT INTO away SELECT record_id, 1, {when} FROM lost WHERE record_id NOT IN (SELECT record_id FROM away)"
    )
    lake.execute(
        f"INSERT INTO closed SELECT record_id, seen_at, load_id, {when}, 'withdrawn', '{load_id}' FROM ("
        "SELECT lost.*, away.missed, coalesce(r.repeated, 0) AS repeated, "
        "count(*) OVER (PARTITION BY lost.agency_id, lost.fiscal_year) AS lost_here, "
        "count(*) OVER (PARTITION BY lost.agency_id, lost.fiscal_year ORDER BY away.missed DESC) AS as_long "
        "FROM lost JOIN away USING (record_id) LEFT JOIN (SELECT agency_id, fiscal_year, count(*) AS repeated FROM "
        "staged "
        "WHERE status = 'repeated' GROUP BY ALL) r USING (agency_id, fiscal_year)) "
        f"WHERE missed >= {patience} AND as_long <= lost_here - repeated"
    )
    lake.execute("DELETE FROM away WHERE record_id IN (SELECT record_id FROM closed WHERE ended = 'withdrawn')")
    return count
