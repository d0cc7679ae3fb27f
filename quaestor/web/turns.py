"""Turns among those who want the processor: a few at once, whoever asked first coming first."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """So many places, given in the order in which they are asked for; a context manager holds one.

    A semaphore of the standard library lets whoever comes just then go before those who wait, some of them again and
    again.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def __exit__(self, *error: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()  # the place goes on to the next, and is never free meanwhile
            else:
                self._free += 1
