"""Words with lines hatched across them: legible or not, they were meant to be taken out and were not.

Hatching is many straight lines of about one length in one direction or two, or a pattern, painted after the words and
across them. A signature, a curve in a chart, one line through a word, and the lines of a table are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quaestor.documents.pdf import picture
from quaestor.documents.pdf.painted import Box, Boxes, Painted
from quaestor.documents.pdf.sheet import Sheet

#: Lines that must lie across a letter's line of text, or across a letter beside one that is hatched; and the share of
#: their pixels that must be painted.
LINES, BESIDE, INKED = 5, 3, (0.06, 0.97)
#: Points: how far a slanted line may be from a letter, an upright one beside it, and a level one above or below it.
SLANTED, UPRIGHT, LEVEL = 30.0, 8.0, 6.0
#: Share of the lines that must go in one of two directions, and of those that must be about as long as the middle one.
ONE_WAY, AS_LONG = 0.7, 0.7
#: How far directions may be apart of lines up to LONG points, drawn by hand maybe, and of longer ones.
LONG, APART, LONG_APART = 40.0, np.radians(3), np.radians(1)
#: Lines around one letter whose directions are compared.
MOST = 200


def candidates(sheet: Sheet, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The letters that lie under enough lines, or under a pattern, painted later."""
    crossed = np.zeros(len(sheet.text), np.int64)
    order = np.where(sheet.order >= 0, sheet.order, 1 << 41)
    middle_x = (sheet.boxes[:, 0] + sheet.boxes[:, 2]) / 2
    middle_y = (sheet.boxes[:, 1] + sheet.boxes[:, 3]) / 2
    drawn: list[Painted] = []
    reaches: list[Box] = []
    for one in sheet.objects:
        if one.kind != "shape" or not (one.pattern or _hatches(one)):
            continue
        left, bottom, right, top = reach = one.box if one.pattern else _reach(one)
        mine = (middle_x > left) & (middle_x < right) & (middle_y > bottom) & (middle_y < top) & (order < one.order)
        if mine.any():
            crossed[mine] += LINES if one.pattern else len(one.lines)
            drawn.append(one)
            reaches.append(reach)
    found: NDArray[np.bool_] = inside & (crossed >= LINES)
    if not found.any():
        return found
    left, bottom, right, top = np.array(reaches).T
    later, pattern = np.array([one.order for one in drawn]), np.array([one.pattern for one in drawn])
    lines, owner = (
        np.vstack([one.lines for one in drawn]),
        np.repeat(np.arange(len(drawn)), [len(one.lines) for one in drawn]),
    )
    for at in np.flatnonzero(found):
        x, y = middle_x[at], middle_y[at]
        near = (left < x) & (x < right) & (bottom < y) & (y < top) & (order[at] < later)
        found[at] = pattern[near].any() or _even(lines[near[owner]], (x, y))
    beside = np.convolve(found, np.ones(5, int), "same")[: len(found)] > 0
    return found | (inside & beside & (crossed >= BESIDE))


def _hatches(one: Painted) -> bool:
    """Whether a path may be hatching or a part of it, and not the border of a box."""
    return not one.curved and bool(len(one.lines)) and not (len(one.lines) == 4 and one.fill is None)


def _reach(one: Painted) -> Box:
    """Where the letters are that a path lies across, or across whose line of text one line lies."""
    left, bottom, right, top = one.box
    if len(one.lines) > 1:
        return one.box
    if top - bottom <= 2 < right - left:
        return left, bottom - LEVEL, right, top + LEVEL
    aside = UPRIGHT if right - left <= 2 else SLANTED
    return left - aside, bottom, right + aside, top


def _even(lines: Boxes, here: tuple[float, float]) -> bool:
    """Whether the lines around a place go in a direction or two, and are about as long as each other."""
    x, y = lines[:, 0::2], lines[:, 1::2]
    near = (x.min(axis=1) < here[0] + SLANTED) & (x.max(axis=1) > here[0] - SLANTED)
    near &= (y.min(axis=1) < here[1] + SLANTED) & (y.max(axis=1) > here[1] - SLANTED)
    across, up = (lines[near, 2:] - lines[near, :2]).T
    length = np.hypot(across, up)
    directions, length = np.arctan2(up, across)[length > 1] % np.pi, length[length > 1]
    if len(length) < LINES:
        return False
    middle = float(np.median(length))
    if ((length > middle / 2) & (length < middle * 2)).mean() < AS_LONG:
        return False
    left, allowed = directions[:MOST], APART if middle <= LONG else LONG_APART
    for _ in range(2):
        apart = np.abs(left[:, None] - left[None, :])
        alike = np.minimum(apart, np.pi - apart) < allowed
        left = left[~alike[int(alike.sum(axis=1).argmax())]] if len(left) else left
    return len(left) <= (1 - ONE_WAY) * len(directions[:MOST])


def confirmed(sheet: Sheet, hatched: NDArray[np.bool_], bare: picture.Picture) -> Iterator[int]:
    """Of these letters, the ones in whose place the page without words still shows many strokes."""
    places = np.flatnonzero(hatched)
    found: list[int] = []
    boxes = sheet.boxes[places]
    high = boxes[:, 3] - boxes[:, 1]
    around = boxes + np.stack([-high, -high * 0.2, high, high * 0.2], axis=1)
    own = picture.to_pixels(sheet, boxes, bare)
    for at, (x0, y0, x1, y1), (left, _, right, _) in zip(
        places, picture.to_pixels(sheet, around, bare), own, strict=True
    ):
        ground = bare[y0:y1, x0:x1].min(axis=2)
        inked = ground < int(ground.max()) - 40 if ground.size else ground > 255
        share = float(inked.mean()) if inked.size else 0.0
        if INKED[0] <= share <= INKED[1] and max(_striped(inked), _striped(inked[:, left - x0 : right - x0].T)) > 0.7:
            found.append(int(at))
    for one, other in pairwise(found):  # a point or comma between is hatched too
        yield from (one, *(at for at in range(one + 1, other) if hatched[at] and other - one <= 4))
    yield from found[-1:]


def _striped(inked: NDArray[np.bool_]) -> float:
    """Share of the rows that go from paper to ink, or back, twice or more."""
    turns = np.abs(np.diff(inked.astype(np.int8), axis=1)).sum(axis=1)
    return float((turns >= 2).mean()) if len(turns) else 0.0
