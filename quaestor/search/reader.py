"""The index opened for reading: always its newest commit, and which state of the lake it stands for."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tantivy import DocAddress, Index, Query, Searcher

from quaestor.errors import StoreError
from quaestor.search import shelves
from quaestor.store import Lake

#: What tantivy raises over files it cannot use.
BROKEN = (OSError, ValueError, RuntimeError)

#: Agencies whose names are kept at hand; the government has about a thousand that sign contracts.
MOST_AGENCIES = 5_000

#: Seconds that a copy of the catalog may be older than the index.
LAG = 60

#: Seconds in which an index made anew is put in place of the one before.
SWAP = 0.05


@dataclass(frozen=True)
class Stamp:
    """A committed state of the lake: its number, and when it was committed in microseconds
    since 1970, because a lake restored from a copy counts on from there."""

    snapshot: int
    committed_at: int


def newest(lake: Lake) -> Stamp:
    """The state that the lake is in."""
    found = lake.remembered(
        "SELECT snapshot_id, epoch_us(snapshot_time) AS committed_at FROM ducklake_snapshots('lake') "
        "ORDER BY snapshot_id DESC LIMIT 1"
    )
    return Stamp(int(found[0]["snapshot_id"]), int(found[0]["committed_at"]))


def behind(view: View, lake: Lake) -> bool:
    """Whether the lake holds what the index does not stand for. A lake that is read from a copy may be a moment older
    than the index; an index far ahead of its lake is of another history, as after a copy was restored."""
    now = newest(lake)
    just_now = time.time() * 1e6 - LAG * 1e6
    ahead = view.stamp.snapshot > now.snapshot and view.stamp.committed_at > just_now if view.stamp else False
    return view.stamp != now and not ahead


def folder(store: Path) -> Path:
    """Where the index of the store lies."""
    return store / "search" / f"v{shelves.FORMAT}"


@dataclass(frozen=True)
class Found:
    """One document: its kind and id, what it shows by name (blank where not held), all the words printed on it, and the
    names it has besides those shown."""

    kind: str
    id: str
    shown: dict[str, str]
    words: list[str]
    other: list[str]


class View:
    """One committed state of the index; a question asks one view alone."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self.stamp = _stamp(searcher)
        self._agencies: dict[str, str] | None = None

    def count(self, query: Query) -> int:
        """How many documents answer."""
        return int(self.searcher.search(query, limit=1).count)  # type: ignore[attr-defined]  # tantivy's stub lacks it

    def document(self, address: DocAddress) -> Found:
        """The document at an address that a search gave."""
        held = self.searcher.doc(address).to_dict()
        kind, _, key = held["id"][0].partition(":")
        shown = dict(zip(shelves.document(kind).header["shown"], held["shown"], strict=True))
        return Found(kind, key, shown, held.get("words", []), held.get("other", []))

    @property
    def agencies(self) -> dict[str, str]:
        """What each agency is called, by its code."""
        if self._agencies is None:
            all_of_them = Query.term_query(shelves.schema(), "shelf", "agencies")
            shown = [self.document(at).shown for _, at in self.searcher.search(all_of_them, limit=MOST_AGENCIES).hits]
            self._agencies = {row["agency_id"]: row["name"] for row in shown}
        return self._agencies


class Reader:
    """The index of one store. Looks at the index's own list of files before each question, and reads it anew when it
    changed; a question costs one look at the disk more."""

    def __init__(self, store: Path) -> None:
        self.folder = folder(store)
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._view: View | None = None
        self._seen: tuple[int, ...] = ()

    def view(self) -> View | None:
        """The newest committed state; None where there is no index. Raises StoreError where it cannot be read."""
        seen = self.state()
        if seen is None and self._view is not None:
            time.sleep(SWAP)
            seen = self.state()
        if seen is None:
            return None
        with self._lock:
            if seen != self._seen:
                try:
                    self._view = View(self._searcher())
                except BROKEN as error:
                    raise StoreError(
                        f"the search index cannot be read ({error})",
                        where=str(self.folder),
                        advice="Run `quaestor maintain --rebuild`.",
                    ) from error
                self._seen = seen
            return self._view

    def state(self) -> tuple[int, ...] | None:
        """What tells one commit from another; None where there is no index. Costs a look at the disk."""
        try:
            stat = (self.folder / "meta.json").stat()
        except OSError:
            return None
        return stat.st_ino, stat.st_mtime_ns, stat.st_size

    def _searcher(self) -> Searcher:
        """A searcher of the newest commit. The folder may have been made anew, so a stale index is opened again."""
        if self._index is not None:
            try:
                self._index.reload()
                return self._index.searcher()
            except BROKEN:
                self._index = None
        self._index = shelves.prepared(Index.open(str(self.folder)))
        self._index.config_reader("manual")
        return self._index.searcher()


@lru_cache(maxsize=16)
def reader(store: Path) -> Reader:
    """The reader of a store; one for all threads of a process."""
    return Reader(store)


def _stamp(searcher: Searcher) -> Stamp | None:
    """Which state of the lake the index stands for; None where it was never completed."""
    found = searcher.search(Query.term_query(shelves.schema(), "id", "stamp"), limit=1).hits
    return Stamp(*map(int, searcher.doc(found[0][1]).to_dict()["shown"])) if found else None
