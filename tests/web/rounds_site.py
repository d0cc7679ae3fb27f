"""The site over a store read in three rounds (see `rounds`)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rounds
import uvicorn
from starlette.testclient import TestClient

from quaestor.store import Lake
from quaestor.web.app import create


@contextmanager
def store(folder: Path) -> Iterator[Lake]:
    rounds.load(folder / "store", *rounds.files(folder))
    with Lake.open(folder / "store", threads=1) as lake:
        yield lake


def client(lake: Lake) -> TestClient:
    return TestClient(create(lake), follow_redirects=False, headers={"accept": "text/html"})


@contextmanager
def answering(lake: Lake) -> Iterator[str]:
    """The address of the site, answering on the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(lake), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the site did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
