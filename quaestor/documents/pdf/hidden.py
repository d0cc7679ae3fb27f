"""Words of a page that are in the file and that no reader sees: failed redactions, each with what hides it.

A word is hidden where the page prints the same with and without it, and something explains that: a shape, an image or
a mark painted later, its own colour on the colour behind it, or a place off the page. So a table's ruled lines, white
headings on dark bands and boxes painted under their words raise nothing. Marks that ask for a redaction never applied,
and lines hatched across words, are told by what is painted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from quaestor.documents.pdf import hatching, picture
from quaestor.documents.pdf.sheet import Boxes, Painted, Sheet

#: Pixels a point in the first look, and in the second, which confirms.
FIRST, SECOND = 1.0, 2.0
#: Of 255: a letter that changes the page by no more is not seen; the same under or on something dark.
UNSEEN, UNSEEN_UNDER_DARK, UNSEEN_ON_DARK = 20, 70, 30
#: Of 255: what is darker counts as dark, what is lighter as light.
DARK, LIGHT = 110, 200
#: Points under which a shape is a line and hides nothing.
THIN = 2.0
#: Share of a letter that something must lie over to hide it.
OVER = 0.65
#: Painted after everything else: the marks of readers.
LAST = 1 << 40
#: What tools that redact write on their boxes.
STAMP = re.compile(
    r"\W*(?:(?:priv(?:ileged?)?|confidential|redact(?:ed|ion)?|sealed|withheld|exempt(?:ion)?|deleted|non-?responsive"
    r"|(?:\(?b\)?\s?\(?\d\)?(?:\(?[A-F]\)?)?)|foia|pii|phi|attorney|client|work|product|information|ex\.?|under|seal|and|of)"
    r"\W*)+",
    re.I,
)
DAYS = re.compile(r"(?:\d{1,2}/\d{1,2}/\d{1,4}\s?)+")
#: Marks that lie on a page without hiding anything, or that belong to forms.
HARMLESS = frozenset(
    [raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_REDACT]
)
HIGHLIGHTS = frozenset([raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_UNDERLINE])


@dataclass(frozen=True)
class Hidden:
    """Words that a page hides: first and last character of its text, their rectangle in points, and the class."""

    first: int
    last: int
    rectangle: tuple[float, float, float, float]
    cls: str


def find(page: pdfium.PdfPage, sheet: Sheet) -> list[Hidden]:
    """What the page hides, in reading order."""
    told = np.full(len(sheet.text), "", dtype="<U16")
    solid = np.array([letter not in "\r\n\t \xa0" for letter in sheet.text], bool)
    solid &= (sheet.boxes[:, 2] > sheet.boxes[:, 0]) & (sheet.boxes[:, 3] > sheet.boxes[:, 1])
    off = solid & _off(sheet)
    told[off] = "off_page"
    inside = solid & ~off
    for boxes in (boxes for kind, boxes in sheet.marks if kind == raw.FPDF_ANNOT_REDACT):
        for box in boxes:
            told[inside & (_overlap(sheet.boxes, box) > 0.5)] = "redact_mark"
    if inside.any():
        for place, cls in _unseen(page, sheet, inside & (told == "")):
            told[place] = cls
    return _without_stamps(sheet, list(_grouped(sheet, told)))


def _off(sheet: Sheet) -> NDArray[np.bool_]:
    left, bottom, right, top = sheet.frame
    boxes = sheet.boxes
    gone: NDArray[np.bool_] = (
        (boxes[:, 2] <= left) | (boxes[:, 0] >= right) | (boxes[:, 3] <= bottom) | (boxes[:, 1] >= top)
    )
    return gone


def _overlap(boxes: Boxes, box: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Share of each of the boxes that lies in `box`."""
    wide = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
    high = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
    area = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 1e-9)
    share: NDArray[np.float64] = np.clip(wide, 0, None) * np.clip(high, 0, None) / area
    return share


@dataclass
class _Look:
    """For each letter: what lies over it (a place in `covers`, or -1), what lies behind it, and its own colour."""

    covers: list[Painted]
    over: NDArray[np.int64]
    behind: NDArray[np.int64]
    fill: NDArray[np.int64]
    mode: NDArray[np.int64]


def _covers(sheet: Sheet) -> list[Painted]:
    thick = [one for one in sheet.objects if one.covers and min(_sides(one.box)) >= THIN]
    for kind, boxes in sheet.marks:
        if kind not in HARMLESS:
            name = "highlight" if kind in HIGHLIGHTS else "mark"
            thick += [Painted(LAST, name, box) for box in boxes if min(_sides(box)) >= THIN]
    return thick


