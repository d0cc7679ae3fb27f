"""How quickly one award is answered for on a lake of millions, and how quickly its page comes to twenty readers.

python -m bench.bench_award --rows 5_000_000      (needs the lake that bench.bench_load --keep leaves)
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import httpx

from bench import bench_load, measure

CLIENTS = 20
WARM = 10


def sample(store: Path, many: int) -> list[str]:
    """Award ids spread over the lake, the same ones in every run."""
    from quaestor.store import Lake

    with Lake.open(store) as lake:
        rows = lake.query("SELECT award_id FROM award WHERE hash(award_id) % 1000 = 7 ORDER BY award_id")
    return random.Random(7).sample([row["award_id"] for row in rows], min(many, len(rows)))


def in_process(store: Path, ids: list[str]) -> list[float]:
    """Seconds of `answers.award` for each id on a lake opened once, without the first few."""
    from quaestor import answers
    from quaestor.store import Lake

    taken = []
    with Lake.open(store) as lake:
        for award_id in ids:
            started = time.perf_counter()
            answers.award(lake, award_id)
            taken.append(time.perf_counter() - started)
    return taken[WARM:]


async def _read(base: str, paths: list[str]) -> list[float]:
    """Seconds of every request when CLIENTS readers each take the next page as soon as they have the last."""
    waiting, taken = list(reversed(paths)), []

    async def reader(client: httpx.AsyncClient) -> None:
        while waiting:
            path = waiting.pop()
            started = time.perf_counter()
            (await client.get(path)).raise_for_status()
            taken.append(time.perf_counter() - started)

    limits = httpx.Limits(max_connections=CLIENTS)
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as client:
        await asyncio.gather(*(reader(client) for _ in range(CLIENTS)))
    return taken


def pages(store: Path, ids: list[str]) -> dict[str, float]:
    """The award page over HTTP with CLIENTS readers at once: first every page once, then again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = measure.quaestor("serve", "--store", store, "--port", port)
    environment = {**os.environ, "PYTHONPATH": str(measure.HERE.parent)}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base, paths = f"http://127.0.0.1:{port}", [f"/award/{quote(award_id)}" for award_id in ids]
    try:
        for _ in range(200):
            try:
                httpx.get(base, timeout=30)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        asyncio.run(_read(base, paths[:WARM]))
        started = time.perf_counter()
        first = asyncio.run(_read(base, paths[WARM:]))
        rate = len(first) / (time.perf_counter() - started)
        again = asyncio.run(_read(base, paths[WARM:]))
    finally:
        server.terminate()
        server.wait()
    return {**measure.spread(first), "per_s": round(rate, 1), "again_p95_ms": measure.spread(again)["p95_ms"]}


def once(store: Path, award_id: str) -> float:
    """Seconds of the whole command `quaestor award ID --json`, start-up and all."""
    return float(measure.repeat(measure.quaestor("award", award_id, "--store", store, "--json"), 3)["wall"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--work", type=Path, default=Path("/tmp/quaestor-bench"))
    given = parser.parse_args()
    store = bench_load.store_of(given.work, given.rows)
    if not store.exists():
        sys.exit(f"{store}: no lake here. Run python -m bench.bench_load --rows {given.rows} --keep first.")
    ids = sample(store, 200 + WARM)
    measure.record("award", rows=given.rows, command_wall=once(store, ids[0]), **measure.spread(in_process(store, ids)))
    measure.record("page", rows=given.rows, clients=CLIENTS, **pages(store, ids))


if __name__ == "__main__":
    main()
