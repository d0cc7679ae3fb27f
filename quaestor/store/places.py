"""Where the rows of one key lie in a still copy: the few files that may hold them.

DuckLake asks its catalog which files to read with every question, for 2 to 4 ms of a processor. In a state that never
changes this is known beforehand, by the first and last key of each file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

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
_READ = "hive_partitioning = false, file_row_number = true, filename = true"


@dataclass(frozen=True)
class _File:
    """first, last: its keys lie between; None where that is not known. gone: whether rows of it are deleted."""

    path: str
    first: str | None
    last: str | None
    gone: bool

    def may_hold(self, key: str) -> bool:
        return (self.first is None or self.first <= key) and (self.last is None or key <= self.last)


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
                self._files[named[name].name].append(_File(path, first, last, deletions is not None))
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
                f"CAST(file_row_number AS UINTEGER) AS place, {digests} FROM read_parquet(?, {_READ})",
                [paths, paths],
            )

    def of(self, table: str, key: str, columns: str) -> str | None:
        """SQL for `columns` of the rows of `key`; None where only the lake knows them."""
        files = [file for file in self._files.get(table, ()) if file.may_hold(key)]
        return (
            self._rows(table, files, f"{model.table(table).sorted_by[0]} = {literal(key)}", columns) if files else None
        )

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
            f"FROM {self._rows(table, [self._files[table][file]], where, '*')}"
            for file, some in places.items()
            for where in [f"{column} = {literal(value)} AND file_row_number IN ({', '.join(some)})"]
        )

    def _rows(self, name: str, files: Sequence[_File], where: str, columns: str) -> str:
        table = model.table(name)
        paths = ", ".join(literal(file.path) for file in files)
        rows = f"read_parquet([{paths}], {_READ})"
        if table.kind == "recorded":
            where = f"{where} AND {schema.STANDS}"
        if any(file.gone for file in files):
            digests = ", ".join(f"hash({literal(file.path)})" for file in files if file.gone)
            rows = (
                f"(FROM {rows} WHERE {where}) f ANTI JOIN (FROM {self._home}.gone WHERE file IN ({digests})) g "
                "ON g.file = hash(f.filename) AND g.place = f.file_row_number"
            )
            where = "true"
        return f"(SELECT {', '.join(schema.shown_of(table)) if columns == '*' else columns} FROM {rows} WHERE {where})"


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
