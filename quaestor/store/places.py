"""Where the rows of one key lie in a still copy: the few files that hold them.

DuckLake asks its catalog which files to read with every question, for 2 to 4 ms of a processor, and reads every file in
whose range of keys the key lies: all that loads have written since maintenance, most of them for nothing. In a state
that never changes this is known beforehand, by the digests of each file's keys, which stand in memory from the first
question on that a file may answer: 8 bytes a row.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from quaestor import model
from quaestor.sql import literal
from quaestor.store import schema

#: The catalog's own tables, in a copy of it.
_CATALOG = "__ducklake_metadata_lake.main"
#: Columns that rows are looked for by, though their table is sorted by another: digests of these stand in memory.
SOUGHT = {"flag": ("award_id", "supplier_id", "family_id")}
#: Rows that are read one by one where they lie; past this the table is read from its beginning.
FEW = 12
#: Keys asked for lately whose digests are kept.
ASKED = 1_000
#: What a path may not hold, since the engine would take it for a pattern.
_PATTERN = frozenset("*?[")
_PLAIN = "hive_partitioning = false"
_PLACED = f"{_PLAIN}, file_row_number = true, filename = true"  # takes a twentieth longer

#: SQL for the digest of a key: the engine's own, which takes an eighth of the time of one that Python knows too.
DIGEST = "CAST(hash(coalesce({key}, '')) & 4294967295 AS UINTEGER)"

#: The first and last key of some rows, None where that is not known.
Span = tuple[str | None, str | None]


@dataclass(frozen=True)
class Keys:
    """The keys of a file's rows: their digests in order, and the place in the file of the row that each is of."""

    digests: npt.NDArray[np.uint32]
    order: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, digests: npt.NDArray[np.uint32]) -> Keys:
        """digests: in the order of the rows."""
        order = np.argsort(digests, kind="stable").astype(np.uint32)
        return cls(digests[order], order)

    def places(self, digest: np.uint32) -> npt.NDArray[np.uint32]:
        """Where rows of the key lie that has this digest; others may be among them, though hardly ever."""
        first, last = (int(np.searchsorted(self.digests, digest, side)) for side in ("left", "right"))
        return self.order[first:last]


@dataclass(frozen=True)
class _File:
    """keys: between which those of its rows lie. gone: places of rows that are deleted, in order."""

    path: str
    keys: Span
    gone: npt.NDArray[np.int64] | None


