"""The publisher's monthly archives: full ones in split files, and deltas that correct and withdraw."""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import transaction_file, transaction_row

from quaestor import answers, pipeline
from quaestor.pipeline import entering
from quaestor.store import Lake, printed, tabular

FULL = "FY2024_090_Contracts_Full_{stamp}_{part}.csv"
DAY = {"action_date": "2024-03-01"}


def load(store: Path, *paths: Path) -> dict[str, Any]:
    return pipeline.load(store, "usaspending_transactions", paths)


def held(store: Path) -> dict[str, Decimal]:
    with Lake.open(store) as lake:
        return {
            row["piid"]: row["obligation"] for row in lake.query("SELECT piid, obligation FROM action ORDER BY piid")
        }


def test_the_parts_of_a_full_archive_are_one_load(tmp_path: Path) -> None:
    parts = [
        transaction_file(tmp_path / FULL.format(stamp="20240406", part=part), [transaction_row(part, "10.00", **DAY)])
        for part in (1, 2)
    ]
    told = load(tmp_path / "store", *parts)
    assert (len(told["loads"]), told["added"], told["missing"]) == (1, 2, 0)


def test_a_full_archive_withdraws_what_two_in_a_row_lack(tmp_path: Path) -> None:
    store = tmp_path / "store"
    rows = [transaction_row(number, f"{number}.00", **DAY) for number in range(1, 11)]
    told = []
    for number, month in enumerate(("20240406", "20240506", "20240606")):
        # a word more on one action, so that no two files are the same bytes
        lacking = [*rows[min(number, 1) : 9], rows[9] | {"transaction_description": f"SPANS {number}"}]
        told.append(load(store, transaction_file(tmp_path / FULL.format(stamp=month, part=1), lacking)))
    assert [(one["missing"], one["withdrawn"]) for one in told] == [(0, 0), (1, 0), (1, 1)]
    assert Decimal("1.00") not in held(store).values()
    with Lake.open(store) as lake:
        assert len(answers.changes(lake, kind="withdrawn")) == 1


def test_a_delta_adds_corrects_and_withdraws(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(
        store,
        transaction_file(
            tmp_path / FULL.format(stamp="20240406", part=1), [transaction_row(n, "10.00", **DAY) for n in (1, 2, 3)]
        ),
    )
    gone = transaction_row(3, "")["contract_transaction_unique_key"]
    told = load(
        store,
        transaction_file(
            tmp_path / "FY(All)_090_Contracts_Delta_20240506_1.csv",
            [
                transaction_row(1, "12.50", **DAY) | {"correction_delete_ind": "C", "agency_id": "9001"},
                transaction_row(4, "7.00", **DAY) | {"correction_delete_ind": "", "agency_id": "9001"},
                {"correction_delete_ind": "D", "agency_id": "9001", "contract_transaction_unique_key": gone},
            ],
        ),
    )
    assert {name: told[name] for name in ("added", "rewritten", "withdrawn", "missing", "rejected")} == {
        "added": 1, "rewritten": 1, "withdrawn": 1, "missing": 0, "rejected": 0,
    }  # fmt: skip
    assert sorted(held(store).values()) == [Decimal("7.00"), Decimal("10.00"), Decimal("12.50")]
    with Lake.open(store) as lake:
        rewritten = [(row["field"], row["before"], row["after"]) for row in answers.changes(lake, kind="rewritten")]
        award = lake.query("SELECT count(*) AS n, sum(obligated) AS money FROM award WHERE actions > 0")[0]
    assert rewritten == [("obligation", "10.00", "12.50")]
    assert award == {"n": 3, "money": Decimal("29.50")}


@given(
    rows=st.lists(st.lists(st.text(alphabet='a",\n\r é', max_size=8), min_size=3, max_size=3), min_size=1, max_size=40),
    number=st.integers(1, 5),
    end=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=150, deadline=None)
def test_a_file_cut_into_pieces_has_the_same_rows(rows: list[list[str]], number: int, end: str) -> None:
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.csv"
        with whole.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([["x", "y\nz", "w"], *rows])
        again = []
        with tabular.pieces(whole, Path(folder), number) as parts:
            assert 1 <= len(parts) <= number
            for part in parts:
                with part.open(encoding="utf-8", newline="") as lines:
                    header, *some = csv.reader(lines)
                    assert header == ["x", "y\nz", "w"]
                    again += some
        assert again == rows


def test_a_large_file_is_archived_in_parts_that_keep_every_row_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        pipeline.load(tmp_path / "whole", "sample", [sample])
        monkeypatch.setattr(tabular, "LARGE", 1000)
        monkeypatch.setattr(entering, "WORKERS", 4)
        pipeline.load(tmp_path / "cut", "sample", [sample])
    assert len(list((tmp_path / "cut" / "evidence").glob("*/part-*.parquet"))) == 4
    asked = "SELECT action_id, source_file, source_row, award_id, obligation FROM action ORDER BY ALL"
    with Lake.open(tmp_path / "whole") as whole, Lake.open(tmp_path / "cut") as cut:
        assert whole.query(asked) == cut.query(asked)
        for row in cut.query("SELECT f.archived_as, a.* FROM action a JOIN file f USING (source_file) LIMIT 60"):
            there = (row["archived_as"], row["source_file"], row["source_row"])
            assert printed(cut, *there) == printed(whole, *there)
            assert printed(cut, *there)["piid"] == row["piid"]
