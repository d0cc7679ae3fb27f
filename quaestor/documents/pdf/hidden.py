"""Words of a page that are in the file and that no reader sees: failed redactions, each with what hides it.

A word is hidden where the page prints the same with and without it, and something explains that: a shape, an image or
a mark painted later, its own colour on the colour behind it, or a place off the page. So a table's ruled lines, white
headings on dark bands and boxes painted under their words raise nothing. Marks that ask for a redaction never applied,
and lines hatched across words, are told by what is painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from quaestor.documents.pdf import blocks, covering, grouping, hatching, picture
from quaestor.documents.pdf.covering import Look, overlap
from quaestor.documents.pdf.grouping import Hidden
from quaestor.documents.pdf.painted import Boxes, Painted
from quaestor.documents.pdf.sheet import Sheet

#: Pixels a point in the first look, and in the second, which confirms.
FIRST, SECOND = 1.0, 2.0
#: Of 255: a letter that changes the page by no more is not seen; the same under or on something dark.
UNSEEN, UNSEEN_UNDER_DARK, UNSEEN_ON_DARK = 20, 70, 30
#: Parts of blue, green and red in how light a colour is, and how much another hue counts beside it on light ground.
LIGHT, HUE = np.array([0.114, 0.587, 0.299]), 0.4
#: Of 255: what is darker counts as dark.
DARK = 110
#: Of 255: a letter is not painted, of which less is; and the share of a page's letters past which such letters are
#: those of a scan.
CLEAR, LAID = 16, 0.5
#: Share of the letters under a scribble that must be unseen for those that peep through it to be told with them.
PEEPING = 0.3


def find(sheet: Sheet) -> list[Hidden]:
    """What the page hides, in reading order."""
    blocks.as_shapes(sheet)
    told = np.full(len(sheet.text), "", dtype="<U16")
    solid = np.array([letter not in "\r\n\t \xa0" for letter in sheet.text], bool)
    solid &= (sheet.boxes[:, 2] > sheet.boxes[:, 0]) & (sheet.boxes[:, 3] > sheet.boxes[:, 1])
    off = solid & _off(sheet)
    told[off] = "off_page"
    inside = solid & ~off
    for boxes in (boxes for kind, boxes in sheet.marks if kind == raw.FPDF_ANNOT_REDACT):
        for box in boxes:
            told[inside & (overlap(sheet.boxes, box) > 0.5)] = "redact_mark"
    if inside.any():
        for place, cls in _unseen(sheet, inside & (told == "")):
            told[place] = cls
    return grouping.grouped(sheet, told)


def _off(sheet: Sheet) -> NDArray[np.bool_]:
    left, bottom, right, top = sheet.frame
    boxes = sheet.boxes
    gone: NDArray[np.bool_] = (
        (boxes[:, 2] <= left) | (boxes[:, 0] >= right) | (boxes[:, 3] <= bottom) | (boxes[:, 1] >= top)
    )
    return gone


def _unseen(sheet: Sheet, inside: NDArray[np.bool_]) -> Iterator[tuple[int, str]]:
    look = covering.look(sheet)
    hatched, blocked = hatching.candidates(sheet, inside), blocks.candidates(sheet, inside)
    possible = inside & ((look.over >= 0) | look.may_melt() | look.layered)
    if not (possible | hatched | blocked).any():
        return
    for scale in (FIRST, SECOND):
        scale = picture.scale_of(sheet, scale)
        printed, bare = picture.of(sheet, scale), picture.without_words(sheet, scale)
        pixels = picture.to_pixels(sheet, _under(sheet, look), printed)
        if scale <= FIRST:
            possible &= ~_plain(look, pixels, printed, bare)
        places = np.flatnonzero(possible)
        seen = np.array([_seen(sheet, look, int(at), pixels[at], printed, bare) for at in places], dtype="<U16")
        possible[places[seen == ""]] = False
        blocked = blocks.confirmed(sheet, blocked, printed, bare)
        if not (possible | hatched | blocked).any():
            return
    if hatched.any():
        yield from ((at, "hatching") for at in hatching.confirmed(sheet, hatched, bare))
    yield from ((int(at), "box") for at in np.flatnonzero(blocked))
    for at in np.unique(look.over[possible & (look.over >= 0)]):
        under = inside & (look.over == at)
        if look.covers[at].stroked and possible[under].mean() > PEEPING:
            yield from ((int(place), "box") for place in np.flatnonzero(under))
    for place in np.flatnonzero(possible):
        yield int(place), _seen(sheet, look, int(place), pixels[place], printed, bare)


def _under(sheet: Sheet, look: Look) -> Boxes:
    """The middle of each letter, so that its neighbours' ink is not taken for its own; of one that something lies over,
    only what is under that."""
    boxes, under = sheet.boxes.copy(), look.over >= 0
    if under.any():
        over = np.array([cover.box for cover in look.covers])[look.over[under]]
        boxes[under, :2] = np.maximum(boxes[under, :2], over[:, :2])
        boxes[under, 2:] = np.minimum(boxes[under, 2:], over[:, 2:])
    wide, high = (boxes[:, 2] - boxes[:, 0]) * 0.1, (boxes[:, 3] - boxes[:, 1]) * 0.05
    middle: Boxes = boxes + np.stack([wide, high, -wide, -high], axis=1)
    return middle


def _plain(look: Look, pixels: NDArray[np.int64], printed: picture.Picture, bare: picture.Picture) -> NDArray[np.bool_]:
    """The letters that plainly change the page, and that no label on a cover can be mistaken for."""
    blue, green, red = np.moveaxis(np.maximum(printed, bare) - np.minimum(printed, bare), 2, 0)
    strong = (np.maximum(np.maximum(blue, green), red) > UNSEEN_UNDER_DARK).astype(np.int32)
    sums = np.pad(strong.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    x0, y0, x1, y1 = pixels.T
    changed: NDArray[np.bool_] = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0] > 0
    solid = np.array([cover.fill is not None and cover.fill[3] >= 250 for cover in look.covers] or [False])
    plain: NDArray[np.bool_] = changed & ~((look.over >= 0) & solid[look.over])
    return plain


def _seen(
    sheet: Sheet, look: Look, at: int, place: NDArray[np.int64], printed: picture.Picture, bare: picture.Picture
) -> str:
    """The class of what hides a letter, or an empty text where it is seen or nothing explains that it is not."""
    cover = look.covers[look.over[at]] if look.over[at] >= 0 else None
    x0, y0, x1, y1 = place
    without = bare[y0:y1, x0:x1].reshape(-1, 3).astype(np.int16)
    changes = printed[y0:y1, x0:x1].reshape(-1, 3).astype(np.int16) - without
    change = int(np.abs(changes).max())
    ground = without.mean(axis=0)
    brightness, even = float(ground.mean()), float(without.std(axis=0).max()) <= 14
    dark = brightness < DARK
    if look.alpha[at] < CLEAR:
        under = cover or _at(look.covers, look.behind[at])
        if under is not None and even and brightness < 70:
            return _class_of(cover, dark) if cover else "image"
        laid = look.scans.any() or (under is not None and under.kind == "image") or _laid(sheet, look)
        return "near_background" if even and not laid else ""
    if cover is not None:
        if look.scans[look.over[at]] and not (dark and even):
            return ""  # a scanned page over its own recognised words
        if change <= (UNSEEN_UNDER_DARK if dark else UNSEEN) or _labelled(sheet, cover, at, ground):
            return _class_of(cover, dark)
        return ""
    if look.fill[at, 0] < 0:
        return "layer" if look.layered[at] and change <= UNSEEN else ""
    least, hue = (UNSEEN_ON_DARK, 1.0) if brightness < 80 else (UNSEEN, HUE)
    apart = _told_apart(look.fill[at][::-1] - ground, hue) * look.alpha[at] / 255  # a picture has blue first
    if _told_apart(changes, hue) > least:
        return ""
    if apart > least + 5:
        return "layer" if look.layered[at] else ""
    return "highlight" if dark and look.behind[at] >= 0 else "near_background"


def _told_apart(difference: NDArray[Any], hue: float) -> float:
    """How well an eye tells two colours apart, of 255; of several, the best. difference: blue, green, red. hue: how
    much counts what is only another hue; pale yellow on white is hardly read."""
    light = np.abs(difference @ LIGHT)
    return float(np.maximum(light, np.abs(difference).max(axis=-1) * hue).max())


def _at(covers: list[Painted], place: int) -> Painted | None:
    return covers[place] if place >= 0 else None


def _laid(sheet: Sheet, look: Look) -> bool:
    """Whether most words of the page are painted with nothing, as those are that are laid over a picture of it."""
    return float((look.alpha < CLEAR)[sheet.order >= 0].mean()) > LAID


def _class_of(cover: Painted, dark: bool) -> str:
    if cover.kind == "highlight":
        return "highlight"
    if cover.kind == "image":
        return "image" if dark else "under_object"
    return "box" if dark else "under_object"


def _labelled(sheet: Sheet, cover: Painted, at: int, ground: NDArray[np.float64]) -> bool:
    """Whether words painted later on the cover are what is seen in the letter's place ("REDACTED" on a black box)."""
    if cover.fill is None or cover.fill[3] < 250 or np.abs(ground - np.array(cover.fill[2::-1])).max() > 12:
        return False
    box = sheet.boxes[at]
    later = sheet.order > cover.order
    return bool(later.any() and (overlap(sheet.boxes[later], (box[0], box[1], box[2], box[3])) > 0.05).any())
