"""Where the rows of one key lie in a still copy: the few files that may hold them.

DuckLake asks its catalog which files to read with every question, for 2 to 4 ms of a processor. In a state that never
changes this is known beforehand, by the first and last key of each file and of each group of rows in it: files that two
threads wrote side by side lie across one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from quaestor import model
from quaestor.sql import literal
from quaestor.store import schema

#: The catalog's own tables, in a copy of it.
_CATALOG = "__ducklake_metadata_lake.main"
#: Columns that rows are looked for by, though their table is sorted by another: digests of these stand in memory.
SOUGHT = {"flag": ("award_id", "supplier_id", "family_id")}
#: Rows that are read one by one where they lie; past this the table is read from its beginning.
FEW = 12
#: What a path may not hold, since the engine would take it for a pattern.
_PATTERN = frozenset("*?[")
_PLAIN = "hive_partitioning = false"
_PLACED = f"{_PLAIN}, file_row_number = true, filename = true"  # takes a twentieth longer

#: The first and last key of some rows, None where that is not known.
Span = tuple[str | None, str | None]


@dataclass
class _File:
    """keys: between which those of its rows lie. gone: whether rows of it are deleted. groups: between which keys each
    group of its rows lies, once somebody asked."""

    path: str
    keys: Span
    gone: bool
    groups: list[Span] | None = None


class Places:
    """The files of the tables that are given, which must be sorted by a text, in a lake that no writer touches.

    home: a database in memory, where the rows that are deleted from files are laid, and the digests that rows are
    sought by.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: Sequence[model.Table], home: str) -> None:
        self._home, gone = home, f"{home}.gone"
        self._files: dict[str, list[_File]] = defaultdict(list)
        connection.execute(f"CREATE TABLE {gone} (file UBIGINT, place BIGINT)")
        named = {stored(table): table for table in tables}
        rows = connection.execute(_files(named)).fetchall() if named else []
        strange = {name for name, path, *_, as_written in rows if not as_written or _PATTERN & set(path)}
        deleted: dict[str, str] = {}
        for name, path, deletions, first, last, _ in rows:
            if name not in strange:
                self._files[named[name].name].append(_File(path, (first, last), deletions is not None))
                deleted |= {deletions: path} if deletions else {}
        if deleted:
            connection.execute(
                f"INSERT INTO {gone} SELECT hash(?[list_position(?, filename)]), pos "
                "FROM read_parquet(?, filename = true, hive_partitioning = false)",
                [list(deleted.values()), list(deleted), list(deleted)],
            )
        for name in SOUGHT.keys() & self._files.keys():
            paths = [file.path for file in self._files[name]]
            digests = ", ".join(f"hash({column}) AS {column}" for column in SOUGHT[name])
            connection.execute(
                f"CREATE TABLE {home}.{name}_sought AS SELECT list_position(?, filename)::USMALLINT - 1 AS file, "
                f"CAST(file_row_number AS UINTEGER) AS place, {digests} FROM read_parquet(?, {_PLACED})",
                [paths, paths],
            )

    def of(self, table: str, key: str, columns: str, ask: Callable[..., list[dict[str, Any]]]) -> str | None:
        """SQL for `columns` of the rows of `key`; None where only the lake knows them. ask: what answers a question."""
        if not (files := self._files.get(table)):
            return None
        by = model.table(table).sorted_by[0]
        some = [file for file in files if _between(file.keys, key) and self._grouped(file, by, key, ask)]
        return self._rows(table, some or files[:1], f"{by} = {literal(key)}" if some else "false", columns)

    @staticmethod
    def _grouped(file: _File, by: str, key: str, ask: Callable[..., list[dict[str, Any]]]) -> bool:
        """Whether a group of the file's rows may hold the key."""
        if file.groups is None:
            asked = "SELECT stats_min_value, stats_max_value FROM parquet_metadata(?) WHERE path_in_schema = ?"
            file.groups = [(*row.values(),) for row in ask(asked, [file.path, by])]
        return any(_between(group, key) for group in file.groups)

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
            self._rows(table, [self._files[table][file]], where, "*")
            for file, some in places.items()
            for where in [f"{column} = {literal(value)} AND file_row_number IN ({', '.join(some)})"]
        )

    def _rows(self, name: str, files: Sequence[_File], where: str, columns: str) -> str:
        table = model.table(name)
        paths = ", ".join(literal(file.path) for file in files)
        gone = any(file.gone for file in files)
        rows = f"read_parquet([{paths}], {_PLACED if gone or 'file_row_number' in where else _PLAIN})"
        if table.kind == "recorded":
            where = f"{where} AND {schema.STANDS}"
        if gone:
            digests = ", ".join(f"hash({literal(file.path)})" for file in files if file.gone)
            rows = (
                f"(FROM {rows} WHERE {where}) f ANTI JOIN (FROM {self._home}.gone WHERE file IN ({digests})) g "
                "ON g.file = hash(f.filename) AND g.place = f.file_row_number"
            )
            where = "true"
        return f"SELECT {', '.join(schema.shown_of(table)) if columns == '*' else columns} FROM {rows} WHERE {where}"


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
