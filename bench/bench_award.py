"""How quickly one award is answered for on a lake of millions, and how quickly its page comes to twenty readers.

python -m bench.bench_award --rows 5_000_000      (needs the lake that bench.bench_load --keep leaves, and wrk)
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from urllib.parse import quote

import httpx

from bench import bench_load, bench_site, measure

CLIENTS, SECONDS = 20, 10
WARM = 20
#: Awards asked for one by one, and pages there are for the readers to ask for.
ONE_BY_ONE, PAGES = 200, 4_000
#: Milliseconds for which a reader looks at a page on the average, and seconds of such reading.
LOOK, LOOKING = 1_000, 60


def sample(store: Path, many: int) -> list[str]:
    """Award ids spread over the lake, the same ones in every run."""
    from quaestor.store import Lake

    with Lake.open(store) as lake:
        rows = lake.query("SELECT award_id FROM award WHERE hash(award_id) % 100 = 7 ORDER BY award_id")
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


def pages(store: Path, ids: list[str]) -> dict[str, float]:
    """The award page with CLIENTS readers at once who each take the next as soon as they have the last: awards that
    nobody asked for before, as many as they get in SECONDS, then some of these again; and with as many who look at
    each for a while, again awards that nobody asked for before."""
    paths = [f"/award/{quote(award_id)}" for award_id in ids]
    with bench_site.served(store) as base:
        with httpx.Client(base_url=base, timeout=60, headers={"accept": "text/html"}) as reader:
            for path in paths[:WARM]:
                reader.get(path).raise_for_status()
        first = bench_site.ask(base, paths[WARM:], CLIENTS, SECONDS)
        many = int(first["requests"])
        others = paths[WARM + many + CLIENTS :]
        looked = bench_site.ask(base, others, CLIENTS, LOOKING, LOOK)
        asked, failed = many + int(looked["requests"]), int(first["failed"] + looked["failed"])
        if looked["requests"] > len(others) or failed:
            sys.exit(f"{asked} pages were asked for and {len(paths) - WARM} differ; {failed} failed.")
        again = bench_site.ask(base, paths[WARM : WARM + many], CLIENTS, SECONDS)
    spread = {"n": many, **{name: first[name] for name in ("p50_ms", "p95_ms")}}
    looking = {
        "looking_n": int(looked["requests"]),
        **{f"looking_{name}": looked[name] for name in ("p50_ms", "p95_ms")},
    }
    return {**spread, "per_s": round(many / first["seconds"], 1), **looking, "again_p95_ms": again["p95_ms"]}


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
    ids = sample(store, PAGES)
    taken = in_process(store, ids[: ONE_BY_ONE + WARM])
    measure.record("award", rows=given.rows, command_wall=once(store, ids[0]), **measure.spread(taken))
    measure.record("page", rows=given.rows, clients=CLIENTS, **pages(store, ids))


if __name__ == "__main__":
    main()
