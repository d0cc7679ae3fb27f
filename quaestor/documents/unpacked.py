"""A paper as it is, where its file may be gzipped."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from quaestor.errors import UnreadableFile

#: Bytes of a paper that are read.
BYTES = 500_000_000
_PART = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what it packs, under its name without `.gz`, for as long as the block lasts.

    Raises UnreadableFile where it is broken, or would come to more than is read of a paper.
    """
    if not path.is_file() or not _packed(path):
        yield path
        return
    with TemporaryDirectory(prefix="quaestor-") as folder:
        made = Path(folder) / (path.stem if path.suffix.lower() == ".gz" else path.name)
        _unpack(path, made)
        yield made


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _unpack(path: Path, made: Path) -> None:
    unpacker, size = zlib.decompressobj(wbits=31), 0
    try:
        with path.open("rb") as packed, made.open("wb") as file:
            while part := unpacker.unconsumed_tail or packed.read(_PART):
                file.write(text := unpacker.decompress(part, _PART))
                size += len(text)
                if size > BYTES:
                    raise UnreadableFile(
                        f"it packs over {BYTES // 1_000_000} MB", where=path.name, advice="Unpack and part it first."
                    )
    except zlib.error as error:
        raise UnreadableFile("packed, and broken", where=path.name, advice="Get it again.") from error
    if not unpacker.eof:
        raise UnreadableFile("packed, and cut short", where=path.name, advice="Get it again.")
