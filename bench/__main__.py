"""Runs the benches and writes docs/performance.md.

python -m bench                 loads of 1, 5 and 10 million, deltas, one award, pages, maintenance; hours
python -m bench quick           the same at 200 thousand, in minutes
python -m bench report          only writes the tables from bench/results
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from bench import measure, report

SIZES = {"all": ([1_000_000, 5_000_000, 10_000_000], 5_000_000, 100_000), "quick": ([200_000], 200_000, 20_000)}


def step(module: str, *arguments: object) -> None:
    """One bench as a process of its own, so that none inherits the memory of another."""
    print(measure.run([sys.executable, "-m", f"bench.{module}", *map(str, arguments)])["out"], end="", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="all", choices=["all", "quick", "report"])
    parser.add_argument("--work", type=Path, default=Path("/tmp/quaestor-bench"))
    given = parser.parse_args()
    if given.what != "report":
        sizes, asked, delta = SIZES[given.what]
        for rows in sizes:
            step("bench_load", "--rows", rows, "--delta", delta, "--work", given.work, "--keep")
            if rows == asked:
                step("bench_award", "--rows", rows, "--work", given.work)
            for left in (f"archive_{rows}", f"store_{rows}"):
                shutil.rmtree(given.work / left)
        small = () if given.what == "all" else ("--rows", 50_000, "--delta", 500)
        step("bench_maintain", "--work", given.work, *small)
    report.write()


if __name__ == "__main__":
    main()
