"""Rules and flags from the command line, on the bundled sample with a rule of one's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import run

RULE = """/*
title: Much obligated
version: 1
area: money
asks: Are more than {least} dollars obligated?
why: It is much.
innocent: Much may be needed.
not_assessed: {no_sum: its obligation is not held in full}
subject: award
parameters: {least: 1000000}
*/
SELECT award_id, obligated AS value, obligated > $least AS flagged, obligated AS amount,
  CASE WHEN obligated IS NULL THEN 'no_sum' END AS not_assessed
FROM award
"""
CASES = """
cases:
  - name: over
    tables: {award: [{award_id: A, obligated: 1000001}, {award_id: B, obligated: 1000000}, {award_id: C}]}
    expect: {A: {flagged: true}, B: {flagged: false}, C: {not_assessed: no_sum}}
"""


@pytest.fixture(scope="module")
def held(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample's own, with the rule `much` in its folder, assessed once."""
    folder = tmp_path_factory.mktemp("assessed") / "store"
    shutil.copytree(store, folder)
    (folder / "indicators").mkdir()
    (folder / "indicators" / "much.sql").write_text(RULE, encoding="utf-8")
    (folder / "indicators" / "much.yml").write_text(CASES, encoding="utf-8")
    run("assess", "--store", folder, cwd=folder)
    return folder


@pytest.fixture
def ask(held: Path) -> Callable[..., Any]:
    return lambda *words: json.loads(run(*words, "--json", "--store", held, cwd=held).stdout)


def test_assess_tells_what_each_rule_came_to_and_the_flags_rest_on_rows(ask: Callable[..., Any]) -> None:
    (told,) = ask("assess", "much")
    rows = ask("sql", "SELECT award_id FROM award WHERE obligated > 1000000", "--limit", "10000")["rows"]
    assert {"name", "version", "subjects", "assessed", "flagged", "rows"} <= told.keys()
    assert told["flagged"] == len(rows) == len(told["rows"]) > 0
    assert sorted(row["rests_on"] for row in told["rows"]) == sorted(rows)
    assert told["subjects"] == ask("sql", "SELECT count(*) FROM award")["rows"][0][0]


def test_flags_are_listed_shown_answered_and_stand_on_their_award(ask: Callable[..., Any]) -> None:
    first = ask("flags", "list", "--rule", "much", "--limit", "1")[0]
    assert ask("flags", "show", first["flag_id"])["innocent"] == "Much may be needed."
    assert [flag["indicator"] for flag in ask("award", first["award_id"])["flags"] if flag["indicator"] == "much"] == [
        "much"
    ]
    answer = ask("flags", "dismiss", first["flag_id"], "--because", "It was needed.", "--by", "The Courier")
    assert [row["flag_id"] for row in ask("flags", "list", "--answered", "dismissed")] == [first["flag_id"]]
    assert (
        ask("flags", "withdraw", answer["answer_id"], "--because", "It was not.")["withdrawn_because"] == "It was not."
    )
    assert ask("flags", "list", "--answered", "dismissed") == []


def test_try_writes_nothing(ask: Callable[..., Any], held: Path) -> None:
    before = ask("sql", "SELECT count(*), count(lowered_at) FROM flag")["rows"]
    told = ask("indicator", "try", held / "indicators" / "much.sql", "--set", "least=0")
    assert told["flagged"] > told["parameters"]["least"] == 0
    assert ask("sql", "SELECT count(*), count(lowered_at) FROM flag")["rows"] == before


def test_check_runs_the_cases_beside_a_rule(ask: Callable[..., Any], held: Path, tmp_path: Path) -> None:
    told = ask("indicator", "check", held / "indicators" / "much.sql")
    assert (told["right"], told["cases"], told["unshown"]) == (True, 1, [])
    file = tmp_path / "much.sql"
    file.write_text(RULE.replace("> $least", ">= $least"), encoding="utf-8")
    (tmp_path / "much.yml").write_text(CASES, encoding="utf-8")
    said = run("indicator", "check", file, cwd=tmp_path, code=1).stdout
    assert "over: B: flagged is True, expected False" in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (RULE.replace("obligated >", "obligatd >"), 'column "obligatd" not found'),
        (RULE.replace("It is much", "It is fraud"), "“fraud” accuses"),
        (RULE.replace("innocent: Much may be needed.\n", ""), "the key innocent is missing"),
        (RULE.replace("obligated > $least", "obligated > 1.5 * $least"), "decimal point"),
    ],
)
def test_check_tells_what_is_wrong_with_a_rule(tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / "mine.sql").write_text(wrong, encoding="utf-8")
    assert said in run("indicator", "check", "mine.sql", cwd=tmp_path, code=1).stderr


def test_a_wrong_rule_does_not_stop_the_others_and_is_told(held: Path) -> None:
    file = held / "indicators" / "wrong.sql"
    file.write_text(RULE.replace("obligated >", "obligatd >"), encoding="utf-8")
    try:
        done = run("assess", "--json", "--store", held, cwd=held, code=1)
    finally:
        file.unlink()
    assert "the rule wrong could not be run" in done.stderr
    assert "much" in [one["name"] for one in json.loads(done.stdout)]


def test_list_and_show_tell_rules_by_name_and_what_they_came_to(ask: Callable[..., Any], held: Path) -> None:
    listed = {row["name"]: row for row in ask("indicator", "list")}
    assert listed["much"]["own"] is True
    assert listed["much"]["last_run"]["flagged"] > 0
    assert ask("indicator", "show", "much")["asks"] == "Are more than 1,000,000 dollars obligated?"
    said = run("indicator", "show", "mch", "--store", held, cwd=held, code=1).stderr
    assert "Did you mean much" in said
