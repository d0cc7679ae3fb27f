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
from quaestor.store import Lake, maintain
from quaestor.store.maintain import TOO_LARGE
from quaestor.store.schema import FILE

LOADS = 27
ROWS = 300

#: Asks three kinds of question again and again until its input ends.
READ = """
import sys, threading
from quaestor import answers
from quaestor.store import Lake, maintain
from quaestor.store.maintain import TOO_LARGE
from quaestor.store.schema import FILE
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


def test_a_table_written_anew_lies_in_files_of_the_usual_size(tmp_path: Path) -> None:
    held = "SELECT count(*) AS n, sum(hash(award_id, before, after)) AS sum FROM lake.change"
    listed = "SELECT data_file_size_bytes AS size, delete_file FROM ducklake_list_files('lake', 'change')"
    with Lake.open(tmp_path / "store", create=True, read_only=False) as lake:
        with lake.writing():
            lake.execute(
                "INSERT INTO change BY NAME SELECT 'CONT_AWD_' || md5(i::VARCHAR) AS award_id, md5('b' || i) AS before, "
                "md5('a' || i) AS after FROM range(1000000) r(i)"
            )
        with lake.writing():
            lake.execute("DELETE FROM change WHERE hash(award_id) % 10 = 3")
        before, files = lake.query(held), len(lake.query(listed))
        assert files > 3
        with lake.exclusive():
            maintain(lake)
        assert lake.query(held) == before
        after = lake.query(listed)
        assert not any(file["delete_file"] for file in after)
        assert len(after) > 3
        assert max(file["size"] for file in after) < TOO_LARGE
        with lake.exclusive():
            assert maintain(lake)["bytes_before"] == maintain(lake)["bytes_after"]  # nothing is worn any more


def test_one_file_that_should_have_been_several_is_parted(tmp_path: Path) -> None:
    with Lake.open(tmp_path / "store", create=True, read_only=False) as lake:
        lake.execute("CALL lake.set_option('target_file_size', '1GB')")
        with lake.writing():
            lake.execute(
                "INSERT INTO change BY NAME SELECT 'CONT_AWD_' || md5(i::VARCHAR) AS award_id, md5('b' || i) AS before, "
                "md5('a' || i) AS after, md5('c' || i) AS record_id FROM range(700000) r(i)"
            )
        assert lake.value("SELECT max(data_file_size_bytes) FROM ducklake_list_files('lake', 'change')") > TOO_LARGE
        lake.execute(f"CALL lake.set_option('target_file_size', '{FILE}MB')")
        with lake.exclusive():
            maintain(lake)
        sizes = lake.column("SELECT data_file_size_bytes FROM ducklake_list_files('lake', 'change')")
        assert sizes.max() < TOO_LARGE
        assert lake.value("SELECT count(DISTINCT award_id) FROM lake.change") == 700_000
