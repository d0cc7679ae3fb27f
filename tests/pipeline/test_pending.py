"""A load stands before names, new words, makers and families follow it: what dies in between is caught up with."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from made import python, search_file, search_row, stamped

from quaestor import pipeline
from quaestor.store import Lake

#: Loads files, and dies once the last of them stands.
LOADER = """
import os, sys
from quaestor import derive, pipeline
store, *files = sys.argv[1:]
for file in files[:-1]:
    pipeline.load(store, "usaspending_search", [file])
derive.follow = lambda *args: os.kill(os.getpid(), 9)
pipeline.load(store, "usaspending_search", files[-1:])
"""
FOLLOWING = ("identity", "new_words", "attribution", "maker", "entity", "family_member")


def rows_of(store: Path) -> dict[str, list[str]]:
    with Lake.open(store) as lake:
        return {name: sorted(str(row) for row in lake.query(f"SELECT * FROM {name}")) for name in FOLLOWING}


@pytest.fixture
def readings(tmp_path: Path) -> list[Path]:
    """Two readings: in the second a supplier is new, another is printed otherwise, and an act speaks of a maker."""
    base = [search_row(n, f"{n}.50", words=f"SPANS OF BRIDGE {n}", supplier=f"WORKS {n % 7} LLC") for n in range(40)]
    more = [
        *base[2:],
        search_row(0, "7.50", words="SPANS AND SKIP TRACING", supplier="WORKS ANEW LLC"),
        search_row(1, "1.50", words="CELLEBRITE UFED LICENSES", supplier="WORKS 1 LLC"),
        search_row(50, "9.50", words="PAINT", supplier="NEWCOMER WORKS LLC"),
    ]
    days = [datetime(2026, 1, day) for day in (1, 2)]
    return [search_file(tmp_path / stamped(day), rows) for day, rows in zip(days, (base, more), strict=True)]


@pytest.mark.parametrize("healer", ["the same load", "another load", "maintain"])
def test_what_died_before_names_followed_is_caught_up_with(tmp_path: Path, readings: list[Path], healer: str) -> None:
    store, whole = tmp_path / "store", tmp_path / "whole"
    process = python(LOADER, store, *readings, stderr=subprocess.PIPE)
    process.communicate(timeout=120)
    assert process.returncode == -9
    last = search_file(tmp_path / stamped(datetime(2026, 1, 3)), [search_row(60, "3.50", supplier="LATECOMER LLC")])
    with Lake.open(store) as lake:
        assert lake.value("SELECT count(*) FROM load") == 2, "the load stands"
        assert lake.value("SELECT obligated FROM award WHERE description = 'PAINT'") is not None
        assert lake.value("SELECT count(*) FROM pending") == 1
        assert not lake.value("SELECT count(*) FROM identity WHERE name = 'NEWCOMER WORKS LLC'")
    if healer == "maintain":
        pipeline.maintain(store)
    else:
        pipeline.load(store, "usaspending_search", [last if healer == "another load" else readings[1]])
    for file in [*readings, *([last] if healer == "another load" else [])]:
        pipeline.load(whole, "usaspending_search", [file])
    assert rows_of(store) == rows_of(whole)
    assert any("CELLEBRITE" in row for row in rows_of(store)["attribution"])
    with Lake.open(store) as lake:
        assert lake.value("SELECT count(*) FROM pending") == 0


def test_several_loads_of_one_command_leave_nothing_pending(tmp_path: Path, readings: list[Path]) -> None:
    pipeline.load(tmp_path / "one", "usaspending_search", readings)
    for file in readings:
        pipeline.load(tmp_path / "two", "usaspending_search", [file])
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "two")
    with Lake.open(tmp_path / "one") as lake:
        assert lake.value("SELECT count(*) FROM pending") == 0
