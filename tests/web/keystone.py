"""A store of one made-up family, small enough to recount by hand: a vehicle with orders of two buyers, an order whose
words, money and end were changed by modifications, and a publisher that rewrote some records and withdrew others."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from made import search_file, search_row, stamped, transaction_file, transaction_row

from quaestor import pipeline

VEHICLE = "CONT_IDV_SPAN01_9001"
ORDER = "CONT_AWD_ORDER1_9001_SPAN01_9001"
#: Orders under the vehicle beside ORDER: more than two pages of them.
ORDERS = 230
PARENT = "KEYSTONE HOLDINGS INC"
#: Modification, day, reason, obligation, exercised, ceiling, end, words of the one order that is told in full.
MODS = [
    ("0", "2021-03-01", "", "100.00", "100.00", "1000.00", "2022-02-28", "INSPECT THE SPANS OF THE NORTH BRIDGE"),
    ("P00001", "2021-06-01", "B", "0.00", "0.00", "500.00", "2022-02-28", "INSPECT THE SPANS OF THE NORTH BRIDGE"),
    ("P00002", "2022-02-01", "G", "250.50", "250.50", "0.00", "2023-02-28",
     "INSPECT THE SPANS AND THE CABLES OF THE NORTH BRIDGE"),
    ("P00003", "2022-05-01", "C", "-80.25", "0.00", "-300.00", "2023-02-28", "TAKES BACK WHAT WAS NOT SPENT"),
    ("P00004", "2022-09-30", "M", "10.00", "0.00", "0.00", "2023-02-28",
     "TAKES BACK WHAT WAS NOT SPENT " + "AND MORE " * 60),
]  # fmt: skip


def build(folder: Path) -> Path:
    """Loads the made-up files into a store; returns its folder."""
    store = folder / "store"
    pipeline.load(store, "usaspending_transactions", [transaction_file(folder / "prime.csv", _rows())])
    for number, rows in enumerate(_readings()):
        moment = datetime(2026, 1, 1) + timedelta(days=10 * number)
        pipeline.load(store, "usaspending_search", [search_file(folder / stamped(moment), rows)])
    return store


def _rows() -> list[dict[str, str]]:
    vehicle = {
        "contract_award_unique_key": VEHICLE, "award_id_piid": "SPAN01", "award_or_idv_flag": "IDV",
        "idv_type_code": "B", "award_type_code": "", "award_type": "", "parent_award_id_piid": "",
        "parent_award_agency_id": "", "contract_transaction_unique_key": "9001_-NONE-_SPAN01_0_-NONE-_0",
        "federal_action_obligation": "0.00", "base_and_all_options_value": "99999999999.00",
        "base_and_exercised_options_value": "0.00",
        "potential_total_value_of_award": "99999999999.00", "ordering_period_end_date": "2026-12-31",
        "extent_competed_code": "D",
    }  # fmt: skip
    return [
        _row("SPAN01", **vehicle),
        *(_modification(*mod) for mod in MODS),
        *(_order(number) for number in range(ORDERS)),
        _row("ALONE1", contract_award_unique_key="CONT_AWD_ALONE1_9001_-NONE-_-NONE-", award_type_code="D",
             recipient_uei="ABCDEFGHJKL3", recipient_name="KEYSTONE CABLES LLC", federal_action_obligation="-7000.00",
             extent_competed_code="", contract_transaction_unique_key="9001_-NONE-_ALONE1_0_-NONE-_0",
             parent_award_id_piid="", parent_award_agency_id="", action_date="2023-11-02"),
        _row("OTHER1", contract_award_unique_key="CONT_AWD_OTHER1_9001_-NONE-_-NONE-", award_type_code="D",
             recipient_uei="ABCDEFGHJKL4", recipient_name="OTHER SPELLING LLC", federal_action_obligation="1.00",
             recipient_parent_name="KEYSTONE HOLDINGS, INC.", parent_award_id_piid="", parent_award_agency_id="",
             contract_transaction_unique_key="9001_-NONE-_OTHER1_0_-NONE-_0", action_date="2023-11-02"),
    ]  # fmt: skip


def _row(piid: str, **columns: str) -> dict[str, str]:
    own = {
        "contract_transaction_unique_key": f"9001_9001_{piid}_0_SPAN01_0", "award_id_piid": piid,
        "contract_award_unique_key": f"CONT_AWD_{piid}_9001_SPAN01_9001", "parent_award_id_piid": "SPAN01",
        "parent_award_agency_id": "9001", "recipient_parent_name": PARENT,
    }  # fmt: skip
    return transaction_row(1, "0.00") | own | columns


def _modification(mod: str, day: str, reason: str, *rest: str) -> dict[str, str]:
    obligation, exercised, ceiling, end, words = rest
    return _row(
        "ORDER1", contract_transaction_unique_key=f"9001_9001_ORDER1_{mod}_SPAN01_0", modification_number=mod,
        action_date=day, action_type_code=reason, federal_action_obligation=obligation,
        base_and_exercised_options_value=exercised, base_and_all_options_value=ceiling,
        total_dollars_obligated="280.25", current_total_value_of_award="350.50",
        potential_total_value_of_award="1200.00",
        period_of_performance_start_date="2021-03-01", period_of_performance_current_end_date=end,
        period_of_performance_potential_end_date="2026-02-28", transaction_description=words,
    )  # fmt: skip


def _order(number: int) -> dict[str, str]:
    """Order `number` is worth that many dollars; every third is another buyer's, spelt in two ways."""
    other: dict[str, Any] = {
        "awarding_sub_agency_code": "9002",
        "awarding_sub_agency_name": "OFFICE OF ARCHES" if number % 2 else "Office of Arches",
    }
    return _row(
        f"SMALL{number:04d}", federal_action_obligation=f"{number}.00", action_date=f"20{20 + number % 4}-05-01",
        base_and_all_options_value="0.00", base_and_exercised_options_value="0.00",
        extent_competed_code="CDO" if number % 5 else "NDO", **(other if number % 3 == 0 else {}),
    )  # fmt: skip


def _readings() -> list[list[list[str]]]:
    """Four readings of one agency's year: P1 is rewritten in words and money, its modification and all of P2 go."""
    stays = [search_row(n, f"{n}0.00", words="STAYS") for n in range(10, 40)]
    first = [
        search_row(1, "1000.00", words="GUARD THE GATE"),
        search_row(1, "-10.00", mod="P00001", words="GUARD THE GATE"),
        search_row(2, "77.70", words="A PURCHASE THAT GOES"),
    ]
    second = [search_row(1, "1001.00", words="GUARD THE GATE AND THE YARD"), *first[1:]]
    return [[*stays, *first], [*stays, *second], [*stays, second[0]], [*stays, second[0]]]
