"""A gzipped paper is read as the paper it packs; a broken one is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from quaestor.documents import inspecting, kept, unpacked, versions
from quaestor.errors import UnreadableFile

TEXT = "SOLICITATION 70CDCR24R00000001\nThe ceiling shall not exceed $1,500,000. Offers are due 5 March 2024.\n"


def packed(folder: Path, text: str = TEXT) -> Path:
    path = folder / "paper.txt.gz"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path


def test_it_is_read_as_what_it_packs(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text(TEXT)
    facts = inspecting.inspect(packed(tmp_path))
    assert facts == inspecting.inspect(tmp_path / "paper.txt")
    assert [one["amount"] for one in facts["amounts"]] == ["1500000.00"]


def test_versions_may_be_packed(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    new = packed(tmp_path, TEXT.replace("1,500,000", "2,500,000"))
    told = versions.compare(packed(tmp_path / "old"), new)
    assert [one["kind"] for one in told["substance"]]
    assert not told["equal"]


def test_a_folder_of_packed_papers_is_found(tmp_path: Path) -> None:
    path = packed(tmp_path)
    (tmp_path / "rows.csv.gz").write_bytes(b"")
    assert kept.files(tmp_path) == [path]


@pytest.mark.parametrize(("cut", "says"), [(-20, "cut short"), (12, "cut short"), (2, "cut short")])
def test_a_cut_one_is_refused(tmp_path: Path, cut: int, says: str) -> None:
    path = packed(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(UnreadableFile, match=says):
        inspecting.inspect(path)


def test_one_that_packs_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "BYTES", 1_000_000)
    path = packed(tmp_path, "a" * 3_000_000)
    with pytest.raises(UnreadableFile, match="packs over"):
        inspecting.inspect(path)
