"""`quaestor families` and `quaestor judge`: groups, decisions on them, and what a decision changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run, run

Answer = Callable[..., Any]


@pytest.fixture
def mine(store: Path, tmp_path: Path) -> Path:
    """A copy of the sample's store that may be written to."""
    return shutil.copytree(store, tmp_path / "mine")


def two(answer: Answer) -> tuple[str, str]:
    """Two suppliers of the sample in different families."""
    told = answer(
        "sql", "SELECT min(supplier_id) AS id FROM family_member WHERE stands GROUP BY family_id ORDER BY 1 LIMIT 2"
    )
    first, second = told["rows"]
    return first[0], second[0]


def test_a_family_is_listed_and_shown_by_its_id_with_each_choice_of_date(answer: Answer) -> None:
    told = answer("families", "list", "--like", "a")
    assert told["count"] >= len(told["families"]) > 0
    several = answer("families", "list")
    assert all(row["members"] > 1 for row in several["families"])
    assert several["count"] <= several["of"]
    for by in ("then", "now", "first"):
        facts = answer("families", "show", told["families"][0]["family_id"], "--by", by)
        assert facts["by"] == by
        assert facts["members_count"] == len({row["supplier_id"] for row in facts["members"]})
        assert {"from_on", "to_on", "how", "evidence"} <= set(facts["members"][0])


def test_a_choice_that_is_none_is_wrong_usage(store: Path, tmp_path: Path) -> None:
    run("families", "show", "A", "--by", "whenever", "--store", store, cwd=tmp_path, code=2)


def test_a_judgement_joins_two_families_and_withdrawing_it_parts_them(
    mine: Path, tmp_path: Path, answer: Answer
) -> None:
    left, right = two(answer)
    asked = {"cwd": tmp_path, "QUAESTOR_STORE": str(mine)}

    def told(*arguments: str) -> Any:
        return json.loads(run(*arguments, "--json", **asked).stdout)

    before = told("supplier", left)["family_id"], told("supplier", right)["family_id"]
    made = told("judge", "same", left, right, "--because", "one firm", "--by", "a newsroom")
    assert {row["family_id"] for row in made["joined"]} <= set(before)
    assert len(made["joined"]) == 1
    assert told("supplier", left)["family_id"] == told("supplier", right)["family_id"]
    (change,) = told("families", "changes")["changes"]
    assert (change["kind"], change["family_id"]) == ("joined", made["joined"][0]["family_id"])
    assert "one firm" in change["why"]
    assert "Changes, 1 of 1" in run("families", "changes", **asked).stdout
    run("judge", "export", "ours.yml", **asked)
    (row,) = told("judge", "list")
    assert (row["judgement_id"], row["made_by"]) == (made["judgement_id"], "a newsroom")
    ended = told("judge", "withdraw", row["judgement_id"], "--because", "hasty")
    assert len(ended["split"]) == 1
    assert (told("supplier", left)["family_id"], told("supplier", right)["family_id"]) == before
    assert told("judge", "list") == []
    again = told("judge", "import", "ours.yml")
    assert (again["added"], again["held"], again["joined"]) == (0, 1, []), "what was withdrawn here stays so"
    assert told("families", "refresh") | {"families": 0} == {"families": 0, "joined": [], "split": []}


def test_what_cannot_stand_is_said_with_what_to_do(mine: Path, tmp_path: Path, quaestor: Run) -> None:
    done = run("judge", "same", "uei:NOBODY", "uei:NOBODY2", "--because", "x", "--store", mine, cwd=tmp_path, code=1)
    assert "no supplier uei:NOBODY is held" in " ".join(done.stderr.split())
    (tmp_path / "other.yml").write_text("quaestor_judgements: 9\njudgements: []\n", encoding="utf-8")
    done = run("judge", "import", "other.yml", "--store", mine, cwd=tmp_path, code=1)
    assert "of version 9, this program reads 1" in " ".join(done.stderr.split())


def test_a_list_without_rows_says_so(quaestor: Run) -> None:
    assert "no family of" in quaestor("families", "list", "--like", "NOBODY AT ALL").stdout
    assert "no judgement of a person stands" in quaestor("judge", "list").stdout
