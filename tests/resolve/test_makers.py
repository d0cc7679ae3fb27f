"""Makers behind what resellers sell: what texts say, which orders it tells, and how that keeps up with loads."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from made import contents, transaction_file, transaction_row

from quaestor import pipeline
from quaestor.resolve import lists, names_held
from quaestor.resolve.saying import LOW, Index, flat
from quaestor.store import Lake

CASES = yaml.safe_load(Path(__file__).with_name("makers.yml").read_text(encoding="utf-8"))
INDEX = Index(names_held.brands())


def row(number: int, says: str, won_by: str, amount: str = "100.00", **columns: str) -> dict[str, str]:
    """The first action of an order, won by a firm that has no parent."""
    return transaction_row(
        number,
        amount,
        **{
            "transaction_description": says,
            "prime_award_base_transaction_description": says,
            "recipient_name": won_by,
            "recipient_name_raw": won_by,
            "recipient_uei": f"MAKER{abs(hash(won_by)) % 10**7:07d}",
            "recipient_duns": "",
            "cage_code": "",
            "recipient_parent_uei": "",
            "recipient_parent_duns": "",
            "recipient_parent_name": "",
            "recipient_parent_name_raw": "",
            "product_or_service_code": "",
        }
        | columns,
    )


def load(store: Path, name: str, rows: list[dict[str, str]]) -> None:
    pipeline.load(store, "usaspending_transactions", [transaction_file(store.parent / f"{name}.csv", rows)])


def told(store: Path) -> list[dict[str, Any]]:
    with Lake.open(store) as lake:
        return lake.query("SELECT * FROM attribution ORDER BY award_id, action_id, maker_id")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What was told of each case, each in a store of its own loaded at once with the suppliers it needs."""
    found = {}
    for held in {tuple(case.get("held", ())) for case in CASES}:
        some = [(n, case) for n, case in enumerate(CASES) if tuple(case.get("held", ())) == held]
        store = tmp_path_factory.mktemp("makers") / "store"
        rows = [row(9000 + n, "NOTHING OF NOTE", name) for n, name in enumerate(held)]
        for n, case in some:
            rows.append(
                row(
                    n,
                    case["says"],
                    case["won_by"],
                    action_date=str(case.get("signed", "2023-05-06")),
                    product_or_service_code=case.get("psc", ""),
                    recipient_parent_name=case.get("parent", ""),
                    recipient_parent_name_raw=case.get("parent", ""),
                )
            )
        load(store, "cases", rows)
        for n, case in some:
            found[case["case"]] = {
                one["maker_name"]: "low" if one["confidence"] < LOW else "sure"
                for one in told(store)
                if f"90AB21F{n:07d}" in one["award_id"]
            }
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_an_order_has_the_makers_of_its_words(case: dict[str, Any], cases: dict[str, dict[str, str]]) -> None:
    assert cases[case["case"]] == case["makers"]


def test_the_words_stand_where_they_are_said_to(tmp_path: Path) -> None:
    text = 'Renewal:  "Sig  Sauer" pistols, and the Analyst’s Notebook (i2) licenses — größer'
    load(tmp_path / "store", "one", [row(1, text, "QUANTICO TACTICAL INC")])
    rows = told(tmp_path / "store")
    with Lake.open(tmp_path / "store") as lake:
        printed = lake.value("SELECT description FROM action")
    assert {one["words"] for one in rows} == {"Sig  Sauer", "Analyst’s Notebook"}
    assert all(printed[one["start"] :].startswith(one["words"]) for one in rows)


def test_an_order_named_first_counts_whole_and_one_named_later_by_its_action(tmp_path: Path) -> None:
    first = row(1, "CELLEBRITE LICENSES", "RESELLER ONE LLC", "10.00", modification_number="0")
    more = row(1, "FUNDING", "RESELLER ONE LLC", "5.00", modification_number="P00001", action_date="2023-06-01")
    more["contract_transaction_unique_key"] = first["contract_transaction_unique_key"].replace("_0_GS", "_P00001_GS")
    other = row(2, "IT SUPPLIES", "RESELLER ONE LLC", "90.00", modification_number="0", action_date="2023-01-01")
    later = row(2, "ADD MSAB LICENSES", "RESELLER ONE LLC", "7.00", modification_number="P00001")
    later["contract_transaction_unique_key"] = other["contract_transaction_unique_key"].replace("_0_GS", "_P00001_GS")
    days = {"action_date": "2023-05-01"}
    load(tmp_path / "store", "some", [first | days, more, other, later | days])
    assert {one["maker_name"]: one["whole"] for one in told(tmp_path / "store")} == {"Cellebrite": True, "MSAB": False}


def test_an_order_without_a_maker_takes_the_one_its_vehicle_names(tmp_path: Path) -> None:
    vehicle = row(5, "CELLEBRITE LICENSES, BLANKET PURCHASE AGREEMENT", "RESELLER ONE LLC")
    vehicle |= {
        "contract_transaction_unique_key": "9001_-NONE-_90AB21A0000005_0_-NONE-_0",
        "contract_award_unique_key": "CONT_IDV_90AB21A0000005_9001",
        "award_id_piid": "90AB21A0000005",
        "parent_award_id_piid": "",
        "parent_award_agency_id": "",
    }
    under = {"parent_award_id_piid": "90AB21A0000005", "parent_award_agency_id": "9001"}
    keys = {"contract_award_unique_key": "CONT_AWD_90AB21F0000006_9001_90AB21A0000005_9001"}
    order = row(6, "LICENSES", "RESELLER ONE LLC", **under, **keys)
    keys = {"contract_award_unique_key": "CONT_AWD_90AB21F0000007_9001_90AB21A0000005_9001"}
    by_another = row(7, "LICENSES", "RESELLER TWO LLC", **under, **keys)
    load(tmp_path / "store", "orders", [order, by_another])
    assert told(tmp_path / "store") == []
    load(tmp_path / "store", "vehicle", [vehicle])
    found = {one["award_id"]: (one["how"], one["maker_name"]) for one in told(tmp_path / "store")}
    assert found == {
        "CONT_IDV_90AB21A0000005_9001": ("description", "Cellebrite"),
        "CONT_AWD_90AB21F0000006_9001_90AB21A0000005_9001": ("vehicle_name", "Cellebrite"),
    }


