"""The pages of papers: what they tell, what they never show, and how they stand in a browser."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bought
import pytest
import walked
from gotten import facts, page
from reportlab.pdfgen import canvas
from starlette.testclient import TestClient

from quaestor import pipeline
from quaestor.documents import kept
from quaestor.store import Lake
from quaestor.web.app import create

ORDER = "70CTD022FR0000170"


def paper(value: str) -> bytes:
    """A justification whose value is under a box, with a name under another."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(612, 792))
    for number in range(2):
        sheet.setFont("Helvetica", 11)
        sheet.drawString(72, 700, "JUSTIFICATION FOR OTHER THAN FULL AND OPEN COMPETITION")
        sheet.drawString(
            72, 670, f"Order {ORDER} under FAR 6.302-1. It shall not exceed {value} <script>alert(1)</script>"
        )
        sheet.drawString(72, 640, "The firm would be paid $7,654,321.00 in all by Some Quiet Person")
        sheet.rect(70, 637, 400, 13, stroke=0, fill=1)
        sheet.drawString(72, 610, "POC: Jane Doe, jane.doe@example.invalid")
        sheet.drawString(72, 580, f"Page {number + 1}")
        sheet.showPage()
    sheet.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def papers_lake(tmp_path_factory: pytest.TempPathFactory, sample_store: Path) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("papers")
    shutil.copytree(sample_store, folder / "store")
    names = {"old <b>.pdf": "$9,000,000.00", "new.pdf": "$12,500,000.00"}
    with Lake.open(folder / "store", read_only=False) as lake:
        for name, value in names.items():
            (folder / name).write_bytes(paper(value))
            kept.add(lake, folder / name)
        pipeline.index(lake)
    with Lake.open(folder / "store") as lake:
        yield lake


@pytest.fixture(scope="module")
def client(papers_lake: Lake) -> TestClient:
    return TestClient(create(papers_lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture(scope="module")
def ids(client: TestClient) -> dict[str, str]:
    return {row["file"]: row["document_id"] for row in facts(client, "/documents.json")["documents"]}


def test_the_list_names_every_paper_and_finds_words(client: TestClient, ids: dict[str, str]) -> None:
    assert set(ids) == {"old <b>.pdf", "new.pdf"}
    told = page(client, "/documents")
    assert "old &lt;b&gt;.pdf" in told
    assert ORDER in told
    assert facts(client, "/documents.json?q=12,500,000.00")["count"] == 1
    assert "No paper fits" in page(client, "/documents?q=nosuchword")
    assert client.get("/documents?kind=nothing").status_code == 400
    assert client.get("/documents.csv").text.count("\r\n") == 3


def test_a_paper_shows_amounts_it_hides_and_no_other_hidden_word(client: TestClient, ids: dict[str, str]) -> None:
    address = f"/document/{ids['new.pdf']}"
    told = page(client, address)
    assert "$7,654,321.00" in told
    assert "confirmed by its number" in told
    for hidden in ("Quiet Person", "Jane", "example.invalid", "<script>alert"):
        assert hidden not in told
        if not hidden.startswith("<"):
            assert hidden not in client.get(f"{address}.json").text
            assert hidden not in client.get(f"{address}.csv").text
    found = facts(client, f"{address}.json")
    assert [(one["page"], one["class"], one["kind"]) for one in found["redactions"]] == [
        (1, "box", "money"),
        (2, "box", "money"),
    ]
    assert len(found["pages"]) == 2
    assert "Page 2" in page(client, f"{address}?page=2")
    assert client.get(f"{address}?page=3").status_code == 400
    assert client.get("/document/nosuch").status_code == 404


def test_a_search_leads_to_the_page_that_says_the_words(client: TestClient, ids: dict[str, str]) -> None:
    told = page(client, "/search?q=%22Page+2%22&in=documents")
    for name in ("new.pdf", "old <b>.pdf"):
        assert f'href="/document/{ids[name]}?page=2"' in told
    assert "<b>" not in told
    (hit, _) = facts(client, "/search.json?q=%22Page+2%22&in=documents")["hits"]
    assert (hit["page"], hit["linked"]) == (2, [ORDER])
    assert facts(client, "/search.json?q=%22Quiet+Person%22&in=documents")["count"] == 0


def test_a_page_is_given_as_a_picture(client: TestClient, ids: dict[str, str]) -> None:
    given = client.get(f"/document/{ids['new.pdf']}.png?page=2")
    assert (given.status_code, given.headers["content-type"]) == (200, "image/png")
    assert given.content.startswith(b"\x89PNG")
    assert client.get(f"/document/{ids['new.pdf']}.png?page=9").status_code == 404


def test_two_versions_are_compared(client: TestClient, ids: dict[str, str]) -> None:
    address = f"/documents/compare?old={ids['old <b>.pdf']}&new={ids['new.pdf']}"
    changed = facts(client, address.replace("compare?", "compare.json?"))["compared"]["substance"]
    assert [(one["kind"], one["before"], one["after"]) for one in changed] == [
        ("cap", "$9,000,000.00", "$12,500,000.00")
    ] * 2
    assert [one["places"]["after"]["page"] for one in changed] == [1, 2]
    told = page(client, address)
    assert "$9,000,000.00" in told
    assert "Jane" not in told
    assert "choose a paper" in page(client, "/documents/compare")
    assert client.get("/documents/compare?old=nosuch&new=nosuch").status_code == 404


def test_the_register_tells_authority_and_award(client: TestClient) -> None:
    rows = facts(client, "/documents/register.json")["justifications"]
    assert [(row["authority"], row["awards"][0]["piid"]) for row in rows] == [("FAR 6.302-1", ORDER)] * 2
    assert "FAR 6.302-1" in page(client, "/documents/register")
    assert client.get("/documents/register.csv").status_code == 200


def test_a_store_without_papers_says_so(sample_store: Path) -> None:
    with Lake.open(sample_store) as lake:
        empty = TestClient(create(lake), headers={"accept": "text/html"})
        assert "No paper has been added yet" in page(empty, "/documents")
        assert "0 justifications" in page(empty, "/documents/register")


@pytest.fixture(scope="module")
def address(papers_lake: Lake) -> Iterator[str]:
    with bought.served(papers_lake) as there:
        yield there


@pytest.mark.browser
@walked.WAYS
def test_pages_stand_and_are_open_to_all(
    browser: Any, address: str, ids: dict[str, str], width: int, scheme: str
) -> None:
    compared = f"/documents/compare?old={ids['old <b>.pdf']}&new={ids['new.pdf']}"
    paths = ("/documents", f"/document/{ids['new.pdf']}", "/documents/compare", compared, "/documents/register")
    paths += ("/search?q=justification&in=documents",)
    walked.walk(browser, address, paths, width, scheme)
