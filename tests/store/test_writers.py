"""Writers queue, readers are never kept waiting, and the catalog may be PostgreSQL."""

from __future__ import annotations

import subprocess
import time
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from made import python, search_file, search_row, stamped, sums

from quaestor import pipeline
from quaestor.errors import StoreError
from quaestor.store import Lake

LOAD = """
import sys
from pathlib import Path
from quaestor import pipeline
for file in sys.argv[3:]:
    pipeline.load(Path(sys.argv[1]), "usaspending_search", [file], catalog=sys.argv[2] or None)
"""

#: Asks for the sum again and again, and says how long each answer took, until its input ends.
READ = """
import sys, threading, time
from quaestor.store import Lake
done = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
with Lake.open(sys.argv[1]) as lake:
    while True:
        began = time.monotonic()
        rows = lake.query("SELECT count(*) AS n, sum(obligation) AS money FROM action")[0]
        print(rows["n"], rows["money"], time.monotonic() - began, flush=True)
        if done.is_set():
            break
        time.sleep(0.02)
"""


def file(folder: Path, number: int, rows: int = 50) -> Path:
    """An extract of awards that no other file prints, read a day after the one before."""
    moment = datetime(2026, 1, 1) + timedelta(days=number)
    day = f"{1990 + number}-03-04"  # a year of its own, so that no file says anything of another's rows
    some = [search_row(1000 * number + n, f"{n}.50", day=day) for n in range(rows)]
    return search_file(folder / stamped(moment), some)


def ended(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said


def holds(store: Path, files: int, rows: int = 50) -> None:
    with Lake.open(store) as lake:
        assert (
            sums(lake)
            == [(files * sum((Decimal(n) + Decimal("0.5") for n in range(rows)), Decimal(0)), files * rows)] * 3
        )
        assert lake.value("SELECT count(*) FROM load") == files


def test_writers_of_two_processes_queue_and_both_succeed(tmp_path: Path) -> None:
    """They make the store at the same time, too."""
    files = [file(tmp_path, number) for number in range(4)]
    ended([python(LOAD, tmp_path / "store", "", *some, stderr=subprocess.PIPE) for some in (files[:2], files[2:])])
    holds(tmp_path / "store", 4)


def test_two_writers_of_one_file_load_it_once(tmp_path: Path) -> None:
    one = file(tmp_path, 1)
    ended([python(LOAD, tmp_path / "store", "", one, stderr=subprocess.PIPE) for _ in range(2)])
    holds(tmp_path / "store", 1)


def test_readers_see_the_old_state_at_once_while_a_writer_is_at_work(tmp_path: Path) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [file(tmp_path, 1)])
    with Lake.open(store, read_only=False) as writer:
        with writer.writing():
            writer.execute("DELETE FROM action_version")
            writer.execute("DELETE FROM award")
            assert writer.value("SELECT count(*) FROM action") == 0
            reader = python(READ, store, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert reader.stdout
            for _ in range(5):
                rows, money, took = reader.stdout.readline().split()
                assert (rows, money) == ("50", "1250.00")
                assert float(took) < 1
            began = time.monotonic()
            with Lake.open(store) as late:  # a reader that comes while the writer is at it
                assert late.value("SELECT count(*) FROM award") == 50
            assert time.monotonic() - began < 5
        reader.communicate(timeout=60)
        assert reader.returncode == 0
    with Lake.open(store) as after:
        assert after.value("SELECT count(*) FROM action") == 0


def test_a_transaction_that_fails_changes_nothing(tmp_path: Path) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [file(tmp_path, 1)])
    with Lake.open(store, read_only=False) as writer:
        before = writer.snapshot()
        with pytest.raises(RuntimeError), writer.writing():  # noqa: PT012
            writer.execute("DELETE FROM action_version")
            raise RuntimeError
        assert writer.snapshot() == before
        assert writer.value("SELECT count(*) FROM action") == 50


@pytest.mark.postgres
def test_four_writers_at_once_with_a_postgresql_catalog(postgres: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    files = [file(tmp_path, number) for number in range(8)]
    pipeline.load(store, "usaspending_search", files[:1], catalog=postgres)
    ended([python(LOAD, store, "", *files[n::4], stderr=subprocess.PIPE) for n in range(4)])
    holds(store, 8)  # opened without an address: the store remembers its catalog
    assert yaml.safe_load((store / "quaestor.yml").read_text())["catalog"] == postgres
    assert not (store / "catalog.sqlite").exists()
    assert pipeline.maintain(store)["files_after"] > 0
    holds(store, 8)


@pytest.mark.postgres
def test_a_catalog_that_does_not_answer_is_said_in_words(postgres: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [file(tmp_path, 1)], catalog=postgres)
    address = yaml.safe_load((store / "quaestor.yml").read_text())
    address["catalog"] = postgres.rsplit("/", 1)[0] + "/nowhere"
    (store / "quaestor.yml").write_text(yaml.safe_dump(address))
    with pytest.raises(StoreError) as caught:
        Lake.open(store)
    assert "catalog does not answer" in str(caught.value)
    assert caught.value.advice
