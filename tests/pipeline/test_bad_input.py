"""Files that cannot be loaded: a clear error that says where, what and what to do, and a store in which nothing has changed."""

# ruff: noqa: E501 -- one case a line
from __future__ import annotations

import gzip
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made import SEARCH, search_file, search_row, transaction_file, transaction_row, whole

from quaestor import pipeline
from quaestor.errors import BadHeader, CheckFailed, InputError, NotHeld, QuaestorError, UnreadableFile, UnreadColumn
from quaestor.store import Lake

PAGE = Path(__file__).parent.parent / "sources" / "fpds_atom" / "page.xml"
HTML = b"<!DOCTYPE html>\n<html><head><title>503 Service Unavailable</title></head>\n<body>Come back later, please</body></html>\n"
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "ha">
%s]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&z;</title></entry></feed>""" % b"\n".join(
    b'<!ENTITY %c "%s">' % (ord("b") + place, (b"&%c;" % (ord("a") + place)) * 20) for place in range(25)
)


def rows(many: int = 200) -> list[list[str]]:
    return [search_row(number, f"{number}.25", words="SPANS, " * 20) for number in range(many)]


def good(folder: Path) -> bytes:
    return search_file(folder / "good.csv", rows()).read_bytes()


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0x55]) + data[middle + 1 :]


def zipped(folder: Path, members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(folder / "made.zip", "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return (folder / "made.zip").read_bytes()


def header(change: Callable[[list[str]], list[str]]) -> Callable[[Path], bytes]:
    """A search extract whose header and rows went through `change`."""
    return lambda folder: "\n".join(",".join(change(row)) for row in [list(SEARCH), *map(list, plain())]).encode()


def plain() -> list[list[str]]:
    return [search_row(number, f"{number}.25") for number in range(30)]


def other_source(folder: Path) -> bytes:
    return transaction_file(folder / "t.csv", [transaction_row(1, "5.00")]).read_bytes()


#: name: file name, what is in it, the error, a word it must say
CASES: dict[str, tuple[str, Callable[[Path], bytes], type[QuaestorError], str]] = {
    "gzip with a flipped byte": ("a.csv.gz", lambda f: flipped(gzip.compress(good(f))), UnreadableFile, "gzip"),
    "gzip cut": ("a.csv.gz", lambda f: gzip.compress(good(f))[:-300], UnreadableFile, "gzip"),
    "gzip that is none": ("a.csv.gz", good, UnreadableFile, "gzip"),
    "zip cut": ("a.zip", lambda f: zipped(f, {"a.csv": good(f)})[:-200], UnreadableFile, "zip"),
    "zip with a flipped byte": ("a.zip", lambda f: flipped(zipped(f, {"a.csv": good(f)})), UnreadableFile, "zip"),
    "zip without CSV": ("a.zip", lambda f: zipped(f, {"README.txt": b"hello"}), UnreadableFile, "no CSV"),
    "zip whose second file is bad": (
        "a.zip", lambda f: zipped(f, {"a.csv": good(f), "b.csv": HTML}), BadHeader, "b.csv",
    ),
    "zip with an empty file": ("a.zip", lambda f: zipped(f, {"a.csv": b""}), InputError, "a.csv"),
    "latin-1": ("a.csv", lambda f: good(f).replace(b"SPANS", b"PONT \xe9lev\xe9"), UnreadableFile, "UTF-8"),
    "latin-1 past the first rows": ("a.csv", lambda f: good(f) + "ICE,P9,É,1.00".encode("latin-1"), UnreadableFile, "UTF-8"),
    "latin-1 and a ragged row": (
        "a.csv", lambda f: good(f) + b"ICE,P9\n" + "ICE,P9,É,1.00".encode("latin-1"), UnreadableFile, "UTF-8",
    ),
    "UTF-16": ("a.csv", lambda f: good(f).decode().encode("utf-16"), UnreadableFile, "UTF-8"),
    "UTF-16 without a mark": ("a.csv", lambda f: good(f).decode().encode("utf-16-le"), InputError, "a.csv"),
    "empty": ("a.csv", lambda f: b"", UnreadableFile, "empty"),
    "empty gzip": ("a.csv.gz", lambda f: gzip.compress(b""), InputError, "a.csv.gz"),
    "blank lines": ("a.csv", lambda f: b"\n\n\n", InputError, "a.csv"),
    "header only": ("a.csv", lambda f: good(f).splitlines(keepends=True)[0], UnreadableFile, "no rows"),
    "missing columns": ("a.csv", header(lambda row: row[:4] + row[5:]), BadHeader, "Action Date"),
    "a new column": ("a.csv", header(lambda row: [*row, row[0].replace("Agency", "Mood")]), UnreadColumn, "Mood"),
    "a column twice": ("a.csv", header(lambda row: [*row, row[0]]), BadHeader, "printed twice: Agency"),
    "a nameless column": ("a.csv", header(lambda row: [*row, ""]), BadHeader, "column"),
    "a file of another source": ("a.csv", other_source, BadHeader, "another source"),
    "binary": ("a.csv", lambda f: bytes(range(256)) * 40, InputError, "a.csv"),
    "zeros": ("a.csv", lambda f: bytes(5000), InputError, "a.csv"),
    "an HTML error page": ("a.csv", lambda f: HTML, BadHeader, "a.csv"),
    "a quote that never ends": ("a.csv", lambda f: good(f) + b'ICE,"P9,' + b"x\n" * 900_000, UnreadableFile, "a.csv"),
    "rows nearly all bad": (
        "a.csv", header(lambda row: [*row[:4], row[4].replace("2025", "1815"), *row[5:]]), CheckFailed, "a.csv row 1: signed_on",
    ),
    "rows nearly all ragged": (
        "a.csv", lambda f: good(f).splitlines(keepends=True)[0] + b"ICE,P1\n" * 20 + b"".join(good(f).splitlines(keepends=True)[1:9]),
        CheckFailed, "2 cells where the header has 10",
    ),
    "no row fits": ("a.csv", lambda f: good(f).splitlines(keepends=True)[0] + b"ICE,P1\n" * 20, UnreadableFile, "cells"),
}  # fmt: skip

XML = {
    "billion laughs": (LAUGHS, UnreadableFile),
    "cut": (PAGE.read_bytes()[:9000], UnreadableFile),
    "HTML": (HTML, UnreadableFile),
    "no XML": (b"ICE,P1\n", UnreadableFile),
    "empty": (b"", UnreadableFile),
    "an element nobody knows": (
        PAGE.read_bytes().replace(b"<ns1:transactionNumber>0</ns1:transactionNumber>", b"<ns1:mood>good</ns1:mood>", 1), UnreadColumn,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one load in it, which every case must leave as it is."""
    folder = tmp_path_factory.mktemp("bad")
    pipeline.load(folder / "store", "usaspending_search", [search_file(folder / "FY_20260101T000000.csv", plain())])
    return folder / "store"


