"""Two texts aligned word by word, whatever their lines: which words of one stand in the other.

Words are first put into pieces that end where the words themselves say so, not where a line does, so that a text set
anew on other lines parts in the same places. Equal pieces are found first, then equal words between them.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import Indel

#: Words of a piece, on average; more in long texts, so that no more pieces than MOST are compared.
PIECE, MOST = 8, 30_000
#: Words of two stretches whose product is past this are compared by pieces alone.
LARGEST = 60_000_000
_WORD = re.compile(r"\w+(?:[.,/'’-]\w+)*|[^\w\s]")


@dataclass(frozen=True)
class Words:
    """The words of a text and where each begins and ends in it."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> Words:
        found = list(_WORD.finditer(text))
        return cls(
            text, [one[0].casefold() for one in found], [one.start() for one in found], [one.end() for one in found]
        )

    def within(self, start: int, end: int) -> range:
        """The words that lie between two places of the text."""
        return range(bisect_left(self.ends, start + 1), bisect_left(self.starts, end))

    def said(self, first: int, last: int) -> str:
        """The text from word `first` up to, not including, word `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


@dataclass(frozen=True)
class Change:
    """Words of the old text, from `first` up to `last`, that gave way to words of the new one; either may be none."""

    first: int
    last: int
    new_first: int
    new_last: int


def changes(old: Words, new: Words) -> list[Change]:
    """What differs, in order; all words between two changes are equal."""
    size = max(PIECE, (max(len(old.words), len(new.words)) // MOST) + 1)
    cuts, new_cuts = _cuts(old.words, size), _cuts(new.words, size)
    found: list[Change] = []
    for one in _blocks(_pieces(old.words, cuts), _pieces(new.words, new_cuts)):
        found += _within(
            old.words, new.words, cuts[one.first], cuts[one.last], new_cuts[one.new_first], new_cuts[one.new_last]
        )
    return _joined(found)


def _cuts(words: Sequence[str], size: int) -> list[int]:
    """Where pieces begin, and the end."""
    cuts = [0] + [at + 1 for at, word in enumerate(words) if zlib.crc32(word.encode()) % size == 0]
    return cuts if cuts[-1] == len(words) else [*cuts, len(words)]


def _pieces(words: Sequence[str], cuts: list[int]) -> list[int]:
    return [hash(tuple(words[first:last])) for first, last in pairwise(cuts)]


def _blocks(old: Sequence[int] | Sequence[str], new: Sequence[int] | Sequence[str]) -> Iterator[Change]:
    """Stretches that differ, as places in the two sequences; what is deleted and put in at one place is one."""
    here: Change | None = None
    opcodes: Any = Indel.opcodes(old, new)
    for tag, first, last, new_first, new_last in opcodes:
        if tag == "equal":
            if here:
                yield here
            here = None
        elif here:
            here = Change(here.first, last, here.new_first, new_last)
        else:
            here = Change(first, last, new_first, new_last)
    if here:
        yield here


def _within(old: list[str], new: list[str], first: int, last: int, new_first: int, new_last: int) -> Iterator[Change]:
    if (last - first) * (new_last - new_first) > LARGEST:
        yield Change(first, last, new_first, new_last)
        return
    for one in _blocks(old[first:last], new[new_first:new_last]):
        yield Change(first + one.first, first + one.last, new_first + one.new_first, new_first + one.new_last)


def _joined(found: list[Change]) -> list[Change]:
    out: list[Change] = []
    for one in found:
        if out and out[-1].last == one.first and out[-1].new_last == one.new_first:
            out[-1] = Change(out[-1].first, one.last, out[-1].new_first, one.new_last)
        else:
            out.append(one)
    return out
