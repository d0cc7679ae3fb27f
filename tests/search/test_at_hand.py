"""What is written of the index from what a load has at hand: for the state that the load made, or not at all."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made import python, transaction_file, transaction_row

from quaestor import answers, checks, pipeline, search
from quaestor.errors import CheckFailed
from quaestor.search import build
from quaestor.store import Lake

Check = Callable[[Path], dict[str, Any]]

#: Loads one file, and dies while the index is being committed, after the lake.
LOADER = """
import os, sys
from quaestor import pipeline
from quaestor.search import build
store, file = sys.argv[1:]
def die(*args, **rest):
    os.kill(os.getpid(), 9)
build.stamp = die
pipeline.load(store, "usaspending_transactions", [file])
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of twenty awards, with its index."""
    folder = tmp_path_factory.mktemp("base")
    rows = [transaction_row(n, f"{n}.00", transaction_description=f"SPANS {n}") for n in range(20)]
    full = transaction_file(folder / "FY2024_090_Contracts_Full_20240406_1.csv", rows)
    pipeline.load(folder / "store", "usaspending_transactions", [full])
    return folder / "store"


@pytest.fixture
def store(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def delta(tmp_path: Path) -> Path:
    """Words and a name rewritten, an award withdrawn, one new."""
    rows = [
        transaction_row(3, "3.00", transaction_description="SKIP TRACING") | {"correction_delete_ind": "C"},
        transaction_row(4, "4.00", recipient_name="RENAMED LLC") | {"correction_delete_ind": "C"},
        transaction_row(5, "", correction_delete_ind="D"),
        transaction_row(90, "1.00", transaction_description="SKIP TRACING") | {"correction_delete_ind": ""},
    ]
    return transaction_file(tmp_path / "FY(All)_090_Contracts_Delta_20240506_1.csv", rows)


def tracing(store: Path) -> dict[str, Any]:
    with Lake.open(store) as lake:
        return answers.search(lake, "skip tracing")


def test_the_index_of_a_delta_asks_nothing_of_the_lakes_own_account(
    store: Path, delta: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(build, "_changed")
    told = pipeline.load(store, "usaspending_transactions", [delta])
    monkeypatch.undo()
    assert (told["added"], told["rewritten"], told["withdrawn"]) == (1, 2, 1)
    assert tracing(store)["count"] == 2
    assert tracing(store)["index"] == {"built": True, "behind": False}
    check(store)


def test_a_load_that_is_refused_late_leaves_the_index_as_it_was(
    store: Path, delta: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = check(store)

    def refuse(lake: Lake) -> list[str]:
        raise CheckFailed("refused")

    with monkeypatch.context() as some:
        some.setattr(checks, "ceilings", refuse)
        with pytest.raises(CheckFailed):
            pipeline.load(store, "usaspending_transactions", [delta])
    assert check(store) == before
    assert tracing(store)["index"] == {"built": True, "behind": False}
    pipeline.load(store, "usaspending_transactions", [delta])  # the index's own lock was given back
    assert tracing(store)["count"] == 2


def test_documents_that_cannot_be_written_leave_a_load_that_stands_and_an_index_behind_it(
    store: Path, delta: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any) -> list[str]:
        raise OSError("no space left on device")

    with monkeypatch.context() as some:
        some.setattr(build, "rows", full)
        told = pipeline.load(store, "usaspending_transactions", [delta])
    assert any("no space left" in note and "What was loaded stands" in note for note in told["notes"])
    assert tracing(store)["index"]["behind"] is True
    pipeline.load(store, "usaspending_transactions", [delta])  # nothing new in it
    assert tracing(store)["index"] == {"built": True, "behind": False}


def test_a_delta_killed_before_its_index_stands_is_found_behind_and_healed(store: Path, delta: Path) -> None:
    process = python(LOADER, store, delta, stderr=subprocess.PIPE)
    process.communicate(timeout=120)
    assert process.returncode == -9
    with Lake.open(store) as lake:
        assert lake.value("SELECT count(*) FROM load") == 2  # the load stands
    assert (tracing(store)["count"], tracing(store)["index"]["behind"]) == (0, True)
    pipeline.load(store, "usaspending_transactions", [delta])  # nothing new in it
    assert tracing(store)["index"] == {"built": True, "behind": False}
    assert tracing(store)["count"] == 2


def test_what_a_load_has_at_hand_is_not_put_on_an_index_that_is_behind(store: Path, delta: Path, check: Check) -> None:
    with Lake.open(store, read_only=False) as lake, lake.writing():
        lake.execute("UPDATE load SET notes = 'said by hand'")
    assert tracing(store)["index"]["behind"] is True
    pipeline.load(store, "usaspending_transactions", [delta])
    assert tracing(store)["index"] == {"built": True, "behind": False}
    assert build.opened(store)[1] is not None
    check(store)


def test_what_changes_no_row_that_is_found_leaves_an_index_as_current_or_as_far_behind_as_it_was(store: Path) -> None:
    def judged() -> bool:
        with Lake.open(store, read_only=False) as lake, search.unmoved(lake), lake.writing():
            lake.execute("INSERT INTO judgement (judgement_id, kind) VALUES ('j:1', 'same')")
        return bool(tracing(store)["index"]["behind"])

    assert judged() is False
    with Lake.open(store, read_only=False) as lake, lake.writing():
        lake.execute("DELETE FROM judgement")
    assert judged() is True
