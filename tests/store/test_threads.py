"""How many threads an engine works with."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from quaestor.store import Lake, engine


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="a process cannot be kept to some cores here")
def test_an_engine_takes_a_thread_for_each_core_that_the_process_may_use(tmp_path: Path) -> None:
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(own)})
    try:
        with Lake.open(tmp_path / "store", create=True, read_only=False) as lake:
            assert lake.value("SELECT current_setting('threads')") == 1
        with closing(engine.connect(threads=2)) as asked_for:
            assert asked_for.execute("SELECT current_setting('threads')").fetchall() == [(2,)]
    finally:
        os.sched_setaffinity(0, own)
