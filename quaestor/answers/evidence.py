"""The publisher's own rows for one record, from the archive."""

from __future__ import annotations

import json
from typing import Any

from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.store import Lake, printed

#: Tables whose records lead to a publisher's row, and the column that names a record.
_RECORDED = (
    ("action", "action_id"), ("award_stated", "award_id"), ("subaward", "subaward_id"), ("release", "release_key"),
    ("release", "process_id"),
)  # fmt: skip
#: Tables of what a process's releases tell, and the column that names one of their rows.
_TOLD = (
    ("bid", "bid_id"), ("process_award", "process_award_id"), ("process_contract", "process_contract_id"),
    ("process_party", "party_id"), ("item", "item_id"), ("milestone", "milestone_id"),
)  # fmt: skip


def evidence(lake: Lake, record: str) -> dict[str, Any]:
    """Every publisher's row in which a record was printed, oldest first, cleaned of people and otherwise as printed.

    record: an action id, a subaward id, the id of an award in a summary, of a contracting process, or of a bid, award,
    contract, organisation, item or milestone of one: its process's releases. Each row tells the file's name and
    sha-256 as
    delivered, the row's number in it, the digest of the cleaned copy, and the columns with their values. Raises
    NotHeld.
    """
    asked = _process_of(lake, record.strip())
    for table, key in _RECORDED:
        award_id = "NULL AS award_id" if table == "release" else "award_id"
        found = lake.query(
            f"SELECT source, source_file, source_row, load_id, seen_at, superseded_at, ended, leads, "
            f"{award_id} FROM {table}_version WHERE {key} = ? ORDER BY seen_at, source, source_file, source_row",
            [asked],
        )
        if found:
            break
    else:
        raise NotHeld(f"no record {record} is held", advice="Take an action id from `quaestor award ID --json`.")
    award = lake.query("SELECT piid FROM award WHERE award_id = ?", [found[-1]["award_id"]])
    return dict(
        plain(
            {
                "action_id": record.strip(),
                "table": table,
                "award_id": found[-1]["award_id"],
                "piid": award[0]["piid"] if award else None,
                "rows": [_row(lake, row) for row in found],
            }
        )
    )


def _process_of(lake: Lake, record: str) -> str:
    """The process that a bid, award, contract or the like is of; other ids as they are."""
    for table, key in _TOLD if "/" in record else ():
        if found := lake.value(f"SELECT process_id FROM {table} WHERE {key} = ?", [record]):
            return str(found)
    return record


def _row(lake: Lake, row: dict[str, Any]) -> dict[str, Any]:
    file = lake.query(
        "SELECT f.name, f.archived_as, f.archived_digest, f.bytes, s.title FROM file f, (SELECT ? AS title) s "
        "WHERE f.source_file = ? LIMIT 1",
        [row["source"], row["source_file"]],
    )[0]
    found = printed(lake, file["archived_as"], row["source_file"], row["source_row"])
    columns = [[name, value] for name, value in found.items() if value not in (None, "")]
    return {
        "source": row["source"],
        "file_name": file["name"],
        "source_file": row["source_file"],
        "source_row": row["source_row"],
        "load_id": row["load_id"],
        "seen_at": row["seen_at"],
        "superseded_at": row["superseded_at"],
        "ended": row["ended"],
        "leads": row["leads"],
        "archived_as": file["archived_as"],
        "archived_digest": file["archived_digest"],
        "columns": columns,
        "blank": [name for name, value in found.items() if value in (None, "")],
        "content": json.dumps(dict(columns), ensure_ascii=False),
    }
