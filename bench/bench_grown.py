"""A store of twice or thrice as many actions, made from one that there is, without a publisher's files.

    python -m bench.bench_grown STORE OUT [TIMES]      then: python -m bench.bench_assess OUT, or deltas into OUT

Every table of records and every derived one is added to itself with every id marked, so that a second world of awards,
suppliers, offices and families stands beside the first, alike in everything: shares, cohorts by code and year, prices.
OUT has no evidence and no search index: the first load into it finds families and writes the index anew. With 5,000,000
actions a world takes some 2 GB of disk.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from quaestor import model
from quaestor.store import Lake, schema

#: Columns that tell one record from another without being called an id.
_IDS = frozenset({"piid", "vehicle_piid", "uei", "duns", "cage"})


#: Tables that there is one of, whatever the worlds: by names alone, by agency and year, or of lists.
_ONE = frozenset({"plain_name", "coverage", "agency", "naics", "psc", "csis_parent", "exclusion", "resolved"})


def worlds() -> list[str]:
    """The tables that a world of awards and suppliers is in."""
    kept = {"family", "flag"}
    return sorted(
        name
        for name in model.tables()
        if (model.table(name).kind in ("recorded", "derived") or name in kept) and name not in _ONE
    )


def marked(name: str, world: int) -> str:
    """The columns of a table with its ids marked as those of another world."""
    columns = schema.columns_of(model.table(name)) | (schema.VERSION if model.table(name).kind == "recorded" else {})
    return ", ".join(
        f"{column} || '~{world}' AS {column}"
        if kind == "VARCHAR" and (column in _IDS or column.endswith("_id")) and column != "load_id"
        else column
        for column, kind in columns.items()
    )


def main() -> None:
    store, out, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 2
    shutil.copytree(store, out, ignore=shutil.ignore_patterns("evidence", "search", "spill"))
    with Lake.open(out, read_only=False) as lake:
        as_it_was = f"AT (VERSION => {lake.value('SELECT max(snapshot_id) FROM lake.snapshots()')})"
        for name in worlds():
            held = f"{name}_version" if model.table(name).kind == "recorded" else name
            rows, began = lake.value(f"SELECT count(*) FROM lake.{held}"), time.process_time()
            for world in range(2, times + 1):
                if rows:
                    lake.execute(f"INSERT INTO {held} SELECT {marked(name, world)} FROM lake.{held} {as_it_was}")
            print(f"{held:24} {rows:>12,} rows {time.process_time() - began:8.1f} s of processors", flush=True)
        print(f"{lake.value('SELECT count(*) FROM action'):,} actions in {out}")


if __name__ == "__main__":
    main()
