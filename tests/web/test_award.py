"""The page of an award: its figure, what each action did and said, the way to its totals, what is above and below."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from typing import Any

import pytest
import walked
from gotten import facts, page
from keystone import MODS, ORDER, ORDERS, VEHICLE
from starlette.testclient import TestClient

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
GONE = "CONT_AWD_P2_7012_-NONE-_-NONE-"
PARTLY = "CONT_AWD_P1_7012_-NONE-_-NONE-"


def row(text: str, position: int) -> str:
    found = re.search(rf'<tr role="row" id="action-{position}">.*?</tr>', text)
    assert found
    return found[0]


# -- what each action did and said ------------------------------------------------------------------------------------


def test_an_action_tells_its_reason_in_words_with_the_code_and_what_it_moved(spans: TestClient) -> None:
    text = page(spans, f"/award/{ORDER}")
    assert "The award itself" in row(text, 1)
    second = row(text, 2)
    assert "Supplemental agreement for work within scope (B)" in second
    assert "moves no money, raises the ceiling" in second
    third = row(text, 3)
    assert "Exercise of an option (G)" in third
    assert "moves the end from 28 Feb 2022 to 28 Feb 2023" in third
    assert "takes money back, lowers the ceiling" in row(text, 4)


def test_words_are_told_where_they_changed_and_nowhere_else(spans: TestClient) -> None:
    text = page(spans, f"/award/{ORDER}")
    assert "INSPECT THE SPANS OF THE NORTH BRIDGE" in row(text, 1)
    assert 'class="wording"' not in row(text, 2)
    assert "<ins>AND THE CABLES</ins>" in row(text, 3)
    assert "<del>" not in row(text, 3)
    assert "in other words:" in row(text, 4)


def test_a_long_text_is_folded_and_whole_inside(spans: TestClient) -> None:
    last = row(page(spans, f"/award/{ORDER}"), 5)
    assert '<details class="fold"><summary>' in last
    assert last.count("AND MORE") > 60


def test_the_first_words_on_a_later_page_are_compared_with_those_of_the_page_before(client: TestClient) -> None:
    """The 5,000 actions all bear the same words, so that only the first one of all is told."""
    assert 'class="wording"' in client.get("/award/ODDMANY").text
    assert 'class="wording"' not in client.get("/award/ODDMANY?page=2").text


def test_each_action_has_a_drawer_with_its_file_row_and_digest(spans: TestClient) -> None:
    told = facts(spans, f"/award/{ORDER}.json")
    text = page(spans, f"/award/{ORDER}")
    for action in told["actions"]:
        drawer = row(text, action["position"])
        assert action["evidence"]["source_file"] in drawer
        assert f"row {action['evidence']['source_row']}" in drawer
        link = re.search(r'href="(/evidence/[^"]+)"', drawer)
        assert link
        assert spans.get(link[1]).status_code == 200


def test_running_totals_are_recounted(spans: TestClient) -> None:
    obligated = ceiling = exercised = Decimal(0)
    for mod, action in zip(MODS, facts(spans, f"/award/{ORDER}.json")["actions"], strict=True):
        obligated, exercised, ceiling = (
            obligated + Decimal(mod[3]),
            exercised + Decimal(mod[4]),
            ceiling + Decimal(mod[5]),
        )
        assert action["mod_number"] == mod[0]
        assert Decimal(action["obligated_after"]) == obligated
        assert Decimal(action["exercised_after"]) == exercised
        assert Decimal(action["ceiling_after"]) == ceiling
    assert (obligated, exercised, ceiling) == (Decimal("280.25"), Decimal("350.50"), Decimal("1200.00"))


# -- the way to each total --------------------------------------------------------------------------------------------


def test_the_arithmetic_of_each_total_makes_the_total(spans: TestClient) -> None:
    told = facts(spans, f"/award/{ORDER}.json")
    assert [sum_["total"] for sum_ in told["arithmetic"]] == ["obligated", "exercised", "ceiling"]
    rows = list(csv.DictReader(io.StringIO(spans.get(f"/award/{ORDER}.csv").text)))
    for sum_, column in zip(told["arithmetic"], ("obligation", "exercised_change", "ceiling_change"), strict=True):
        terms = [Decimal(row[column]) for row in rows]
        assert sum_["adds_up"] is True
        assert Decimal(sum_["amount"]) == sum(terms) == Decimal(told[sum_["total"]])
        assert sum_["terms"] == len(terms)
        for name, some in (("added", [t for t in terms if t > 0]), ("taken_back", [t for t in terms if t < 0])):
            assert sum_[name]["actions"] == len(some)
            assert Decimal(sum_[name]["amount"]) == sum(some)
        assert sum_["nothing"]["actions"] == terms.count(Decimal(0))


def test_the_arithmetic_is_shown_with_money_taken_back_apart(spans: TestClient) -> None:
    text = page(spans, f"/award/{ORDER}")
    arithmetic = text[text.index('<details class="arithmetic"') :].split("</details>")[0]
    assert "3 actions above zero" in arithmetic
    assert "360.50" in arithmetic
    assert "1 action below zero" in arithmetic
    assert "−80.25" in arithmetic
    assert f'href="/award/{ORDER}.csv"' in arithmetic


def test_every_total_of_the_sample_adds_up(client: TestClient, lake: Any) -> None:
    from quaestor import answers
    from quaestor.answers.arithmetic import arithmetic

    asked = [row["award_id"] for row in lake.query("SELECT award_id FROM award WHERE actions < 1000 ORDER BY 1")][::4]
    assert len(asked) > 20
    for award_id in asked:
        told = answers.award(lake, award_id)
        assert [sum_ for sum_ in arithmetic(told) if not sum_["adds_up"]] == []


# -- the figure -------------------------------------------------------------------------------------------------------


def layers(client: TestClient, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = facts(client, f"{address}.life.vl.json")["layer"]
    return found


def test_the_figure_has_area_steps_a_point_for_each_action_and_the_periods_below(spans: TestClient) -> None:
    told = layers(spans, f"/award/{ORDER}")
    marks = [layer["mark"] for layer in told]
    assert [m["interpolate"] for m in marks if m["type"] == "area"] == ["step-after"]
    assert {m["interpolate"] for m in marks if m["type"] == "line"} == {"step-after"}
    assert sum(m["type"] == "line" for m in marks) == 3
    assert sum(m["type"] == "bar" for m in marks) == 2  # the period, and what its options could add
    points = told[-1]["data"]["values"]
    money = [point for point in points if point["line"] == "obligated"]
    assert [point["tip"]["action"] for point in money] == [mod[0] for mod in MODS]
    assert money[2]["tip"]["reason"] == "Exercise of an option (G)"
    assert money[2]["tip"]["obligated"] == "$250.50"
    assert money[3]["tip"]["obligated in all"] == "$270.25"
    assert [point["turn"] for point in money] == ["on", "still", "on", "back", "on"]


def test_the_figure_and_the_drawing_name_the_same_steps(spans: TestClient) -> None:
    text = page(spans, f"/award/{ORDER}")
    drawn = set(re.findall(r'<text class="label [^>]*>([^<]+)</text>', text))
    told = {row["text"] for layer in layers(spans, f"/award/{ORDER}") if layer["mark"]["type"] == "text"
            for row in layer["data"]["values"] if "text" in row}  # fmt: skip
    assert told == drawn
    assert drawn


def test_a_ceiling_that_is_no_limit_is_explained_and_in_no_figure(spans: TestClient, client: TestClient) -> None:
    text = page(spans, f"/award/{VEHICLE}")
    assert "no real limit" in text
    assert "$99,999,999,999.00, enters no sum" in text
    assert spans.get(f"/award/{VEHICLE}.life.vl.json").status_code == 404
    assert client.get("/award/ODDNINES.life.svg").status_code == 404


def test_a_figure_of_five_thousand_actions_stays_small(client: TestClient) -> None:
    response = client.get("/award/ODDMANY.life.vl.json")
    points = response.json()["layer"][-1]["data"]["values"]
    assert len(points) == 400
    assert len(response.content) < 300_000


def test_the_figure_is_still_in_both_widths_and_themes(spans: TestClient) -> None:
    for theme in ("light", "dark"):
        for width, pixels in (("wide", 720), ("narrow", 330)):
            drawn = spans.get(f"/award/{ORDER}.life.svg?theme={theme}&width={width}")
            assert drawn.headers["content-type"] == "image/svg+xml"
            assert f'width="{pixels}"' in drawn.text


def test_one_action_and_a_negative_total_have_their_state(client: TestClient) -> None:
    assert "so there are no steps to draw" in page(client, "/award/ODDONE")
    assert client.get("/award/ODDONE.life.vl.json").status_code == 404
    text = page(client, "/award/ODDTAKEN")
    assert "Takes money back" in row(text, 2)
    assert "prints the supplier as ANOTHER NAME LLC" in row(text, 2)


# -- above and below --------------------------------------------------------------------------------------------------


def test_an_order_leads_up_to_its_vehicle_and_the_agency_that_owns_it(spans: TestClient) -> None:
    text = page(spans, f"/award/{ORDER}")
    chain = text[text.index("Chain of vehicles") :].split("</section>")[0]
    assert f'href="/award/{VEHICLE}"' in chain
    assert "held by" in chain
    assert "KEYSTONE WORKS LLC" in chain
    assert "231 orders under it held" in chain
    assert "owned by" in chain
    agencies = re.findall(r'href="(/agency/[^"]+)"', text)
    assert agencies
    assert {spans.get(agency).status_code for agency in agencies} == {200}


def test_a_vehicle_pages_its_orders_and_adds_them_up_by_buyer(spans: TestClient) -> None:
    told = facts(spans, f"/award/{VEHICLE}.json")
    whole = Decimal(sum(range(ORDERS))) + Decimal("280.25")
    assert told["orders_count"] == ORDERS + 1
    assert Decimal(told["orders_obligated"]) == whole
    buyers = {row["name"].upper(): row for row in told["orders_by_buyer"]}
    assert set(buyers) == {"OFFICE OF SPANS", "OFFICE OF ARCHES"}
    assert Decimal(buyers["OFFICE OF ARCHES"]["obligated"]) == sum(range(0, ORDERS, 3))
    assert sum(Decimal(row["obligated"]) for row in told["orders_by_buyer"]) == whole
    assert sum(row["orders"] for row in told["orders_by_buyer"]) == ORDERS + 1
    seen = []
    for number in (1, 2, 3):
        seen += [order["award_id"] for order in facts(spans, f"/award/{VEHICLE}.json?orders={number}")["orders"]]
    assert len(seen) == len(set(seen)) == ORDERS + 1
    assert f'href="/award/{VEHICLE}?orders=2#each-order"' in page(spans, f"/award/{VEHICLE}")
    assert facts(spans, f"/award/{VEHICLE}.json?orders=99")["orders_page"] == 3
    assert spans.get(f"/award/{VEHICLE}?orders=no").status_code == 400


def test_competition_is_told_in_plain_words_with_the_code_behind(spans: TestClient) -> None:
    text = page(spans, "/award/SMALL0010")
    assert "Not competed: the order went to one holder of the vehicle without competition." in text
    assert "NDO" in text
    assert "3 offers were received." in text
    assert "Whether it was competed is not held" in page(spans, "/award/ALONE1")


# -- the record itself ------------------------------------------------------------------------------------------------


def test_the_record_history_is_grouped_by_the_load_that_saw_it(spans: TestClient) -> None:
    text = page(spans, f"/award/{PARTLY}")
    history = text[text.index('id="rewritten"') :].split("</section>")[0]
    assert [re.sub("<[^>]+>", "", title) for title in re.findall("<h3>(.*?)</h3>", history)] == [
        "31 Jan 2026: 1 change in 1 action", "11 Jan 2026: 2 changes in 1 action",
    ]  # fmt: skip
    assert "<del>1,000.00</del>" in history
    assert "<ins>1,001.00</ins>" in history
    assert "GUARD THE GATE <ins>AND THE YARD</ins>" in history


def test_a_withdrawn_action_is_told_on_top_with_what_stood_before(spans: TestClient) -> None:
    told = facts(spans, f"/award/{PARTLY}.json")
    assert told["obligated"] == "1001.00"
    assert [(row["mod_number"], row["obligation"]) for row in told["withdrawn"]] == [("P00001", "-10.00")]
    text = page(spans, f"/award/{PARTLY}")
    assert "1 action of this award is no longer printed." in text
    assert text.index("no longer printed") < text.index('class="figures"')
    before = facts(spans, f"/award/{PARTLY}.json?known_on=2026-01-15")
    assert before["obligated"] == "991.00"
    assert before["withdrawn"] == []


def test_an_award_that_nobody_prints_any_longer_is_shown_as_it_last_stood(spans: TestClient) -> None:
    for key in (GONE, "P2"):
        told = facts(spans, f"/award/{key}.json")
        assert told["gone_at"].startswith("2026-01-31")
        assert told["obligated"] == "77.70"
    text = page(spans, f"/award/{GONE}")
    assert "No publisher prints this award any longer." in text
    assert "31 Jan 2026" in text
    assert spans.get("/award/P3").status_code == 404
    known = facts(spans, f"/award/{GONE}.json?known_on=2026-01-12")
    assert known["gone_at"] is None
    assert known["obligated"] == "77.70"


def test_an_action_that_came_back_is_not_called_gone() -> None:
    from quaestor.answers.award_notes import notes

    change = {"record_id": "X", "field": None, "before": None, "after": None}
    told = {
        "actions": [], "sampled": False, "obligated_stated": None, "ceiling_kind": "unknown", "ceiling_stated": None,
        "reconciles": None, "as_of": None,
        "rewritten": [change | {"kind": "withdrawn"}, change | {"kind": "reappeared"}],
    }  # fmt: skip
    assert notes(told, []) == []
    assert len(notes(told | {"rewritten": [change | {"kind": "withdrawn"}]}, [])) == 1


# -- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
@walked.WAYS
def test_the_award_page_is_open_to_everybody(browser: Any, spans_address: str, width: int, scheme: str) -> None:
    walked.walk(browser, spans_address, [f"/award/{key}" for key in (ORDER, VEHICLE, PARTLY, GONE)], width, scheme)


@pytest.mark.browser
def test_with_script_the_figure_answers_to_the_pointer_and_ids_can_be_copied(browser: Any, spans_address: str) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, permissions=["clipboard-read", "clipboard-write"]
    )
    seen = context.new_page()
    seen.goto(f"{spans_address}/award/{ORDER}")
    seen.wait_for_selector("figure.answers canvas")
    seen.locator("figure.answers canvas").scroll_into_view_if_needed()
    box = seen.locator("figure.answers canvas").bounding_box()
    seen.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
    seen.wait_for_selector("#vg-tooltip-element.visible")
    assert "signed" in seen.locator("#vg-tooltip-element").inner_text()
    seen.click(".title .copy")
    assert seen.evaluate("navigator.clipboard.readText()") == "ORDER1"
    context.close()


@pytest.mark.browser
def test_without_script_the_drawing_stands_and_nothing_promises_more(browser: Any, spans_address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, java_script_enabled=False)
    seen = context.new_page()
    seen.goto(f"{spans_address}/award/{ORDER}")
    assert seen.locator("figure.life svg.chart.wide").is_visible()
    assert seen.locator(".copy").count() == 0
    seen.click("#action-3 .drawer summary")
    assert seen.locator("#action-3 .drawer dl").is_visible()
    context.close()


def test_the_specification_is_plain_json(spans: TestClient) -> None:
    text = spans.get(f"/award/{ORDER}.life.vl.json").text
    assert "@" not in re.sub(r'"[^"]*mail[^"]*"', "", text)
    assert json.loads(text)["$schema"].endswith("vega-lite/v6.json")
