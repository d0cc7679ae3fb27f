"""Hidden letters put together as words, without what tools that redact write on their own boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quaestor.documents.pdf.sheet import Sheet

#: What tools that redact write on their boxes.
STAMP = re.compile(
    r"\W*(?:(?:priv(?:ileged?)?|confidential|redact(?:ed|ion)?|sealed|withheld|exempt(?:ion)?|deleted|non-?responsive"
    r"|(?:\(?b\)?\s?\(?\d\)?(?:\(?[A-F]\)?)?)|foia|pii|phi|attorney|client|work|product|information|ex\.?|under|seal|and|of)"
    r"\W*)+",
    re.I,
)
#: What templates paint over with their next state, in the margin of a page; and what programs for layout print beside
#: it: the name of a file, or a moment.
PAGE = re.compile(r"\W*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.I)
SLUG = re.compile(
    r"(?s:.*\.(?:indd|qxp|qxd|ai|fm|pmd|cdr|job|eps|pdf)\b.*)"
    r"|\W*\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d\d(?::\d\d)?(?:\s*[ap]m)?\W*",
    re.I,
)
#: Share of a page's height that is margin, above and below; and of a letter's height, how far the next one may be from
#: it in a line.
MARGIN, NEXT = 0.12, 1.5
DAYS = re.compile(r"(?:\d{1,2}/\d{1,2}/\d{1,4}\s?)+")


@dataclass(frozen=True)
class Hidden:
    """Words that a page hides: first and last character of its text, their rectangle in points, and the class."""

    first: int
    last: int
    rectangle: tuple[float, float, float, float]
    cls: str


def grouped(sheet: Sheet, told: NDArray[np.str_]) -> list[Hidden]:
    """The words that hidden letters make. told: for each letter the class of what hides it, blank where it is seen."""
    return _without_stamps(sheet, list(_grouped(sheet, told)))


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
    return bool(near or ("\n" not in between and _below(one, other)))


def _below(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether a letter goes on from another in a line that stands upright, or slants."""
    high = max(*(one[2:] - one[:2]), *(other[2:] - other[:2]), 9.0)
    gap = np.maximum(np.maximum(one[:2], other[:2]) - np.minimum(one[2:], other[2:]), 0.0)
    return bool(np.hypot(*gap) < high)


def _without_stamps(sheet: Sheet, found: list[Hidden]) -> list[Hidden]:
    """Without what a tool that redacts writes on its own boxes, in their own colour: a word for what was done
    ("Privileged"), or one day fitted into every box in a size of its own."""
    texts = [" ".join(sheet.text[one.first : one.last + 1].split()) for one in found]
    dated = [one for one, text in zip(found, texts, strict=True) if one.cls == "highlight" and DAYS.fullmatch(text)]
    days = {text[:8] for one, text in zip(found, texts, strict=True) if one in dated}
    sizes = [
        float(np.median(sheet.boxes[one.first : one.last + 1, 3] - sheet.boxes[one.first : one.last + 1, 1]))
        for one in dated
    ]
    stamped = dated if len(dated) >= 3 and len(days) == 1 and max(sizes) > 1.3 * min(sizes) else []
    return [
        one for one, text in zip(found, texts, strict=True)
        if not (STAMP.fullmatch(text) or one in stamped or _of_layout(sheet, one, text))
    ]  # fmt: skip


def _of_layout(sheet: Sheet, one: Hidden, text: str) -> bool:
    """Whether it is the number of a page in its margin, under what was laid over it; or, off the page, a line for
    printers, or the end of a line that was too long for the page."""
    if one.cls == "off_page":
        return bool(SLUG.fullmatch(text)) or _runs_over(sheet, one)
    bottom, top = sheet.frame[1], sheet.frame[3]
    middle, margin = (one.rectangle[1] + one.rectangle[3]) / 2, MARGIN * (top - bottom)
    return one.cls == "under_object" and bool(PAGE.fullmatch(text)) and not bottom + margin < middle < top - margin


def _runs_over(sheet: Sheet, one: Hidden) -> bool:
    """Whether a line begins on the page and goes on beyond the sheet itself, not beyond what it was cropped to."""
    before = one.first - 1
    while before >= 0 and sheet.text[before] == " ":
        before -= 1
    if before < 0 or one.rectangle[0] < sheet.whole[2]:
        return False
    left, bottom, right, top = sheet.boxes[before].tolist()
    level = bottom < one.rectangle[3] and top > one.rectangle[1]
    return bool(level and left < sheet.whole[2] and one.rectangle[0] - right < NEXT * max(top - bottom, 6.0))


def _is_word(sheet: Sheet, first: int, last: int, text: str) -> bool:
    letters = sum(letter.isalnum() for letter in text)
    if letters >= 2:
        return True
    before, after = sheet.text[max(0, first - 1) : first], sheet.text[last + 1 : last + 2]
    return letters == 1 and len(text.strip()) > 1 and not (before.strip() or after.strip())
