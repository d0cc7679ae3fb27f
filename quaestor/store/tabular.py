"""CSV as publishers deliver it: plain, gzipped or zipped; copied by the engine, mended row by row where it does
not fit."""

from __future__ import annotations

import csv
import gzip
import hashlib
import mmap
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import duckdb

from quaestor.errors import BadHeader, UnreadableFile

#: Longest row taken, in bytes, and so the longest cell; FPDS descriptions end at 4,000.
LONGEST = 8_000_000
csv.field_size_limit(LONGEST)

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
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
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
    connection: duckdb.DuckDBPyConnection,
    file: PlainFile,
    names: list[str],
    crossing: Crossing,
    target: Path,
    spill: Path,
) -> list[tuple[int, str, list[str]]]:
    """Copies the rows of `file` through the SELECT that `crossing` makes of them into Parquet, in their order.

    Returns (row, reason, cells) for every row that does not fit the header; in the copy its place is an empty row.
    """
    reason = "bytes of zero in the text"
    try:
        if not _has_zeros(file.path):
            _copy(connection, file.path, names, crossing, target)
            return []
    except duckdb.Error as error:
        reason = str(error)
    if re.search(r"(?i)unicode|utf-8|encoding", reason):
        line = re.search(r"(?i)line:?\s*(\d+)", reason)
        raise UnreadableFile(
            "the text is not UTF-8", where=f"{file.name}, line {line[1]}" if line else file.name, advice=_UTF8
        )
    with TemporaryDirectory(dir=spill, prefix="mended-") as folder:
        mended = Path(folder) / "mended.csv"
        problems = _mend(file, names, mended)
        try:
            _copy(connection, mended, names, crossing, target)
        except duckdb.Error as error:
            raise UnreadableFile(str(error).splitlines()[0], where=file.name, advice=_AGAIN) from error
    return problems


def _has_zeros(path: Path) -> bool:
    """Whether the file has bytes of zero, which no catalog can hold in a text."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        return whole.find(b"\0") >= 0


def _copy(
    connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], crossing: Crossing, target: Path
) -> None:
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    rows = (
        f"read_csv({_text(str(path))}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
        f"strict_mode = true, max_line_size = 8000000, columns = {{{columns}}})"
    )
    connection.execute(
        f"COPY ({crossing(rows)}) TO {_text(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 20480)"
    )


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


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
