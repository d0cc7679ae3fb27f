"""FPDS Atom pages: what is read, what is refused, what never leaves the border, and what the real pages hold."""

from __future__ import annotations

import gzip
import hashlib
import re
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from quaestor import model, sql
from quaestor.errors import UnreadableFile, UnreadColumn
from quaestor.sources.fpds_atom.read import read
from quaestor.sources.fpds_atom.rules import layout

HERE = Path(__file__).parent
PAGE = HERE / "page.xml"
REAL = HERE.parents[3] / "shared" / "data" / "fpds" / "atom_pages.zip"
NS = "{https://www.fpds.gov/FPDS}"
SOURCES = files("quaestor.sources")


def actions(folder: Path) -> duckdb.DuckDBPyConnection:
    """A plain DuckDB with the view `raw` over the parts and the table `action` that action.sql makes of it."""
    db = duckdb.connect()
    db.execute(SOURCES.joinpath("macros.sql").read_text("utf-8"))
    db.execute(f"CREATE VIEW raw AS SELECT * FROM '{folder}/part-*.parquet'")
    select = sql.read(SOURCES.joinpath("fpds_atom").joinpath("action.sql")).select
    db.execute(
        f"CREATE TABLE action AS SELECT r.source_row, a.* FROM ({select}) a"
        " POSITIONAL JOIN (SELECT source_row FROM raw) r"
    )
    return db


def entries(folder: Path) -> list[str]:
    return [row[0] for row in duckdb.sql(f"SELECT entry FROM '{folder}/part-*.parquet'").fetchall()]


def write(folder: Path, text: str | bytes, name: str = "page.xml") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_every_kind_and_version_of_the_made_up_page_gives_the_rows_beside_it(tmp_path: Path) -> None:
    [page] = read(PAGE, tmp_path)
    made = actions(tmp_path).sql("SELECT * FROM action")
    rows = [{k: v for k, v in zip(made.columns, row, strict=True) if v is not None} for row in made.fetchall()]
    assert rows == yaml.safe_load((HERE / "page.yml").read_text("utf-8"))
    assert page.rows == len(rows) + len(page.problems)
    assert page.source_file == hashlib.sha256(PAGE.read_bytes()).hexdigest()
    assert page.bytes == PAGE.stat().st_size


def test_action_sql_gives_columns_of_the_model_only(tmp_path: Path) -> None:
    read(PAGE, tmp_path)
    made = set(actions(tmp_path).sql("SELECT * FROM action").columns) - {"source_row"}
    assert made <= set(model.table("action").names)


def test_an_entry_without_a_key_is_put_aside_whole_with_its_reason(tmp_path: Path) -> None:
    [page] = read(PAGE, tmp_path)
    [(row, reason, content)] = page.problems
    assert (row, reason) == (9, "the record prints no PIID, so it cannot be told from others")
    assert "NO NUMBER" in content
    assert "SUTCLIFFE" not in content


def test_an_entry_that_holds_no_record_is_put_aside(tmp_path: Path) -> None:
    text = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>IDC X</title><content/></entry></feed>'
    [page] = read(write(tmp_path, text), tmp_path)
    assert [(p[0], p[1]) for p in page.problems] == [(1, "the entry holds no contract records, not one")]


def test_a_page_without_entries_is_a_page(tmp_path: Path) -> None:
    [page] = read(write(tmp_path, '<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>'), tmp_path)
    assert (page.rows, page.problems, entries(tmp_path)) == (0, [], [])


def test_evidence_is_the_digest_of_what_was_delivered_of_a_zip_the_member(tmp_path: Path) -> None:
    packed = write(tmp_path, gzip.compress(PAGE.read_bytes()), "page.xml.gz")
    archive = tmp_path / "pages.zip"
    with zipfile.ZipFile(archive, "w") as into:
        into.write(PAGE, "EX/page-0.xml")
        into.write(packed, "EX/page-1.xml.gz")
        into.writestr("README.txt", "not a page")
        into.writestr("__MACOSX/EX/._page-0.xml", "not a page")
    (gz,), zipped = read(packed, tmp_path), read(archive, tmp_path)
    assert [page.name for page in zipped] == ["pages.zip/EX/page-0.xml", "pages.zip/EX/page-1.xml.gz"]
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (packed, PAGE, packed)]
    assert [gz.source_file, *(page.source_file for page in zipped)] == digests
    assert gz.rows == zipped[0].rows == zipped[1].rows


