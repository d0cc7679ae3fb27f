"""Scanned pages, recognised by tesseract where it is installed."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess

import numpy as np

from quaestor.documents.pdf import picture
from quaestor.documents.pdf.sheet import Sheet

#: Pixels a point at which a page is read, seconds it may take, and the least confidence of a word, of 100; of a number
#: of letters and digits, which is in no dictionary, and which only counts where the records have it.
SCALE, SECONDS, LEAST, UNSURE = 3.0, 60, 40, 15
_NUMBER = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9-]{10,20}[.,;:]?")
#: Characters of a page below which it holds no text of its own, and the share of it that pictures must cover.
FEW, COVERED = 25, 0.5


def installed() -> bool:
    """Whether tesseract is there."""
    return shutil.which("tesseract") is not None


def is_scan(sheet: Sheet) -> bool:
    """Whether a page is a picture of one: hardly a letter of its own, and pictures over most of it."""
    if sum(letter.isalnum() for letter in sheet.text) >= FEW:
        return False
    left, bottom, right, top = sheet.frame
    whole = max((right - left) * (top - bottom), 1.0)
    boxes = [one.box for one in sheet.objects if one.kind == "image"]
    return sum(max(0.0, b[2] - b[0]) * max(0.0, b[3] - b[1]) for b in boxes) / whole >= COVERED


def recognise(sheet: Sheet) -> bool:
    """Gives the sheet the words recognised on it, with their places; False where nothing could be read."""
    scale = picture.scale_of(sheet, SCALE)
    seen = picture.of(sheet, scale)
    high, wide = seen.shape[:2]
    pnm = b"P6 %d %d 255\n" % (wide, high) + np.ascontiguousarray(seen[:, :, ::-1]).tobytes()
    command = ["tesseract", "stdin", "stdout", "--psm", "3", "-c", "tessedit_create_tsv=1", "tsv"]
    try:
        done = subprocess.run(
            command,
            input=pnm,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"OMP_THREAD_LIMIT": "1"} | _path(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    last = None
    left, _, _, top = sheet.frame  # recognised as shown: a turned page's places are those of the picture
    for row in csv.DictReader(
        io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    ):
        word = (row.get("text") or "").strip()
        if row.get("level") != "5" or not word or float(row["conf"]) < (UNSURE if _NUMBER.fullmatch(word) else LEAST):
            continue
        line = (row["block_num"], row["par_num"], row["line_num"])
        if last is not None:
            letters.append(" " if line == last else "\n")
            boxes.append((0.0, 0.0, 0.0, 0.0))
        last = line
        x, y, w, h = (int(row[name]) / scale for name in ("left", "top", "width", "height"))
        for at, letter in enumerate(word):
            x0 = left + x + w * at / len(word)
            letters.append(letter)
            boxes.append((x0, top - y - h, x0 + w / len(word), top - y))
    sheet.text, sheet.boxes = "".join(letters), np.array(boxes).reshape(-1, 4)
    sheet.order = np.full(len(letters), -1, np.int64)
    return bool(letters)


def _path() -> dict[str, str]:
    import os

    return {name: os.environ[name] for name in ("PATH", "HOME", "TESSDATA_PREFIX") if name in os.environ}
