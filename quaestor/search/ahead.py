"""The documents of a load, written while the load still goes on.

Once a load has rolled up the awards that it touches, what they are found by is known, though nothing is committed. A
thread of its own then writes their documents, with an engine of its own, while the load adds up the rest. They are
committed after the lake's transaction as always, with the state they stand for; given up with it, they leave no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Any

from tantivy import Index, IndexWriter

from quaestor.history.merge import Acts
from quaestor.search import build, papers, shelves
from quaestor.search.reader import BROKEN, Stamp, newest
from quaestor.store import Lake
from quaestor.store.scratch import put, scratch, taken

#: Documents handed on at once.
STEP = 5_000


class Ahead:
    """The index of one load under way. Its writer is used by one thread alone, which does one thing after the other."""

    def __init__(self, lake: Lake) -> None:
        self._lake, self._worker = lake, ThreadPoolExecutor(1, "index")
        self._done: list[Future[None]] = []
        self._writer: IndexWriter | None = None
        self._while = ExitStack()  # what holds while documents are written

    @classmethod
    def of(cls, lake: Lake, acts: Acts) -> Ahead | None:
        """Begins with the awards in the temporary tables `touched` and `reshared`, whose rows are in `rolled` and in
        the lake, inside the transaction of a writer who keeps the queue until `finish`.

        None where the index does not stand for the state that the load began with, or has not the papers kept, or most
        awards change: it is then brought up to the lake afterwards.
        """
        index, stamp = build.opened(lake.path)
        if index is None or stamp is None or stamp != newest(lake) or papers.behind(lake, index):
            return None
        lake.execute("CREATE OR REPLACE TEMP TABLE changed AS SELECT award_id FROM touched UNION FROM reshared")
        if build.too_many(lake):
            return None
        lake.execute(
            "CREATE OR REPLACE TEMP TABLE renewed AS SELECT * FROM rolled UNION ALL BY NAME "
            "SELECT * FROM lake.award WHERE award_id IN (FROM reshared)"
        )
        build.take(lake, acts)
        ahead = cls(lake)
        ahead._do(ahead._open, index)
        rows = {"award": "temp.renewed", "action": "temp.signed", "award_stated": "temp.summed"}
        ahead._replace("award", "SELECT award_id FROM changed", {name: f"FROM {rows}" for name, rows in rows.items()})
        return ahead

    def suppliers(self) -> None:
        """Goes on with suppliers and agencies, when the load has brought every derived table up to date."""
        some = "WHERE supplier_id IN (FROM temp.renamed)"
        tables = {name: f"SELECT * FROM lake.{name} {some}" for name in ("identity", "award_stated", "supplier")}
        self._replace("supplier", "FROM renamed", tables)
        self._do(self._agencies, build.rows(self._lake, "agency", {}))

    def stands(self) -> None:
        """Commits the index for the state that the lake's transaction has just made."""
        self._while.close()
        self._do(self._commit, newest(self._lake))

    def finish(self) -> None:
        """Waits until the index is committed; what was written to the lake since changes nothing that is found.

        Raises StoreError when the index cannot be written.
        """
        with build.told_where(self._lake.path):
            self._done[-1].result()
            build.restamp(self._lake)

    def __enter__(self) -> Ahead:
        self._while.enter_context(self._lake.one_thread())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Gives up what was not committed."""
        self._while.close()
        for waiting in self._done:
            waiting.cancel()
        self._worker.submit(self._give_up)
        self._worker.shutdown()

    def _do(self, work: Callable[..., None], *given: Any) -> None:
        """Has it done after all before it, if that was done well."""
        last = self._done[-1] if self._done else None

        def step() -> None:
            if last:
                last.result()
            work(*given)

        self._done.append(self._worker.submit(step))

    def _replace(self, kind: str, gone: str, tables: dict[str, str]) -> None:
        """Hands on the documents of a kind: the ids that they replace, and the rows that they are made of."""
        ids = [f"{kind}:{next(iter(row.values()))}" for row in self._lake.query(gone)]
        self._do(self._write, kind, ids, {name: taken(self._lake, rows) for name, rows in tables.items()})

    # -- in the thread -------------------------------------------------------------------------------------------

    @property
    def writer(self) -> IndexWriter:
        if self._writer is None:
            raise ValueError("the index was not opened for writing")
        return self._writer

    def _open(self, index: Index) -> None:
        self._writer = index.writer(build.MEMORY, build.THREADS)

    def _write(self, kind: str, ids: list[str], tables: dict[str, Any]) -> None:
        for key in ids:
            self.writer.delete_documents_by_term("id", key)
        for document in _documents(kind, tables):
            self.writer.add_json(document)

    def _agencies(self, documents: list[str]) -> None:
        self.writer.delete_documents_by_term("shelf", "agencies")
        for document in documents:
            self.writer.add_json(document)

    def _commit(self, now: Stamp) -> None:
        build.stamp(self.writer, now)
        self.writer.commit()
        self._leave()

    def _give_up(self) -> None:
        if self._writer is not None:
            with suppress(*BROKEN):
                self._writer.rollback()
            self._leave()

    def _leave(self) -> None:
        """Gives back the index's own lock."""
        writer, self._writer = self.writer, None
        with suppress(*BROKEN):
            writer.wait_merging_threads()


def _documents(kind: str, tables: dict[str, Any]) -> Iterator[str]:
    with scratch(memory="1GB", threads=1) as engine:
        for name, rows in tables.items():
            put(engine, name, rows)
        asked = engine.execute(f"SELECT CAST(to_json(d) AS VARCHAR) FROM ({shelves.document(kind).select}) d")
        while some := asked.fetchmany(STEP):
            yield from (document for (document,) in some)
