"""Free questions: one SELECT over the store, and no way out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from made import search_file, search_row

from quaestor import pipeline
from quaestor.errors import BadQuery, StoreError
from quaestor.store import Lake


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask")
    rows = [search_row(number, f"{number}.00") for number in range(10)]
    pipeline.load(folder / "store", "usaspending_search", [search_file(folder / "a.csv", rows)])
    (folder / "secret.txt").write_text("secret")
    return folder


@pytest.fixture(scope="module")
def lake(folder: Path) -> Iterator[Lake]:
    with Lake.open(folder / "store") as lake:
        yield lake


def test_a_select_is_answered_with_its_columns(lake: Lake) -> None:
    assert lake.ask("SELECT count(*) AS n FROM action") == (["n"], [[10]], False)
    assert lake.ask("FROM award SELECT award_id ORDER BY 1", limit=3)[2] is True
    assert len(lake.ask("WITH a AS (SELECT * FROM action) SELECT * FROM a", limit=10)[1]) == 10


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM read_text('{folder}/secret.txt')",
        "SELECT * FROM read_csv('{folder}/a.csv')",
        "SELECT * FROM '{folder}/a.csv'",
        "SELECT * FROM read_text('{folder}/store/../secret.txt')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('https://example.org/a.csv')",
        "SELECT * FROM sqlite_scan('{folder}/other.sqlite', 'a')",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE load",
        "DELETE FROM action_version",
        "INSERT INTO load BY NAME SELECT 'x' AS load_id",
        "UPDATE load SET notes = ''",
        "DROP TABLE load",
        "CREATE TABLE mine AS SELECT 1",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/store/out.csv'",
        "ATTACH '{folder}/other.db'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
        "INSTALL httpfs",
        "LOAD httpfs",
        "CALL ducklake_expire_snapshots('lake', older_than => now())",
        "CALL ducklake_cleanup_old_files('lake', cleanup_all => true)",
        "SELECT * FROM ducklake_expire_snapshots('lake', older_than => now())",
        "SELECT * FROM ducklake_delete_orphaned_files('lake', cleanup_all => true)",
        "SELECT * FROM query('DROP TABLE load')",
        "EXPORT DATABASE '{folder}/out'",
        "EXPLAIN ANALYZE DELETE FROM load",
        "BEGIN TRANSACTION",
        "",
        ";",
        "nonsense",
        "SELECT * FROM nowhere",
    ],
)
def test_anything_else_is_refused_and_does_nothing(text: str, lake: Lake, folder: Path) -> None:
    before = lake.snapshot(), sorted(path for path in folder.rglob("*") if path.is_file())
    with pytest.raises(BadQuery):
        lake.ask(text.format(folder=folder))
    assert (lake.snapshot(), sorted(path for path in folder.rglob("*") if path.is_file())) == before
    assert lake.ask("SELECT count(*) FROM action_version")[1] == [[10]]


def test_a_store_opened_for_reading_does_not_write(lake: Lake) -> None:
    with pytest.raises(StoreError), lake.writing():
        pass
    with pytest.raises(BadQuery):
        lake.execute("DELETE FROM action_version")


def test_free_questions_need_a_store_opened_for_reading(folder: Path) -> None:
    with Lake.open(folder / "store", read_only=False) as lake, pytest.raises(StoreError):
        lake.ask("SELECT 1")
