"""How the command behaves whatever it is asked: exit codes, streams, where the store is, how fast it wakes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from quaestor import __version__
from quaestor.cli import app

from .conftest import ENVIRONMENT, SAMPLE, Run, run

VERBS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_version_is_said(tmp_path: Path) -> None:
    assert run("--version", cwd=tmp_path).stdout == f"quaestor {__version__}\n"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_the_store_and_json_and_explains_itself(verb: str, tmp_path: Path) -> None:
    said = run(verb, "--help", cwd=tmp_path).stdout
    assert "--store DIR" in said
    assert "--json" in said


def test_nothing_heavy_is_imported_before_a_command_needs_it(tmp_path: Path) -> None:
    code = "import quaestor.cli, sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "typer" in loaded
    heavy = {
        "duckdb",
        "pyarrow",
        "altair",
        "vl_convert",
        "starlette",
        "uvicorn",
        "lxml",
        "jinja2",
        "rich",
        "yaml",
        "tantivy",
    }
    assert loaded & heavy == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["award"],
        ["load", "sample"],
        ["award", "X", "--as-of", "yesterday"],
        ["award", "X", "--known-on", "2026-13-01"],
        ["changes", "--since", "last week"],
        ["changes", "--limit", "0"],
        ["status", "--nonsense"],
        ["search"],
        ["search", "X", "--in", "nowhere"],
        ["search", "X", "--sort", "colour"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_is_exit_2_and_says_so_on_stderr(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, cwd=tmp_path, code=2)
    assert done.stdout == ""
    assert "Usage: " in done.stderr


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["award", "X"], ["supplier", "X"], ["changes"], ["rejects"], ["coverage"], ["status"],
        ["evidence", "X"], ["sql", "SELECT 1"], ["maintain"], ["serve"], ["search", "X"],
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_a_missing_store_is_exit_1_with_advice(arguments: list[str], as_json: list[str], tmp_path: Path) -> None:
    done = run(*arguments, *as_json, cwd=tmp_path, code=1)
    assert done.stdout == ""
    assert str(tmp_path / "quaestor-store") in done.stderr
    assert "--store" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_store_may_be_named_before_the_verb_after_it_or_in_a_setting(store: Path, tmp_path: Path) -> None:
    question = ["sql", "SELECT count(*) AS acts FROM action", "--json"]
    said = {
        run("--store", store, *question, cwd=tmp_path).stdout,
        run(*question, "--store", store, cwd=tmp_path).stdout,
        run("--store", tmp_path, *question, "--store", store, cwd=tmp_path).stdout,
        run(*question, cwd=tmp_path, QUAESTOR_STORE=str(store)).stdout,
        run("--store", store, *question, cwd=tmp_path, QUAESTOR_STORE=str(tmp_path)).stdout,
        run(*question, "--store", store, cwd=tmp_path, QUAESTOR_STORE=str(tmp_path)).stdout,
        run("--json", *question[:-1], cwd=tmp_path, QUAESTOR_STORE=str(store)).stdout,
    }
    assert len(said) == 1
    assert "1015" in said.pop()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["award", "NO-SUCH-PIID"], "NO-SUCH-PIID"),
        (["supplier", "no such firm at all"], "no such firm at all"),
        (["evidence", "NO-SUCH-ID"], "NO-SUCH-ID"),
        (["sql", "SELECT nonsense FROM action"], "nonsense"),
        (["sql", "DELETE FROM action_version"], ""),
        (["sql", "COPY (SELECT 1) TO 'stolen.csv'"], ""),
        (["sql", "SELECT 1; SELECT 2"], ""),
        (["load", "nonsense", str(SAMPLE)], "sample"),
        (["load", "sample", "no-such-file.csv"], "no-such-file.csv"),
        (["serve", "--host", "192.0.2.1"], "192.0.2.1"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_problem_is_exit_1_said_on_stderr_alone(
    quaestor: Run, tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = quaestor(*arguments, code=1)
    assert done.stdout == ""
    assert done.stderr.startswith("quaestor: ")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "stolen.csv").exists()


def test_a_pipe_gets_no_colours_and_no_line_over_its_width(quaestor: Run) -> None:
    for verb in (["status"], ["coverage"], ["sql", "SELECT * FROM award LIMIT 3"]):
        said = quaestor(*verb).stdout
        assert "\x1b" not in said
        assert max(map(len, said.splitlines())) <= 80


def test_no_color_is_respected(quaestor: Run) -> None:
    question = ["sql", "SELECT obligation FROM action WHERE obligation < 0 LIMIT 1"]
    colour = re.compile(r"\x1b\[[0-9;]*3[0-7]m")
    assert colour.search(quaestor(*question, FORCE_COLOR="1").stdout)
    assert not colour.search(quaestor(*question, FORCE_COLOR="1", NO_COLOR="1").stdout)


def test_a_terminal_without_unicode_gets_question_marks_and_no_crash(quaestor: Run) -> None:
    quaestor("status", PYTHONIOENCODING="ascii")


def test_a_reader_that_stops_early_is_no_crash(store: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m quaestor sql 'SELECT * FROM action' --limit 1000 --json | head -1"
    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=ENVIRONMENT | {"QUAESTOR_STORE": str(store)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_sql_is_read_from_a_pipe(store: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "quaestor", "sql", "-", "--json", "--store", store],
        input="SELECT 1 AS one", cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["columns"] == ["one"]
