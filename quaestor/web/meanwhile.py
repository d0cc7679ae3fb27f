"""What takes long to find out, found out beside the pages, which wait for it a moment and no longer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from quaestor.store import Lake

log = logging.getLogger("quaestor.web")

#: Seconds that a page waits.
MOMENT = 0.8


class Meanwhile:
    """What `ask` finds in a store, found out once for each of its states, by a thread beside the pages."""

    def __init__(self, ask: Callable[[Lake], Any]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._state, self._found, self._known = "", None, threading.Event()

    def get(self, lake: Lake, state: str, moment: float = MOMENT) -> Any:
        """What is found in this state of the store; None while it is not known."""
        with self._lock:
            if self._state != state:
                self._state, self._found, self._known = state, None, threading.Event()
                # Not a daemon: an engine at work when its process ends aborts it.
                threading.Thread(target=self._find_out, args=(lake, state)).start()
            known = self._known
        known.wait(moment)
        with self._lock:
            return self._found if self._state == state else None

    def _find_out(self, lake: Lake, state: str) -> None:
        try:
            with lake.reading():
                found = self._ask(lake)
        except Exception:
            log.exception("what takes long could not be found out")
            return
        with self._lock:
            if self._state == state:
                self._found = found
                self._known.set()
