"""The daily round, top to bottom: files in, cleaned and archived; rows typed and checked; history kept; totals
brought up to date; all of it in one transaction, or nothing. Then families and the search index follow."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
    """What a load leaves at hand once it stands: its actions, in temporary tables, and the state that it began with."""

    acts: Acts
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
    """Brings families and the search index up to the loads, side by side, since neither reads what the other writes;
    what families were joined and split, and notes where one of both failed, since the loads stand all the same."""
    with lake.exclusive(), ThreadPoolExecutor(1, "index") as beside:
        given = None
        with suppress(QuaestorError):  # the index can ask the lake
            given = search.AtHand.of(lake, last.acts, last.since) if last else None
        written = beside.submit(search.refresh, lake, given=given, progress=tell)
        notes = _resolve(lake, tell) if resolves else []
        try:
            written.result()
            search.restamp(lake)
        except StoreError as error:
            notes.append(f"What was loaded stands, but {error}")
    return notes


def _resolve(lake: Lake, tell: Progress) -> list[str]:
    """Brings suppliers and families up to the loads, in a transaction of its own; says what it joined and split."""
    tell("resolving families", 0, 1)
    try:
        with lake.writing():
            return resolve.said(resolve.refresh(lake))
    except StoreError as error:
        return [f"What was loaded stands, but {error}"]


def index(lake: Lake) -> list[str]:
    """Brings the search index up to the lake after papers were kept; a note where that failed."""
    try:
        with lake.exclusive():
            search.refresh(lake)
    except StoreError as error:
        return [f"What was loaded stands, but {error}"]
    return []


def maintain(
    store: Path, *, rebuild: bool = False, catalog: str | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Compacts a store that many small loads have scattered, and brings its search index up to date; nothing held is
    lost. rebuild: write the index anew, and look for makers in all that is held. Returns files and bytes, before and
    after, and the documents indexed."""
    with Lake.open(store, read_only=False, catalog=catalog) as lake, lake.exclusive():
        # First, while the lake still tells what changed: compaction lets go of its account of that.
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
    caller gives up; without one, nothing is left."""
    held = held_already(lake, source, inputs)
    fresh = [one for one in inputs if one.digest not in held]
    if not fresh:
        return _nothing_new(source, inputs, held), None
    show = bool(lake.settings.get("show_individuals"))
    archived: list[tuple[Input, Archived]] = []
    first = min(fresh, key=lambda one: one.digest)
    load_id = f"{source.name}-{first.read_at:%Y%m%dT%H%M%S}-{first.digest[:8]}"
    try:
        keep(lake, source, fresh, show, archived, tell)
        if turn:
            turn.enter_context(lake.exclusive())
        with lake.writing():
            since = search.newest(lake)
            if held_already(lake, source, fresh):  # another writer was quicker
                return _nothing_new(source, inputs, held_already(lake, source, inputs)), None
            for one in {one.path: one for one, made in archived if not Path(made.folder).exists()}.values():
                # another writer of the same file gave it up meanwhile, and took the copy away
                list(archive(lake.path, source, one.path, one.digest, show_individuals=show))
            tell("comparing", 0, 1)
            counts, acts = enter(lake, source, load_id, fresh[0], archived)
            tell("adding up", 0, 1)
            heard = resolve.makers.Heard()
            moved = derive.refresh(lake, acts, heard.listen)
            if "release" in {table for layout in source.layouts.values() for table in layout.tables}:
                derive.refresh_processes(lake, load_id)
            resolve.makers.refresh(lake, acts.after if acts else None, heard)
            counts["notes"] += checks.ceilings(lake) if moved else []
            lake.execute(
                "UPDATE load SET notes = ? WHERE load_id = ?", ["\n".join(counts["notes"]) or None, counts["load_id"]]
            )
    except BaseException:
        discard(lake, [made for _, made in archived])
        raise
    counts["files"] = [member.name for _, one in archived for member in one.members]
    return counts, Last(acts, since) if acts and moved and turn else None


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
