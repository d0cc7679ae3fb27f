"""The search page: its states, its addresses, what it escapes, and the box that proposes names while somebody types."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import search_file, search_row, stamped
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.store import Lake
from quaestor.web.app import create

ORDER = "70CTD022FR0000170"
MANY = 10_050


def page(client: TestClient, **asked: Any) -> str:
    response = client.get("/search", params=asked)
    assert response.status_code == 200, response.text
    return str(response.text)


def facts(client: TestClient, **asked: Any) -> dict[str, Any]:
    response = client.get("/search.json", params=asked)
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_an_identifier_is_led_to_its_page(client: TestClient) -> None:
    assert client.get(f"/search?q={ORDER}").headers["location"].startswith("/award/")
    assert client.get(f"/search?q={ORDER.lower()}").headers["location"].startswith("/award/")
    supplier = client.get(f"/award/{ORDER}.json").json()["supplier"]["supplier_id"]
    found = client.get("/search", params={"q": supplier})
    assert found.headers["location"].startswith("/supplier/")
    assert client.get(found.headers["location"]).status_code == 200
    assert facts(client, q=ORDER)["exact"]["kind"] == "award"
    assert "1 award says this" in page(client, q=ORDER, **{"in": "awards"})


def test_addresses_of_before_lead_here(client: TestClient) -> None:
    for before, now in (
        ("/find?q=geo+x", "/search?q=geo+x"),
        ("/find.json?q=geo", "/search.json?q=geo"),
        ("/find", "/search"),
    ):
        response = client.get(before)
        assert (response.status_code, response.headers["location"]) == (308, now)


def test_before_anything_is_asked_the_page_shows_what_can_be(client: TestClient) -> None:
    text = page(client)
    for example in re.findall(r'<dt><a href="(/search\?[^"]+)"', text):
        assert client.get(html.unescape(example)).status_code in (200, 303)
    assert "words side by side" in text
    assert "<table" not in text


def test_hits_are_shown_with_their_words_marked(client: TestClient) -> None:
    text = page(client, q='words:"case management"')
    assert "<mark>case</mark> <mark>management</mark>" in text
    told = facts(client, q='words:"case management"')
    for hit in told["hits"]:
        assert f'href="/award/{hit["award_id"]}"' in text
    assert f"{told['count']} awards say" in text


def test_suppliers_and_agencies_stand_beside_awards_and_on_shelves_of_their_own(client: TestClient) -> None:
    told = facts(client, q="palantir")
    assert {name["what"] for name in told["names"]} == {"supplier"}
    assert 'href="/supplier/' in page(client, q="palantir")
    suppliers = facts(client, q="palantir", **{"in": "suppliers"})
    assert suppliers["count"] == told["counts"]["suppliers"] == len(suppliers["hits"])
    agencies = facts(client, q="immigration", **{"in": "agencies"})
    assert [hit["agency_id"] for hit in agencies["hits"]] == ["7012"]
    assert "bears this name" in page(client, q="immigration", **{"in": "agencies"})


def test_every_link_that_narrows_finds_as_many_as_it_says(client: TestClient) -> None:
    text = page(client, q="services")
    aside = text[text.index('<aside id="narrow"') :]
    links = re.findall(r'<a href="(/search\?[^"]+)"[^>]*>.*?<span class="n">([\d,]+)</span>', aside)
    assert len(links) > 12
    for link, count in links:
        answer = client.get(html.unescape(link).replace("/search?", "/search.json?", 1)).json()
        assert answer["count"] == int(count.replace(",", "")), link


def test_a_filter_that_is_chosen_is_said_and_can_be_taken_away(client: TestClient) -> None:
    text = page(client, q="services", agency="7012", year="2025")
    assert text.count('aria-current="true"') == 2
    away = re.search(r'<p class="chosen">Only\s*<a href="([^"]+)"', text)
    assert away
    assert "agency=" not in away[1]
    assert "year=2025" in away[1]
    both = facts(client, q="services", year="2024,2025")["count"]
    assert both >= max(facts(client, q="services", year=year)["count"] for year in ("2024", "2025"))


def test_nothing_found_is_said_with_what_may_help(client: TestClient) -> None:
    text = page(client, q="zzzzqqq")
    assert "No award held says this." in text
    assert "what is held" in text
    text = page(client, q="palantr")
    assert "No record says “palantr”" in text
    assert "PALANTIR" in html.unescape(re.sub(r"</?mark>", "", text))
    assert "Did you mean" in page(client, q="detenton")
    text = page(client, q="palantir detention")
    link = re.search(r'<a href="([^"]*match=any[^"]*)">(\d+) awards say some of these words', text)
    assert link
    assert f"{link[2]} awards say any of these words" in client.get(html.unescape(link[1])).text


def test_a_name_with_markup_is_escaped_wherever_it_is_found(client: TestClient) -> None:
    for asked in (
        {"q": "script alert"},
        {"q": "supplier:script"},
        {"q": "<script>alert(1)</script>"},
        {"q": "alert", "in": "suppliers"},
    ):
        text = page(client, **asked)
        assert not re.search(
            r"<(?:/?mark>)*s(?:</?mark>)*cript(?:</?mark>)*>",
            re.sub(r'<script src="/static/[^"]+" defer></script>', "", text),
        )
        assert (
            "&lt;<mark>script</mark>&gt;<mark>alert</mark>" in text
            or "&lt;<mark>script</mark>&gt;" in text
            or "<mark>alert</mark>" in text
        )
    suggested = client.get("/suggest.json?q=alert").json()["suggestions"]
    assert suggested[0]["name"] == "<script>alert(1)</script>"
    assert "<" not in suggested[0]["address"]


def test_hits_are_also_csv_that_runs_nothing_in_a_spreadsheet(client: TestClient) -> None:
    response = client.get("/search.csv", params={"q": "calc"})
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert rows
    assert {row["piid"][:3] for row in rows} == {"ODD"}
    assert all(row["description"].startswith("'=") for row in rows)


def test_a_question_with_mistakes_is_answered_and_the_mistake_said(client: TestClient) -> None:
    text = page(client, q='"geo', year="soon", money="lots", sort="colour", page="-1", size="x")
    assert "opened and not closed" in text
    assert "“soon” is no fiscal year" in text
    assert "“lots” is no range of money" in text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.dictionaries(
        st.sampled_from(
            ["q", "in", "sort", "page", "size", "match", "agency", "year", "kind", "competed", "psc", "money"]
        ),
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                ["geo", "2025", "7012", "any", "1m-10m", "9m-1m", "over-1bn", "under-0", "unheld", "9" * 30]
            ),
        ),
        max_size=6,
    ),
    form=st.sampled_from(["", ".json", ".csv"]),
)
def test_any_address_has_an_answer(client: TestClient, asked: dict[str, str], form: str) -> None:
    query = urlencode({name: value.encode("utf-8", "replace") for name, value in asked.items()})
    response = client.get(f"/search{form}?{query}")
    assert response.status_code in (200, 303), response.text
    assert client.get(f"/suggest.json?{query}").status_code == 200


def test_suggestions_come_as_json_alone_with_the_address_of_each(client: TestClient) -> None:
    for address in ("/suggest.json?q=palan", "/suggest?q=palan"):
        response = client.get(address)
        assert response.headers["content-type"] == "application/json"
        for one in response.json()["suggestions"]:
            assert client.get(one["address"]).status_code == 200
    assert client.get("/suggest.csv?q=palan").status_code == 404


def test_an_answer_is_not_kept_past_the_index_it_was_made_from(tmp_path: Path) -> None:
    store = tmp_path / "store"
    pipeline.load(
        store, "usaspending_search", [search_file(tmp_path / stamped(datetime(2026, 1, 1)), [search_row(1, "1.00")])]
    )
    shutil.copytree(store / "search", tmp_path / "older")
    pipeline.load(
        store,
        "usaspending_search",
        [search_file(tmp_path / stamped(datetime(2026, 1, 2)), [search_row(1, "1.00", words="TUNNELS")])],
    )
    newer = tmp_path / "newer"
    shutil.move(store / "search", newer)
    shutil.copytree(tmp_path / "older", store / "search")
    with Lake.open(store) as lake:
        client = TestClient(create(lake), headers={"accept": "text/html"})
        first = client.get("/search?q=tunnels")
        assert "No award held says this" in first.text
        assert "earlier state of the records" in first.text
        shutil.rmtree(store / "search")
        assert client.get("/search").status_code == 200
        shutil.copytree(newer, store / "search")
        client = TestClient(create(lake), headers={"accept": "text/html"})
        again = client.get("/search?q=tunnels", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 200
        assert "1 award says this" in again.text


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("many")
    rows = [search_row(n, f"{n % 977}.00", words=f"SPANS {n}") for n in range(MANY)]
    pipeline.load(folder / "store", "usaspending_search", [search_file(folder / stamped(datetime(2026, 1, 1)), rows)])
    with Lake.open(folder / "store") as lake:
        yield TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.mark.parametrize("sort", ["relevance", "money"])
def test_ten_thousand_hits_can_be_paged_through(many: TestClient, sort: str) -> None:
    seen: list[str] = []
    address: str | None = f"/search.json?q=spans&size=1000&sort={sort}"
    while address:
        told = many.get(address).json()
        seen += [hit["id"] for hit in told["hits"]]
        address = told["next"]
    assert len(seen) == len(set(seen)) == told["count"] == MANY
    last = page(many, q="spans", page=MANY // 25)
    assert f"page {MANY // 25} of {MANY // 25}" in last
    assert 'rel="next"' not in last
    beyond = facts(many, q="spans", page=99_999)
    assert (beyond["page"], beyond["hits"]) == (MANY // 25, facts(many, q="spans", page=MANY // 25)["hits"])


@pytest.mark.browser
def test_the_box_proposes_names_and_the_keyboard_chooses(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(address + "/about")
    box, options = tab.locator("#q"), tab.locator("[role=listbox] [role=option]")
    tab.keyboard.press("/")
    assert box.evaluate("box => document.activeElement === box")
    assert box.input_value() == ""
    tab.keyboard.type("palant")
    options.first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    assert "PALANTIR" in options.first.inner_text()
    assert "proposed" in tab.locator("form.find [role=status]").inner_text()
    tab.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    tab.keyboard.press("Escape")
    assert not options.first.is_visible()
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "palant"
    tab.keyboard.press("ArrowDown")
    options.first.wait_for()
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/supplier/**")
    assert "PALANTIR" in tab.locator("h1").inner_text()
    tab.locator("#q").fill("case management")
    tab.keyboard.press("Enter")  # nothing chosen: the words are searched for
    tab.wait_for_url("**/search?q=case+management")
    assert tab.locator("mark").count() > 1
    assert said == []
    context.close()


@pytest.mark.browser
def test_a_name_with_markup_is_text_in_the_suggestions(browser: Any, address: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.on("dialog", lambda dialog: pytest.fail("a script ran"))
    tab.goto(address + "/")
    tab.locator("#big-q").press_sequentially("alert", delay=20)
    option = tab.locator("[role=option]").first
    option.wait_for()
    assert "<script>alert(1)</script>" in option.inner_text()
    assert option.locator("script").count() == 0
    option.click()
    tab.wait_for_url("**/supplier/**")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (390, "light")])
def test_the_search_page_is_accessible_in_all_its_states(browser: Any, address: str, width: int, scheme: str) -> None:
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    for path in ("", "?q=palantr", "?q=zzzz", "?q=services&agency=7012&year=2025", "?q=geo&in=suppliers"):
        tab.goto(f"{address}/search{path}")
        found = Axe().run(tab, options=rules)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    tab.goto(address + "/search")
    tab.keyboard.press("/")
    tab.keyboard.type("palant")
    tab.locator("[role=option]").first.wait_for()
    tab.keyboard.press("ArrowDown")
    found = Axe().run(tab, options=rules)
    assert found.violations_count == 0, found.generate_report()
    context.close()


@pytest.mark.browser
def test_search_stands_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address + "/")
    tab.fill("#big-q", "case management")
    tab.click("form.big button")
    tab.wait_for_url("**/search?q=case+management")
    before = tab.locator("table.hits tbody tr").count()
    assert before > 1
    tab.locator("#narrow a").first.click()
    assert tab.locator(".chosen a").count() == 2
    context.close()
