"""A still copy finds the rows of one key without asking the catalog, and finds those that the lake holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from quaestor import model
from quaestor.sql import literal
from quaestor.store import Lake, maintain, places, still

TABLES = ("award", "action", "vehicle_order", "supplier_award", "supplier_action", "identity")


@pytest.fixture(scope="module")
def written(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with rows taken out of files, put into others, and flags; before maintenance and after it."""
    store = tmp_path_factory.mktemp("places") / "store"
    shutil.copytree(sample_store, store)
    with Lake.open(store, read_only=False) as lake:
        with lake.writing():
            for name in ("award", "action_version", "supplier_award"):
                some = f"SELECT * FROM {name} WHERE hash(award_id) % 3 = 0"
                lake.execute(f"CREATE TEMP TABLE kept_back AS {some}")
                lake.execute(f"DELETE FROM {name} WHERE hash(award_id) % 3 < 2")
                lake.execute(f"INSERT INTO {name} FROM temp.kept_back")
                lake.execute("DROP TABLE temp.kept_back")
            lake.execute(
                "INSERT INTO flag (flag_id, indicator, award_id, supplier_id, raised_at) SELECT concat('f:', award_id, "
                "n), concat('rule ', n), award_id, supplier_id, TIMESTAMP '2026-01-01' FROM award, range(3) r(n) "
                "WHERE hash(award_id) % 2 = 0 ORDER BY ALL"
            )
        with lake.exclusive():
            maintain(lake)
        with lake.writing():
            lake.execute("DELETE FROM flag WHERE indicator = 'rule 1'")
            lake.execute("DELETE FROM award WHERE hash(award_id) % 12 = 0")
    return store


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No table is small enough to stand in memory."""
    monkeypatch.setattr(still, "SMALL", 0)
    monkeypatch.setattr(still, "SMALL_RECORDS", 0)


@pytest.fixture
def copy(written: Path, large: None) -> Iterator[Lake]:
    with Lake.open(written) as lake, lake.still() as copy:
        yield copy


def rows(lake: Lake, source: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in lake.query(f"SELECT * FROM {source} ORDER BY ALL")]


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_of_a_key_are_those_of_the_lake(copy: Lake, table: str) -> None:
    key = model.table(table).sorted_by[0]
    keys = [row["key"] for row in copy.query(f"SELECT DISTINCT {key} AS key FROM {table} ORDER BY hash(key) LIMIT 12")]
    assert len(keys) > 2
    for one in keys:
        assert "read_parquet" in copy.of(table, one)
        assert rows(copy, copy.of(table, one)) == rows(copy, f"(FROM lake.{table} WHERE {key} = '{one}')") != []


def test_what_is_deleted_has_no_rows(copy: Lake, sample_store: Path) -> None:
    with Lake.open(sample_store) as before:
        gone = before.query("SELECT award_id FROM award WHERE hash(award_id) % 3 = 1")
    assert gone
    assert [row for one in gone for row in rows(copy, copy.of("award", one["award_id"]))] == []


@pytest.mark.parametrize("key", [None, "", "~", "o'neill", "CONT_AWD_\0", "' OR true --"])
def test_a_key_that_nothing_bears_has_no_rows(copy: Lake, key: str | None) -> None:
    assert rows(copy, copy.of("award", key)) == []


def test_only_the_columns_asked_for_are_given(copy: Lake) -> None:
    one = copy.value("SELECT award_id FROM award LIMIT 1")
    assert list(copy.query(f"FROM {copy.of('award', one, 'piid, kind')}")[0]) == ["piid", "kind"]


def test_flags_are_found_by_what_they_are_about(copy: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    for column, table in (("award_id", "award"), ("supplier_id", "supplier")):
        for row in copy.query(f"SELECT {column} AS id FROM {table}"):
            found, held = copy.having("flag", column, row["id"]), f"(FROM lake.flag WHERE {column} = '{row['id']}')"
            assert (rows(copy, found) if found else []) == rows(copy, held)
    flagged = copy.value("SELECT award_id FROM flag LIMIT 1")
    assert "file_row_number" in (copy.having("flag", "award_id", flagged) or "")
    monkeypatch.setattr(places, "FEW", 1)
    assert "file_row_number" not in (many := copy.having("flag", "award_id", flagged) or "")
    assert len(rows(copy, many)) == 2


def test_a_lake_that_others_write_to_is_asked_itself(written: Path) -> None:
    with Lake.open(written) as lake:
        one = lake.value("SELECT award_id FROM award LIMIT 1")
        assert "lake.award" in lake.of("award", one)
        assert lake.query(f"FROM {lake.of('award', one)}") == lake.query("FROM award WHERE award_id = ?", [one])
        assert "lake.flag" in (lake.having("flag", "award_id", one) or "")


def test_files_that_are_not_as_their_table_are_left_to_the_lake(written: Path, tmp_path: Path, large: None) -> None:
    shutil.copytree(written, tmp_path / "store")
    with Lake.open(tmp_path / "store", read_only=False) as lake:
        with lake.writing():
            lake.execute("ALTER TABLE lake.award ADD COLUMN more INTEGER")
        with lake.still() as copy:
            one = copy.value("SELECT award_id FROM award LIMIT 1")
            assert "read_parquet" not in copy.of("award", one)
            assert "read_parquet" in copy.of("action", one)
            assert copy.query(f"FROM {copy.of('award', one)}")[0]["award_id"] == one


def test_a_folder_whose_name_is_a_pattern_is_left_to_the_lake(written: Path, tmp_path: Path, large: None) -> None:
    shutil.copytree(written, tmp_path / "what [1]")
    with Lake.open(tmp_path / "what [1]") as lake, lake.still() as copy:
        one = copy.value("SELECT award_id FROM award LIMIT 1")
        assert "read_parquet" not in copy.of("award", one)
        assert copy.query(f"FROM {copy.of('award', one)}")[0]["award_id"] == one


def test_a_file_is_passed_by_where_none_of_its_rows_has_the_key(
    sample_store: Path, tmp_path: Path, large: None
) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    with Lake.open(tmp_path / "store", read_only=False) as lake:
        lake.execute("CALL lake.set_option('parquet_row_group_size', '2048')")
        with lake.writing():
            lake.execute("DELETE FROM award")
            for names in ("'M'", "'A', 'Z'"):  # the keys of the first file lie between those of the second
                rows = f"SELECT concat(name, lpad(n::VARCHAR, 4, '0')) FROM range(2048) r(n), unnest([{names}]) u(name)"
                lake.execute(f"INSERT INTO award (award_id) {rows} ORDER BY ALL")
        with lake.still() as copy:
            for key, files in (("M0007", 1), ("A0007", 1), ("Z0007", 1), ("Q", 0)):
                asked = copy.select("award", key, "award_id")
                assert asked.count(".parquet'") == 1
                assert ("WHERE false" in asked) == (not files)
                assert [row["award_id"] for row in copy.query(asked)] == [key] * files


def test_only_files_are_read_that_hold_what_stands(sample_store: Path, tmp_path: Path, large: None) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    with Lake.open(tmp_path / "store", read_only=False) as lake:
        with lake.writing():
            lake.execute("DELETE FROM award")
            lake.execute("INSERT INTO award (award_id, piid) SELECT concat('K', n % 50), 'old' FROM range(100) r(n)")
        for key in ("K7", "K8", "K9"):  # three loads, each of which writes one award anew
            with lake.writing():
                lake.execute(f"DELETE FROM award WHERE award_id = '{key}'")
                lake.execute(f"INSERT INTO award (award_id, piid) VALUES ('{key}', 'new')")
        with lake.writing():
            lake.execute("DELETE FROM award WHERE award_id = 'K5' OR (award_id = 'K4' AND rowid % 2 = 0)")
        with lake.still() as copy:
            for key, printed in (("K1", ["old"] * 2), ("K8", ["new"]), ("K5", []), ("K4", ["old"])):
                asked = copy.select("award", key, "piid")
                assert [row["piid"] for row in copy.query(asked)] == printed
                assert ("ANTI JOIN" in asked) == (key == "K4")  # one of its two rows in the file is gone
                assert asked.split("ANTI JOIN")[0].count(".parquet'") == 1


def test_keys_are_read_once_for_copy_after_copy_and_given_up_with_their_file(
    sample_store: Path, tmp_path: Path, large: None
) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    with Lake.open(tmp_path / "store", read_only=False) as lake:
        one = lake.value("SELECT award_id FROM award LIMIT 1")
        with lake.still() as copy:
            asked = copy.select("award", one)
        [path] = [path for path in lake._keys if path in asked]
        keys = lake._keys[path]
        with lake.writing():
            lake.execute("INSERT INTO award (award_id) VALUES ('~')")
        with lake.still() as copy:
            assert path in copy.select("award", one)
            assert lake._keys[path] is keys
        with lake.writing():
            lake.execute("CREATE TEMP TABLE every AS FROM award")
            lake.execute("DELETE FROM award")
            lake.execute("INSERT INTO award FROM temp.every")
        with lake.exclusive():
            maintain(lake)
        with lake.still() as copy:
            assert path not in lake._keys
            assert rows(copy, copy.of("award", one)) == rows(copy, f"(FROM lake.award WHERE award_id = '{one}')") != []


def test_nobody_waits_for_keys_that_were_looked_up_ahead(
    written: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    with Lake.open(written) as lake, lake.still() as copy:
        of = places.Keys.of
        monkeypatch.setattr(places.Keys, "of", lambda digests: read.append("file") or of(digests))
        copy.look_ahead("award", "action")
        assert read
        read.clear()
        for award in lake.query("SELECT award_id FROM award"):
            assert rows(copy, copy.of("award", award["award_id"]))
            assert rows(copy, copy.of("action", award["award_id"]))
        assert not read
        lake.look_ahead("award")  # others write to it: it is asked each time
        assert not read


@pytest.mark.parametrize("key", ["", "K1", "O'Neill & Söhne", "\U0001f3db", "CONT_AWD_70CTD022FR0000170_7012"])
def test_the_digest_of_a_key_asked_for_is_that_of_the_key_in_a_file(copy: Lake, key: str) -> None:
    digest = places.DIGEST.format
    [held] = copy.column(f"SELECT {digest(key='k')} FROM (SELECT unnest([?]) AS k)", [key])
    [asked] = copy.column(f"SELECT {digest(key=literal(key))}")
    others = np.arange(100, dtype=np.uint32)
    assert places.Keys.of(np.append(others, held)).places(asked).tolist() == [100]
