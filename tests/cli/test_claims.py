"""`quaestor claims check` as people run it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from tests.cli.conftest import run

TEXT = "Clearview AI was paid $3.75 million for facial recognition in September 2025.\n"


def test_a_text_is_answered_in_json_csv_and_prose(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    asked = ("claims", "check", file, "--as-of", "2025-09-30", "--store", store)
    (found,) = json.loads(run(*asked, "--json", cwd=tmp_path).stdout)
    assert (found["verdict"], found["measure"], found["figure"]) == ("matches", "one action", "3750000.00")
    (row,) = csv.DictReader(io.StringIO(run(*asked, "--csv", cwd=tmp_path).stdout))
    assert (row["verdict"], row["awards"]) == ("matches", "70CMSD25P00000111")
    printed = run(*asked, cwd=tmp_path).stdout
    assert "[1 matches]" in printed
    assert "The records agree" in printed


def test_a_list_is_answered_row_by_row(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("title,number,value\nICM,70CTD022FR0000170,139314020.61\n", encoding="utf-8")
    asked = ("claims", "check", "--table", file, "--as-of", "2025-09-30", "--store", store)
    found = json.loads(run(*asked, "--json", cwd=tmp_path).stdout)
    assert [row["measure"] for row in found["rows"]] == ["obligated"]
    assert "1 matches" in run(*asked, cwd=tmp_path).stdout


def test_what_is_no_text_is_refused_with_advice(store: Path, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    refused = run("claims", "check", "paper.pdf", "--store", store, cwd=tmp_path, code=1)
    assert "a PDF, not a text" in refused.stderr
    assert run("claims", "check", "nowhere.txt", "--store", store, cwd=tmp_path, code=1).stderr
