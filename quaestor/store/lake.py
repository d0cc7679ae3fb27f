"""The lake: every table of the model in DuckLake, opened for reading by many and for writing by one at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

import duckdb
import yaml

from quaestor.errors import QuaestorError, StoreError
from quaestor.sql import literal
from quaestor.store import engine, schema, spill, still
from quaestor.store.folder import PATIENCE, lock_of, queue, read_settings, say
from quaestor.store.places import Keys
from quaestor.store.session import Session

#: What a store's folder holds while it is being made.
_OWN = {"quaestor.yml", "lake", "evidence", "spill", "writer.lock", "catalog.sqlite"}


class Lake(Session):
    """An open store.

    Unqualified names in a query mean the lake's tables. Every cursor is a connection of its own to the same lake, so
    threads may read side by side; a write happens inside `writing()`, which queues writers of all processes.
    """

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, settings: dict[str, Any], read_only: bool
    ) -> None:
        super().__init__(path, connection, read_only)
        self.settings = settings
        self._numbers = itertools.count()
        self._lock = lock_of(path)
        self._keys: dict[str, Keys] = {}  # of files, for one still copy after another
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
        memory: str | None = None,
        threads: int | None = None,
        strangers: bool = False,
    ) -> Lake:
        """The store in the folder `path`.

        create: make it when there is none. catalog: a `postgresql://` address to keep the catalog in, instead of the
        SQLite file in the folder; remembered by the store. memory: of the engine, else what `quaestor.yml` says.
        strangers: read-only and for questions of anybody: it reaches the tables' own files alone, and spills nothing.
        Raises StoreError when there is no store, when it was made by another version, or when its catalog does not
        answer.
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
    def catalog(self) -> str:
        """The schema that the catalog's own tables are in, for a question to name them."""
        return f"__ducklake_metadata_lake.{'quaestor' if self.settings.get('catalog') else 'main'}"

    def _grow(self) -> None:
        """Brings a store of an older format up to this one."""
        with self.exclusive():
            schema.grow(self.connection, self.catalog)
            file = self.path / "quaestor.yml"
            self.settings["format"] = schema.FORMAT
            say(file, yaml.safe_load(file.read_text(encoding="utf-8")) | {"format": schema.FORMAT})

    def still(self, *, threads: int | None = None) -> Lake:
        """The newest committed state, opened for reading with a copy of the catalog that no writer ever touches, and
        with its small tables in memory.

        Looking up what to read then takes a third of the time, so that it pays where many questions follow one another.
        The copy goes when the lake does. Maintenance may take files away from under it: StaleCopy is then raised.
        """
        connection, places = still.connect(self.path, self.settings, threads, self._keys)
        copy = Lake(self.path, connection, self.settings, read_only=True)
        copy._kept, copy._home, copy._places = {}, still.HOME, places
        copy.execute(f"USE {still.HOME}")
        return copy

    @classmethod
    def _attached(
        cls,
        path: Path,
        settings: dict[str, Any],
        read_only: bool,
        memory: str | None = None,
        threads: int | None = None,
    ) -> Lake:
        address, memory = settings.get("catalog"), memory or engine.memory_of(settings)
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
        except duckdb.OutOfMemoryException as error:
            connection.close()
            raise engine.short(error, str(path)) from error
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
            schema.create(lake.connection, lake.catalog)
        say(path / "quaestor.yml", settings)
