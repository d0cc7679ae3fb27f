"""How long FPDS Atom pages take to read, beside a bare lxml pass over the same bytes, in one run on this machine.

    python -m bench.bench_fpds [PAGES.zip] [--times 5] [--workers 2]

Bare: one process, every page unpacked and given to `lxml.etree.iterparse`, nothing kept. Ours: unpacked, parsed,
flattened, cleaned of people and written to Parquet, the helper's start included. The two take turns; the best of each
is compared. CPU is the time of the processors, all processes together, for a machine that others use at the same time.
Without a file, the pages beside the checkout are read.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from bench import measure
from quaestor import pipeline
from quaestor.sources.fpds_atom.read import read

PAGES = Path(__file__).parents[2] / "shared" / "data" / "fpds" / "atom_pages.zip"


def bare(path: Path) -> int:
    """Bytes of XML that a bare pass has parsed."""
    size = 0
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            size += len(data)
            for _ in etree.iterparse(io.BytesIO(data)):
                pass
    return size


def ours(path: Path, workers: int) -> int:
    """Entries that have been read and written."""
    folder = Path(tempfile.mkdtemp())
    try:
        return sum(page.rows for page in read(path, folder, workers=workers))
    finally:
        shutil.rmtree(folder)


def stored(path: Path) -> int:
    """Rows that stand in a new store, derived tables and all."""
    folder = Path(tempfile.mkdtemp())
    try:
        return int(pipeline.load(folder / "store", "fpds_atom", [path])["kept"])
    finally:
        shutil.rmtree(folder)


def timed(work: Callable[[], int]) -> tuple[float, float, int]:
    """Seconds by the clock, seconds of processor time, and what the work says it did."""
    start, spent = time.perf_counter(), sum(os.times()[:4])
    done = work()
    return time.perf_counter() - start, sum(os.times()[:4]) - spent, done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    passes, loads, stores = [], [], []
    for _ in range(given.times):
        passes.append(timed(lambda: bare(given.pages)))
        loads.append(timed(lambda: ours(given.pages, given.workers)))
        stores.append(timed(lambda: stored(given.pages)))
    size, rows = passes[0][2], loads[0][2]
    print(f"{size:,} bytes of XML, {rows:,} entries, {given.workers} processes; best of {given.times}")
    told = {"bare": passes, "read and cleaned": loads, "loaded into a new store": stores}
    for name, at in (("clock", 0), ("CPU", 1)):
        times = {what: min(one[at] for one in some) for what, some in told.items()}
        ratios = (f"{what} {taken:.2f} s ({taken / times['bare']:.2f})" for what, taken in times.items())
        print(f"{name:5}  {'   '.join(ratios)}")
    wall, read, load = (round(min(one[0] for one in some), 2) for some in told.values())
    measure.record("fpds", bytes=size, rows=rows, bare_wall=wall, wall=read, load_wall=load)


if __name__ == "__main__":
    main()
