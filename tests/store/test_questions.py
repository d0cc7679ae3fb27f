"""Questions of strangers: answered within limits, by a process that the site outlives, which sees tables alone."""

from __future__ import annotations

import io
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made import python, search_file, search_row

from quaestor import pipeline
from quaestor.errors import BadQuery, Busy
from quaestor.store import Lake, Questions

ENDLESS = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    rows = [search_row(number, f"{number}.10") for number in range(20)]
    pipeline.load(folder / "store", "usaspending_search", [search_file(folder / "a.csv", rows)])
    (folder / "secret.txt").write_text("secret")
    return folder


@pytest.fixture(scope="module")
def questions(folder: Path) -> Iterator[Questions]:
    questions = Questions(folder / "store", seconds=4)
    yield questions
    questions.close()


def test_an_answer_has_exact_values_their_types_and_whether_there_is_more(questions: Questions) -> None:
    answer = questions.ask(
        "SELECT count(*) AS n, sum(obligation) AS money, sum(obligation) * 0.125 AS part FROM action", 5
    )
    assert (answer.columns, answer.more) == (["n", "money", "part"], False)
    assert answer.types[:2] == ["BIGINT", "DECIMAL(38,2)"]
    assert answer.rows == [[20, "192.00", "24.00000"]]
    assert questions.ask("FROM action SELECT piid ORDER BY piid", 3).more is True
    assert questions.ask("SELECT [1, 2] AS a, {'b': DATE '2024-01-02'} AS s, 'nan'::DOUBLE AS x", 1).rows == [
        [[1, 2], {"b": "2024-01-02"}, "nan"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "FROM action SELECT count(*)",
        "WITH a AS (SELECT piid FROM action), b AS (SELECT * FROM a) SELECT count(*) FROM b",
        "SELECT count(*) FROM lake.action",
        "SELECT count(*) FROM main.action_version",
        "SELECT count(*) FROM ACTION",
        "SELECT (SELECT max(held) FROM coverage) FROM range(3)",
        "SELECT * FROM (VALUES (1), (2)) v(a) JOIN generate_series(1, 3) g(b) ON a = b",
        "SELECT unnest([1, 2, 3])",
        "SELECT * FROM coverage PIVOT (sum(held) FOR source IN ('usaspending_search'))",
        "DESCRIBE award",
        "SUMMARIZE coverage",
        "SHOW TABLES",
        "SELECT piid FROM action -- a remark",
        "SELECT 'read_csv(''/etc/passwd'')' AS words",
        "SELECT 1 AS a, 2 AS a",
    ],
)
def test_what_asks_the_tables_is_answered(questions: Questions, text: str) -> None:
    assert questions.ask(text, 100).columns


