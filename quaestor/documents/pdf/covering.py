"""What is painted over each letter of a page, and what behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from quaestor.documents.pdf.painted import THIN, Box, Boxes, Painted
from quaestor.documents.pdf.sheet import Sheet

#: Share of a letter that something must lie over to hide it.
OVER = 0.65
#: Share of what pieces lie in that they must fill to be one cover, how far their colours may be apart, of 255, and how
#: many covers may grow beside each other.
FILLED, ALIKE, BESIDE = 0.75, 16, 8
#: Share of a page's side, and of the page, that pictures must cover to be the scan of it.
ACROSS, SCANNED = 0.6, 0.5
#: Of 255: colours that are closer may melt.
MELTS = 55
#: Painted after everything else: the marks of readers.
LAST = 1 << 40
#: Marks that lie on a page without hiding anything, or that belong to forms.
HARMLESS = frozenset(
    [raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_REDACT]
)
HIGHLIGHTS = frozenset([raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_UNDERLINE])


@dataclass
class Look:
    """For each letter: what lies over it and behind it (a place in `covers`, or -1), its own colour and how much of it
    is painted (255 whole, 0 nothing), and whether it belongs to a layer. scans: the covers that are the scan of the
    page."""

    covers: list[Painted]
    scans: NDArray[np.bool_]
    over: NDArray[np.int64]
    behind: NDArray[np.int64]
    fill: NDArray[np.int64]
    alpha: NDArray[np.int64]
    layered: NDArray[np.bool_]

    def may_melt(self) -> NDArray[np.bool_]:
        """The letters whose colour may be that of what is behind them, as far as their colours are known: the paper's
        where nothing is."""
        grounds = np.full((len(self.covers) + 1, 3), -1, np.int64)
        for at, cover in enumerate(self.covers):
            if cover.fill is not None and cover.fill[3] >= 250:
                grounds[at] = cover.fill[:3]
        grounds[-1] = 255
        ground = grounds[self.behind]
        near = np.abs(self.fill - ground).max(axis=1) * self.alpha <= MELTS * 255
        melts: NDArray[np.bool_] = (self.fill[:, 0] >= 0) & (near | (ground[:, 0] < 0))
        return melts


def look(sheet: Sheet) -> Look:
    """What lies over and behind the letters of a page."""
    count, painters = len(sheet.text), len(sheet.objects)
    order = np.where(sheet.order >= 0, sheet.order, LAST + 1)
    fills, alphas, layers = np.full((painters + 1, 3), -1), np.full(painters + 1, 255), np.zeros(painters + 1, bool)
    for at in sheet.words:
        painted = sheet.objects[at]
        layers[at] = painted.layered
        if painted.fill is not None:
            fills[at], alphas[at] = painted.fill[:3], painted.fill[3]
        if painted.mode in (3, 7):
            alphas[at] = 0
    fill, alpha, layered = fills[sheet.order], alphas[sheet.order], layers[sheet.order]
    covers = list(_covers(sheet))
    over, behind = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    for at, cover in enumerate(covers):
        share = overlap(sheet.boxes, cover.box)
        over[(share >= OVER) & (order < cover.order)] = at
        behind[(share >= 0.5) & (order > cover.order) & (sheet.order >= 0)] = at
    return Look(covers, _scans(sheet, covers), over, behind, fill, alpha, layered)


def _covers(sheet: Sheet) -> Iterator[Painted]:
    for one in (*sheet.objects, *_pieced(sheet.objects)):
        if one.covers and min(_sides(one.box)) >= THIN:
            yield one
    for kind, boxes in sheet.marks:
        if kind not in HARMLESS:
            name = "highlight" if kind in HIGHLIGHTS else "mark"
            yield from (Painted(LAST, name, box) for box in boxes if min(_sides(box)) >= THIN)


def _pieced(objects: list[Painted]) -> Iterator[Painted]:
    """The covers that are painted piece by piece: shapes of one colour that fill what they lie in."""
    coloured: dict[tuple[int, ...], list[Painted]] = {}
    for one in objects:
        if one.kind == "shape" and one.covers and one.fill is not None:
            coloured.setdefault(tuple(part // ALIKE for part in one.fill), []).append(one)
    for some in coloured.values():
        if len(some) > 1:
            whole, single = _joined(_joined([(one, area(one.box)) for one in some])), {id(one) for one in some}
            yield from (one for one, _ in whole if id(one) not in single)


def _joined(pieces: list[tuple[Painted, float]]) -> list[tuple[Painted, float]]:
    """Pieces, each with the points it fills, put together where they fill what they lie in, from the lowest up and from
    the left; they hide what was painted before the first of them."""
    done: list[tuple[Painted, float]] = []
    for one, filled in sorted(pieces, key=lambda piece: (piece[0].box[1], piece[0].box[0])):
        for at in range(len(done) - 1, max(len(done) - BESIDE, 0) - 1, -1):
            other, held = done[at]
            box = (
                min(other.box[0], one.box[0]), min(other.box[1], one.box[1]),
                max(other.box[2], one.box[2]), max(other.box[3], one.box[3]),
            )  # fmt: skip
            if filled + held >= FILLED * area(box):
                done[at] = replace(other, order=min(one.order, other.order), box=box), min(filled + held, area(box))
                break
        else:
            done.append((one, filled))
    return done


def _scans(sheet: Sheet, covers: list[Painted]) -> NDArray[np.bool_]:
    """Which covers are the scan of the page: pictures, whole or in strips, that cover most of it."""
    wide, high = _sides(sheet.frame)
    scans = np.array([
        one.kind == "image" and (_sides(one.box)[0] >= ACROSS * wide or _sides(one.box)[1] >= ACROSS * high)
        for one in covers
    ], bool)  # fmt: skip
    covered = sum(area(one.box) for one, scan in zip(covers, scans, strict=True) if scan)
    return scans & (covered > SCANNED * area(sheet.frame))


def overlap(boxes: Boxes, box: Box) -> NDArray[np.float64]:
    """Share of each of the boxes that lies in `box`."""
    wide = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
    high = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
    areas = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 1e-9)
    share: NDArray[np.float64] = np.clip(wide, 0, None) * np.clip(high, 0, None) / areas
    return share


def _sides(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def area(box: Box) -> float:
    """Of a rectangle, in square points."""
    wide, high = _sides(box)
    return wide * high
