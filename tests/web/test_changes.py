"""The changes: every kind, each filter in the address, page by page, as a table, JSON, CSV and figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import rounds_site
from starlette.testclient import TestClient

from quaestor.store import Lake


@pytest.fixture(scope="module")
def three_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with rounds_site.store(tmp_path_factory.mktemp("changes")) as lake:
        yield lake


@pytest.fixture(scope="module")
def three(three_lake: Lake) -> TestClient:
    return rounds_site.client(three_lake)


def facts(client: TestClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.json()


def test_everything_is_listed_with_its_counts(three: TestClient) -> None:
    told = facts(three, "/changes.json")
    assert len(told["changes"]) == 8
    assert told["counts"]["raised"] == 3
    text = three.get("/changes").text
    assert "5 records were read for the first time" in text
    assert "+250.00" in three.get("/changes?kind=raised").text
    assert "exercise of an option" in three.get("/changes?kind=option").text
    assert "<del>10.00</del>" in text
    assert "<ins>12.50</ins>" in text
    assert "no longer printed" in text


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("kind=new", 2),
        ("kind=raised", 3),
        ("kind=option", 2),
        ("kind=rewritten", 1),
        ("kind=withdrawn", 1),
        ("kind=reappeared", 0),
        ("since=2024-06-06", 2),
        ("since=2024-05-06&until=2024-05-06", 6),
        ("until=2024-05-05", 0),
        ("field=obligation", 1),
        ("agency=9001", 8),
        ("agency=7012", 0),
        ("supplier=uei:SUMSUMSUMSUM", 2),
        ("supplier=%3Dsum(a1)&kind=added", 2),
        ("order=largest&limit=3", 3),
    ],
)
def test_every_filter_is_in_the_address_and_in_the_form(three: TestClient, query: str, rows: int) -> None:
    assert len(facts(three, f"/changes.json?{query}")["changes"]) == rows
    page = three.get(f"/changes?{query}")
    assert page.status_code == 200
    lines = list(csv.DictReader(io.StringIO(three.get(f"/changes.csv?{query}").text)))
    assert len(lines) == rows


def test_a_link_keeps_the_other_filters(three: TestClient) -> None:
    text = three.get("/changes?since=2024-05-06&agency=9001").text
    assert 'href="/changes?since=2024-05-06&amp;kind=raised&amp;agency=9001"' in text
    assert '<option value="9001" selected>' in text


def test_page_by_page_without_script(three: TestClient) -> None:
    seen: list[str] = []
    address = "/changes.json?limit=3"
    while address:
        told = facts(three, address)
        seen += [f"{row['record_id']} {row['kind']}" for row in told["changes"]]
        address = f"/changes.json?limit=3&after={told['next']}" if told["next"] else ""
    assert len(seen) == len(set(seen)) == 8
    text = three.get("/changes?limit=3").text
    assert 'rel="next"' in text
    assert "The next 3" in text
    assert 'rel="next"' not in three.get("/changes").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=stolen", "is not known here"),
        ("field=nothing", "is not known here"),
        ("order=sideways", "is not known here"),
        ("since=soon", "is not a day"),
        ("until=2024-99-99", "is not a day"),
        ("after=nonsense", "no place"),
        ("limit=0", "is not a number"),
        ("limit=99999999", "is not a number"),
    ],
)
def test_what_cannot_be_asked_is_said(three: TestClient, query: str, words: str) -> None:
    response = three.get(f"/changes?{query}")
    assert (response.status_code, words in response.text) == (400, True)


def test_a_supplier_that_is_not_held_is_said(three: TestClient) -> None:
    assert three.get("/changes?supplier=NOBODY").status_code == 404
    assert three.get("/changes?supplier=NOBODY';DROP TABLE load--").status_code == 404


def test_names_cannot_become_markup_or_formulas(three: TestClient) -> None:
    text = three.get("/changes").text
    assert "=SUM(A1)" in text
    assert "<script>alert" not in text
    lines = list(csv.DictReader(io.StringIO(three.get("/changes.csv").text)))
    assert {row["supplier_name"] for row in lines} == {"'=SUM(A1)", "KEYSTONE WORKS LLC"}


def test_the_figure_has_a_row_a_kind_in_fixed_colours_and_its_table(three: TestClient) -> None:
    spec = facts(three, "/changes.days.vl.json")
    colour = spec["encoding"]["color"]["scale"]
    told = dict(zip(colour["domain"], colour["range"], strict=True))
    assert list(told) == ["actions added", "ceilings raised", "options used", "rewritten", "withdrawn"]
    later = facts(three, "/changes.days.vl.json?theme=light&agency=9001")["encoding"]["color"]["scale"]
    assert told == dict(zip(later["domain"], later["range"], strict=True))
    assert sum(row["records"] for row in spec["data"]["values"] if row["kind"] == "actions added") == 6
    assert three.get("/changes.days.svg?theme=dark&width=narrow").text.startswith("<svg")
    text = three.get("/changes").text
    assert "By day of reading" in text
    assert '<td role="cell" class="n" data-label="actions added">4</td>' in text


def test_one_day_makes_no_figure(three: TestClient) -> None:
    assert "changes.days.svg" not in three.get("/changes?since=2024-06-01").text
    assert three.get("/changes.days.svg?since=2024-06-01").status_code == 404


def test_a_table_for_programs_is_whole_where_the_page_shows_a_part(client: TestClient) -> None:
    """A page and its figure share their facts; a form for programs has its own."""
    page = client.get("/changes?kind=added").text
    told = facts(client, "/changes.json?kind=added")
    lines = list(csv.DictReader(io.StringIO(client.get("/changes.csv?kind=added").text)))
    assert told["next"]
    assert page.count('<td role="cell" class="key day">') < len(told["changes"]) < len(lines)
    assert len(lines) == told["counts"]["added"]
