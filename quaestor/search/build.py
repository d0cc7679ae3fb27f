"""Bringing the index up to what the lake holds: what changed since the state it stands for, or all of it anew.

The index is written after the lake's transaction, in one commit of its own that names the state of the lake it stands
for. A process killed in between leaves an index that is behind and says so; the next load, or `quaestor maintain`,
catches up. Whatever cannot be told from the lake's own account of its changes is written anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tantivy import Index, IndexWriter

from quaestor.errors import StoreError
from quaestor.search import papers, shelves
from quaestor.search.at_hand import AtHand, take, too_many
from quaestor.search.reader import BROKEN, Stamp, View, folder, newest
from quaestor.sql import literal
from quaestor.store import Lake

#: Told how far the work is: what is done, how many of it, of how many.
Progress = Callable[[str, int, int], None]
#: Returns once suppliers' names stand in the lake as they are to be found, or raises why they do not.
Wait = Callable[[], None]

#: Awards asked of the lake at once, next to one another in its order.
STEP = 20_000
#: What an award's document is read from, in the lake and in what was taken out of it of changed awards.
_READ, _NEW = ("award", "action", "award_stated"), ("temp.renewed", "temp.signed", "temp.summed")
#: Bytes that documents take up before they are written to disk; one thread keeps up with what the lake gives.
MEMORY, THREADS = 128_000_000, 1


def refresh(
    lake: Lake,
    *,
    rebuild: bool = False,
    given: AtHand | None = None,
    named: Wait = lambda: None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Brings the index up to the lake's newest state; to be called by the one writer, inside `lake.exclusive()`.

    rebuild: write all of it anew, whatever is there. given: what changed with the load that made this state, where that
    still has it; else it is asked of the lake. named: called before suppliers are written. Returns `rebuilt` (whether
    all was written), and how many documents were written. Raises StoreError when the index cannot be written; the lake
    is not touched by it.
    """
    tell = progress or (lambda what, done, whole: None)
    with told_where(lake.path):
        index, standing = (None, None) if rebuild else opened(lake.path)
        now = newest(lake)
        if standing == now:
            return {"rebuilt": False, "written": 0}
        if given and standing == given.since:
            since: int | None = given.put(lake)
        else:
            since = _changed(lake, standing, now) if standing else None
        if index and standing and since is not None:
            written = _commit(
                index, lambda writer: papers.write(lake, writer, index) + _write(lake, writer, since, named, tell)
            )
        else:
            made = _aside(lake.path)
            written = _commit(
                made, lambda writer: papers.write(lake, writer, None) + _write(lake, writer, None, named, tell)
            )
            _put_in_place(lake.path)
    return {"rebuilt": since is None, "written": written}


def restamp(lake: Lake) -> None:
    """Says that the index stands for the lake's newest state: after what changes no row that is found, as maintenance,
    by the one writer who has just brought it up to date."""
    index, standing = opened(lake.path)
    now = newest(lake)
    if index and standing and standing != now:
        _commit(index, lambda writer: stamp(writer, now))


@contextmanager
def unmoved(lake: Lake) -> Iterator[None]:
    """This process alone writes, and nothing that is found, as judgements and flags: an index that stood for the state
    before stands for the one after."""
    with lake.exclusive():
        _, standing = opened(lake.path)
        current = standing == newest(lake)
        yield
        with suppress(*BROKEN):
            if current:
                restamp(lake)


@contextmanager
def told_where(store: Path) -> Iterator[None]:
    """Says what the index's own errors mean for the store."""
    try:
        yield
    except BROKEN as error:
        raise StoreError(
            f"the search index could not be written ({error})",
            where=str(folder(store)),
            advice="Run `quaestor maintain --rebuild` when there is room.",
        ) from error


def _commit(index: Index, work: Callable[[IndexWriter], int]) -> int:
    """Does `work` as one commit, or leaves the index as it was; returns what it returns."""
    writer = index.writer(MEMORY, THREADS)
    try:
        written = work(writer)
        writer.commit()
    except BaseException:
        with suppress(*BROKEN):
            writer.rollback()
        raise
    finally:
        with suppress(*BROKEN):
            writer.wait_merging_threads()  # which also gives back the index's own lock
    return written


def opened(store: Path) -> tuple[Index | None, Stamp | None]:
    """The index of the store and the state it stands for; none where there is none that can be used."""
    with suppress(*BROKEN):
        index = shelves.prepared(Index.open(str(folder(store))))
        return index, View(index.searcher()).stamp
    return None, None


def _aside(store: Path) -> Index:
    """A new, empty index beside the one in use, which readers keep until the new one is complete."""
    aside = store / "search" / "making"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    return shelves.prepared(Index(shelves.schema(), path=str(aside)))


def _put_in_place(store: Path) -> None:
    """Puts the index made aside where readers look; whatever else lies there goes, other formats too."""
    place, gone = folder(store), store / "search" / "gone"
    shutil.rmtree(gone, ignore_errors=True)
    if place.exists():
        place.rename(gone)
    (place.parent / "making").rename(place)
    for entry in place.parent.iterdir():
        if entry != place:
            shutil.rmtree(entry, ignore_errors=True)


