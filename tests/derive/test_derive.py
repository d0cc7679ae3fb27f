"""Derived tables over made-up actions, and the fence that keeps their SQL portable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from quaestor import derive, model
from quaestor.derive import awards
from quaestor.store import Lake

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "cases.yml").read_text(encoding="utf-8"))
FILES = (
    "award",
    "coverage",
    "shared_ceiling",
    "spend",
    "supplier",
    "supplier_action",
    "supplier_award",
    "timeline",
    "vehicle",
    "vehicle_order",
)

#: Functions that DuckDB and Spark answer alike. Widen it only with a test that shows both agree.
PORTABLE = {
    "abs", "cast", "coalesce", "concat", "concat_ws", "count", "max", "max_by", "min", "min_by", "month", "nullif",
    "replace", "row_number", "sum", "year",
}  # fmt: skip
WORDS = {
    "over",
    "in",
    "when",
    "then",
    "and",
    "or",
    "as",
    "by",
    "on",
    "from",
    "with",
    "distinct",
    "exists",
    "not",
    "select",
    "sets",
    "union",
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.open(tmp_path_factory.mktemp("derive") / "store", create=True, read_only=False) as opened:
        yield opened


def acts(lake: Lake, rows: list[dict[str, Any]]) -> str:
    """A query that gives the rows as actions, in the model's types."""
    table = model.table("action")
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE acts AS SELECT {', '.join(table.names)} FROM action_version WHERE false"
    )
    for number, row in enumerate(rows):
        full = {"award_id": "CONT_AWD_P_1_-NONE-_-NONE-", "kind": "delivery_order", "piid": "P", "buyer_id": "1"} | row
        full = {"action_id": f"{full['award_id']}/{number}"} | full
        names = ", ".join(full)
        lake.execute(
            f"INSERT INTO acts ({names}) VALUES ({', '.join('?' * len(full))})", [str(v) for v in full.values()]
        )
    computed = next(column for column in table.columns if column.name == "mod_order").computed
    lake.execute(f"UPDATE acts SET mod_order = {computed}")
    return "SELECT * FROM temp.acts"


def same(value: Any, expected: Any) -> bool:
    return (
        Decimal(value) == Decimal(str(expected))
        if isinstance(value, Decimal) and expected is not None
        else value == expected
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_award_is_what_its_actions_make_it(case: dict[str, Any], lake: Lake) -> None:
    query = acts(lake, case["actions"])
    awards = {row["award_id"]: row for row in derive.award(lake, query)}
    award = awards[case["award"].get("award_id", next(iter(awards)))]
    wrong = {name: award[name] for name, value in case["award"].items() if not same(award[name], value)}
    assert wrong == {}
    timeline = [row for row in derive.timeline(lake, query) if row["award_id"] == award["award_id"]]
    assert [row["position"] for row in timeline] == list(range(1, len(timeline) + 1))
    if "order" in case:
        assert [row["mod_number"] for row in timeline] == case["order"]
    for row, (obligated, ceiling) in zip(timeline, case.get("after", []), strict=False):
        assert same(row["obligated_after"], obligated)
        assert same(row["ceiling_after"], ceiling)


@pytest.mark.parametrize("name", FILES)
def test_derived_sql_stays_inside_the_fence(name: str) -> None:
    text = re.sub(r"'[^']*'|--[^\n]*", "''", awards.derived(name).select).lower()
    called = set(re.findall(r"\b([a-z_]+)\s*\(", text)) - WORDS
    tables = set(re.findall(r"\b([a-z_]+) as \(", text))
    assert called - tables <= PORTABLE
    assert not re.search(r"\b\d+\.\d", text), "a decimal literal has another type on every engine"
    assert "interval" not in text