def test_two_processes_read_what_one_reads(tmp_path: Path) -> None:
    archive = tmp_path / "pages.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
        for n in range(400):
            into.writestr(f"{n:03}.xml", PAGE.read_text().replace("FIRST WORK", f"WORK {n}"))
    found = []
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        folder.mkdir()
        pages = read(archive, folder, workers=workers)
        assert len(list(folder.iterdir())) == workers
        rows = duckdb.sql(f"SELECT * FROM '{folder}/part-*.parquet' ORDER BY file_name, source_row").fetchall()
        found.append((pages, rows))
    assert found[0] == found[1]


def test_an_error_in_one_process_ends_both_and_names_the_page(tmp_path: Path) -> None:
    archive = tmp_path / "pages.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
        for n in range(400):
            into.writestr(f"{n:03}.xml", PAGE.read_bytes() if n != 390 else PAGE.read_bytes()[:9000])
    with pytest.raises(UnreadableFile, match=r"pages\.zip/390\.xml: not whole, well-formed XML"):
        read(archive, tmp_path, workers=2)


LAUGHS = '<!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "the file is empty"),
        (b" \n", "the page is empty"),
        (PAGE.read_bytes()[:20000], "not whole, well-formed XML"),
        (b"<!DOCTYPE html><html><body>Error 500</body></html>", "a web page, not an Atom feed"),
        (b"\n<html><body>busy</body></html>", "a web page, not an Atom feed"),
        (b"not XML at all", "not whole, well-formed XML"),
        (b"<rss><channel/></rss>", "the first element is rss"),
        (b"<feed><entry/></feed>", "the first element is feed"),
        (f'<?xml version="1.0"?><!-- x -->{LAUGHS}<feed>&b;</feed>'.encode(), "DOCTYPE"),
        (f"{LAUGHS}<feed>&b;</feed>".encode("utf-16"), "DOCTYPE"),
        (b'<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd"><feed xmlns="http://www.w3.org/2005/Atom"/>', "DOCTYPE"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">&laugh;</feed>', "not whole, well-formed XML"),
        (gzip.compress(PAGE.read_bytes(), mtime=0)[:500], "cannot be unpacked"),
    ],
    ids=["empty", "blank", "truncated", "error page", "bare html", "prose", "rss", "no namespace", "laughs",
         "utf-16 laughs", "outside entity", "unknown entity", "truncated gzip"],
)  # fmt: skip
def test_what_is_no_page_is_refused_by_name(tmp_path: Path, text: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as error:
        read(write(tmp_path, text), tmp_path)
    assert "page.xml" in str(error.value)


def test_a_damaged_archive_is_refused_by_name(tmp_path: Path) -> None:
    archive = tmp_path / "pages.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
        into.write(PAGE, "a.xml")
    whole = archive.read_bytes()
    for broken in (whole[:-40], whole[:200] + b"\0" * 50 + whole[250:]):
        archive.write_bytes(broken)
        with pytest.raises(UnreadableFile, match=r"pages\.zip"):
            read(archive, tmp_path)
    with zipfile.ZipFile(archive, "w") as into:
        into.writestr("readme.txt", "nothing")
    with pytest.raises(UnreadableFile, match=r"holds no \.xml page"):
        read(archive, tmp_path)
    with pytest.raises(UnreadableFile, match="not there"):
        read(tmp_path / "absent.xml", tmp_path)


def test_an_element_in_no_list_stops_the_run_and_is_named_with_its_path(tmp_path: Path) -> None:
    text = PAGE.read_text().replace("<ns1:vendorName>FIRST", "<ns1:newThing>1</ns1:newThing><ns1:vendorName>FIRST")
    with pytest.raises(UnreadColumn, match="feed/entry/content/award/vendor/vendorHeader/newThing") as error:
        read(write(tmp_path, text), tmp_path)
    assert "page.xml, entry 1" in str(error.value)


def test_nothing_of_a_person_in_the_made_up_page_leaves_the_border(tmp_path: Path) -> None:
    pages = read(PAGE, tmp_path)
    kept = str(duckdb.sql(f"SELECT * FROM '{tmp_path}/part-*.parquet'").fetchall()) + str(pages)
    for planted in ("SUTCLIFFE", "WINTERBOTTOM", "@EXAMPLE.INVALID", "5550143", "555-0143", "5550144"):
        assert planted not in kept, planted
    assert "newSpaceCode" in kept
    people = layout().rules
    assert not [
        e.tag
        for text in entries(tmp_path)
        for e in etree.fromstring(text).iter()
        if people.get(name(e), people["award"]).person
    ]


def test_a_sole_proprietor_keeps_the_money_and_loses_name_and_address(tmp_path: Path) -> None:
    read(PAGE, tmp_path)
    [entry] = [etree.fromstring(text) for text in entries(tmp_path) if "EX0003" in text]
    text = etree.tostring(entry, encoding="unicode")
    assert not re.search(r"ROE|RICHARD|MADE UP LANE|SPRINGFIELD|22150", text)
    assert entry.findtext("{*}title") == "PURCHASE ORDER EX0003 awarded to an individual for the amount of $90"
    assert entry.findtext(f".//{NS}obligatedAmount") == "90.00"


def name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 400), spot=st.sampled_from(["text", "tail", "attribute"]), data=st.data())
def test_an_address_planted_anywhere_is_gone(
    tmp_path_factory: pytest.TempPathFactory, place: int, spot: str, data: Any
) -> None:
    user = data.draw(st.from_regex(r"[a-z]{2,8}(\.[a-z]{2,8})?", fullmatch=True))
    secret = f"{user}@agency.example.invalid"
    folder = tmp_path_factory.mktemp("planted")
    feed = etree.parse(str(PAGE)).getroot()
    elements = [e for entry in feed.iterfind("{*}entry") for e in list(entry.iter())[1:]]
    element = elements[place * len(elements) // 401]
    if spot == "text":
        element.text = f"write to {secret} now"
    elif spot == "tail":
        element.tail = f" {secret} "
    else:
        element.set("name", f"office {secret}")
    pages = read(write(folder, etree.tostring(feed)), folder)
    assert secret not in str(duckdb.sql(f"SELECT * FROM '{folder}/part-*.parquet'").fetchall()) + str(pages)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("real")
    pages = read(REAL, folder)
    assert (len(pages), sum(page.rows for page in pages), sum(len(page.problems) for page in pages)) == (
        1571,
        13184,
        0,
    )
    db = actions(folder)
    db.execute("""
        CREATE TABLE money AS SELECT action_id, award_id, obligation::DECIMAL(20,2) AS obligation,
            ceiling_change::DECIMAL(20,2) AS ceiling_change, ceiling_stated::DECIMAL(20,2) AS ceiling_stated
        FROM action""")
    db.execute("""
        CREATE TABLE vehicle AS SELECT award_id, sum(ceiling_change) AS ceiling, min(ceiling_stated) AS stated,
            max(ceiling_stated) AS stated_too FROM money WHERE award_id LIKE 'CONT_IDV_%' GROUP BY 1""")
    return db


@pytest.mark.real_data
class TestTheRealPages:
    def test_hold_the_actions_and_the_money(self, db: duckdb.DuckDBPyConnection) -> None:
        [row] = db.sql("SELECT count(*), count(DISTINCT action_id), sum(obligation)::VARCHAR FROM money").fetchall()
        assert row == (13184, 13184, "408003345.62")

    def test_change_ceilings_mostly_without_money(self, db: duckdb.DuckDBPyConnection) -> None:
        [row] = db.sql(
            "SELECT count(*), count(*) FILTER (obligation = 0) FROM money WHERE ceiling_change <> 0"
        ).fetchall()
        assert row == (1016, 935)

    def test_reconcile_but_for_two_vehicles(self, db: duckdb.DuckDBPyConnection) -> None:
        rows = db.sql("SELECT award_id FROM vehicle WHERE abs(ceiling - stated) > 1 ORDER BY 1").fetchall()
        assert rows == [("CONT_IDV_N0002421D4114_9700",), ("CONT_IDV_W912DY20D0032_9700",)]
        assert db.sql("SELECT count(*), count(*) FILTER (stated = stated_too) FROM vehicle").fetchall() == [(405, 405)]

    def test_print_ceilings_that_are_none(self, db: duckdb.DuckDBPyConnection) -> None:
        [row] = db.sql("""
            SELECT count(*) FILTER (nines), count(*) FILTER (stated = 0), count(*) FILTER (stated > 100_000_000_000),
                count(*) FILTER (nines AND stated > 100_000_000_000)
            FROM (SELECT stated, regexp_full_match(stated::VARCHAR, '9{4,}[.](00|99)') AS nines FROM vehicle)
        """).fetchall()
        assert row == (17, 92, 15, 12)

    def test_use_only_codes_of_the_lists(self, db: duckdb.DuckDBPyConnection) -> None:
        for column in model.table("action").columns:
            if column.codes:
                found = {row[0] for row in db.sql(f"SELECT DISTINCT {column.name} FROM action").fetchall()} - {None}
                assert found <= model.codes(column.codes).keys(), column.name
