"""In a real browser: the pages stand at both widths, in light and dark, with no error and no sideways scrolling."""

from __future__ import annotations

from typing import Any

import pytest
import walked

PAGES = {
    "/": "Follow a public contract",
    "/award/70CTD022FR0000170": "70CTD022FR0000170",
    "/award/70CTD022FR0000170?as_of=2025-09-30": "$139,314,020.61",
    "/award/70CDCR20D00000011": "$2,216,562,177.89",
    "/award/ODDMANY": "all 5,000 actions",
    "/award/70CTD022FR0000170?page=9&orders=9": "70CTD022FR0000170",
    "/supplier/PALANTIR TECHNOLOGIES INC.": "PALANTIR TECHNOLOGIES INC.",
    "/evidence/7012_4730_70CTD022FR0000170_P00009_GS35F0086U_0": "29898236.00",
    "/coverage": "how complete",
    "/changes": "after the fact",
    "/search": "Names of suppliers and agencies",
    "/search?q=geo": "say this",
    "/search?q=geo&in=suppliers": "also printed as",
    "/search?q=nothing-like-it": "What may help",
    "/about": "never do",
}


@pytest.mark.browser
@walked.WAYS
def test_pages_stand(browser: Any, address: str, width: int, scheme: str) -> None:
    with walked.opened(browser, address, width, scheme) as page:
        for path, words in PAGES.items():
            walked.stands(page, address, path, words, axe=False)
            charts = page.locator("svg.chart:visible, figure.told:visible").count()
            assert charts == (1 if path.startswith(("/award/", "/supplier/")) else 0), path


@pytest.mark.browser
def test_the_pages_stand_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/")
    page.fill("#big-q", "70CTD022FR0000170")
    page.click("form.big button")
    page.wait_for_url("**/award/**")
    assert "$150,703,824.61" in page.locator("main").text_content()
    page.fill("input[name=as_of]", "2025-09-30")
    page.click("form.clocks button")
    page.wait_for_url("**as_of=2025-09-30**")
    assert "$139,314,020.61" in page.locator("main").text_content()
    context.close()


@pytest.mark.browser
def test_arrows_go_from_row_to_row_of_a_table(browser: Any, address: str) -> None:
    with walked.opened(browser, address) as page:
        page.goto(address + "/search?q=palantir")
        first, second = (page.locator("tbody tr").nth(number).locator("a[href]").first for number in (0, 1))
        first.focus()
        page.keyboard.press("ArrowDown")
        assert second.evaluate("one => one === document.activeElement")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert first.evaluate("one => one === document.activeElement"), "above the first row there is none"
