"""Pictures of a page: as it prints, and without its words."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from quaestor.documents.pdf.painted import Boxes
from quaestor.documents.pdf.sheet import Sheet

#: Pixels that a picture may have.
LARGEST = 9_000_000

Picture = NDArray[np.uint8]


def scale_of(sheet: Sheet, wished: float, largest: int = LARGEST) -> float:
    """Pixels a point, at most as wished, so that the picture stays within `largest` pixels."""
    wide, high = sheet.size
    return float(min(wished, (largest / max(wide * high, 1.0)) ** 0.5))


def of(sheet: Sheet, scale: float) -> Picture:
    """The page as it prints: height x width x 3, blue first."""
    wide, high = (max(1, round(side * scale)) for side in sheet.size)
    pixels = np.full((high, wide, 4), 255, np.uint8)
    pointer = pixels.ctypes.data_as(ctypes.c_void_p)
    bitmap = raw.FPDFBitmap_CreateEx(wide, high, raw.FPDFBitmap_BGRx, pointer, wide * 4)
    raw.FPDF_RenderPageBitmap(bitmap, sheet.page, 0, 0, wide, high, 0, raw.FPDF_ANNOT)
    raw.FPDFBitmap_Destroy(bitmap)
    return pixels[:, :, :3]


def without_words(sheet: Sheet, scale: float) -> Picture:
    """The page as it would print if no word were on it."""
    _active(sheet.words.values(), False)
    try:
        return of(sheet, scale)
    finally:
        _active(sheet.words.values(), True)


def _active(handles: Iterable[Any], active: bool) -> None:
    for handle in handles:
        raw.FPDFPageObj_SetIsActive(handle, active)


def to_pixels(sheet: Sheet, boxes: Boxes, picture: Picture) -> NDArray[np.int64]:
    """The boxes (points) as rectangles of the picture: first column, first row, and the column and row past the last;
    at least one pixel each, and cut at the picture's edge."""
    left, bottom, right, top = sheet.frame
    x0, y0, x1, y1 = boxes.T
    turned = {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        2: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        3: (top - y1, right - x1, top - y0, right - x0),
    }[sheet.rotation]
    high, wide = picture.shape[:2]
    across, down = wide / max(sheet.size[0], 1e-6), high / max(sheet.size[1], 1e-6)
    first_x = np.clip(np.floor(turned[0] * across), 0, wide - 1)
    first_y = np.clip(np.floor(turned[1] * down), 0, high - 1)
    last_x = np.clip(np.ceil(turned[2] * across), first_x + 1, wide)
    last_y = np.clip(np.ceil(turned[3] * down), first_y + 1, high)
    return np.stack([first_x, first_y, last_x, last_y], axis=1).astype(np.int64)
