"""A still copy of a lake: its catalog as of one moment in a file of its own, and its small tables in memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from quaestor import model
from quaestor.errors import StaleCopy
from quaestor.sql import literal
from quaestor.store import engine, schema
from quaestor.store.places import Keys, Places, stored

#: The database in memory that unqualified names of a still copy mean: copies of the small tables, views of the others.
HOME = "kept"

#: Bytes of files up to which a table is small: one that is derived or kept, and one of records. A row of a table in
#: memory is found in a fifth of the time, most of which goes into looking its files up and unpacking them. The small
#: tables of a lake of five million actions take half a second.
SMALL, SMALL_RECORDS = 32_000_000, 1_000_000

#: Tables that pages look single rows up in, one after another: in memory they have an index, by which a row is found in
#: half of the time. Those of five million actions take 0.3 s.
LOOKED_UP = ("change", "entity", "family", "family_member", "supplier", "vehicle")

#: How often a copy is made anew when maintenance takes files away from under it.
TRIES = 3


def connect(
    path: Path, settings: dict[str, Any], threads: int | None, keys: dict[str, Keys]
) -> tuple[duckdb.DuckDBPyConnection, Places]:
    """A connection to the newest committed state of the store at `path`, and where the rows of its large tables lie;
    the copy goes when it is closed. keys: see Places."""
    for left in reversed(range(TRIES)):
        memory, scanner = engine.memory_of(settings), engine.scanner(settings.get("catalog"))
        connection = engine.connect("ducklake", scanner, memory=memory, threads=threads)
        try:
            places = _attach(connection, path, settings, keys)
            break
        except duckdb.IOException as error:
            connection.close()
            if not left:
                raise StaleCopy("files of the newest state go as it is read", where=str(path)) from error
    engine.confine(connection, path)
    return connection, places


def _attach(
    connection: duckdb.DuckDBPyConnection, path: Path, settings: dict[str, Any], keys: dict[str, Keys]
) -> Places:
    with TemporaryDirectory(prefix="quaestor-") as folder:  # once it is open, the file needs no name
        file = Path(folder) / "catalog.duckdb"
        _copy_catalog(connection, path, settings.get("catalog"), file)
        options = f"DATA_PATH {literal(f'{path}/lake/')}, OVERRIDE_DATA_PATH true, READ_ONLY"
        connection.execute(f"ATTACH {literal(f'ducklake:{file}')} AS lake ({options})")
        connection.execute("BEGIN TRANSACTION")
        places = Places(connection, _lay(connection), HOME, keys)
        connection.execute("COMMIT")
        return places


def _lay(connection: duckdb.DuckDBPyConnection) -> list[model.Table]:
    """Lays every table of the model into HOME: one that is small as a copy, another as a view of the lake's. Returns
    those of the others that are sorted by a text."""
    connection.execute(f"ATTACH ':memory:' AS {HOME}")
    asked = "SELECT table_name, file_size_bytes FROM ducklake_table_info('lake')"
    sizes = dict(connection.execute(asked).fetchall())
    made, sorted_ones = [], []
    for table in model.tables().values():
        records = table.kind == "recorded"
        size = sizes.get(stored(table))
        if size is None:
            continue
        if not size:
            columns = ", ".join(f"{name} {kind}" for name, kind in schema.shown_of(table).items())
            made.append(f"CREATE TABLE {HOME}.{table.name} ({columns})")
        else:
            small = size <= (SMALL_RECORDS if records else SMALL)
            made.append(f"CREATE {'TABLE' if small else 'VIEW'} {HOME}.{table.name} AS FROM lake.{table.name}")
            if small and table.name in LOOKED_UP:
                made.append(f"CREATE INDEX {table.name}_key ON {HOME}.{table.name} ({table.sorted_by[0]})")
            if not small and table.sorted_by and schema.columns_of(table)[table.sorted_by[0]] == "VARCHAR":
                sorted_ones.append(table)
        if records:
            made.append(f"CREATE VIEW {HOME}.{table.name}_version AS FROM lake.{table.name}_version")
    connection.execute("; ".join(made))
    return sorted_ones


def _copy_catalog(connection: duckdb.DuckDBPyConnection, path: Path, address: str | None, file: Path) -> None:
    """Writes the catalog's tables, all as of one moment, into a database file of the engine's own."""
    source = (
        f"{literal(address)} AS source (TYPE postgres, SCHEMA 'quaestor', READ_ONLY)"
        if address
        else f"{literal(str(path / 'catalog.sqlite'))} AS source (TYPE sqlite, READ_ONLY)"
    )
    connection.execute(f"ATTACH {source}")
    connection.execute(f"ATTACH {literal(str(file))} AS copy")
    named = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' "
    tables = {table: schema_name for schema_name, table in connection.execute(named).fetchall()}
    newest = f'SELECT max(snapshot_id) FROM source."{tables["ducklake_snapshot"]}".ducklake_snapshot'
    while True:
        before = connection.execute(newest).fetchone()
        connection.execute("BEGIN TRANSACTION")
        for table, schema_name in tables.items():
            connection.execute(f'CREATE OR REPLACE TABLE copy."{table}" AS FROM source."{schema_name}"."{table}"')
        connection.execute("COMMIT")
        if connection.execute(newest).fetchone() == before:  # else a writer came between two tables
            break
    connection.execute("DETACH copy")
    connection.execute("DETACH source")
