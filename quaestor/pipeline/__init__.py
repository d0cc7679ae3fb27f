"""The daily round, top to bottom: files in, cleaned and archived; rows typed and checked; history kept; totals
brought up to date; all of it in one transaction, or nothing. Then names, families and the search index follow."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quaestor import checks, derive, resolve, search, sources
from quaestor.errors import InputError, QuaestorError, StoreError
from quaestor.history.merge import Acts
from quaestor.pipeline.entering import COUNTS, Progress, enter, keep
from quaestor.pipeline.inputs import Input, held_already, look_at
from quaestor.store import Archived, Lake, archive, discard
from quaestor.store import maintain as maintain_lake


@dataclass(frozen=True)
class Last:
    """What a load leaves at hand once it stands: the awards that it touched in the temporary table `touched`, their
    actions where it had them at hand, and the state that it began with."""

    load_id: str
    acts: Acts | None
    since: search.Stamp


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
    first. read_at: when the publisher's state was read (UTC, or with an offset); else the stamp in the name; else now.
    Returns the sums of the counts, each load under `loads`, and under `seconds` after how many they `stood` and `all`
    was done. A file that is held already changes nothing: its rows count as repeated. Raises InputError on files that
    cannot be read and CheckFailed when a hard check does not hold; then the load they belong to has changed nothing.
    """
    began = time.monotonic()
    known = sources.find(source)
    tell = progress or (lambda what, done, whole: None)
    files = sources.expand(paths)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)  # one clock for all files of a run: they make one load
    with ThreadPoolExecutor(1, "reading") as reading, ExitStack() as opened:
        looked = [reading.submit(look_at, known, path, read_at, now) for path in files]
        lake = opened.enter_context(Lake.open(store, create=True, read_only=False, catalog=catalog))
        for statement in sources.macros():
            lake.execute(statement)
        inputs, seen = [], set()
        for number, look in enumerate(looked):
            tell("reading", number, len(files))
            one = look.result()
            if one.digest not in seen:
                inputs.append(one)
            seen.add(one.digest)
        groups = sorted({(one.read_at, one.scope) for one in inputs})
        done: list[dict[str, Any]] = []
        with ExitStack() as turn:
            last = None
            try:
                for number, (moment, scope) in enumerate(groups):
                    tell("loading", number, len(groups))
                    some = [one for one in inputs if (one.read_at, one.scope) == (moment, scope)]
                    counts, last = _load_one(lake, known, some, tell, turn if len(groups) == 1 else None)
                    done.append(counts)
            except QuaestorError:
                if done:  # what stands is resolved and found, though the files after it were refused
                    _follow(lake, tell)
                raise
            tell("loading", len(groups), len(groups))
            told, stood = _summary(source, done), time.monotonic() - began
            told["notes"] += _follow(lake, tell, last, resolves=bool(told["rows_read"]))
    told["seconds"] = {"stood": round(stood, 1), "all": round(time.monotonic() - began, 1)}
    return told


def _follow(lake: Lake, tell: Progress, last: Last | None = None, *, resolves: bool = True) -> list[str]:
    """Brings names and families, and the search index, up to the loads, side by side, since the index waits for the
    names and neither reads what else the other writes; what families were joined and split, and notes where one of
    both failed, since the loads stand all the same."""
    with lake.exclusive(), ThreadPoolExecutor(1, "index") as beside:
        given = None
        with suppress(QuaestorError):  # the index can ask the lake
            given = search.AtHand.of(lake, last.acts, last.since) if last and last.acts else None
        named: Future[None] = Future()
        written = beside.submit(search.refresh, lake, given=given, named=named.result, progress=tell)
        notes = _resolve(lake, tell, last, named, resolves=resolves)
        try:
            written.result()
            search.restamp(lake)
        except QuaestorError as error:
            notes.append(f"What was loaded stands, but {error}")
    return notes


def _resolve(lake: Lake, tell: Progress, last: Last | None, named: Future[None], *, resolves: bool) -> list[str]:
    """Brings names, and then families, up to the loads, each in a transaction of its own; `named` hears of the first.
    Says what families were joined and split."""
    tell("resolving families", 0, 1)
    try:
        try:
            waited = _name(lake, last)
            named.set_result(None)
        except BaseException as error:
            named.set_exception(error if isinstance(error, QuaestorError) else StoreError("suppliers were not named"))
            raise
        if not resolves and not waited:
            return []
        with lake.writing():
            return resolve.said(resolve.refresh(lake))
    except QuaestorError as error:
        return [f"What was loaded stands, but {error}"]


