"""The command as people run it: a process of its own, in an empty folder, with a store of the bundled sample."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
SAMPLE = CHECKOUT / "quaestor" / "sources" / "sample" / "actions.csv"
#: No setting of whoever runs the tests reaches the command; 80 columns, as in a pipe.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("QUAESTOR_", "PYTEST_"))} | {
    "PYTHONPATH": str(CHECKOUT),
    "COLUMNS": "80",
}

Run = Callable[..., subprocess.CompletedProcess[str]]


def run(*arguments: str | Path, cwd: Path, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `quaestor ...` and expect the exit code `code`."""
    done = subprocess.run(
        [sys.executable, "-m", "quaestor", *map(str, arguments)],
        cwd=cwd, env=ENVIRONMENT | environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the bundled sample in it. Only read it."""
    folder = tmp_path_factory.mktemp("cli")
    run("load", "sample", SAMPLE, "--store", folder / "store", cwd=folder)
    return folder / "store"


@pytest.fixture
def quaestor(store: Path, tmp_path: Path) -> Run:
    """`quaestor ...` with QUAESTOR_STORE set to the sample's store."""
    return lambda *arguments, **rest: run(*arguments, cwd=tmp_path, **{"QUAESTOR_STORE": str(store)} | rest)


@pytest.fixture
def answer(quaestor: Run) -> Callable[..., Any]:
    """The JSON document of a command; nothing but the document may stand on stdout, and nothing on stderr."""

    def ask(*arguments: str, **rest: str) -> Any:
        done = quaestor(*arguments, "--json", **rest)
        assert done.stderr == ""
        return json.loads(done.stdout)

    return ask
