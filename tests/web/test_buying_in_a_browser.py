"""In a real browser: the pages of agencies, offices, the calendar and comparing stand, read aloud and by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from bought import AGENCY
from test_browser import browser  # noqa: F401 -- the fixture

PAGES = {
    "/agency": "Agency of Examples",
    f"/agency/{AGENCY}?on=2024-10-15": "$10,547.30",
    "/agency/7014": "cut short",
    f"/agency/{AGENCY}?from=2030": "No action of these years is held",
    "/office/99ZA02": "WICK BUYING",
    "/calendar?on=2024-10-15": "99ZA24C0007",
    "/calendar?on=2024-10-15&month=2024-12": "December 2024",
    "/calendar?on=2030-01-01": "Nothing held falls due",
    "/compare": "Two to six",
    "/compare?a=award:99ZA21C0001&a=award:99ZA22C0004": "99ZA22C0004",
    "/compare?a=award:99ZA21C0001&a=award:99ZA22C0003&from=start": "Years counted from",
    f"/compare?a=agency:{AGENCY}&a=agency:7014": "Customs and Border Protection",
    "/compare?a=supplier:LANTERN EAST INC&a=supplier:WICK WORKS LLC": "WICK WORKS LLC",
}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_stand_and_are_open_to_all(browser: Any, bought_address: str, width: int, scheme: str) -> None:  # noqa: F811
    from playwright.sync_api import expect

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(bought_address) else said.append(request.url))
    for path, words in PAGES.items():
        response = page.goto(bought_address + path)
        assert response.status == 200, path
        expect(page.locator("figure[data-spec]:not(.answers)")).to_have_count(0, timeout=30_000)
        assert page.locator("h1").count() == 1, path
        assert words in page.locator("main").text_content(), path
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{path} scrolls sideways by {over} pixels at {width}"
        if (width, scheme) == (390, "dark"):  # its colours are those of the wide page, its layout that of the light one
            continue
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    assert said == []
    context.close()


@pytest.mark.browser
def test_another_is_laid_beside_by_typing_and_left_out_by_a_link(browser: Any, bought_address: str) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{bought_address}/agency/{AGENCY}")
    page.click("text=Compare with other agencies")
    page.fill("main input[name=a]:not([type=hidden])", "7014")
    page.keyboard.press("Enter")
    page.wait_for_url("**a=7014**")
    assert "2 agencies side by side" in page.locator("h1").text_content()
    page.locator("text=leave out").last.click()
    page.wait_for_url(f"**/compare?a=agency:{AGENCY}")
    assert "Name another agency" in page.locator("main").text_content()
    context.close()


@pytest.mark.browser
def test_the_month_is_a_grid_on_a_desk_and_a_list_on_a_phone(browser: Any, bought_address: str) -> None:  # noqa: F811
    for width, days in ((1280, 31), (390, 2)):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{bought_address}/calendar?on=2024-10-15&month=2024-12")
        assert page.locator("ol.month > li:visible").count() == days
        first = page.locator("ol.month > li:visible").first.bounding_box()
        last = page.locator("ol.month > li:visible").last.bounding_box()
        assert (first["x"] == last["x"]) == (width == 390)
        context.close()
