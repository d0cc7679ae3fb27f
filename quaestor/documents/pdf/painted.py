"""One object that a page paints: where, in which colour, and the straight lines it draws.

Places are in points of the page's own space (72 to the inch, origin at the lower left, before any rotation), as
(left, bottom, right, top).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

#: What the reader of PDFs calls the colour of a pattern; a plain grey may be the same, so that only its picture tells.
PATTERNED = (191, 191, 191)
#: Share of its rectangle that the lines of a path must paint to hide what is under them.
DENSE = 0.6
#: Points under which a shape is a line and hides nothing by itself.
THIN = 2.0
#: Segments of a path that are looked at.
SEGMENTS = 2000

Boxes = NDArray[np.float64]
Box = tuple[float, float, float, float]
NO_LINES: Boxes = np.empty((0, 4))


@dataclass(frozen=True)
class Painted:
    """One object of a page. order: its place in the painting, later over earlier. fill: red, green, blue, alpha to
    255; None where nothing is filled, or a pattern is. lines: straight pieces of a drawn path, or the slivers of a
    filled one; curved: it has curves too. stroked: it is drawn in strokes, between which words may peep through.
    layered: it belongs to a layer, which may be switched off."""

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


def matrix(found: Any) -> NDArray[np.float64]:
    """From the object's own space to what it stands in: three by three, for points as rows."""
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(found, m):
        return np.eye(3)
    return np.array([[m.a, m.b, 0], [m.c, m.d, 0], [m.e, m.f, 1]])


def of(found: Any, kind: int, order: int, to_page: NDArray[np.float64]) -> Painted:
    """The object as painted. order: its place; to_page: from what it stands in to the page."""
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
    lines, curved = NO_LINES, False
    if stroked.value:
        lines, curved = _lines(found, to_page)
    elif fill and not pattern:
        lines = _slivers(found, box, to_page)
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
    kinds, points = _points(found)
    placed = (points @ matrix(found) @ to_page)[:, :2]
    straight = np.array(kinds[1:], np.int64) == raw.FPDF_SEGMENT_LINETO
    return np.hstack([placed[:-1], placed[1:]])[straight], raw.FPDF_SEGMENT_BEZIERTO in kinds


def _points(found: Any) -> tuple[list[int], NDArray[np.float64]]:
    """The kinds of a path's segments, and where each ends, as rows of x, y and 1."""
    x, y = ctypes.c_float(), ctypes.c_float()
    kinds, points = [], []
    for at in range(min(raw.FPDFPath_CountSegments(found), SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(found, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kinds.append(raw.FPDFPathSegment_GetType(segment))
        points.append((x.value, y.value, 1.0))
    return kinds, np.array(points).reshape(-1, 3)


def _slivers(found: Any, box: Box, to_page: NDArray[np.float64]) -> Boxes:
    """The lines that a filled path draws as shapes of four sides too thin for anything else: from the middle of one
    end of each to that of the other."""
    left, bottom, right, top = box
    if min(right - left, top - bottom) < THIN:
        x, y = (left + right) / 2, (bottom + top) / 2
        return np.array([[left, y, right, y] if right - left > top - bottom else [x, bottom, x, top]])
    if _is_plain(found):
        return NO_LINES
    kinds, points = _points(found)
    if raw.FPDF_SEGMENT_BEZIERTO in kinds:
        return NO_LINES
    placed = (points @ matrix(found) @ to_page)[:, :2]
    starts = np.flatnonzero(np.array(kinds) == raw.FPDF_SEGMENT_MOVETO)
    fours = starts[np.isin(np.diff(np.append(starts, len(kinds))), (4, 5))]
    if not len(fours):
        return NO_LINES
    first, second, third, last = (placed[fours + at] for at in range(4))
    along = np.linalg.norm(second - first, axis=1) > np.linalg.norm(third - second, axis=1)
    ends = np.where(
        along[:, None],
        np.hstack([(first + last) / 2, (second + third) / 2]),
        np.hstack([(first + second) / 2, (third + last) / 2]),
    )
    one, other = third - first, last - second
    size = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
    length = np.hypot(*(ends[:, 2:] - ends[:, :2]).T)
    slivers: Boxes = ends[size < THIN * length]
    return slivers


def _is_plain(found: Any) -> bool:
    """Whether a path is one shape whose first two sides are level and upright: a rectangle, mostly."""
    if raw.FPDFPath_CountSegments(found) > 5:
        return False
    x, y, points = ctypes.c_float(), ctypes.c_float(), []
    for at in range(3):
        raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(found, at), x, y)
        points.append((x.value, y.value))
    return all(one[0] == other[0] or one[1] == other[1] for one, other in pairwise(points))


def _inked(found: Any, lines: Boxes, to_page: NDArray[np.float64]) -> tuple[Box, float]:
    """The rectangle of straight lines as wide as they are drawn, and how much of it they paint, in square points."""
    drawn = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(found, drawn)
    width = drawn.value * abs(float(np.linalg.det((matrix(found) @ to_page)[:2, :2]))) ** 0.5
    across, up = np.abs(lines[:, 2:] - lines[:, :2]).T
    length = np.maximum(np.hypot(across, up), 1e-6)
    aside = np.stack([up, across], axis=1) / length[:, None] * width / 2
    low, high = np.minimum(lines[:, :2], lines[:, 2:]) - aside, np.maximum(lines[:, :2], lines[:, 2:]) + aside
    (x0, y0), (x1, y1) = low.min(axis=0), high.max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1)), float(length.sum()) * width
