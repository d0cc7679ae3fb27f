"""How well families agree with the ultimate-parent numbers of FPDS, and how fast they are found.

python -m bench.bench_families --store DIR          agreement, over a store that holds FPDS actions
python -m bench.bench_families --identities 1000000 speed, over generated identities, with 10,000 more afterwards
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from quaestor import resolve
from quaestor.store import Lake

#: Every supplier and day of an action with the number of the parent printed, and the family that it was found in.
ITEMS = """
SELECT DISTINCT a.supplier_id, a.signed_on, a.parent_id, m.family_id
FROM action a
JOIN family_member m ON m.supplier_id = a.supplier_id AND m.stands
  AND a.signed_on BETWEEN coalesce(m.from_on, DATE '0001-01-01') AND coalesce(m.to_on, DATE '9999-12-31')
WHERE a.source = 'fpds_atom' AND a.parent_id IS NOT NULL AND NOT coalesce(a.individual, false)
"""
#: Generated identities: firms of two words and a number, a tenth of them under one of some parents, some under two.
MADE = """
SELECT 'action' AS seen_in, concat('uei:', lpad(CAST(n // 2 AS VARCHAR), 12, 'Z')) AS supplier_id,
  concat(['NORTH', 'KEYSTONE', 'ZENITH', 'ACME', 'PIER', 'GRANITE', 'HARBOR'][1 + n % 7], ' ',
    ['SYSTEMS', 'LOGISTICS', 'ENGINEERING', 'SOLUTIONS'][1 + (n // 7) % 4], ' ', n // 2,
    [' LLC', ', INC.', ' CORPORATION', ' CO'][1 + n % 4]) AS name,
  lpad(CAST(n // 2 AS VARCHAR), 12, 'Z') AS uei,
  CASE WHEN n % 5 = 0 THEN lpad(CAST(n // 2 AS VARCHAR), 9, '0') END AS duns,
  CASE WHEN n % 3 = 0 THEN lpad(CAST(n // 2 AS VARCHAR), 5, '0') END AS cage, 'USA' AS country,
  CASE WHEN n % 10 = 0 THEN concat('uei:P', lpad(CAST(n % 9973 AS VARCHAR), 11, '0')) END AS parent_id,
  CASE WHEN n % 10 = 0 THEN concat('PARENT ', n % 9973, ' HOLDINGS') END AS parent_name, 'R4' AS psc2,
  DATE '2010-01-01' + CAST(n % 5000 AS INTEGER) AS first_on, DATE '2024-01-01' AS last_on, 3 AS actions,
  CAST(n AS DECIMAL(20,2)) AS obligated, CAST(0 AS BIGINT) AS day_sum, concat('a', n) AS first_action_id
FROM range({first}, {last}) t(n)
"""


def b_cubed(items: list[tuple[Any, Any]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of items that each have a cluster found and a true one (Bagga and Baldwin, 1998)."""
    found, true, both = Counter(f for f, _ in items), Counter(t for _, t in items), Counter(items)
    precision = sum(both[item] / found[item[0]] for item in items) / len(items)
    recall = sum(both[item] / true[item[1]] for item in items) / len(items)
    return precision, recall, 2 * precision * recall / (precision + recall)


def agreement(store: Path) -> None:
    """Prints how the families of a store agree with the numbers printed."""
    with Lake.open(store) as lake:
        rows = lake.query(ITEMS)
    items = [(row["family_id"], row["parent_id"]) for row in rows]
    precision, recall, f1 = b_cubed(items)
    alone = b_cubed([((row["supplier_id"]), row["parent_id"]) for row in rows])
    print(f"{len(items):,} suppliers and days; B-cubed precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}")
    print(f"each supplier by itself: precision {alone[0]:.4f}, recall {alone[1]:.4f}, F1 {alone[2]:.4f}")


def speed(identities: int, more: int = 10_000) -> None:
    """Prints how long all identities take, then some more, and whether any id changed."""
    with (
        tempfile.TemporaryDirectory(prefix="quaestor-") as folder,
        Lake.open(Path(folder) / "store", create=True, read_only=False) as lake,
    ):
        held: dict[str, Any] = {}
        for first, last in ((0, identities), (identities, identities + more), (0, 0)):
            if last:
                lake.execute(f"INSERT INTO identity BY NAME {MADE.format(first=first, last=last)}")
            began, worked = time.monotonic(), _cpu()
            with lake.writing():
                done = resolve.refresh(lake)
            took = f"{time.monotonic() - began:.1f} s, of processor {_cpu() - worked:.1f} s"
            now = {
                row["supplier_id"]: row["family_id"]
                for row in lake.query("SELECT supplier_id, family_id FROM family_member")
            }
            changed = sum(now.get(one) != family for one, family in held.items())
            print(f"{last - first:,} identities more: {took}; {done['families']:,} families; {changed} changed")
            held = now


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--identities", type=int)
    given = parser.parse_args()
    if given.store:
        agreement(given.store)
    if given.identities:
        speed(given.identities)
