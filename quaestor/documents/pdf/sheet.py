"""A page as it is painted: its characters with their places, and every object of it in the order of painting.

Places are in points of the page's own space (72 to the inch, origin at the lower left, before any rotation), as
(left, bottom, right, top).
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from quaestor.documents.pdf import painted
from quaestor.documents.pdf.painted import Box, Boxes, Painted

#: Objects of one page that are looked at, and how deep forms lie within forms.
MOST_OBJECTS, DEEPEST = 60_000, 12
#: Characters and marks of one page that are read.
MOST_CHARACTERS, MOST_MARKS = 200_000, 5_000

#: Packed streams of objects of a file that are looked into, and bytes of each: as packed, and unpacked.
STREAMS, PACK, UNPACK = 200, 1_000_000, 4_000_000
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.S)
#: The annotations of a page: the kind of each, and where it is.
Marks = list[tuple[int, list[Box]]]


@dataclass
class Sheet:
    """The characters of a page in reading order, and its objects in the order of painting.

    text: one character for each row of `boxes` and of `order` (the object that it is painted by, or -1).
    frame: the page's visible rectangle; whole: the sheet it is cropped from. marks: its annotations.
    words: what paints its words, by the place in `objects`.
    """

    page: pdfium.PdfPage = field(repr=False)
    number: int
    frame: Box
    rotation: int
    whole: Box
    text: str = ""
    boxes: Boxes = field(default_factory=lambda: np.empty((0, 4)))
    order: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    objects: list[Painted] = field(default_factory=list)
    marks: Marks = field(default_factory=list)
    words: dict[int, Any] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as the page is shown."""
        left, bottom, right, top = self.frame
        wide, high = right - left, top - bottom
        return (high, wide) if self.rotation in (1, 3) else (wide, high)


def opened(file: bytes | Path) -> pdfium.PdfDocument:
    """The PDF, ready for its pages to be read. Raises PdfiumError."""
    pdf = pdfium.PdfDocument(file)
    pdf.init_forms()  # before any page is asked for
    return pdf


def has_layers(data: bytes) -> bool:
    """Whether a file names layers (optional content), in the open or in a packed stream of objects."""
    if b"/OCProperties" in data:
        return True
    for match in islice(_PACKED.finditer(data), STREAMS):
        with contextlib.suppress(zlib.error):
            if b"/OCProperties" in zlib.decompressobj().decompress(data[match.end() : match.end() + PACK], UNPACK):
                return True
    return False


def read(pdf: pdfium.PdfDocument, number: int, *, objects: bool = True, layers: bool = False) -> Sheet:
    """A page, read whole; the first is 1. objects: whether what it paints is read as well, and the fields of a form are
    laid on it. layers: its file names some, so that what stands in a form may be of one though no mark beside it says
    so. Raises PdfiumError where there is no such page."""
    page, marks = with_fields(pdf, number) if objects else (pdf[number - 1], [])
    frame = page.get_bbox()
    whole = page.get_mediabox(fallback_ok=False) or frame  # a sheet that all pages share is not told
    sheet = Sheet(page, number, tuple(frame), page.get_rotation() // 90, tuple(whole), marks=marks)
    places: dict[int, int] = {}
    if objects:
        _walk(sheet, places, layers)
    _letters(sheet, places)
    return sheet


def with_fields(pdf: pdfium.PdfDocument, number: int) -> tuple[pdfium.PdfPage, Marks]:
    """A page with the fields of a form laid on it, as they print, and the marks it had before. Raises PdfiumError."""
    page = pdf[number - 1]
    marks = list(_marks(page))
    if pdf.formenv and any(kind == raw.FPDF_ANNOT_WIDGET for kind, _ in marks):
        with contextlib.suppress(pdfium.PdfiumError):
            page.flatten()
            page.close()
            page = pdf[number - 1]
    return page, marks


def _letters(sheet: Sheet, places: dict[int, int]) -> None:
    text = sheet.page.get_textpage()
    count = min(raw.FPDFText_CountChars(text), MOST_CHARACTERS)
    letters, boxes, order = [], np.zeros((count, 4)), np.full(count, -1, np.int64)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for at in range(count):
        letter = raw.FPDFText_GetUnicode(text, at)
        letters.append(_letter(letter))
        if letter in (13, 10, 32):
            continue
        raw.FPDFText_GetCharBox(text, at, left, right, bottom, top)
        boxes[at] = left.value, bottom.value, right.value, top.value
        if places:
            painter = raw.FPDFText_GetTextObject(text, at)
            if painter:
                order[at] = places.get(ctypes.addressof(painter.contents), -1)
    text.close()
    kept = np.array([letter != "\r" for letter in letters], bool)
    sheet.text, sheet.boxes, sheet.order = "".join(letters).replace("\r", ""), boxes[kept], order[kept]


def _letter(code: int) -> str:
    if code in (0x2, 0xFFFE, 0xAD):  # a hyphen at the end of a line
        return "-"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _walk(sheet: Sheet, places: dict[int, int], layers: bool) -> None:
    def into(
        container: Any, count: int, get: Any, to_page: NDArray[np.float64], depth: int, layered: bool = False
    ) -> None:
        for at in range(count):
            if len(sheet.objects) >= MOST_OBJECTS:
                return
            found = get(container, at)
            kind = raw.FPDFPageObj_GetType(found)
            if kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < DEEPEST:
                    inner = raw.FPDFFormObj_CountObjects(found)
                    within = layered or layers or _layered(found)
                    placed = painted.matrix(found) @ to_page
                    into(found, inner, raw.FPDFFormObj_GetObject, placed, depth + 1, within)
                continue
            one = painted.of(found, kind, len(sheet.objects), to_page)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                places[ctypes.addressof(found.contents)] = len(sheet.objects)
                sheet.words[len(sheet.objects)] = found
                if layered or _layered(found):
                    one = replace(one, layered=True)
            sheet.objects.append(one)

    into(sheet.page, raw.FPDFPage_CountObjects(sheet.page), raw.FPDFPage_GetObject, np.eye(3), 0)


def _layered(found: Any) -> bool:
    """Whether an object stands between marks of a layer (optional content)."""
    for at in range(min(raw.FPDFPageObj_CountMarks(found), 20)):
        name, length = (raw.FPDF_WCHAR * 8)(), ctypes.c_ulong()
        mark = raw.FPDFPageObj_GetMark(found, at)
        if mark and raw.FPDFPageObjMark_GetName(mark, name, 16, length) and bytes(name)[:6] == b"O\0C\0\0\0":
            return True
    return False


def _marks(page: pdfium.PdfPage) -> Iterator[tuple[int, list[Box]]]:
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_MARKS)):
        mark = raw.FPDFPage_GetAnnot(page, at)
        if not mark:
            continue
        kind = raw.FPDFAnnot_GetSubtype(mark)
        boxes = []
        for quad in range(raw.FPDFAnnot_CountAttachmentPoints(mark)):
            q = raw.FS_QUADPOINTSF()
            if raw.FPDFAnnot_GetAttachmentPoints(mark, quad, q):
                xs, ys = (q.x1, q.x2, q.x3, q.x4), (q.y1, q.y2, q.y3, q.y4)
                boxes.append((min(xs), min(ys), max(xs), max(ys)))
        rect = raw.FS_RECTF()
        if not boxes and raw.FPDFAnnot_GetRect(mark, rect):
            boxes.append((rect.left, rect.bottom, rect.right, rect.top))
        raw.FPDFPage_CloseAnnot(mark)
        yield kind, boxes
