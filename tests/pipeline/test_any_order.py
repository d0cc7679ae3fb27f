"""Sums that hold for any file, and a history that does not hang on the order in which files are loaded."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from made import (
    CHANCES,
    OWN,
    contents,
    search_file,
    search_row,
    stamped,
    sums,
    transaction_file,
    transaction_row,
    whole,
)

from quaestor import answers, pipeline
from quaestor.errors import CheckFailed, NotHeld
from quaestor.history import merge
from quaestor.store import Lake

#: A load takes a second, so there are few examples; those that once failed are always among them.
FEW = settings(
    max_examples=CHANCES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
RECORDS = 14
TESTS = Path(__file__).parents[1]
HISTORY = ("action", "action_version", "change", "missing", "award", "supplier", "coverage", "scope", "reject")

amounts = st.decimals(min_value=-(10**6), max_value=10**9, places=2).map(str)
bad_amounts = st.sampled_from(["", "n/a", "1e14", "99999999999999"])
days = st.sampled_from(["2024-09-30", "2024-10-01", "2025-03-04", "10/1/24"])


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="quaestor-") as name:
        yield Path(name)


def counted(store: Path, printed: list[str]) -> None:
    """Every row and every dollar of the one file is kept, repeated or rejected, and what is kept is what is stored."""
    with Lake.open(store) as lake:
        [file] = lake.query("SELECT * FROM file")
        assert file["rows_read"] == len(printed) == file["kept"] + file["repeated"] + file["rejected"]
        readable = [Decimal(text) for text in printed if text not in ("", "n/a")]
        assert file["amount_read"] == (sum(readable) if readable else None)
        assert sum(readable) == file["amount_kept"] + file["amount_repeated"] + file["amount_rejected"]
        assert sums(lake) == [(file["amount_kept"], file["kept"])] * 3


def loaded_twice(store: Path, source: str, path: Path, printed: list[str]) -> None:
    try:
        first = pipeline.load(store, source, [path], read_at=datetime(2026, 1, 1))
    except CheckFailed:
        assert sum(text in ("", "n/a", "1e14", "99999999999999") for text in printed) > 0.2 * len(printed)
        return
    assert first["rows_read"] == first["kept"] + first["repeated"] + first["rejected"]
    counted(store, printed)
    with Lake.open(store) as lake:
        before = whole(lake)
        again = pipeline.load(store, source, [path])
        assert [again[name] for name in pipeline.COUNTS] == [0] * len(pipeline.COUNTS)
        assert "Nothing new" in again["notes"][0]
        assert whole(lake) == before


@FEW
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.sampled_from("01"), amounts | amounts | amounts | amounts | bad_amounts, days),
        min_size=1, max_size=40,
    )
)  # fmt: skip
def test_rows_and_sums_of_any_search_extract_are_accounted_for(rows: list[tuple[int, str, str, str]]) -> None:
    with folder() as place:
        path = search_file(place / "a.csv", [search_row(n, text, mod=mod, day=day) for n, mod, text, day in rows])
        loaded_twice(place / "store", "usaspending_search", path, [row[2] for row in rows])


@FEW
@given(
    st.lists(st.tuples(st.integers(0, 30), amounts | amounts | amounts | bad_amounts, days), min_size=1, max_size=30)
)
def test_rows_and_sums_of_any_transaction_download_are_accounted_for(rows: list[tuple[int, str, str]]) -> None:
    with folder() as place:
        path = transaction_file(place / "a.csv", [transaction_row(n, text, action_date=day) for n, text, day in rows])
        loaded_twice(place / "store", "usaspending_transactions", path, [row[1] for row in rows])


#: One snapshot: records it rewrites, records it lacks, rows it prints twice, whether it prints award keys.
Snapshot = tuple[dict[int, int], set[int], list[int], bool]
numbers = st.integers(0, RECORDS - 1)
snapshots = st.lists(
    st.tuples(
        st.dictionaries(numbers, st.integers(-99, 999), max_size=3),
        st.sets(numbers, max_size=2) | st.sets(numbers, max_size=5),
        st.lists(numbers, max_size=2),
        st.booleans(),
    ),
    min_size=2, max_size=4,
)  # fmt: skip
LOST = ({}, {4}, [], True)
SAME: Snapshot = ({}, set(), [], True)
BARE: Snapshot = ({}, set(), [], False)


def made(place: Path, some: list[Snapshot]) -> list[Path]:
    """The snapshots as files, a day apart: each rewrites what the last one printed."""
    stood = dict.fromkeys(range(RECORDS), 10)
    files = []
    for number, (rewritten, lacking, twice, keyed) in enumerate(some):
        stood |= rewritten
        rows = [
            search_row(n // 2, f"{amount}.00", mod=str(n % 2), agency="CBP" if n > 11 else "ICE", words=f"SPAN {n}")
            for n, amount in stood.items()
            if n not in lacking
        ]
        rows += [rows[n % len(rows)] for n in twice]
        moment = datetime(2026, 1, 1) + timedelta(days=number)
        files.append(search_file(place / stamped(moment), rows, keyed=keyed))
        with files[-1].open("a") as out:  # the same bytes would be the same file, which is loaded once
            out.write("\n" * number)
    return files


def history(store: Path) -> dict[str, Any]:
    with Lake.open(store) as lake:
        return contents(lake, *HISTORY, but=OWN)


@FEW
@given(snapshots, st.randoms(use_true_random=False))
@example([SAME, LOST, LOST, SAME], None)
@example([BARE, BARE], None)
@example([BARE, SAME, ({3: 7}, set(), [1], True)], None)
@example([SAME, ({1: 5}, set(), [], False), ({}, {2}, [2, 2], True), LOST], None)
def test_the_order_of_loads_does_not_matter(some: list[Snapshot], chance: Any) -> None:
    the_same_in_any_order(some, chance)


def test_the_order_of_loads_does_not_matter_where_history_is_made_again_in_slices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merge, "SLICE", 4)
    the_same_in_any_order([SAME, ({1: 5, 13: 2}, {3}, [2, 2], True), BARE], None)


def test_rows_of_no_award_are_in_a_slice_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "SLICE", 2)
    golden = TESTS / "sources" / "usaspending_subawards" / "current.csv"
    with golden.open(encoding="utf-8-sig", newline="") as file:
        first, *_ = csv.DictReader(file)
    for day in (2, 1):  # the older file comes after, so that history is made again
        rows = [
            first | {"subaward_number": str(n), "subaward_amount": f"{n * day}.00"}
            | {"prime_award_unique_key": f"CONT_AWD_{n}" if n % 2 else ""}
            for n in range(9)
        ]  # fmt: skip
        with (tmp_path / f"{day}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows(rows)
        read_at = datetime(2026, 1, day)
        pipeline.load(tmp_path / "store", "usaspending_subawards", [tmp_path / f"{day}.csv"], read_at=read_at)
    with Lake.open(tmp_path / "store") as lake:
        told = "SELECT count(*) AS n, count(award_id) AS of_award, sum(amount) AS total FROM "
        assert lake.query(f"{told} subaward") == [{"n": 9, "of_award": 4, "total": 72}]
        assert lake.query(f"{told} subaward_version WHERE superseded_at IS NOT NULL") == [
            {"n": 8, "of_award": 4, "total": 36}
        ]


def the_same_in_any_order(some: list[Snapshot], chance: Any) -> None:
    with folder() as place:
        files = made(place, some)
        turned = files[::-1]
        if chance:
            chance.shuffle(turned)
        for file in files:
            pipeline.load(place / "in order", "usaspending_search", [file])
        for file in turned:
            pipeline.load(place / "turned", "usaspending_search", [file])
        pipeline.load(place / "at once", "usaspending_search", turned)
        expected = history(place / "in order")
        for store in ("turned", "at once"):
            found = history(place / store)
            for name in HISTORY:
                assert found[name] == expected[name], f"{name}, loaded {store}"


def told(lake: Lake, **clock: Any) -> dict[str, Any]:
    """The money of every award and its acts, as the lake tells it."""
    found = {}
    for number in range(RECORDS // 2):
        for code in ("7012", "7014"):
            try:
                award = answers.award(lake, f"CONT_AWD_P{number}_{code}_-NONE-_-NONE-", **clock)
            except NotHeld:
                continue
            acts = [(act["action_id"], act["obligation"], act["obligated_after"]) for act in award["actions"]]
            found[award["award_id"]] = (award["obligated"], award["supplier"], acts)
    return found


@FEW
@given(snapshots.map(lambda some: [(*one[:3], True) for one in some]))
@example([SAME, LOST, LOST, SAME])
@example([SAME, ({0: 5, 1: -5}, set(), [], True), ({0: 10}, {1, 2}, [], True), ({}, {1, 2}, [], True)])
def test_what_was_known_on_a_moment_is_what_the_store_answered_then(some: list[Snapshot]) -> None:
    with folder() as place:
        answered = {}
        for number, file in enumerate(made(place, some)):
            pipeline.load(place / "store", "usaspending_search", [file])
            with Lake.open(place / "store") as lake:
                answered[datetime(2026, 1, 1) + timedelta(days=number)] = told(lake)
        with Lake.open(place / "store") as lake:
            for moment, expected in answered.items():
                assert told(lake, known_on=moment) == expected
                assert told(lake, known_on=moment + timedelta(hours=23)) == expected
