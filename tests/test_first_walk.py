"""A first-time reader in a real browser: from the front page to the publisher's row behind one figure, by what is seen
and clicked alone; and the ten questions of the docs, the page's number beside the one that the API gives."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.test_ten_questions import NAMES, QUESTIONS, SAMPLE, Question, numbers, run, site, store

__all__ = ["site", "store"]  # fixtures of the ten questions: a store of the sample, and the site over it

pytestmark = pytest.mark.browser

AWARD, MODIFICATION = "70CTD022FR0000170", "P00009"


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of its own; the test fails where the console speaks. Parameter: its width, and whether script runs."""
    width, script = getattr(request, "param", (1280, True))
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
    page, said = context.new_page(), []
    page.set_default_timeout(20_000)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def shown(page: Any) -> str:
    """What a reader sees of the page, with a plain minus."""
    return str(page.locator("main").inner_text()).replace("\u2212", "-")


@pytest.mark.parametrize(
    "page", [(1280, True), (390, True), (1280, False)], ids=["wide", "phone", "no script"], indirect=True
)
def test_from_the_front_page_to_the_publishers_row(page: Any, site: str) -> None:
    page.goto(site)
    page.get_by_label("Search awards, suppliers and words").fill("palantir investigative case management")
    page.get_by_role("button", name="Search").last.click()
    page.wait_for_url("**/search?**")
    page.get_by_role("link", name=AWARD, exact=True).first.click()
    page.wait_for_url("**/award/**")
    assert page.locator("h1").inner_text().strip() == AWARD

    row = page.get_by_role("row").filter(has=page.get_by_text(MODIFICATION, exact=True)).first
    row.scroll_into_view_if_needed()
    with SAMPLE.open(encoding="utf-8") as lines:
        (printed,) = {
            one["obligation"]
            for one in csv.DictReader(lines)
            if (one["piid"], one["mod_number"]) == (AWARD, MODIFICATION)
        }
    assert f"{Decimal(printed):,.2f}" in row.inner_text()

    drawer = row.locator("details.drawer")
    drawer.locator("summary").click()
    assert re.search(r"\b[0-9a-f]{64}\b", drawer.inner_text())
    drawer.get_by_role("link", name="the whole row as printed").click()
    page.wait_for_url("**/evidence/**")
    assert printed in shown(page)
    assert AWARD in shown(page)


def test_the_same_walk_by_keyboard_alone(page: Any, site: str) -> None:
    page.goto(site)
    page.keyboard.press("/")
    page.keyboard.type(AWARD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/award/**")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    summary = page.get_by_role("row").filter(has=page.get_by_text(MODIFICATION, exact=True)).locator("summary").first
    for _ in range(400):
        page.keyboard.press("Tab")
        if summary.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "the whole row as printed" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/**")
    assert MODIFICATION in shown(page)


@pytest.mark.parametrize("one", QUESTIONS, ids=NAMES)
def test_the_page_in_the_browser_says_the_number_of_the_api(one: Question, page: Any, site: str) -> None:
    told = run(one.python, site)
    assert told == one.answer
    assert page.goto(site + quote(one.page, safe="/?=&,")).status == 200
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    text = shown(page)
    for number in one.on_the_page:
        assert number in text or number in numbers(text), number
    asked = [number for number in one.on_the_page if number in one.answer]
    assert set(asked) <= set(told)
