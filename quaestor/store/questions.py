"""Free questions from strangers, answered by a process of its own: it may be slow, run out of memory or die, and the
site goes on.

One question at a time. The process has its own engine with little memory, reads the tables and no other file, and is
ended when an answer takes too long. It is started by the first question.
"""

from __future__ import annotations

import atexit
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import duckdb

from quaestor.errors import BadQuery, Busy, QuaestorError
from quaestor.store import fence
from quaestor.store.lake import Lake

#: Seconds that an answer may take, and that somebody waits for a turn.
SECONDS, TURN = 10.0, 2.0
#: Questions that wait for their turn; the next is told to come back.
WAITING = 2
#: Memory of the engine, and bytes of memory that the process may take beyond what it starts with.
MEMORY, ROOM = "1GB", 1_800_000_000
#: Characters of a question and of an answer.
LONGEST, LARGEST = 20_000, 16_000_000
#: Answers kept, of at most so many rows.
KEPT, KEPT_ROWS = 16, 1_000
#: Seconds within which the process must stand.
START = 60.0


@dataclass(frozen=True)
class Answer:
    """columns and types: of the rows. more: whether there are rows past the limit. parquet: the rows as a file,
    where that was asked for, and then `rows` is empty."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    more: bool
    seconds: float = 0.0
    parquet: bytes = field(default=b"", repr=False)


class Questions:
    """Where questions to the store at `path` are handed in; any thread may."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        self.path, self.seconds = path, seconds
        self._turn = threading.Lock()
        self._waiting = threading.BoundedSemaphore(WAITING + 1)
        self._kept: OrderedDict[tuple[Any, ...], Answer] = OrderedDict()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def ask(self, text: str, limit: int, *, parquet: bool = False, state: str = "") -> Answer:
        """The first `limit` rows that one SELECT gives. state: of the store; in the same state an answer is kept.

        Raises BadQuery on what is not one SELECT over the store's tables, and on what takes too long or too much
        memory; Busy when others are being answered.
        """
        if len(text) > LONGEST:
            raise BadQuery(f"the question has more than {LONGEST:,} characters")
        key = (state, text, limit, parquet)
        if kept := self._kept.get(key):
            return kept
        if not self._waiting.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turn.acquire(timeout=TURN):
                raise _busy()
            try:
                answer = self._kept.get(key) or self._answer(text, limit, parquet)
                if state and limit <= KEPT_ROWS:
                    self._kept[key] = answer
                    while len(self._kept) > KEPT:
                        self._kept.popitem(last=False)
            finally:
                self._turn.release()
        finally:
            self._waiting.release()
        return answer

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if self._pipe:
            self._pipe.close()
        if process:
            process.kill()
            process.wait(10)

    def _answer(self, text: str, limit: int, parquet: bool) -> Answer:
        if not self._process or self._process.poll() is not None:
            self._start()
        began = time.monotonic()
        if self._pipe is None:  # closed meanwhile
            raise _busy()
        try:
            self._pipe.send((text, limit, parquet))
            if not self._pipe.poll(self.seconds):
                self.close()
                raise BadQuery(
                    f"the answer took longer than {self.seconds:g} seconds, and was given up",
                    advice="Ask for fewer rows: add a WHERE, or read a table that is already added up, as award.",
                )
            found: Answer | QuaestorError = self._pipe.recv()
        except (EOFError, OSError):  # the process is no more
            self.close()
            raise BadQuery("the answer took more memory than there is for one", advice=_LESS) from None
        if isinstance(found, QuaestorError):
            raise found
        return replace(found, seconds=round(time.monotonic() - began, 3))

    def _start(self) -> None:
        self.close()
        atexit.unregister(self.close)
        atexit.register(self.close)
        self._pipe, there = Pipe()
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _WORK, str(self.path), str(there.fileno()), str(self.seconds)],
                stdin=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        try:
            ready = self._pipe.poll(START) and self._pipe.recv() == "ready"
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.close()
            raise Busy("the process that answers could not be started", advice="Ask again in a few seconds.")


#: What the process runs; it must not run the program of its parent again, which may be anything.
_WORK = "import sys; from quaestor.store.questions import work; work(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))"


_LESS = "Ask for fewer rows or columns, or add up before sorting."


def _busy() -> Busy:
    return Busy("another question is being answered", advice="Ask again in a few seconds.")


