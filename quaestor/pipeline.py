"""The daily round, top to bottom: files in, cleaned and archived; rows typed and checked; history kept; totals
brought up
to date; all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quaestor import checks, derive, model, sources
from quaestor.errors import InputError
from quaestor.history import merge, replay, stage
from quaestor.store import Archived, Lake, Member, archive, digest_of, discard
from quaestor.store import maintain as maintain_lake

#: Told how far a load is: what is being done, how many of it are done, of how many.
Progress = Callable[[str, int, int], None]

#: The counts of a load, in the order in which they are told.
COUNTS = (
    "rows_read", "kept", "added", "rewritten", "restated", "missing", "withdrawn", "reappeared", "repeated", "rejected",
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """One file to load, with the sha-256 of its bytes, the moment it was read at and what it says of rows it lacks."""

    path: Path
    digest: str
    read_at: datetime
    scope: sources.Scope


def load(
    store: Path,
    source: str,
    paths: Sequence[str | Path],
    *,
    read_at: datetime | None = None,
    catalog: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Loads files of `source` into the store, which is made when there is none.

    Files read at the same moment make one load; where names carry stamps, there is a load for every moment, oldest
    first.
    read_at: when the publisher's state was read (UTC, or with an offset); else the stamp in the name; else now.
    Returns the sums of the counts, and each load under `loads`. A file that is held already changes nothing: its
    rows count
    as repeated. Raises InputError on files that cannot be read and CheckFailed when a hard check does not hold; then
    the
    load they belong to has changed nothing.
    """
    known = sources.find(source)
    tell = progress or (lambda what, done, whole: None)
    files = sources.expand(paths)
    with Lake.open(store, create=True, read_only=False, catalog=catalog) as lake:
        for statement in sources.macros():
            lake.execute(statement)
        inputs, seen = [], set()
        for number, path in enumerate(files):
            tell("reading", number, len(files))
            one = _input(known, path, read_at)
            if one.digest not in seen:
                inputs.append(one)
            seen.add(one.digest)
        groups = sorted({(one.read_at, one.scope) for one in inputs})
        done = []
        for number, (moment, scope) in enumerate(groups):
            tell("loading", number, len(groups))
            some = [one for one in inputs if (one.read_at, one.scope) == (moment, scope)]
            done.append(_load_one(lake, known, some, stated=read_at is not None, tell=tell))
        tell("loading", len(groups), len(groups))
    return _summary(source, done)


def maintain(store: Path, *, catalog: str | None = None) -> dict[str, Any]:
    """Compacts a store that many small loads have scattered; nothing held is lost. Returns files and bytes,
    before and after."""
    with Lake.open(store, read_only=False, catalog=catalog) as lake:
        return maintain_lake(lake)


def _input(source: sources.Source, path: Path, read_at: datetime | None) -> Input:
    moment = read_at or source.stamp_of(path.name) or _now()
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return Input(path, digest_of(path), moment, source.scope_of(path.name))


def _now() -> datetime:
    # One clock for all files of a run, so that they make one load.
    global _started
    _started = _started or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return _started


_started: datetime | None = None


