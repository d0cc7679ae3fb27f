"""Temporary tables filled from rows that were worked out outside of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quaestor import sql
from quaestor.store import Lake

_SHAPES: dict[str, dict[str, str]] = {
    "found": {
        "text": "BIGINT", "entry": "VARCHAR", "brand": "VARCHAR", "maker_id": "VARCHAR", "maker": "VARCHAR",
        "since": "DATE", "until": "DATE", "source": "VARCHAR", "words": "VARCHAR", "start": "BIGINT",
        "confidence": "DOUBLE", "why": "VARCHAR", "psc": "VARCHAR[]",
    },
    "own": {"maker_id": "VARCHAR", "supplier_id": "VARCHAR"},
    "itself": {"maker_id": "VARCHAR", "maker_name": "VARCHAR", "supplier_id": "VARCHAR"},
}  # fmt: skip


def fill(lake: Lake, name: str, rows: Iterable[dict[str, Any]], *, more: bool = False) -> None:
    """Makes the temporary table `name` of these rows; `more` adds them to those in it."""
    make = f"INSERT INTO temp.{name}" if more else f"CREATE OR REPLACE TEMP TABLE {name} AS"
    lake.execute(f"{make} {sql.rows_given(_SHAPES[name])}", [sql.rows(rows)])
