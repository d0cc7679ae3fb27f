"""Things laid side by side bear the facts of their own pages, on one scale; what cannot be compared says why."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from bought import ACTS, AGENCY
from starlette.testclient import TestClient

AWARDS = "a=award:99ZA21C0001&a=award:99ZA22C0003"


def facts_of(client: TestClient, query: str) -> Any:
    response = client.get(f"/compare.json?{query}")
    assert response.status_code == 200, response.text
    return response.json()


def test_awards_stand_in_the_order_asked_for_with_their_running_totals(buyer: TestClient) -> None:
    facts = facts_of(buyer, AWARDS)
    assert facts["kind"] == "award"
    assert [item["title"] for item in facts["items"]] == ["99ZA21C0001", "99ZA22C0003"]
    for item in facts["items"]:
        signed = sorted((act for act in ACTS if act.piid == item["title"]), key=lambda act: act.day)
        running, expected = Decimal(0), []
        for act in signed:
            running += act.money
            expected.append({"day": act.day, "obligated": str(running)})
        assert item["course"] == expected
        assert item["obligated"] == str(running)
        assert sum(Decimal(row["obligated"]) for row in item["by_year"]) == running


def test_the_table_says_what_stood_at_the_end_of_each_fiscal_year(buyer: TestClient) -> None:
    facts = facts_of(buyer, AWARDS)
    assert facts["table"] == [
        {"label": "2021", "values": ["1350.00", None], "held": [True, False]},
        {"label": "2022", "values": ["1350.00", "-200.50"], "held": [True, True]},
    ]
    page = buyer.get(f"/compare?{AWARDS}").text
    assert "not yet signed" in page
    assert "−200.50" in page


def test_awards_are_laid_on_one_another_by_their_first_day(buyer: TestClient) -> None:
    facts = facts_of(buyer, f"{AWARDS}&from=start")
    assert facts["table"] == [{"label": "1", "values": ["1350.00", "-200.50"], "held": [True, True]}]
    drawn = buyer.get(f"/compare.course.vl.json?{AWARDS}&from=start").json()
    first = [value["at"] for value in drawn["data"]["values"] if value["told"] in ("2020-10-01", "2021-10-01")]
    assert first == [0, 0]
    days = buyer.get(f"/compare.course.vl.json?{AWARDS}").json()["data"]["values"]
    assert {value["at"] for value in days} >= {"2020-10-01", "2021-10-01"}
    assert buyer.get(f"/compare.course.svg?{AWARDS}").text.startswith("<svg")
    assert buyer.get(f"/compare?{AWARDS}&from=birth").status_code == 400


def test_agencies_bear_the_sums_of_their_own_pages(buyer: TestClient) -> None:
    facts = facts_of(buyer, f"a=agency:7014&a=agency:usaspending:{AGENCY}")
    for item in facts["items"]:
        own = buyer.get(f"/agency/{item['id']}.json").json()
        assert item["obligated"] == own["obligated"]
        assert [(row["fiscal_year"], row["obligated"]) for row in item["by_year"]] == [
            (row["fiscal_year"], row["obligated"]) for row in own["by_year"]
        ]
        assert item["awards"] == own["awards_count"]
    cbp, examples = facts["items"]
    assert cbp["cut_short"] == [2023]
    known = [act for act in ACTS if act.competed]
    alone = sum(act.money for act in known if act.competed in ("B", "C", "G", "NDO"))
    assert examples["competition_held"] == str(sum(act.money for act in known))
    assert examples["not_competed_share"] == round(float(alone / sum(act.money for act in known)), 4)
    page = buyer.get(f"/compare?a=agency:7014&a=agency:{AGENCY}").text
    assert "cut short" in page
    assert "no action held" in page


def test_suppliers_bear_the_sums_of_their_actions(buyer: TestClient) -> None:
    facts = facts_of(buyer, "a=supplier:LANTERN EAST INC&a=supplier:LANTERNWEST1")
    for item, name in zip(facts["items"], ("LANTERN EAST INC", "LANTERN WEST INC"), strict=True):
        some = [act for act in ACTS if act.supplier == name]
        assert item["title"] == name
        assert item["obligated"] == str(sum(act.money for act in some))
        assert item["actions"] == len(some)
        assert item["buyers"] == 1
        assert item["largest_buyer"]["agency_id"] == AGENCY
        assert {row["fiscal_year"]: row["obligated"] for row in item["by_year"]} == {
            year: str(sum(act.money for act in some if act.year == year)) for year in {act.year for act in some}
        }


def test_a_text_without_its_kind_is_taken_for_one_like_the_first(buyer: TestClient) -> None:
    facts = facts_of(buyer, "a=agency:7014&a=agency of examples")
    assert [item["id"] for item in facts["items"]] == ["7014", AGENCY]
    assert facts_of(buyer, "a=99za21c0001&a=&a=99ZA24C0007")["kind"] == "award"
    assert facts_of(buyer, "a=LANTERN WEST")["kind"] == "supplier"
    assert facts_of(buyer, "a=AEX")["kind"] == "agency"


def test_one_named_twice_stands_once(buyer: TestClient) -> None:
    assert len(facts_of(buyer, "a=award:99ZA21C0001&a=99ZA21C0001")["items"]) == 1
    assert "Name another award" in buyer.get("/compare?a=award:99ZA21C0001").text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("a=award:99ZA21C0001&a=award:NOSUCH", 404, "no award NOSUCH is held"),
        ("a=supplier:NO SUCH FIRM", 404, "no supplier NO SUCH FIRM is held"),
        ("a=agency:NOSUCH&a=agency:7014", 404, "no agency NOSUCH is held"),
        ("a=zzzz", 404, "zzzz means no one award, supplier or agency that is held"),
        ("a=award:99ZA21C0001&a=agency:7014", 400, "only like can be compared with like"),
        ("&".join(f"a=award:{n}" for n in range(7)), 400, "7 were named, and at most 6 can be compared"),
    ],
)
def test_what_cannot_be_compared_says_why(buyer: TestClient, query: str, status: int, words: str) -> None:
    response = buyer.get(f"/compare.json?{query}")
    assert response.status_code == status
    assert words in response.json()["error"]["what"]
    assert buyer.get(f"/compare?{query}").status_code == status


def test_the_empty_page_shows_what_could_be_compared(buyer: TestClient) -> None:
    page = buyer.get("/compare").text
    assert "Two to six awards, suppliers or agencies" in page
    assert f'href="/compare?a=agency:7014&amp;a=agency:{AGENCY}"' in page
    for example in facts_of(buyer, "")["examples"]:
        query = "&".join(f"a={example['kind']}:{item['id']}" for item in example["items"])
        assert len(facts_of(buyer, query)["items"]) == 2


def test_each_can_be_left_out_and_another_added(buyer: TestClient) -> None:
    page = buyer.get(f"/compare?{AWARDS}").text
    first, second = (item["id"] for item in facts_of(buyer, AWARDS)["items"])
    assert f'href="/compare?a=award:{second}">leave out' in page
    assert f'<input type="hidden" name="a" value="award:{first}">' in page
    assert 'name="a" required' in page


def test_the_sums_are_also_csv(buyer: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(buyer.get(f"/compare.csv?{AWARDS}").text)))
    assert {row["title"] for row in rows} == {"99ZA21C0001", "99ZA22C0003"}
    assert sum(Decimal(row["obligated"]) for row in rows) == Decimal("1149.50")


def test_names_with_markup_are_only_names(buyer: TestClient) -> None:
    page = buyer.get("/compare?a=award:99ZA22C0004&a=award:99ZA21C0001").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
