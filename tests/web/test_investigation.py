"""The pages of saved questions: the same facts as page, JSON, CSV and figures; fresh as soon as a file changes."""

from __future__ import annotations

import csv
import io
import shutil
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import walked
from starlette.testclient import TestClient

from quaestor import investigation
from quaestor.investigation import kept
from quaestor.store import Lake
from quaestor.web.app import create

PAGE = "/investigation/skip-tracing"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    """The bundled sample with odd rows, the example, and questions that find much, nothing, and markup."""
    folder = tmp_path_factory.mktemp("questions") / "store"
    shutil.copytree(store, folder)
    kept.examples(folder)
    kept.new(folder, "nothing", {"title": "Nothing", "words": ["no such words anywhere"]})
    kept.new(
        folder, "odd", {"title": "<script>alert(1)</script>", "words": ["calc"], "question": "Is <b>this</b> safe?"}
    )
    kept.new(
        folder, "much", {
            "title": "Much", "words": ["detention", "forensic*", "software"], "without": ["closes the order out"],
            "filters": {"agencies": ["7012", "7014"], "years": [2024, 2025, 2026], "least_amount": "1000"},
            "pinned": {"awards": [{"id": "70CTD022FR0000170", "because": "beside it"}, {"id": "NOSUCH"}],
                       "suppliers": [{"id": "name:B.I. INCORPORATED, USA"}]},
            "left_out": {"awards": [{"id": "70CMSD21FR0000022", "because": "another matter"}]},
            "notes": [{"text": "Ask.", "by": "desk", "written_at": "2026-08-22"}],
        },
    )  # fmt: skip
    (kept.folder(folder) / "broken.yml").write_text("title: [", encoding="utf-8")
    with Lake.open(folder) as lake:
        investigation.mark(lake, "much")
    return folder


@pytest.fixture(scope="module")
def site(filled: Path) -> Iterator[TestClient]:
    with Lake.open(filled) as lake:
        yield TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture(scope="module")