@pytest.fixture(scope="module")
def lake(store: Path) -> Iterator[Lake]:
    with Lake.open(store) as lake:
        yield lake


def refused(lake: Lake, source: str, path: Path, kind: type[QuaestorError]) -> str:
    """The words of the error with which loading `path` ends, once nothing is found to have changed."""
    before = whole(lake)
    with pytest.raises(kind) as caught:
        pipeline.load(lake.path, source, [path])
    assert caught.value.where
    assert caught.value.what
    assert caught.value.advice
    after = whole(lake)
    assert [name for name in after if after[name] != before[name]] == []
    return str(caught.value)


@pytest.mark.parametrize("case", CASES)
def test_a_bad_file_is_refused_and_changes_nothing(case: str, lake: Lake, tmp_path: Path) -> None:
    name, make, kind, word = CASES[case]
    data = make(tmp_path)
    path = tmp_path / name
    path.write_bytes(data)
    assert word in refused(lake, "usaspending_search", path, kind)


@pytest.mark.parametrize("case", XML)
def test_a_bad_page_is_refused_and_changes_nothing(case: str, lake: Lake, tmp_path: Path) -> None:
    data, kind = XML[case]
    path = tmp_path / "page.xml"
    path.write_bytes(data)
    assert "page.xml" in refused(lake, "fpds_atom", path, kind)


def test_what_is_not_there_is_said_by_name(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "nowhere.csv", tmp_path / "*.parquet"):
        assert str(path) in refused(lake, "usaspending_search", path, NotHeld)


def test_a_bad_file_among_good_ones_keeps_the_good_ones_out_too(lake: Lake, tmp_path: Path) -> None:
    search_file(tmp_path / "a_20260201T000000.csv", plain()[:20])
    (tmp_path / "b_20260201T000000.csv").write_bytes(HTML)
    refused(lake, "usaspending_search", tmp_path, BadHeader)


def test_a_store_that_a_bad_file_began_takes_the_good_one(tmp_path: Path) -> None:
    path = tmp_path / "FY_20260101T000000.csv"
    path.write_bytes(HTML)
    with pytest.raises(BadHeader):
        pipeline.load(tmp_path / "store", "usaspending_search", [path])
    search_file(path, plain())
    assert pipeline.load(tmp_path / "store", "usaspending_search", [path])["kept"] == 30


def test_a_file_refused_once_is_loaded_when_it_comes_whole(store: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "store")
    path = tmp_path / "FY_20260201T000000.csv.gz"
    packed = gzip.compress(good(tmp_path))
    path.write_bytes(packed[:-50])
    with pytest.raises(UnreadableFile):
        pipeline.load(tmp_path / "store", "usaspending_search", [path])
    path.write_bytes(packed)
    assert pipeline.load(tmp_path / "store", "usaspending_search", [path])["kept"] == 200
