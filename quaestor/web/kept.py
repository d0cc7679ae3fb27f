"""Answers kept ready, and the state of the store that they are true of."""

from __future__ import annotations

import gzip
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import quaestor
from quaestor.errors import QuaestorError
from quaestor.store import Lake

log = logging.getLogger("quaestor.web")

#: Bytes of answers kept at most, and of the largest worth keeping; shorter ones than SMALL are not packed.
ROOM, LARGEST, SMALL = 128_000_000, 4_000_000, 1_000
#: Pages with figures whose facts are kept.
TOLD = 16
#: Seconds for which the newest load is not asked for again.
FRESH = 1.0
#: Seconds for which an answer of the state before is given once more, while it is made anew behind.
LATELY = 120.0

#: Tables of which every award page asks rows.
ASKED_MOST = ("award", "action", "vehicle_order")

#: The state of the store that an answer is true of, then what was asked for and in which form.
Key = tuple[str, ...]


@dataclass(frozen=True)
class State:
    """The store after one of its writes: its name, which a page's ETag holds, and the lake that answers for it."""

    name: str
    lake: Lake


class Newest:
    """The newest state of the store. It is looked for once a second at most, by one of those who ask; the others go on
    with the state before."""

    def __init__(self, live: Lake, threads: int | None) -> None:
        self._live, self._threads = live, threads
        self._renewing = threading.Lock()
        self._replaced: dict[str, float] = {}
        self._state = self._read()
        self._asked_at = time.monotonic()

    def state(self, *, stale: State | None = None) -> State:
        """stale: a state that could not be read any longer, so that another must be found."""
        if stale is self._state or (stale is None and self.late and self._renewing.acquire(blocking=False)):
            if stale is not None:
                self._renewing.acquire()
            try:
                if stale is self._state or self._name() != self._state.name:
                    self._replaced = {name: at for name, at in self._replaced.items() if self._lately(at)}
                    self._replaced[self._state.name] = self._asked_at
                    self._state = self._read()
                self._asked_at = time.monotonic()
            finally:
                self._renewing.release()
        return self._state

    def look_again(self) -> None:
        """Has the next who asks look for a newer state, since one was just written by somebody who wants to see it."""
        self._asked_at = float("-inf")
        self._replaced = {}

    def lately(self, name: str) -> bool:
        """Whether the state of this name was the newest a moment ago."""
        at = self._replaced.get(name)
        return at is not None and self._lately(at)

    @staticmethod
    def _lately(at: float) -> bool:
        return time.monotonic() - at < LATELY

    @property
    def late(self) -> bool:
        """Whether the store may have been written to since it was last asked, and nobody is asking it just now."""
        return time.monotonic() - self._asked_at > FRESH and not self._renewing.locked()

    def _name(self) -> str:
        # the day is part of it, since some pages say what ends soon
        return f"{quaestor.__version__}-{self._live.snapshot()}-{date.today()}"

    def _read(self) -> State:
        name = self._name()  # before the copy: should a load come between, the next look finds it
        lake = self._live.still(threads=self._threads)
        threading.Thread(target=_look_ahead, args=(lake,), daemon=True, name="looking ahead").start()
        return State(name, lake)


def _look_ahead(lake: Lake) -> None:
    with suppress(QuaestorError):  # whoever asks meets it and is told
        lake.look_ahead(*ASKED_MOST)


@dataclass(frozen=True)
class Answer:
    """A body as it is, and packed where that is shorter."""

    body: bytes
    packed: bytes | None

    @classmethod
    def of(cls, body: bytes) -> Answer:
        return cls(body, gzip.compress(body, 5, mtime=0) if len(body) > SMALL else None)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"")


class Kept:
    """The answers last asked for, in so many bytes: of each address the newest."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Key, tuple[str, Answer]] = OrderedDict()  # by address, with the state it is true of
        self._size = 0
        self._gates = _Gates()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Answer | None:
        """The answer that is true of the state that the key begins with."""
        found = self.of_any_state(key)
        return found[1] if found and found[0] == key else None

    def of_any_state(self, key: Key) -> tuple[Key, Answer] | None:
        """The newest answer to the same question, with its key."""
        address = key[1:]
        with self._lock:
            found = self._answers.get(address)
            if found is None:
                return None
            self._answers.move_to_end(address)
            return (found[0], *address), found[1]

    def keep(self, key: Key, answer: Answer) -> None:
        if answer.size > LARGEST:
            return
        address = key[1:]
        with self._lock:
            if before := self._answers.pop(address, None):
                self._size -= before[1].size
            self._answers[address] = key[0], answer
            self._size += answer.size
            while self._size > ROOM:
                _, (_, oldest) = self._answers.popitem(last=False)
                self._size -= oldest.size

    @contextmanager
    def gate(self, key: Key) -> Iterator[None]:
        """Lets one request at a time make the same answer; those who waited find it kept."""
        with self._gates.of(key):
            yield


class Behind:
    """Work done one piece after another by a thread of its own; what is waited for already is not taken again."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[Key, Callable[[], object]] = OrderedDict()
        self._lock = threading.Lock()
        self._working = False

    def do(self, key: Key, work: Callable[[], object]) -> None:
        with self._lock:
            self._waiting.setdefault(key, work)
            if self._working:
                return
            self._working = True
        threading.Thread(target=self._work, daemon=True, name="answers made anew").start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._working = False
                    return
                key, work = self._waiting.popitem(last=False)
            try:
                work()
            except Exception as error:  # whoever asks next meets it and is told
                log.info("%s could not be made anew: %s", key[-2], error)


class Told:
    """The facts of the last few pages with figures: a page and its figures then ask the store once."""

    def __init__(self) -> None:
        self._facts: OrderedDict[Key, dict[str, Any]] = OrderedDict()
        self._gates = _Gates()

    def get(self, key: Key, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        with self._gates.of(key):
            facts = self._facts.get(key) or make()
            self._facts[key] = facts
            while len(self._facts) > TOLD:
                self._facts.popitem(last=False)
            return facts


class _Gates:
    """A lock for every key that somebody is at work on."""

    def __init__(self) -> None:
        self._held: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, key: Key) -> Iterator[None]:
        with self._lock:
            gate = self._held.setdefault(key, threading.Lock())
        try:
            with gate:
                yield
        finally:
            with self._lock:
                self._held.pop(key, None)
