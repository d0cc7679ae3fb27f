"""The data pages: tables, sources, loads, rows not kept, each linked and as JSON and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rounds_site
from made import search_file, search_row
from starlette.testclient import TestClient

from quaestor import model, pipeline, sources
from quaestor.store import Lake


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("data")
    rows = [search_row(number, f"{number}.00") for number in range(10)]
    rows += [search_row(11, "=1+1", supplier="<b>ODD</b>"), search_row(12, "1.00", day="yesterday")]
    pipeline.load(folder / "store", "usaspending_search", [search_file(folder / "a.csv", rows)])
    with rounds_site.store(folder) as lake:
        yield rounds_site.client(lake)


def test_every_link_of_the_data_page_leads_somewhere(three: TestClient) -> None:
    text = three.get("/data").text
    assert len(text.encode()) < 100_000
    links = sorted(
        {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:table|source|load|rejects|sql)[^"#]*)', text)}
    )
    assert len(links) > 25
    for link in links:
        if not link.startswith("/sql?"):
            assert three.get(link).status_code == 200, link


def test_tables_loads_checks_coverage_licences_and_method_are_told(three: TestClient) -> None:
    text = three.get("/data").text
    for name in model.tables():
        assert f'href="/table/{name}"' in text
    for name in sources.names():
        assert f'href="/source/{name}"' in text
    for words in (
        "public domain",
        "rows read are kept, repeated or rejected",
        "Two clocks",
        "2 rows were",
        "people dropped",
    ):
        assert words in text
    rows = list(csv.DictReader(io.StringIO(three.get("/data.csv").text)))
    assert sorted(row["source"] for row in rows) == ["usaspending_search", *["usaspending_transactions"] * 3]
    told = three.get("/data.json").json()
    assert sum(int(row["rows_read"]) for row in rows) == sum(source["rows_read"] for source in told["sources"])


def test_the_address_of_the_coverage_still_answers(three: TestClient) -> None:
    assert "how complete" in three.get("/coverage").text
    rows = list(csv.DictReader(io.StringIO(three.get("/coverage.csv").text)))
    assert {row["source"] for row in rows} == {"usaspending_search", "usaspending_transactions"}


def test_a_table_has_its_columns_codes_examples_and_a_question(three: TestClient) -> None:
    text = three.get("/table/action").text
    for column in model.table("action").names:
        assert f'id="{column}"' in text
    assert "US dollars and cents" in text
    assert "Exercise of an option" in text
    assert "/sql?q=SELECT+%2A%0AFROM+action%0ALIMIT+20" in text
    rows = list(csv.DictReader(io.StringIO(three.get("/table/action.csv").text)))
    assert [row["column"] for row in rows] == model.table("action").names
    assert "cannot be asked in SQL" in three.get("/table/timeline").text
    assert three.get("/table/nowhere").status_code == 404
    assert three.get("/table/action; DROP TABLE load").status_code == 404


def test_a_source_says_what_it_leaves_out_and_why(three: TestClient) -> None:
    text = three.get("/source/fpds_atom").text
    assert "Dropped at the border because they hold people" in text
    assert "contractingOfficerCode" in text
    assert "spare fields of the form" in text
    assert three.get("/source/nowhere").status_code == 404


def test_a_load_has_its_files_counts_and_changes(three: TestClient) -> None:
    load = next(row for row in three.get("/data.json").json()["loads"] if row["rewritten"])
    text = three.get(f"/load/{load['load_id']}").text
    assert "7 rows were read from 1 file" in text
    assert f"/changes?load={load['load_id']}&amp;kind=rewritten" in text
    rows = list(csv.DictReader(io.StringIO(three.get(f"/load/{load['load_id']}.csv").text)))
    assert [row["rows_read"] for row in rows] == ["7"]
    changes = three.get(f"/changes.json?load={load['load_id']}&kind=rewritten").json()
    assert len({row["record_id"] for row in changes["changes"]}) == load["rewritten"]


def test_rows_not_kept_stand_whole_with_their_reason_and_run_nothing(three: TestClient) -> None:
    told = three.get("/rejects.json").json()
    assert told["count"] == 2
    text = three.get("/rejects").text
    assert "<b>ODD" not in text
    assert "&lt;b&gt;ODD&lt;/b&gt;" in text
    rows = list(csv.DictReader(io.StringIO(three.get("/rejects.csv").text)))
    assert [row["source_row"] for row in rows] == ["11", "12"]
    assert 'rel="next"' in three.get("/rejects?limit=1").text
    assert "Every row read was kept by this load" in three.get("/rejects?load=none").text


def test_a_store_with_nothing_rejected_says_so(client: TestClient) -> None:
    assert "Every row read was kept" in client.get("/rejects").text


def test_five_hundred_files_are_shown_in_pages(tmp_path: Path) -> None:
    for number in range(230):
        search_file(tmp_path / f"part-{number:03d}.csv", [search_row(number, f"{number}.00")])
    pipeline.load(
        tmp_path / "store", "usaspending_search", [tmp_path / f"part-{number:03d}.csv" for number in range(230)]
    )
    with Lake.open(tmp_path / "store") as lake:
        client = rounds_site.client(lake)
        load = client.get("/data.json").json()["loads"][0]["load_id"]
        text = client.get(f"/load/{load}").text
        assert "230 files" in text or "1 file" in text