def _load_one(
    lake: Lake, source: sources.Source, inputs: Sequence[Input], *, stated: bool, tell: Progress
) -> dict[str, Any]:
    held = _held(lake, source, inputs, stated)
    fresh = [one for one in inputs if one.digest not in held]
    if not fresh:
        return _nothing_new(source, inputs, held)
    show = bool(lake.settings.get("show_individuals"))
    archived: list[tuple[Input, Archived]] = []
    first = min(fresh, key=lambda one: one.digest)
    load_id = f"{source.name}-{first.read_at:%Y%m%dT%H%M%S}-{first.digest[:8]}"
    try:
        for number, one in enumerate(fresh):
            tell("cleaning and archiving", number, len(fresh))
            for made in archive(lake.path, source, one.path, one.digest, show_individuals=show):
                archived.append((one, made))
        with lake.writing():
            if _held(lake, source, fresh, stated):  # another writer was quicker
                return _nothing_new(source, inputs, _held(lake, source, inputs, stated))
            for one in {one.path: one for one, made in archived if not Path(made.folder).exists()}.values():
                # another writer of the same file gave it up meanwhile, and took the copy away
                list(archive(lake.path, source, one.path, one.digest, show_individuals=show))
            tell("comparing", 0, 1)
            counts = _enter(lake, source, load_id, fresh[0], archived)
            tell("adding up", 0, 1)
            derive.refresh(lake)
            counts["notes"] += checks.ceilings(lake)
            lake.execute(
                "UPDATE load SET notes = ? WHERE load_id = ?", ["\n".join(counts["notes"]) or None, counts["load_id"]]
            )
    except BaseException:
        discard(lake, [made for _, made in archived])
        raise
    counts["files"] = [member.name for _, one in archived for member in one.members]
    return counts


def _held(lake: Lake, source: sources.Source, inputs: Sequence[Input], stated: bool) -> dict[str, str]:
    """The digests among `inputs` that are held, with their loads; a file read again at another stated moment is
    news."""
    found = {}
    for row in lake.query(
        "SELECT f.container, l.read_at, l.load_id FROM file f JOIN load l USING (load_id) WHERE f.source = ? ORDER "
        "BY l.read_at",
        [source.name],
    ):
        for one in inputs:
            if one.digest == row["container"] and (not stated or one.read_at == row["read_at"]):
                found[one.digest] = row["load_id"]
    return found


def _nothing_new(source: sources.Source, inputs: Sequence[Input], held: dict[str, str]) -> dict[str, Any]:
    loads = sorted(set(held.values()))
    return {
        "load_id": loads[-1],
        "source": source.name,
        "read_at": inputs[0].read_at,
        "files": [one.path.name for one in inputs],
        **dict.fromkeys(COUNTS, 0),
        "notes": [f"Nothing new: the same bytes were loaded as {', '.join(loads)}."],
    }


def _enter(
    lake: Lake, source: sources.Source, load_id: str, first: Input, archived: Sequence[tuple[Input, Archived]]
) -> dict[str, Any]:
    """Everything a load changes but the derived tables; inside the transaction."""
    read_at, full = first.read_at, first.scope == "full"
    years = (1950, max(read_at.year, _now().year) + 1)
    batches = _batches(source, [one for _, one in archived])
    lines = {(batch.table.name, batch.layout.line): batch.table for batch in batches}
    lake.execute(
        "INSERT INTO load BY NAME SELECT ? AS load_id, ? AS source, ? AS read_at, ? AS loaded_at, ? AS scope",
        [load_id, source.name, read_at, datetime.now(UTC).replace(tzinfo=None, microsecond=0), first.scope],
    )
    for one, made in archived:
        _enter_files(lake, source, load_id, one, made)
    total: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {"notes": []}
    lake.execute("CREATE OR REPLACE TEMP TABLE touched (award_id VARCHAR)")
    for (_, line), table in lines.items():
        some = [batch for batch in batches if batch.table is table and batch.layout.line == line]
        wide = stage.stage(lake, some, years)
        checks.quarantine(lake, load_id, source.name, some)
        total["notes"] += checks.before(lake, load_id, some)
        _enter_scope(lake, line, load_id, read_at, first.scope)
        if replay.out_of_order(lake, table, source=source.name, line=line, load_id=load_id, read_at=read_at):
            counts = replay.replay(
                lake, table, source=line, leads=sources.leads(), patience=source.withdrawn_after, years=years,
                loads=_loads_of(lake, source, table, line),
            )  # fmt: skip
            _correct_counts(lake, counts)
            found = counts[load_id]
            found["notes"].append("Older than loads held: the history of the source was made again in order.")
        else:
            found = merge.merge(
                lake,
                table,
                wide,
                source=line,
                leads=sources.leads(),
                patience=source.withdrawn_after,
                load_id=load_id,
                read_at=read_at,
                full=full,
            )
            checks.after(lake, line, table)
        for name, value in found.items():
            total[name] = total[name] + value
    row = lake.query(
        "SELECT sum(rows_read) AS rows_read, sum(kept) AS kept, sum(repeated) AS repeated, sum(rejected) AS rejected "
        "FROM file WHERE load_id = ?",
        [load_id],
    )[0]
    total |= {name: int(value or 0) for name, value in row.items()}
    lake.execute(
        f"UPDATE load SET {', '.join(f'{name} = ?' for name in COUNTS)} WHERE load_id = ?",
        [*(total[name] for name in COUNTS), load_id],
    )
    return {"load_id": load_id, "source": source.name, "read_at": read_at} | total


