"""The code lists and the hierarchy become rows of psc, naics and agency; slips are met; no person is read."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from quaestor import sql
from quaestor.errors import UnreadableFile
from quaestor.sources.reference.read import read

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
SOURCE = REPOSITORY / "quaestor/sources/reference"
ENTRY = yaml.safe_load((SOURCE / "source.yml").read_text(encoding="utf-8"))
DATA = REPOSITORY.parent / "shared/data"

MACROS = """
CREATE MACRO blank(x) AS nullif(trim(x), '');
CREATE MACRO as_day(x) AS CASE
    WHEN regexp_full_match(trim(x), '[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}')
        THEN strftime(try_strptime(trim(x), '%m/%d/%y'), '%Y-%m-%d')
    WHEN regexp_full_match(trim(x), '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}')
        THEN strftime(try_strptime(trim(x), '%m/%d/%Y'), '%Y-%m-%d')
    ELSE nullif(trim(x), '') END;
"""

ORGANISATION = {
    "orgKey": 300000001, "name": "AGENCY OF EXAMPLES", "type": "AGENCY", "level": 2, "fpdsCode": "99Z1", "cgac": "099",
    "shortName": "AEX", "startDate": "1991-10-01T04:00:00.000+0000", "modStatus": "ACTIVE", "parentOrgKey": 100000001,
    "l1Name": "DEPARTMENT OF EXAMPLES", "l1OrgKey": 100000001, "hierarchy": [],
    "fullParentPathName": "DEPARTMENT OF EXAMPLES.AGENCY OF EXAMPLES",
    "createdBy": "PLANTED.PERSON", "lastModifiedBy": "PLANTED.PERSON",
    "orgLegacyList": [{"legacy_id": "A1", "created_by": "PLANTED.PERSON", "last_modified_by": "PLANTED.PERSON"}],
}  # fmt: skip


def layout_of(columns: list[str]) -> dict[str, Any]:
    fitting = [one for one in ENTRY["layouts"].values() if set(one["recognised_by"]) <= set(columns)]
    assert len(fitting) == 1
    return fitting[0]


def modelled(path: Path, folder: Path) -> list[dict[str, Any]]:
    """The model rows of each file in `path`, by the layout its columns tell."""
    found: list[dict[str, Any]] = []
    for part, _ in enumerate(read(path, folder)):
        file = folder / f"part-{part}.parquet"
        columns = pq.read_schema(file).names
        (statement,) = layout_of(columns)["tables"].values()
        with duckdb.connect() as lake:
            lake.execute(MACROS)
            lake.execute(f"CREATE VIEW raw AS FROM '{file}'")
            result = lake.execute(sql.read(SOURCE / statement).select)
            names = [column[0] for column in result.description or ()]
            found += [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return found


def delivered(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def hierarchy(*entries: Any) -> str:
    return json.dumps([{"org": entry, "_link": {"self": {"href": "https://example.invalid"}}} for entry in entries])


@pytest.mark.parametrize("case", sorted(HERE.glob("*.csv")) + sorted(HERE.glob("*.json")), ids=lambda path: path.name)
def test_the_files_of_the_publisher_become_the_rows_of_the_model(case: Path, tmp_path: Path) -> None:
    expected = yaml.safe_load(case.with_suffix(".expected.yml").read_text(encoding="utf-8"))
    assert modelled(case, tmp_path) == expected


def test_every_model_column_is_one_of_its_table(tmp_path: Path) -> None:
    for case in [*HERE.glob("*.csv"), *HERE.glob("*.json")]:
        (rows, *_), (file, *_) = [modelled(case, tmp_path)], [tmp_path / "part-0.parquet"]
        (table,) = layout_of(pq.read_schema(file).names)["tables"]
        columns = yaml.safe_load((REPOSITORY / f"quaestor/model/tables/{table}.yml").read_text(encoding="utf-8"))
        assert all(set(row) <= set(columns["columns"]) for row in rows)


def test_plain_gz_and_zip_hold_the_same_rows(tmp_path: Path) -> None:
    content = (HERE / "psc.csv").read_bytes()
    plain = delivered(tmp_path, "psc.csv", content)
    packed = delivered(tmp_path, "psc.csv.gz", gzip.compress(content))
    with zipfile.ZipFile(tmp_path / "lists.zip", "w") as archive:
        archive.writestr("lists/psc.csv", content)
        archive.writestr("lists/hierarchy.json", hierarchy(ORGANISATION))
    rows = modelled(plain, tmp_path)
    assert modelled(packed, tmp_path) == rows
    assert modelled(tmp_path / "lists.zip", tmp_path)[: len(rows)] == rows
    files = read(tmp_path / "lists.zip", tmp_path)
    assert [file.name for file in files] == ["lists.zip/lists/psc.csv", "lists.zip/lists/hierarchy.json"]
    assert files[0].source_file == read(plain, tmp_path)[0].source_file == hashlib.sha256(content).hexdigest()
    assert read(packed, tmp_path)[0].source_file == hashlib.sha256(packed.read_bytes()).hexdigest()


def test_each_row_leads_back_to_its_file_and_number(tmp_path: Path) -> None:
    path = delivered(tmp_path, "psc.csv", (HERE / "psc.csv").read_bytes())
    (file,) = read(path, tmp_path)
    part = pq.read_table(tmp_path / "part-0.parquet").to_pylist()
    assert [row["source_row"] for row in part] == list(range(1, file.rows + 1))
    assert {(row["file_name"], row["source_file"]) for row in part} == {("psc.csv", file.source_file)}


def test_no_person_of_the_hierarchy_is_written(tmp_path: Path) -> None:
    broken = {"createdBy": "PLANTED.PERSON"}
    text = json.dumps([{"org": ORGANISATION}, broken])
    (file,) = read(delivered(tmp_path, "h.json", text), tmp_path)
    assert (file.rows, [problem[0] for problem in file.problems]) == (2, [2])
    written = json.dumps(pq.read_table(tmp_path / "part-0.parquet").to_pylist())
    assert "A1" in written
    assert "PLANTED" not in written
    assert "PLANTED" not in str(file)


def test_an_empty_field_too_many_is_passed_over_and_a_filled_one_is_not(tmp_path: Path) -> None:
    text = 'a,b\n1,2,\n"multi\nline",2\n3,4,5\n6\n\n7,8\n'
    (file,) = read(delivered(tmp_path, "l.csv", text), tmp_path)
    rows = pq.read_table(tmp_path / "part-0.parquet").to_pylist()
    assert [(row["source_row"], row["a"], row["b"]) for row in rows] == [
        (1, "1", "2"),
        (2, "multi\nline", "2"),
        (5, "7", "8"),
    ]
    assert file.problems == [
        (3, "the row has 3 fields and the header 2", '["3", "4", "5"]'),
        (4, "the row has 1 fields and the header 2", '["6"]'),
    ]
    assert file.rows == len(rows) + len(file.problems)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\xef\xbb\xbf \n", "empty"),
        ("latin.csv", "PSC CODE\n10\nma\xf1ana\n".encode("latin-1"), "not UTF-8 .line 3"),
        ("picture.csv", b"GIF\x00\x01", "not a text file"),
        ("cut.json", b'[{"org": {"orgKey": 1}}, {"or', "not JSON"),
        ("object.json", b'{"org": {}}', "not an array"),
        ("cut.csv", b'a,b\n1,"2', "line 2 is not CSV"),
        ("cut.csv.gz", gzip.compress(b"a,b\n1,2\n" * 100, mtime=0)[:-9], "cannot be read"),
        ("cut.zip", b"PK\x03\x04 and then nothing", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_says_so(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=what) as error:
        read(delivered(tmp_path, name, content), tmp_path)
    assert error.value.where == name
    assert error.value.advice


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read(tmp_path / "psc.csv", tmp_path)


@pytest.mark.parametrize("name", ENTRY["layouts"])
def test_each_column_of_a_layout_has_one_fate(name: str) -> None:
    layout = ENTRY["layouts"][name]
    ignored = [column for columns in layout.get("ignored", {}).values() for column in columns]
    fates = [*layout["read"], *layout.get("people", ()), *ignored]
    assert len(fates) == len(set(fates))
    assert set(layout.get("optional", ())) | set(layout.get("text", ())) <= set(fates)


class TestRealLists:
    pytestmark = pytest.mark.real_data

    def rows(self, name: str, tmp_path: Path) -> list[dict[str, Any]]:
        path = DATA / name
        (file,) = read(path, tmp_path)
        assert file.problems == []
        columns = set(pq.read_schema(tmp_path / "part-0.parquet").names) - {"file_name", "source_file", "source_row"}
        layout = layout_of(list(columns))
        ignored = {column for some in layout.get("ignored", {}).values() for column in some}
        assert columns <= {*layout["read"], *ignored}
        assert set(layout["read"]) - set(layout.get("optional", ())) <= columns
        rows = modelled(path, tmp_path)
        assert len(rows) == file.rows
        return rows

    def test_product_and_service_codes(self, tmp_path: Path) -> None:
        rows = self.rows("reference/psc_codes.csv.gz", tmp_path)
        assert len(rows) == 3769
        assert len({(row["code"], row["from_on_text"]) for row in rows}) == 3769
        assert {row["from_on"][:2] for row in rows if row["from_on"]} == {"19", "20"}
        assert sum(row["name"] is None for row in rows) == 25
        assert all(row["from_on"] <= row["until_on"] for row in rows if row["from_on"] and row["until_on"])

    def test_industry_codes(self, tmp_path: Path) -> None:
        rows = self.rows("reference/csis_PrincipalNaicsCode.csv.gz", tmp_path)
        assert len(rows) == 1632
        assert sum(row["code"] is None for row in rows) == 2
        assert len({row["code"] for row in rows}) == 1631
        assert "NULL" not in {value for row in rows for value in row.values()}

    def test_parent_companies(self, tmp_path: Path) -> None:
        rows = self.rows("reference/csis_parent_companies.csv.gz", tmp_path)
        assert len(rows) == len({row["name"] for row in rows}) == 5395
        assert sum(row["merger_year"] is not None for row in rows) == 155
        (cornell,) = (row for row in rows if row["company"] == "CORNELL COMPANIES")
        assert (cornell["owner"], cornell["merger_on"]) == ("GEO GROUP", "2010-08-13")
        assert {"NULL", ""} & {value for row in rows for value in row.values()} == set()

    def test_agencies(self, tmp_path: Path) -> None:
        rows = self.rows("reference/agencies.csv.gz", tmp_path)
        assert len({row["entry_id"] for row in rows}) == len(rows) == 1507
        assert [row["short_name"] for row in rows if row["agency_id"] == "7012"] == ["ICE"]
        assert sum(row["agency_id"] is None for row in rows) == 32

    def test_hierarchy(self, tmp_path: Path) -> None:
        rows = self.rows("sam/federal_hierarchy.json.gz", tmp_path)
        assert len({row["entry_id"] for row in rows}) == len(rows) == 1038
        assert sum(row["parent_entry_id"] is None for row in rows) == 158
        assert {row["from_on"] is None or len(row["from_on"]) == 10 for row in rows} == {True}
        (ice,) = (row for row in rows if row["agency_id"] == "7012" and row["level"] == "2")
        assert ice["department_name"] == "HOMELAND SECURITY, DEPARTMENT OF"
