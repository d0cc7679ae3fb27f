"""Maintenance: many small loads leave many small files; this puts them together and lets go of what nothing
refers to."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from quaestor.store import schema, spill
from quaestor.store.lake import Lake

#: Share of a table's rows that may be deleted before the table is written anew.
DELETED_SHARE = 0.05

#: Bytes past which a file is one that should have been several.
TOO_LARGE = 3 * schema.FILE * 1_000_000

#: Seconds after which an archive folder without a load is taken for the leavings of a killed one, not of one under way.
LEFT_BEHIND = 24 * 3600

#: Files of a table that small ones are put together into at once: all of them together do not fit into the engine's
#: memory where loads left hundreds.
AT_ONCE = 4


def maintain(lake: Lake) -> dict[str, Any]:
    """Compacts the lake's files, drops old snapshots and removes what killed loads left behind; inside
    `lake.exclusive()`.

    Versions of records are rows, so no history is lost with a snapshot. Readers go on with the files they have open.
    Returns the number of files and bytes before and after.
    """
    before = _count(lake.path / "lake")
    _write_anew(lake)
    while lake.query(f"CALL ducklake_merge_adjacent_files('lake', max_compacted_files => {AT_ONCE})"):
        pass  # until no small files lie side by side
    lake.execute("CALL ducklake_expire_snapshots('lake', older_than => now())")
    lake.execute("CALL ducklake_cleanup_old_files('lake', cleanup_all => true)")
    lake.execute("CALL ducklake_delete_orphaned_files('lake', cleanup_all => true)")
    left = _sweep(lake)
    after = _count(lake.path / "lake")
    return {
        "files_before": before[0],
        "files_after": after[0],
        "bytes_before": before[1],
        "bytes_after": after[1],
        "left_behind": left,
    }


def _write_anew(lake: Lake) -> None:
    """Writes tables anew of which much was deleted, in their order and in files of the usual size.

    DuckLake of DuckDB 1.5 would put all that it writes anew of a table into one file, in which a row takes three times
    as long to find: every group of rows is passed by. What it left so is put right here, too.
    """
    for row in lake.query(_WORN.format(catalog=lake.catalog), [DELETED_SHARE, TOO_LARGE]):
        with lake.writing():
            rows = lake.spilled(f"SELECT * FROM lake.{row['name']}")
            lake.execute(f"DELETE FROM {row['name']}")
            lake.execute(f"INSERT INTO {row['name']} {rows}")


#: Tables with much deleted, or a file that is too large.
_WORN = """
SELECT t.table_name AS name
FROM {catalog}.ducklake_table t JOIN {catalog}.ducklake_data_file f USING (table_id)
LEFT JOIN (
    SELECT data_file_id, delete_count FROM {catalog}.ducklake_delete_file WHERE end_snapshot IS NULL
) d USING (data_file_id)
WHERE t.end_snapshot IS NULL AND f.end_snapshot IS NULL
GROUP BY t.table_name
HAVING sum(d.delete_count) > ? * sum(f.record_count) OR max(f.file_size_bytes) > ?
ORDER BY t.table_name
"""


def _count(folder: Path) -> tuple[int, int]:
    sizes = [file.stat().st_size for file in folder.rglob("*.parquet")]
    return len(sizes), sum(sizes)


def _sweep(lake: Lake) -> int:
    """Removes archive folders that no load refers to, and the spill of processes that are no more."""
    known = {row["archived_as"] for row in lake.query("SELECT DISTINCT archived_as FROM file")}
    lost = [folder for folder in (lake.path / "evidence").iterdir() if folder.name not in known]
    lost = [entry for entry in lost if time.time() - entry.stat().st_mtime > LEFT_BEHIND]
    for entry in lost:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    return len(lost) + spill.sweep(lake.path)
