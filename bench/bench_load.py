"""How long a first load takes beside a bare copy of the same files, and a delta on lakes of growing size.

python -m bench.bench_load --rows 5_000_000 [--delta 100_000] [--work DIR] [--keep]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from bench import baseline, generate, measure

SOURCE = "usaspending_transactions"
ROWS_A_FILE = 1_000_000
TOLD = ("rows_read", "kept", "added", "rewritten", "withdrawn", "repeated", "rejected")


def archive(work: Path, rows: int) -> list[Path]:
    """The Full archive of `rows` actions in `work`, made when it is not there."""
    folder = work / f"archive_{rows}"
    if not (folder / "plan.json").exists():
        generate.full(folder, rows, max(1, rows // ROWS_A_FILE), seed=1)
    return sorted(folder.glob("*_Full_*.csv"))


def load(paths: list[Path], store: Path) -> dict[str, Any]:
    """One load by the command line: its figures, what it says it did, and after how many seconds it stood, those among
    them in which the program itself is read."""
    start = measure.run([sys.executable, "-c", "import quaestor.pipeline"])["wall"]
    taken = measure.run(measure.quaestor("load", SOURCE, *paths, "--store", store, "--json"))
    told = json.loads(taken.pop("out"))
    stood = round(start + told["seconds"]["stood"], 1)
    return {**taken, "stood": stood, "told": {key: told[key] for key in TOLD}}


def bytes_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def first_and_delta(work: Path, rows: int, delta: int, deltas: int = 1) -> None:
    """Copies, loads, then loads `deltas` deltas in turn; copy and load share one run, so their ratio counts."""
    paths = archive(work, rows)
    store = store_of(work, rows)
    shutil.rmtree(store, ignore_errors=True)
    bare = baseline.copy(paths, work / "bare.parquet")
    first = load(paths, store)
    measure.record(
        "load",
        rows=rows,
        bare_wall=bare["wall"],
        bare_peak=bare["peak"],
        wall=first["wall"],
        cpu=first["cpu"],
        stood=first["stood"],
        peak=first["peak"],
        ratio=round(first["wall"] / bare["wall"], 2),
        csv_bytes=bare["csv_bytes"],
        store_bytes=bytes_of(store),
        told=first["told"],
    )
    for number in range(1, deltas + 1):
        path = generate.delta(paths[0].parent, delta, number)
        taken = load([path], store)
        path.unlink()
        measure.record("delta", rows=rows, delta=delta, number=number, **taken)


def store_of(work: Path, rows: int) -> Path:
    """Where the lake of `rows` actions is kept for the other benches."""
    return work / f"store_{rows}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 5_000_000])
    parser.add_argument("--delta", type=int, default=100_000)
    parser.add_argument("--deltas", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("/tmp/quaestor-bench"))
    parser.add_argument("--keep", action="store_true", help="leave the archives and lakes in --work")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for rows in given.rows:
        first_and_delta(given.work, rows, given.delta, given.deltas)
        if not given.keep:
            shutil.rmtree(given.work / f"archive_{rows}")
            shutil.rmtree(store_of(given.work, rows))


if __name__ == "__main__":
    main()
