"""The lake's tables as made from the model, and how they lie on disk."""

from __future__ import annotations

from collections.abc import Set

import duckdb

from quaestor import model
from quaestor.errors import StoreError

#: Changes when an older store can no longer be read.
FORMAT = 8

#: Formats that lack nothing but tables: whoever next opens such a store for writing adds them.
OLDER = (3, 4, 5, 6, 7)

#: Columns that every version of a recorded row has besides the model's own.
VERSION = {
    "content_hash": "UBIGINT",  # of the compared columns, over their text, so that no engine's own hash is baked in
    "stated_hash": "UBIGINT",  # of the printed totals that move by themselves
    "source": "VARCHAR",
    "source_file": "VARCHAR",
    "source_row": "BIGINT",
    "load_id": "VARCHAR",
    "seen_at": "TIMESTAMP",  # when this version was first read
    "superseded_at": "TIMESTAMP",  # when it no longer stood; empty while it stands
    "ended": "VARCHAR",  # rewritten or withdrawn
    "leads": "BOOLEAN",  # of the publishers that print the record now, the most complete one
}

#: What a reader sees of a recorded row besides the model's columns.
SHOWN = ("source", "source_file", "source_row", "load_id", "seen_at")

#: Which versions of recorded rows a reader sees.
STANDS = "superseded_at IS NULL AND leads"

#: Rows in one Parquet row group. Small, since the commonest question is one award among millions.
ROW_GROUP = 16_384

#: Megabytes at which a Parquet file ends. Sorted rows then lie in many files of narrow ranges, of which a question of
#: one award opens one: in files of any size, passing by their row groups took most of its time.
FILE = 16


def create(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Creates every table of the model in the attached catalog `lake`; goes on where a killed maker stopped.

    catalog: the schema that the catalog's own tables are in, as a question names it.
    """
    found = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake'").fetchone()
    if not found or not found[0]:
        _create_all(connection)
    elif connection.execute("FROM load WHERE load_id IS NOT NULL LIMIT 1").fetchone():
        raise StoreError(
            "the catalog holds another store", advice="Name another database, or open the store's own folder."
        )
    _give_statistics(connection, catalog)


def _create_all(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("BEGIN TRANSACTION")
    for option, value in {
        "parquet_row_group_size": str(ROW_GROUP),
        "target_file_size": f"{FILE}MB",
        "parquet_compression": "lz4",  # read a third faster than zstd, for half as much disk again
        "data_inlining_row_limit": "0",
    }.items():
        connection.execute(f"CALL lake.set_option('{option}', '{value}')")
    _create_tables(connection)
    connection.execute("COMMIT")


def grow(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Adds the tables of the model that a store of an older format lacks."""
    found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake'").fetchall()
    connection.execute("BEGIN TRANSACTION")
    _create_tables(connection, held={name for (name,) in found})
    connection.execute("COMMIT")
    _give_statistics(connection, catalog)


def columns_of(table: model.Table) -> dict[str, str]:
    """The model's own columns of a table, each with its type in the lake."""
    return {column.name: column.sql_type for column in table.columns}


def shown_of(table: model.Table) -> dict[str, str]:
    """The columns that a reader sees of a table, each with its type in the lake."""
    return columns_of(table) | ({name: VERSION[name] for name in SHOWN} if table.kind == "recorded" else {})


def _create_tables(connection: duckdb.DuckDBPyConnection, held: Set[str] = frozenset()) -> None:
    for table in model.tables().values():
        columns = columns_of(table)
        if {table.name, f"{table.name}_version"} & held:
            continue
        if table.kind == "recorded":
            _create_table(connection, f"{table.name}_version", columns | VERSION, table.sorted_by)
            shown = ", ".join(shown_of(table))
            connection.execute(
                f"CREATE VIEW {table.name} AS SELECT {shown} FROM lake.{table.name}_version WHERE {STANDS}"
            )
        elif table.kind in ("kept", "derived"):
            _create_table(connection, table.name, columns, table.sorted_by)


def _give_statistics(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Enters into the catalog that nothing is known of tables that never held a row.

    DuckLake of DuckDB 1.5 looks statistics that are not there up once per column and query, which costs 3 ms a column;
    what it finds in its own tables, as it would write it itself, is remembered.
    """
    connection.execute("BEGIN TRANSACTION")
    for made, columns, of in (
        ("ducklake_table_stats", "table_id, record_count, next_row_id, file_size_bytes", "table_id, 0, 0, 0"),
        ("ducklake_table_column_stats", "table_id, column_id, contains_null", "table_id, column_id, true"),
    ):
        known = "ducklake_column" if "column" in made else "ducklake_table"
        connection.execute(
            f"INSERT INTO {catalog}.{made} ({columns}) SELECT {of} FROM {catalog}.{known} "
            f"WHERE end_snapshot IS NULL AND table_id NOT IN (SELECT table_id FROM {catalog}.{made})"
        )
    connection.execute("COMMIT")


def _create_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], sorted_by: tuple[str, ...]
) -> None:
    body = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE TABLE {name} ({body})")
    if sorted_by:
        connection.execute(f"ALTER TABLE {name} SET SORTED BY ({', '.join(f'{column} ASC' for column in sorted_by)})")
