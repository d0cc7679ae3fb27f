"""The rows that say what was loaded: `load`, `file` and `scope`; and the archived files of loads that are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from quaestor import model, sources, sql
from quaestor.history import replay, stage
from quaestor.store import Archived, Lake, Member, digest_of


def enter_files(lake: Lake, source: sources.Source, load_id: str, container: str, made: Archived) -> None:
    folder = Path(made.folder)
    copy = digest_of(folder)
    rows = [
        {
            "load_id": load_id, "source": source.name, "source_file": member.source_file, "container": container,
            "name": member.name, "layout": made.layout, "archived_as": folder.name, "archived_digest": copy,
            "bytes": member.bytes, "rows_read": member.rows,
        }
        for member in made.members
    ]  # fmt: skip
    given = sql.rows_given(dict.fromkeys(rows[0], "VARCHAR"))
    lake.execute(f"INSERT INTO file ({', '.join(rows[0])}) {given}", [sql.rows(rows)])


def enter_scope(lake: Lake, line: str, load_id: str, read_at: datetime, scope: str) -> None:
    lake.execute(
        "INSERT INTO scope BY NAME SELECT ? AS load_id, ? AS source, ? AS read_at, ? AS rule, agency_id, fiscal_year, "
        "count(*) AS printed, count(*) FILTER (status = 'repeated') AS repeated, count(*) FILTER (amount < 0) AS "
        "negative, "
        "min(amount) AS smallest FROM staged WHERE fiscal_year IS NOT NULL AND fiscal_year > 0 GROUP BY agency_id, "
        "fiscal_year",
        [load_id, line, read_at, scope],
    )


def batches(source: sources.Source, archived: Sequence[Archived]) -> list[stage.Batch]:
    """The archived files by layout and the model table they print."""
    found = []
    for layout in source.layouts.values():
        some = [one for one in archived if one.layout == layout.name]
        found += [stage.Batch(layout, model.table(name), some) for name in layout.tables if some]
    return found


def loads_of(lake: Lake, source: sources.Source, table: model.Table, line: str) -> list[replay.Past]:
    """Every load of the source that brought rows of the line into the table, oldest first, with its archived files."""
    past = []
    for row in lake.query(
        "SELECT load_id, read_at, scope FROM load WHERE source = ? ORDER BY read_at, load_id", [source.name]
    ):
        some = [
            batch
            for batch in batches(source, archived(lake, source, row["load_id"]))
            if batch.table is table and batch.layout.line == line
        ]
        if some:
            past.append(replay.Past(row["load_id"], row["read_at"], row["scope"] == "full", some))
    return past


def archived(lake: Lake, source: sources.Source, load_id: str) -> list[Archived]:
    """The files of a load that is held, from the archive."""
    by_folder: dict[str, Archived] = {}
    for row in lake.query("SELECT * FROM file WHERE load_id = ? ORDER BY archived_as, name", [load_id]):
        folder = str(lake.path / "evidence" / row["archived_as"])
        member = Member(row["name"], row["source_file"], row["bytes"], row["rows_read"])
        one = by_folder.setdefault(
            folder, Archived(row["layout"], folder, row["container"], [], source.reads == "python")
        )
        by_folder[folder] = replace(one, members=[*one.members, member])
    return list(by_folder.values())


def correct_counts(lake: Lake, counts: dict[str, dict[str, Any]]) -> None:
    for load_id, found in counts.items():
        names = ("added", "rewritten", "restated", "missing", "withdrawn", "reappeared")
        lake.execute(
            f"UPDATE load SET {', '.join(f'{name} = ?' for name in names)} WHERE load_id = ?",
            [*(found[name] for name in names), load_id],
        )
