"""Facts as rows of a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from quaestor.web.pages.asked import Facts

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def award(facts: Facts) -> list[dict[str, Any]]:
    """One row an action, with the evidence spread over columns."""
    return [
        {"award_id": facts["award_id"], "piid": facts["piid"]}
        | {key: value for key, value in action.items() if not isinstance(value, Mapping)}
        | dict(action.get("evidence") or {})
        for action in facts["actions"]
    ]


def supplier(facts: Facts) -> list[dict[str, Any]]:
    """One row an award."""
    return list(facts["awards"])


def search(facts: Facts) -> list[dict[str, Any]]:
    """One row a hit, with the pieces of text that say the words."""
    return [
        {key: value for key, value in hit.items() if key != "found"}
        | {"found": " / ".join(f"{piece['field']}: {piece['text']}" for piece in hit["found"])}
        for hit in facts["hits"]
    ]


def changes(facts: Facts) -> list[dict[str, Any]]:
    """One row a changed field."""
    return list(facts["changes"])


def coverage(facts: Facts) -> list[dict[str, Any]]:
    """One row a source, agency and fiscal year."""
    return list(facts["coverage"])


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV, columns as they first appear; a cell that a spreadsheet would run is made plain text."""
    held = list(rows)
    columns = list(dict.fromkeys(key for row in held for key in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in held)
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
