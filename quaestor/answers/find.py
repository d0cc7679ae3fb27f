"""Which awards and suppliers somebody means by a few letters: an identifier, part of a number, words of a name."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.store import Lake

#: Rows of each sort that are told; the counts are of all.
MOST = 50

_AWARD = """
    award_id, piid, kind, supplier_name, buyer_name, obligated, ceiling, ceiling_kind, first_signed_on, last_signed_on,
    ends_on, description
"""


def find(lake: Lake, q: str) -> dict[str, Any]:
    """What `q` finds among the awards and suppliers held.

    exact: {kind: award or supplier, id} where `q` is the identifier of just one; capitals make no difference.
    awards: those whose PIID contains `q`, blanks and hyphens apart. suppliers: those whose name contains every word.
    Both with most money obligated first, at most MOST rows; awards_count and suppliers_count are of all that match.
    """
    none: dict[str, Any] = {"awards": [], "awards_count": 0, "suppliers": [], "suppliers_count": 0}
    nothing = {"q": q, "exact": None} | none
    number = re.sub(r"[\s-]", "", q).upper()
    words = q.upper().split()
    if not words or not number:
        return nothing
    exact = _exact(lake, q, number)
    if exact:
        return nothing | {"exact": exact}
    named = " AND ".join("contains(upper(name), ?)" for _ in words)
    awards = lake.query(
        f"SELECT {_AWARD}, count(*) OVER () AS found FROM award WHERE contains(replace(upper(piid), '-', ''), ?) "
        f"ORDER BY obligated DESC NULLS LAST, award_id LIMIT {MOST}",
        [number],
    )
    suppliers = lake.query(
        "SELECT supplier_id, name, parent_name, awards, obligated, first_signed_on, last_signed_on, "
        f"count(*) OVER () AS found FROM supplier WHERE {named} "
        f"ORDER BY obligated DESC NULLS LAST, supplier_id LIMIT {MOST}",
        words,
    )
    return nothing | {
        "awards_count": awards[0]["found"] if awards else 0,
        "awards": [_plain(row) for row in awards],
        "suppliers_count": suppliers[0]["found"] if suppliers else 0,
        "suppliers": [_plain(row) for row in suppliers],
    }


def _exact(lake: Lake, q: str, number: str) -> dict[str, str] | None:
    awards = lake.query("SELECT award_id FROM award WHERE award_id = ? OR upper(piid) = ? LIMIT 2", [q.strip(), number])
    if len(awards) == 1:
        return {"kind": "award", "id": awards[0]["award_id"]}
    forms = [q.strip(), *(f"{form}:{number}" for form in ("uei", "duns", "cage"))]
    marks = ", ".join("?" for _ in forms)
    suppliers = lake.query(f"SELECT supplier_id FROM supplier WHERE supplier_id IN ({marks}) LIMIT 2", forms)
    return {"kind": "supplier", "id": suppliers[0]["supplier_id"]} if len(suppliers) == 1 else None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value
        for key, value in row.items()
        if key != "found"
    }
