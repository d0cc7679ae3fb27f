"""In a real browser: the front page, the changes, the data and SQL stand at both widths, in light and dark, for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import rounds_site
import walked

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


@pytest.mark.browser
@walked.WAYS
def test_the_pages_stand_and_are_for_everybody(browser: Any, address: str, width: int, scheme: str) -> None:
    with walked.opened(browser, address, width, scheme, bears="400") as page:
        for path in PAGES:
            walked.stands(page, address, path, status=400 if "SELEC+1" in path else 200)


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
