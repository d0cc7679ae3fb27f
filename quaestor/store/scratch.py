"""A scratch engine beside the lake, for work that makes many tables and keeps none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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


def carry(lake: Lake, text: str, connection: Scratch, table: str) -> None:
    """Puts the rows of a SELECT over the lake into a table of the scratch engine."""
    rows = lake.cursor.execute(text).to_arrow_table()
    connection.register("carried", rows)
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS FROM carried")
    connection.unregister("carried")
