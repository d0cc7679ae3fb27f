"""One walk for every page: in a real browser it stands, at the width and in the scheme asked for, open to all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

#: Both widths and both schemes: layout hangs on the one and contrast on the other, hardly anything on both at once.
WAYS = pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])

#: Other widths that a page must fit: a small window, a tablet, the smallest telephone.
BETWEEN = (1024, 768, 320)


@contextmanager
def opened(browser: Any, address: str, width: int = 1280, scheme: str = "light", bears: str = "\0") -> Iterator[Any]:
    """An empty tab. What a page says on its console, raises, or asks of anybody but the site at `address` fails the
    test at the end, but for lines that hold `bears`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda asked: None if asked.url.startswith((address, "data:")) else said.append(asked.url))
    yield tab
    assert [line for line in said if bears not in line] == []
    context.close()


def stands(tab: Any, address: str, path: str, words: str = "", status: int = 200, axe: bool = True) -> None:
    """The page at `path` answers, holds the words, has one heading, draws its figures, scrolls nowhere sideways at this
    width and others, and, with all its details open, breaks no rule of accessibility."""
    from playwright.sync_api import expect

    response = tab.goto(address + path)
    assert response.status == status, path
    expect(tab.locator("figure[data-spec]:not(.answers)")).to_have_count(0, timeout=30_000)
    assert tab.locator("h1").count() == 1, path
    assert words in tab.locator("main").text_content(), path
    own = tab.viewport_size
    for width in (own["width"], *BETWEEN):
        tab.set_viewport_size(own | {"width": width})
        over = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, f"{path} scrolls sideways by {over} of {width} pixels"
    tab.set_viewport_size(own)
    if axe:
        tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found = Axe().run(tab).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in found] == [], path


def walk(browser: Any, address: str, paths: Iterable[str] | Mapping[str, str], width: int, scheme: str) -> None:
    """Each of the pages stands. paths: with the words that each must hold, where they are a mapping."""
    words = paths if isinstance(paths, Mapping) else {}
    with opened(browser, address, width, scheme) as tab:
        for path in paths:
            stands(tab, address, path, words.get(path, ""))
