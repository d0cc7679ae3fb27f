"""A scratch engine beside the lake, for work that makes many tables and keeps none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from quaestor.store import engine
from quaestor.store.lake import Lake

Scratch = duckdb.DuckDBPyConnection


@contextmanager
def scratch(*, memory: str = "4GB", threads: int | None = None) -> Iterator[Scratch]:
    """An empty engine in memory, spilling past `memory` to a folder that goes with it."""
    with TemporaryDirectory(prefix="quaestor-scratch-") as folder:
        connection = engine.connect(memory=memory, threads=threads, spill=Path(folder))
        connection.execute("SET preserve_insertion_order = false")
        try:
            yield connection
        finally:
            connection.close()


def taken(lake: Lake, text: str) -> Any:
    """The rows of a SELECT over the lake, which another thread may read while this one goes on."""
    return lake.cursor.execute(text).to_arrow_table()


def put(connection: Scratch, table: str, rows: Any) -> None:
    """Gives `taken` rows a name in the scratch engine, which reads them where they lie."""
    connection.register(table, rows)


def carry(lake: Lake, text: str, connection: Scratch, table: str) -> None:
    """Puts the rows of a SELECT over the lake into a table of the scratch engine."""
    put(connection, "carried", taken(lake, text))
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS FROM carried")
    connection.unregister("carried")
