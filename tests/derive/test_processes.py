"""Processes compiled from all the releases held of them, and what they tell as tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quaestor import pipeline
from quaestor.answers.evidence import evidence
from quaestor.store import Lake

OCID = "ocds-213czf-1"
TENDER = {
    "ocid": OCID, "id": "1", "date": "2020-01-01T00:00:00Z", "tag": ["tender"],
    "buyer": {"id": "B", "name": "A ministry"},
    "tender": {
        "id": "t", "title": "Roads", "status": "active", "procurementMethod": "open", "numberOfTenderers": 2,
        "value": {"amount": 100, "currency": "EUR"}, "items": [{"id": "1", "classification": {"id": "45000000"}}],
        "tenderPeriod": {"startDate": "2020-01-01T18:00:00+01:00", "endDate": "2020-01-16T17:59:59Z"},
    },
}  # fmt: skip
BIDS = {
    "ocid": OCID, "id": "2", "date": "2020-02-01T00:00:00Z", "tag": ["award"],
    "tender": {"id": "t", "status": "complete"},
    "bids": {"details": [
        {"id": "b1", "status": "valid", "tenderers": [{"id": "W"}], "value": {"amount": 90.125, "currency": "EUR"}},
        {"id": "b2", "status": "withdrawn", "tenderers": [{"id": "L"}, {"id": "A"}]},
    ]},
    "awards": [
        {"id": "a1", "status": "active", "suppliers": [{"id": "W", "name": "Winner Ltd"}], "date": "2020-02-01",
         "value": {"amount": 90.12, "currency": "EUR"}},
        {"id": "a2", "status": "active", "suppliers": [{"id": "W"}], "value": {"amount": 10, "currency": "EUR"}},
        {"id": "a3", "status": "cancelled", "value": {"amount": 5000, "currency": "USD"}},
    ],
    "contracts": [{
        "id": "c", "awardID": "a2", "value": {"amount": 10, "currency": "EUR"}, "dateSigned": "2020-03-01T00:00:00Z",
        "implementation": {"transactions": [
            {"id": "1", "value": {"amount": 4.5, "currency": "EUR"}},
            {"id": "2", "value": {"amount": 0.25, "currency": "EUR"}},
        ]},
    }],
}  # fmt: skip


def load(store: Path, day: int, *releases: Any) -> dict[str, Any]:
    file = store.parent / f"{day}-{len(list(store.parent.iterdir()))}.jsonl"
    file.write_text("\n".join(map(json.dumps, releases)))
    return pipeline.load(store, "ocds", [file], read_at=datetime(2024, 1, day, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def one(store: Path, text: str) -> dict[str, Any]:
    with Lake.open(store) as lake:
        (row,) = lake.query(text)
    return row


@pytest.mark.parametrize("apart", [False, True])
def test_releases_of_one_process_are_compiled_whether_loaded_together_or_apart(store: Path, apart: bool) -> None:
    if apart:
        load(store, 2, BIDS)
        load(store, 1, TENDER)  # older, and loaded later
    else:
        load(store, 1, BIDS, TENDER)
    row = one(store, "SELECT * FROM process")
    assert (row["title"], row["status"], row["releases"], row["tenderers"]) == ("Roads", "complete", 2, 2)
    assert (row["buyer_id"], row["bids"], row["submitted"], row["awards_active"]) == ("ocds-213czf:B", 2, 1, 2)
    assert (row["awarded"], row["awarded_currency"]) == (Decimal("100.12"), "EUR")
    assert (row["tender_days"], row["tender_timed"]) == (15, True)
    assert row["tender_starts_at"] == datetime(2020, 1, 1, 17)


def test_bids_awards_and_contracts_stand_in_their_tables(store: Path) -> None:
    load(store, 1, TENDER, BIDS)
    with Lake.open(store) as lake:
        bids = lake.query(
            "SELECT status, amount, price, tenderers, tenderer_id, tenderer_set FROM bid ORDER BY position"
        )
        awards = lake.query("SELECT status, supplier_id, amount FROM process_award ORDER BY position")
        contract = lake.query("SELECT process_award_id, paid, transactions FROM process_contract")
        parties = lake.query("SELECT role, count(*) AS n FROM process_party GROUP BY role ORDER BY role")
    assert [tuple(row.values()) for row in bids] == [
        ("valid", Decimal("90.13"), 90.125, 1, "ocds-213czf:W", "ocds-213czf:W"),
        ("withdrawn", None, None, 2, None, "ocds-213czf:A|ocds-213czf:L"),
    ]
    assert [row["supplier_id"] for row in awards] == ["ocds-213czf:W", "ocds-213czf:W", None]
    assert contract == [{"process_award_id": f"{OCID}/award/2", "paid": Decimal("4.75"), "transactions": 2}]
    assert {row["role"]: row["n"] for row in parties} == {"buyer": 1, "supplier": 2, "tenderer": 3}


def test_money_of_several_currencies_is_never_added_up(store: Path) -> None:
    mixed = BIDS | {
        "awards": [*BIDS["awards"][:1], {"id": "x", "status": "active", "value": {"amount": 7, "currency": "USD"}}]
    }
    load(store, 1, mixed)
    row = one(store, "SELECT awarded, awarded_currency FROM process")
    assert row == {"awarded": None, "awarded_currency": None}


def test_a_compiled_release_replaces_what_was_compiled_and_later_releases_come_on_top(store: Path) -> None:
    compiled = TENDER | {"tag": ["compiled"], "date": "2020-01-15T00:00:00Z", "id": "compiled"}
    load(store, 1, TENDER, compiled, BIDS)
    assert one(store, "SELECT status, releases, bids FROM process") == {"status": "complete", "releases": 3, "bids": 2}
    done = load(store, 2, compiled | {"tender": {"id": "t", "status": "cancelled"}, "date": "2020-03-01T00:00:00Z"})
    assert (done["rewritten"], done["added"]) == (1, 0)
    assert one(store, "SELECT status, bids, title FROM process") == {"status": "cancelled", "bids": None, "title": None}


def test_a_release_read_again_changes_nothing_and_a_rewritten_one_is_said(store: Path) -> None:
    load(store, 1, TENDER)
    assert load(store, 2, TENDER, TENDER)["repeated"] == 1
    done = load(store, 3, TENDER | {"tender": TENDER["tender"] | {"title": "Bridges"}})
    assert done["rewritten"] == 1
    assert one(store, "SELECT title FROM process") == {"title": "Bridges"}
    assert one(store, "SELECT field, kind FROM change") == {"field": "digest", "kind": "rewritten"}
    assert one(store, "SELECT count(*) AS n FROM release_version") == {"n": 2}


@pytest.mark.parametrize("record", [OCID, f"{OCID}/bid/2", f"{OCID}/award/1", f"{OCID}/item/1", f"{OCID}/contract/1"])
def test_every_row_leads_to_the_publishers_releases(store: Path, record: str) -> None:
    load(store, 1, TENDER, BIDS)
    with Lake.open(store) as lake:
        told = evidence(lake, record)
    printed = [json.loads(dict(row["columns"])["printed"]) for row in told["rows"]]
    assert [one["id"] for one in printed] == ["1", "2"]
    assert printed[1]["bids"] == BIDS["bids"]


def test_a_file_that_cannot_be_read_is_rejected_with_its_place_and_the_others_are_kept(store: Path) -> None:
    done = load(store, 1, *(TENDER | {"ocid": f"{OCID}{n}"} for n in range(9)), {"id": "no ocid"})
    assert (done["rows_read"], done["kept"], done["rejected"]) == (10, 9, 1)
    row = one(store, "SELECT source_row, reason, content FROM reject")
    assert row["source_row"] == 10
    assert "line 10: neither a release nor a record" in row["reason"]
    assert json.loads(row["content"]) == {"id": "no ocid"}


def test_natural_persons_of_two_processes_are_never_one_organisation(store: Path) -> None:
    person = {"name": "Maria Lopez Garcia", "identifier": {"scheme": "MX-RFC", "id": "LOGM800101AB1"}, "id": "P"}
    awarded = [{"id": "a", "status": "active", "suppliers": [person]}]
    later = {"ocid": OCID, "id": "9", "date": "2021-01-01T00:00:00Z", "tag": ["award"], "awards": awarded}
    other = {"ocid": "ocds-213czf-2", "id": "1", "date": "2020-01-01T00:00:00Z", "tag": ["award"], "awards": awarded}
    load(store, 1, TENDER, later, other)
    with Lake.open(store) as lake:
        found = lake.query("SELECT supplier_id, supplier_name FROM process_award ORDER BY supplier_id")
    assert found == [
        {"supplier_id": f"ocds-213czf:{process}/individual-1", "supplier_name": "an individual"}
        for process in sorted([OCID, "ocds-213czf-2"])
    ]
