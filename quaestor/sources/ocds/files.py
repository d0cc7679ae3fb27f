"""The files inside what was delivered: a plain file, a gzipped one, or every member of a zip, one after the other."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from quaestor.errors import UnreadableFile
from quaestor.sources.reading import BROKEN

_AGAIN = "Download it again."
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Delivered:
    """One file of the publisher: its name (`archive.zip/member` in a zip), its sha-256 and its size in bytes as
    delivered, and where it is opened."""

    name: str
    digest: str
    size: int
    path: Path
    member: zipfile.ZipInfo | None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The unpacked bytes, from the start. Raises what BROKEN lists while it is read."""
        with self.path.open("rb") as file:
            if self.member is None:
                yield _plain(file)
            else:
                with zipfile.ZipFile(file) as archive, archive.open(self.member) as inside:
                    yield _plain(inside)


def files(path: Path) -> Iterator[Delivered]:
    """Every file in `path`, in its order; folders and the shadows that a Mac leaves in zips are none.

    Raises UnreadableFile for what is not there and for a zip that is not whole.
    """
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb") as file:
                yield Delivered(path.name, *_digest(file), path, None)
            return
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                base = member.filename.rpartition("/")[2]
                if member.is_dir() or member.filename.startswith("__MACOSX/") or base.startswith("."):
                    continue
                with archive.open(member) as inside:
                    digest = _digest(inside)
                yield Delivered(f"{path.name}/{member.filename}", *digest, path, member)
    except BROKEN as error:
        raise UnreadableFile(f"cannot be unpacked: {error}", where=str(path), advice=_AGAIN) from error


def _digest(file: IO[bytes]) -> tuple[str, int]:
    whole, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        whole.update(chunk)
        size += len(chunk)
    return whole.hexdigest(), size


def _plain(file: IO[bytes]) -> IO[bytes]:
    """The bytes unpacked where they are gzipped, without a byte order mark."""
    start: Any = io.BufferedReader(cast("io.RawIOBase", file), _CHUNK)
    if start.peek(2)[:2] == b"\x1f\x8b":
        start = io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=start)), _CHUNK)
    if start.peek(3)[:3] == b"\xef\xbb\xbf":
        start.read(3)
    return cast("IO[bytes]", start)
