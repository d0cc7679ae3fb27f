"""The lake: every table of the model in DuckLake, opened for reading by many and for writing by one at a time."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import duckdb
import yaml

from quaestor import model
from quaestor.errors import BadQuery, QuaestorError, StaleCopy, StoreError
from quaestor.sql import literal
from quaestor.store import engine, schema, spill, still
from quaestor.store.folder import PATIENCE, lock_of, queue, read_settings, say
from quaestor.store.places import Places

#: The tables that a statement makes of a question.
_MADE = re.compile(r"CREATE OR REPLACE TEMP TABLE (\w+) AS\b")

#: What a store's folder holds while it is being made.
_OWN = {"quaestor.yml", "lake", "evidence", "spill", "writer.lock", "catalog.sqlite"}


class Lake:
    """An open store.

    Unqualified names in a query mean the lake's tables. Every cursor is a connection of its own to the same lake, so
    threads may read side by side; a write happens inside `writing()`, which queues writers of all processes.
    """

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], read_only: bool
    ) -> None:
        self.path, self.connection, self.settings, self.read_only = path, connection, settings, read_only
        self._local = threading.local()
        self._local.cursor = connection
        self._numbers = itertools.count()
        self._lock = lock_of(path)
        self._kept: dict[str, list[dict[str, Any]]] | None = None  # answers of a still copy, which never change
        self._home = "lake"  # where an unqualified name is looked up
        self._places: Places | None = None  # of a still copy
        if not read_only:
            self._spill = TemporaryDirectory(dir=spill.folder(path), prefix="staged-")

    # -- opening -------------------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        create: bool = False,
        read_only: bool = True,
        catalog: str | None = None,
        memory: str = "3GB",
        threads: int | None = None,
        strangers: bool = False,
    ) -> Lake:
        """The store in the folder `path`.

        create: make it when there is none. catalog: a `postgresql://` address to keep the catalog in, instead of the
        SQLite file in the folder; remembered by the store. strangers: read-only and for questions of anybody: it
        reaches the tables' own files alone, and spills nothing. Raises StoreError when there is no store, when it was
        made by another version, or when its catalog does not answer.
        """
        path = Path(path).absolute()
        if create and not (path / "quaestor.yml").exists():
            _make(path, catalog)
        lake = cls._attached(path, read_settings(path, catalog, read_only), read_only, memory, threads)
        if lake.settings["format"] != schema.FORMAT:
            lake._grow()
        if read_only:
            engine.confine(lake.connection, path / "lake" if strangers else path, spills=not strangers)
        return lake

    @property
    def _catalog(self) -> str:
        """The schema that the catalog's own tables are in."""
        return "quaestor" if self.settings.get("catalog") else "main"

    def _grow(self) -> None:
        """Brings a store of an older format up to this one."""
        with self.exclusive():
            schema.grow(self.connection, self._catalog)
            file = self.path / "quaestor.yml"
            self.settings["format"] = schema.FORMAT
            say(file, yaml.safe_load(file.read_text(encoding="utf-8")) | {"format": schema.FORMAT})

    def still(self, *, memory: str = "3GB", threads: int | None = None) -> Lake:
        """The newest committed state, opened for reading with a copy of the catalog that no writer ever touches, and
        with its small tables in memory.

        Looking up what to read then takes a third of the time, so that it pays where many questions follow one another.
        The copy goes when the lake does. Maintenance may take files away from under it: StaleCopy is then raised.
        """
        connection, places = still.connect(self.path, self.settings, memory, threads)
        copy = Lake(self.path, connection, self.settings, read_only=True)
        copy._kept, copy._home, copy._places = {}, still.HOME, places
        copy.execute(f"USE {still.HOME}")
        return copy

    @classmethod
    def _attached(
        cls, path: Path, settings: dict[str, Any], read_only: bool, memory: str = "3GB", threads: int | None = None
    ) -> Lake:
        address = settings.get("catalog")
        if not read_only:
            spill.sweep(path)
        own = None if read_only else spill.folder(path)
        connection = engine.connect("ducklake", engine.scanner(address), memory=memory, threads=threads, spill=own)
        target = f"postgres:{address}" if address else f"sqlite:{path / 'catalog.sqlite'}"
        options = [f"DATA_PATH {literal(f'{path}/lake/')}", "OVERRIDE_DATA_PATH true"]
        # With a write-ahead log a reader in the midst of its questions does not stand in the way of a writer's commit.
        options += ["METADATA_SCHEMA 'quaestor'"] if address else ["META_JOURNAL_MODE 'WAL'", "META_BUSY_TIMEOUT 30000"]
        options += ["READ_ONLY"] if read_only else []
        try:
            connection.execute(f"ATTACH {literal(f'ducklake:{target}')} AS lake ({', '.join(options)})")
            connection.execute("USE lake")
        except duckdb.Error as error:
            connection.close()
            raise StoreError(
                f"the catalog does not answer: {str(error).splitlines()[0]}",
                where=address or str(path),
                advice="Is its server running, and is the address right?"
                if address
                else "Was the folder copied whole?",
            ) from error
        return cls(path, connection, settings, read_only)

    def close(self) -> None:
        """Ends the connection; what was not committed is gone."""
        self.connection.close()
        if not self.read_only:
            self._spill.cleanup()
            spill.leave(self.path)

    def __enter__(self) -> Lake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- asking --------------------------------------------------------------------------------------------------

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's connection to the lake."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self.connection.cursor()
            cursor.execute(f"USE {self._home}")
        return cursor

    @contextmanager
    def reading(self) -> Iterator[Lake]:
        """One committed state for all questions asked inside, and one look into the catalog for them."""
        if not self.read_only or getattr(self._local, "reading", False):
            yield self
            return
        self.execute("BEGIN TRANSACTION")
        self._local.reading = True
        try:
            yield self
        finally:
            self._local.reading = False
            self._leave()

    def _leave(self) -> None:
        with suppress(duckdb.Error):
            self.cursor.execute("ROLLBACK")

    def renew(self) -> None:
        """Goes on with the newest committed state: maintenance may have let go of the one that was being read."""
        if self._kept is None and getattr(self._local, "reading", False):
            self._leave()
            self.execute("BEGIN TRANSACTION")

    def query(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a SELECT as dictionaries; raises BadQuery with the engine's reason when it cannot be run."""
        asked = params if params is not None else []
        try:
            try:
                result = self.cursor.execute(text, asked)
            except (
                duckdb.IOException
            ) as error:  # maintenance has just put files together; the next snapshot names the new ones
                if self._kept is not None:
                    raise StaleCopy("a file of this state of the store is gone", where=str(self.path)) from error
                if getattr(self._local, "reading", False):
                    self._leave()
                    self.cursor.execute("BEGIN TRANSACTION")
                result = self.cursor.execute(text, asked)
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        except duckdb.Error as error:
            raise BadQuery(str(error).strip().splitlines()[0]) from error

    def remembered(self, text: str) -> list[dict[str, Any]]:
        """The rows of a SELECT over a small table; a still copy asks it once."""
        if self._kept is None:
            return self.query(text)
        if text not in self._kept:
            self._kept[text] = self.query(text)
        return self._kept[text]

    def select(self, table: str, key: str | None, columns: str = "*") -> str:
        """A SELECT of the rows of `key` in a table, a value of the first column that it is sorted by, which more
        conditions and an order may follow; a still copy knows in which files they lie.

        Asked as it stands it takes a fifth less than around another SELECT (`of`).
        """
        where = f"{model.table(table).sorted_by[0]} = {literal(key)}" if key is not None else "false"
        rows = self._places.of(table, key, columns, self.query) if self._places and key is not None else None
        return rows or f"SELECT {columns} FROM {self._home}.{table} WHERE {where}"

    def of(self, table: str, key: str | None, columns: str = "*") -> str:
        """`select` as a table to ask of."""
        return f"({self.select(table, key, columns)})"

    def having(self, table: str, column: str, value: str) -> str | None:
        """SQL for the rows of a table with `value` in a column; None where a still copy finds none."""
        rows = self._places.having(self.cursor, table, column, value) if self._places else None
        if rows is not None:
            return f"({rows})" if rows else None
        rows = f"(FROM {self._home}.{table} WHERE {column} = {literal(value)})"
        return rows if not self._places or self.value(f"SELECT EXISTS {rows}") else None

    def value(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> Any:
        """The first value of the first row, or None."""
        rows = self.query(text, params)
        return next(iter(rows[0].values())) if rows else None

    def execute(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> None:
        """Runs one statement."""
        try:
            self.cursor.execute(text, params if params is not None else [])
            for made in _MADE.findall(text):
                self._keep_whole(made)
        except duckdb.Error as error:
            raise BadQuery(f"{str(error).strip().splitlines()[0]} in: {' '.join(text.split())[:200]}") from error

    def _keep_whole(self, name: str) -> None:
        """Makes a table of no rows again: DuckDB 1.5.5 loses, in the same transaction, all that two threads add to one
        that two threads have made of nothing."""
        if self.cursor.execute(f"SELECT NOT EXISTS (FROM temp.{name})").fetchall()[0][0]:
            self.cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM temp.{name} WHERE false")

    def ask(self, text: str, limit: int | None = None) -> tuple[list[str], list[list[Any]], bool]:
        """One SELECT over the store, which is all a lake opened for reading can reach: columns, rows, whether there
        are more.

        Raises BadQuery on anything else.
        """
        if not self.read_only:
            raise StoreError("free questions need a store opened for reading only", where=str(self.path))
        cursor = self.connection.cursor()
        try:
            statements = cursor.extract_statements(text)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise BadQuery("not one SELECT", advice="Only questions are taken: begin with SELECT, WITH or FROM.")
            cursor.execute("USE lake")
            result = cursor.execute(statements[0])
            columns = [column[0] for column in result.description or ()]
            rows = result.fetchmany(limit + 1) if limit else result.fetchall()
            return columns, [list(row) for row in rows[: limit or None]], bool(limit and len(rows) > limit)
        except duckdb.Error as error:
            raise BadQuery(str(error).strip().splitlines()[0], advice="`quaestor status` names the tables.") from error
        finally:
            cursor.close()

    # -- writing -------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Lake]:
        """One transaction: all of it is committed at the end, or nothing when anything fails or the process dies.

        Writers of all processes queue; readers are never blocked and see the last committed state.
        """
        if self.read_only:
            raise StoreError("opened for reading only", where=str(self.path))
        with self._queue():
            self.execute("BEGIN TRANSACTION")
            try:
                yield self
                self.execute("COMMIT")
            except BaseException:
                with suppress(QuaestorError):
                    self.execute("ROLLBACK")
                raise

    @contextmanager
    def exclusive(self, patience: float = PATIENCE) -> Iterator[None]:
        """This process alone writes, without a transaction around it: for maintenance. patience: seconds to wait
        for it."""
        if self.read_only:
            raise StoreError("opened for reading only", where=str(self.path))
        with self._queue(patience):
            yield

    @contextmanager
    def one_thread(self) -> Iterator[None]:
        """The engine works with one thread meanwhile: for many small joins, or beside a thread that has other work.

        With two, one that has nothing to do asks for work without rest, and for Python's lock each time.
        """
        with closing(self.connection.cursor()) as beside:  # a transaction given up takes no setting any more
            held = beside.execute("SELECT current_setting('threads')").fetchall()[0][0]
            beside.execute("SET threads = 1")
            try:
                yield
            finally:
                beside.execute(f"SET threads = {held}")

    def _queue(self, patience: float = PATIENCE) -> AbstractContextManager[None]:
        return queue(self._lock, patience)

    def spilled(self, text: str) -> str:
        """Runs a SELECT once into a Parquet file that goes with the lake; returns the SELECT that reads it back."""
        file = Path(self._spill.name) / f"{next(self._numbers)}.parquet"
        self.execute(
            f"COPY ({text}) TO {literal(str(file))} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 20480)"
        )
        return f"SELECT * FROM read_parquet({literal(str(file))})"

    def snapshot(self) -> int:
        """The number of the newest committed state; grows by every write."""
        return int(self.value("SELECT max(snapshot_id) FROM ducklake_snapshots('lake')") or 0)


def _make(path: Path, catalog: str | None) -> None:
    """Makes a store. `quaestor.yml` comes last: a store is whole or it is none, and one whose maker was killed is gone
    on with by the next. Two may do so at once."""
    found = [entry.name for entry in path.iterdir()] if path.exists() else []
    others = [name for name in found if name not in _OWN and not name.startswith("catalog.sqlite")]
    if others:
        raise StoreError("a folder that is not a store and not empty", where=str(path), advice="Name another folder.")
    for folder in (path / "lake", path / "evidence"):
        folder.mkdir(parents=True, exist_ok=True)
    with queue(lock_of(path)):
        if (path / "quaestor.yml").exists():
            return
        settings = {"format": schema.FORMAT, "show_individuals": False} | ({"catalog": catalog} if catalog else {})
        with Lake._attached(path, settings, read_only=False) as lake:
            schema.create(lake.connection, lake._catalog)
        say(path / "quaestor.yml", settings)