class Places:
    """The files of the tables that are given, which must be sorted by a text, in a lake that no writer touches.

    home: a database in memory, where the rows that are deleted from files are laid, and the digests that rows are
    sought by. keys: of files by their paths, which copies of one store may share, since a file never changes.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, tables: Sequence[model.Table], home: str, keys: dict[str, Keys]
    ) -> None:
        self._home, self._keys, gone = home, keys, f"{home}.gone"
        self._digests: dict[str, np.uint32] = {}
        self._reading = threading.Lock()
        self._files: dict[str, list[_File]] = defaultdict(list)
        connection.execute(f"CREATE TABLE {gone} (file UBIGINT, place BIGINT)")
        named = {stored(table): table for table in tables}
        rows = connection.execute(_files(named)).fetchall() if named else []
        strange = {name for name, path, *_, as_written in rows if not as_written or _PATTERN & set(path)}
        deleted = {deletions: path for name, path, deletions, *_ in rows if deletions and name not in strange}
        if deleted:
            connection.execute(
                f"INSERT INTO {gone} SELECT hash(?[list_position(?, filename)]), pos "
                "FROM read_parquet(?, filename = true, hive_partitioning = false)",
                [list(deleted.values()), list(deleted), list(deleted)],
            )
        holed = set(deleted.values())
        for name, path, _, first, last, _ in rows:
            if name not in strange:
                taken = f"SELECT place FROM {gone} WHERE file = hash(?) ORDER BY place"
                places = connection.execute(taken, [path]).fetchnumpy()["place"] if path in holed else None
                self._files[named[name].name].append(_File(path, (first, last), places))
        here = {file.path for files in self._files.values() for file in files}
        for path in keys.keys() - here:
            keys.pop(path, None)
        for name in SOUGHT.keys() & self._files.keys():
            paths = [file.path for file in self._files[name]]
            digests = ", ".join(f"hash({column}) AS {column}" for column in SOUGHT[name])
            connection.execute(
                f"CREATE TABLE {home}.{name}_sought AS SELECT list_position(?, filename)::USMALLINT - 1 AS file, "
                f"CAST(file_row_number AS UINTEGER) AS place, {digests} FROM read_parquet(?, {_PLACED})",
                [paths, paths],
            )

    def of(self, table: str, key: str, columns: str, ask: Callable[..., npt.NDArray[Any]]) -> str | None:
        """SQL for `columns` of the rows of `key`; None where only the lake knows them. ask: gives the one column of a
        question."""
        if not (files := self._files.get(table)):
            return None
        by, found, gone = model.table(table).sorted_by[0], [], False
        between = [file for file in files if _between(file.keys, key)]
        digest = self._digest_of(key, ask) if between else np.uint32()
        for file in between:
            places = self._keys_of(file.path, by, ask).places(digest)
            left = _left(places, file.gone)
            found += [file] if left.size else []
            gone = gone or 0 < left.size < places.size
        return self._rows(table, found or files[:1], f"{by} = {literal(key)}" if found else "false", columns, gone)

    def look_ahead(self, table: str, ask: Callable[..., npt.NDArray[Any]]) -> None:
        """Reads which keys the files of a table hold, before anybody asks for one."""
        for file in self._files.get(table, ()):
            self._keys_of(file.path, model.table(table).sorted_by[0], ask)

    def _digest_of(self, key: str, ask: Callable[..., npt.NDArray[Any]]) -> np.uint32:
        if (digest := self._digests.get(key)) is None:  # one page asks several tables for its award
            [digest] = ask(f"SELECT {DIGEST.format(key=literal(key))}")
            if len(self._digests) >= ASKED:
                self._digests.clear()
            self._digests[key] = digest
        return digest

    def _keys_of(self, path: str, by: str, ask: Callable[..., npt.NDArray[Any]]) -> Keys:
        if (keys := self._keys.get(path)) is None:
            with self._reading:  # many may ask at once for a file that nobody has looked into
                if (keys := self._keys.get(path)) is None:
                    digests = ask(f"SELECT {DIGEST.format(key=by)} FROM read_parquet(?, {_PLAIN})", [path])
                    keys = self._keys[path] = Keys.of(digests)
        return keys

    def having(self, cursor: duckdb.DuckDBPyConnection, table: str, column: str, value: str) -> str | None:
        """SQL for the rows of the table with `value` in `column`, empty where there are none; None where they are not
        sought so, or many."""
        if table not in self._files or column not in SOUGHT.get(table, ()):
            return None
        asked = f"SELECT file, place FROM {self._home}.{table}_sought WHERE {column} = hash(?) LIMIT {FEW + 1}"
        found = cursor.execute(asked, [value]).fetchall()
        if len(found) > FEW:
            return None
        places = defaultdict(list)
        for file, place in found:
            places[file].append(str(place))
        return " UNION ALL ".join(
            self._rows(table, [held], where, "*", held.gone is not None)
            for file, some in places.items()
            for held in [self._files[table][file]]
            for where in [f"{column} = {literal(value)} AND file_row_number IN ({', '.join(some)})"]
        )

    def _rows(self, name: str, files: Sequence[_File], where: str, columns: str, gone: bool) -> str:
        """SQL for the rows of the files where a condition holds. gone: whether some of these may be deleted."""
        table = model.table(name)
        paths = ", ".join(literal(file.path) for file in files)
        rows = f"read_parquet([{paths}], {_PLACED if gone or 'file_row_number' in where else _PLAIN})"
        if table.kind == "recorded":
            where = f"{where} AND {schema.STANDS}"
        if gone:
            digests = ", ".join(f"hash({literal(file.path)})" for file in files if file.gone is not None)
            rows = (
                f"(FROM {rows} WHERE {where}) f ANTI JOIN (FROM {self._home}.gone WHERE file IN ({digests})) g "
                "ON g.file = hash(f.filename) AND g.place = f.file_row_number"
            )
            where = "true"
        return f"SELECT {', '.join(schema.shown_of(table)) if columns == '*' else columns} FROM {rows} WHERE {where}"


def _left(places: npt.NDArray[np.uint32], gone: npt.NDArray[np.int64] | None) -> npt.NDArray[np.uint32]:
    """The places but those that are `gone`, which are in order."""
    if gone is None or not gone.size:
        return places
    at = np.minimum(np.searchsorted(gone, places), gone.size - 1)
    left: npt.NDArray[np.uint32] = places[gone[at] != places]
    return left


def _between(keys: Span, key: str) -> bool:
    first, last = keys
    return (first is None or first <= key) and (last is None or key <= last)


def stored(table: model.Table) -> str:
    """The name under which the lake holds the rows of a table."""
    return f"{table.name}_version" if table.kind == "recorded" else table.name


def _files(named: dict[str, model.Table]) -> str:
    """SQL for the files of tables: name, path, that of its deletions, first and last key, and whether the file has its
    table's columns as they were written."""
    each = " UNION ALL ".join(
        f"SELECT '{name}' AS name, '{table.sorted_by[0]}' AS key, * FROM ducklake_list_files('lake', '{name}')"
        for name, table in named.items()
    )
    return (
        f"WITH each AS ({each}), altered AS (SELECT table_id, max(begin_snapshot) AS at "
        f"FROM {_CATALOG}.ducklake_column GROUP BY 1) SELECT e.name, e.data_file, e.delete_file, s.min_value, "
        "s.max_value, f.mapping_id IS NULL AND f.encryption_key IS NULL AND a.at <= f.begin_snapshot "
        f"FROM each e JOIN {_CATALOG}.ducklake_data_file f ON parse_filename(f.path) = parse_filename(e.data_file) "
        f"JOIN altered a USING (table_id) JOIN {_CATALOG}.ducklake_column c ON c.table_id = f.table_id "
        "AND c.column_name = e.key AND c.end_snapshot IS NULL "
        f"LEFT JOIN {_CATALOG}.ducklake_file_column_stats s ON s.data_file_id = f.data_file_id "
        "AND s.column_id = c.column_id"
    )
