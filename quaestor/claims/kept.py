"""What is read of a store once a state of it, since every text asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from quaestor.store import Lake

#: States of stores of which one thing is kept at hand.
KEPT = 4
#: A state of a store: its folder, and the number of the newest committed state.
State = tuple[str, int]
Read = TypeVar("Read")


class Kept(Generic[Read]):
    """One thing by the states of stores, the newest few; texts checked at the same time wait for one reading."""

    def __init__(self, read: Callable[[Lake], Read]) -> None:
        self._read = read
        self._by_state: dict[State, Read] = {}
        self._lock = threading.Lock()

    def of(self, lake: Lake, state: State) -> Read:
        with self._lock:
            if state not in self._by_state:
                while len(self._by_state) >= KEPT:
                    del self._by_state[next(iter(self._by_state))]
                self._by_state[state] = self._read(lake)
            return self._by_state[state]
