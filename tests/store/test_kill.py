"""kill -9 at any moment of a load: the store opens, holds all of each load or nothing of it, and takes the next one."""

from __future__ import annotations

import random
import subprocess
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from made import CHANCES, python, search_file, search_row, stamped, sums

from quaestor import pipeline
from quaestor.errors import StoreError
from quaestor.store import Lake

KILLS = 12 * CHANCES
ROWS = 1_000

#: Loads the files in turn until it is killed. It says that it is ready, and begins when it is told to.
LOADER = """
import sys
from pathlib import Path
from quaestor import pipeline
print("ready", flush=True)
sys.stdin.readline()
for file in sys.argv[2:]:
    pipeline.load(Path(sys.argv[1]), "usaspending_search", [file])
    print(file, flush=True)
"""


def amounts(snapshot: int) -> list[int]:
    """What the acts carry in a snapshot: each one rewrites a tenth of them and adds ten."""
    return [number * 7 - 900 + 100 * ((snapshot - number % 10) // 10) for number in range(ROWS + 10 * snapshot)]


def files(folder: Path, many: int) -> list[Path]:
    folder.mkdir()
    return [
        search_file(
            folder / stamped(datetime(2026, 1, 1) + timedelta(days=snapshot)),
            [search_row(n // 3, f"{amount}.00", mod=str(n % 3)) for n, amount in enumerate(amounts(snapshot))],
        )
        for snapshot in range(many)
    ]


def loader(store: Path, some: list[Path]) -> subprocess.Popen[str]:
    return python(LOADER, store, *some, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def held(store: Path, names: list[str]) -> int:
    """How many of the files the store holds, once it is found whole."""
    with Lake.open(store) as lake:
        loads = lake.query(
            "SELECT f.name, l.rows_read, l.kept, f.archived_as FROM load l JOIN file f USING (load_id) ORDER BY read_at"
        )
        assert [row["name"] for row in loads] == names[: len(loads)]
        if not loads:
            assert sums(lake) == [(Decimal(0), 0)] * 3
            return 0
        expected = amounts(len(loads) - 1)
        assert sums(lake) == [(Decimal(sum(expected)), len(expected))] * 3
        assert [row["rows_read"] for row in loads] == [len(amounts(number)) for number in range(len(loads))]
        written = len(expected) + sum(
            sum(a != b for a, b in zip(amounts(number), amounts(number + 1), strict=False))
            for number in range(len(loads) - 1)
        )
        assert lake.query("SELECT count(*) AS n, count(DISTINCT (action_id, seen_at)) AS once FROM action_version") == [
            {"n": written, "once": written}
        ]
        assert lake.value("SELECT count(*) FROM change WHERE kind = 'rewritten'") == written - len(expected)
        assert all((store / "evidence" / row["archived_as"] / "part-0.parquet").is_file() for row in loads)
        return len(loads)


def test_a_load_killed_at_any_moment_leaves_all_of_it_or_nothing(tmp_path: Path) -> None:
    """Killed at moments drawn from the whole length of a load, the making of the store included."""
    chance = random.Random(20260101)
    some = files(tmp_path / "files", KILLS)
    names = [file.name for file in some]
    store = tmp_path / "store"
    began = time.monotonic()
    pipeline.load(tmp_path / "other", "usaspending_search", some[:1])
    lasts = time.monotonic() - began
    after = 0
    waiting = loader(store, some)
    for kill in range(KILLS):
        process, waiting = waiting, loader(store, some[after:] or some[-1:])
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("go\n")
        process.stdin.flush()
        time.sleep(chance.uniform(0, lasts * 1.1))
        process.kill()
        process.communicate()
        try:
            found = held(store, names)
        except StoreError:  # killed before there was a store
            assert after == 0
            found = 0
        assert found >= after, f"kill {kill}: a load is lost"
        print(f"kill {kill}: {found} loads stand, {time.monotonic() - began:.0f} s")
        after = found
    waiting.kill()
    waiting.communicate()
    pipeline.load(store, "usaspending_search", some[: after + 1])
    assert held(store, names) == after + 1
    assert after < len(some)
