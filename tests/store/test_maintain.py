"""Maintenance after many small loads: fewer files, the same contents, quick reading, and readers that notice nothing."""

# ruff: noqa: E501 -- one case a line
from __future__ import annotations

import statistics
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from made import contents, python, search_file, search_row, stamped

from quaestor import answers, pipeline
from quaestor.store import Lake

LOADS = 27
ROWS = 300

#: Asks three kinds of question again and again until its input ends.
READ = """
import sys, threading
from quaestor import answers
from quaestor.store import Lake
done = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
asked = 0
with Lake.open(sys.argv[1]) as lake:
    while True:
        assert lake.value("SELECT count(*) FROM action") == int(sys.argv[2])
        assert answers.award(lake, "CONT_AWD_P7_7012_-NONE-_-NONE-")["obligated"] == sys.argv[3]
        assert lake.ask("SELECT sum(obligated) FROM award")[1]
        asked += 1
        if asked == 1:
            print("reading", flush=True)
        if done.is_set():
            break
print(asked, flush=True)
"""


def rows(snapshot: int) -> list[list[str]]:
    """A snapshot in which a few acts are rewritten and a few are new."""
    return [search_row(n, f"{n + (snapshot if n % 50 == snapshot % 50 else 0)}.00") for n in range(ROWS + 4 * snapshot)]


def quickness(store: Path) -> float:
    """Seconds that one award takes to read in an open store, in the middle of seven."""
    with Lake.open(store) as lake:
        took = []
        for number in range(8):
            began = time.monotonic()
            answers.award(lake, f"CONT_AWD_P{number + 20}_7012_-NONE-_-NONE-")
            took.append(time.monotonic() - began)
    return statistics.median(took[1:])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 27 small loads, a day apart."""
    folder = tmp_path_factory.mktemp("many")
    files = [
        search_file(folder / stamped(datetime(2026, 1, 1) + timedelta(days=n)), rows(n), keyed=True)
        for n in range(LOADS)
    ]
    assert len(pipeline.load(folder / "store", "usaspending_search", files)["loads"]) == LOADS
    return folder / "store"


def test_maintenance_keeps_everything_and_reads_as_after_one_load(store: Path, tmp_path: Path) -> None:
    acts = len(rows(LOADS - 1))
    with Lake.open(store) as lake:
        before = contents(lake)
        obligated = answers.award(lake, "CONT_AWD_P7_7012_-NONE-_-NONE-")["obligated"]
        reader = python(
            READ, store, str(acts), obligated, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert reader.stdout
        assert reader.stdout.readline() == "reading\n"
        found = pipeline.maintain(store)
        said, wrong = reader.communicate(timeout=120)
        assert reader.returncode == 0, wrong
        assert int(said) > 1
        assert contents(lake) == before  # a reader from before the maintenance
    with Lake.open(store) as lake:
        assert contents(lake) == before
    assert found["files_before"] > 4 * LOADS
    assert found["files_after"] < found["files_before"] / 4
    assert found["files_after"] == len(list((store / "lake").rglob("*.parquet")))
    again = pipeline.maintain(store)
    assert again["files_after"] <= found["files_after"]

    one = search_file(tmp_path / stamped(datetime(2026, 1, 1)), rows(LOADS - 1))
    pipeline.load(tmp_path / "one", "usaspending_search", [one])
    assert quickness(store) < 2 * quickness(tmp_path / "one") + 0.05


def test_a_store_takes_loads_after_maintenance(store: Path, tmp_path: Path) -> None:
    moment = datetime(2026, 1, 1) + timedelta(days=LOADS)
    found = pipeline.load(store, "usaspending_search", [search_file(tmp_path / stamped(moment), rows(LOADS))])
    assert (found["added"], found["rewritten"] > 0, found["rejected"]) == (4, True, 0)
