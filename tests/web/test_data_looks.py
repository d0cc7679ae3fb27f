"""In a real browser: the front page, the changes, the data and SQL stand at both widths, in light and dark, for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import rounds_site

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
QUESTION = quote("SELECT supplier_name, sum(obligation) AS obligated FROM action GROUP BY ALL ORDER BY 2 DESC")
PAGES = (
    "/", "/changes", "/changes?kind=raised&order=largest", "/data", "/table/action", "/source/fpds_atom", "/rejects",
    "/sql", f"/sql?q={QUESTION}", "/sql?q=SELEC+1", "/coverage", "/about",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with rounds_site.store(tmp_path_factory.mktemp("looks")) as lake, rounds_site.answering(lake) as address:
        yield address


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_stand_and_are_for_everybody(browser: Any, address: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else said.append(request.url))
    for path in PAGES:
        response = page.goto(address + path)
        assert response.status == (400 if "SELEC+1" in path else 200), path
        page.wait_for_load_state("networkidle")
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{path} scrolls sideways by {over} pixels at {width}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
    assert [line for line in said if "400" not in line] == []
    context.close()


@pytest.mark.browser
def test_a_question_is_asked_by_keyboard_and_without_script(browser: Any, address: str) -> None:
    for script in (True, False):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
        page = context.new_page()
        page.goto(f"{address}/sql")
        page.fill("#question", "SELECT count(*) AS how_many FROM award")
        if script:
            page.press("#question", "Control+Enter")
        else:
            page.click("form.ask button")
        page.wait_for_url("**/sql?q=**")
        assert page.locator("table.answer td").text_content() == "6"
        context.close()


@pytest.mark.browser
def test_the_filters_of_the_changes_work_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/changes")
    page.click("ul.kinds a:has-text('rewritten')")
    page.wait_for_url("**kind=rewritten**")
    page.select_option("select[name=order]", "largest")
    page.click("form.filters button")
    page.wait_for_url("**order=largest**")
    assert "kind=rewritten" in page.url
    assert page.locator("table.rewritten tbody tr").count() == 1
    context.close()
