"""Each page says what the store holds, also as JSON and CSV, and refuses in plain words."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

ORDER = "70CTD022FR0000170"
PLAIN = [
    "/",
    "/search",
    "/search?q=geo",
    "/changes",
    "/coverage",
    "/about",
    f"/award/{ORDER}",
    "/supplier/PALANTIR TECHNOLOGIES INC.",
]


def json_of(client: TestClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


@pytest.mark.parametrize("page", PLAIN)
def test_every_page_answers_and_asks_nothing_of_others(client: TestClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 200, response.text
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    text = response.text
    assert re.findall(r"<script[^>]*>[^<]*", text) == re.findall(r'<script src="/static/[^"]+" defer>', text)
    assert " style=" not in text
    assert "<style" not in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!www\.usaspending\.gov)', text)


@pytest.mark.parametrize("page", ["/index", "/search", "/changes", "/coverage", "/about", f"/award/{ORDER}"])
def test_every_page_is_also_json(client: TestClient, page: str) -> None:
    assert json_of(client, f"{page}.json")


def test_a_client_that_accepts_json_gets_it(client: TestClient) -> None:
    response = client.get(f"/award/{ORDER}", headers={"accept": "application/json"})
    assert response.json()["piid"] == ORDER


def test_an_award_shows_its_total_and_the_actions_that_make_it_up(client: TestClient) -> None:
    facts = json_of(client, f"/award/{ORDER}.json")
    assert sum(Decimal(action["obligation"]) for action in facts["actions"]) == Decimal(facts["obligated"])
    text = client.get(f"/award/{ORDER}").text
    assert "$150,703,824.61" in text
    for action in facts["actions"]:
        assert f'id="action-{action["position"]}"' in text
    assert "not held" in text
    assert text.count("<svg") == 2
    assert "https://www.usaspending.gov/award/CONT_AWD_70CTD022FR0000170_7012_GS35F0086U_4730/" in text


def test_an_award_as_of_a_day_counts_nothing_signed_later(client: TestClient) -> None:
    facts = json_of(client, f"/award/{ORDER}.json?as_of=2025-09-30")
    assert facts["obligated"] == "139314020.61"
    assert [action["mod_number"] for action in facts["signed_later"]] == ["P00014", "P00015"]
    text = client.get(f"/award/{ORDER}?as_of=2025-09-30").text
    assert "$139,314,020.61" in text
    assert "2 actions were signed later" in text


def test_a_vehicle_shows_its_orders(client: TestClient) -> None:
    text = client.get("/award/70CDCR20D00000011").text
    assert "Orders under this vehicle" in text
    assert "70CDCR22FR0000034" in text


def test_an_order_shows_the_other_orders_under_its_vehicle(client: TestClient) -> None:
    facts = json_of(client, f"/award/{ORDER}.json")
    assert facts["vehicle_orders_count"] == len(facts["vehicle_orders"]) > 1
    text = client.get(f"/award/{ORDER}").text
    assert "Orders under GS35F0086U" in text
    assert "70CTD019FR0000268" in text


def test_actions_are_also_csv_and_run_nothing_in_a_spreadsheet(client: TestClient) -> None:
    response = client.get("/award/ODDTAKEN.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["obligation"] for row in rows] == ["100.00", "-250.50"]
    assert all(row["description"].startswith("'=") for row in rows)
    assert rows[0]["source_row"]


def test_a_name_with_markup_is_only_a_name(client: TestClient) -> None:
    for page in ("/award/ODDONE", "/search?q=<script>", "/supplier/<script>alert(1)</script>"):
        text = client.get(page).text
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


def test_a_filler_ceiling_is_explained_and_not_drawn(client: TestClient) -> None:
    text = client.get("/award/ODDNINES").text
    assert "no real limit" in text
    assert "line ceiling" not in text


def test_a_negative_total_keeps_its_sign(client: TestClient) -> None:
    assert "−$150.50" in client.get("/award/ODDTAKEN").text


def test_five_thousand_actions_are_shown_in_pages_with_one_total(client: TestClient) -> None:
    text = client.get("/award/ODDMANY").text
    assert "all 5,000 actions" in text
    assert text.count('id="action-') == 200
    assert 'href="/award/ODDMANY?page=2#actions"' in text
    last = client.get("/award/ODDMANY?page=25").text
    assert 'id="action-5000"' in last
    assert "5,000.00" in last
    assert client.get("/award/ODDMANY?page=999").status_code == 200


def test_each_action_leads_to_the_publishers_row(client: TestClient) -> None:
    facts = json_of(client, f"/award/{ORDER}.json")
    action = facts["actions"][0]
    text = client.get(f"/evidence/{action['action_id']}").text
    assert action["evidence"]["source_file"] in text
    assert "17292876.05" in text
    assert json_of(client, f"/evidence/{action['action_id']}.json")


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        ("/award/NOSUCH", 404, "NOSUCH"),
        ("/supplier/NO SUCH FIRM", 404, "NO SUCH FIRM"),
        ("/evidence/NOSUCH", 404, "NOSUCH"),
        ("/nothing-here", 404, "There is nothing at this address"),
        (f"/award/{ORDER}?as_of=yesterday", 400, "is not a day"),
        (f"/award/{ORDER}?known_on=soon", 400, "is not a day or a moment"),
        ("/changes?since=2025-13-40", 400, "is not a day"),
        ("/about.csv", 404, "nothing at this address"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_plain_words(
    client: TestClient, page: str, status: int, words: str
) -> None:
    response = client.get(page)
    assert response.status_code == status
    assert words in response.text
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"]


def test_a_program_is_refused_in_json(client: TestClient) -> None:
    error = client.get("/award/NOSUCH.json")
    assert error.status_code == 404
    assert "NOSUCH" in error.json()["error"]["what"]


def test_nothing_can_be_sent(client: TestClient) -> None:
    assert client.post("/").status_code == 405


def test_an_answer_holds_until_the_next_load(client: TestClient) -> None:
    first = client.get(f"/award/{ORDER}")
    again = client.get(f"/award/{ORDER}", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"/award/{ORDER}.json").headers["etag"] != first.headers["etag"]


def test_the_stylesheet_is_ours_and_calls_no_other_host(client: TestClient) -> None:
    style = client.get("/static/style.css").text
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    assert "url(" not in style
    assert "@import" not in style


def test_a_page_with_a_figure_gives_it_still_and_as_a_specification(client: TestClient) -> None:
    """The sample is read at two moments only where a test loads it so; the page says so rather than draw one bar."""
    page = client.get("/changes?kind=added")
    assert page.status_code == 200
    assert client.get("/changes.nothing.svg").status_code == 404
    assert client.get("/changes.days.svg?theme=pink").status_code in (400, 404)
    assert client.get("/static/vega.js").headers["cache-control"].endswith("immutable")
