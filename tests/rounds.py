"""A store read in three rounds of a publisher's archives, small enough to count its changes by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from made import transaction_file, transaction_row

from quaestor import pipeline

#: A supplier's name that a page must bear.
ODD = "<script>alert(1)</script> & SONS"
FULL = "FY2024_090_Contracts_Full_20240406_1.csv"
DELTAS = ("FY(All)_090_Contracts_Delta_20240506_1.csv", "FY(All)_090_Contracts_Delta_20240606_1.csv")


def act(number: int, obligation: str, mod: str = "0", day: str = "2024-03-01", **columns: str) -> dict[str, str]:
    """An act on award `number`: the first without a reason, the others with one; no ceiling moves unless named."""
    row = transaction_row(number, obligation)
    first = mod == "0"
    return row | {
        "contract_transaction_unique_key": row["contract_transaction_unique_key"].replace("_0_GS", f"_{mod}_GS"),
        "modification_number": mod,
        "action_date": day,
        "action_type_code": "" if first else "C",
        "base_and_exercised_options_value": obligation if first else "0.00",
        "base_and_all_options_value": "1000.00" if first else "0.00",
        "correction_delete_ind": "",
        "agency_id": "9001",
        "transaction_description": f"SPANS {number} {mod}",
        "period_of_performance_current_end_date": "2019-01-01",
        "recipient_name": "KEYSTONE WORKS LLC",
    } | columns  # fmt: skip


def key(number: int) -> str:
    return transaction_row(number, "")["contract_transaction_unique_key"]


def files(folder: Path) -> list[Path]:
    """The files of the rounds, in their order.

    1, of 6 April 2024: four awards. 2, of 6 May: award 5 begins; award 1 uses an option; the ceiling of award 2 is
    raised, and once more with an option; the first act of award 1 is rewritten; award 3 is withdrawn; and an act of
    2012 is read. 3, of 6 June: award 6 begins, and a filler is printed as what is added to its ceiling.
    """
    soon = (date.today() + timedelta(days=10)).isoformat()
    first = [
        act(1, "10.00"),
        act(2, "20.00", period_of_performance_current_end_date=soon),
        act(3, "30.00"),
        act(4, "40.00", recipient_name=ODD, recipient_uei="ODDODDODDODD", period_of_performance_current_end_date=soon),
    ]
    second = [
        act(5, "70.00", day="2024-05-01"),
        act(1, "5.00", "P00001", "2024-05-02", action_type_code="G", base_and_exercised_options_value="40.00"),
        act(2, "0.00", "P00001", "2024-05-02", action_type_code="B", base_and_all_options_value="250.00"),
        act(
            2,
            "1.00",
            "P00002",
            "2024-05-03",
            action_type_code="G",
            base_and_all_options_value="50.00",
            period_of_performance_current_end_date=soon,
        ),
        act(1, "12.50", base_and_exercised_options_value="10.00", correction_delete_ind="C"),
        {"correction_delete_ind": "D", "agency_id": "9001", "contract_transaction_unique_key": key(3)},
        act(7, "9.00", day="2012-03-01"),
    ]

    odd = {"recipient_name": "=SUM(A1)", "recipient_uei": "SUMSUMSUMSUM"}
    third = [
        act(6, "-3.00", day="2024-06-01", base_and_all_options_value="0.00", **odd),
        act(6, "0.00", "P00001", "2024-06-02", base_and_all_options_value="99999999999.00", **odd),
    ]
    return [
        transaction_file(folder / name, rows)
        for name, rows in zip((FULL, *DELTAS), (first, second, third), strict=True)
    ]


def load(store: Path, *paths: Path) -> None:
    for path in paths:
        pipeline.load(store, "usaspending_transactions", [path])
