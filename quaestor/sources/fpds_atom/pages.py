"""The pages of one input file: a plain page, a gzipped one, or the members of a zip archive, one at a time."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from quaestor.errors import UnreadableFile

#: No page of the publisher comes near this; a bigger one is refused before it fills the memory.
LARGEST = 256 * 2**20
AGAIN = "Fetch the file again."
_ENDINGS = (".xml", ".atom", ".xml.gz", ".atom.gz")
# What a damaged or encrypted archive raises.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, RuntimeError)


@dataclass(frozen=True)
class Page:
    """Where one page lies: the file, its member where the file is an archive, and its size in bytes as stated there.

    number: its place among the pages of the file; an archive may hold two members of one name.
    """

    path: Path
    number: int
    member: str | None
    size: int
    place: int = 0  # of the member in the archive's directory

    @property
    def name(self) -> str:
        return f"{self.path.name}/{self.member}" if self.member else self.path.name


def pages(path: Path) -> list[Page]:
    """Every page of the file at `path`, in its order; raises UnreadableFile where there is none."""
    if not path.is_file():
        advice = "Give FPDS Atom pages: .xml, .xml.gz or .zip."
        raise UnreadableFile("not there, or not a file", where=str(path), advice=advice)
    if path.stat().st_size == 0:
        raise UnreadableFile("the file is empty", where=str(path), advice=AGAIN)
    if path.suffix.lower() != ".zip":
        return [Page(path, 0, None, path.stat().st_size)]
    with _open_zip(path) as archive:
        members = [
            (place, info)
            for place, info in enumerate(archive.infolist())
            if info.filename.lower().endswith(_ENDINGS) and not info.filename.startswith("__MACOSX/")
        ]
        found = [Page(path, n, info.filename, info.file_size, place) for n, (place, info) in enumerate(members)]
    if not found:
        advice = "Give an archive of FPDS Atom pages."
        raise UnreadableFile("the archive holds no .xml page", where=str(path), advice=advice)
    return found


class Unpacker:
    """Gives the bytes of one page after another, and keeps the archive that it last took one from open."""

    def __init__(self) -> None:
        self._archive: zipfile.ZipFile | None = None
        self._members: list[zipfile.ZipInfo] = []
        self._path: Path | None = None

    def unpack(self, page: Page) -> tuple[bytes, bytes]:
        """The page as delivered, and as XML; raises UnreadableFile where it cannot be had whole."""
        where = f"{page.path}: {page.member}" if page.member else str(page.path)
        try:
            if page.member is None:
                with page.path.open("rb") as file:
                    return _bytes(file, where)
            if self._archive is None or self._path != page.path:
                self.close()
                self._archive, self._path = _open_zip(page.path), page.path
                self._members = self._archive.infolist()
            with self._archive.open(self._members[page.place]) as member:
                return _bytes(member, where)
        except _BROKEN as error:
            raise UnreadableFile(f"cannot be unpacked: {error}", where=where, advice=AGAIN) from None
        except OSError as error:
            raise UnreadableFile(f"cannot be read: {error}", where=where) from None

    def close(self) -> None:
        """Let go of the archive."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None


def _bytes(file: IO[bytes], where: str) -> tuple[bytes, bytes]:
    delivered = data = file.read(LARGEST + 1)
    if data[:2] == b"\x1f\x8b":
        with gzip.open(io.BytesIO(data)) as unpacked:
            data = unpacked.read(LARGEST + 1)
    if len(data) > LARGEST:
        advice = "Split it into pages as the publisher serves them."
        raise UnreadableFile(f"one page of more than {LARGEST >> 20} MB", where=where, advice=advice)
    return delivered, data


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise UnreadableFile(f"not a whole zip archive: {error}", where=str(path), advice=AGAIN) from None
