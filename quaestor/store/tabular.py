"""CSV as publishers deliver it: plain, gzipped or zipped; copied by the engine, mended row by row where it does
not fit."""

from __future__ import annotations

import csv
import gzip
import hashlib
import mmap
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import duckdb

from quaestor.errors import BadHeader, UnreadableFile
from quaestor.sql import literal
from quaestor.store import engine

#: Longest row taken, in bytes, and so the longest cell; FPDS descriptions end at 4,000.
LONGEST = 8_000_000
csv.field_size_limit(LONGEST)

#: A file is cut into pieces when it is larger than this, in bytes; it is read for that in chunks of so many.
LARGE, CHUNK = 64_000_000, 1 << 20

#: Opens an engine of one thread that knows the border's cleaners.
Connect = Callable[[], duckdb.DuckDBPyConnection]

#: From SQL that reads a file's rows to the SELECT that takes them across the border.
Crossing = Callable[[str], str]

_AGAIN = "Download it again."
_UTF8 = "Save it as UTF-8, or download it again."


@dataclass(frozen=True)
class PlainFile:
    """One CSV file, unpacked: `digest` and `bytes` are of the file as delivered (of the member for one in a zip)."""

    name: str
    path: Path
    digest: str
    bytes: int


@contextmanager
def plain_files(path: Path, digest: str, spill: Path) -> Iterator[Iterator[PlainFile]]:
    """The CSV files in `path` (its sha-256 is `digest`), one unpacked at a time; unpacking verifies the checksums
    that gzip and zip carry."""
    with TemporaryDirectory(dir=spill, prefix="unpacked-") as folder:
        yield _unpack(path, digest, Path(folder))


def _unpack(path: Path, digest: str, folder: Path) -> Iterator[PlainFile]:
    if path.suffix == ".zip":
        yield from _unzip(path, folder)
    elif path.suffix == ".gz":
        target = folder / "plain.csv"
        try:
            with gzip.open(path, "rb") as packed, target.open("wb") as out:
                shutil.copyfileobj(packed, out, 1 << 20)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(
                f"the gzip file is cut or damaged ({error})", where=str(path), advice=_AGAIN
            ) from error
        yield PlainFile(path.name, target, digest, path.stat().st_size)
    else:
        yield PlainFile(path.name, path, digest, path.stat().st_size)


