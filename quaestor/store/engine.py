"""One DuckDB connection with the extensions a lake needs, from the installed packages or DuckDB's own installer."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb

from quaestor.errors import StoreError
from quaestor.sql import literal

_EXTENSIONS = {
    "ducklake": "duckdb_extension_ducklake",
    "sqlite_scanner": "duckdb_extension_sqlite_scanner",
    "postgres_scanner": "duckdb_extension_postgres_scanner",
}


#: Memory of an engine where nothing else is said, and where a store says it.
MEMORY, MEMORY_IS_SAID = "3GB", "memory in quaestor.yml"


def connect(
    *extensions: str, memory: str = MEMORY, threads: int | None = None, spill: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with `extensions` that spills to `spill` past `memory` and fetches nothing by itself.

    threads: how many it works with; else one for each core that this process may use. Raises StoreError when neither
    the installed package nor DuckDB's installer has an extension, or when `memory` is no amount of it.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(spill or Path(gettempdir()) / "quaestor-spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # Until ours are loaded: to check a signature takes 0.15 s, and a package is trusted as its Python is.
        "allow_unsigned_extensions": "true",
    }
    try:
        connection = duckdb.connect(config=config)
    except duckdb.ParserException as error:
        raise StoreError(
            f"{memory!r} is no amount of memory",
            where=MEMORY_IS_SAID,
            advice="Write it as a number with GB, such as 6GB, or leave it away.",
        ) from error
    missing = [name for name in extensions if not _load_package(connection, name)]
    connection.execute("SET allow_unsigned_extensions = false")
    for name in missing:
        _install(connection, name)
    connection.execute(f"SET threads = {threads or _cores(connection)}")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET parquet_metadata_cache = true")  # a footer names thousands of column chunks
    return connection


def memory_of(settings: Mapping[str, Any]) -> str:
    """The memory of an engine over a store, by what the store's `quaestor.yml` says."""
    return str(settings.get("memory", MEMORY))


def short(error: duckdb.OutOfMemoryException, where: str) -> StoreError:
    """What is said where the engine's memory, or the room on disk that it goes on in, is not enough."""
    return StoreError(
        f"there is not memory or room on disk enough for this ({str(error).splitlines()[0]})",
        where=where,
        advice=f"Nothing was changed. Give more memory (`memory: 6GB` in quaestor.yml; {MEMORY} where it says "
        "nothing) or make room on the disk, and try again.",
    )


def scanner(address: str | None) -> str:
    """The extension that reads a catalog: at the address of a PostgreSQL database, or else in a SQLite file."""
    return "postgres_scanner" if address else "sqlite_scanner"


def _cores(connection: duckdb.DuckDBPyConnection) -> int:
    """The engine counts the machine's cores, though a process may have been given some of them only (`taskset`, a
    container's cpuset); its threads would then wait for one another."""
    counted = int(connection.execute("SELECT current_setting('threads')").fetchall()[0][0])
    return min(counted, len(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else counted


def _load_package(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    with suppress(ImportError, duckdb.Error):
        package = importlib.import_module(_EXTENSIONS[name])
        for file in Path(str(package.__file__)).parent.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"):
            connection.execute(f"LOAD '{file}'")
            return True
    return False


def _install(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    try:
        connection.execute(f"INSTALL {name}")
        connection.execute(f"LOAD {name}")
    except duckdb.Error as error:
        connection.close()
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
    connection.execute(f"SET allowed_directories = [{literal(f'{folder}/')}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