def _name(lake: Lake, last: Last | None = None) -> bool:
    """Brings printed names, new words and makers up to the loads in `pending`; whether there were any.

    last: the load just done. Where others wait too, whose process died before it did so, all is made from what is held.
    """
    waiting = {row["load_id"] for row in lake.query("SELECT load_id FROM pending")}
    if not waiting:
        return False
    alone = last if last and waiting == {last.load_id} else None
    with lake.writing():
        if not alone:
            lake.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT award_id FROM award")
        acts = alone.acts if alone else None
        derive.follow(lake, acts)
        resolve.makers.refresh(lake, acts.after if acts else None, rebuild=not alone)
        lake.execute("DELETE FROM pending")
    return True


def index(lake: Lake) -> list[str]:
    """Brings the search index up to the lake after papers were kept; a note where that failed."""
    try:
        with lake.exclusive():
            _name(lake)
            search.refresh(lake)
    except QuaestorError as error:
        return [f"What was loaded stands, but {error}"]
    return []


def maintain(
    store: Path, *, rebuild: bool = False, catalog: str | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Compacts a store that many small loads have scattered, and brings its search index up to date; nothing held is
    lost. rebuild: write the index anew, and look for makers in all that is held. Returns files and bytes, before and
    after, and the documents indexed."""
    with Lake.open(store, read_only=False, catalog=catalog) as lake, lake.exclusive():
        _name(lake)
        # While the lake still tells what changed: compaction lets go of its account of that.
        done = search.refresh(lake, rebuild=rebuild, progress=progress)
        with lake.writing():
            derive.settle(lake)
            resolve.refresh(lake, rebuild=rebuild)
            if rebuild:
                resolve.makers.refresh(lake, rebuild=True)
        told = maintain_lake(lake)
        search.restamp(lake)
    return told | {"indexed": done["written"]}


def _load_one(
    lake: Lake, source: sources.Source, inputs: Sequence[Input], tell: Progress, turn: ExitStack | None
) -> tuple[dict[str, Any], Last | None]:
    """One load: its counts, and what is left of it. turn: takes the load's place in the queue of writers, which its
    caller gives up; without one, nothing is left but families and the index to bring up."""
    held = held_already(lake, source, inputs)
    fresh = [one for one in inputs if one.digest not in held]
    if not fresh:
        return _nothing_new(source, inputs, held), None
    show = bool(lake.settings.get("show_individuals"))
    archived: list[tuple[Input, Archived]] = []
    with ExitStack() as own:
        try:
            keep(lake, source, fresh, show, archived, tell)
            (turn or own).enter_context(lake.exclusive())
            with suppress(QuaestorError):  # it stays pending, and is told of after this load
                _name(lake)
            with lake.writing():
                since = search.newest(lake)
                if held_already(lake, source, fresh):  # another writer was quicker
                    return _nothing_new(source, inputs, held_already(lake, source, inputs)), None
                for one in {one.path: one for one, made in archived if not Path(made.folder).exists()}.values():
                    # another writer of the same file gave it up meanwhile, and took the copy away
                    list(archive(lake.path, source, one.path, one.digest, show_individuals=show))
                counts, acts, moved = _written(lake, source, fresh[0], archived, tell)
        except BaseException:
            discard(lake, [made for _, made in archived])
            raise
        last = Last(counts["load_id"], acts, since) if moved else None
        if last and not turn:
            with suppress(QuaestorError):
                _name(lake, last)
    counts["files"] = [member.name for _, one in archived for member in one.members]
    return counts, last if turn else None


def _written(
    lake: Lake, source: sources.Source, first: Input, archived: Sequence[tuple[Input, Archived]], tell: Progress
) -> tuple[dict[str, Any], Acts | None, bool]:
    """What a load writes in its transaction: its counts, its actions where it has them at hand, and whether it touched
    any award."""
    least = min((one for one, _ in archived), key=lambda one: one.digest)
    load_id = f"{source.name}-{least.read_at:%Y%m%dT%H%M%S}-{least.digest[:8]}"
    tell("comparing", 0, 1)
    counts, acts = enter(lake, source, load_id, first, archived)
    tell("adding up", 0, 1)
    moved = derive.refresh(lake, acts)
    if moved:
        lake.execute("INSERT INTO pending VALUES (?)", [load_id])
    if "release" in {table for layout in source.layouts.values() for table in layout.tables}:
        derive.refresh_processes(lake, load_id)
    counts["notes"] += checks.ceilings(lake) if moved else []
    lake.execute("UPDATE load SET notes = ? WHERE load_id = ?", ["\n".join(counts["notes"]) or None, load_id])
    return counts, acts, moved


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
