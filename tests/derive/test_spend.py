"""What agencies committed, as sums: made anew or moved by what a load changed, they are the sums of the actions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import search_file, search_row, stamped, transaction_file, transaction_row

from quaestor import model, pipeline
from quaestor.derive import sums
from quaestor.store import Lake

KEY = model.table("spend").key
PARTS = ("month", "name", "office", "product", "supplier")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.open(tmp_path_factory.mktemp("spend") / "store", create=True, read_only=False) as opened:
        yield opened


def held(lake: Lake, query: str = "SELECT * FROM spend") -> dict[tuple[Any, ...], tuple[Decimal, int, int]]:
    """The sums by key, the rows of one key added up; keys at which nothing is left are none."""
    rows = lake.query(
        f"SELECT {', '.join(KEY)}, sum(obligated) AS obligated, sum(actions) AS actions, sum(sampled) AS sampled "
        f"FROM ({query}) GROUP BY ALL"
    )
    found = {
        tuple(row[name] for name in KEY): (row["obligated"], int(row["actions"]), int(row["sampled"])) for row in rows
    }
    return {key: sums for key, sums in found.items() if any(sums)}


def acts(lake: Lake, name: str, rows: list[tuple[str, date, Decimal, str | None, str | None, bool]]) -> str:
    """A temporary table of actions: buyer, day, obligation, supplier, extent of competition, sampled."""
    lake.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM lake.action WHERE false")
    for buyer, day, amount, supplier, competed, sampled in rows:
        lake.execute(
            f"INSERT INTO {name} (buyer_id, signed_on, obligation, supplier_id, supplier_name, competed_code, sampled) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [buyer, day, amount, supplier, supplier, competed, sampled],
        )
    return f"SELECT * FROM temp.{name}"


one = st.tuples(
    st.sampled_from(["7012", "7014"]),
    st.sampled_from([date(2023, 9, 23), date(2023, 9, 24), date(2023, 9, 30), date(2023, 10, 1), date(2024, 2, 29)]),
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.sampled_from([None, "A FIRM", "ANOTHER"]),
    st.sampled_from([None, "A", "C"]),
    st.booleans(),
)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(still=st.lists(one, min_size=1, max_size=4), before=st.lists(one, max_size=4), after=st.lists(one, max_size=4))
def test_moved_by_what_a_load_changed_sums_are_those_of_all_actions(
    lake: Lake, still: list[Any], before: list[Any], after: list[Any]
) -> None:
    first = acts(lake, "whole", [*still, *before])
    for name in ("spend", "held_day"):
        lake.execute(f"DELETE FROM {name}")
        lake.execute(f"INSERT INTO {name} BY NAME {sums.of(name, first)}")
    assert held(lake) == held(lake, sums.of("spend", "SELECT * FROM temp.whole"))
    went, came = acts(lake, "went", before), acts(lake, "came", after)
    sums.move(lake, went, came, went, came)
    sums.coverage(lake)
    assert held(lake) == held(lake, sums.of("spend", acts(lake, "whole", [*still, *after])))
    sums.settle(lake, "spend")
    rows = lake.query(f"SELECT {', '.join(KEY)} FROM spend")
    assert held(lake) == held(lake, sums.of("spend", "SELECT * FROM temp.whole"))
    assert len(rows) == len(held(lake)), "settled, one key has one row"
    moved = lake.query("SELECT agency_id, fiscal_year, held, obligated, first_on, last_on FROM coverage ORDER BY ALL")
    assert moved == lake.query(
        "SELECT buyer_id AS agency_id, CAST(year(signed_on + INTERVAL 3 MONTH) AS BIGINT) AS fiscal_year, "
        "count(*) AS held, sum(obligation) AS obligated, min(signed_on) AS first_on, max(signed_on) AS last_on "
        "FROM temp.whole GROUP BY 1, 2 ORDER BY ALL"
    )


def test_the_last_week_of_the_fiscal_year_begins_on_24_september(lake: Lake) -> None:
    days = [date(2023, 9, 23), date(2023, 9, 24), date(2023, 9, 30), date(2023, 10, 1)]
    query = acts(lake, "days", [("7012", day, Decimal(1), None, None, False) for day in days])
    rows = lake.query(
        f"SELECT fiscal_year, month, last_week, actions FROM ({sums.of('spend', query)}) WHERE part = 'month'"
    )
    assert sorted(tuple(row.values()) for row in rows) == [
        (2023, 9, False, 1),
        (2023, 9, True, 2),
        (2024, 10, False, 1),
    ]


def test_after_any_loads_each_part_adds_up_every_action_once() -> None:
    with tempfile.TemporaryDirectory(prefix="quaestor-") as name:
        folder = Path(name)
        rows = [search_row(n, f"{n}.50", day="2025-09-25") for n in range(5)]
        again = [search_row(n, f"{n + (n == 3)}.50", day="2025-09-25") for n in range(1, 7)]
        loads = [
            ("usaspending_search", search_file(folder / stamped(datetime(2026, 1, 3)), again)),
            ("usaspending_search", search_file(folder / stamped(datetime(2026, 1, 1)), rows)),
            (
                "usaspending_transactions",
                transaction_file(folder / "acts.csv", [transaction_row(n, f"-{n}.25") for n in range(3)]),
            ),
        ]
        for source, path in loads:
            pipeline.load(folder / "store", source, [path], read_at=None)
            with Lake.open(folder / "store") as lake:
                whole = lake.query("SELECT sum(obligation) AS obligated, count(*) AS actions FROM action")[0]
                parts = lake.query(
                    "SELECT part, sum(obligated) AS obligated, sum(actions) AS actions FROM spend GROUP BY 1"
                )
                assert {row["part"]: (row["obligated"], row["actions"]) for row in parts} == dict.fromkeys(
                    PARTS, (whole["obligated"], whole["actions"])
                )
                assert held(lake) == held(lake, sums.of("spend", "SELECT * FROM lake.action"))