def _enter_files(lake: Lake, source: sources.Source, load_id: str, one: Input, made: Archived) -> None:
    folder = Path(made.folder)
    copy = digest_of(folder)
    rows = [
        [
            load_id,
            source.name,
            member.source_file,
            one.digest,
            member.name,
            made.layout,
            folder.name,
            copy,
            member.bytes,
            member.rows,
        ]
        for member in made.members
    ]
    for at in range(0, len(rows), 500):
        some = rows[at : at + 500]
        lake.execute(
            "INSERT INTO file (load_id, source, source_file, container, name, layout, archived_as, archived_digest, "
            "bytes, "
            f"rows_read) VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'] * len(some))}",
            [value for row in some for value in row],
        )


def _enter_scope(lake: Lake, line: str, load_id: str, read_at: datetime, scope: str) -> None:
    lake.execute(
        "INSERT INTO scope BY NAME SELECT ? AS load_id, ? AS source, ? AS read_at, ? AS rule, agency_id, fiscal_year, "
        "count(*) AS printed, count(*) FILTER (status = 'repeated') AS repeated, count(*) FILTER (amount < 0) AS "
        "negative, "
        "min(amount) AS smallest FROM staged WHERE fiscal_year IS NOT NULL AND fiscal_year > 0 GROUP BY agency_id, "
        "fiscal_year",
        [load_id, line, read_at, scope],
    )


def _batches(source: sources.Source, archived: Sequence[Archived]) -> list[stage.Batch]:
    """The archived files by layout and the model table they print."""
    found = []
    for layout in source.layouts.values():
        some = [one for one in archived if one.layout == layout.name]
        found += [stage.Batch(layout, model.table(name), some) for name in layout.tables if some]
    return found


def _loads_of(lake: Lake, source: sources.Source, table: model.Table, line: str) -> list[replay.Past]:
    """Every load of the source that brought rows of the line into the table, oldest first, with its archived files."""
    past = []
    for row in lake.query(
        "SELECT load_id, read_at, scope FROM load WHERE source = ? ORDER BY read_at, load_id", [source.name]
    ):
        some = [
            batch
            for batch in _batches(source, _archived(lake, source, row["load_id"]))
            if batch.table is table and batch.layout.line == line
        ]
        if some:
            past.append(replay.Past(row["load_id"], row["read_at"], row["scope"] == "full", some))
    return past


def _archived(lake: Lake, source: sources.Source, load_id: str) -> list[Archived]:
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


def _correct_counts(lake: Lake, counts: dict[str, dict[str, Any]]) -> None:
    for load_id, found in counts.items():
        names = ("added", "rewritten", "restated", "missing", "withdrawn", "reappeared")
        lake.execute(
            f"UPDATE load SET {', '.join(f'{name} = ?' for name in names)} WHERE load_id = ?",
            [*(found[name] for name in names), load_id],
        )


def _summary(source: str, done: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if not done:
        raise InputError("no files to load")
    return {
        "load_id": done[-1]["load_id"],
        "source": source,
        "files": [name for one in done for name in one["files"]],
        **{name: sum(one[name] for one in done) for name in COUNTS},
        "notes": [note for one in done for note in one["notes"]],
        "loads": list(done),
    }


__all__ = ["COUNTS", "Progress", "load", "maintain"]
