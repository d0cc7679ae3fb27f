"""The SQL page: a question in the address, its answer in every form, and errors that help."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow.parquet as pq
import pytest
import rounds_site
from starlette.testclient import TestClient

from quaestor.answers import free
from quaestor.store import Lake
from quaestor.web.pages import sql

ENDLESS = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
BY_SUPPLIER = "SELECT supplier_name, sum(obligation) AS obligated FROM action GROUP BY ALL ORDER BY ALL"


@pytest.fixture(scope="module")
def three_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with rounds_site.store(tmp_path_factory.mktemp("sql")) as lake:
        yield lake


@pytest.fixture(scope="module")
def three(three_lake: Lake) -> TestClient:
    return rounds_site.client(three_lake)


def ask(client: TestClient, form: str, text: str, **more: Any) -> Any:
    return client.get(f"/sql{form}", params={"q": text, **more})


def test_the_page_offers_the_tables_with_meanings_and_questions(three: TestClient) -> None:
    text = three.get("/sql").text
    assert "US dollars this action commits" in text
    assert "action_version" in text
    assert "when it no longer stood" in text
    assert "skip tracing" in text
    assert '<textarea id="question" name="q"' in text
    assert len(text.encode()) < 100_000


def test_an_answer_is_the_same_in_every_form_and_as_counted(three: TestClient, three_lake: Lake) -> None:
    rows = three_lake.query(BY_SUPPLIER)
    told = ask(three, ".json", BY_SUPPLIER).json()
    assert [[row["supplier_name"], f"{row['obligated']:.2f}"] for row in rows] == told["rows"]
    assert (told["columns"], told["more"]) == (["supplier_name", "obligated"], False)
    lines = list(csv.reader(io.StringIO(ask(three, ".csv", BY_SUPPLIER).text)))
    assert lines[0] == told["columns"]
    assert [line[1] for line in lines[1:]] == [row[1] for row in told["rows"]]
    response = ask(three, ".parquet", BY_SUPPLIER)
    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    table = pq.read_table(io.BytesIO(response.content))
    assert sum(table["obligated"].to_pylist()) == sum(Decimal(row[1]) for row in told["rows"])
    text = ask(three, "", BY_SUPPLIER).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; SONS" in text
    assert "40.00" in text


def test_cells_run_nothing_in_a_spreadsheet(three: TestClient) -> None:
    lines = list(csv.reader(io.StringIO(ask(three, ".csv", BY_SUPPLIER).text)))
    assert ["'=SUM(A1)", "-3.00"] in lines
    assert ask(three, ".csv", 'SELECT 1 AS "=cmd"').text.startswith("'=cmd")


def test_an_answer_without_rows_keeps_its_columns(three: TestClient) -> None:
    nothing = "SELECT piid, obligation FROM action WHERE false"
    assert ask(three, ".csv", nothing).text == "piid,obligation\r\n"
    assert "No row answers this" in ask(three, "", nothing).text


def test_more_rows_than_are_shown_are_said(three: TestClient) -> None:
    text = ask(three, "", "SELECT range AS n FROM range(700)").text
    assert "The first 500 rows; there are more." in text
    assert text.count("<tr>") == 501
    assert len(ask(three, ".json", "FROM range(700)", limit=20).json()["rows"]) == 20
    assert len(ask(three, ".csv", "FROM range(700)").text.splitlines()) == 701
    assert ask(three, ".json", "FROM range(5)", limit=60_000).status_code == 400


def test_identifiers_lead_to_their_pages(three: TestClient) -> None:
    text = ask(three, "", "SELECT award_id, supplier_id, load_id, action_id FROM action_version LIMIT 1").text
    for page in ("award", "supplier", "load", "evidence"):
        assert f'class="id" href="/{page}/' in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELEC 1", "cannot be read as SQL"),
        ("SELECT nothing FROM award", "not found in FROM clause"),
        ("SELECT * FROM nowhere", "There is no table nowhere"),
        ("SELECT * FROM read_csv('/etc/passwd')", "cannot be read from here"),
        ("DROP TABLE load", "Not one SELECT"),
        ("SELECT 1; SELECT 2", "More than one statement"),
        ("SELECT repeat('a', 3000000000)", "memory"),
    ],
)
def test_a_mistake_leaves_the_question_and_says_what_is_wrong(three: TestClient, text: str, words: str) -> None:
    response = ask(three, "", text)
    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store"
    assert words in response.text
    assert 'role="alert"' in response.text
    assert f">{text.replace(chr(39), '&#39;')}</textarea>" in response.text
    for form in (".json", ".csv", ".parquet"):
        told = ask(three, form, text)
        assert (told.status_code, set(told.json())) == (400, {"error"})


def test_no_question_is_told_the_tables_or_what_is_missing(three: TestClient) -> None:
    told = three.get("/sql.json").json()
    assert [table["table"] for table in told["tables"]] == [table["table"] for table in free.schema()]
    assert three.get("/sql.csv").status_code == 400
    assert three.get("/sql.parquet").status_code == 400
    assert three.get("/changes.parquet").status_code == 404


@pytest.mark.parametrize("example", free.examples(), ids=lambda example: example["asks"])
def test_every_question_offered_is_answered(three: TestClient, example: dict[str, str]) -> None:
    told = ask(three, ".json", example["sql"])
    assert told.status_code == 200, told.text
    assert told.json()["columns"]


def test_others_are_answered_while_a_heavy_question_runs(three_lake: Lake) -> None:
    client = rounds_site.client(three_lake)
    client.get("/sql", params={"q": "SELECT 1"})
    told: list[int] = []
    heavy = threading.Thread(target=lambda: told.append(ask(client, "", ENDLESS).status_code))
    heavy.start()
    time.sleep(0.5)
    began = time.monotonic()
    for page in ("/about", "/data", "/changes", "/coverage", "/sql", "/award/90AB21F0000001"):
        assert client.get(page).status_code == 200
    assert heavy.is_alive()
    assert time.monotonic() - began < 8
    busy = ask(client, ".json", "SELECT 2")
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert "another question is being answered" in busy.json()["error"]["what"]
    assert ask(client, "", "SELECT 2").status_code == 503
    heavy.join()
    assert told == [400]
    assert ask(client, ".json", "SELECT 2").json()["rows"] == [[2]]


def test_an_answer_has_a_chart_where_one_column_names_and_others_count(three: TestClient) -> None:
    spec = ask(three, ".chart.vl.json", BY_SUPPLIER).json()
    assert {value["named"]: value["exact"] for value in spec["data"]["values"]}["=SUM(A1)"] == "-3.00"
    assert ask(three, ".chart.svg", BY_SUPPLIER).text.startswith("<svg")
    assert "sql.chart.svg?q=" in ask(three, "", BY_SUPPLIER).text
    assert ask(three, ".chart.svg", "SELECT 1 AS a").status_code == 404


@pytest.mark.parametrize(
    ("columns", "types", "rows", "drawn"),
    [
        (["day", "n"], ["DATE", "BIGINT"], [["2024-01-01", 1], ["2024-01-02", 2]], "line"),
        (["fiscal_year", "n"], ["BIGINT", "DECIMAL(38,2)"], [[2023, "1.00"], [2024, "-2.00"]], "bar"),
        (["year", "n", "m"], ["BIGINT", "BIGINT", "BIGINT"], [[2023, 1, 4], [2024, 2, 5]], "bar"),
        (["name", "n"], ["VARCHAR", "DOUBLE"], [["a", 1.5], ["b", None], ["c", 2.0]], "bar"),
        (["name", "n"], ["VARCHAR", "BIGINT"], [[str(n), n] for n in range(60)], None),
        (["name", "other"], ["VARCHAR", "VARCHAR"], [["a", "b"], ["c", "d"]], None),
        (["n", "m"], ["BIGINT", "BIGINT"], [[1, 2], [3, 4]], None),
        (["name", "name"], ["VARCHAR", "BIGINT"], [["a", 1], ["b", 2]], None),
        (["name", "n"], ["VARCHAR", "BIGINT"], [["a", 1]], None),
    ],
)
def test_a_chart_is_drawn_of_what_can_be_drawn(
    columns: list[str], types: list[str], rows: list[list[Any]], drawn: str | None
) -> None:
    spec = sql.chart({"columns": columns, "types": types, "rows": rows})
    assert (spec["mark"]["type"] if spec else None) == drawn
    if spec:
        held = [value for row in rows for value in row[1:] if value is not None]
        assert len(spec["data"]["values"]) == len(held)


def test_rows_of_one_name_are_bars_of_their_own() -> None:
    asked = {"columns": ["firm", "n"], "types": ["VARCHAR", "BIGINT"], "rows": [["A", 3], ["B", 2], ["A", 1]]}
    spec = sql.chart(asked)
    assert spec is not None
    assert [(value["named"], value["exact"]) for value in spec["data"]["values"]] == [
        ("A", "3"),
        ("B", "2"),
        ("A (2)", "1"),
    ]
    assert (
        sql.chart({"columns": ["year", "n"], "types": ["BIGINT", "BIGINT"], "rows": [[2024, 3], [2024, 2], [2025, 1]]})
        is None
    )
