"""What publishers printed of an award once and print no longer: each record as it last stood, and when it went."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from quaestor.answers.plain import plain
from quaestor.store import Lake

_STOOD = (
    "action_id, award_id, mod_number, signed_on, obligation, ceiling_change, supplier_name, description, source, "
    "seen_at, superseded_at AS withdrawn_at"
)


def withdrawn(lake: Lake, award_id: str, known_on: datetime | None = None) -> list[dict[str, Any]]:
    """The actions of an award that were withdrawn and have not come back, as they last stood; oldest act first.

    Each tells when this version was first read (seen_at) and when a load no longer found it (withdrawn_at). known_on:
    as it was known at that moment (UTC).
    """
    at = "TIMESTAMP 'infinity'" if known_on is None else "?"
    moment = [] if known_on is None else [known_on]
    return list(
        plain(
            lake.query(
                f"SELECT {_STOOD} FROM action_version WHERE award_id = ? AND ended = 'withdrawn' AND "
                f"superseded_at <= {at} AND action_id NOT IN (SELECT action_id FROM action_version WHERE award_id = ? "
                f"AND seen_at <= {at} AND (superseded_at IS NULL OR superseded_at > {at})) "
                "QUALIFY row_number() OVER (PARTITION BY action_id ORDER BY superseded_at DESC, source) = 1 "
                "ORDER BY signed_on, mod_order, action_id",
                [award_id, *moment, award_id, *moment, *moment],
            )
        )
    )


def last_stood(lake: Lake, text: str) -> dict[str, Any] | None:
    """The award of which nothing is printed any longer, by id or PIID; None where none or several are meant.

    award_id, first_signed_on; withdrawn_at is when the last of its actions went.
    """
    text = text.strip()
    column = "award_id" if re.match(r"CONT_(AWD|IDV)_", text) else "piid"
    key = text if column == "award_id" else re.sub(r"[\s-]", "", text).upper()
    rows = lake.query(
        "SELECT award_id, max(superseded_at) AS withdrawn_at, min(signed_on) AS first_signed_on FROM action_version "
        f"WHERE {column} = ? AND ended = 'withdrawn' GROUP BY award_id",
        [key],
    )
    return rows[0] if len(rows) == 1 else None
