"""Words with lines hatched across them: legible or not, they were meant to be taken out and were not.

Hatching is many straight lines, or a pattern, painted after the words and across them; a signature's curves, one
line through a word, and the lines of a table are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quaestor.documents.pdf import picture
from quaestor.documents.pdf.sheet import Sheet

#: Lines that must lie across a letter's line of text, and the share of their pixels that must be painted.
LINES, INKED = 5, (0.06, 0.97)


def candidates(sheet: Sheet, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The letters that lie under enough lines, or under a pattern, painted later."""
    crossed = np.zeros(len(sheet.text), np.int64)
    order = np.where(sheet.order >= 0, sheet.order, 1 << 41)
    middle_x = (sheet.boxes[:, 0] + sheet.boxes[:, 2]) / 2
    middle_y = (sheet.boxes[:, 1] + sheet.boxes[:, 3]) / 2
    for one in sheet.objects:
        left, bottom, right, top = one.box
        slanted = one.stroked and not one.curved and one.lines and right - left > 2 and top - bottom > 2
        if one.kind != "shape" or not (slanted or one.pattern):
            continue
        if slanted and one.lines == 4 and one.fill is None:  # the border of a box
            continue
        inside_x = (
            (middle_x > left - 30) & (middle_x < right + 30)
            if one.lines == 1
            else (middle_x > left) & (middle_x < right)
        )
        mine = inside_x & (middle_y > bottom) & (middle_y < top) & (order < one.order)
        crossed[mine] += LINES if one.pattern else one.lines
    found: NDArray[np.bool_] = inside & (crossed >= LINES)
    return found


def confirmed(sheet: Sheet, hatched: NDArray[np.bool_], bare: picture.Picture) -> Iterator[int]:
    """Of these letters, the ones in whose place the page without words still shows many strokes."""
    places = np.flatnonzero(hatched)
    found: list[int] = []
    boxes = sheet.boxes[places]
    high = boxes[:, 3] - boxes[:, 1]
    around = boxes + np.stack([-high, -high * 0.2, high, high * 0.2], axis=1)
    for at, (x0, y0, x1, y1) in zip(places, picture.to_pixels(sheet, around, bare), strict=True):
        ground = bare[y0:y1, x0:x1].min(axis=2)
        inked = ground < int(ground.max()) - 40 if ground.size else ground > 255
        share = float(inked.mean()) if inked.size else 0.0
        rows = np.abs(np.diff(inked.astype(np.int8), axis=1)).sum(axis=1)
        if INKED[0] <= share <= INKED[1] and len(rows) and float((rows >= 2).mean()) > 0.7:
            found.append(int(at))
    for one, other in pairwise(found):  # a point or comma between is hatched too
        yield from (one, *(at for at in range(one + 1, other) if hatched[at] and other - one <= 4))
    yield from found[-1:]
