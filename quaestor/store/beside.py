"""A thread beside the writer's, with a connection of its own to the lake and rows that the writer lends it.

It reads the last committed state, in which nothing of the writer's transaction is yet, and what it was lent. It writes
nothing: the tables that it makes go back to the writer, who puts them into the lake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any

from quaestor.store.lake import Lake
from quaestor.store.scratch import put, taken


class Beside:
    """Work for the other thread, done one after the other while the writer goes on; until the end of the context the
    engine gives each of the two one thread."""

    def __init__(self, lake: Lake, lent: Mapping[str, str]) -> None:
        """lent: SELECTs of the writer's, whose rows the other thread finds under these names."""
        self._lake, self._worker = lake, ThreadPoolExecutor(1, "beside")
        self._found: list[Future[dict[str, Any]]] = []
        rows = {name: taken(lake, text) for name, text in lent.items()}
        self._worker.submit(self._borrow, rows)
        self._one_thread = lake.one_thread()

    def find(self, work: Callable[[Lake], Iterable[str]]) -> None:
        """Has `work` make temporary tables, whose names it returns."""
        self._found.append(
            self._worker.submit(lambda: {name: taken(self._lake, f"FROM {name}") for name in work(self._lake)})
        )

    def back(self) -> None:
        """Waits for all that was found, and puts it before the writer under the same names; raises what went wrong."""
        for found in self._found:
            for name, rows in found.result().items():
                put(self._lake.cursor, name, rows)

    def __enter__(self) -> Beside:
        self._one_thread.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(cancel_futures=True)
        self._one_thread.__exit__(kind, error, trace)

    def _borrow(self, rows: dict[str, Any]) -> None:
        for name, some in rows.items():
            put(self._lake.cursor, name, some)
