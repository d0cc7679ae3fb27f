"""What is said, and what stays, where the engine's memory is not enough; and how a store is given more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from made import contents, search_file, search_row, transaction_file, transaction_row

from quaestor import pipeline
from quaestor.errors import StoreError
from quaestor.store import Lake, engine

GREEDY = "SELECT len(list(concat('a long word that is no number: ', n))) AS n FROM range(3_000_000) r(n)"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    file = search_file(tmp_path / "first.csv", [search_row(n, "1.00") for n in range(3)])
    pipeline.load(tmp_path / "store", "usaspending_search", [file], read_at=datetime(2026, 1, 1))
    return tmp_path / "store"


def say(store: Path, memory: Any) -> None:
    file = store / "quaestor.yml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | {"memory": memory}))


def given(lake: Lake) -> str:
    return str(lake.value("SELECT current_setting('memory_limit')"))


def test_a_store_says_how_much_memory_its_engine_may_take(store: Path) -> None:
    with Lake.open(store) as lake, lake.still() as copy:
        assert given(lake) == given(copy) == "2.7 GiB"
    say(store, "1GiB")
    with Lake.open(store) as lake, lake.still() as copy, Lake.open(store, read_only=False) as writer:
        assert given(lake) == given(copy) == given(writer) == "1.0 GiB"
    with Lake.open(store, memory="2GiB") as lake:
        assert given(lake) == "2.0 GiB"


@pytest.mark.parametrize("memory", ["plenty", 6, "6 apples"])
def test_what_is_no_amount_of_memory_is_refused(store: Path, memory: Any) -> None:
    say(store, memory)
    with pytest.raises(StoreError, match=r"no amount of memory. Write it as .* 6GB") as told:
        Lake.open(store)
    assert told.value.where == engine.MEMORY_IS_SAID


def test_a_question_that_takes_more_is_told_so(store: Path) -> None:
    say(store, "60MB")
    with Lake.open(store) as lake:
        for ask in (lake.query, lake.execute, lake.ask):
            with pytest.raises(StoreError, match=r"memory: 6GB"):
                ask(GREEDY)
        assert lake.value("SELECT count(*) FROM action") == 3


def test_a_load_that_takes_more_changes_nothing_and_does_not_blame_the_file(store: Path, tmp_path: Path) -> None:
    rows = [transaction_row(n, "1.00", transaction_description=f"{n} words " * 40) for n in range(4_000)]
    file = transaction_file(tmp_path / "large.csv", rows)
    with Lake.open(store) as lake:
        before = contents(lake)
    for memory in ("24MB", "60MB"):
        say(store, memory)
        with pytest.raises(StoreError, match=r"memory: 6GB"):
            pipeline.load(store, "usaspending_transactions", [file])
    say(store, "3GB")
    with Lake.open(store) as lake:
        assert contents(lake) == before
    assert pipeline.load(store, "usaspending_transactions", [file])["kept"] == 4_000
