"""What tests share: the real records beside the checkout, a PostgreSQL server of their own, and a Chromium."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from glob import glob
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
REAL = CHECKOUT.parent / "shared" / "data"


# `make test` passes or fails by the code alone: it draws the same examples every time, where `make soak` draws others.
settings.register_profile("the same", derandomize=True)
if "QUAESTOR_CHANCES" not in os.environ:
    settings.load_profile("the same")

#: The files that take longest, in their order, so that no process is left with one of them at the end.
LONGEST = (
    "test_real_data", "test_on_spark", "test_any_order", "test_index", "test_statements", "test_makers", "test_verbs",
    "test_people_left_out", "test_findings", "test_real_chains", "test_buying_in_a_browser", "test_still", "test_usage",
    "test_processes", "test_writers", "test_kill", "test_archives", "test_broken",
)  # fmt: skip


#: The cores that this process was given.
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pytest_configure() -> None:
    """Gives each of several processes of tests, and all that it starts, cores of its own: an engine takes a thread for
    every core that it sees, and threads that wait for one another take a third of the time of all tests."""
    worker, workers = os.environ.get("PYTEST_XDIST_WORKER", ""), int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if CORES and workers > 1:
        os.sched_setaffinity(0, CORES[int(worker.removeprefix("gw")) % len(CORES) :: workers])


@pytest.fixture(scope="module")
def every_core() -> Iterator[None]:
    """All cores for tests of a module whose data are large enough for the engine to share out among threads."""
    own = os.sched_getaffinity(0) if CORES else set()
    if CORES:
        os.sched_setaffinity(0, CORES)
    yield
    if CORES:
        os.sched_setaffinity(0, own)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
    if not REAL.is_dir():
        for item in items:
            if item.get_closest_marker("real_data"):
                item.add_marker(pytest.mark.skip(reason=f"no real records at {REAL}"))


def without(thing: str) -> NoReturn:
    """Skip the test for want of `thing`, or fail where everything must be there (as .ci/run demands)."""
    reason = f"{thing} is not here; as root: sh tests/setup.sh system"
    if os.environ.get("QUAESTOR_TESTS_NEED") == "everything":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real records; only for tests marked `real_data`."""
    return REAL


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium that Playwright can drive."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    without("Chromium")


@pytest.fixture(scope="session")
def tesseract() -> str:
    """Path of the program that recognises scanned pages."""
    return shutil.which("tesseract") or without("tesseract")


@pytest.fixture(scope="session")
def soffice() -> str:
    """Path of LibreOffice, which prints a word processor's file as a PDF."""
    return shutil.which("soffice") or without("LibreOffice")


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the bundled sample. Only read it: a test that writes takes a copy."""
    from quaestor import pipeline

    folder = tmp_path_factory.mktemp("sample") / "store"
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        pipeline.load(folder, "sample", [sample])
    return folder


@pytest.fixture(scope="session")
def assessed_store(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the bundled questions and every rule run over it. Only read it."""
    from quaestor.indicators import assessing
    from quaestor.investigation import kept
    from quaestor.store import Lake

    folder = tmp_path_factory.mktemp("assessed") / "store"
    shutil.copytree(sample_store, folder)
    kept.examples(folder)
    with Lake.open(folder, read_only=False) as lake:
        assessing.assess(lake)
    return folder


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """One browser for all tests, which each open a context of their own in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def java() -> str:
    """Path of the Java that Spark runs on."""
    return shutil.which("java") or without("Java")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of the tests' own, on a free port of the loopback, gone afterwards: its address without a
    database name, `postgresql://quaestor:...@127.0.0.1:PORT`."""
    where = shutil.which("initdb") or max(glob("/usr/lib/postgresql/*/bin/initdb"), default=None)
    if where is None:
        without("The PostgreSQL server")
    programs = Path(where).parent
    # PostgreSQL refuses to run as root, and pytest's own temporary folders are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="quaestor-pg-", dir="/tmp"))
    password = folder / "password"
    password.write_text(secrets.token_hex(12))
    user = "postgres" if os.getuid() == 0 else None
    if user:
        for path in (folder, password):
            shutil.chown(path, user, user)
    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = None
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "quaestor", "-A", "scram-sha-256", "--no-sync",
             "-E", "UTF8", "--locale=C", f"--pwfile={password}"],
            check=True, capture_output=True, cwd=folder, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **as_user,
        )  # fmt: skip
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder,
             "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w"),
            cwd=folder, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, **as_user,
        )  # fmt: skip
        address = f"postgresql://quaestor:{password.read_text()}@127.0.0.1:{port}"
        _wait(address, server, folder / "log")
        yield address
    finally:
        if server:
            server.terminate()
            server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(f"{address}/postgres", connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                pytest.fail(f"the PostgreSQL server did not start:\n{log.read_text()}")
            time.sleep(0.05)


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped after the test."""
    import psycopg

    name = f"q{secrets.token_hex(6)}"
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{postgres_server}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
