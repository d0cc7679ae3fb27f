"""Replay: the history of one source made again from the archive, its loads in the order in which they were read.

When a load is older than one already held, comparing it with today's state would turn history round. The archived
rows of
all the source's loads are compared anew, oldest first, so that the order in which files are loaded never matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quaestor import model
from quaestor.history import changes, compare, merge, stage
from quaestor.store import Lake


@dataclass(frozen=True)
class Past:
    """One load of a line as the archive has it."""

    load_id: str
    read_at: datetime
    full: bool
    batches: Sequence[stage.Batch]


def out_of_order(lake: Lake, table: model.Table, *, source: str, line: str, load_id: str, read_at: datetime) -> bool:
    """Whether a load of the source that bears on the same agencies and years was read after this one."""
    moment = [read_at, load_id]
    if not lake.value("SELECT EXISTS (FROM load WHERE source = ? AND (read_at, load_id) > (?, ?))", [source, *moment]):
        return False
    if table.scope()[0] == "'*'":
        return True
    overlap = (
        "SELECT EXISTS (FROM scope c SEMI JOIN staged s USING (agency_id, fiscal_year) WHERE c.source = ? AND "
        "(c.read_at, c.load_id) > (?, ?))"
    )
    return bool(lake.value(overlap, [line, *moment]))


def replay(
    lake: Lake,
    table: model.Table,
    *,
    source: str,
    leads: dict[str, int],
    patience: int,
    loads: Sequence[Past],
    years: tuple[int, int],
) -> dict[str, dict[str, Any]]:
    """Makes the versions and changes of `source` again from `loads`, oldest first; returns the counts by load_id.

    Adds to `touched` as `merge` does.
    """
    compare.prepare(lake)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE held AS SELECT {compare.NARROW} FROM opened")
    counts, wides, again = {}, [], False
    read: set[str] = set()
    for load in loads:
        wide = stage.stage(lake, load.batches, years)
        counts[load.load_id] = compare.compare(
            lake,
            load_id=load.load_id,
            read_at=load.read_at,
            full=load.full,
            patience=patience,
            ever="SELECT record_id FROM closed WHERE ended = 'withdrawn'",
        )
        lake.execute(
            "DELETE FROM held WHERE record_id IN (SELECT record_id FROM closed WHERE load_id = ?)", [load.load_id]
        )
        lake.execute(f"INSERT INTO held SELECT {compare.NARROW} FROM opened WHERE load_id = ?", [load.load_id])
        folders = {file.folder for batch in load.batches for file in batch.files}
        again = again or bool(folders & read)  # the same bytes may have been read at several moments
        wides.append(wide)
        read |= folders
    whole = " UNION ALL BY NAME ".join(f"({wide})" for wide in wides)
    _replace(lake, table, f"SELECT DISTINCT ON (source_file, source_row) * FROM ({whole})" if again else whole, source)
    merge.settle_leads(lake, table, leads)
    return counts


def _replace(lake: Lake, table: model.Table, wide: str, source: str) -> None:
    version = f"{table.name}_version"
    if "award_id" in table.names:
        lake.execute(f"INSERT INTO touched SELECT award_id FROM {version} WHERE source = ?", [source])
    lake.execute(f"DELETE FROM {version} WHERE source = ?", [source])
    for kept in ("change", "missing"):
        lake.execute(f"DELETE FROM {kept} WHERE source = ? AND table_name = ?", [source, table.name])
    merge.write_versions(lake, table, wide, source, replayed=True)
    both = f"SELECT *, {table.record_id()} AS record_id FROM {version} WHERE source = '{source}'"
    changes.write(lake, table, source, both, both)
    lake.execute(
        f"INSERT INTO change SELECT a.load_id, '{source}', l.read_at, '{table.name}', a.record_id, a.award_id, "
        "'award_id', a.was_award, "
        "a.award_id, 'identified' FROM adopted a JOIN load l USING (load_id) WHERE a.held"
    )
    lake.execute(f"INSERT INTO missing SELECT '{source}', '{table.name}', record_id, missed, since FROM away")
