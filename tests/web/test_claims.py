"""The page that takes a text: by form, kept nowhere; by address for programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
import walked
from axe_playwright_python.sync_playwright import Axe
from gotten import facts
from starlette.testclient import TestClient

TEXT = "Clearview AI was paid $3.75 million for facial recognition in September 2025."


def test_a_text_sent_as_a_form_is_answered_with_its_marks_and_kept_nowhere(client: TestClient) -> None:
    answer = client.post("/claims", data={"q": TEXT, "as_of": "2025-09-30"})
    assert answer.status_code == 200
    assert 'class="marked matches"' in answer.text
    assert "The records agree" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_programs_ask_by_address(client: TestClient) -> None:
    found = facts(client, f"/claims.json?as_of=2025-09-30&q={quote(TEXT)}")
    assert [(one["verdict"], one["figure"]) for one in found["claims"]] == [("matches", "3750000.00")]
    rows = client.get(f"/claims.csv?as_of=2025-09-30&q={quote(TEXT)}").text
    assert "70CMSD25P00000111" in rows


def test_markup_in_a_text_stays_text(client: TestClient) -> None:
    answer = client.post("/claims", data={"q": f"<script>alert(1)</script> {TEXT}"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


@pytest.mark.parametrize(
    ("form", "status"),
    [({"q": ""}, 200), ({"q": "It rained."}, 200), ({"q": TEXT, "as_of": "soon"}, 400), ({"q": "x" * 200_001}, 400)],
)
def test_what_cannot_be_checked_is_said_and_the_text_is_not_lost(
    client: TestClient, form: dict[str, str], status: int
) -> None:
    answer = client.post("/claims", data=form)
    assert answer.status_code == status
    assert form["q"][:50] in answer.text


def test_a_form_that_is_too_long_or_none_is_refused(client: TestClient) -> None:
    assert (
        client.post(
            "/claims", content=b"q=" + b"x" * 2_000_001, headers={"content-type": "application/x-www-form-urlencoded"}
        ).status_code
        == 400
    )
    assert client.post("/claims", json={"q": TEXT}).status_code == 400


@pytest.mark.browser
@walked.WAYS
def test_the_page_breaks_no_rule_of_accessibility_and_fits_a_phone(
    browser: Any, address: str, width: int, scheme: str
) -> None:
    more = "In 2025 ICE signed a $29.9 million modification of Palantir's order. Palantir had revenue of $2 billion."
    with walked.opened(browser, address, width, scheme) as page:
        page.goto(f"{address}/claims")
        page.fill("#text", f"{TEXT} {more}")
        page.fill("#as_of", "2025-12-31")
        page.click("form.ask button")
        page.wait_for_selector(".statement")
        assert page.locator(".statement .verdict").all_inner_texts() == ["matches", "several", "not checkable"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).violations_count == 0
