"""What loads added, raised, rewrote and withdrew, counted by hand from the files of `rounds`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rounds

from quaestor import answers
from quaestor.answers.came import Span, newest_day
from quaestor.answers.events import KINDS, Wanted
from quaestor.errors import BadQuery
from quaestor.store import Lake

MAY, JUNE = datetime(2024, 5, 6), datetime(2024, 6, 6)
NONE = dict.fromkeys(KINDS, 0)


def told(row: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """Award number and modification, and the value after."""
    return f"{int(row['piid'][-3:])} {row['mod_number']}", row["kind"], row["after"]


def listed(lake: Lake, **wanted: Any) -> list[tuple[str, str | None, str | None]]:
    return [told(row) for row in answers.changed(lake, Wanted(**wanted))["changes"]]


def test_each_kind_is_counted_by_the_day_it_was_read_on(lake: Lake) -> None:
    found = answers.changed(lake, Wanted())
    may = {"day": "2024-05-06", "added": 4, "new": 1, "raised": 2, "option": 2, "rewritten": 1, "withdrawn": 1}
    june = {"day": "2024-06-06", "added": 2, "new": 1, "raised": 1}
    assert found["days"] == [{"day": None} | NONE | june, {"day": None} | NONE | may]
    assert found["counts"] == NONE | {
        "added": 6, "new": 2, "raised": 3, "option": 2, "rewritten": 1, "withdrawn": 1,
    }  # fmt: skip


def test_what_is_read_for_the_first_time_is_counted_and_not_listed(lake: Lake) -> None:
    found = answers.changed(lake, Wanted())
    assert found["first_read"] == 4 + 1, "the first load, and the act of 2012"
    assert not [row for row in found["changes"] if row["piid"].endswith("7")]


def test_without_a_kind_everything_is_listed_newest_first_and_once(lake: Lake) -> None:
    assert listed(lake) == [
        ("6 0", "added", "-3.00"),
        ("6 P00001", "added", "0.00"),
        ("3 0", "withdrawn", None),
        ("1 0", "rewritten", "12.50"),
        ("5 0", "added", "70.00"),
        ("1 P00001", "added", "5.00"),
        ("2 P00002", "added", "1.00"),
        ("2 P00001", "added", "0.00"),
    ]


def test_the_money_of_what_was_added_is_that_of_the_files(lake: Lake) -> None:
    rows = answers.changed(lake, Wanted(kind="added"))["changes"]
    assert sum(Decimal(row["obligation"]) for row in rows) == Decimal("70.00") + 5 + 0 + 1 - 3 + 0


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("new", [("6 0", "-3.00"), ("5 0", "70.00")]),
        ("raised", [("6 P00001", "99999999999.00"), ("2 P00001", "250.00"), ("2 P00002", "50.00")]),
        ("option", [("1 P00001", "40.00"), ("2 P00002", "1.00")]),
        ("withdrawn", [("3 0", None)]),
    ],
)
def test_a_kind_lists_its_own_with_the_figure_it_is_about(
    lake: Lake, kind: str, rows: list[tuple[str, str | None]]
) -> None:
    assert [(number, after) for number, _, after in listed(lake, kind=kind)] == rows


def test_a_rewritten_field_has_both_values(lake: Lake) -> None:
    [row] = answers.changed(lake, Wanted(kind="rewritten"))["changes"]
    assert (row["field"], row["before"], row["after"]) == ("obligation", "10.00", "12.50")
    assert (row["supplier_name"], row["mod_number"]) == ("KEYSTONE WORKS LLC", "0")


def test_the_largest_come_first_where_that_is_asked_for(lake: Lake) -> None:
    rows = answers.changed(lake, Wanted(), largest=True)["changes"]
    assert [told(row)[0] for row in rows[:5]] == ["5 0", "1 P00001", "6 0", "1 0", "2 P00002"]


@pytest.mark.parametrize(
    ("wanted", "counts"),
    [
        ({"span": Span(since=JUNE)}, {"added": 2, "new": 1, "raised": 1}),
        ({"span": Span(until=JUNE)}, {"added": 4, "new": 1, "raised": 2, "option": 2, "rewritten": 1, "withdrawn": 1}),
        ({"field": "obligation"}, {"rewritten": 1}),
        ({"field": "psc"}, {}),
        ({"agency": "9001"}, {"added": 6, "new": 2, "raised": 3, "option": 2, "rewritten": 1, "withdrawn": 1}),
        ({"agency": "7012"}, {}),
        ({"supplier": "uei:SUMSUMSUMSUM"}, {"added": 2, "new": 1, "raised": 1}),
        (
            {"supplier": "uei:ABCDEFGHJKL1"},
            {"added": 4, "new": 1, "raised": 2, "option": 2, "rewritten": 1, "withdrawn": 1},
        ),
    ],
)
def test_filters_count_their_own(lake: Lake, wanted: dict[str, Any], counts: dict[str, int]) -> None:
    found = answers.changed(lake, Wanted(**wanted))["counts"]
    assert found == NONE | counts


def test_one_load_is_told_by_itself(lake: Lake) -> None:
    load = next(row["load_id"] for row in answers.loads(lake) if row["read_at"].startswith("2024-05"))
    found = answers.changed(lake, Wanted(Span(load=load)))
    assert (found["counts"]["added"], found["counts"]["rewritten"], found["first_read"]) == (4, 1, 1)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadQuery, match="no kind of change"):
        Wanted(kind="stolen")


@pytest.mark.parametrize("largest", [False, True])
def test_page_by_page_all_are_told_once_and_in_order(lake: Lake, largest: bool) -> None:
    whole = answers.changed(lake, Wanted(), largest=largest)
    assert whole["next"] is None
    rows, after = [], None
    for _ in range(20):
        page = answers.changed(lake, Wanted(), largest=largest, after=after, limit=3)
        rows += page["changes"]
        after = page["next"]
        if not after:
            break
    assert rows == whole["changes"]


def test_a_page_goes_on_where_it_was_while_a_load_comes_in(tmp_path: Path) -> None:
    first, second, third = rounds.files(tmp_path)
    rounds.load(tmp_path / "store", first, second)
    with Lake.open(tmp_path / "store") as lake:
        page = answers.changed(lake, Wanted(), limit=2)
        rest = answers.changed(lake, Wanted(), after=page["next"])
        rounds.load(tmp_path / "store", third)
        assert answers.changed(lake, Wanted(), after=page["next"])["changes"] == rest["changes"]
        assert len(answers.changed(lake, Wanted())["changes"]) == len(page["changes"]) + len(rest["changes"]) + 2


@pytest.mark.parametrize("place", ["x", "bm90aGluZw", "WzFd", "WyJhIl0", "é"])
def test_a_place_of_another_list_is_refused(lake: Lake, place: str) -> None:
    with pytest.raises(BadQuery, match="no place"):
        answers.changed(lake, Wanted(), after=place)


def test_a_place_with_values_of_another_kind_is_refused(lake: Lake) -> None:
    import base64
    import json

    place = base64.urlsafe_b64encode(json.dumps(["yesterday", *"abcdef"]).encode()).decode()
    with pytest.raises(BadQuery):
        answers.changed(lake, Wanted(), after=place)


def test_the_list_has_what_was_rewritten_and_gone_unless_more_is_asked_for(lake: Lake) -> None:
    keys = {"load_id", "seen_at", "record_id", "award_id", "field", "before", "after", "kind"}
    rows = answers.changes(lake)
    assert [row["kind"] for row in rows] == ["rewritten", "withdrawn"]
    assert all(row.keys() >= keys for row in rows)
    assert len(answers.changes(lake, kind="added")) == 7, "all after the first load, the act of 2012 as well"
    assert len(answers.changes(lake, kind="added", since=JUNE)) == 2
    assert len(answers.changes(lake, kind="added", limit=3)) == 3


def test_the_list_of_one_load_has_all_it_added(lake: Lake) -> None:
    first = next(row["load_id"] for row in answers.loads(lake) if row["read_at"].startswith("2024-04"))
    assert len(answers.changes(lake, kind="added", load=first)) == 4
    assert len(answers.changes(lake, kind="added", load=first, supplier="uei:ODDODDODDODD")) == 1


def test_news_begin_with_the_second_reading(lake: Lake, tmp_path: Path) -> None:
    assert str(newest_day(lake)) == "2024-06-06"
    rounds.load(tmp_path / "store", rounds.files(tmp_path)[0])
    with Lake.open(tmp_path / "store") as fresh:
        assert newest_day(fresh) is None
        found = answers.changed(fresh, Wanted())
        assert (found["changes"], found["days"], found["first_read"]) == ([], [], 4)