def _changed(lake: Lake, since: Stamp, now: Stamp) -> int | None:
    """How many awards changed since a state of the lake: their ids in the temporary table `changed`, their rows as they
    now stand in `renewed`, what is read beside them as in `take`.

    None where the lake cannot tell, or where they are so many that all are better written anew: the state is not of
    this lake, or maintenance has let go of it.
    """
    kept = lake.value(
        "SELECT count(*) FROM ducklake_snapshots('lake') WHERE snapshot_id BETWEEN ? AND ? "
        "AND (snapshot_id <> ? OR epoch_us(snapshot_time) = ?)",
        [since.snapshot, now.snapshot, since.snapshot, since.committed_at],
    )
    if since.snapshot >= now.snapshot or kept != now.snapshot - since.snapshot + 1:
        return None
    between = f"'lake', 'main', 'award', {since.snapshot + 1}, {now.snapshot}"
    inserted = f"FROM ducklake_table_insertions({between})"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE changed AS "
        f"SELECT award_id {inserted} UNION SELECT award_id FROM ducklake_table_deletions({between})"
    )
    if too_many(lake):
        return None
    # An award may have been put in several times since.
    standing = (
        inserted if _once(lake, since, now) else "FROM lake.award WHERE award_id IN (SELECT award_id FROM temp.changed)"
    )
    lake.execute(f"CREATE OR REPLACE TEMP TABLE renewed AS SELECT * {standing}")
    take(lake)
    return int(lake.value("SELECT count(*) FROM changed"))


def _once(lake: Lake, since: Stamp, now: Stamp) -> bool:
    """Whether awards changed in one step alone since a state of the lake."""
    between = f"'lake', 'main', 'award', {since.snapshot + 1}, {now.snapshot}"
    return bool(lake.value(f"SELECT count(DISTINCT snapshot_id) = 1 FROM ducklake_table_changes({between})"))


def _write(lake: Lake, writer: IndexWriter, since: int | None, named: Wait, tell: Progress) -> int:
    """Writes the documents of all awards and suppliers, or of the `since` awards in `changed`; returns how many."""
    written = 0
    for documents in _documents(lake, writer, since, named, tell):
        for document in documents:
            writer.add_json(document)
        written += len(documents)
    return written + stamp(writer, newest(lake))  # with the names, which came after the load


def _documents(lake: Lake, writer: IndexWriter, since: int | None, named: Wait, tell: Progress) -> Iterator[list[str]]:
    """The documents to write, by parts; those that they replace are taken out first."""
    some = "award" if since is None else "changed"
    starts = [
        row["award_id"]
        for row in lake.query(
            f"SELECT award_id FROM (SELECT award_id, row_number() OVER (ORDER BY award_id) AS n FROM {some}) "
            f"WHERE n % {STEP} = 1 ORDER BY award_id"
        )
    ]
    for number, start in enumerate(starts):
        tell("indexing", number, len(starts) + 1)
        part = f"award_id >= {literal(start)}"
        part += f" AND award_id < {literal(starts[number + 1])}" if number + 1 < len(starts) else ""
        tables = dict(zip(_READ, [f"lake.{name}" for name in _READ] if since is None else _NEW, strict=True))
        if since is not None:
            for row in lake.query(f"SELECT award_id FROM changed WHERE {part}"):
                writer.delete_documents_by_term("id", f"award:{row['award_id']}")
        yield rows(lake, "award", {name: f"{table} WHERE {part}" for name, table in tables.items()})
    tell("indexing", len(starts), len(starts) + 1)
    named()
    if since != 0:
        yield _suppliers(lake, writer, since)
    writer.delete_documents_by_term("shelf", "agencies")
    yield rows(lake, "agency", {})


def _suppliers(lake: Lake, writer: IndexWriter, since: int | None) -> list[str]:
    """The suppliers to write: all, or those that an action or summary of a changed award names or named."""
    part = {}
    if since is not None:
        for row in lake.query("SELECT supplier_id FROM renamed"):
            writer.delete_documents_by_term("id", f"supplier:{row['supplier_id']}")
        some = "supplier_id IN (SELECT supplier_id FROM temp.renamed)"
        part = {name: f"lake.{name} WHERE {some}" for name in ("identity", "award_stated")}
    return rows(lake, "supplier", part)


def rows(lake: Lake, kind: str, part: dict[str, str]) -> list[str]:
    """The documents of a kind as JSON, over just the rows that `part` gives for the tables in it."""
    shadows = ", ".join(f"{name} AS (SELECT * FROM {rows})" for name, rows in part.items())
    body = shelves.document(kind).select
    if shadows:
        body = f"WITH {shadows}, {body[4:]}"
    rows = lake.query(f"SELECT CAST(to_json(d) AS VARCHAR) AS document FROM ({body}) d")
    return [row["document"] for row in rows]


def stamp(writer: IndexWriter, now: Stamp) -> int:
    """Writes the one document that says which state of the lake the index stands for."""
    writer.delete_documents_by_term("id", "stamp")
    writer.add_json(json.dumps({"id": "stamp", "shown": [str(now.snapshot), str(now.committed_at)]}))
    return 0
