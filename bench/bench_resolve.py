"""How well and how fast suppliers that share no number are matched.

python -m bench.bench_resolve truth STORE              the numbers hidden: precision, recall, errors by kind
python -m bench.bench_resolve speed STORE [--records N] a million records made after the store's names; then 10,000 more
python -m bench.bench_resolve spark STORE [--records N] the same pairs and families by Spark local[2]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from rapidfuzz import fuzz
from rigour.names import remove_org_types

from bench import suppliers
from bench.train_matching import identities, train
from quaestor import resolve
from quaestor.resolve import matching, model, names, suggesting
from quaestor.resolve.records import prepare
from quaestor.store import Lake, spark
from quaestor.store.scratch import Scratch, scratch

#: From here on two names are two spellings, by a measure that is none of ours (rapidfuzz, legal forms left out).
ALIKE = 86
FORMS = frozenset({"the", "corporation", "corp", "company", "co", "inc", "incorporated", "llc"})
NEW = 10_000
SEED = 11

_SPELLED = """
CREATE OR REPLACE TABLE record AS SELECT * REPLACE (record_id AS supplier_id), supplier_id AS number
FROM truth WHERE starts_with(supplier_id, '{kind}:')
"""
_TRUE = """
SELECT a.name, b.name, m.verdict, m.because
FROM record a JOIN record b ON a.number = b.number AND a.record_id < b.record_id
LEFT JOIN matched m ON m.left_id = a.record_id AND m.right_id = b.record_id
"""
_JOINED = """
SELECT a.name, b.name, m.because, EXISTS (
  SELECT 1 FROM record c JOIN record d ON c.name = d.name WHERE c.number = a.number AND d.number = b.number) AS twice