def work(path: str, handle: int, seconds: float) -> None:
    """What the process does: answers what comes through the pipe, until that is closed. It ends by itself when an
    answer takes much longer than `seconds`, should nobody be left to end it."""
    with Connection(handle) as pipe, suppress(KeyboardInterrupt):
        lake = Lake.open(path, memory=MEMORY, threads=1, strangers=True)
        with suppress(OSError, AttributeError):
            os.nice(5)  # the pages go first
        _bound(ROOM)
        pipe.send("ready")
        while True:
            try:
                asked = pipe.recv()
            except EOFError:
                return
            signal.alarm(int(seconds) + 5)
            try:
                found: Answer | QuaestorError = _ask(lake, *asked)
            except QuaestorError as error:
                found = error
            except (duckdb.Error, MemoryError, RecursionError, ValueError, OverflowError) as error:
                found = _plainly(error)
            signal.alarm(0)
            pipe.send(found)


def _bound(more: int) -> None:
    """Bounds the memory of this process at `more` bytes beyond what it has, where the system can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + more, has + more))


def _ask(lake: Lake, text: str, limit: int, parquet: bool) -> Answer:
    cursor = lake.connection.cursor()
    try:
        fence.check(cursor, text)
        cursor.execute("USE lake")
        try:
            result = cursor.execute(text)
        except duckdb.IOException:  # maintenance has just put files together
            result = cursor.execute(text)
        columns = [column[0] for column in result.description or ()]
        types = [str(column[1]) for column in result.description or ()]
        if parquet:
            return _file(result, columns, types, limit)
        rows: list[list[Any]] = []
        size = 0
        while len(rows) <= limit and (some := result.fetchmany(min(500, limit + 1 - len(rows)))):
            rows += [[_value(value) for value in row] for row in some]
            size += sum(len(value) if isinstance(value, str) else 8 for row in rows[-len(some) :] for value in row)
            if size > LARGEST:
                raise _too_large()
        return Answer(columns, types, rows[:limit], len(rows) > limit)
    finally:
        cursor.close()


def _file(result: duckdb.DuckDBPyConnection, columns: list[str], types: list[str], limit: int) -> Answer:
    import pyarrow as pa
    import pyarrow.parquet as pq

    reader = result.to_arrow_reader(2048)
    held: list[Any] = []
    rows = size = 0
    for batch in reader:
        held.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if size > 4 * LARGEST:
            raise _too_large()
        if rows > limit:
            break
    table = pa.Table.from_batches(held, reader.schema).slice(0, limit)
    names: list[str] = []  # a file cannot have two columns of one name
    for name in columns:
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    out = pa.BufferOutputStream()
    pq.write_table(table.rename_columns(names), out, compression="zstd")
    return Answer(columns, types, [], rows > limit, parquet=out.getvalue().to_pybytes())


def _too_large() -> BadQuery:
    return BadQuery(f"the answer has more than {LARGEST // 1_000_000} MB", advice=_LESS)


def _value(value: Any) -> Any:
    """A value of the engine as text, number, list or dictionary: exact, and ready for JSON."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)  # not a number, or without end
    if isinstance(value, (list, tuple)):
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _value(one) for key, one in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    if hasattr(value, "as_tuple"):
        return f"{value:f}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _plainly(error: Exception) -> BadQuery:
    """What the engine says of a question, without its own words for its insides."""
    if isinstance(error, (MemoryError, duckdb.OutOfMemoryException)):
        return BadQuery("the answer takes more memory than there is for one", advice=_LESS)
    told = (
        duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException,
        duckdb.OutOfRangeException, duckdb.InvalidInputException, duckdb.SyntaxException, duckdb.NotSupportedError,
    )  # fmt: skip
    message, _, pointed = str(error).partition("\nLINE ")
    message = re.sub(r"^[A-Z][A-Za-z ]+ Error: ", "", " ".join(message.split()))
    if not isinstance(error, told) or re.search(r"/\w+/|duckdb|0x[0-9a-f]{6}", message, re.I):
        return BadQuery("this cannot be answered", advice="Is each table and column spelt as listed?")
    message = re.sub(r"Candidate bindings:|Candidate Entries:", "Is it one of these:", message)
    where = None
    if found := re.match(r"(\d+): (.*)\n *\^", pointed):
        where = f"line {found[1]}, in “{found[2].strip()[:60]}”"
    return BadQuery(message[:300].strip().rstrip(".!"), where=where)