def _unzip(path: Path, folder: Path) -> Iterator[PlainFile]:
    try:
        with zipfile.ZipFile(path) as packed:
            members = [one for one in packed.infolist() if one.filename.lower().endswith(".csv") and not one.is_dir()]
            if not members:
                raise UnreadableFile(
                    "no CSV file in the zip", where=str(path), advice="Is it the publisher's download?"
                )
            for member in members:
                target = folder / "plain.csv"
                with packed.open(member) as inside, target.open("wb") as out:
                    shutil.copyfileobj(inside, out, 1 << 20)
                yield PlainFile(f"{path.name}/{member.filename}", target, _digest(target.open("rb")), member.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise UnreadableFile(f"the zip file is cut or damaged ({error})", where=str(path), advice=_AGAIN) from error


def _digest(file: IO[bytes]) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def header(file: PlainFile) -> list[str]:
    """The column names of a CSV file; raises UnreadableFile or BadHeader when its first line is no header."""
    try:
        with file.path.open(encoding="utf-8-sig", newline="") as lines:
            names = next(csv.reader(lines), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(
            f"the first line is not UTF-8 text ({error})",
            where=file.name,
            advice="Is it really CSV? Save it as UTF-8, or download it again.",
        ) from error
    names = [name.strip() for name in names]
    if not names or not all(names):
        raise BadHeader("the first line has empty column names", where=file.name, advice=_AGAIN)
    return names


def copy(
    connect: Connect,
    file: PlainFile,
    names: list[str],
    crossing: Crossing,
    folder: Path,
    spill: Path,
    at_once: int = 1,
) -> list[tuple[int, str, list[str]]]:
    """Copies the rows of `file` through the SELECT that `crossing` makes of them into Parquet files in `folder`.

    The rows keep their order; a file `part-<n>.parquet` begins after n rows. at_once: pieces that a large file may be
    cut into, to be copied side by side. Returns (row, reason, cells) for every row that does not fit the header; in
    the copy its place is an empty row.
    """
    reason = "bytes of zero in the text"
    try:
        if not _has_zeros(file.path):
            with pieces(file.path, spill, at_once if file.path.stat().st_size > LARGE else 1) as parts:
                _copy_all(connect, parts, names, crossing, folder)
            return []
    except duckdb.OutOfMemoryException as error:
        raise engine.short(error, file.name) from error
    except duckdb.Error as error:
        reason = str(error)
    if re.search(r"(?i)unicode|utf-8|encoding", reason):
        line = re.search(r"(?i)line:?\s*(\d+)", reason)
        raise UnreadableFile(
            "the text is not UTF-8", where=f"{file.name}, line {line[1]}" if line else file.name, advice=_UTF8
        )
    with TemporaryDirectory(dir=spill, prefix="mended-") as mending:
        mended = Path(mending) / "mended.csv"
        problems = _mend(file, names, mended)
        try:
            _copy_all(connect, [mended], names, crossing, folder)
        except duckdb.OutOfMemoryException as error:
            raise engine.short(error, file.name) from error
        except duckdb.Error as error:
            raise UnreadableFile(str(error).splitlines()[0], where=file.name, advice=_AGAIN) from error
    return problems


@contextmanager
def pieces(path: Path, spill: Path, number: int) -> Iterator[list[Path]]:
    """The CSV file as about `number` CSV files with the same header, cut between rows; itself where it is one piece."""
    with TemporaryDirectory(dir=spill, prefix="pieces-") as folder, path.open("rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            cuts = sorted({_row_end(whole, 0, 0)} | _cuts(whole, number))
            if len(cuts) < 2 or number < 2:
                yield [path]
                return
            head, found = whole[: cuts[0]], []
            for place, (start, end) in enumerate(pairwise([*cuts, len(whole)])):
                found.append(Path(folder) / f"{place}.csv")
                with found[-1].open("wb", buffering=0) as out:
                    out.write(head)
                    while start < end:
                        start += os.sendfile(out.fileno(), file.fileno(), start, end - start)
        yield found


def _cuts(whole: mmap.mmap, number: int) -> set[int]:
    """Where rows end near each of the `number` - 1 places that cut the file into equal pieces."""
    cuts, since = set(), 0
    for place in range(1, number):
        cut = _row_end(whole, since, max(since, len(whole) * place // number))
        if cut >= len(whole):
            break
        cuts.add(cut)
        since = cut
    return cuts


def _row_end(whole: mmap.mmap, since: int, aim: int) -> int:
    """The end of the row that `aim` lies in, told from the quotes after `since`, where a row begins."""
    quotes = sum(whole[at : min(at + CHUNK, aim)].count(b'"') for at in range(since, aim, CHUNK))
    at = aim
    while (end := whole.find(b"\n", at)) >= 0:
        quotes += whole[at:end].count(b'"')
        if quotes % 2 == 0:
            return end + 1
        at = end + 1
    return len(whole)


def _has_zeros(path: Path) -> bool:
    """Whether the file has bytes of zero, which no catalog can hold in a text."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find(b"\0") >= 0


def _copy_all(connect: Connect, parts: list[Path], names: list[str], crossing: Crossing, folder: Path) -> None:
    made = [folder / f"piece-{place}.parquet" for place in range(len(parts))]
    try:
        with ThreadPoolExecutor(len(parts)) as pool:
            counts = list(pool.map(lambda part, piece: _copy(connect, part, piece, names, crossing), parts, made))
    except duckdb.Error:
        for piece in made:
            piece.unlink(missing_ok=True)
        raise
    for piece, before in zip(made, accumulate([0, *counts[:-1]]), strict=True):
        piece.rename(folder / f"part-{before}.parquet")


def _copy(connect: Connect, path: Path, target: Path, names: list[str], crossing: Crossing) -> int:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    rows = (
        f"read_csv({literal(str(path))}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"strict_mode = true, max_line_size = 8000000, columns = {{{columns}}})"
    )
    with connect() as connection:
        copied = connection.execute(
            f"COPY ({crossing(rows)}) TO {literal(str(target))} "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 20480)"
        ).fetchone()
    return int(copied[0]) if copied else 0


def _mend(file: PlainFile, names: list[str], target: Path) -> list[tuple[int, str, list[str]]]:
    """Writes `file` again without bytes of zero, with an empty row in place of every row that does not fit;
    returns these."""
    problems: list[tuple[int, str, list[str]]] = []
    number = 0
    try:
        with (
            file.path.open(encoding="utf-8-sig", newline="") as lines,
            target.open("w", encoding="utf-8", newline="") as out,
        ):
            rows, writer = csv.reader(lines), csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writerow(next(rows))
            for row in rows:
                if not row:
                    continue
                number += 1
                if len(row) != len(names):
                    told = [cell.replace("\0", "") for cell in row]
                    problems.append((number, f"{len(row)} cells where the header has {len(names)}", told))
                    row = [""] * len(names)
                writer.writerow([cell.replace("\0", "") for cell in row])
    except UnicodeDecodeError as error:
        raise UnreadableFile("the text is not UTF-8", where=f"{file.name}, below row {number}", advice=_UTF8) from error
    except csv.Error as error:
        raise UnreadableFile(f"not readable as CSV ({error})", where=file.name, advice=_AGAIN) from error
    if problems and problems[-1][0] == number and file.path.read_bytes().count(b'"') % 2:
        raise UnreadableFile("a quote opens that never closes", where=f"{file.name}, row {number}", advice=_AGAIN)
    return problems
