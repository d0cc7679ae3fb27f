"""What many small loads do to a lake, and what `quaestor maintain` makes good: files, and the time to read.

    python -m bench.bench_maintain [--rows 500_000] [--loads 27] [--delta 2_000]

The same records are also loaded at once into a second lake, which shows how fast reading can be.
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path
from typing import Any

from bench import bench_award, bench_load, generate, measure

READS = {
    "by_year": "SELECT year(signed_on) AS y, sum(obligation) AS money FROM action GROUP BY ALL",
    "suppliers": "SELECT supplier_id, sum(obligation) AS money FROM action GROUP BY ALL ORDER BY money DESC LIMIT 50",
    "awards": "SELECT count(*), sum(obligated) FROM award",
}


def reading(store: Path, ids: list[str]) -> dict[str, Any]:
    """Milliseconds of each of READS (best of three), and of one award (median)."""
    from quaestor.store import Lake

    best = {}
    with Lake.open(store) as lake:
        for name, query in READS.items():
            taken = []
            for _ in range(3):
                started = time.perf_counter()
                lake.query(query)
                taken.append(time.perf_counter() - started)
            best[name] = round(min(taken) * 1000, 1)
    return {**best, "award_p50": measure.spread(bench_award.in_process(store, ids))["p50_ms"]}


def files(store: Path) -> int:
    """Data files of the lake; the evidence archive is not counted."""
    return sum(1 for _ in (store / "lake").rglob("*.parquet"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--loads", type=int, default=27)
    parser.add_argument("--delta", type=int, default=2_000)
    parser.add_argument("--work", type=Path, default=Path("/tmp/quaestor-bench"))
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    full = bench_load.archive(given.work, given.rows)
    deltas = [generate.delta(full[0].parent, given.delta, number) for number in range(1, given.loads + 1)]
    many, one = given.work / "store_many", given.work / "store_one"
    for store in (many, one):
        shutil.rmtree(store, ignore_errors=True)
    bench_load.load(full, many)
    walls = [bench_load.load([path], many)["wall"] for path in deltas]
    bench_load.load([*full, *deltas], one)
    ids = bench_award.sample(many, 60)
    before = {"files": files(many), **reading(many, ids)}
    taken = measure.run(measure.quaestor("maintain", "--store", many))
    after = {"files": files(many), **reading(many, ids)}
    at_once = {"files": files(one), **reading(one, ids)}
    measure.record(
        "maintain", rows=given.rows, loads=given.loads, delta=given.delta, first_load=walls[0], last_load=walls[-1],
        wall=taken["wall"], peak=taken["peak"], before=before, after=after, at_once=at_once,
    )  # fmt: skip
    for folder in (many, one, full[0].parent):
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
