"""What a reader says of one of the publisher's files once it has been turned into Parquet parts."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field

#: What the readers of files and archives raise on one that is broken, encrypted, or packed in a way they do not know.
BROKEN = (OSError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True)
class ReadFile:
    """One file of the publisher as read.

    name: its name, `archive.zip/member` for a file inside a zip.
    source_file: sha-256 of its bytes as delivered, in hexadecimal.
    bytes: its size as delivered. rows: records in it, the bad ones included.
    problems: (source_row, reason, cleaned content) of the records that could not be read at all.
    """

    name: str
    source_file: str
    bytes: int
    rows: int
    problems: list[tuple[int, str, str]] = field(default_factory=list)
