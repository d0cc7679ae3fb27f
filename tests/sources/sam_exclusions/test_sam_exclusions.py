"""Exclusions of organisations become rows of `exclusion`; people and vessels are not read, nor what names people."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from quaestor import model, pipeline, sources, store
from quaestor.errors import UnreadableFile
from quaestor.sources.sam_exclusions.read import PEOPLE, read

HERE = Path(__file__).parent
REAL = HERE.parents[2].parent / "shared" / "data" / "sam" / "exclusions.json.gz"
PLANTED = re.compile("thistledown|marigold|hollowbarrow|1234567890", re.I)
each_layout = pytest.mark.parametrize(("layout", "file"), [("search", "search.json"), ("extract", "extract.csv")])


def modelled(path: Path, folder: Path) -> list[dict[str, Any]]:
    """The model rows of `path`, as text, blanks left out."""
    read(path, folder)
    columns = pq.read_schema(folder / "part-0.parquet").names[3:]
    layout = sources.find("sam_exclusions").layout_for(columns, path.name)
    with duckdb.connect() as connection:
        for macro in sources.macros():
            connection.execute(macro)
        connection.execute(f"CREATE VIEW raw AS FROM '{folder}/part-0.parquet'")
        found = connection.execute(layout.tables["exclusion"].select)
        names = [column[0] for column in found.description or ()]
        assert set(names) <= set(model.table("exclusion").names)
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


@each_layout
def test_the_records_of_organisations_become_the_rows_of_the_model(layout: str, file: str, tmp_path: Path) -> None:
    assert modelled(HERE / file, tmp_path) == yaml.safe_load((HERE / f"{layout}.yml").read_text(encoding="utf-8"))


@each_layout
def test_no_person_and_no_vessel_is_written(layout: str, file: str, tmp_path: Path) -> None:
    (told,) = read(HERE / file, tmp_path)
    written = json.dumps(pq.read_table(tmp_path / "part-0.parquet").to_pylist())
    assert PLANTED.search((HERE / file).read_text(encoding="utf-8"))
    assert not PLANTED.search(written)
    assert "ASIA EXAMPLE" not in written
    assert (told.rows, told.problems) == (2, [])


@each_layout
def test_nobody_is_left_in_the_store_that_a_load_makes(layout: str, file: str, tmp_path: Path) -> None:
    told = pipeline.load(tmp_path / "store", "sam_exclusions", [HERE / file])
    assert (told["rows_read"], told["kept"]) == (2, 2)
    again = pipeline.load(tmp_path / "store", "sam_exclusions", [HERE / file])
    assert again["added"] == 0
    for path in (tmp_path / "store").rglob("*.parquet"):
        assert not PLANTED.search(json.dumps(pq.read_table(path).to_pylist(), default=str))


def test_rows_keep_the_numbers_of_the_file(tmp_path: Path) -> None:
    read(HERE / "extract.csv", tmp_path)
    rows = pq.read_table(tmp_path / "part-0.parquet").to_pylist()
    assert [row["source_row"] for row in rows] == [1, 3]
    assert not PEOPLE & set(rows[0])


def test_plain_gz_and_zip_hold_the_same_rows(tmp_path: Path) -> None:
    content = (HERE / "extract.csv").read_bytes()
    (tmp_path / "one.csv.gz").write_bytes(gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("SAM_Exclusions_Public_Extract_V2.CSV", content)
    rows = modelled(HERE / "extract.csv", tmp_path)
    assert modelled(tmp_path / "one.csv.gz", tmp_path) == modelled(tmp_path / "one.zip", tmp_path) == rows


def test_a_row_that_does_not_fit_the_header_is_told_without_its_words(tmp_path: Path) -> None:
    text = (HERE / "extract.csv").read_text(encoding="utf-8")
    (tmp_path / "l.csv").write_text(text + '"Firm","MARIGOLD THISTLEDOWN"\n', encoding="utf-8")
    (told,) = read(tmp_path / "l.csv", tmp_path)
    assert told.problems == [(4, "the row has 2 fields and the header 31", "")]


@pytest.mark.parametrize(
    ("content", "what"),
    [(b'{"_embedded": {}}', "no list"), (b'{"a', "not JSON"), (b"a\x00b", "not a text"), (b"PK\x03\x04 no", "read")],
)
def test_a_file_that_cannot_be_used_says_so(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(UnreadableFile, match=what) as error:
        read(tmp_path / "file", tmp_path)
    assert error.value.advice


@pytest.mark.real_data
def test_the_real_answer_is_kept_but_for_its_vessels(tmp_path: Path) -> None:
    told = pipeline.load(tmp_path / "store", "sam_exclusions", [REAL])
    assert (told["rows_read"], told["kept"], told["repeated"], told["rejected"]) == (45, 44, 1, 0)
    with store.Lake.open(tmp_path / "store", read_only=True) as lake:
        (row,) = lake.query("SELECT * FROM exclusion WHERE cage = '3GE11'")
    assert (row["duns"], str(row["from_on"]), str(row["until_on"])) == ("070568980", "2011-12-19", "2024-06-18")
