"""One DuckDB connection with the extensions a lake needs, from the installed packages or DuckDB's own installer."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

import duckdb

from quaestor.errors import StoreError

if importlib.util.find_spec("pandas") is None:
    # With every value that it is handed, DuckDB looks for pandas anew where it is not installed: 7 ms for a list of 90.
    sys.modules["pandas"] = None  # type: ignore[assignment]

_EXTENSIONS = {
    "ducklake": "duckdb_extension_ducklake",
    "sqlite_scanner": "duckdb_extension_sqlite_scanner",
    "postgres_scanner": "duckdb_extension_postgres_scanner",
}


def connect(*, memory: str = "3GB", threads: int | None = None, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that spills to `spill` past `memory`, keeps its clock in UTC and fetches nothing by
    itself."""
    connection = duckdb.connect(
        config={
            "memory_limit": memory,
            "temp_directory": str(spill or Path(gettempdir()) / "quaestor-spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    if threads:
        connection.execute(f"SET threads = {threads}")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET parquet_metadata_cache = true")  # a footer names thousands of column chunks
    return connection


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Loads the extension `name`; raises StoreError when neither the package nor the installer has it."""
    with suppress(ImportError, duckdb.Error):
        package = importlib.import_module(_EXTENSIONS[name])
        for file in Path(str(package.__file__)).parent.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"):
            connection.execute(f"LOAD '{file}'")
            return
    try:
        connection.execute(f"INSTALL {name}")
        connection.execute(f"LOAD {name}")
    except duckdb.Error as error:
        raise StoreError(
            f"DuckDB's extension {name} cannot be loaded: {str(error).splitlines()[0]}",
            advice=f"Install the package {_EXTENSIONS[name].replace('_', '-')}=={duckdb.__version__}.",
        ) from error


def confine(connection: duckdb.DuckDBPyConnection, folder: Path, *, spills: bool = True) -> None:
    """Takes from the connection, for good, every file outside `folder`, the network, and the way back.

    spills: whether it may go on past its memory on disk.
    """
    if not spills:
        connection.execute("SET temp_directory = ''")
    inside = str(folder).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{inside}/']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
