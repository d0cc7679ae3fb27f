"""The site, running."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from quaestor.store import Lake
from quaestor.web.app import create


def serve(store: Path, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Answers on `host`:`port` from the store in the folder `store`, until interrupted; the store is only read."""
    with Lake.open(store, threads=1) as lake:  # requests run side by side; one of them is best served by one thread
        uvicorn.run(create(lake, threads=1), host=host, port=port, log_level="warning", server_header=False)
