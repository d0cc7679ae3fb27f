"""The house holds together: what tests stand on is there, and the bundled files are whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg
import pytest

CHECKOUT = Path(__file__).parent.parent


@pytest.mark.postgres
def test_each_test_has_a_postgresql_database_of_its_own(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_every_make_target_is_a_task_that_exists() -> None:
    rules = subprocess.run(["make", "-n", "-B", "clean", "wheel"], cwd=CHECKOUT, capture_output=True, text=True)
    assert rules.returncode == 0, rules.stderr


def test_the_makefile_calls_no_file_that_is_not_there() -> None:
    words = (CHECKOUT / "Makefile").read_text().split()
    called = {word for word in words if word.endswith((".py", ".sh")) and "/" in word}
    assert called
    assert [name for name in sorted(called) if not (CHECKOUT / name).is_file()] == []
