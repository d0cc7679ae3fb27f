"""The pages of flags and rules: each figure recounted from the tables, and answers taken in by whoever serves them."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import bought
import pytest
import walked
from gotten import facts, page
from starlette.testclient import TestClient

from quaestor.indicators import cases
from quaestor.store import Lake
from quaestor.web.app import create
from quaestor.web.desk import Desk

HERE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def assessed(assessed_store: Path) -> Path:
    return assessed_store


@contextmanager
def served(store: Path, desk: Desk | None = None) -> Iterator[TestClient]:
    with Lake.open(store) as lake:
        yield TestClient(
            create(lake, desk=desk), base_url=HERE, follow_redirects=False, headers={"accept": "text/html"}
        )


@pytest.fixture(scope="module")
def findings(assessed: Path) -> Iterator[TestClient]:
    with served(assessed) as client:
        yield client


@pytest.fixture(scope="module")
def judged(assessed: Path) -> Iterator[Lake]:
    with Lake.open(assessed) as lake:
        yield lake


def headers(judged: Lake) -> dict[str, bool]:
    """The rules that were run, and whether each is a check of the records."""
    rows = judged.query("SELECT DISTINCT indicator, text FROM indicator")
    return {row["indicator"]: bool(re.search(r"^check: true", row["text"], re.M)) for row in rows}


def test_the_list_holds_every_flag_of_an_indicator_and_counts_them_by_rule(findings: TestClient, judged: Lake) -> None:
    checks = headers(judged)
    told = facts(findings, "/findings.json?limit=1000")
    rows = [row for row in judged.query("SELECT * FROM flag WHERE lowered_at IS NULL") if not checks[row["indicator"]]]
    assert told["count"] == len(rows) == told["new"] > 0
    assert sorted(row["flag_id"] for row in told["flags"]) == sorted(row["flag_id"] for row in rows)
    assert {row["indicator"]: row["flags"] for row in told["by_rule"]} == Counter(row["indicator"] for row in rows)
    money = [Decimal(row["amount"]) for row in told["flags"] if row["amount"]]
    assert money == sorted(money, key=abs, reverse=True)


def test_the_pages_of_the_list_go_on_where_one_ended(findings: TestClient) -> None:
    whole = [row["flag_id"] for row in facts(findings, "/findings.json?limit=1000")["flags"]]
    found, after = [], ""
    while True:
        part = facts(findings, f"/findings.json?limit=2&after={after}" if after else "/findings.json?limit=2")
        found += [row["flag_id"] for row in part["flags"]]
        after = part["next"]
        if not after:
            break
    assert found == whole


def test_filters_narrow_the_list(findings: TestClient) -> None:
    whole = facts(findings, "/findings.json?limit=1000")["flags"]
    one = whole[0]
    for query, column, value in (
        (f"rule={one['indicator']}", "indicator", one["indicator"]),
        (f"area={one['area']}", "area", one["area"]),
        (f"award={one['award_id']}", "award_id", one["award_id"]),
        (f"agency={one['buyer_id']}", "buyer_id", one["buyer_id"]),
        (f"supplier={one['supplier_id']}", "supplier_id", one["supplier_id"]),
        (f"family={one['family_id']}", "family_id", one["family_id"]),
    ):
        told = facts(findings, f"/findings.json?limit=1000&{query}")
        assert [row["flag_id"] for row in told["flags"]] == [row["flag_id"] for row in whole if row[column] == value]
        assert told["flags"]
    least = int(Decimal(one["amount"]))
    told = facts(findings, f"/findings.json?limit=1000&least={least}")
    assert all(abs(Decimal(row["amount"])) >= least for row in told["flags"])
    assert facts(findings, "/findings.json?since=2999-01-01")["flags"] == []
    assert findings.get("/findings.json?rule=none").status_code == 404
    assert findings.get("/findings.json?which=none").status_code == 400


def test_the_csv_has_a_row_a_flag(findings: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(findings.get("/findings.csv").text)))
    assert [row["flag_id"] for row in rows] == [
        row["flag_id"] for row in facts(findings, "/findings.json?limit=1000")["flags"]
    ]


def test_a_rule_is_told_with_its_reasons_its_text_and_its_counts(findings: TestClient, judged: Lake) -> None:
    every = facts(findings, "/indicator.json")
    assert {row["indicator"] for row in every["indicators"]} == set(headers(judged))
    for row in every["indicators"]:
        told = facts(findings, f"/indicator/{row['indicator']}.json")
        [run] = judged.query("SELECT * FROM assessment WHERE indicator = ?", [row["indicator"]])
        assert [told[name] for name in ("subjects", "assessed", "flagged")] == [
            run[name] for name in ("subjects", "assessed", "flagged")
        ]
        assert told["text"] == judged.value("SELECT text FROM indicator WHERE indicator = ?", [row["indicator"]])
        assert told["subjects"] == told["assessed"] + sum(one["n"] for one in told["not_assessed_by"])
        assert told["why"]
        assert told["innocent"]
        assert "{" not in told["asks"]
    shown = page(findings, "/indicator/ceiling_grown")
    assert "Why it may be nothing" in shown
    assert "SELECT" in shown
    assert findings.get("/indicator/none").status_code == 404


def test_a_rule_shows_its_cases_and_who_asks_the_same(findings: TestClient) -> None:
    told = facts(findings, "/indicator/single_bidder.json")
    assert [row["authority"] for row in told["cited"]] == ["Monitors of procurement"]
    assert "R018" in told["cited"][0]["citations"][0]["words"]
    told = facts(findings, "/indicator/ceiling_grown.json")
    made = cases.shipped("ceiling_grown")
    assert [case["name"] for case in told["cases"]] == [case.name for case in made]
    verdicts = {one["subject"]: (one["verdict"], one["because"]) for case in told["cases"] for one in case["expect"]}
    assert verdicts["AT"] == ("flagged", None)
    assert verdicts["SMALL"] == ("spared", "it grew by less than {least} dollars".replace("{least}", "250,000"))
    assert verdicts["MARK"][0] == "not assessed"
    rows = [row for case in told["cases"] for table in case["tables"] for row in table["rows"]]
    assert len(rows) == sum(len(rows) for case in made for rows in case.tables.values())
    shown = page(findings, "/indicator/ceiling_grown")
    assert "Growth at the threshold is flagged" in shown
    assert "1249999.99" in shown


def test_a_flag_says_why_and_why_it_may_be_nothing_and_leads_to_its_rows(findings: TestClient) -> None:
    for one in facts(findings, "/findings.json?limit=10")["flags"]:
        told = facts(findings, f"/flag/{one['flag_id']}.json")
        shown = page(findings, f"/flag/{one['flag_id']}")
        assert "Why it may be nothing" in shown
        assert told["innocent"].split(".")[0][:30] in re.sub(r"&#39;|’", "'", shown).replace("&#34;", '"')
        rests = shown.split('id="rests"')[1].split("</section>")[0]
        links = re.findall(r'href="([^"]+)"', rests)
        assert len(links) >= max(len(told["rests_on"]), 1)
        assert all(findings.get(link).status_code == 200 for link in links)
    assert findings.get("/flag/f:none").status_code == 404


def test_flags_stand_on_the_pages_of_what_they_are_about(findings: TestClient) -> None:
    one = facts(findings, "/findings.json?rule=ceiling_grown")["flags"][0]
    for address in (f"/award/{one['award_id']}", f"/supplier/{one['supplier_id']}", f"/family/{one['family_id']}"):
        shown = page(findings, address)
        assert f"/flag/{one['flag_id']}" in shown
        assert one["title"] in shown
    assert f"/flag/{one['flag_id']}" in findings.get(f"/agency/{one['buyer_id']}").text


def test_a_site_that_only_reads_takes_no_answer(findings: TestClient) -> None:
    one = facts(findings, "/findings.json")["flags"][0]
    assert "quaestor flags dismiss" in page(findings, f"/flag/{one['flag_id']}")
    assert findings.post(f"/flag/{one['flag_id']}", data={"answer": "dismissed", "because": "x"}).status_code == 405


def test_an_answer_given_on_the_page_is_kept_and_moves_the_flag(assessed: Path, tmp_path: Path) -> None:
    shutil.copytree(assessed, tmp_path / "store")
    with served(tmp_path / "store", Desk("a newsroom")) as client:
        one, other = facts(client, "/findings.json")["flags"][:2]
        address = f"/flag/{one['flag_id']}"
        found = re.search(r'name="token" value="([^"]+)"', client.get(address).text)
        assert found
        form = {"token": found[1], "answer": "dismissed", "because": "The work was <b>competed</b> again."}
        own = {"origin": HERE}
        assert client.post(address, data=form | {"token": "wrong"}, headers=own).status_code == 403
        assert client.post(address, data=form, headers={"origin": "http://example.invalid"}).status_code == 403
        assert client.post(address, data=form | {"because": " "}, headers=own).status_code == 400
        assert client.post(address, data=form | {"answer": "guilty"}, headers=own).status_code == 400
        done = client.post(address, data=form, headers=own)
        assert done.status_code == 303
        shown = page(client, done.headers["location"].split("#")[0])
        assert "The work was &lt;b&gt;competed&lt;/b&gt; again." in shown
        assert "by a newsroom" in shown
        assert one["flag_id"] not in [row["flag_id"] for row in facts(client, "/findings.json")["flags"]]
        assert [row["flag_id"] for row in facts(client, "/findings.json?which=dismissed")["flags"]] == [one["flag_id"]]
        there = f"/flag/{other['flag_id']}"
        found = re.search(r'name="token" value="([^"]+)"', client.get(there).text)
        assert found
        reply = {"token": found[1], "answer": "reply", "because": "We bought no more.", "made_by": "The agency"}
        assert client.post(there, data=reply, headers=own).status_code == 303
        assert "by The agency" in page(client, there)
        assert other["flag_id"] in [row["flag_id"] for row in facts(client, "/findings.json")["flags"]]


def test_a_store_without_a_run_says_how_to_have_one(client: TestClient) -> None:
    assert "quaestor assess" in page(client, "/findings")
    assert "quaestor assess" in page(client, "/indicator")


@pytest.mark.browser
@walked.WAYS
def test_the_pages_are_open_to_everybody(
    findings: TestClient, judged: Lake, browser: Any, width: int, scheme: str
) -> None:
    flag = facts(findings, "/findings.json")["flags"][0]["flag_id"]
    paths = ("/findings", "/indicator", "/indicator/ceiling_grown", f"/flag/{flag}", "/findings?which=lowered")
    with bought.served(judged) as address:
        walked.walk(browser, address, paths, width, scheme)
