"""A made-up chain of money, small enough to add up by hand: a vehicle with orders of three suppliers and two buyers,
and what these report to have passed on: the same twice, below zero, to oneself, to an individual, more than came in."""

from __future__ import annotations

import csv
from pathlib import Path

from made import TESTS, transaction_file, transaction_row

from quaestor import pipeline

VEHICLE = "CONT_IDV_CHAIN01_9001"
#: Orders under the vehicle: PIID, buyer, its name, UEI, supplier, parent, obligations.
ORDERS = [
    ("CH0001", "9001", "OFFICE OF SPANS", "ABCDEFGHJKL1", "KEYSTONE WORKS LLC", "KEYSTONE HOLDINGS INC", ["1000.00"]),
    ("CH0002", "9001", "OFFICE OF SPANS", "ABCDEFGHJKL1", "KEYSTONE WORKS LLC", "KEYSTONE HOLDINGS INC",
     ["400.00", "-150.25"]),
    ("CH0003", "9002", "OFFICE OF ARCHES", "ABCDEFGHJKL2", "ARCHES LLC", "", ["300.00"]),
    ("CH0004", "9002", "OFFICE OF ARCHES", "ABCDEFGHJKL3", "TAKEN BACK LLC", "", ["-75.00"]),
]  # fmt: skip
#: An award under no vehicle.
ALONE = ("CH0009", "9001", "OFFICE OF SPANS", "ABCDEFGHJKL1", "KEYSTONE WORKS LLC", "KEYSTONE HOLDINGS INC", ["60.00"])
#: Reports: award, number, day, amount, UEI and name of the receiver, its parent, its types.
REPORTS = [
    ("CH0001", "S1", "2022-03-01", "200.00", "ABCDEFGHJKM1", "MORTAR LLC", "MORTAR GROUP INC", ""),
    ("CH0001", "S2", "2022-04-01", "50.00", "ABCDEFGHJKM2", "CABLES LLC", "", ""),
    ("CH0001", "S3", "2022-04-01", "50.00", "ABCDEFGHJKM2", "CABLES LLC", "", ""),
    ("CH0001", "S4", "2023-05-01", "-20.00", "ABCDEFGHJKM3", "GIVES BACK LLC", "", ""),
    ("CH0001", "S5", "2023-05-02", "33.00", "ABCDEFGHJKL1", "KEYSTONE WORKS LLC", "KEYSTONE HOLDINGS INC", ""),
    ("CH0001", "S6", "2023-05-03", "10.00", "ABCDEFGHJKM4", "JO MASON", "", "SOLE PROPRIETORSHIP"),
    ("CH0003", "S7", "2023-06-01", "450.50", "ABCDEFGHJKM1", "MORTAR LLC", "MORTAR GROUP INC", ""),
    ("CH0003", "S8", "2023-06-02", "40.00", "ABCDEFGHJKL1", "KEYSTONE WORKS LLC", "KEYSTONE HOLDINGS INC", ""),
]  # fmt: skip


def award_id(piid: str) -> str:
    under = "CHAIN01_9001" if piid != ALONE[0] else "-NONE-_-NONE-"
    return f"CONT_AWD_{piid}_{buyer(piid)}_{under}"


def buyer(piid: str) -> str:
    return next(order[1] for order in [*ORDERS, ALONE] if order[0] == piid)


def build(folder: Path) -> Path:
    """Loads the made-up chain into a store; returns its folder."""
    store = folder / "store"
    pipeline.load(store, "usaspending_transactions", [transaction_file(folder / "prime.csv", _actions())])
    pipeline.load(store, "usaspending_subawards", [_subawards(folder / "Subawards_2025-03-28_H03M23S17_1.csv")])
    return store


def _actions() -> list[dict[str, str]]:
    rows = []
    for piid, agency, name, uei, supplier, parent, amounts in [*ORDERS, ALONE]:
        for number, amount in enumerate(amounts):
            mod = f"P{number:05d}" if number else "0"
            rows.append(
                transaction_row(
                    1, amount, contract_award_unique_key=award_id(piid), award_id_piid=piid, modification_number=mod,
                    contract_transaction_unique_key=f"{agency}_-NONE-_{piid}_{mod}_CHAIN01_0",
                    action_date=f"202{2 + number}-01-10", awarding_sub_agency_code=agency,
                    awarding_sub_agency_name=name, recipient_uei=uei, recipient_name=supplier,
                    recipient_parent_name=parent, recipient_parent_uei="", action_type_code="" if not number else "C",
                    parent_award_id_piid="" if piid == ALONE[0] else "CHAIN01",
                    parent_award_agency_id="" if piid == ALONE[0] else "9001",
                )
            )  # fmt: skip
    return rows


def _subawards(path: Path) -> Path:
    golden = TESTS / "sources" / "usaspending_subawards" / "current.csv"
    with golden.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        header = list(reader.fieldnames or [])
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, restval="", lineterminator="\r\n")
        writer.writeheader()
        for piid, number, day, amount, uei, name, parent, types in REPORTS:
            order = next(order for order in ORDERS if order[0] == piid)
            writer.writerow(
                {
                    "prime_award_unique_key": award_id(piid), "prime_award_piid": piid, "prime_awardee_uei": order[3],
                    "prime_awardee_name": order[4], "prime_award_awarding_sub_agency_code": order[1],
                    "prime_award_awarding_sub_agency_name": order[2], "subaward_fsrs_report_id": f"R{number}",
                    "subaward_number": number, "subaward_amount": amount, "subaward_action_date": day,
                    "subawardee_uei": uei, "subawardee_name": name, "subawardee_parent_name": parent,
                    "subawardee_business_types": types, "subaward_description": "STONES",
                }
            )  # fmt: skip
    return path
