"""What is new: since a mark, all that differs from what was seen; since a moment, from what was known before it."""

from __future__ import annotations

import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from made import search_file, search_row, stamped

from quaestor import investigation, pipeline
from quaestor.errors import BadQuery
from quaestor.investigation import changing, kept
from quaestor.store import Lake

FIRST, SECOND, THIRD = datetime(2025, 4, 1), datetime(2025, 5, 1), datetime(2025, 6, 1)
WORDS = "BRIDGE PAINTING"


def load(store: Path, moment: datetime, rows: list[list[str]]) -> None:
    pipeline.load(store, "usaspending_search", [search_file(store.parent / stamped(moment), rows)])


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store read once, with one question: two of its actions carry the words. Only copy it."""
    folder = tmp_path_factory.mktemp("painting") / "store"
    load(folder, FIRST, base())
    kept.new(folder, "painting", {"title": "Painting", "words": ["bridge painting"]})
    return folder


@pytest.fixture
def store(read_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read_once, tmp_path / "store"))


def base() -> list[list[str]]:
    return [
        search_row(1, "100.00", words="SPANS"),
        search_row(1, "20.00", mod="P00001", day="2025-03-10", words=WORDS),
        search_row(2, "300.00", words=f"{WORDS}, NORTH"),
        search_row(3, "7.00", words="RIVETS"),
        *(search_row(number, "1.00", words="BOLTS") for number in range(100, 140)),  # so that one gone is no cut file
    ]


def seen(store: Path, slug: str = "painting") -> None:
    with Lake.open(store) as lake:
        investigation.mark(lake, slug)


def new(store: Path, moment: datetime | None = None) -> dict[str, Any]:
    with Lake.open(store) as lake:
        facts = investigation.investigation(lake, "painting", moment)
    since: dict[str, Any] = facts["since"]
    return since


def test_nothing_is_told_where_nobody_has_seen_it(store: Path) -> None:
    assert new(store) is None


def test_a_look_changes_no_file(store: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in kept.folder(store).rglob("*")}
    new(store)
    new(store, FIRST)
    assert {path: path.stat().st_mtime_ns for path in kept.folder(store).rglob("*")} == before


def test_right_after_a_mark_nothing_is_new(store: Path) -> None:
    seen(store)
    since = new(store)
    assert (since["by"], since["actions_then"], since["obligated_then"]) == ("mark", 2, "320.00")
    assert (since["added_count"], since["gone_count"], since["changed_count"]) == (0, 0, 0)


@pytest.mark.parametrize("by", ["mark", "moment"])
def test_actions_and_awards_that_came_later_are_new(store: Path, by: str) -> None:
    seen(store)
    later = [
        search_row(2, "50.00", mod="P00001", day="2025-04-20", words=f"MORE {WORDS}"),
        search_row(4, "-5.00", day="2025-04-21", words="BRIDGE-PAINTING"),
        search_row(5, "9.00", day="2025-04-22", words="BRIDGES"),
    ]
    load(store, SECOND, base() + later)
    since = new(store, SECOND if by == "moment" else None)
    assert {(row["piid"], row["mod_number"]) for row in since["added"]} == {("P2", "P00001"), ("P4", "0")}
    assert (since["added_count"], since["added_obligated"], since["new_awards"]) == (2, "45.00", 1)
    assert (since["gone_count"], since["changed_count"]) == (0, 0)


@pytest.mark.parametrize("by", ["mark", "moment"])
def test_amounts_and_words_rewritten_are_told_with_both_values(store: Path, by: str) -> None:
    seen(store)
    rows = base()
    rows[2] = search_row(2, "350.00", words=f"{WORDS}, NORTH AND SOUTH")
    load(store, SECOND, rows)
    since = new(store, SECOND if by == "moment" else None)
    assert [(row["piid"], row["field"], row["before"], row["after"]) for row in since["changed"]] == [
        ("P2", "description", "BRIDGE PAINTING, NORTH", "BRIDGE PAINTING, NORTH AND SOUTH"),
        ("P2", "obligation", "300.00", "350.00"),
    ]
    assert Decimal(since["obligated_then"]) == 320


@pytest.mark.parametrize("by", ["mark", "moment"])
def test_an_action_whose_words_were_rewritten_away_is_gone_and_says_why(store: Path, by: str) -> None:
    seen(store)
    rows = base()
    rows[1] = search_row(1, "20.00", mod="P00001", day="2025-03-10", words="PAINTING OF BRIDGES")
    rows[3] = search_row(3, "7.00", words=WORDS)
    load(store, SECOND, rows)
    since = new(store, SECOND if by == "moment" else None)
    assert [(row["piid"], row["why"], row["description"]) for row in since["gone"]] == [("P1", "rewritten", WORDS)]
    assert [row["piid"] for row in since["added"]] == ["P3"]


def test_a_withdrawn_action_is_gone_and_says_why(store: Path) -> None:
    seen(store)
    load(store, SECOND, [row for row in base() if row[1] != "P2"])
    assert new(store)["gone_count"] == 0  # missing once is not withdrawn
    load(store, THIRD, [row for row in base() if row[1] != "P2"])
    for since in (new(store), new(store, THIRD)):
        assert [(row["piid"], row["why"]) for row in since["gone"]] == [("P2", "withdrawn")]
        assert since["gone_obligated"] == "300.00"


def test_an_older_file_loaded_later_is_new_to_who_had_seen_it_and_not_by_the_clock_of_reading(store: Path) -> None:
    seen(store)
    other = [search_row(8, "1.00", agency="CBP", words=WORDS)]
    load(store, datetime(2025, 3, 20), other)
    assert [row["piid"] for row in new(store)["added"]] == ["P8"]
    assert new(store, FIRST)["added_count"] == 2
    assert {row["piid"] for row in new(store, FIRST)["added"]} == {"P1", "P2"}


def test_a_change_of_the_question_is_told_as_such(store: Path) -> None:
    seen(store)
    with Lake.open(store) as lake:
        changing.add_word(lake, "painting", "rivets")
        changing.add_word(lake, "painting", "north", without=True)
    since = new(store)
    assert [row["piid"] for row in since["added"]] == ["P3"]
    assert [(row["piid"], row["why"]) for row in since["gone"]] == [("P2", "question")]


def test_before_the_first_reading_nothing_was_known(store: Path) -> None:
    since = new(store, datetime(2020, 1, 1))
    assert (since["actions_then"], since["added_count"], since["obligated_then"]) == (0, 2, "0.00")


def test_a_mark_that_cannot_be_read_is_said(store: Path) -> None:
    seen(store)
    (kept.folder(store) / ".seen" / "painting.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadQuery, match="the mark cannot be read"):
        new(store)
