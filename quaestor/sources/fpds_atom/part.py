"""One Parquet part of flattened entries, and the second process that writes another one at the same time."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from quaestor.sources.fpds_atom.page import Reader, Row
from quaestor.sources.fpds_atom.pages import Page, Unpacker
from quaestor.sources.fpds_atom.rules import layout
from quaestor.sources.reading import ReadFile


def schema() -> pa.Schema:
    """Where a row came from, then the flattened columns, then the whole entry; all text but the row number."""
    where = [("file_name", pa.string()), ("source_file", pa.string()), ("source_row", pa.int64())]
    return pa.schema([*where, *((name, pa.string()) for name in layout().columns), ("entry", pa.string())])


class Part:
    """One Parquet file that grows by one row group for each batch of pages."""

    def __init__(self, file: Path) -> None:
        self._schema = schema()
        names = [name for name in self._schema.names if name != "entry"]
        self._writer = pq.ParquetWriter(
            file, self._schema, compression="zstd", compression_level=1, use_dictionary=names, write_statistics=False
        )
        self._reader = Reader()
        self._unpacker = Unpacker()

    def __enter__(self) -> Part:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unpacker.close()
        self._writer.close()

    def add(self, batch: list[Page]) -> list[ReadFile]:
        """Read the pages, write their rows, and say what became of each page, in the order given."""
        read: list[ReadFile] = []
        rows: list[Row] = []
        names: list[str] = []
        digests: list[str] = []
        numbers: list[int] = []
        entries: list[bytes] = []
        for page in batch:
            delivered, data = self._unpacker.unpack(page)
            digest = hashlib.sha256(delivered).hexdigest()
            problems: list[tuple[int, str, str]] = []
            count = 0
            for number, row, entry, reason in self._reader.rows(data, page.name):
                count += 1
                if reason is None:
                    rows.append(row)
                    names.append(page.name)
                    digests.append(digest)
                    numbers.append(number)
                    entries.append(entry)
                else:
                    problems.append((number, reason, entry.decode()))
            read.append(ReadFile(page.name, digest, len(delivered), count, problems))
        if rows:
            columns = [pa.array(names, pa.string()), pa.array(digests, pa.string()), pa.array(numbers, pa.int64())]
            columns += [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            columns.append(pa.array(entries, pa.string()))
            self._writer.write_table(pa.table(columns, schema=self._schema))
        return read


class Helper:
    """A process that fills a part of its own, one batch at a time, as it is told to.

    It is started as a module rather than through multiprocessing, which would run the caller's main program once more
    in the new process (the whole command line, for a page of XML), or fork it in the midst of other threads.
    """

    def __init__(self, file: Path) -> None:
        paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(file)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths},
        )  # fmt: skip

    def add(self, batch: list[Page]) -> list[ReadFile]:
        """As `Part.add`, over there; errors come back as they were raised."""
        answer = self._ask(batch)
        if not isinstance(answer, list):
            raise RuntimeError("the reading process gave no answer")
        return answer

    def close(self) -> None:
        """Let it finish its part, and wait for it."""
        try:
            self._ask(None)
        finally:
            self.stop()

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.communicate()

    def _ask(self, batch: list[Page] | None) -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump(batch, self._process.stdin)
            self._process.stdin.flush()
            answer = pickle.load(self._process.stdout)
        except (EOFError, BrokenPipeError) as error:
            raise RuntimeError(f"the reading process ended with status {self._process.wait()}") from error
        if isinstance(answer, BaseException):
            raise answer
        return answer


def _serve(file: Path) -> None:
    """Answer batches from standard input on standard output until None is sent, then close the part."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        with Part(file) as part:
            while (batch := pickle.load(requests)) is not None:
                try:
                    answer: object = part.add(batch)
                except Exception as error:
                    answer = error
                pickle.dump(answer, answers)
                answers.flush()
        pickle.dump([], answers)
        answers.flush()
    except (EOFError, KeyboardInterrupt):
        return


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
