"""Pictures of the pages over the bundled sample, at both widths, light and dark, and as printed, into screenshots/;
index.html shows them side by side.

python bench/screenshots.py [--store DIR] [PATH ...]
"""

from __future__ import annotations

import argparse
import html
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
from quaestor.indicators import assessing
from quaestor.investigation import kept
from quaestor.store import Lake
from quaestor.web import addresses, openapi
from quaestor.web.app import create

#: Beside the example of every page: states that an example does not show.
MORE = (
    "/award/70CTD022FR0000170?as_of=2025-09-30", "/award/70CDCR20D00000011", "/award/NOSUCH",
    "/search?q=nothing-like-it", "/changes?kind=added", "/calendar?on=2026-01-15&months=3",
    "/compare?a=award:70CTD022FR0000170&a=award:70CDCR20D00000011", "/compare?a=agency:7012&a=agency:7014",
    "/investigation/skip-tracing?since=2026-03-01",
    "/sql?q=SELECT supplier_name, obligated FROM award ORDER BY 2 DESC LIMIT 10",
)  # fmt: skip
PAGES = tuple(example for page in addresses.PAGES if not page.quick and (example := openapi.example(page))) + MORE
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
MARGINS = ("top", "right", "bottom", "left")
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
            with Lake.open(store, read_only=False) as lake:
                assessing.assess(lake)
        with Lake.open(store) as lake:
            picture(lake, tuple(_held(lake, path) for path in asked.pages))


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
                    page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
                    file = FOLDER / f"{_name(path)}-{width}-{scheme}.png"
                    page.screenshot(path=file, full_page=True)
                    print(file)
                context.close()
        page = browser.new_page()
        for path in pages:
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
            page.pdf(path=FOLDER / f"{_name(path)}.pdf", format="A4", margin=dict.fromkeys(MARGINS, "15mm"))
        browser.close()
    server.should_exit = True
    thread.join(10)
    _index(pages)


def _held(lake: Lake, path: str) -> str:
    """The same page of something that this store holds, where the example is a flag of the bundled sample."""
    if path.startswith("/flag/") and not lake.query("FROM flag WHERE flag_id = ?", [path.removeprefix("/flag/")]):
        largest = lake.value(
            "SELECT flag_id FROM flag WHERE lowered_at IS NULL ORDER BY amount DESC NULLS LAST LIMIT 1"
        )
        return f"/flag/{largest}" if largest else path
    return path


def _index(pages: tuple[str, ...]) -> None:
    """A page of all pictures, a row for each page of the site."""
    kinds = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
    rows = "".join(
        f"<h2>{html.escape(path)}</h2><p>"
        + "".join(
            f'<a href="{_name(path)}-{width}-{scheme}.png"><img src="{_name(path)}-{width}-{scheme}.png" '
            f'height="420" alt="{width} pixels wide, {scheme}"></a> '
            for width, scheme in kinds
        )
        + f'<a href="{_name(path)}.pdf">as printed</a></p>'
        for path in pages
    )
    style = "body{font:14px sans-serif}img{object-fit:cover;object-position:top;max-width:640px;border:1px solid #ccc}"
    (FOLDER / "index.html").write_text(f"<!doctype html><style>{style}</style>{rows}", encoding="utf-8")


def _name(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "home"


if __name__ == "__main__":
    main()
