"""The pages of one input file: a plain page, a gzipped one, or the members of a zip archive, one at a time."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from quaestor.errors import UnreadableFile

#: No page of the publisher comes near this; a bigger one is refused before it fills the memory.
LARGEST = 256 * 2**20
AGAIN = "Fetch the file again."
_ENDINGS = (".xml", ".atom", ".xml.gz", ".atom.gz")
# What a damaged or encrypted archive raises.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError, RuntimeError)


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


def contents(wanted: list[Page]) -> Iterator[tuple[Page, bytes, bytes]]:
    """Each page with its bytes as delivered and as XML, one at a time; the pages of one archive open it once."""
    archive: zipfile.ZipFile | None = None
    try:
        for page in wanted:
            where = f"{page.path}: {page.member}" if page.member else str(page.path)
            try:
                if page.member is None:
                    with page.path.open("rb") as file:
                        yield page, *_bytes(file, page.name)
                    continue
                if archive is None or archive.filename != str(page.path):
                    archive = _open_zip(page.path)
                with archive.open(archive.infolist()[page.place]) as file:
                    yield page, *_bytes(file, page.member)  # type: ignore[arg-type]
            except _BROKEN as error:
                raise UnreadableFile(f"cannot be unpacked: {error}", where=where, advice=AGAIN) from None
            except OSError as error:
                raise UnreadableFile(f"cannot be read: {error}", where=where) from None
    finally:
        if archive is not None:
            archive.close()


def _bytes(file: BinaryIO, name: str) -> tuple[bytes, bytes]:
    delivered = data = file.read(LARGEST + 1)
    if data[:2] == b"\x1f\x8b":
        with gzip.open(io.BytesIO(data)) as unpacked:
            data = unpacked.read(LARGEST + 1)
    if len(data) > LARGEST:
        advice = "Split it into pages as the publisher serves them."
        raise UnreadableFile(f"one page of more than {LARGEST >> 20} MB", where=name, advice=advice)
    return delivered, data


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise UnreadableFile(f"not a whole zip archive: {error}", where=str(path), advice=AGAIN) from None