FROM matched m JOIN record a ON a.record_id = m.left_id JOIN record b ON b.record_id = m.right_id
WHERE m.verdict = 'same' AND a.number <> b.number
"""


def truth(store: Path) -> dict[str, Any]:
    """Each spelling of each numbered supplier is made a supplier of its own, and matched by the rest.

    UEI with UEI, by a model trained on DUNS alone, and the other way round: that one of each are one supplier is what
    nobody says.
    """
    said: dict[str, Any] = {}
    with scratch(threads=2) as connection:
        identities(store, connection, "printed")
        prepare(connection, "printed", "truth", each="name")
        for kind, other in (("uei", "duns"), ("duns", "uei")):
            connection.execute(
                f"CREATE OR REPLACE TABLE others AS FROM truth WHERE starts_with(supplier_id, '{other}:')"
            )
            model.kept()["splink"] = {**train(connection, "others")}
            connection.execute(_SPELLED.format(kind=kind))
            matching.match(connection, "record")
            pairs = connection.execute(_TRUE).fetchall()
            spelled = [row for row in pairs if _alike(row[0], row[1])]
            renamed = [row for row in pairs if not _alike(row[0], row[1])]
            joined = connection.execute(_JOINED).fetchall()
            words = [row for row in joined if not row[3] and (_plain(row[0]) == _plain(row[1]) or _cut(row[0], row[1]))]
            wrong = [row for row in joined if not row[3] and row not in words]
            hits = sum(row[2] == matching.SAME for row in pairs)
            said[kind] = {
                "spellings": len(spelled),
                "found": sum(row[2] == matching.SAME for row in spelled),
                "queued": sum(row[2] == matching.POSSIBLE for row in spelled),
                "renamed or parts": len(renamed),
                "of these found": hits - sum(row[2] == matching.SAME for row in spelled),
                "joined": hits + len(joined),
                "of two numbers, printed alike": sum(row[3] for row in joined),
                "of two numbers, the same words": len(words),
                "of two numbers, other words": len(wrong),
                "splits": [row[:4] for row in spelled if row[2] != matching.SAME],
                "merges": [row[:3] for row in wrong],
                "kinds of the renamed": _kinds(renamed),
            }
    return said


def _alike(left: str, right: str) -> bool:
    one, other = _plain(left), _plain(right)
    cut = min(len(left), len(right)) in (29, 30) and fuzz.partial_ratio(one, other) > ALIKE
    return cut or fuzz.token_sort_ratio(one, other) >= ALIKE


def _cut(left: str, right: str) -> bool:
    """Whether one is the other, letter by letter, cut off at thirty."""
    short, long = sorted((left.casefold(), right.casefold()), key=len)
    return len(short) in (29, 30) and long.startswith(short)


def _plain(name: str) -> str:
    """The words of a name without legal form, in the order of the alphabet: what no number could be told apart by."""
    letters = re.sub(r"[^a-z0-9 ]", " ", re.sub(r"\.|\(\d+\)$", "", name.casefold()).replace("&", " and "))
    words = remove_org_types(letters).split() or letters.split()
    said = [word for word in words if word not in FORMS and not (len(word) > 3 and "corporation".startswith(word))]
    return " ".join(sorted(said)) or letters


def _kinds(rows: list[tuple[str, ...]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for left, right, *_ in rows:
        kinds = ", ".join(sorted(names.compared(left, right).kinds - {"letters", "short"})) or "spelling"
        counts[kinds] = counts.get(kinds, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))


def made(store: Path, count: int) -> pa.Table:
    with scratch(threads=2) as connection:
        identities(store, connection, "printed")
        rows = connection.execute(
            "SELECT name, parent_name, country, psc2 FROM printed WHERE name IS NOT NULL ORDER BY ALL"
        ).fetchall()
    return suppliers.table(suppliers.Patterns(rows, SEED), count)


def speed(store: Path, count: int) -> dict[str, Any]:
    """Two threads and eight gigabytes: all records from their printed names on, then NEW more against them."""
    table = made(store, count + NEW)
    with scratch(memory="5GB", threads=2) as connection:
        connection.register("everything", table)
        connection.execute(f"CREATE TABLE printed AS SELECT * FROM everything LIMIT {count}")
        connection.execute(f"CREATE TABLE later AS SELECT * FROM everything OFFSET {count}")
        before, clock = time.perf_counter(), _processor()
        prepare(connection, "printed", "record")
        prepared = time.perf_counter() - before
        found = matching.match(connection, "record")
        said = {
            "load of the machine": [round(load, 1) for load in os.getloadavg()],
            "records": count,
            "pairs": found,
            "seconds": round(time.perf_counter() - before, 1),
            "of these to read the names": round(prepared, 1),
            "seconds of processor": round(_processor() - clock, 1),
            **_right(connection),
        }
        before, clock = time.perf_counter(), _processor()
        prepare(connection, "later", "fresh")
        said["new"] = NEW
        said["pairs with new"] = matching.match_new(connection, "record", "fresh")
        said["seconds for new"] = round(time.perf_counter() - before, 1)
        said["seconds of processor for new"] = round(_processor() - clock, 1)
    said["gigabytes at most"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 1)
    return said


def _processor() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _right(connection: Scratch) -> dict[str, float]:
    asked = "SELECT count(*) FILTER (verdict = 'same'), count(*) FILTER (verdict = 'same' AND l.truth = r.truth), "
    asked += "count(*) FILTER (l.truth = r.truth) FROM matched JOIN printed l ON l.supplier_id = left_id "
    asked += "JOIN printed r ON r.supplier_id = right_id"
    same, right, either = connection.execute(asked).fetchall()[0]
    all_pairs = "SELECT sum(n * (n - 1) / 2) FROM (SELECT count(*) AS n FROM printed GROUP BY truth)"
    every = connection.execute(all_pairs).fetchall()[0][0]
    return {
        "precision": round(right / same, 4),
        "recall": round(right / every, 4),
        "recall with the queue": round(either / every, 4),
    }


def on_spark(store: Path, count: int) -> dict[str, Any]:
    """The families of made suppliers, their pairs scored here and by Spark."""
    table = made(store, count)
    with (
        TemporaryDirectory() as folder,
        Lake.open(Path(folder) / "store", create=True, read_only=False) as lake,
    ):
        lake.cursor.register("everything", table)
        lake.execute(
            # Ids are of two sorts, since a rule joins no two of one.
            "INSERT INTO identity BY NAME SELECT 'action' AS seen_in, "
            "concat(CASE row_number() OVER (PARTITION BY truth ORDER BY supplier_id) % 2 WHEN 1 THEN 'uei:' "
            "ELSE 'duns:' END, supplier_id) AS supplier_id, name, parent_name, country, psc2, "
            "actions, DATE '2020-01-01' AS first_on, DATE '2020-01-01' AS last_on FROM everything"
        )
        told: dict[str, Any] = {"records": count}
        held = {}
        for engine in ("here", "Spark"):
            session = spark.session(folder=Path(folder)) if engine == "Spark" else None
            with lake.writing():
                lake.execute("DELETE FROM judgement")
                before, clock = time.perf_counter(), _processor()
                found = suggesting.suggest(lake, session)
                took = time.perf_counter() - before, _processor() - clock
                resolve.refresh(lake, all_anew=True)
            held[engine] = {
                "pairs": lake.query("SELECT judgement_id, score, terms FROM judgement ORDER BY 1"),
                "families": lake.query("SELECT * FROM family_member ORDER BY ALL"),
            }
            told[engine] = {"same": found["same"], "possible": found["possible"]}
            told[engine] |= {"seconds": round(took[0], 1), "seconds of processor, Java left out": round(took[1], 1)}
        told["families"] = len({row["family_id"] for row in held["here"]["families"]})
        for what in ("pairs", "families"):
            told[f"the same {what}"] = held["here"][what] == held["Spark"][what]
        return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["truth", "speed", "spark"])
    parser.add_argument("store", type=Path)
    parser.add_argument("--records", type=int)
    given = parser.parse_args()
    if given.what == "truth":
        said = truth(given.store)
    elif given.what == "speed":
        said = speed(given.store, given.records or 1_000_000)
    else:
        said = on_spark(given.store, given.records or 20_000)
    print(json.dumps(said, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
