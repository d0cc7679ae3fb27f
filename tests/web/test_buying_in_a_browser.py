"""In a real browser: the pages of agencies, offices, the calendar and comparing stand, read aloud and by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
import walked
from bought import AGENCY

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
@walked.WAYS
def test_pages_stand_and_are_open_to_all(browser: Any, bought_address: str, width: int, scheme: str) -> None:
    walked.walk(browser, bought_address, PAGES, width, scheme)


@pytest.mark.browser
def test_another_is_laid_beside_by_typing_and_left_out_by_a_link(browser: Any, bought_address: str) -> None:
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
def test_the_month_is_a_grid_on_a_desk_and_a_list_on_a_phone(browser: Any, bought_address: str) -> None:
    for width, days in ((1280, 31), (390, 2)):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{bought_address}/calendar?on=2024-10-15&month=2024-12")
        assert page.locator("ol.month > li:visible").count() == days
        first = page.locator("ol.month > li:visible").first.bounding_box()
        last = page.locator("ol.month > li:visible").last.bounding_box()
        assert (first["x"] == last["x"]) == (width == 390)
        context.close()
