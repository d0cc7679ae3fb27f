"""A page as it is painted: its characters with their places, and every object of it in the order of painting.

Places are in points of the page's own space (72 to the inch, origin at the lower left, before any rotation), as
(left, bottom, right, top).
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import zlib
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

#: Objects of one page that are looked at, and how deep forms lie within forms.
MOST_OBJECTS, DEEPEST = 60_000, 12
#: Characters of one page that are read.
MOST_CHARACTERS = 200_000

#: Packed streams of objects of a file that are looked into, and bytes of each: as packed, and unpacked.
STREAMS, PACK, UNPACK = 200, 1_000_000, 4_000_000
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.S)

#: What the reader of PDFs calls the colour of a pattern; a plain grey may be the same, so that only its picture tells.
PATTERNED = (191, 191, 191)
#: Share of its rectangle that the lines of a path must paint to hide what is under them.
DENSE = 0.6

Boxes = NDArray[np.float64]
Box = tuple[float, float, float, float]
NO_LINES: Boxes = np.empty((0, 4))


@dataclass(frozen=True)
class Painted:
    """One object of a page. order: its place in the painting, later over earlier. fill: red, green, blue, alpha to
    255; None where nothing is filled, or a pattern is. lines: straight pieces of a drawn path; curved: it has curves
    too. layered: it belongs to a layer, which may be switched off."""

    order: int
    kind: str  # text, shape, image, shading
    box: Box
    fill: tuple[int, int, int, int] | None = None
    pattern: bool = False
    stroked: bool = False
    lines: Boxes = field(default_factory=lambda: NO_LINES, compare=False)
    curved: bool = False
    mode: int = 0
    layered: bool = False

    @property
    def covers(self) -> bool:
        """It hides what was painted before it."""
        return self.kind in ("image", "shading") or (self.fill is not None and self.fill[3] >= 128)


@dataclass
class Sheet:
    """The characters of a page in reading order, and its objects in the order of painting.

    text: one character for each row of `boxes` and of `order` (the object that it is painted by, or -1).
    frame: the page's visible rectangle; whole: the sheet it is cropped from. marks: its annotations.
    """

    number: int
    frame: Box
    rotation: int
    whole: Box
    text: str = ""
    boxes: Boxes = field(default_factory=lambda: np.empty((0, 4)))
    order: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    objects: list[Painted] = field(default_factory=list)
    marks: list[tuple[int, list[Box]]] = field(default_factory=list)
    handles: list[Any] = field(default_factory=list, repr=False)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as the page is shown."""
        left, bottom, right, top = self.frame
        wide, high = right - left, top - bottom
        return (high, wide) if self.rotation in (1, 3) else (wide, high)


def has_layers(data: bytes) -> bool:
    """Whether a file names layers (optional content), in the open or in a packed stream of objects."""
    if b"/OCProperties" in data:
        return True
    for match in islice(_PACKED.finditer(data), STREAMS):
        with contextlib.suppress(zlib.error):
            if b"/OCProperties" in zlib.decompressobj().decompress(data[match.end() : match.end() + PACK], UNPACK):
                return True
    return False


