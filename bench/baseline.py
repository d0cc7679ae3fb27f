"""What a bare engine needs for the same bytes: DuckDB copies the CSV to Parquet, all as text.

python -m bench.baseline PATH... [--compression zstd] [--threads 2] [--times 1]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bench import measure

COPY = """
import sys, duckdb
target, compression, threads, *paths = sys.argv[1:]
db = duckdb.connect()
db.execute(f"SET threads = {threads}; SET enable_progress_bar = false")
listed = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in paths) + "]"
source = f"FROM read_csv({listed}, all_varchar = true)"
print(db.execute(f"COPY ({source}) TO '{target}' (FORMAT parquet, COMPRESSION {compression})").fetchone()[0])
"""


def copy(
    paths: list[Path], target: Path, *, compression: str = "zstd", threads: int = 2, times: int = 1
) -> dict[str, Any]:
    """The bare copy of `paths` to `target` (removed afterwards): rows, CSV bytes, wall, cpu, peak, Parquet bytes."""
    command = [sys.executable, "-c", COPY, str(target), compression, str(threads), *map(str, paths)]
    taken = measure.repeat(command, times, before=lambda: target.unlink(missing_ok=True))
    size = target.stat().st_size
    target.unlink()
    given = sum(path.stat().st_size for path in paths)
    return {
        "rows": int(taken["out"]),
        "csv_bytes": given,
        "parquet_bytes": size,
        "compression": compression,
        "threads": threads,
        **{key: taken[key] for key in ("wall", "cpu", "peak", "walls")},
        "mb_per_s": round(given / taken["wall"] / 1e6, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--compression", default="zstd", choices=["zstd", "snappy", "lz4"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=1)
    given = parser.parse_args()
    target = given.paths[0].parent / "baseline.parquet"
    asked = {"compression": given.compression, "threads": given.threads, "times": given.times}
    measure.record("baseline", **copy(given.paths, target, **asked))


if __name__ == "__main__":
    main()
