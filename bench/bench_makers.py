"""How long the makers of a million descriptions take, on a store of one's own that is made larger by saying each of
its descriptions again in other words.

    python -m bench.bench_makers STORE [--texts 1_000_000]

STORE is copied and left as it is. The texts are the store's own with a number behind each, so that none is told twice;
what is timed is `makers.refresh` over all of them: reading, looking, judging, and writing the attributions.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from quaestor.resolve import makers
from quaestor.store import Lake


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--texts", type=int, default=1_000_000)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        shutil.copytree(given.store, store)
        with Lake.open(store, read_only=False) as lake, lake.writing():
            held = lake.value("SELECT count(DISTINCT description) FROM action")
            times = -(-given.texts // held)
            lake.execute(
                "INSERT INTO award BY NAME SELECT * EXCLUDE (n) REPLACE (award_id || '-' || n AS award_id) FROM "
                f"(SELECT * FROM lake.award), range(1, {times}) r(n)"
            )
            lake.execute(
                "INSERT INTO action_version BY NAME SELECT * EXCLUDE (n) REPLACE (award_id || '-' || n AS award_id, "
                "action_id || '-' || n AS action_id, description || ' LOT ' || n AS description) FROM "
                f"(SELECT * FROM lake.action_version WHERE superseded_at IS NULL AND leads), range(1, {times}) r(n)"
            )
            texts = lake.value("SELECT count(DISTINCT description) FROM action")
            started = time.perf_counter()
            found = makers.refresh(lake, rebuild=True)
            seconds = time.perf_counter() - started
            print(
                json.dumps(
                    {
                        "texts": texts,
                        "actions": lake.value("SELECT count(*) FROM action"),
                        "attributions": found,
                        "seconds": round(seconds, 1),
                        "texts_per_second": round(texts / seconds),
                    }
                )
            )


if __name__ == "__main__":
    main()