def read(page: pdfium.PdfPage, number: int, *, objects: bool = True, layers: bool = False) -> Sheet:
    """The page, read whole. objects: whether what it paints is read as well. layers: its file names some, so that what
    stands in a form may be of one though no mark beside it says so."""
    frame = page.get_bbox()
    whole = page.get_mediabox(fallback_ok=False) or frame  # a sheet that all pages share is not told
    sheet = Sheet(number, tuple(frame), page.get_rotation() // 90, tuple(whole))
    places: dict[int, int] = {}
    if objects:
        _walk(page, sheet, places, layers)
        sheet.marks = list(_marks(page))
    _letters(page, sheet, places)
    return sheet


def _letters(page: pdfium.PdfPage, sheet: Sheet, places: dict[int, int]) -> None:
    text = page.get_textpage()
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


def _walk(page: pdfium.PdfPage, sheet: Sheet, places: dict[int, int], layers: bool) -> None:
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
                    into(found, inner, raw.FPDFFormObj_GetObject, _matrix(found) @ to_page, depth + 1, within)
                continue
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                places[ctypes.addressof(found.contents)] = len(sheet.objects)
                sheet.handles.append(found)
            painted = _painted(found, kind, len(sheet.objects), to_page)
            if kind == raw.FPDF_PAGEOBJ_TEXT and (layered or _layered(found)):
                painted = replace(painted, layered=True)
            sheet.objects.append(painted)

    into(page, raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, np.eye(3), 0)


def _layered(found: Any) -> bool:
    """Whether an object stands between marks of a layer (optional content)."""
    for at in range(min(raw.FPDFPageObj_CountMarks(found), 20)):
        name, length = (raw.FPDF_WCHAR * 8)(), ctypes.c_ulong()
        mark = raw.FPDFPageObj_GetMark(found, at)
        if mark and raw.FPDFPageObjMark_GetName(mark, name, 16, length) and bytes(name)[:6] == b"O\0C\0\0\0":
            return True
    return False


def _matrix(found: Any) -> NDArray[np.float64]:
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(found, m):
        return np.eye(3)
    return np.array([[m.a, m.b, 0], [m.c, m.d, 0], [m.e, m.f, 1]])


def _painted(found: Any, kind: int, order: int, to_page: NDArray[np.float64]) -> Painted:
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        mode = raw.FPDFTextObj_GetTextRenderMode(found)
        return Painted(order, "text", (0, 0, 0, 0), _fill(found, drawn=mode in (1, 5)), mode=mode)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(found, left, bottom, right, top)
    corners = np.array(
        [[x, y, 1] for x in (left.value, right.value) for y in (bottom.value, top.value)]
    ) @ to_page  # fmt: skip
    (x0, y0), (x1, y1) = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
    box = (float(x0), float(y0), float(x1), float(y1))
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        return Painted(order, "image", box)
    if kind == raw.FPDF_PAGEOBJ_SHADING:
        return Painted(order, "shading", box)
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(found, filled, stroked)
    fill = _fill(found) if filled.value else None
    pattern = bool(filled.value) and (fill is None or fill[:3] == PATTERNED)
    lines, curved = _lines(found, to_page) if stroked.value else (NO_LINES, False)
    if not filled.value and len(lines) and not curved:
        box, inked = _inked(found, lines, to_page)
        if inked > DENSE * (box[2] - box[0]) * (box[3] - box[1]):
            fill = _fill(found, drawn=True)
    return Painted(order, "shape", box, fill, pattern, bool(stroked.value), lines, curved)


def _fill(found: Any, *, drawn: bool = False) -> tuple[int, int, int, int] | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    get = raw.FPDFPageObj_GetStrokeColor if drawn else raw.FPDFPageObj_GetFillColor
    if not get(found, red, green, blue, alpha):
        return None
    return red.value, green.value, blue.value, alpha.value


def _lines(found: Any, to_page: NDArray[np.float64]) -> tuple[Boxes, bool]:
    """The straight pieces of a path, and whether it has curves as well."""
    count = min(raw.FPDFPath_CountSegments(found), 2000)
    x, y = ctypes.c_float(), ctypes.c_float()
    kinds, points = [], []
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(found, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kinds.append(raw.FPDFPathSegment_GetType(segment))
        points.append((x.value, y.value, 1.0))
    placed = (np.array(points).reshape(-1, 3) @ _matrix(found) @ to_page)[:, :2]
    straight = np.array(kinds[1:], np.int64) == raw.FPDF_SEGMENT_LINETO
    return np.hstack([placed[:-1], placed[1:]])[straight], raw.FPDF_SEGMENT_BEZIERTO in kinds


def _inked(found: Any, lines: Boxes, to_page: NDArray[np.float64]) -> tuple[Box, float]:
    """The rectangle of straight lines as wide as they are drawn, and how much of it they paint, in square points."""
    drawn = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(found, drawn)
    width = drawn.value * abs(float(np.linalg.det((_matrix(found) @ to_page)[:2, :2]))) ** 0.5
    across, up = np.abs(lines[:, 2:] - lines[:, :2]).T
    length = np.maximum(np.hypot(across, up), 1e-6)
    aside = np.stack([up, across], axis=1) / length[:, None] * width / 2
    low, high = np.minimum(lines[:, :2], lines[:, 2:]) - aside, np.maximum(lines[:, :2], lines[:, 2:]) + aside
    (x0, y0), (x1, y1) = low.min(axis=0), high.max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1)), float(length.sum()) * width


def _marks(page: pdfium.PdfPage) -> Any:
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), 5000)):
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