@pytest.mark.parametrize(
    "text",
    [
        # files and the network
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('{folder}/secret.txt')",
        "SELECT * FROM read_blob('{folder}/store/catalog.sqlite')",
        "SELECT * FROM read_text('{folder}/store/quaestor.yml')",
        "SELECT * FROM read_parquet('{folder}/store/evidence/*/*.parquet')",
        "SELECT * FROM read_parquet('{folder}/store/lake/main/award/*.parquet')",
        "SELECT * FROM '{folder}/a.csv'",
        "SELECT * FROM \"{folder}/a.csv\"",
        "SELECT (SELECT max(content) FROM read_text('/etc/passwd')) FROM action",
        "SELECT 1 FROM action ORDER BY (SELECT 1 FROM glob('/etc/*'))",
        "WITH a AS (FROM read_csv('/etc/passwd')) SELECT * FROM a",
        "WITH \"/etc/passwd\" AS (SELECT 1) SELECT 1 UNION ALL FROM '/etc/passwd'",
        "SELECT * FROM glob('**')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('{folder}/store/lake/main/award/*.parquet')",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "SELECT * FROM sqlite_scan('{folder}/store/catalog.sqlite', 'ducklake_snapshot')",
        "SELECT * FROM sqlite_query('__ducklake_metadata_lake', 'SELECT 1')",
        "SELECT * FROM __ducklake_metadata_lake.ducklake_snapshot",
        "SELECT * FROM ducklake_snapshots('lake')",
        "SELECT * FROM ducklake_list_files('lake', 'action_version')",
        # settings and the engine's own tables
        "SELECT getenv('HOME')",
        "SELECT current_setting('temp_directory')",
        "SELECT CURRENT_SETTING('memory_limit') FROM action",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_databases",
        "WITH duckdb_databases AS (SELECT 1) FROM duckdb_databases",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM pragma_database_list()",
        "SHOW DATABASES",
        "SELECT write_log('x')",
        "SELECT sleep_ms(10000)",
        "SELECT nextval('x')",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        # anything but one SELECT
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('action')",
        "SELECT * FROM json_execute_serialized_sql('x')",
        "SELECT 1; SELECT 2",
        "ATTACH '{folder}/other.db'",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/store/lake/out.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "SET threads = 64",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "CALL ducklake_expire_snapshots('lake', older_than => now())",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "CREATE MACRO mine() AS 1",
        "DELETE FROM action_version",
        "EXPLAIN ANALYZE SELECT 1",
        "EXPORT DATABASE '{folder}/out'",
        "BEGIN TRANSACTION",
        "PREPARE a AS SELECT 1",
        "SELECT $1",
        "",
        " ; ",
        "-- nothing",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "SELECT nothing FROM action",
        "SELECT CAST('x' AS INTEGER)",
        "SELECT 1 WHERE (((",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_plain_words(questions: Questions, folder: Path, text: str) -> None:
    before = sorted(path for path in folder.rglob("*") if path.is_file())
    with pytest.raises(BadQuery) as refused:
        questions.ask(text.replace("{folder}", str(folder)), 10)
    said = str(refused.value)
    assert "ducklake" not in said.replace(text, "").lower() or "no table" in said or "cannot be read from here" in said
    assert str(folder) not in said.replace(f"no table {folder}", "")
    assert "Traceback" not in said
    assert "Error:" not in said
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == before


def test_the_mistake_is_shown_where_it_is(questions: Questions) -> None:
    with pytest.raises(BadQuery) as refused:
        questions.ask("SELECT piid,\n  nothing\nFROM action", 1)
    assert (refused.value.where, "nothing" in refused.value.what) == ("line 2, in “nothing”", True)
    with pytest.raises(BadQuery) as refused:
        questions.ask("SELECT piid\nFORM action", 1)
    assert refused.value.where == "line 2, at “action”"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT repeat('a', 3000000000)",
        "SELECT string_agg(repeat('a', 1000000)) FROM range(100000)",
        "SELECT list(x.range) FROM range(1000000000) x",
        "SELECT repeat('a', 1000000) FROM range(1000)",
        "SELECT a.piid || b.range, count(*) FROM action a, range(100000000) b GROUP BY 1",
    ],
)
def test_an_answer_too_large_is_given_up_and_the_next_is_answered(questions: Questions, text: str) -> None:
    with pytest.raises(BadQuery, match=r"memory|MB|seconds"):
        questions.ask(text, 500)
    assert questions.ask("SELECT 1", 1).rows == [[1]]


def test_an_endless_question_ends_at_its_time_and_leaves_no_process(folder: Path) -> None:
    questions = Questions(folder / "store", seconds=1)
    assert questions.ask("SELECT 1", 1).rows == [[1]]
    process = questions._process
    assert process
    began = time.monotonic()
    with pytest.raises(BadQuery, match="longer than 1 seconds"):
        questions.ask(ENDLESS, 1)
    assert time.monotonic() - began < 8
    assert process.poll() is not None
    assert questions.ask("SELECT 2", 1).rows == [[2]]
    process = questions._process
    questions.close()
    assert process
    assert process.poll() is not None