def served(filled: Path) -> Iterator[str]:
    with Lake.open(filled) as lake:
        server = uvicorn.Server(uvicorn.Config(create(lake), host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < until, "the site did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def test_the_page_says_where_the_words_first_stand_and_how_much(site: TestClient) -> None:
    text = " ".join(site.get(PAGE).text.split())
    for words in (
        "$118,445,549.00", "Modification P00011 of", "70CDCR24FR0000006", "9 Oct 2025", "$7,372,680.00",
        "before: <span", "<mark>skip tracing</mark>", "2 awards of 18 gained the words", "sum of 18 awards",
    ):  # fmt: skip
        assert words in text, words


def test_the_question_itself_is_had_as_its_file(site: TestClient) -> None:
    answer = site.get(f"{PAGE}.yml")
    assert answer.headers["content-type"].startswith("application/yaml")
    assert answer.text == site.get(f"{PAGE}.json").json()["yaml"]
    assert f'href="{PAGE}.yml"' in site.get(PAGE).text
    assert site.get("/award/70CTD022FR0000170.yml").status_code == 404


def test_page_json_and_csv_are_the_same_facts(site: TestClient) -> None:
    facts = site.get(f"{PAGE}.json").json()
    rows = list(csv.DictReader(io.StringIO(site.get(f"{PAGE}.csv").text)))
    total = Decimal(facts["found"]["obligated"])
    assert sum(Decimal(row["obligation"]) for row in rows) == total
    assert len(rows) == facts["found"]["actions"] == len(facts["actions"])
    text = site.get(PAGE).text
    assert f"{total:,.2f}" in text
    assert [text.count(f'id="action-{row["position"]}"') for row in rows] == [1] * len(rows)


def test_each_action_leads_to_the_publishers_row(site: TestClient) -> None:
    text = site.get(PAGE).text
    for action in site.get(f"{PAGE}.json").json()["actions"]:
        assert f'href="/evidence/{action["action_id"]}"' in text
    assert site.get(f"/evidence/{action['action_id']}").status_code == 200


@pytest.mark.parametrize("figure", ["money", "pool"])
def test_a_figure_draws_what_the_tables_add_up(site: TestClient, figure: str) -> None:
    facts = site.get(f"{PAGE}.json").json()
    spec = site.get(f"{PAGE}.{figure}.vl.json").json()
    drawn = sum(Decimal(str(row["obligated"])) for row in spec["data"]["values"])
    rows = facts["by_month"] if figure == "money" else facts["suppliers"][:12]
    assert drawn == sum(Decimal(row["obligated"]) for row in rows)
    svg = site.get(f"{PAGE}.{figure}.svg?theme=dark&width=narrow")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert f"{PAGE}.{figure}.svg" in site.get(PAGE).text


def test_what_is_new_is_told_since_a_mark_or_a_moment_and_else_how_to_mark(site: TestClient) -> None:
    assert "--mark-seen" in site.get(PAGE).text
    assert "nothing new" in site.get("/investigation/much").text
    text = " ".join(site.get(f"{PAGE}?since=2020-01-01").text.split())
    assert "33 actions more with $118,445,549.00, 18 new awards among them" in text
    assert site.get(f"{PAGE}?since=yesterday").status_code == 400


def test_a_question_that_finds_nothing_says_so_and_draws_nothing(site: TestClient) -> None:
    text = site.get("/investigation/nothing").text
    assert "No description held carries these words" in text
    assert "<figure" not in text
    assert site.get("/investigation/nothing.money.svg").status_code == 404
    assert site.get("/investigation/nothing.csv").status_code == 200


def test_narrowed_pinned_left_out_and_noted_are_all_said(site: TestClient) -> None:
    text = " ".join(site.get("/investigation/much").text.split())
    for words in (
        "Only buyers 7012, 7014.", "Only fiscal years 2024, 2025, 2026.", "less than $1,000.00 in sum do not count",
        "it does not carry the words", "beside it", "not held", "Left out by hand", "another matter", "Ask.", "desk",
        "and not <q>closes the order out</q>",
    ):  # fmt: skip
        assert words in text, words


def test_markup_in_a_question_or_a_record_is_only_text(site: TestClient) -> None:
    for page in ("/investigation/odd", "/investigations"):
        text = site.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
    assert "<b>this" not in site.get("/investigation/odd").text
    rows = list(csv.DictReader(io.StringIO(site.get("/investigation/odd.csv").text)))
    assert rows
    assert all(row["description"].startswith("'=") for row in rows)


def test_the_list_tells_of_each_and_says_which_cannot_be_read(site: TestClient) -> None:
    text = " ".join(site.get("/investigations").text.split())
    for words in ("Skip tracing", "118,445,549.00", "nothing found", "broken.yml, line 1", "quaestor investigate new"):
        assert words in text, words
    assert site.get("/investigation/broken").status_code == 400
    assert "broken.yml, line 1" in site.get("/investigation/broken").text


@pytest.mark.parametrize(
    "key",
    [
        "nosuch",
        "../quaestor",
        "../quaestor.yml",
        "..%2Fquaestor.yml",
        "a/b",
        "%00",
        ".seen/much",
        "skip-tracing.yml.yml",
    ],
)
def test_no_other_file_is_reached(site: TestClient, key: str) -> None:
    response = site.get(f"/investigation/{key}")
    assert response.status_code == 404
    assert "format:" not in response.text


def test_a_store_without_questions_says_how_to_make_one(client: TestClient) -> None:
    text = client.get("/investigations").text
    assert "No question is saved in this store yet" in text
    assert "quaestor investigate new" in text


def test_looking_writes_nothing_and_a_changed_file_is_shown_at_once(filled: Path, tmp_path: Path) -> None:
    shutil.copytree(filled, tmp_path / "store")
    folder = kept.folder(tmp_path / "store")
    with Lake.open(tmp_path / "store") as lake:
        site = TestClient(create(lake), headers={"accept": "text/html"})
        before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
        first = site.get(PAGE)
        for address in (f"{PAGE}.json", f"{PAGE}?since=2026-01-01", "/investigations"):
            assert site.get(address).status_code == 200
        assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
        assert site.get(PAGE, headers={"if-none-match": first.headers["etag"]}).status_code == 304
        file = folder / "skip-tracing.yml"
        file.write_text(file.read_text(encoding="utf-8").replace("title: Skip tracing", "title: Another title"))
        again = site.get(PAGE, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 200
        assert "Another title" in again.text
        investigation.mark(lake, "skip-tracing")
        assert "nothing new" in site.get(PAGE).text


@pytest.mark.browser
@walked.WAYS
def test_the_pages_have_no_violation_and_stand_at_both_widths(
    served: str, browser: Any, width: int, scheme: str
) -> None:
    paths = (f"{PAGE}?since=2026-01-01", "/investigation/much", "/investigation/nothing", "/investigations", "/api")
    walked.walk(browser, served, paths, width, scheme)
