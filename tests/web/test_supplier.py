"""The pages of a supplier and of a family as printed: every sum recounted, the grouping named for what it is."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
import walked
from gotten import facts, page
from hypothesis import given
from hypothesis import strategies as st
from keystone import MODS, ORDER, ORDERS, PARENT, VEHICLE
from starlette.testclient import TestClient

from quaestor.store import Lake
from quaestor.web.pages import suppliers

WORKS, CABLES = "uei:ABCDEFGHJKL1", "uei:ABCDEFGHJKL3"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SMALL = Decimal(sum(range(ORDERS)))
ORDERED = sum(Decimal(mod[3]) for mod in MODS)


def by_hand() -> dict[tuple[int, str], Decimal]:
    """What the made-up supplier was obligated, by fiscal year and buyer, from the rows as they were written."""
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for _, day, _, obligation, *_ in MODS:
        sums[int(day[:4]) + (int(day[5:7]) >= 10), "9001"] += Decimal(obligation)
    for number in range(ORDERS):
        sums[2020 + number % 4, "9001" if number % 3 else "9002"] += number
    return dict(sums)


def test_a_suppliers_sums_by_year_and_buyer_are_those_of_its_actions(spans: TestClient) -> None:
    told = facts(spans, f"/supplier/{WORKS}.json")
    assert Decimal(told["obligated"]) == SMALL + ORDERED
    found = {(row["fiscal_year"], row["id"]): Decimal(row["obligated"]) for row in told["by_year_buyer"]}
    assert found == by_hand()
    sums = told["arithmetic"]
    assert Decimal(sums["added"]["amount"]) + Decimal(sums["taken_back"]["amount"]) == Decimal(told["obligated"])
    assert sums["taken_back"] == {"actions": 1, "amount": "-80.25"}
    assert sum(Decimal(row["obligated"]) for row in told["by_buyer"]) == Decimal(told["obligated"])
    assert sum(Decimal(row["obligated"]) for row in told["by_year"]) == Decimal(told["obligated"])


def test_the_stacked_bars_and_their_table_hold_the_same_sums(spans: TestClient) -> None:
    told = facts(spans, f"/supplier/{WORKS}.json")
    bars = facts(spans, f"/supplier/{WORKS}.years.vl.json")["data"]["values"]
    cells = [amount for row in told["parts"]["years"] for amount in row["amounts"] if amount is not None]
    assert sorted(Decimal(str(bar["amount"])) for bar in bars) == sorted(map(Decimal, cells))
    assert sum(map(Decimal, cells)) == Decimal(told["obligated"])
    text = page(spans, f"/supplier/{WORKS}")
    assert f'data-spec="/supplier/{WORKS}.years.vl.json"' in text
    for row in told["parts"]["years"]:
        assert f"{Decimal(row['obligated']):,.2f}" in text
    assert spans.get(f"/supplier/{WORKS}.years.svg").headers["content-type"] == "image/svg+xml"


ROWS = st.lists(
    st.fixed_dictionaries({
        "fiscal_year": st.integers(2018, 2024), "id": st.sampled_from([f"b{n}" for n in range(12)]),
        "name": st.sampled_from(["ONE NAME", "ANOTHER", None]),
        "obligated": st.one_of(st.none(), st.decimals(-10**9, 10**9, places=2).map(lambda d: f"{d:.2f}")),
    }),
    max_size=40,
)  # fmt: skip


@given(ROWS)
def test_parts_lose_no_cent_and_no_two_have_one_name(rows: list[dict[str, Any]]) -> None:
    told = suppliers.parts(rows, "buyer")
    whole = sum((Decimal(row["obligated"]) for row in rows if row["obligated"] is not None), Decimal(0))
    assert sum((Decimal(row["obligated"]) for row in told["years"]), Decimal(0)) == whole
    assert sum((Decimal(column["sum"]) for column in told["columns"]), Decimal(0)) == whole
    names = [column["name"] for column in told["columns"]]
    assert len(names) == len(set(names)) <= suppliers.KINDS + 2
    for row in told["years"]:
        assert sum(Decimal(amount) for amount in row["amounts"] if amount is not None) == Decimal(row["obligated"])


def test_the_share_competed_is_told_by_count_and_money_with_what_is_unknown(spans: TestClient) -> None:
    told = facts(spans, f"/supplier/{WORKS}.json")["competition"]
    groups = {row["group"]: row for row in told["groups"]}
    alone = [number for number in range(ORDERS) if number % 5 == 0]
    assert groups["not competed"]["awards"] == len(alone)
    assert Decimal(groups["not competed"]["obligated"]) == sum(alone)
    assert groups["competed"]["awards"] == ORDERS - len(alone) + 2  # the vehicle, and the order told in full
    assert Decimal(groups["competed"]["obligated"]) == SMALL + ORDERED - sum(alone)
    assert told["known"]["awards"] == told["awards"] == ORDERS + 2
    text = page(spans, f"/supplier/{WORKS}")
    assert "232 of 232 awards say how they were competed. Of these 186 were competed (80%)" in text
    assert "How this award was competed is not held" in page(spans, f"/supplier/{CABLES}")


def test_names_and_parents_have_the_days_they_were_first_and_last_signed_on(spans: TestClient) -> None:
    told = facts(spans, f"/supplier/{WORKS}.json")
    for agency in re.findall(r'href="(/agency/[^"]+)"', page(spans, f"/supplier/{WORKS}")):
        assert spans.get(agency).status_code == 200
    (parent,) = told["parents"]
    assert (parent["name"], parent["first_on"], parent["last_on"]) == (PARENT, "2020-05-01", "2023-05-01")
    assert parent["actions"] == told["actions_count"] == ORDERS + len(MODS) + 1
    assert told["family"] == PARENT
    assert 'href="/family/KEYSTONE%20HOLDINGS%20INC"' in page(spans, f"/supplier/{WORKS}")


def test_names_over_time_are_in_the_order_they_came(client: TestClient) -> None:
    told = facts(client, "/supplier/ANOTHER NAME LLC.json")
    assert [name["name"] for name in told["names"]] == ["ANOTHER NAME LLC"]
    assert told["arithmetic"]["taken_back"] == {"actions": 1, "amount": "-250.50"}


def test_vehicles_are_told_with_the_suppliers_own_orders_counted_once(spans: TestClient) -> None:
    told = facts(spans, f"/supplier/{WORKS}.json")
    (vehicle,) = told["vehicles"]
    assert (vehicle["vehicle_id"], vehicle["own"], vehicle["held"]) == (VEHICLE, True, True)
    assert (vehicle["orders"], Decimal(vehicle["obligated"])) == (ORDERS + 1, SMALL + ORDERED)
    text = page(spans, f"/supplier/{WORKS}")
    assert "no real limit" in text[text.index('id="vehicles"') :].split("</section>")[0]


def test_what_ends_soon_is_counted_from_the_day_asked(spans: TestClient) -> None:
    told = facts(spans, f"/supplier/{WORKS}.json?as_of=2022-06-01")
    signed = [number for number in range(ORDERS) if number % 4 <= 2]
    assert told["ending_count"] == len(signed) + 2
    assert (told["ending_from"], told["ending_until"]) == ("2022-06-01", "2023-06-01")
    assert {row["soon_on"] for row in told["ending"]} == {"2023-02-28"}
    assert Decimal(told["obligated"]) == sum(signed) + Decimal("270.25")
    assert "No award held ends between" in page(spans, f"/supplier/{WORKS}?as_of=2024-01-01")


def test_awards_are_paged_and_sorted_by_address(spans: TestClient) -> None:
    seen = []
    for number in (1, 2, 3):
        seen += [row["award_id"] for row in facts(spans, f"/supplier/{WORKS}.json?sort=piid&page={number}")["awards"]]
    assert len(seen) == ORDERS + 2
    assert [key.split("_")[2] for key in seen] == sorted(key.split("_")[2] for key in seen)
    money = facts(spans, f"/supplier/{WORKS}.json")
    assert money["awards"][0]["award_id"] == ORDER
    assert money["awards_pages"] == 3
    rows = list(csv.DictReader(io.StringIO(spans.get(f"/supplier/{WORKS}.csv?rows=100000").text)))
    assert len(rows) == ORDERS + 2
    assert sum(Decimal(row["obligated"]) for row in rows) == SMALL + ORDERED
    text = page(spans, f"/supplier/{WORKS}?sort=signed&page=2")
    assert "page=3&amp;sort=signed#awards" in text
    assert 'value="signed" selected' in text
    assert spans.get(f"/supplier/{WORKS}?page=99").status_code == 200
    for wrong in ("sort=colour", "page=0", "rows=9999999"):
        assert spans.get(f"/supplier/{WORKS}?{wrong}").status_code == 400


def test_a_negative_total_keeps_its_sign_and_an_unknown_supplier_is_refused(client: TestClient) -> None:
    assert "−$250.50" in page(client, "/supplier/ANOTHER NAME LLC")
    assert client.get("/supplier/NO SUCH FIRM").status_code == 404


def test_the_command_line_tells_every_award_of_a_supplier(keystone_lake: Any) -> None:
    from quaestor import answers

    told = answers.supplier(keystone_lake, "ABCDEFGHJKL1")
    assert len(told["awards"]) == told["awards_count"] == ORDERS + 2


# -- families ---------------------------------------------------------------------------------------------------------


#: The family's actions, recounted: those that print its parent in either spelling, and those of a publisher that prints
#: no numbers of a supplier of the same name.
ITS = f"upper(parent_name) IN ('{PARENT}', 'KEYSTONE HOLDINGS, INC.') OR supplier_id = 'name:KEYSTONE WORKS LLC, USA'"


def test_a_family_adds_up_the_actions_of_its_members(spans: TestClient, keystone_lake: Lake) -> None:
    told = facts(spans, f"/family/{PARENT}.json")
    rows = keystone_lake.query(f"SELECT supplier_id, sum(obligation) AS n FROM action WHERE {ITS} GROUP BY 1")
    assert {row["supplier_id"]: Decimal(row["obligated"]) for row in told["suppliers"]} == {
        row["supplier_id"]: row["n"] for row in rows
    }
    assert {WORKS, CABLES, "name:KEYSTONE WORKS LLC, USA"} < {row["supplier_id"] for row in rows}
    years = {(row["fiscal_year"], row["id"]): Decimal(row["obligated"]) for row in told["by_year_supplier"]}
    assert years[2024, CABLES] == -7000
    assert sum(years.values()) == Decimal(told["obligated"]) == sum(row["n"] for row in rows)
    assert sum(Decimal(row["obligated"]) for row in told["by_buyer"]) == Decimal(told["obligated"])


def test_each_member_of_a_family_has_its_evidence(spans: TestClient) -> None:
    told = facts(spans, f"/family/{PARENT}.json")
    assert {member["how"] for member in told["members"]} == {"reported"}
    assert all(member["evidence"].startswith("action:") for member in told["members"])
    (tied,) = [one for one in told["members"] if one["supplier_id"].startswith("name:")]
    assert (tied["tied_by"], tied["entity_id"]) == ("name", WORKS)
    assert f'href="/supplier/{WORKS}"' in page(spans, f"/family/{PARENT}")


def test_two_spellings_of_a_parent_with_one_number_are_one_family(spans: TestClient) -> None:
    told = facts(spans, f"/family/{PARENT}.json")
    again = facts(spans, "/family/KEYSTONE HOLDINGS, INC..json")
    assert (again["family_id"], again["obligated"]) == (told["family_id"], told["obligated"])
    assert facts(spans, f"/family/{told['family_id']}.json")["name"] == told["name"]


def test_a_family_is_found_in_any_capitals_and_nobody_is_no_family(spans: TestClient) -> None:
    assert facts(spans, f"/family/{PARENT.lower()}.json")["name"] == PARENT
    for nobody in ("NO SUCH PARENT", "an individual"):
        assert spans.get(f"/family/{nobody}").status_code == 404


def test_a_familys_awards_are_also_csv(spans: TestClient, keystone_lake: Lake) -> None:
    rows = list(csv.DictReader(io.StringIO(spans.get(f"/family/{PARENT}.csv?rows=1000").text)))
    awards = keystone_lake.query(f"SELECT award_id, obligated FROM award WHERE {ITS}")
    assert {row["award_id"] for row in rows} == {row["award_id"] for row in awards}
    assert sum(Decimal(row["obligated"]) for row in rows) == sum(row["obligated"] for row in awards)


# -- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
@walked.WAYS
def test_suppliers_and_families_are_open_to_everybody(
    browser: Any, spans_address: str, width: int, scheme: str
) -> None:
    paths = (f"/supplier/{WORKS}", f"/supplier/{CABLES}", f"/family/{PARENT}")
    walked.walk(browser, spans_address, paths, width, scheme)
