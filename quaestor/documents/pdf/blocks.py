"""Blocks that are letters: signs such as █ set over words, and words set in letters that print as blocks.

The second are known by their boxes: where a font has letters, a comma is lower than a figure and an "a" lower than a
"b". Where they are all as high as each other, the picture of the page tells whether each prints as one full block.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quaestor.documents.pdf import picture
from quaestor.documents.pdf.sheet import Sheet

#: Letters that print as a block and can be read by nobody.
BLOCKS = frozenset("█▉▊▋▌▍▎▏▇▆▅▄▃▂▁▀▐▓▒■▪▬▮▰◼◾⬛")
#: Letters that stand low, as high as an "a", and as high as a "b".
_HEIGHTS = (
    dict.fromkeys(".,_", 1) | dict.fromkeys("acemnorsuvwxz", 2) | dict.fromkeys("bdfhklABDEFHIKLMNPRT0123456789", 3)
)
#: Share of a letter's height that two may differ in and stand as high as each other, and the share that must do so of
#: those of one piece of text that stand beside one of another height.
ALIKE, LEVEL = 0.02, 0.8
#: Of 255, how much a letter changes its place to print in it; the share of its place that a block prints in; and the
#: letters that must do so in a row.
PRINTS, FULL, ROW = 60, 0.8, 4


def as_shapes(sheet: Sheet) -> None:
    """Makes shapes of what paints blocks and no other letter; words may peep through between two of them."""
    if BLOCKS.isdisjoint(sheet.text):
        return
    block = np.array([letter in BLOCKS for letter in sheet.text], bool)
    blank = np.array([letter.isspace() for letter in sheet.text], bool)
    for at in np.unique(sheet.order[block & (sheet.order >= 0)]):
        mine = (sheet.order == at) & ~blank
        if block[mine].all():
            low, high = sheet.boxes[mine, :2].min(axis=0), sheet.boxes[mine, 2:].max(axis=0)
            box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
            sheet.objects[at] = replace(sheet.objects[at], kind="shape", box=box, stroked=True)
            sheet.words.pop(int(at), None)


def candidates(sheet: Sheet, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The letters of what paints letters of every height as high as each other."""
    height = np.array([_HEIGHTS.get(one, 0) for one in sheet.text])
    differ = (np.diff(height) != 0) & (height[1:] > 0) & (height[:-1] > 0)
    differ &= (sheet.order[1:] >= 0) & (sheet.order[1:] == sheet.order[:-1]) & inside[1:]
    bottom, top = sheet.boxes[:, 1], sheet.boxes[:, 3]
    level = differ & (np.abs(np.diff(top)) < ALIKE * (top - bottom)[1:])
    pairs, levels = (np.bincount(sheet.order[1:][some], minlength=len(sheet.objects)) for some in (differ, level))
    found: NDArray[np.bool_] = inside & np.isin(sheet.order, np.flatnonzero((levels >= 2) & (levels >= LEVEL * pairs)))
    return found


def confirmed(
    sheet: Sheet, possible: NDArray[np.bool_], printed: picture.Picture, bare: picture.Picture
) -> NDArray[np.bool_]:
    """Of these letters, those in a row that each print as a full block."""
    if not possible.any():
        return possible
    change = np.abs(printed.astype(np.int16) - bare).max(axis=2) > PRINTS
    full = np.zeros(len(possible), bool)
    pixels = picture.to_pixels(sheet, sheet.boxes, printed)
    for at in np.flatnonzero(possible):
        x0, y0, x1, y1 = pixels[at]
        full[at] = change[y0 + 1 : max(y1 - 1, y0 + 2), x0:x1].mean() >= FULL
    blank = np.array([one.isspace() for one in sheet.text], bool)
    places = np.flatnonzero(~blank)
    row = np.convolve(full[places], np.ones(ROW, int), "full")
    starts = np.flatnonzero(row[ROW - 1 :] >= ROW)
    told = np.zeros(len(possible), bool)
    for start in starts:
        told[places[start : start + ROW]] = True
    return told
