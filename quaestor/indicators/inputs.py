"""What many rules read is read once: tables that have room in memory stand there while the rules run.

Each look into the lake plans anew and opens its files anew, which for a small table costs far more than its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from quaestor import model
from quaestor.indicators.rule import Rule
from quaestor.store import Lake, schema

#: Values that a table may have, and all together, to be held in memory: some 16 bytes each, of 3 GB.
ROOM = 60_000_000
_WORDS = re.compile(r"[a-z_][a-z0-9_]*")


@contextmanager
def held(lake: Lake, rules: Iterable[Rule], room: int = ROOM) -> Iterator[list[str]]:
    """While the block lasts, tables that the rules name stand in memory under their own names; which ones.

    Only the columns that some rule's SELECT names are there. Those read by most rules come first, while there is room.
    """
    rules = list(rules)
    words = {word for one in rules for word in _WORDS.findall(one.select.lower())}
    read = {name: sum(name in one.tables for one in rules) for one in rules for name in one.tables}
    kept = {name: columns for name in read if (columns := [column for column in _columns(name) if column in words])}
    counts = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM lake.{name}" for name in kept)
    taken: list[str] = []
    try:
        if counts:
            with lake.writing():  # one state of the store for all of them
                rows = {row["name"]: row["n"] for row in lake.query(counts)}
                for name in sorted(kept, key=lambda table: (-read[table], table)):
                    values = rows[name] * len(kept[name])
                    if values <= room:
                        room -= values
                        lake.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join(kept[name])} FROM lake.{name}")
                        taken.append(name)
        yield taken
    finally:
        for name in taken:
            lake.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _columns(name: str) -> list[str]:
    table = model.table(name)
    return [*table.names, *(schema.SHOWN if table.kind == "recorded" else ())]
