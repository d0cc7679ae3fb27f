"""Pictures of the pages over the bundled sample, at both widths, light and dark, into screenshots/.

python bench/screenshots.py [--store DIR] [PATH ...]
"""

from __future__ import annotations

import argparse
import re
import shutil
import socket
import tempfile
import threading
import time
from importlib.resources import as_file, files
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from quaestor import pipeline
from quaestor.investigation import kept
from quaestor.store import Lake
from quaestor.web.app import create

PAGES = (
    "/", "/award/70CTD022FR0000170", "/award/70CTD022FR0000170?as_of=2025-09-30", "/award/70CDCR20D00000011",
    "/supplier/PALANTIR TECHNOLOGIES INC.", "/search?q=palantir", "/search?q=nothing-like-it", "/changes", "/coverage",
    "/about", "/award/NOSUCH", "/investigations", "/investigation/skip-tracing",
    "/investigation/skip-tracing?since=2026-03-01", "/api",
    "/data", "/table/action", "/source/fpds_atom", "/rejects", "/sql",
    "/sql?q=SELECT supplier_name, obligated FROM award ORDER BY 2 DESC LIMIT 10",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
FOLDER = Path(__file__).parent.parent / "screenshots"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", type=Path, help="a store to show; else one is made from the bundled sample")
    parser.add_argument("pages", nargs="*", default=PAGES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        store = asked.store or Path(made) / "store"
        if not asked.store:
            with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
                pipeline.load(store, "sample", [sample])
            kept.examples(store)
        with Lake.open(store) as lake:
            picture(lake, asked.pages)


def picture(lake: Lake, pages: tuple[str, ...]) -> None:
    """One picture a page, width and colour scheme, named after them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create(lake), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": 900},
                    color_scheme=scheme,
                    device_scale_factor=2 if width < 500 else 1,
                )
                page = context.new_page()
                for path in pages:
                    page.goto(f"http://127.0.0.1:{port}{path}")
                    name = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "home"
                    page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.png", full_page=True)
                    print(FOLDER / f"{name}-{width}-{scheme}.png")
                context.close()
        browser.close()
    server.should_exit = True
    thread.join(10)


if __name__ == "__main__":
    main()
