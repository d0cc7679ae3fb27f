"""What readers of the site wait while a load runs: award, supplier and search pages on a lake of millions, by wrk.

python -m bench.bench_site --rows 5_000_000      (needs the lake that bench.bench_load --keep leaves, and wrk)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import httpx

from bench import bench_load, generate, measure

CLIENTS, SECONDS = 50, 60
#: Different addresses of each kind that the clients ask for in turn.
PAGES = 300

SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local at = 0
local given = {["Accept"] = "text/html", ["Accept-Encoding"] = "gzip"}
local pause = tonumber(os.getenv("PAUSE"))
if pause > 0 then
  function delay() return math.random(0, 2 * pause) end
end
function request() at = at + 1; return wrk.format("GET", paths[(at - 1) % #paths + 1], given) end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local said = '{"requests": %d, "seconds": %.2f, "failed": %d, '
  io.write(string.format(said, summary.requests, summary.duration / 1e6, failed))
  io.write(string.format('"p50_ms": %.1f, "p95_ms": %.1f, "p99_ms": %.1f}',
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
"""


def addresses(store: Path, many: int) -> dict[str, list[str]]:
    """Addresses of award, supplier and search pages spread over the lake."""
    from quaestor.store import Lake

    with Lake.open(store) as lake:
        awards = lake.query("SELECT award_id, description FROM award WHERE hash(award_id) % 1000 = 7 ORDER BY award_id")
        suppliers = lake.query(f"SELECT supplier_id FROM supplier ORDER BY hash(supplier_id) LIMIT {many}")
    words = sorted({word for row in awards for word in (row["description"] or "").split() if len(word) > 4})
    return {
        "award": [f"/award/{quote(row['award_id'])}" for row in awards[:many]],
        "supplier": [f"/supplier/{quote(row['supplier_id'])}" for row in suppliers],
        "search": [
            f"/search?q={quote(' '.join(words[n % len(words) : n % len(words) + 1 + n % 2]))}" for n in range(many)
        ],
    }


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The site over the store, on a port of its own, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(measure.HERE.parent)}
    server = subprocess.Popen(
        measure.quaestor("serve", "--store", store, "--port", port),
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(base, timeout=60)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base
    finally:
        server.terminate()
        server.wait()


def ask(base: str, paths: list[str], clients: int, seconds: int, pause: int = 0) -> dict[str, float]:
    """What wrk saw of `clients` who each take the next page as soon as they have the last, or have looked at it for
    `pause` milliseconds, some shorter, some twice as long."""
    with TemporaryDirectory() as folder:
        script, listed = Path(folder) / "ask.lua", Path(folder) / "paths"
        script.write_text(SCRIPT, encoding="utf-8")
        listed.write_text("\n".join(paths), encoding="utf-8")
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), base]
        environment = {**os.environ, "PATHS": str(listed), "PAUSE": str(pause)}
        out = subprocess.run(command, env=environment, text=True, capture_output=True, check=True)
    found: dict[str, float] = json.loads(out.stdout[out.stdout.index("{") :])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--work", type=Path, default=Path("/tmp/quaestor-bench"))
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--pages", nargs="+", default=["award", "supplier", "search"], help="which kinds, in turn")
    given = parser.parse_args()
    held = bench_load.store_of(given.work, given.rows)
    if not held.exists() or not shutil.which("wrk"):
        sys.exit(f"Needs wrk, and a lake at {held}: python -m bench.bench_load --rows {given.rows} --keep")
    store = given.work / "store_served"
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(held, store)
    delta = generate.delta(given.work / f"archive_{given.rows}", 100_000, 7)
    with served(store) as base:
        of_kind = addresses(store, PAGES)
        for kind in given.pages:
            paths = of_kind[kind]
            with httpx.Client(base_url=base, timeout=60, headers={"accept": "text/html"}) as reader:
                for path in paths:  # what has been asked for once is kept; a load makes the answers new
                    reader.get(path).raise_for_status()
            loading = subprocess.Popen(
                measure.quaestor("load", bench_load.SOURCE, delta, "--store", store, "--json"),
                stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(measure.HERE.parent)},
            )  # fmt: skip
            found = ask(base, paths, given.clients, given.seconds)
            loaded = loading.wait()
            measure.record(
                "site", rows=given.rows, page=kind, clients=given.clients, pages=len(paths), loaded=loaded, **found
            )
            delta.unlink()
            delta = generate.delta(given.work / f"archive_{given.rows}", 100_000, 7 + len(kind))
    delta.unlink()
    shutil.rmtree(store)


if __name__ == "__main__":
    main()
