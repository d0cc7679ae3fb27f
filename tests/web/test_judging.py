"""Judging on the site: what is shown without a desk, what a desk takes in, and whom it refuses."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kin_made
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from kin_made import PAIRS, TWINS
from starlette.testclient import TestClient

from quaestor.errors import InputError
from quaestor.store import Lake
from quaestor.web import desk as desks
from quaestor.web.app import create

HERE = "http://127.0.0.1:8450"
OWN = {"origin": HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return kin_made.build(tmp_path_factory.mktemp("kin"))


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    """A store of its own for a test that writes."""
    import shutil

    shutil.copytree(made, tmp_path / "store")
    return tmp_path / "store"


@contextmanager
def desk(store: Path, made_by: str = "a newsroom") -> Iterator[TestClient]:
    with Lake.open(store) as lake:
        app = create(lake, desk=desks.Desk(made_by))
        yield TestClient(app, base_url=HERE, follow_redirects=False, headers={"accept": "text/html"})


def token(site: TestClient) -> str:
    found = re.search(r'name="token" value="([^"]+)"', site.get("/judgements").text)
    assert found
    return found[1]


def form(site: TestClient, **changed: str) -> dict[str, str]:
    given = {"token": token(site), "pair": "j:twins", "verdict": "same", "because": "one owner signs for both"}
    return {name: value for name, value in (given | changed).items() if value}


def judgements(store: Path) -> list[dict[str, Any]]:
    with Lake.open(store) as lake:
        return lake.query("SELECT * FROM judgement WHERE rule IS NULL ORDER BY made_at")


def test_without_a_desk_the_page_gives_commands_and_nothing_is_taken(made: Path) -> None:
    with Lake.open(made) as lake:
        site = TestClient(create(lake), base_url=HERE, follow_redirects=False, headers={"accept": "text/html"})
        text = site.get("/judgements?pair=j:twins").text
        assert f"quaestor judge same {TWINS[0]} {TWINS[1]} --because" in text
        assert f"quaestor judge not-same {TWINS[0]} {TWINS[1]} --because" in text
        assert '<form class="judging"' not in text
        response = site.post("/judgements", data={"verdict": "same"}, headers=OWN)
        assert response.status_code == 405
    assert judgements(made) == []


def test_pairs_come_with_most_money_first_and_each_term_in_words(made: Path) -> None:
    with Lake.open(made) as lake:
        site = TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})
        told = site.get("/judgements.json").json()
        assert [row["judgement_id"] for row in told["pairs"]] == ["j:twins", "j:lathes"]
        assert [row["obligated"] for row in told["pairs"]] == ["130.00", "13.00"]
        assert told["pair"]["left"]["numbers"]["uei"] == ["TWINFIRM0001"]
        assert (told["place"], told["earlier"], told["later"]) == (1, None, "j:lathes")
        assert told["unmatched_count"] == told["suppliers_count"] > 0
        text = site.get("/judgements").text
        assert "has been matched yet" in text
        assert "512 times more likely" in text
        assert "1,024 times less likely" in text
        assert "alike but for a letter" in text
        first = site.get("/judgements.json?limit=1").json()
        second = site.get(f"/judgements.json?limit=1&after={first['next']}").json()
        assert [row["judgement_id"] for row in second["pairs"]] == ["j:lathes"]
        assert "j:twins" in site.get("/judgements.csv").text


def test_a_judgement_is_kept_joins_the_families_and_leads_to_the_next_pair(store: Path) -> None:
    with desk(store) as site:
        response = site.post("/judgements", data=form(site, source_url="https://example.org/deed"), headers=OWN)
        assert response.status_code == 303, response.text
        assert response.headers["location"].startswith("/judgements?pair=j%3Alathes&done=j%3A")
        text = site.get(response.headers["location"]).text
        assert "The families are settled anew" in text
        assert "one owner signs for both" in text
        told = site.get("/judgements.json").json()
        assert [row["judgement_id"] for row in told["pairs"]] == ["j:lathes"]
        assert len({site.get(f"/family/{one}.json").json()["family_id"] for one in TWINS}) == 1
    (row,) = judgements(store)
    assert (row["kind"], row["left_id"], row["right_id"], row["made_by"]) == ("same", *TWINS, "a newsroom")
    assert (row["because"], row["source_url"]) == ("one owner signs for both", "https://example.org/deed")


def test_the_last_pair_judged_says_that_none_waits(store: Path) -> None:
    with desk(store) as site:
        for pair in PAIRS:
            there = site.post("/judgements", data=form(site, pair=pair, verdict="not_same"), headers=OWN)
            assert there.status_code == 303, there.text
        assert "No pair waits" in site.get(there.headers["location"]).text
    assert {row["kind"] for row in judgements(store)} == {"not_same"}


@pytest.mark.parametrize(
    ("status", "headers", "changed"),
    [
        (403, OWN, {"token": "forged"}),
        (403, OWN, {"token": ""}),
        (403, {"origin": "https://elsewhere.example"}, {}),
        (403, {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}, {}),
        (403, {"origin": HERE, "sec-fetch-site": "same-site"}, {}),
        (403, {"origin": "null"}, {}),
        (403, {}, {}),
        (403, {"origin": "http://evil.example", "host": "evil.example", "sec-fetch-site": "same-origin"}, {}),
        (400, OWN, {"because": ""}),
        (400, OWN, {"because": "   "}),
        (400, OWN, {"verdict": "perhaps"}),
        (400, OWN, {"source_url": "javascript:alert(1)"}),
        (404, OWN, {"pair": "j:nothing"}),
        (400, OWN, {"because": "x" * 40_000}),
    ],
)  # fmt: skip
def test_what_was_not_sent_from_the_page_is_refused_and_changes_nothing(
    made: Path, status: int, headers: dict[str, str], changed: dict[str, str]
) -> None:
    with desk(made) as site:
        response = site.post("/judgements", data=form(site, **changed), headers=headers)
        assert response.status_code == status, response.text
        assert "Traceback" not in response.text
    assert judgements(made) == []


def test_a_form_in_another_coding_is_refused(made: Path) -> None:
    with desk(made) as site:
        given = {"content-type": "text/plain"} | OWN
        body = "&".join(f"{name}={value}" for name, value in form(site).items())
        assert site.post("/judgements", content=body, headers=given).status_code == 400
        assert site.post("/judgements", json=form(site), headers=OWN).status_code == 400
    assert judgements(made) == []


def test_a_token_of_one_desk_is_none_of_another(made: Path) -> None:
    with desk(made) as site, desk(made) as other:
        assert token(site) != token(other)
        response = site.post("/judgements", data=form(site) | {"token": token(other)}, headers=OWN)
        assert response.status_code == 403
        assert site.get("/judgements").headers["etag"] != other.get("/judgements").headers["etag"]


def test_nothing_else_on_the_site_takes_anything_in(made: Path) -> None:
    with desk(made) as site:
        for path in ("/", "/family", "/judgements.json", f"/supplier/{TWINS[0]}", "/sql"):
            assert site.post(path, data=form(site), headers=OWN).status_code == 405, path
        for method in ("PUT", "DELETE", "PATCH"):
            assert site.request(method, "/judgements", headers=OWN).status_code == 405


def test_while_somebody_else_writes_it_says_so_in_plain_words(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "PATIENCE", 0.2)
    with Lake.open(store, read_only=False) as writer, writer.exclusive(), desk(store) as site:
        given = form(site)
        response: list[Any] = []
        asking = threading.Thread(target=lambda: response.append(site.post("/judgements", data=given, headers=OWN)))
        asking.start()
        asking.join(30)
        assert response[0].status_code == 503
        assert response[0].headers["retry-after"] == "5"
        assert "writing to the store just now, so nothing was entered" in response[0].text
    assert judgements(store) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "example.org", ""])
def test_a_desk_is_refused_where_others_reach_it(host: str) -> None:
    with pytest.raises(InputError, match="refused where others reach"):
        desks.check(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.3.2.1"])
def test_a_desk_stands_on_any_loopback(host: str) -> None:
    assert desks.loopback(host)
    desks.check(host)


def test_serve_refuses_to_judge_on_another_host(made: Path) -> None:
    from typer.testing import CliRunner

    from quaestor.cli import app

    result = CliRunner().invoke(app, ["serve", "--judge", "--host", "0.0.0.0", "--store", str(made)])
    assert result.exit_code != 0
    assert "refused where others reach the site" in result.output + str(result.exception)


@pytest.mark.browser
def test_the_queue_is_walked_with_the_keyboard_alone(store: Path, browser: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Lake.open(store) as lake:
        app = create(lake, desk=desks.Desk("a newsroom"))
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        until = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < until
            time.sleep(0.05)
        page = browser.new_context().new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://127.0.0.1:{port}/judgements")
        assert [(rule["id"], rule["nodes"]) for rule in Axe().run(page).response["violations"]] == []
        assert "HARBOUR & TWINE LLC" in page.inner_text("#pair")
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
        assert "LATHE <b>WORKS</b> LLC" in page.inner_text("#pair")
        with page.expect_navigation():
            page.keyboard.press("ArrowLeft")
        with page.expect_navigation():
            page.keyboard.press("l")
        assert "LATHE <b>WORKS</b> LLC" in page.inner_text("#pair")
        page.keyboard.press("n")
        page.keyboard.type("other owners; seen on both sites")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "Kept as" in page.inner_text(".clock[role=status]")
        assert "HARBOUR & TWINE LLC" in page.inner_text("#pair")
        page.keyboard.press("s")
        page.keyboard.type("the same deed")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "No pair waits" in page.inner_text("#pair")
        assert said == []
        page.context.close()
        server.should_exit = True
        thread.join(10)
    assert [(row["kind"], row["because"]) for row in judgements(store)] == [
        ("not_same", "other owners; seen on both sites"),
        ("same", "the same deed"),
    ]


@pytest.mark.browser
def test_without_script_and_desk_the_commands_stand_there(store: Path, browser: Any) -> None:
    import bought

    with Lake.open(store) as lake:
        page = browser.new_context(java_script_enabled=False).new_page()
        with bought.served(lake) as address:
            page.goto(f"{address}/judgements")
            assert "This site only reads" in page.inner_text("#pair")
        page.context.close()
