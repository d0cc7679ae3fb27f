"""Words on a drawing: none lies on another, on a line, or outside the frame; what finds no room is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol


class Frame(Protocol):
    """What a placement must know of the drawing."""

    width: int
    left: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Wanted:
    """A label that belongs to a step from `y_before` to `y` at `x`."""

    x: float
    y: float
    y_before: float
    text: str
    classes: str


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    anchor: str
    text: str
    classes: str


Box = tuple[float, float, float, float]
Line = Sequence[tuple[float, float]]


def place(wanted: Sequence[Wanted], lines: Iterable[Line], frame: Frame, size: float) -> list[Label]:
    """The labels that find room, tried in the order given; each takes the first of its places that is free."""
    obstacles = [box for line in lines for box in _segments(line)]
    placed: list[Label] = []
    taken: list[Box] = []
    for want in wanted:
        for label, box in _places(want, frame, size):
            left, top, right, bottom = box
            if left < frame.left + 2 or right > frame.width or top < 2 or bottom > frame.bottom - 1:
                continue
            if any(_meet(box, other) for other in taken) or any(_meet(box, other) for other in obstacles):
                continue
            placed.append(label)
            taken.append((left - 3, top - 1, right + 3, bottom + 1))
            break
    return placed


def _places(want: Wanted, frame: Frame, size: float) -> Iterator[tuple[Label, Box]]:
    wide, high = len(want.text) * size * 0.54, size
    middle = (want.y + want.y_before) / 2 + high / 3
    upper, lower = min(want.y, want.y_before), max(want.y, want.y_before)
    before, after = want.x - 7, want.x + 7
    for x, y, anchor in (
        (before, upper - 5, "end"),
        (before, upper + high - 1, "end"),
        (before, middle, "end"),
        (after, upper - 5, "start"),
        (after, upper + high + 3, "start"),
        (after, middle, "start"),
        (before, lower - 6, "end"),
        (after, lower + high + 3, "start"),
        (before, lower + high + 4, "end"),
    ):
        left = x - wide if anchor == "end" else x
        yield Label(round(x, 1), round(y, 1), anchor, want.text, want.classes), (left, y - high, left + wide, y + 2)


def _segments(line: Line) -> Iterator[Box]:
    for (x, y), (x2, y2) in pairwise(line):
        yield (x - 1, y - 1.5, x2 + 1, y + 1.5)
        yield (x2 - 1.5, min(y, y2) - 1, x2 + 1.5, max(y, y2) + 1)
    for x, y in line[-1:]:
        yield (x - 3, y - 3, x + 3, y + 3)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
