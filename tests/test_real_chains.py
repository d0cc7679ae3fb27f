"""Chains of money on the real records: what each award passes on, added up again from the publisher's own rows."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from quaestor import pipeline
from quaestor.answers.chains import chain
from quaestor.errors import NotHeld
from quaestor.store import Lake

pytestmark = pytest.mark.real_data

#: Awards on which the publisher's own total of obligations is less than what is reported as passed on.
MORE_THAN_PRINTED = 11


def read(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.fixture(scope="module")
def reports(real_data: Path) -> list[dict[str, str]]:
    (file,) = (real_data / "usaspending" / "subawards").glob("*.csv.gz")
    return list(read(file))


@pytest.fixture(scope="module")
def lake(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The subawards, with four years of search extracts for the awards that they are paid from."""
    store, folder = tmp_path_factory.mktemp("chains") / "store", real_data / "usaspending"
    pipeline.load(store, "usaspending_subawards", [folder / "subawards"])
    pipeline.load(store, "usaspending_search", sorted((folder / "cbp_ice").glob("FY*.csv.gz")))
    with Lake.open(store) as lake:
        yield lake


def own(row: dict[str, str]) -> bool:
    return row["subawardee_uei"] == row["prime_awardee_uei"]


def test_every_award_passes_on_what_its_reports_add_up_to(lake: Lake, reports: list[dict[str, str]]) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for row in reports:
        if not own(row):
            sums[row["prime_award_unique_key"]] += Decimal(row["subaward_amount"])
            counts[row["prime_award_unique_key"]] += 1
    assert len({row["prime_award_unique_key"] for row in reports}) == 159
    asked, more = 0, 0
    with lake.reading():
        for award_id, amount in sums.items():
            try:
                facts = chain(lake, award_id)
            except NotHeld:
                continue
            asked += 1
            assert (facts["passed_on"], facts["passed_on_reports"]) == (str(amount), counts[award_id])
            assert facts["proof"][1]["equal"]
            if facts["obligated"] is not None:
                assert Decimal(facts["kept"]) == Decimal(facts["obligated"]) - amount
                more += Decimal(facts["obligated"]) < amount
                assert facts["exceeding"]["awards"] == (Decimal(facts["obligated"]) < amount)
    assert asked > 140
    assert more >= MORE_THAN_PRINTED


def test_eleven_awards_pass_on_more_than_the_publisher_says_they_were_obligated(reports: list[dict[str, str]]) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    printed = {row["prime_award_unique_key"]: Decimal(row["prime_award_amount"] or 0) for row in reports}
    for row in reports:
        sums[row["prime_award_unique_key"]] += Decimal(row["subaward_amount"])
    assert sum(sums[award_id] > printed[award_id] for award_id in sums) == MORE_THAN_PRINTED


def test_a_vehicle_shared_by_two_agencies_is_the_sum_of_the_search_rows(
    lake: Lake, real_data: Path, reports: list[dict[str, str]]
) -> None:
    facts = chain(lake, "CONT_IDV_GS00Q14OADU113_4732", most=60)
    held: dict[tuple[str, str], dict[str, str]] = {}
    for file in sorted((real_data / "usaspending" / "cbp_ice").glob("FY*.csv.gz")):
        for row in read(file):
            if row["Generated Award ID"].endswith("_GS00Q14OADU113_4732"):
                held[row["Generated Award ID"], row["Modification"]] = row
    by_buyer: dict[str, Decimal] = defaultdict(Decimal)
    by_order: dict[str, Decimal] = defaultdict(Decimal)
    for (award_id, _), row in held.items():
        by_buyer[award_id.split("_")[3]] += Decimal(row["Federal Action Obligation"])
        by_order[award_id] += Decimal(row["Federal Action Obligation"])
    assert facts["obligated"] == str(sum(by_buyer.values()))
    nodes = {(node["column"], node["key"]): node for node in facts["nodes"]}
    assert {key: Decimal(nodes[0, key]["handed_on"]) for key in by_buyer} == by_buyer
    assert {key: Decimal(nodes[2, key]["obligated"]) for key in by_order} == by_order
    passed = [row for row in reports if row["prime_award_unique_key"] in by_order and not own(row)]
    assert facts["passed_on"] == str(sum(Decimal(row["subaward_amount"]) for row in passed))
    received: dict[str, Decimal] = defaultdict(Decimal)
    for row in passed:
        received[f"uei:{row['subawardee_uei']}"] += Decimal(row["subaward_amount"])
    assert {key: Decimal(nodes[3, key]["received"]) for key in received} == received


def test_a_firm_known_as_receiver_alone_has_a_chain(lake: Lake, reports: list[dict[str, str]]) -> None:
    facts: dict[str, Any] = chain(lake, "supplier:uei:RTPKR5UA2GF8")
    its = [Decimal(row["subaward_amount"]) for row in reports if row["subawardee_uei"] == "RTPKR5UA2GF8"]
    assert (facts["received"], facts["received_reports"]) == (str(sum(its)), len(its))


def test_families_pass_each_other_what_the_reports_of_their_firms_add_up_to(
    lake: Lake, reports: list[dict[str, str]]
) -> None:
    """Nothing is lost between families: what all pass on, within and to others, is what all reports add up to."""
    families = lake.query(
        "SELECT DISTINCT family_id FROM family_member WHERE stands AND supplier_id IN "
        "(SELECT supplier_id FROM subaward UNION SELECT supplier_id FROM award WHERE award_id IN "
        "(SELECT award_id FROM subaward))"
    )
    assert families
    passed = Decimal(0)
    with lake.reading():
        for row in families:
            facts = chain(lake, row["family_id"])
            passed += Decimal(facts["passed_on"] or 0) + Decimal(facts["within"]["amount"])
    assert passed == sum(Decimal(row["subaward_amount"]) for row in reports)
