"""Rules over past days see what was signed by then, and outcomes are counted in the days after."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quaestor import derive, model
from quaestor.errors import InputError
from quaestor.indicators import backtest, outcomes
from quaestor.store import Lake, schema

DAY = date(2020, 9, 30)
Sign = Callable[..., None]


@pytest.fixture
def sign(lake: Lake) -> Sign:
    """Puts signed acts of awards into the lake, and derives what follows from them."""

    def write(*acts: dict[str, Any]) -> None:
        columns = [*model.table("action").names, *schema.VERSION]
        with lake.writing():
            for n, act in enumerate(acts):
                row = {
                    "action_id": f"{act['award_id']}|{n}", "kind": "contract", "piid": act["award_id"], "leads": True,
                    "source": "made", "buyer_id": "7012", "supplier_id": "uei:S", "supplier_uei": "S",
                    "supplier_name": "KEYSTONE WORKS", "seen_at": "2023-01-01", "mod_number": str(n),
                    "mod_order": f"{n:04}", **act,
                }  # fmt: skip
                lake.execute(
                    f"INSERT INTO action_version ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})",
                    [row.get(name) for name in columns],
                )
            lake.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT award_id FROM lake.action")
            derive.refresh(lake)

    return write


def first(award: str, ceiling: int = 1_000_000, **others: Any) -> dict[str, Any]:
    return {
        "award_id": award, "signed_on": "2020-01-10", "ceiling_change": ceiling, "obligation": 500_000,
        "ends_on": "2025-01-01", **others,
    }  # fmt: skip


def more(award: str, on: str, ceiling: int = 0, money: int = 0, reason: str = "B") -> dict[str, Any]:
    return {
        "award_id": award, "signed_on": on, "ceiling_change": ceiling, "obligation": money, "reason_code": reason
    }  # fmt: skip


def test_what_came_after_the_day_is_not_seen_by_the_rule_and_counts_as_outcome(lake: Lake, sign: Sign) -> None:
    sign(
        *(first(name) for name in ("GROWN1", "GROWN2", "LATE", "PLAIN1", "PLAIN2", "TOO_LATE")),
        *(more(name, "2020-06-01", ceiling=900_000) for name in ("GROWN1", "GROWN2")),
        more("LATE", "2021-01-01", ceiling=5_000_000),
        more("GROWN1", "2021-03-31", reason="F"),
        more("PLAIN1", "2022-01-01", reason="E", money=-250_000),
        more("TOO_LATE", "2022-12-01", reason="F"),
        {**first("DEAD"), "signed_on": "2015-01-10", "ends_on": "2016-01-01"},
    )
    rows = {row["outcome"]: row for row in backtest.backtest(lake, ["ceiling_grown"], on=[DAY])}
    told = ("flagged", "flagged_followed", "assessed", "assessed_followed")
    assert [rows["termination"][name] for name in told] == [2, 1, 6, 2]
    assert [rows["takeback"][name] for name in told] == [2, 0, 6, 1]
    assert rows["termination"]["lift"] == pytest.approx((1 / 2) / (1 / 4))
    assert rows["termination"]["lead_days"] == (date(2021, 3, 31) - DAY).days
    assert "few cases: 1 of 2 flagged" in rows["termination"]["weakness"]
    assert rows["takeback"]["lift"] is None
    assert lake.value("SELECT ceiling FROM award WHERE award_id = 'LATE'") == 6_000_000
    assert lake.value("SELECT count(*) FROM backtest") == len(rows)
    backtest.backtest(lake, ["ceiling_grown"], on=[DAY])
    assert lake.value("SELECT count(*) FROM backtest") == len(rows)


def test_without_a_whole_horizon_of_records_no_day_is_taken(lake: Lake, sign: Sign) -> None:
    with pytest.raises(InputError, match="no action is held"):
        backtest.backtest(lake, ["ceiling_grown"])
    sign(first("A"), more("A", "2020-12-01"))
    with pytest.raises(InputError, match="no 30 September is followed by 730 days"):
        backtest.backtest(lake, ["ceiling_grown"])
    assert backtest.days(lake, 60) == [DAY]


def test_the_interval_of_a_ratio_is_that_of_its_logarithm() -> None:
    lift, low, high = backtest.ratio(20, 100, 60, 500)
    assert lift == pytest.approx((20 / 100) / (40 / 400), abs=1e-3)
    wide = 1.96 * math.sqrt(1 / 20 - 1 / 100 + 1 / 40 - 1 / 400)
    assert (low, high) == pytest.approx((2 * math.exp(-wide), 2 * math.exp(wide)), abs=1e-3)
    assert backtest.ratio(0, 10, 5, 100) == (None, None, None)
    assert backtest.ratio(5, 10, 5, 100) == (None, None, None)


def test_every_outcome_has_its_words_in_the_docs() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "backtest.md").read_text(encoding="utf-8")
    assert [kind for kind in outcomes.WORDS if f"| {kind} |" not in text] == []
