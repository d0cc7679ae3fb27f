"""Kills loads at random moments and looks for loss: after each kill the store stands as before the load or as after it,
and the same load, run again, ends where an undisturbed one ends.

    python bench/soak.py [ROUNDS] [--seed N]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

from quaestor import model
from quaestor.store import Lake

#: Columns that say when or where Quaestor did its work; two runs of one load differ in them alone.
OWN = {"loaded_at"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="?", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quaestor-soak-") as folder:
        sys.exit(soak(Path(folder), given.rounds, given.seed))


def soak(folder: Path, rounds: int, seed: int) -> int:
    """Runs `rounds` kills; returns 0 when nothing was lost or repeated."""
    chance = random.Random(seed)
    first, second = _files(folder, chance)
    base, whole = folder / "base", folder / "whole"
    _load(base, first, "2026-01-01").wait()
    shutil.copytree(base, whole)
    began = time.monotonic()
    if _load(whole, second, "2026-02-01").wait():
        return 1
    lasts = time.monotonic() - began
    before, after = state(base), state(whole)
    print(f"seed {seed}; a load takes {lasts:.1f} s; {rounds} kills", flush=True)
    ended = {"before": 0, "after": 0, "done": 0}
    for number in range(1, rounds + 1):
        store = folder / "store"
        shutil.copytree(base, store)
        moment = chance.uniform(0, lasts * 1.05)
        process = _load(store, second, "2026-02-01")
        try:
            process.wait(timeout=moment)
            ended["done"] += 1
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        found = state(store)
        if found not in (before, after):
            print(f"round {number}, killed after {moment:.3f} s: neither before nor after in {_unlike(found, before)}")
            return 1
        ended["after" if found == after else "before"] += 1
        if _load(store, second, "2026-02-01").wait() or state(store) != after:
            print(f"round {number}, killed after {moment:.3f} s: run again, the load ends elsewhere")
            return 1
        shutil.rmtree(store)
    print(f"nothing lost, nothing repeated: {ended['before']} stood as before, {ended['after']} as after the load;")
    print(f"{ended['done']} of them were done before the kill came")
    return 0


def state(store: Path) -> dict[str, str]:
    """A digest of each stored table's rows, whatever their order; of every version where versions are kept."""
    stored = [table for table in model.tables().values() if table.kind != "view"]
    names = [f"{table.name}_version" if table.kind == "recorded" else table.name for table in stored]
    with Lake.open(store) as lake:
        return {name: _digest(lake, name) for name in names}


def _digest(lake: Lake, name: str) -> str:
    rows = sorted(
        repr(sorted((key, str(value)) for key, value in row.items() if key not in OWN))
        for row in lake.query(f"SELECT * FROM {name}")
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _unlike(found: dict[str, str], before: dict[str, str]) -> str:
    return ", ".join(name for name in found if found[name] != before[name])


def _load(store: Path, file: Path, moment: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "quaestor",
        "load",
        "sample",
        str(file),
        "--as-read-at",
        moment,
        "--store",
        str(store),
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _files(folder: Path, chance: random.Random) -> tuple[Path, Path]:
    """The bundled sample, and the same with one amount in ten rewritten and one act in twenty gone."""
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        first = Path(shutil.copy(sample, folder / "first.csv"))
    second = folder / "second.csv"
    with first.open(encoding="utf-8", newline="") as lines, second.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictReader(lines)
        writer = csv.DictWriter(out, list(rows.fieldnames or ()), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            if chance.random() < 0.05:
                continue
            if chance.random() < 0.1:
                row["obligation"] = f"{chance.randrange(-(10**6), 10**8) / 100:.2f}"
            writer.writerow(row)
    return first, second


if __name__ == "__main__":
    main()
