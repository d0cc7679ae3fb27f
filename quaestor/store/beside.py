"""A thread beside the writer's, with a connection of its own to the lake and rows that the writer lends it.

It reads the last committed state, in which nothing of the writer's transaction is yet, and what it was lent. It writes
nothing: the tables that it makes go back to the writer, who puts them into the lake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from quaestor.store.lake import Lake
from quaestor.store.scratch import put, taken

#: Makes temporary tables, and returns their names.
Work = Callable[[Lake], Iterable[str]]
#: Has the thread do some work after all before it; what it returns waits for the tables and puts them before the writer
#: under the same names, or raises what went wrong.
Find = Callable[[Work], Callable[[], None]]


@contextmanager
def beside(lake: Lake, lent: Mapping[str, str]) -> Iterator[Find]:
    """The thread, for as long as the context lasts; the engine gives it and the writer one of its own threads each.

    lent: SELECTs of the writer's, whose rows the thread finds under these names.
    """
    rows = {name: taken(lake, text) for name, text in lent.items()}

    def borrow() -> None:
        for name, some in rows.items():
            put(lake.cursor, name, some)

    def find(work: Work) -> Callable[[], None]:
        found = worker.submit(lambda: {name: taken(lake, f"FROM {name}") for name in work(lake)})

        def back() -> None:
            for name, some in found.result().items():
                put(lake.cursor, name, some)

        return back

    with lake.one_thread(), ThreadPoolExecutor(1, "beside", initializer=borrow) as worker:
        yield find