def _sides(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _look(sheet: Sheet) -> _Look:
    count = len(sheet.text)
    order = np.where(sheet.order >= 0, sheet.order, LAST + 1)
    fill, mode = np.full((count, 3), -1, np.int64), np.zeros(count, np.int64)
    for at in np.unique(sheet.order[sheet.order >= 0]):
        painted, mine = sheet.objects[at], sheet.order == at
        mode[mine] = painted.mode
        if painted.fill is not None:
            fill[mine] = painted.fill[:3]
    covers = _covers(sheet)
    over, behind = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    for at, cover in enumerate(covers):
        share = _overlap(sheet.boxes, cover.box)
        over[(share >= OVER) & (order < cover.order)] = at
        behind[(share >= 0.5) & (order > cover.order) & (sheet.order >= 0)] = at
    return _Look(covers, over, behind, fill, mode)


def _may_melt(look: _Look) -> NDArray[np.bool_]:
    """The letters whose colour may be that of what is behind them, as far as their colours are known: the paper's where
    nothing is."""
    grounds = np.full((len(look.covers) + 1, 3), -1, np.int64)
    for at, cover in enumerate(look.covers):
        if cover.fill is not None and cover.fill[3] >= 250:
            grounds[at] = cover.fill[:3]
    grounds[-1] = 255
    ground = grounds[look.behind]
    near = np.abs(look.fill - ground).max(axis=1) <= 255 - LIGHT
    melts: NDArray[np.bool_] = (look.fill[:, 0] >= 0) & (near | (ground[:, 0] < 0))
    return melts


def _unseen(page: pdfium.PdfPage, sheet: Sheet, inside: NDArray[np.bool_]) -> Iterator[tuple[int, str]]:
    look = _look(sheet)
    hatched = hatching.candidates(sheet, inside)
    possible = inside & ((look.over >= 0) | _may_melt(look) | (look.mode == 3))
    if not possible.any() and not hatched.any():
        return
    for scale in (FIRST, SECOND):
        scale = picture.scale_of(sheet, scale)
        printed, bare = picture.of(page, sheet, scale), picture.without_words(page, sheet, scale)
        if scale <= FIRST:
            possible &= ~_plain(sheet, look, possible, printed, bare)
        places = np.flatnonzero(possible)
        seen = np.array([_seen(sheet, look, at, printed, bare) for at in places], dtype="<U16")
        possible[places[seen == ""]] = False
        if not possible.any() and not hatched.any():
            return
    if hatched.any():
        for at in hatching.confirmed(sheet, hatched, bare):
            yield at, "hatching"
    for at in np.flatnonzero(possible):
        yield int(at), _seen(sheet, look, at, printed, bare)


def _plain(
    sheet: Sheet, look: _Look, possible: NDArray[np.bool_], printed: picture.Picture, bare: picture.Picture
) -> NDArray[np.bool_]:
    """The letters that plainly change the page, and that no label on a cover can be mistaken for."""
    blue, green, red = np.moveaxis(np.maximum(printed, bare) - np.minimum(printed, bare), 2, 0)
    strong = (np.maximum(np.maximum(blue, green), red) > UNSEEN_UNDER_DARK).astype(np.int32)
    sums = np.pad(strong.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    boxes = sheet.boxes.copy()
    for at in np.unique(look.over[possible & (look.over >= 0)]):  # only what lies under the cover is looked at
        mine, cover = look.over == at, look.covers[at].box
        boxes[mine, :2], boxes[mine, 2:] = np.maximum(boxes[mine, :2], cover[:2]), np.minimum(boxes[mine, 2:], cover[2:])
    x0, y0, x1, y1 = picture.to_pixels(sheet, _shrunk(boxes), printed).T
    changed: NDArray[np.bool_] = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0] > 0
    solid = np.array([cover.fill is not None and cover.fill[3] >= 250 for cover in look.covers] or [False])
    return changed & ~((look.over >= 0) & solid[look.over])


def _seen(sheet: Sheet, look: _Look, at: int, printed: picture.Picture, bare: picture.Picture) -> str:
    """The class of what hides a letter, or an empty text where it is seen or nothing explains that it is not."""
    cover = look.covers[look.over[at]] if look.over[at] >= 0 else None
    box = sheet.boxes[at]
    if cover is not None:
        box = np.array([*np.maximum(box[:2], cover.box[:2]), *np.minimum(box[2:], cover.box[2:])])
    x0, y0, x1, y1 = picture.to_pixels(sheet, _shrunk(box[None, :]), printed)[0]
    without = bare[y0:y1, x0:x1].reshape(-1, 3).astype(np.int16)
    change = int(np.abs(printed[y0:y1, x0:x1].reshape(-1, 3).astype(np.int16) - without).max())
    ground = without.mean(axis=0)
    brightness, even = float(ground.mean()), float(without.std(axis=0).max()) <= 14
    dark = brightness < DARK
    if look.mode[at] in (3, 7):
        scanned = (cover or _at(look.covers, look.behind[at])) is not None
        if scanned:
            return "image" if even and brightness < 70 else ""
        return ""
    if cover is not None:
        whole = cover.kind == "image" and _area(cover.box) > 0.5 * _area(sheet.frame)
        if whole and not (dark and even):
            return ""  # a scanned page over its own recognised words
        if change <= (UNSEEN_UNDER_DARK if dark else UNSEEN) or _labelled(sheet, cover, at, ground):
            return _class_of(cover, dark)
        return ""
    if look.fill[at, 0] < 0:
        return ""
    apart = float(np.abs(look.fill[at] - ground).max())
    least = UNSEEN_ON_DARK if brightness < 80 else UNSEEN
    if change > least or apart > least + 5:
        return ""
    return "highlight" if dark and look.behind[at] >= 0 else "near_background"


def _at(covers: list[Painted], place: int) -> Painted | None:
    return covers[place] if place >= 0 else None


def _class_of(cover: Painted, dark: bool) -> str:
    if cover.kind == "highlight":
        return "highlight"
    if cover.kind == "image":
        return "image" if dark else "under_object"
    return "box" if dark else "under_object"


def _shrunk(boxes: Boxes) -> Boxes:
    """The middle of each box, so that its neighbours' ink is not taken for its own."""
    wide, high = (boxes[:, 2] - boxes[:, 0]) * 0.1, (boxes[:, 3] - boxes[:, 1]) * 0.05
    return np.stack([boxes[:, 0] + wide, boxes[:, 1] + high, boxes[:, 2] - wide, boxes[:, 3] - high], axis=1)


def _area(box: tuple[float, float, float, float]) -> float:
    wide, high = _sides(box)
    return wide * high


def _labelled(sheet: Sheet, cover: Painted, at: int, ground: NDArray[np.float64]) -> bool:
    """Whether words painted later on the cover are what is seen in the letter's place ("REDACTED" on a black box)."""
    if cover.fill is None or cover.fill[3] < 250 or np.abs(ground - np.array(cover.fill[2::-1])).max() > 12:
        return False
    box = sheet.boxes[at]
    later = sheet.order > cover.order
    return bool(later.any() and (_overlap(sheet.boxes[later], (box[0], box[1], box[2], box[3])) > 0.05).any())


def _grouped(sheet: Sheet, told: NDArray[np.str_]) -> Iterator[Hidden]:
    """Letters in a row on one line, hidden in one way, as words; a lone sign or letter of a word that is seen is
    none."""
    places = np.flatnonzero(told != "")
    start = 0
    for end in range(1, len(places) + 1):
        if end < len(places) and _goes_on(sheet, told, places[end - 1], places[end]):
            continue
        some = places[start:end]
        start = end
        text = sheet.text[some[0] : some[-1] + 1]
        if not _is_word(sheet, int(some[0]), int(some[-1]), text):
            continue
        boxes = sheet.boxes[some]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        rectangle = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        yield Hidden(int(some[0]), int(some[-1]), rectangle, str(told[some[0]]))


def _goes_on(sheet: Sheet, told: NDArray[np.str_], last: int, here: int) -> bool:
    between = sheet.text[last + 1 : here]
    if told[last] != told[here] or between.strip() or len(between) > 3:
        return False
    one, other = sheet.boxes[last], sheet.boxes[here]
    middle = (other[1] + other[3]) / 2
    high = max(one[3] - one[1], other[3] - other[1], 9.0)
    near = abs((one[1] + one[3]) / 2 - middle) < high and -high * 4 < other[0] - one[2] < high * 4
    return bool(near)


def _without_stamps(sheet: Sheet, found: list[Hidden]) -> list[Hidden]:
    """Without what a tool that redacts writes on its own boxes, in their own colour: a word for what was done
    ("Privileged"), or one day fitted into every box in a size of its own."""
    texts = [" ".join(sheet.text[one.first : one.last + 1].split()) for one in found]
    dated = [one for one, text in zip(found, texts, strict=True) if one.cls == "highlight" and DAYS.fullmatch(text)]
    days = {text[:8] for one, text in zip(found, texts, strict=True) if one in dated}
    sizes = [float(np.median(sheet.boxes[one.first : one.last + 1, 3] - sheet.boxes[one.first : one.last + 1, 1])) for one in dated]
    stamped = dated if len(dated) >= 3 and len(days) == 1 and max(sizes) > 1.3 * min(sizes) else []
    return [one for one, text in zip(found, texts, strict=True) if not (STAMP.fullmatch(text) or one in stamped)]


def _is_word(sheet: Sheet, first: int, last: int, text: str) -> bool:
    letters = sum(letter.isalnum() for letter in text)
    if letters >= 2:
        return True
    before, after = sheet.text[max(0, first - 1) : first], sheet.text[last + 1 : last + 2]
    return letters == 1 and len(text.strip()) > 1 and not (before.strip() or after.strip())
