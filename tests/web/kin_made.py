"""A store of made-up firms that change hands: one bought in 2020, one that leaves in 2021, one printed once under
another parent; and pairs that wait for a person."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from made import transaction_file, transaction_row

from quaestor import model, pipeline
from quaestor.store import Lake

ARCH, LOOM = "uei:ARCHHOLDING1", "uei:LOOMHOLDING1"
GATE, MILL, QUAY = "uei:GATEWORKS001", "uei:MILLWORKS001", "uei:QUAYWORKS001"
TWINS = ("uei:TWINFIRM0001", "uei:TWINFIRM0002")
#: Supplier, its name, the parent printed beside it and its name, day, dollars; each is an award of its own.
ACTS = [
    (GATE, "GATEHOUSE WORKS LLC", LOOM, "LOOM HOLDINGS INC", "2017-03-01", "100.00"),
    (GATE, "GATEHOUSE WORKS LLC", LOOM, "LOOM HOLDINGS INC", "2018-03-01", "20.00"),
    (GATE, "GATEWAY WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2020-05-01", "300.00"),
    (GATE, "GATEWAY WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2022-05-01", "-50.00"),
    (MILL, "MILLSTONE WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2016-05-01", "1000.00"),
    (MILL, "MILLSTONE WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2019-05-01", "7.00"),
    (MILL, "MILLSTONE WORKS LLC", LOOM, "LOOM HOLDINGS INC", "2021-05-01", "40.00"),
    (MILL, "MILLSTONE WORKS LLC", LOOM, "LOOM HOLDINGS INC", "2022-05-01", "2.00"),
    (QUAY, "QUAYSIDE WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2016-01-05", "5.00"),
    (QUAY, "QUAYSIDE WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2017-01-05", "5.00"),
    (QUAY, "QUAYSIDE WORKS LLC", LOOM, "LOOM HOLDINGS INC", "2018-01-05", "5.00"),
    (QUAY, "QUAYSIDE WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2019-01-05", "5.00"),
    (QUAY, "QUAYSIDE WORKS LLC", ARCH, "ARCHER HOLDINGS INC", "2020-01-05", "5.00"),
    (TWINS[0], "HARBOUR & TWINE LLC", "", "", "2019-02-01", "60.00"),
    (TWINS[1], "HARBOR AND TWINE LLC", "", "", "2021-02-01", "70.00"),
    ("uei:LATHEFIRM001", "LATHE <b>WORKS</b> LLC", "", "", "2019-02-01", "6.00"),
    ("uei:LATHEFIRM002", "LATHES WORKS LLC", "", "", "2021-02-01", "7.00"),
]
TERMS = [
    {"term": "before", "says": "two records taken at random", "weighs": -10.0},
    {"term": "name", "says": "alike but for a letter", "weighs": 9.0},
    {"term": "country", "says": "the same country", "weighs": 1.0},
    {"term": "names", "says": "one letter differs", "weighs": None},
]
PAIRS = {"j:twins": TWINS, "j:lathes": ("uei:LATHEFIRM001", "uei:LATHEFIRM002")}


def build(folder: Path) -> Path:
    """Loads the acts, lets two pairs wait, and returns the store."""
    store = folder / "store"
    rows = [
        transaction_row(
            number, dollars, recipient_uei=supplier[4:], recipient_name=name, recipient_parent_uei=parent[4:],
            recipient_parent_name=parent_name, action_date=day, recipient_name_raw=name, recipient_duns="",
            recipient_parent_duns="", cage_code="", recipient_parent_name_raw=parent_name,
        )
        for number, (supplier, name, parent, parent_name, day, dollars) in enumerate(ACTS)
    ]  # fmt: skip
    pipeline.load(store, "usaspending_transactions", [transaction_file(folder / "acts.csv", rows)])
    with Lake.open(store, read_only=False) as lake, lake.writing():
        names = model.table("judgement").names
        for at, (judgement_id, (left, right)) in enumerate(PAIRS.items()):
            row = dict.fromkeys(names) | {
                "judgement_id": judgement_id, "kind": "possible", "left_id": left, "right_id": right, "rule": "match",
                "because": "the names are alike and nothing else decides", "made_by": "rule", "score": 0.5 + at / 10,
                "terms": json.dumps(TERMS), "made_at": datetime(2026, 1, 2),
            }  # fmt: skip
            lake.execute(
                f"INSERT INTO judgement ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})",
                [row[name] for name in names],
            )
    return store
