"""Maintenance: many small loads leave many small files; this puts them together and lets go of what nothing
refers to."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from quaestor.store import spill
from quaestor.store.lake import Lake

#: Share of a file's rows that may be deleted before the file is written anew.
DELETED_SHARE = 0.05

#: Seconds after which an archive folder without a load is taken for the leavings of a killed one, not of one under way.
LEFT_BEHIND = 24 * 3600


def maintain(lake: Lake) -> dict[str, Any]:
    """Compacts the lake's files, drops old snapshots and removes what killed loads left behind; inside
    `lake.exclusive()`.

    Versions of records are rows, so no history is lost with a snapshot. Readers go on with the files they have open.
    Returns the number of files and bytes before and after.
    """
    before = _count(lake.path / "lake")
    lake.execute(f"CALL ducklake_rewrite_data_files('lake', delete_threshold => {DELETED_SHARE})")
    lake.execute("CALL ducklake_merge_adjacent_files('lake')")
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
