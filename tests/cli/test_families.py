"""`quaestor families pairs`: a CSV of names in, a verdict a row out, and a clear error for anything else."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import SAMPLE, Run, run


def test_each_row_gets_its_verdict_score_and_reason(quaestor: Run, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(
        "id,name1,name2\n1,Siemens AG,Siemens Aktiengesellschaft\n2,Bank of India,Bank of Indonesia\n3,,x\n",
        encoding="utf-8-sig",
    )
    rows = json.loads(quaestor("families", "pairs", "pairs.csv", "--json").stdout)
    assert [row["same"] for row in rows] == [True, False, False]
    assert [list(row) for row in rows] == [["name1", "name2", "same", "score", "because"]] * 3
    assert all(0 <= row["score"] <= 1 for row in rows)
    assert "Siemens Aktiengesellschaft" in " ".join(
        quaestor("families", "pairs", "pairs.csv", COLUMNS="200").stdout.split()
    )


def test_a_file_without_the_columns_says_which_are_missing(quaestor: Run, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("name1,other\na,b\n", encoding="utf-8")
    said = quaestor("families", "pairs", "pairs.csv", code=1).stderr
    assert "pairs.csv: no column name2" in said


def test_a_file_that_is_no_csv_in_utf8_or_not_there_is_told_as_such(quaestor: Run, tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_bytes(b"name1,name2\n\xff\xfe,b\n")
    assert "not a CSV file in UTF-8" in quaestor("families", "pairs", "pairs.csv", code=1).stderr
    assert "No such file" in quaestor("families", "pairs", "none.csv", code=1).stderr
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert "no column name1 and name2" in quaestor("families", "pairs", "empty.csv", code=1).stderr


def test_matching_a_store_says_what_it_made_and_a_second_run_makes_nothing(tmp_path: Path) -> None:
    run("load", "sample", SAMPLE, "--store", "store", cwd=tmp_path)
    first = json.loads(run("families", "match", "--store", "store", "--json", cwd=tmp_path).stdout)
    assert {"same", "possible", "made", "withdrawn", "families", "joined", "split"} <= set(first)
    again = json.loads(run("families", "match", "--store", "store", "--json", cwd=tmp_path).stdout)
    assert (again["made"], again["withdrawn"]) == (0, 0)
    assert "wait for a person" in run("families", "match", "--store", "store", cwd=tmp_path).stdout
