"""One version of a paper, as it is compared with another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from quaestor.documents.apart import Told
from quaestor.documents.versions import figures, sections
from quaestor.documents.versions.aligned import Words

#: How often a line stands in a paper that is a header or a footer of its pages.
OFTEN = 3
_LINE = re.compile(r"[^\n]+")
_FIGURES = re.compile(r"\d+")


@dataclass
class Side:
    """One version: its words, what it names in the order of its text, and where a place of its text stands."""

    words: Words
    mentions: list[Told]
    place: Callable[[int, int], Told]

    @cached_property
    def running(self) -> set[int]:
        """The words of headers and footers: lines that stand on many pages, with other figures at most."""
        lines = [(one.start(), one.end()) for one in _LINE.finditer(self.words.text)]
        plain = [_plain(self.words.text[first:last]) for first, last in lines]
        often = Counter(plain)
        return {
            at for (first, last), line in zip(lines, plain, strict=True) if often[line] >= OFTEN and line
            for at in self.words.within(first, last)
        }  # fmt: skip


def _plain(line: str) -> str:
    return _FIGURES.sub("0", " ".join(line.split()))


def of(told: list[Told]) -> Side:
    """A paper as one text, with what it names at places of that text."""
    pages = [one for one in told if "page" in one and "text" in one]
    starts, pieces, mentions, length = [], [], [], 0
    for page in pages:
        starts.append(length)
        pieces.append(page["text"] + "\n")
        length += len(pieces[-1])
    text = "".join(pieces)
    for start, page in zip(starts, pages, strict=True):
        for one in page["mentions"]:
            mentions.append(
                one | {"start": one["start"] + start, "end": one["end"] + start, "said": one["said"] + start}
            )
    mentions = sorted([*mentions, *figures.find(text, mentions)], key=lambda one: one["start"])
    found = sections.headings(text)
    rectangles = {one["start"]: one["rectangle"] for one in mentions}

    def place(start: int, end: int) -> Told:
        at = max(0, bisect_right(starts, start) - 1)
        return {
            "page": pages[at]["page"] if pages else None,
            "rectangle": rectangles.get(start),
            "start": start - (starts[at] if starts else 0),
            "section": sections.at(found, start),
        }

    return Side(Words.of(text), mentions, place)