def test_a_program_without_a_guard_may_ask(folder: Path) -> None:
    """The process runs nothing of the program that starts it."""
    program = (
        "from quaestor.store import Questions; from pathlib import Path; print('asked')\n"
        f"print(Questions(Path({str(folder / 'store')!r})).ask('SELECT 1', 1).rows)"
    )
    process = python(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, error = process.communicate(timeout=120)
    assert (out.split(), error) == (["asked", "[[1]]"], "")


def test_a_process_whose_parent_is_killed_ends(folder: Path) -> None:
    program = (
        "from quaestor.store import Questions; from pathlib import Path; import time\n"
        f"q = Questions(Path({str(folder / 'store')!r}), seconds=1); q.ask('SELECT 1', 1)\n"
        f"print(q._process.pid, flush=True); q._pipe.send(({ENDLESS!r}, 1, False)); time.sleep(60)"
    )
    process = python(program, stdout=subprocess.PIPE)
    assert process.stdout
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while Path(f"/proc/{child}/stat").exists() and Path(f"/proc/{child}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < until, "the process of a dead site goes on"
        time.sleep(0.2)


def test_a_process_that_dies_is_told_and_replaced(questions: Questions) -> None:
    questions.ask("SELECT 1", 1)
    assert questions._process
    assert questions._process.pid
    os.kill(questions._process.pid, 9)
    time.sleep(0.3)
    assert questions.ask("SELECT 3", 1).rows == [[3]]


def test_one_question_is_answered_at_a_time_and_others_are_told_so(folder: Path) -> None:
    questions = Questions(folder / "store", seconds=8)
    questions.ask("SELECT 1", 1)
    told: list[BaseException] = []

    def ask() -> None:
        try:
            questions.ask(ENDLESS, 1)
        except (BadQuery, Busy) as error:
            told.append(error)

    first = threading.Thread(target=ask)
    first.start()
    time.sleep(0.5)
    began = time.monotonic()
    others = [threading.Thread(target=ask) for _ in range(6)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert time.monotonic() - began < 5, "nobody waits for the end of another's question"
    assert [type(error) for error in told] == [Busy] * 6
    first.join()
    assert isinstance(told[-1], BadQuery)
    questions.close()


def test_an_answer_is_kept_for_a_state_of_the_store(questions: Questions) -> None:
    text = "SELECT random() AS r"
    assert questions.ask(text, 1, state="a").rows == questions.ask(text, 1, state="a").rows
    assert questions.ask(text, 1, state="a").rows != questions.ask(text, 1, state="b").rows
    assert questions.ask(text, 1).rows != questions.ask(text, 1).rows


def test_rows_are_given_as_a_parquet_file_with_their_types(questions: Questions) -> None:
    text = "SELECT piid, signed_on, obligation, 1 AS a, 2 AS a FROM action ORDER BY piid"
    answer = questions.ask(text, 7, parquet=True)
    table = pq.read_table(io.BytesIO(answer.parquet))
    assert (table.num_rows, answer.more, answer.rows) == (7, True, [])
    assert table.column_names == ["piid", "signed_on", "obligation", "a", "a_5"]
    assert str(table.schema.field("obligation").type) == "decimal128(20, 2)"
    whole = pq.read_table(io.BytesIO(questions.ask(text, 100, parquet=True).parquet))
    assert sum(whole["obligation"].to_pylist()) == Decimal("192.00")
    nothing = questions.ask("SELECT piid FROM action WHERE false", 5, parquet=True)
    assert pq.read_table(io.BytesIO(nothing.parquet)).column_names == ["piid"]


def test_the_newest_state_of_the_store_is_asked(folder: Path, tmp_path: Path, questions: Questions) -> None:
    store = tmp_path / "store"
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / "a.csv", [search_row(1, "1.00")])])
    own = Questions(store)
    assert own.ask("SELECT count(*) FROM action", 1).rows == [[1]]
    pipeline.load(store, "usaspending_search", [search_file(tmp_path / "b.csv", [search_row(2, "1.00", agency="CBP")])])
    assert own.ask("SELECT count(*) FROM action", 1).rows == [[2]]
    own.close()


def test_a_question_that_goes_on_for_pages_is_refused(questions: Questions) -> None:
    with pytest.raises(BadQuery, match="characters"):
        questions.ask("SELECT " + "1 + " * 10_000 + "1", 1)


def test_a_lake_for_strangers_reaches_its_tables_alone(folder: Path) -> None:
    """Behind the fence, which reads the question, the connection itself is confined."""
    with Lake.open(folder / "store", strangers=True) as lake:
        assert lake.value("SELECT count(*) FROM action") == 20
        for path in (folder / "secret.txt", folder / "store" / "quaestor.yml"):
            with pytest.raises(BadQuery):
                lake.query(f"SELECT * FROM read_text('{path}')")
        evidence = next((folder / "store" / "evidence").rglob("*.parquet"))
        with pytest.raises(BadQuery):
            lake.query(f"SELECT * FROM read_parquet('{evidence}')")
        with pytest.raises(BadQuery):
            lake.execute("SET temp_directory = '/tmp'")
