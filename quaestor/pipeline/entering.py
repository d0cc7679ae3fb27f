"""How the rows of a load come into the lake: cleaned and archived, typed and checked, and held against what is held."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from typing import Any

from quaestor import checks, sources
from quaestor.history import loads, merge, replay, stage
from quaestor.pipeline.inputs import Input
from quaestor.store import Archived, Lake, archive

#: Told how far a load is: what is being done, how many of it are done, of how many.
Progress = Callable[[str, int, int], None]

#: CSV files cleaned at once. Each takes one processor: reading and writing text in order is one thread's work.
WORKERS = min(4, os.cpu_count() or 1)

#: The counts of a load, in the order in which they are told.
COUNTS = (
    "rows_read", "kept", "added", "rewritten", "restated", "missing", "withdrawn", "reappeared", "repeated", "rejected",
)  # fmt: skip


def keep(
    lake: Lake,
    source: sources.Source,
    inputs: Sequence[Input],
    show: bool,
    archived: list[tuple[Input, Archived]],
    tell: Progress,
) -> None:
    """Cleans and keeps the files, WORKERS of them at a time, into `archived`; raises what went wrong with the first."""

    workers = 1 if source.reads == "python" else WORKERS  # a reader of its own brings its own processes

    def clean(one: Input) -> None:
        at_once = max(1, workers // len(inputs))
        for made in archive(lake.path, source, one.path, one.digest, show_individuals=show, at_once=at_once):
            archived.append((one, made))

    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(clean, one) for one in inputs]
        for number, done in enumerate(as_completed(futures)):
            tell("cleaning and archiving", number, len(inputs))
            if done.exception():
                for future in futures:
                    future.cancel()
                break
    archived.sort(key=lambda pair: inputs.index(pair[0]))
    for future in futures:
        if not future.cancelled():
            future.result()


def enter(
    lake: Lake, source: sources.Source, load_id: str, first: Input, archived: Sequence[tuple[Input, Archived]]
) -> tuple[dict[str, Any], merge.Acts | None]:
    """Everything a load changes but the derived tables; inside the transaction.

    Returns the counts and, where the load has them at hand, the actions of the awards it touched, before and after.
    """
    read_at, full = first.read_at, first.scope == "full"
    years = (1950, max(read_at.year, datetime.now(UTC).year) + 1)
    batches = loads.batches(source, [one for _, one in archived])
    lines = {(batch.table.name, batch.layout.line): batch.table for batch in batches}
    lake.execute(
        "INSERT INTO load BY NAME SELECT ? AS load_id, ? AS source, ? AS read_at, ? AS loaded_at, ? AS scope",
        [load_id, source.name, read_at, datetime.now(UTC).replace(tzinfo=None, microsecond=0), first.scope],
    )
    for one, made in archived:
        loads.enter_files(lake, source, load_id, one.digest, made)
    total: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {"notes": []}
    lake.execute("CREATE OR REPLACE TEMP TABLE touched (award_id VARCHAR)")
    acts: merge.Acts | None = None
    for (_, line), table in lines.items():
        some = [batch for batch in batches if batch.table is table and batch.layout.line == line]
        wide = stage.stage(lake, some, years)
        checks.quarantine(lake, load_id, source.name, some)
        total["notes"] += checks.before(lake, load_id, some)
        loads.enter_scope(lake, line, load_id, read_at, first.scope)
        if replay.out_of_order(lake, table, source=source.name, line=line, load_id=load_id, read_at=read_at):
            counts = replay.replay(
                lake, table, source=line, leads=sources.leads(), patience=source.withdrawn_after, years=years,
                loads=loads.loads_of(lake, source, table, line),
            )  # fmt: skip
            checks.once(lake, line, table)
            loads.correct_counts(lake, counts)
            found = counts[load_id]
            found["notes"].append("Older than loads held: the history of the source was made again in order.")
        else:
            found, standing = merge.merge(
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
            acts = standing if table.name == "action" and len(lines) == 1 else None
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
    return {"load_id": load_id, "source": source.name, "read_at": read_at} | total, acts
