"""Facts as rows of a CSV file that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
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


def agencies(facts: Facts) -> list[dict[str, Any]]:
    """One row an agency."""
    return [row | {"cut_short": " ".join(map(str, row["cut_short"]))} for row in facts["agencies"]]


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


def loads(facts: Facts) -> list[dict[str, Any]]:
    """One row a load."""
    return list(facts["loads"])


def columns(facts: Facts) -> list[dict[str, Any]]:
    """One row a column of the table."""
    return [{"table": facts["table"]} | {key: row[key] for key in row if key != "codes"} for row in facts["described"]]


def files(facts: Facts) -> list[dict[str, Any]]:
    """One row a file of the load."""
    return [{"load_id": facts["load_id"]} | row for row in facts["files"]]


def rejects(facts: Facts) -> list[dict[str, Any]]:
    """One row a row that was not kept."""
    return list(facts["rejects"])


def coverage(facts: Facts) -> list[dict[str, Any]]:
    """One row a source, agency and fiscal year."""
    return list(facts["coverage"])


def investigation(facts: Facts) -> list[dict[str, Any]]:
    """One row a matching action, with the evidence spread over columns."""
    return [
        {"investigation": facts["slug"]}
        | {key: value for key, value in action.items() if not isinstance(value, (Mapping, list))}
        | {"words": "; ".join(action["words"])}
        | dict(action["evidence"])
        for action in facts["actions"]
    ]


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as CSV, columns as they first appear."""
    held = list(rows)
    columns = list(dict.fromkeys(key for row in held for key in row))
    return as_table(columns, ([row.get(column) for column in columns] for row in held))


def as_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows as CSV below their columns; a cell that a spreadsheet would run is made plain text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
