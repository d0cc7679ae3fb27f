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
from quaestor.store import schema

_CATALOG = "__ducklake_metadata_lake.main"
#: What a path may not hold, since the engine would take it for a pattern.
_PATTERN = frozenset("*?[")


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

    gone: a table to be made in memory, of the rows that are deleted from files: path and place.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, tables: Sequence[model.Table], gone: str) -> None:
        self._gone = gone
        self._files: dict[str, list[_File]] = defaultdict(list)
        connection.execute(f"CREATE TABLE {gone} (path VARCHAR, place BIGINT)")
        named = {stored(table): table for table in tables}
        rows = connection.execute(_files(named)).fetchall() if named else []
        strange = {name for name, path, *_, as_written in rows if not as_written or _PATTERN & set(path)}
        deleted = {}
        for name, path, deletions, first, last, _ in rows:
            if name not in strange:
                self._files[named[name].name].append(_File(path, first, last, deletions is not None))
                deleted |= {deletions: path} if deletions else {}
        if deleted:
            connection.execute(
                f"INSERT INTO {gone} SELECT ?[list_position(?, filename)], pos "
                "FROM read_parquet(?, filename = true, hive_partitioning = false)",
                [list(deleted.values()), list(deleted), list(deleted)],
            )

    def of(self, table: str, key: str) -> str | None:
        """SQL for rows of the table, those of `key` among them and others of the same files; None where only the lake
        knows them."""
        files = [file for file in self._files.get(table, ()) if file.may_hold(key)]
        if not files:
            return None
        paths = ", ".join(f"'{_quoted(file.path)}'" for file in files)
        rows = f"read_parquet([{paths}], hive_partitioning = false, file_row_number = true, filename = true) f"
        if any(file.gone for file in files):
            rows += (
                f" ANTI JOIN (FROM {self._gone} WHERE path IN ({paths})) g "
                "ON g.path = f.filename AND g.place = f.file_row_number"
            )
        told = model.table(table)
        where = f" WHERE {schema.STANDS}" if told.kind == "recorded" else ""
        return f"(SELECT {', '.join(schema.shown_of(told))} FROM {rows}{where})"


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
        f"WITH each AS ({each}), altered AS (SELECT table_id, max(begin_snapshot) AS at FROM {_CATALOG}.ducklake_column "
        "GROUP BY 1) SELECT e.name, e.data_file, e.delete_file, s.min_value, s.max_value, "
        "f.mapping_id IS NULL AND f.encryption_key IS NULL AND a.at <= f.begin_snapshot "
        f"FROM each e JOIN {_CATALOG}.ducklake_data_file f ON parse_filename(f.path) = parse_filename(e.data_file) "
        f"JOIN altered a USING (table_id) JOIN {_CATALOG}.ducklake_column c ON c.table_id = f.table_id "
        "AND c.column_name = e.key AND c.end_snapshot IS NULL "
        f"LEFT JOIN {_CATALOG}.ducklake_file_column_stats s ON s.data_file_id = f.data_file_id "
        "AND s.column_id = c.column_id"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
