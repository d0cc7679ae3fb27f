"""The pages of makers: what others sold of them, recounted by hand, and never in their own sum."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import bought
import pytest
import walked
from gotten import facts, page
from made import transaction_file, transaction_row
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.answers.makers import SURE
from quaestor.resolve.saying import LOW
from quaestor.store import Lake
from quaestor.web.app import create

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SHOP, STORE, ITSELF = "uei:SHOPSHOPSHO1", "uei:STORESTORES2", "uei:CELLEBRITE13"
#: Orders: number, words, who won it, amount, signing day, modification.
ORDERS = (
    (1, "UFED LICENSE RENEWAL", SHOP, "100.10", "2021-05-06", "0"),
    (1, "MORE FUNDS", SHOP, "50.00", "2022-11-02", "P00001"),
    (1, "MONEY TAKEN BACK", SHOP, "-20.05", "2023-01-02", "P00002"),
    (2, "CELLEBRITE AND MSAB LICENSES <b>", STORE, "1000.00", "2023-02-03", "0"),
    (3, "VARIOUS SUPPLIES", STORE, "7000.00", "2022-02-03", "0"),
    (3, "ADD CELLEBRITE LICENSES", STORE, "9.00", "2022-03-04", "P00001"),
    (4, "CELLEBRITE SUPPORT SERVICES AND STAFF", STORE, "333.00", "2022-03-04", "0"),
    (5, "UFED KITS", ITSELF, "444.00", "2022-03-04", "0"),
)
NAMES = {SHOP: "THE SHOP LLC", STORE: "DATA STORE INC", ITSELF: "CELLEBRITE INC"}
THROUGH = Decimal("100.10") + 50 - Decimal("20.05") + 1000 + 9


@pytest.fixture(scope="module")
def selling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("maker") / "store"
    rows = []
    for number, words, supplier, amount, day, mod in ORDERS:
        row = transaction_row(
            number,
            amount,
            transaction_description=words,
            recipient_name=NAMES[supplier],
            recipient_name_raw=NAMES[supplier],
            recipient_uei=supplier[4:],
            recipient_duns="",
            cage_code="",
            recipient_parent_uei="",
            recipient_parent_duns="",
            recipient_parent_name="",
            recipient_parent_name_raw="",
            action_date=day,
            modification_number=mod,
        )
        row["contract_transaction_unique_key"] = row["contract_transaction_unique_key"].replace("_0_GS", f"_{mod}_GS")
        rows.append(row)
    pipeline.load(folder, "usaspending_transactions", [transaction_file(folder.parent / "made.csv", rows)])
    return folder


@pytest.fixture(scope="module")
def sold(selling: Path) -> Iterator[TestClient]:
    with Lake.open(selling) as lake:
        yield TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})


def test_the_sum_through_others_is_that_of_the_actions_that_count(sold: TestClient) -> None:
    told = facts(sold, "/maker/cellebrite.json")
    assert Decimal(told["obligated"]) == THROUGH
    assert sum(Decimal(row["obligated"]) for row in told["by_year"]) == THROUGH
    assert {row["supplier_id"]: Decimal(row["obligated"]) for row in told["by_reseller"]} == {
        SHOP: Decimal("130.05"),
        STORE: Decimal("1009.00"),
    }
    assert {row["fiscal_year"]: row["obligated"] for row in told["by_year"]} == {
        2021: "100.10",
        2022: "9.00",
        2023: "1029.95",
    }
    sums = told["arithmetic"]
    assert Decimal(sums["added"]["amount"]) + Decimal(sums["taken_back"]["amount"]) == THROUGH
    assert sum(Decimal(row["counted"]) for row in told["orders"]) == THROUGH


def test_it_is_never_in_the_total_of_the_maker_unless_asked(sold: TestClient) -> None:
    assert facts(sold, f"/supplier/{ITSELF}.json")["obligated"] == "444.00"
    told = facts(sold, "/maker/cellebrite.json")
    assert (told["own"]["obligated"], told["together"]) == ("444.00", None)
    asked = facts(sold, "/maker/cellebrite.json?together=yes")
    assert Decimal(asked["together"]["obligated"]) == THROUGH + 444
    assert asked["obligated"] == told["obligated"]
    assert "together" in page(sold, "/maker/cellebrite?together=yes")


def test_less_sure_orders_stand_apart(sold: TestClient) -> None:
    told = facts(sold, "/maker/cellebrite.json")
    assert [row["obligated"] for row in told["unsure"]] == ["333.00"]
    assert all(row["confidence"] < SURE for row in told["unsure"])
    assert "Named, perhaps not bought" in page(sold, "/maker/cellebrite")


def test_what_is_sure_means_the_same_in_both_rooms() -> None:
    assert SURE == LOW


def test_the_words_are_marked_where_they_stand_and_markup_stays_text(sold: TestClient) -> None:
    told = facts(sold, "/maker/cellebrite.json")
    for row in told["orders"] + told["unsure"]:
        (start, stop) = row["says"]["marks"][0]
        assert row["says"]["text"][start:stop] == row["words"]
    html = page(sold, "/maker/cellebrite")
    assert "<mark>CELLEBRITE</mark> AND MSAB LICENSES &lt;b&gt;" in html
    assert "MSAB too" in html


def test_a_suppliers_page_tells_what_others_sold_and_what_it_sells(sold: TestClient) -> None:
    html = page(sold, f"/supplier/{ITSELF}")
    assert "Sold through others: $1,139.05 in 3 orders, not in the total above" in html
    sells = facts(sold, f"/supplier/{STORE}.json")["sells"]
    assert {row["name"]: (row["orders"], row["obligated"]) for row in sells} == {
        "Cellebrite": (2, "1009.00"),
        "MSAB": (1, "1000.00"),
    }
    assert 'href="/maker/cellebrite"' in page(sold, f"/supplier/{STORE}")
    assert facts(sold, f"/supplier/{SHOP}.json")["through_others"] == []


def test_as_of_a_day_later_actions_do_not_count(sold: TestClient) -> None:
    told = facts(sold, "/maker/cellebrite.json?as_of=2021-12-31")
    assert (told["obligated"], told["orders_count"]) == ("100.10", 1)


def test_the_csv_has_every_order(sold: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(sold.get("/maker/cellebrite.csv?rows=100").text)))
    assert [row["piid"] for row in rows] == [f"90AB21F{number:07d}" for number in (2, 1, 3, 4)]
    assert sum(Decimal(row["counted"]) for row in rows if row["counted"]) == THROUGH


def test_pages_of_orders_tell_each_once(sold: TestClient) -> None:
    found = [
        row["piid"] for number in (1, 2, 3) for row in facts(sold, f"/maker/msab.json?rows=1&page={number}")["orders"]
    ]
    assert found == ["90AB21F0000002"]
    found = [
        row["piid"]
        for number in (1, 2, 3)
        for row in facts(sold, f"/maker/cellebrite.json?rows=1&page={number}&sort=latest")["orders"]
    ]
    assert sorted(found) == [f"90AB21F{number:07d}" for number in (1, 2, 3)]


@pytest.mark.parametrize("name", ["cellebrite", "Cellebrite", "ufed", "brand:cellebrite", "celle", ITSELF])
def test_a_maker_is_found_by_what_it_is_called(sold: TestClient, name: str) -> None:
    assert facts(sold, f"/maker/{name}.json")["maker_id"] == "brand:cellebrite"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/maker/nobody", 404),
        ("/maker/%25", 404),
        ("/maker/cellebrite?sort=odd", 400),
        ("/maker/cellebrite?page=0", 400),
    ],
)
def test_what_cannot_be_told_is_said_plainly(sold: TestClient, address: str, status: int) -> None:
    response = sold.get(address)
    assert response.status_code == status
    assert "Traceback" not in response.text


def test_all_makers_are_listed_with_what_must_not_be_added_up(sold: TestClient) -> None:
    told = facts(sold, "/maker.json")
    assert [(row["name"], row["orders"], row["unsure"]) for row in told["makers"]] == [
        ("Cellebrite", 3, 1),
        ("MSAB", 1, 0),
    ]
    assert told["several"] == 1
    assert "must not be added up" in page(sold, "/maker")


def test_a_store_without_makers_says_so(client: TestClient) -> None:
    assert facts(client, "/maker.json") == {"makers": [], "count": 0, "several": 0}
    assert "No order held names the maker" in page(client, "/maker")


@pytest.mark.browser
@walked.WAYS
def test_the_pages_of_makers_have_no_fault_of_access(selling: Path, browser: Any, width: int, scheme: str) -> None:
    paths = ("/maker", "/maker/cellebrite?together=yes", f"/supplier/{ITSELF}", f"/supplier/{STORE}")
    with Lake.open(selling) as lake, bought.served(lake) as address:
        walked.walk(browser, address, paths, width, scheme)
