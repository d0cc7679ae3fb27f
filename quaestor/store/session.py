"""Questions to an open store, and statements: each thread by a connection of its own, in one committed state where that
is asked for."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
import numpy.typing as npt

from quaestor import model
from quaestor.errors import BadQuery, StaleCopy, StoreError
from quaestor.sql import bound, literal
from quaestor.store import engine
from quaestor.store.places import Places

#: The tables that a statement makes of a question.
_MADE = re.compile(r"CREATE OR REPLACE TEMP TABLE (\w+) AS\b")


class Session:
    """What can be asked of a store and done to it, however it was opened."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection, read_only: bool) -> None:
        self.path, self.connection, self.read_only = path, connection, read_only
        self._local = threading.local()
        self._local.cursor = connection
        self._kept: dict[str, list[dict[str, Any]]] | None = None  # answers of a still copy, which never change
        self._home = "lake"  # where an unqualified name is looked up
        self._places: Places | None = None  # of a still copy

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's connection to the lake."""
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self.connection.cursor()
            cursor.execute(f"USE {self._home}")
        return cursor

    @contextmanager
    def reading(self) -> Iterator[Self]:
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
        """The rows of a SELECT as dictionaries; a list among its parameters is one text to it (see `sql.among`).

        Raises BadQuery with the engine's reason when it cannot be run, StoreError where its memory is not enough.
        """
        with self._answering():
            result = self._asked(text, bound(params))
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def column(self, text: str, params: Sequence[Any] | None = None) -> npt.NDArray[Any]:
        """The one column of a SELECT, for counting with; raises as `query` does."""
        with self._answering():
            [values] = self._asked(text, bound(params)).fetchnumpy().values()
            return np.asarray(values)

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Errors of the engine as ours."""
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise engine.short(error, str(self.path)) from error
        except duckdb.Error as error:
            raise BadQuery(str(error).strip().splitlines()[0]) from error

    def _asked(self, text: str, params: Any) -> duckdb.DuckDBPyConnection:
        """The answer to a question, asked once more where maintenance has just put files together: the next snapshot
        names the new ones."""
        try:
            return self.cursor.execute(text, params)
        except duckdb.IOException as error:
            if self._kept is not None:
                raise StaleCopy("a file of this state of the store is gone", where=str(self.path)) from error
            if getattr(self._local, "reading", False):
                self._leave()
                self.cursor.execute("BEGIN TRANSACTION")
            return self.cursor.execute(text, params)

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
        rows = self._places.of(table, key, columns, self.column) if self._places and key is not None else None
        return rows or f"SELECT {columns} FROM {self._home}.{table} WHERE {where}"

    def look_ahead(self, *tables: str) -> None:
        """Has a still copy find out where the rows of these tables lie before anybody asks for one: whoever comes first
        to a file waits for that, some 30 ms, and many do where twenty ask at once."""
        if self._places:
            for table in tables:
                self._places.look_ahead(table, self.column)

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
            self.cursor.execute(text, bound(params))
            for made in _MADE.findall(text):
                self._keep_whole(made)
        except duckdb.OutOfMemoryException as error:
            raise engine.short(error, str(self.path)) from error
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
        except duckdb.OutOfMemoryException as error:
            raise engine.short(error, str(self.path)) from error
        except duckdb.Error as error:
            raise BadQuery(str(error).strip().splitlines()[0], advice="`quaestor status` names the tables.") from error
        finally:
            cursor.close()
