"""Long lists read by two processes side by side: what a library reads name by name knows one processor alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

One = TypeVar("One")
Found = TypeVar("Found")
#: Processes, how many items each takes at a time, and from how many on it is worth starting them.
PROCESSES, PART = 2, 20_000


def read(function: Callable[[Sequence[One]], Found], items: Sequence[One]) -> list[Found]:
    """`function` of each part of `items`, in order. Where no second process can be had, this one does it all."""
    parts = [items[at : at + PART] for at in range(0, len(items), PART)]
    if len(parts) < PROCESSES:
        return [function(part) for part in parts]
    try:
        # A fork would take the locks of the engine's threads along.
        with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
            return list(pool.map(function, parts))
    except (BrokenProcessPool, OSError):
        return [function(part) for part in parts]
