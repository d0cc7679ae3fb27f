"""The timeline that the site adds up is the one that the portable SQL says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from quaestor import derive
from quaestor.answers.timeline import timeline
from quaestor.store import Lake

_SAID = (
    "position", "action_id", "mod_number", "signed_on", "reason_code", "obligation", "exercised_change",
    "ceiling_change", "obligated_after", "exercised_after", "ceiling_after", "sampled",
)  # fmt: skip


def said(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in _SAID) for row in rows]


def test_of_every_award_of_the_sample(sample_store: Path) -> None:
    with Lake.open(sample_store) as lake:
        expected = derive.timeline(lake, "FROM action")
        acts = lake.query("FROM action")
    awards = {row["award_id"] for row in expected}
    assert len(awards) > 10
    for award_id in awards:
        own = [row for row in acts if row["award_id"] == award_id]
        assert said(timeline(own)) == said([row for row in expected if row["award_id"] == award_id])


def test_of_acts_with_blanks_samples_and_equal_days(sample_store: Path) -> None:
    with Lake.open(sample_store) as lake:
        for seed in range(20):
            given = Random(seed)
            one = f"SELECT 'A' AS award_id, * FROM (VALUES {', '.join(_act(given, n) for n in range(9))}) a({_COLUMNS})"
            assert said(timeline(lake.query(one))) == said(derive.timeline(lake, one))


_COLUMNS = (
    "action_id, mod_number, mod_order, transaction_number, signed_on, reason_code, obligation, exercised_change, "
    "ceiling_change, exercised_stated, ceiling_stated, sampled"
)


def _act(given: Random, n: int) -> str:
    def perhaps(value: str, kind: str) -> str:
        return f"CAST({value if given.random() < 0.7 else 'NULL'} AS {kind})"

    def money() -> str:
        return perhaps(str(Decimal(given.randint(-9999, 9999)) / 100), "DECIMAL(20, 2)")

    day = date(2024, 1, 1) + timedelta(given.randint(0, 3))
    texts = [perhaps(f"'{given.choice('aZé1')}'", "VARCHAR") for _ in range(3)]
    said = [f"'{n}'", *texts, perhaps(f"DATE '{day}'", "DATE"), perhaps("'C'", "VARCHAR")]
    return f"({', '.join([*said, *(money() for _ in range(5)), perhaps(given.choice(['true', 'false']), 'BOOLEAN')])})"
