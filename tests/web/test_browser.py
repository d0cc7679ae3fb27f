"""In a real browser: the pages stand at both widths, in light and dark, with no error and no sideways scrolling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
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
def test_pages_stand(browser: Any, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else said.append(request.url))
    for path, words in PAGES.items():
        response = page.goto(address + path)
        assert response.status == 200, path
        assert page.locator("h1").count() == 1, path
        assert words in page.locator("main").text_content(), path
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{path} scrolls sideways by {over} pixels at {width}"
        charts = page.locator("svg.chart:visible, figure.told:visible").count()
        assert charts == (1 if path.startswith(("/award/", "/supplier/")) else 0), path
    assert said == []
    context.close()


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
