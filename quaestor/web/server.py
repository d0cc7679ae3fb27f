"""The site, running."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn

from quaestor.store import Lake
from quaestor.web import desk as desks
from quaestor.web.app import create

#: Seconds after which a page that is being made lets those have their turn whose answers are kept.
TURN = 0.0005


def serve(store: Path, host: str = "127.0.0.1", port: int = 8000, desk: desks.Desk | None = None) -> None:
    """Answers on `host`:`port` from the store in the folder `store`, until interrupted.

    desk: where judgements are taken in, on a loopback alone (InputError elsewhere); without one the store is only read.
    """
    if desk:
        desks.check(host)
    sys.setswitchinterval(TURN)
    with Lake.open(store, threads=1) as lake:  # requests run side by side; one of them is best served by one thread
        uvicorn.run(create(lake, threads=1, desk=desk), host=host, port=port, log_level="warning", server_header=False)
