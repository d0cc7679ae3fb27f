"""What statements are given: lists and rows go to the engine as one text each, and arrive as they were."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from quaestor.sql import AMONG, among, rows, rows_given
from quaestor.store.bare import Bare


@pytest.fixture
def lake() -> Iterator[Bare]:
    with Bare() as bare:
        yield bare


class _Asked:
    """Counts how often a module is looked for."""

    def __init__(self) -> None:
        self.times = 0

    def find_spec(self, *_: Any) -> None:
        self.times += 1


def test_a_list_of_thousands_costs_no_more_looks_for_a_module_than_one_value(
    lake: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.query("SELECT 1")
    asked = _Asked()
    monkeypatch.setattr(sys, "meta_path", [asked, *sys.meta_path])
    ids = [f"CONT_AWD_{number}" for number in range(5000)]
    assert lake.query(f"SELECT 'CONT_AWD_4999' {AMONG} AS found", [ids]) == [{"found": True}]
    assert asked.times < 10


@pytest.mark.parametrize("text", ['O\'BRIEN "&" SONS', "ŁÓDŹ\n", "", "[]", "null", "{}"])
def test_a_text_of_a_list_arrives_as_it_is(lake: Bare, text: str) -> None:
    asked = f"SELECT $text {among('$ids')} AS found, 'another' {among('$ids')} AS other"
    assert lake.query(asked, {"text": text, "ids": [text, "more"]}) == [{"found": True, "other": False}]
    assert lake.query(f"SELECT ? {AMONG} AS found", [text, []]) == [{"found": False}]


def test_rows_arrive_as_they_are(lake: Bare) -> None:
    row = {
        "money": Decimal("-139314020.61"), "day": date(2025, 9, 30), "count": 9_007_199_254_740_993, "number": 0.1,
        "yes_no": True, "text": 'he said "no"', "texts": ["a", "b'"], "blank": None,
    }  # fmt: skip
    types = {
        "money": "DECIMAL(20,2)", "day": "DATE", "count": "BIGINT", "number": "DOUBLE", "yes_no": "BOOLEAN",
        "text": "VARCHAR", "texts": "VARCHAR[]", "blank": "VARCHAR",
    }  # fmt: skip
    lake.execute(f"CREATE TEMP TABLE given ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
    lake.execute(f"INSERT INTO given {rows_given(types)}", [rows([row, dict.fromkeys(row)])])
    assert lake.query("SELECT * FROM given ORDER BY money") == [row, dict.fromkeys(row)]
