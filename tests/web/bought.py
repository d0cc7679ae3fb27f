"""Made-up actions of one agency, small enough to add up by hand, with a store of them and the site over it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import uvicorn
from made import TESTS, search_file, search_row, stamped, transaction_file, transaction_row

from quaestor import pipeline
from quaestor.store import Lake
from quaestor.web.app import create

#: In `agencies.csv` of the reference tests: Agency of Examples, of the Department of Examples.
AGENCY = "99Z1"


@dataclass(frozen=True)
class Act:
    """One action as the file prints it; the tests add these up on their own."""

    piid: str
    day: str
    amount: str
    mod: str = "0"
    supplier: str = "WICK WORKS LLC"
    uei: str = "WICKWORKS001"
    parent: str = ""
    competed: str = "A"
    psc: str = "9904"
    words: str = "MATCHES"
    office: str = "99ZA01"
    office_name: str = "LAMP BUYING"
    ends: str = "2023-03-31"
    could_end: str = "2023-03-31"
    orders: str = ""
    ceiling: str = "5000.00"
    offers: str = "3"
    person: bool = False

    @property
    def money(self) -> Decimal:
        return Decimal(self.amount)

    @property
    def year(self) -> int:
        year, month, _ = map(int, self.day.split("-"))
        return year + (month >= 10)

    @property
    def family(self) -> str:
        return "an individual" if self.person else self.parent or self.supplier


HOLDING = "LANTERN HOLDINGS, INC"
MARKUP = "<script>alert(1)</script> LAMPS; WICKS, AND \\ SONS OF THE EVER BURNING AND NEVER ENDING LANTERN COMPANY"
ACTS = [
    Act("99ZA21C0001", "2020-10-01", "1000.00", ends="2024-10-20", could_end="2026-10-20", ceiling="40000.00"),
    Act("99ZA21C0001", "2021-09-23", "250.25", mod="P00001", ends="2024-11-30", could_end="2026-10-20"),
    Act("99ZA21C0001", "2021-09-24", "99.75", mod="P00002", ends="2024-11-30", could_end="2026-10-20"),
    Act("99ZA21C0002", "2021-09-30", "4000.10", supplier="LANTERN EAST INC", uei="LANTERNEAST1", parent=HOLDING,
        competed="C", psc="9901", words="LANTERNS, HAND", ends="2025-02-28", could_end="2025-02-28", offers="1"),
    Act("99ZA22C0003", "2021-10-01", "700.00", supplier="LANTERN WEST INC", uei="LANTERNWEST1", parent=HOLDING,
        competed="D", psc="", words="MATCHES", office="99ZA02", office_name="WICK BUYING"),
    Act("99ZA22C0003", "2022-08-15", "-900.50", mod="P00001", supplier="LANTERN WEST INC", uei="LANTERNWEST1",
        parent=HOLDING, competed="D", psc="", words="MATCHES", office="99ZA02", office_name="WICK BUYING"),
    Act("99ZA22C0004", "2022-09-29", "333.33", supplier=MARKUP, uei="MARKUPFIRM01", competed="", psc="7777",
        words="WICKS NOT LISTED", ends="2024-12-24", could_end="2024-12-24"),
    Act("99ZA23C0005", "2023-02-01", "5000.00", competed="G", office="", office_name="", ends="2024-12-25",
        could_end="2025-12-25"),
    Act("99ZA23C0005", "2023-09-05", "-12.34", mod="P00001", competed="G", office="", office_name="", ends="2024-12-25",
        could_end="2025-12-25"),
    Act("99ZA20D0006", "2020-12-01", "0.00", ends="", could_end="", orders="2024-11-05", ceiling="99999999999.00",
        supplier="LANTERN EAST INC", uei="LANTERNEAST1", parent=HOLDING, competed="A", offers="999"),
    Act("99ZA24C0007", "2024-05-01", "60.06", supplier="LANTERN EAST INC", uei="LANTERNEAST1", parent=HOLDING,
        ends="2024-10-31", could_end="2024-10-31"),
    Act("99ZA24P0008", "2024-04-30", "7.77", supplier="FIRST OF TWO", uei="ONEPERSON001", person=True),
    Act("99ZA24P0009", "2024-04-30", "8.88", supplier="SECOND OF TWO", uei="ONEPERSON002", person=True),
]  # fmt: skip


def _row(number: int, act: Act) -> dict[str, str]:
    vehicle = bool(act.orders)
    key = f"CONT_IDV_{act.piid}_{AGENCY}" if vehicle else f"CONT_AWD_{act.piid}_{AGENCY}_-NONE-_-NONE-"
    own = {
        "contract_transaction_unique_key": f"{AGENCY}_-NONE-_{act.piid}_{act.mod}_-NONE-_{number}",
        "contract_award_unique_key": key, "award_id_piid": act.piid, "modification_number": act.mod,
        "parent_award_agency_id": "", "parent_award_agency_name": "", "parent_award_id_piid": "",
        "action_type_code": "" if act.mod == "0" else "B", "action_date": act.day,
        "federal_action_obligation": act.amount, "total_dollars_obligated": act.amount,
        "base_and_exercised_options_value": "0.00", "current_total_value_of_award": "0.00",
        "base_and_all_options_value": act.ceiling if act.mod == "0" else "0.00",
        "potential_total_value_of_award": act.ceiling,
        "awarding_agency_name": "Department of Examples", "awarding_sub_agency_code": AGENCY,
        "awarding_sub_agency_name": "AGENCY OF EXAMPLES", "awarding_office_code": act.office,
        "awarding_office_name": act.office_name, "recipient_name": act.supplier, "recipient_name_raw": act.supplier,
        "recipient_uei": act.uei, "recipient_duns": "", "cage_code": "", "recipient_parent_name": act.parent,
        "recipient_parent_uei": "", "extent_competed_code": act.competed, "number_of_offers_received": act.offers,
        "product_or_service_code": act.psc, "product_or_service_code_description": act.words,
        "period_of_performance_current_end_date": act.ends, "period_of_performance_potential_end_date": act.could_end,
        "ordering_period_end_date": act.orders, "award_or_idv_flag": "IDV" if vehicle else "AWARD",
        "award_type_code": "" if vehicle else "D", "award_type": "", "idv_type_code": "B" if vehicle else "",
        "sole_proprietorship": "t" if act.person else "f",
        "transaction_description": "=LAMPS, WICKS; AND MATCHES",
    }  # fmt: skip
    return transaction_row(number, act.amount, **own)


def load(store: Path, folder: Path) -> None:
    """A store of ACTS, the reference lists of the tests, and two years of another agency, one of them cut short."""
    reference = TESTS / "sources" / "reference"
    pipeline.load(store, "reference", [reference / "agencies.csv", reference / "psc.csv", reference / "hierarchy.json"])
    path = transaction_file(folder / "acts.csv", [_row(number, act) for number, act in enumerate(ACTS)])
    pipeline.load(store, "usaspending_transactions", [path], read_at=datetime(2024, 12, 1))
    cut = [search_row(n, f"{1000 - n}.00", agency="CBP", day="2023-03-01") for n in range(500)]
    whole = [search_row(n, f"{n - 20}.00", agency="CBP", day="2024-09-30") for n in range(1000, 1100)]
    whole += [search_row(n, "-5.00", agency="CBP", day="2024-01-15") for n in range(2000, 2010)]
    pipeline.load(store, "usaspending_search", [search_file(folder / stamped(datetime(2024, 10, 2)), cut + whole)])


@contextmanager
def served(lake: Lake) -> Iterator[str]:
    """The address of the site over a store, answering on the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(lake), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the site did not start"
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
