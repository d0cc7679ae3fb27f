"""The first minute: the demo tells five facts, shows the site, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from .conftest import ENVIRONMENT, run


@contextmanager
def site(*arguments: str, cwd: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `quaestor ...` and the address it says; killed at the end where it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "quaestor", *arguments],
        cwd=cwd, env=ENVIRONMENT | environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                yield process, found[0]
                return
        pytest.fail(f"no address was said\n{process.stderr and process.stderr.read()}")
    finally:
        process.kill()
        process.wait()


def page(address: str) -> str:
    """The page at `address`; the server may still be waking."""
    for _ in range(200):
        try:
            with urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except ConnectionRefusedError:
            continue
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionRefusedError):
                raise
            import time

            time.sleep(0.05)
    pytest.fail(f"nothing answers at {address}")


def test_the_demo_tells_five_facts_and_leaves_nothing_behind(tmp_path: Path) -> None:
    said = run("demo", "--no-serve", cwd=tmp_path, TMPDIR=str(tmp_path)).stdout
    assert "1,017" in said
    assert [number for number in range(1, 6) if f"\n{number}.  " not in said] == []
    assert max(map(len, said.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == []


def test_the_demo_for_programs_is_one_document(tmp_path: Path) -> None:
    said = json.loads(run("demo", "--no-serve", "--json", cwd=tmp_path).stdout)
    assert said["load"]["rows_read"] == 1017
    assert [fact.keys() >= {"title", "sentence", "award_id", "value"} for fact in said["telling"]] == [True] * 5
    [vehicle] = [fact["sentence"] for fact in said["telling"] if "vehicle" in fact["title"]]
    assert "a vehicle of U.S. Immigration and Customs Enforcement held by" in vehicle


def test_the_demo_never_touches_the_store_of_the_setting(tmp_path: Path) -> None:
    run("demo", "--no-serve", cwd=tmp_path, QUAESTOR_STORE=str(tmp_path / "mine"))
    assert not (tmp_path / "mine").exists()


def test_a_demo_store_named_on_the_command_line_is_kept(tmp_path: Path) -> None:
    run("demo", "--no-serve", "--store", "kept", cwd=tmp_path)
    assert "1015" in run("sql", "SELECT count(*) AS acts FROM action", "--store", "kept", "--json", cwd=tmp_path).stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_shows_the_site_until_it_is_ended_and_cleans_up(tmp_path: Path, number: int) -> None:
    with site("demo", cwd=tmp_path, TMPDIR=str(tmp_path)) as (process, address):
        assert "Quaestor" in page(address)
        os.kill(process.pid, number)
        process.wait(timeout=30)
        assert process.returncode == (0 if number == signal.SIGINT else 128 + number)
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
    assert list(tmp_path.iterdir()) == []


def test_serve_shows_a_store(store: Path, tmp_path: Path) -> None:
    with site("serve", "--port", "0", "--json", cwd=tmp_path, QUAESTOR_STORE=str(store)) as (process, address):
        assert "Quaestor" in page(address)
        os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=30)
        assert process.returncode == 0


def test_a_port_that_is_taken_is_said(store: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = run("serve", "--port", port, cwd=tmp_path, code=1, QUAESTOR_STORE=str(store)).stderr
    assert port in said
