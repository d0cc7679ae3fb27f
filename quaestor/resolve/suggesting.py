"""What the matcher says of the suppliers of a store, as judgements of the rule `match`: same, or possible for a person.

Found anew each time: what no longer holds is withdrawn, what holds again stands again, and nothing is deleted. Two
suppliers with a number of one sort each are two registrations, which a rule never makes one: of them nothing is said.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quaestor.resolve import matching
from quaestor.resolve.plain import lay
from quaestor.resolve.records import prepare
from quaestor.store import Lake
from quaestor.store.scratch import carry, scratch

RULE = "match"
_PRINTED = "SELECT supplier_id, name, country, parent_name, psc2, actions FROM identity WHERE name IS NOT NULL"
#: Every supplier that has a name, and how many it has.
NAMES = "SELECT supplier_id, count(DISTINCT name) AS names FROM identity WHERE name IS NOT NULL GROUP BY 1"
_COLUMNS = ("judgement_id", "kind", "left_id", "right_id", "because", "score", "terms")


def suggest(lake: Lake, session: Any = None) -> dict[str, int]:
    """Matches all suppliers and enters what is found, inside a transaction of the caller's.

    session: of Spark, which then scores the pairs, for what outgrows one engine. Returns how many pairs are `same` and
    `possible`, and how many rows were `made` and `withdrawn`.
    """
    columns = _found(lake, session)
    lay(lake, "suggested", columns)
    mine = f"rule = '{RULE}'"
    lake.execute(
        "UPDATE judgement SET withdrawn_at = NULL, withdrawn_because = NULL "
        f"WHERE {mine} AND withdrawn_at IS NOT NULL AND judgement_id IN (SELECT judgement_id FROM temp.suggested)"
    )
    gone = f"{mine} AND withdrawn_at IS NULL AND judgement_id NOT IN (SELECT judgement_id FROM temp.suggested)"
    withdrawn = lake.value(f"SELECT count(*) FROM judgement WHERE {gone}")
    lake.execute(
        "UPDATE judgement SET withdrawn_at = CAST(now() AS TIMESTAMP), "
        "withdrawn_because = 'the records no longer say so' "
        f"WHERE {gone}"
    )
    fresh = "FROM temp.suggested WHERE judgement_id NOT IN (SELECT judgement_id FROM judgement)"
    made = lake.value(f"SELECT count(*) {fresh}")
    lake.execute(
        f"INSERT INTO judgement ({', '.join(_COLUMNS)}, made_by, rule, made_at) "
        f"SELECT {', '.join(_COLUMNS)}, 'rule', '{RULE}', CAST(now() AS TIMESTAMP) {fresh}"
    )
    lake.execute("DROP TABLE temp.suggested")
    lake.execute("DELETE FROM matched")
    lake.execute(f"INSERT INTO matched SELECT supplier_id, names FROM ({NAMES}) ORDER BY 1")
    kinds = columns["kind"]
    return {
        "same": kinds.count(matching.SAME),
        "possible": kinds.count(matching.POSSIBLE),
        "made": made,
        "withdrawn": withdrawn,
    }


def _found(lake: Lake, session: Any) -> dict[str, list[Any]]:
    """The pairs as columns of `judgement`."""
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    with scratch() as connection:
        carry(lake, _PRINTED, connection, "printed")
        prepare(connection, "printed", "record")
        if session is None:
            matching.match(connection, "record")
        else:
            with TemporaryDirectory(prefix="quaestor-spark-") as folder:
                matching.match_on_spark(connection, session, "record", Path(folder))
        for row in matching.pairs(connection):
            if row["two_numbers"]:
                continue
            parts = (RULE, row["verdict"], row["left_id"], row["right_id"])
            columns["judgement_id"].append("j:" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12])
            columns["kind"].append(row["verdict"])
            columns["because"].append(f"{row['left_name']} / {row['right_name']}: {row['because']}")
            columns["terms"].append(matching.as_json(row["terms"]))
            for name in ("left_id", "right_id", "score"):
                columns[name].append(row[name])
    return columns
