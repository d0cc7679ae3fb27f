"""Open contracting data: 200,000 generated processes read and the eleven indicators run over them, beside Cardinal's
own `coverage` of the same file (its indicators are not in its Python package); with --load also a load with border,
archive and versions.

    python -m bench.bench_ocds [PROCESSES] [--load]
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quaestor.indicators import cardinal, lines
from quaestor.store.bare import Bare


def process(chance: random.Random, number: int) -> dict[str, Any]:
    """One made-up compiled release: a tender, one to five bids, an award and a contract."""
    buyer, count = chance.randrange(2_000), chance.choice((1, 2, 3, 3, 4, 5))
    firms, base = chance.sample(range(20_000), count), chance.randrange(1_000, 5_000_000)
    prices = [round(base * (1 + chance.random() * 0.3), 2) for _ in firms]
    lowest = min(range(count), key=prices.__getitem__)
    day, month = 1 + number % 27, 1 + number % 11
    opened = f"2023-{month:02d}-{day:02d}T10:00:00Z"
    closed = opened if chance.random() < 0.2 else f"2023-{month + 1:02d}-{day:02d}T10:00:00Z"
    who = {"id": f"B-{buyer}", "name": f"Ministry {buyer}"}
    parties = [{"id": f"T-{firm}", "name": f"Firm {firm} Ltd"} for firm in firms]
    value = {"amount": prices[lowest], "currency": "USD"}
    return {
        "ocid": f"ocds-213czf-{number:06d}", "id": str(number), "date": opened, "tag": ["compiled"], "language": "en",
        "initiationType": "tender", "buyer": who, "parties": [who | {"roles": ["buyer"]}, *parties],
        "tender": {
            "id": f"t{number}", "title": "Supply of goods and works for the district office", "status": "complete",
            "procurementMethod": chance.choice(("open", "open", "selective", "limited", "direct")),
            "procurementMethodDetails": "Tender", "value": {"amount": base * 1.2, "currency": "USD"},
            "procuringEntity": who, "numberOfTenderers": count,
            "tenderPeriod": {"startDate": opened, "endDate": closed},
            "items": [{"id": "1", "description": "An item", "classification": {"scheme": "UNSPSC", "id": "43101500"}}],
        },
        "bids": {"details": [
            {
                "id": f"b{place}", "date": opened, "tenderers": [party],
                "value": {"amount": price, "currency": "USD"},
                "status": "disqualified" if place != lowest and chance.random() < 0.1 else "valid",
            }
            for place, (party, price) in enumerate(zip(parties, prices, strict=True))
        ]},
        "awards": [{
            "id": f"a{number}", "status": "active", "date": closed, "value": value, "suppliers": [parties[lowest]],
            "items": [{"id": "1", "classification": {"scheme": "UNSPSC", "id": f"{chance.randrange(10, 95)}101500"}}],
        }],
        "contracts": [{"id": f"c{number}", "awardID": f"a{number}", "dateSigned": closed, "value": value}],
    }  # fmt: skip


def timed(said: str, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of the processors."""
    began, used = time.perf_counter(), time.process_time()
    work()
    took = time.perf_counter() - began, time.process_time() - used
    print(f"{said:44} {took[0]:7.2f} s, {took[1]:7.2f} s of processors")
    return took


def main() -> None:
    count = int(next((word for word in sys.argv[1:] if word.isdigit()), 200_000))
    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "processes.jsonl"
        with file.open("w") as out:
            for number in range(count):
                out.write(json.dumps(process(chance, number)) + "\n")
        print(f"{count:,} processes, {file.stat().st_size / 2**20:,.0f} MB")
        from ocdscardinal import coverage

        theirs = timed("Cardinal: coverage", lambda: coverage(str(file)))
        with Bare() as tables:

            def work() -> None:
                lines.read(tables, [file])
                cardinal.results(tables, cardinal.usual())

            ours = timed("ours: the same file read, eleven indicators", work)
        clock, used = (one / other for one, other in zip(ours, theirs, strict=True))
        print(f"ratio to Cardinal's coverage {clock:.2f} by the clock, {used:.2f} by processors")
        if "--load" in sys.argv:
            from quaestor import pipeline

            timed("load: border, archive, versions", lambda: pipeline.load(Path(folder) / "store", "ocds", [file]))


if __name__ == "__main__":
    main()
