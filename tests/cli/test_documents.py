"""The commands of papers, as people run them."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import run

OLD = "The ceiling shall not exceed $5,000,000.00. Offers are due by June 3, 2024. FAR 52.212-4 applies.\n"
NEW = "The ceiling shall not exceed $7,500,000.00. Offers are due by June 3, 2024. FAR 52.212-4 applies.\n"


def papers(folder: Path) -> tuple[Path, Path]:
    old, new = folder / "old.txt", folder / "new.txt"
    old.write_text(OLD)
    new.write_text(NEW)
    return old, new


def test_inspect_tells_what_a_paper_names_without_a_store(tmp_path: Path) -> None:
    old, _ = papers(tmp_path)
    facts = json.loads(run("documents", "inspect", old, "--json", cwd=tmp_path).stdout)
    assert {"kind", "pages", "identifiers", "amounts", "dates", "redactions"} <= set(facts)
    assert [(one["amount"], one["bound"]) for one in facts["amounts"]] == [("5000000.00", "up_to")]
    assert [one["value"] for one in facts["identifiers"]] == ["FAR 52.212-4"]
    assert [one["date"] for one in facts["dates"]] == ["2024-06-03"]
    assert "No failed redaction found" in run("documents", "inspect", old, cwd=tmp_path).stdout


def test_compare_tells_what_changed_in_substance(tmp_path: Path) -> None:
    facts = json.loads(run("documents", "compare", *papers(tmp_path), "--json", cwd=tmp_path).stdout)
    (change,) = facts["substance"]
    assert (change["kind"], change["before"], change["after"]) == ("cap", "$5,000,000.00", "$7,500,000.00")
    assert set(change["places"]) == {"before", "after"}
    assert facts["sections"]
    assert "$7,500,000.00" in run("documents", "compare", *papers(tmp_path), cwd=tmp_path).stdout


def test_papers_are_added_listed_and_shown(tmp_path: Path) -> None:
    papers(tmp_path)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    done = json.loads(run("documents", "add", tmp_path, "--json", cwd=tmp_path).stdout)
    assert [one["file"] for one in done["added"]] == ["new.txt", "old.txt"]
    assert [one["file"] for one in done["refused"]] == ["broken.pdf"]
    listed = json.loads(run("documents", "list", "--with", "7,500,000.00", "--json", cwd=tmp_path).stdout)
    assert [one["file"] for one in listed["documents"]] == ["new.txt"]
    shown = json.loads(run("documents", "show", "new.txt", "--json", cwd=tmp_path).stdout)
    assert shown["count"] == 1
    assert "new.txt" in run("documents", "show", "new.txt", cwd=tmp_path).stdout
    assert json.loads(run("documents", "register", "--json", cwd=tmp_path).stdout)["justifications"] == []


def test_a_file_that_cannot_be_read_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    said = run("documents", "inspect", tmp_path / "broken.pdf", cwd=tmp_path, code=1).stderr
    assert "broken" in said
    assert "Get it again" in said
    run("documents", "show", "none", cwd=tmp_path, code=1)
