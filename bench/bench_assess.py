"""How long all rules take over a lake of millions, beside the same questions asked of bare DuckDB over bare Parquet.

    python -m bench.bench_assess STORE             (a lake that bench.bench_load --keep leaves)

STORE is copied and left as it is. Ours: `quaestor assess`, a process of its own, from its start to the flags written.
Bare: one DuckDB process with as much memory, which reads the tables that rules name from Parquet, one file each; for
every rule it makes a table of the rows of its SELECT, parameters bound, counts them, and takes the flagged out. It
writes no flags, keeps no evidence and lowers nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import measure

SLOWEST = 10


def prepare(store: Path, folder: Path) -> None:
    """Copies the store, and its tables that rules name into `folder`/tables; prints the actions it holds."""
    from quaestor.indicators import on_spark, rule
    from quaestor.store import Lake

    shutil.copytree(store, folder / "store")
    with Lake.open(folder / "store", read_only=False) as lake:
        names = sorted({name for one in rule.shipped().values() for name in one.tables})
        on_spark.export(lake, names, folder / "tables")
        print(lake.value("SELECT count(*) FROM action"))


def bare(tables: Path) -> None:
    """Asks every rule's question of bare DuckDB and prints the seconds of each as JSON."""
    import duckdb

    from quaestor.indicators import rule

    taken, flagged = {}, {}
    connection = duckdb.connect(config={"memory_limit": "3GB", "temp_directory": str(tables / "spill")})
    for file in tables.glob("*.parquet"):
        connection.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
    for name, one in rule.shipped().items():
        began = time.perf_counter()
        connection.execute(f"CREATE OR REPLACE TEMP TABLE asked AS {one.select}", dict(one.parameters))
        counts = "count(*), count(flagged), count(*) FILTER (WHERE flagged)"
        row = connection.execute(f"SELECT {counts} FROM asked").fetchone()
        connection.execute("CREATE OR REPLACE TEMP TABLE found AS FROM asked WHERE flagged")
        taken[name] = round(time.perf_counter() - began, 3)
        flagged[name] = row[2] if row else 0
    print(json.dumps({"seconds": taken, "flagged": flagged}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)  # STORE is then the folder of Parquet
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.prepare:
        prepare(given.store, given.prepare)
        return
    if given.bare:
        bare(given.store)
        return
    me = [sys.executable, "-m", "bench.bench_assess"]
    with TemporaryDirectory(prefix="quaestor-bench-") as made:
        folder = Path(made)
        # What a process held before it became another counts as the other's peak, so this one stays small.
        rows = int(measure.run([*me, str(given.store), "--prepare", made])["out"])
        asked = measure.quaestor("assess", "--json", "--rows", 0, "--store", folder / "store")
        first, again = measure.run(asked), measure.run(asked)
        beside = measure.run([*me, str(folder / "tables"), "--bare"])
        ours, theirs = json.loads(first["out"]), json.loads(beside["out"])
        assert {one["name"]: one["flagged"] for one in ours} == theirs["flagged"]
        slowest = sorted(ours, key=lambda one: -one["seconds"])[:SLOWEST]
        measure.record(
            "assess",
            rows=rows,
            rules=len(ours),
            flags=sum(one["flagged"] for one in ours),
            wall=first["wall"],
            again_wall=again["wall"],
            peak=first["peak"],
            bare_wall=beside["wall"],
            bare_peak=beside["peak"],
            ratio=round(first["wall"] / beside["wall"], 2),
            slowest={one["name"]: [one["seconds"], theirs["seconds"][one["name"]]] for one in slowest},
        )


if __name__ == "__main__":
    main()
