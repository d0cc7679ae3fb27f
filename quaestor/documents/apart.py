"""Papers are read in a process of its own, which is ended when it stands still, takes too long or too much memory.

A PDF is read by as many processes as there are processors to share its pages, at most two.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quaestor.errors import UnreadableFile

#: Seconds that a page may take, and a paper; bytes of memory of a process; bytes of a PDF that one process reads.
STILL, WHOLE, MEMORY, SMALL = 30.0, 600.0, 3_000_000_000, 250_000

Told = dict[str, Any]


def read(path: Path, *, looks: bool = True, still: float = STILL, whole: float = WHOLE) -> list[Told]:
    """Everything that `papers.read` tells of the file, pages in order. looks: whether it is looked for what the paper
    hides. Raises UnreadableFile, also where the reading was
    given up."""
    parts = 2 if path.stat().st_size > SMALL and (os.cpu_count() or 1) > 1 and _is_pdf(path) else 1
    heard: queue.Queue[tuple[int, Told | None]] = queue.Queue()
    processes = [_start(path, part, parts, looks) for part in range(parts)]
    threads = [
        threading.Thread(target=_listen, args=(number, process, heard), daemon=True)
        for number, process in enumerate(processes)
    ]
    told: list[Told] = []
    try:
        for thread in threads:
            thread.start()
        at_work, begun = set(range(parts)), dict.fromkeys(range(parts), -1)
        end = time.monotonic() + whole
        while at_work:
            try:
                number, one = heard.get(timeout=max(0.0, min(still, end - time.monotonic())))
            except queue.Empty:
                page = max(begun.values())
                raise _given_up(path, page, end <= time.monotonic(), still, whole) from None
            if one is None:
                at_work.discard(number)
                if processes[number].wait() != 0:
                    raise _died(path, begun[number])
            elif "error" in one:
                raise UnreadableFile(one["error"]["what"], where=path.name, advice=one["error"]["advice"])
            elif "begun" in one:
                begun[number] = one["begun"]
            else:
                told.append(one)
            if end <= time.monotonic():
                raise _given_up(path, max(begun.values()), True, still, whole)
    finally:
        for process in processes:
            process.kill()
            process.wait()
        for thread in threads:
            thread.join(5)
    return sorted(told, key=lambda one: one.get("page", 0 if "format" in one else 1 << 40))


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _start(path: Path, part: int, parts: int, looks: bool) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", __name__, str(path), str(part), str(parts), str(int(looks))],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment(),
    )  # fmt: skip


def environment() -> dict[str, str]:
    """Of a process that reads a paper: it finds what this one does, and has one thread."""
    paths = os.pathsep.join(one or str(Path.cwd()) for one in sys.path)
    return {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _listen(number: int, process: subprocess.Popen[bytes], heard: queue.Queue[tuple[int, Told | None]]) -> None:
    assert process.stdout is not None
    with contextlib.suppress(ValueError, OSError):
        for line in process.stdout:
            heard.put((number, json.loads(line)))
    heard.put((number, None))


def _given_up(path: Path, page: int, late: bool, still: float, whole: float) -> UnreadableFile:
    if late:
        return UnreadableFile(
            f"reading it took over {whole:g} seconds, and was given up", where=path.name, advice="Part it."
        )
    place = f"page {page}" if page > 0 else "it"
    return UnreadableFile(
        f"{place} took over {still:g} seconds to read, and was given up", where=path.name,
        advice="It may be made to stop readers; print it to a new PDF and try that.",
    )  # fmt: skip


def _died(path: Path, page: int) -> UnreadableFile:
    place = f"page {page}" if page > 0 else "the file"
    return UnreadableFile(
        f"{place} takes more memory than a page may have, or breaks what reads it", where=path.name,
        advice="It is broken or made to harm; print it to a new PDF and try that.",
    )  # fmt: skip


def limit() -> None:
    """Bounds the memory of this process, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(path: Path, part: int, parts: int, looks: bool) -> Iterator[Told]:
    from quaestor.documents import papers

    try:
        yield from papers.read(path, part, parts, looks)
    except UnreadableFile as error:
        yield {"error": {"what": error.what, "advice": error.advice}}


if __name__ == "__main__":
    limit()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    for one in _serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "1"):
        answers.write(json.dumps(one) + "\n")
        answers.flush()
    answers.close()
    os._exit(0)
