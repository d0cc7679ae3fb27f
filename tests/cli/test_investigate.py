"""Saved questions from the command line: made, changed, shown, marked as seen and taken along."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quaestor.investigation import kept

from .conftest import Run, run


@pytest.fixture
def desk(store: Path, tmp_path: Path) -> Run:
    """`quaestor investigate ...` on a store of the test's own, which holds the bundled question."""
    own = tmp_path / "store"
    shutil.copytree(store, own)
    kept.examples(own)
    return lambda *arguments, **rest: run(
        "investigate", *arguments, cwd=tmp_path, **{"QUAESTOR_STORE": str(own)} | rest
    )


@pytest.fixture
def told(desk: Run) -> Callable[..., Any]:
    return lambda *arguments: json.loads(desk(*arguments, "--json").stdout)


def test_a_question_is_made_changed_and_answered(desk: Run, told: Callable[..., Any], tmp_path: Path) -> None:
    made = told("new", "plates", "--word", "licence plate reader*", "--agency", "7012", "--title", "Plates")
    assert made["words"] == ["licence plate reader*"]
    assert (tmp_path / "store" / "investigations" / "plates.yml").is_file()
    assert told("show", "plates")["found"]["actions"] > 0
    assert told("add-word", "plates", "adds work", "--without")["without"] == ["adds work"]
    assert told("remove-word", "plates", "adds work")["without"] == []
    pinned = told("pin", "plates", "70CDCR18P00000017", "--because", "the first")
    assert pinned["pinned"]["awards"][0]["id"].startswith("CONT_AWD_70CDCR18P00000017_")
    noted = told("note", "plates", "Ask for the statement of work.", "--by", "city desk")
    assert noted["notes"][0]["by"] == "city desk"
    left = told("leave-out", "plates", "70CDCR18P00000017", "--because", "ended")
    assert left["left_out"][0]["because"] == "ended"
    assert told("show", "plates")["found"]["actions"] == 0
    assert told("unpin", "plates", "70CDCR18P00000017")["left_out"] == []
    assert [row["slug"] for row in told("list")["investigations"]] == ["plates", "skip-tracing"]
    assert "Plates" in desk("list", COLUMNS="120").stdout


def test_the_example_is_told_in_a_terminal_within_its_width(desk: Run) -> None:
    said = desk("show", "skip-tracing").stdout
    assert "118,445,549.00" in said
    assert "modification" in said
    assert max(map(len, said.splitlines())) <= 80


def test_seen_is_marked_only_where_it_is_asked_for(told: Callable[..., Any]) -> None:
    assert told("show", "skip-tracing")["since"] is None
    assert told("show", "skip-tracing", "--mark-seen")["since"] is None
    since = told("show", "skip-tracing")["since"]
    assert (since["by"], since["actions_then"], since["added_count"]) == ("mark", 33, 0)
    assert told("show", "skip-tracing", "--since", "2020-01-01")["since"]["added_count"] == 33


def test_what_is_found_is_taken_along_in_three_forms(desk: Run, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(desk("export", "skip-tracing").stdout)))
    assert len(rows) == 33
    assert all(row["source_row"] and row["words"] == "skip tracing" for row in rows)
    assert json.loads(desk("export", "skip-tracing", "--form", "json").stdout)["found"]["actions"] == 33
    desk("export", "skip-tracing", "--form", "yml", "--to", "question.yml")
    file = tmp_path / "store" / "investigations" / "skip-tracing.yml"
    assert (tmp_path / "question.yml").read_text() == file.read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("show", "nothing"), 1, "There is: skip-tracing"),
        (("new", "../x", "--word", "skip"), 1, "small letters"),
        (("new", "skip-tracing", "--word", "skip"), 1, "is there"),
        (("note", "skip-tracing", "Well", "--by", "desk@example.invalid"), 1, "no address"),
        (("add-word", "skip-tracing", "jane@example.invalid"), 1, "organisations and public money"),
        (("pin", "skip-tracing", "NOSUCH"), 1, "NOSUCH"),
        (("leave-out", "skip-tracing", "name:B.I. INCORPORATED, USA", "--because", "x"), 1, "only awards"),
        (("export", "skip-tracing", "--form", "pdf"), 2, "none of csv, json, yml"),
        (("note", "skip-tracing", "Well"), 2, "--by"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(
    desk: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    assert says in " ".join(desk(*arguments, code=code).stderr.split())


def test_without_a_store_nothing_is_written(tmp_path: Path) -> None:
    said = run("investigate", "new", "a", "--word", "skip tracing", cwd=tmp_path, code=1)
    assert "no store here" in said.stderr
    assert list(tmp_path.iterdir()) == []
