"""The front page: one box, what came in, what ends soon, how complete it is, and what stands out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rounds
import rounds_site
from starlette.testclient import TestClient

from quaestor.store import Lake


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with rounds_site.store(tmp_path_factory.mktemp("home")) as lake:
        yield rounds_site.client(lake)


def whole(client: TestClient, address: str = "/index.json") -> Any:
    """The facts once what takes a pass over all records is found out."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        response = client.get(address)
        assert response.status_code == 200
        if response.json()["telling"] is not None:
            return response
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers
    pytest.fail("what stands out was never found out")


def test_the_page_tells_what_came_in_and_links_to_it(three: TestClient) -> None:
    facts = whole(three).json()
    assert facts["came_in"]["added"] == 2
    text = three.get("/").text
    assert "What came in on" in text
    assert 'href="/changes?since=2024-06-06&amp;kind=added"' in text
    assert 'href="/changes?since=2024-06-06&amp;kind=raised&amp;order=largest"' in text
    assert "=SUM(A1)" in text
    linked = three.get("/changes.json?since=2024-06-06&kind=added").json()
    assert len(linked["changes"]) == facts["came_in"]["added"]


def test_the_page_has_one_box_the_ends_the_squares_and_what_stands_out(three: TestClient) -> None:
    assert whole(three).headers["etag"]
    text = three.get("/").text
    assert text.count('role="search"') == 1
    assert "2 awards end by" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert 'href="/calendar"' in text
    assert '<td class="l1">9</td>' in text
    assert "Ceilings move without money" in text
    assert len(text.encode()) < 100_000


def test_with_one_load_the_page_says_that_nothing_can_have_come_in(tmp_path: Path) -> None:
    rounds.load(tmp_path / "store", rounds.files(tmp_path)[0])
    with Lake.open(tmp_path / "store") as lake:
        text = rounds_site.client(lake).get("/").text
    assert "From the second reading on" in text
    assert "<h3>" not in text.split('id="telling"')[0]


def test_an_empty_store_has_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    Lake.open(tmp_path / "store", create=True, read_only=False).close()
    with Lake.open(tmp_path / "store") as lake:
        client = rounds_site.client(lake)
        text = client.get("/").text
        assert "quaestor load" in text
        assert 'id="came-in"' not in text
        for page in ("/changes", "/data", "/coverage", "/rejects", "/table/action", "/load/none", "/sql"):
            assert client.get(page).status_code == (404 if page == "/load/none" else 200), page


def test_a_load_makes_the_page_new(tmp_path: Path) -> None:
    first, second, _ = rounds.files(tmp_path)
    rounds.load(tmp_path / "store", first)
    with Lake.open(tmp_path / "store") as lake:
        client = rounds_site.client(lake)
        before = whole(client)
        assert client.get("/index.json", headers={"if-none-match": before.headers["etag"]}).status_code == 304
        rounds.load(tmp_path / "store", second)
        time.sleep(1.1)
        until = time.monotonic() + 30  # the page of a moment ago is given once more while the new one is made
        while (after := whole(client)).headers["etag"] == before.headers["etag"]:
            assert time.monotonic() < until
            time.sleep(0.1)
    assert before.json()["came_in"] is None
    assert after.json()["came_in"]["added"] == 4
    assert after.headers["etag"] != before.headers["etag"]


def test_the_pages_are_reached_from_everywhere(three: TestClient) -> None:
    text = three.get("/about").text
    for address in ("/changes", "/calendar", "/agency", "/data", "/sql", "/about", "/coverage"):
        assert f'href="{address}"' in text
    assert 'href="/data" aria-current="page"' in three.get("/data").text
