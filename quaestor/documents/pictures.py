"""The picture of a page as it prints, with personal details painted over; made apart, since a file may be broken."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np

from quaestor.documents import apart, scans
from quaestor.documents.masks import masked
from quaestor.documents.pdf import hidden, picture, sheet
from quaestor.documents.pdf.painted import Boxes
from quaestor.errors import NotHeld, UnreadableFile

#: Pixels a point, pixels of a picture, seconds it may take, and the grey painted over personal details.
SCALE, LARGEST, SECONDS, GREY = 1.6, 4_000_000, 60.0, 208
#: Classes of failed redactions that print their words; of 255, how far a trace of others may be from its ground.
LEGIBLE, TRACE = ("hatching", "redact_mark"), 80


def of(path: Path, number: int) -> bytes:
    """The page as PNG. Raises NotHeld where there is no such page or it cannot be shown, UnreadableFile where the
    reading was given up."""
    command = [sys.executable, "-m", __name__, str(path), str(number)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=apart.environment(),
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(f"page {number} took over {SECONDS:g} seconds to draw", where=path.name) from None
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise NotHeld(f"there is no picture of page {number}", where=path.name, advice="Its text may be there.")
    return done.stdout


def drawn(path: Path, number: int) -> bytes:
    """The same, in this process; empty where the page is a scan whose words cannot be read, so that nothing can be
    masked in it."""
    with sheet.opened(path) as pdf:
        if not 1 <= number <= len(pdf):
            return b""
        read = sheet.read(pdf, number)
        if scans.is_scan(read) and not (scans.installed() and scans.recognise(read)):
            return b""
        scale = picture.scale_of(read, SCALE, LARGEST)
        seen = picture.of(read, scale).copy()
        unseen = [one.rectangle for one in hidden.find(read) if one.cls not in LEGIBLE]
        for x0, y0, x1, y1 in picture.to_pixels(read, np.array(unseen).reshape(-1, 4), seen):
            _even(seen[y0:y1, x0:x1])
        for start, end, _ in masked(read.text).spans:
            boxes = _lines(read.boxes[start:end])
            if len(boxes):
                for x0, y0, x1, y1 in picture.to_pixels(read, boxes + np.array([-1.5, -3.0, 1.5, 2.0]), seen):
                    seen[y0:y1, x0:x1] = GREY
    return png(seen)


def _even(part: picture.Picture) -> None:
    """Gives what is hardly told from the colour that most of a place has that colour, so that no trace of hidden words
    can be brought out; a label that was printed there stays."""
    ground = np.median(part.reshape(-1, 3), axis=0).astype(np.uint8)
    part[np.abs(part.astype(np.int16) - ground).max(axis=2) <= TRACE] = ground


def _lines(boxes: Boxes) -> Boxes:
    """One box for each line of letters, so that the shapes of letters do not show."""
    lines: list[list[float]] = []
    for left, bottom, right, top in boxes[boxes[:, 2] > boxes[:, 0]].tolist():
        last = lines[-1] if lines else None
        if last and min(last[3], top) > max(last[1], bottom) - 2 and left > last[0] - 2:
            lines[-1] = [min(last[0], left), min(last[1], bottom), max(last[2], right), max(last[3], top)]
        else:
            lines.append([left, bottom, right, top])
    return np.array(lines).reshape(-1, 4)


def png(seen: picture.Picture) -> bytes:
    """A picture (blue first) as PNG."""
    high, wide = seen.shape[:2]
    rows = np.zeros((high, wide * 3 + 1), np.uint8)
    rows[:, 1:] = seen[:, :, ::-1].reshape(high, wide * 3)
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


if __name__ == "__main__":
    apart.limit()
    sys.stdout.buffer.write(drawn(Path(sys.argv[1]), int(sys.argv[2])))
