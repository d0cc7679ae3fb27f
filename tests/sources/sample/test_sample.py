"""The bundled sample becomes acts with the ids of the public site, and its vehicles add up to their ceilings."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from quaestor import sql

REPOSITORY = Path(__file__).parents[3]
SOURCE = REPOSITORY / "quaestor/sources/sample"
ENTRY = yaml.safe_load((SOURCE / "source.yml").read_text(encoding="utf-8"))
SHARED = REPOSITORY.parent / "shared/sample/actions.csv"


def rows_of(query: str, path: Path = SOURCE / "actions.csv") -> list[tuple[Any, ...]]:
    """`query` over `act`, the model rows of the sample."""
    with duckdb.connect() as lake:
        lake.execute("CREATE MACRO blank(x) AS nullif(trim(x), ''); CREATE MACRO as_day(x) AS blank(x)")
        lake.execute(f"CREATE VIEW raw AS FROM read_csv('{path}', all_varchar = true)")
        lake.execute(f"CREATE VIEW act AS {sql.read(SOURCE / 'action.sql').select}")
        return lake.execute(query).fetchall()


def test_every_column_is_read_once() -> None:
    with (SOURCE / "actions.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    layout = ENTRY["layouts"]["actions"]
    assert layout["read"] == header
    assert set(layout["recognised_by"]) <= set(header)


def test_every_column_made_is_one_of_the_action() -> None:
    columns = (REPOSITORY / "quaestor/model/tables/action.yml").read_text(encoding="utf-8")
    for (name,) in rows_of("SELECT column_name FROM (DESCRIBE act)"):
        assert f"\n  {name}: " in columns


def test_two_acts_are_printed_twice_and_no_other() -> None:
    assert rows_of("SELECT count(*), count(DISTINCT action_id) FROM act") == [(1017, 1015)]
    assert rows_of("SELECT action_id FROM act GROUP BY 1 HAVING count(*) > 1 ORDER BY 1") == [
        ("7012_-NONE-_HSCEDM14D00004_P00032_-NONE-_-NONE-",),
        ("7012_-NONE-_HSCEDM14D00004_P00044_-NONE-_-NONE-",),
    ]


def test_no_vehicle_is_filed_as_an_award() -> None:
    assert rows_of("SELECT DISTINCT award_id[:9], kind FROM act ORDER BY ALL") == [
        ("CONT_AWD_", "bpa_call"),
        ("CONT_AWD_", "definitive_contract"),
        ("CONT_AWD_", "delivery_order"),
        ("CONT_AWD_", "purchase_order"),
        ("CONT_IDV_", "bpa"),
        ("CONT_IDV_", "idc"),
    ]


def test_the_ids_are_those_of_the_public_site() -> None:
    assert rows_of("SELECT action_id, award_id, vehicle_id FROM act WHERE piid = '70CTD022FR0000170' LIMIT 1") == [
        (
            "7012_4730_70CTD022FR0000170_0_GS35F0086U_0",
            "CONT_AWD_70CTD022FR0000170_7012_GS35F0086U_4730",
            "CONT_IDV_GS35F0086U_4730",
        )
    ]


def test_the_ceilings_of_each_vehicle_sum_to_the_printed_total() -> None:
    sums = rows_of("""
        SELECT award_id, sum(ceiling_change::DECIMAL(20, 2)) - max(ceiling_stated::DECIMAL(20, 2))
        FROM act WHERE stated_as = 'of today' GROUP BY 1
    """)
    assert len(sums) == 8
    assert {difference for _, difference in sums} == {0}


def test_the_total_of_2018_is_reached_one_act_after_the_act_it_is_printed_on() -> None:
    query = """
        SELECT max_by(mod_number, signed_on), sum(ceiling_change::DECIMAL(20, 2))::VARCHAR FROM act
        WHERE award_id = 'CONT_IDV_HSCEDM14D00004_7012' AND stated_as = 'of today' AND signed_on <= '{}'
    """
    assert rows_of(query.format("2017-09-22")) == [("P00032", "492008957.20")]
    assert rows_of(query.format("2017-10-02")) == [("P00033", "492169336.96")]
    assert rows_of("SELECT ceiling_stated FROM act WHERE mod_number = 'P00032' AND stated_as = 'of the action'") == [
        ("492169336.96",)
    ]


def test_acts_that_are_one_a_year_are_marked_as_sampled() -> None:
    assert rows_of("SELECT sampled, count(*), max(signed_on) FROM act GROUP BY 1 ORDER BY 1") == [
        (False, 993, "2026-08-19"),
        (True, 24, "2018-06-22"),
    ]


def test_a_supplier_is_known_by_its_number_where_one_is_printed() -> None:
    assert rows_of("SELECT supplier_id[:4], count(*) FROM act GROUP BY 1 ORDER BY 1") == [("name", 722), ("uei:", 295)]


def test_two_equal_amounts_on_one_order_are_two_acts() -> None:
    query = "SELECT mod_number FROM act WHERE piid = '70CTD022FR0000170' AND obligation = '29898236.00' ORDER BY 1"
    assert rows_of(query) == [("P00009",), ("P00012",)]


@pytest.mark.real_data
def test_the_bundled_file_is_the_shared_one() -> None:
    assert (SOURCE / "actions.csv").read_bytes() == SHARED.read_bytes()
