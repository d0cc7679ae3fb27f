"""Lists of claimed values, row by row."""

from __future__ import annotations

import time
from datetime import date

import pytest

from quaestor.claims import check_table
from quaestor.errors import BadHeader
from quaestor.store import Lake

HEADER = "title,number,value\n"


def row(lake: Lake, number: str, value: str, as_of: date | None = None) -> dict[str, str]:
    found: dict[str, str]
    (found,) = check_table(lake, f'{HEADER}"a title",{number},"{value}"\n', as_of)["rows"]
    return found


def test_a_claimed_value_is_said_to_be_what_it_is(lake: Lake) -> None:
    found = row(lake, "70CTD022FR0000170", "$139,314,020.61", date(2025, 9, 30))
    assert (found["verdict"], found["measure"], found["difference"]) == ("matches", "obligated", "0.00")
    (vehicle,) = lake.query(
        "SELECT piid, ceiling FROM award WHERE ceiling_kind = 'stated' AND ceiling > 1000000 "
        "ORDER BY ceiling DESC LIMIT 1"
    )
    found = row(lake, vehicle["piid"], f"{vehicle['ceiling']}")
    assert (found["verdict"], found["measure"]) == ("matches", "ceiling")


@pytest.mark.parametrize(
    ("number", "value", "verdict"),
    [
        ("70-CTD022-FR0000170", "139314020.61", "matches"),
        ("70CTD022FR0000170", "$139 million", "matches"),
        ("70CTD022FR0000170", "$141 million", "near"),
        ("70CTD022FR0000170", "$12", "not held"),
        ("70CTD022FR0000170", "€139 million", "not checkable"),
        ("70CTD022FR0000170", "a lot", "not checkable"),
        ("NOSUCHNUMBER1", "$5", "not held"),
        ("", "$5", "not checkable"),
    ],
)
def test_every_row_has_a_verdict(lake: Lake, number: str, value: str, verdict: str) -> None:
    assert row(lake, number, value, date(2025, 9, 30))["verdict"] == verdict


def test_a_list_without_the_columns_is_refused(lake: Lake) -> None:
    with pytest.raises(BadHeader, match="claimed value"):
        check_table(lake, "title,number\nx,y\n")


def test_a_thousand_rows_take_less_than_five_seconds(lake: Lake) -> None:
    awards = lake.query("SELECT piid, coalesce(obligated, 0) AS value FROM award")
    rows = [f"x,{one['piid']},{one['value']}" for one in (awards * 10)[:1000]]
    began = time.perf_counter()
    found = check_table(lake, HEADER + "\n".join(rows), date(2025, 9, 30))
    assert time.perf_counter() - began < 5
    assert len(found["rows"]) == 1000