def test_attributions_follow_the_records(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(store, "first", [row(1, "CELLEBRITE LICENSES", "RESELLER ONE LLC"), row(2, "MSAB KITS", "RESELLER TWO LLC")])
    load(store, "again", [row(1, "PARROT ANAFI DRONES", "RESELLER ONE LLC", last_modified_date="2024-01-01")])
    assert [one["maker_name"] for one in told(store)] == ["Parrot", "MSAB"]


def test_made_anew_they_are_the_same(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(
        store,
        "first",
        [row(1, "ZYPHERON TRACKER LICENSES", "RESELLER ONE LLC"), row(2, "CISCO KITS", "CISCO SYSTEMS INC")],
    )
    load(store, "second", [row(3, "OTHER THINGS", "ZYPHERON TRACKER INC"), row(4, "UFED KITS", "RESELLER TWO LLC")])
    with Lake.open(store) as lake:
        before = contents(lake, "attribution", "maker")
    pipeline.maintain(store, rebuild=True)
    with Lake.open(store) as lake:
        after = contents(lake, "attribution", "maker")
        assert [one["maker_name"] for one in told(store)] == ["ZYPHERON TRACKER", "Cellebrite"]
        itself = lake.query("SELECT m.maker_name, s.name FROM maker m JOIN supplier s USING (supplier_id) ORDER BY 1")
    assert [tuple(one.values()) for one in itself] == [
        ("Cisco Systems", "CISCO SYSTEMS INC"),
        ("ZYPHERON TRACKER", "ZYPHERON TRACKER INC"),
    ]
    # The name of a supplier that came later is looked for in what was held when the store is made anew.
    assert set(before["attribution"]) < set(after["attribution"])
    pipeline.maintain(store, rebuild=True)
    with Lake.open(store) as lake:
        assert contents(lake, "attribution", "maker") == after


def test_no_attribution_enters_the_total_of_the_maker(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load(
        store, "one", [row(1, "CELLEBRITE KITS", "RESELLER ONE LLC", "70.00"), row(2, "KITS", "CELLEBRITE INC", "5.00")]
    )
    with Lake.open(store) as lake:
        assert lake.value("SELECT obligated FROM supplier WHERE name = 'CELLEBRITE INC'") == Decimal("5.00")


def test_every_brand_on_the_list_can_be_found_and_has_a_source() -> None:
    for brand in lists.brands():
        assert brand.source.startswith("https://"), brand
        assert any(entry.brands and brand in entry.brands for entry, _, _ in INDEX.named(flat(brand.brand))), brand


def test_a_name_loses_its_legal_form_and_no_word_of_its_own() -> None:
    of = {
        "PC CONNECTION, INC.": "PC CONNECTION",
        "Xerox Corporation": "XEROX",
        "ACADEMY LOCK & KEY, INC.": "ACADEMY LOCK & KEY",
        "U.S. TACTICAL SUPPLY, INC., THE": "U S TACTICAL SUPPLY",
        "THE KINETIC GROUP": "",
    }
    assert {name: names_held.stem(name) for name in of} == of


def test_owners_of_a_brand_follow_one_another() -> None:
    for entry in names_held.brands():
        days = [brand.since or date.min for brand in entry.brands]
        assert len(set(days)) == len(days), entry.words


@given(st.text())
def test_any_text_is_read_and_its_words_are_in_it(text: str) -> None:
    for said in INDEX.said(f"{text} CELLEBRITE {text}"):
        assert f"{text} CELLEBRITE {text}"[said.start :].startswith(said.words)


@pytest.mark.real_data
def test_a_sample_judged_by_hand_is_told_right(real_data: Path, tmp_path: Path) -> None:
    """200 attributions drawn at random, each judged by reading its order's words (`judged.csv`): of those that are made
    of the rows at hand, 95 in a hundred are right, and what was right is not lost."""
    files = sorted((real_data / "usaspending" / "cbp_ice").glob("FY*.csv.gz"))
    pipeline.load(tmp_path / "store", "usaspending_search", files)
    with Lake.open(tmp_path / "store") as lake:
        rows = lake.query("SELECT DISTINCT award_id, maker_id FROM attribution WHERE confidence >= ?", [LOW])
        awards = {row["award_id"] for row in lake.query("SELECT award_id FROM award")}
    made = {(row["award_id"], row["maker_id"]) for row in rows}
    with Path(__file__).with_name("judged.csv").open(encoding="utf-8", newline="") as lines:
        judged = [row for row in csv.DictReader(lines) if row["award_id"] in awards]
    right = [row for row in judged if row["right"] == "yes"]
    kept = [row for row in right if (row["award_id"], row["maker_id"]) in made]
    wrong = [row for row in judged if row["right"] == "no" and (row["award_id"], row["maker_id"]) in made]
    assert len(right) > 90
    assert len(kept) >= 0.97 * len(right)
    assert len(kept) >= 0.95 * (len(kept) + len(wrong))
