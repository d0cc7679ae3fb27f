"""What acts speak of that no earlier act of their award spoke of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from made import search_file, search_row, stamped

from quaestor import pipeline
from quaestor.derive import new_words
from quaestor.store import Lake
from quaestor.store.bare import Bare


@pytest.fixture
def tables() -> Iterator[Bare]:
    with Bare() as bare:
        yield bare


def said(tables: Bare, acts: list[Mapping[str, str]]) -> dict[str, str]:
    """The new words of each act that has some."""
    rows = [
        {"award_id": "A", "action_id": f"a{n}", "signed_on": f"2020-01-{n + 1:02d}", "mod_order": str(n)} | dict(act)
        for n, act in enumerate(acts)
    ]
    tables.fill("action", rows)
    return {row["action_id"]: row["said"] for row in tables.query(new_words.of("SELECT * FROM action"))}


def test_words_are_new_against_every_earlier_act_and_the_first_act_has_none(tables: Bare) -> None:
    found = said(
        tables,
        [
            {"description": "Transition and case support"},
            {"description": "Skip tracing; transition"},
            {"description": "Skip tracing and transport"},
        ],
    )
    assert found == {"a1": "SKIP TRACING", "a2": "TRANSPORT"}


def test_inflections_digits_short_words_and_words_of_procedure_are_not_new(tables: Bare) -> None:
    found = said(
        tables,
        [
            {"description": "Detained persons"},
            {"description": "MODIFICATION P00003 EXERCISES OPTION 2, DETAINING, A TV SET, 70CTD022, FY2024ADD"},
        ],
    )
    assert found == {}


def test_acts_are_ordered_by_day_then_by_modification(tables: Bare) -> None:
    found = said(
        tables,
        [
            {"description": "Radios", "signed_on": "2021-01-01"},
            {"description": "Guards", "signed_on": "2020-01-01", "mod_order": "P2"},
            {"description": "Guards and radios", "signed_on": "2020-01-01", "mod_order": "P1"},
        ],
    )
    assert found == {}


def test_words_of_another_award_and_blank_descriptions_count_for_nothing(tables: Bare) -> None:
    found = said(
        tables,
        [
            {"description": "Guards"},
            {},
            {"description": "Radios"},
            {"description": "Radios", "award_id": "B"},
            {"description": "Guards", "award_id": "B"},
        ],
    )
    assert found == {"a2": "RADIOS", "a4": "GUARDS"}


def test_a_load_makes_anew_the_awards_it_touched_and_a_grown_store_is_filled(tmp_path: Path) -> None:
    first = [search_row(1, "5.00", words="GUARDS")]
    more = [search_row(1, "7.00", mod="P00001", words="GUARDS AND RADIOS")]
    other = [search_row(2, "7.00", words="BOATS")]
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / stamped(datetime(2026, 1, 1)), first)])
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / stamped(datetime(2026, 1, 2)), first + more)])
    with Lake.open(store, read_only=False) as lake:
        assert [row["said"] for row in lake.query("FROM new_words")] == ["RADIOS"]
        with lake.writing():
            lake.execute("DELETE FROM new_words")
    rows = first + more + other
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / stamped(datetime(2026, 1, 3)), rows)])
    with Lake.open(store) as lake:
        assert [row["said"] for row in lake.query("FROM new_words")] == ["RADIOS"]
