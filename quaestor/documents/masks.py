"""Personal details masked in a text, with the places they stood at, so that a picture of the page can be masked too."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from quaestor.documents.versions.aligned import Words, changes
from quaestor.model import people


@dataclass(frozen=True)
class Masked:
    """A text without personal details. spans: what was taken out of the text as it was, from one place up to another,
    and the mark in its place."""

    text: str
    spans: list[tuple[int, int, str]]

    def before(self, at: int) -> int:
        """Where a place of this text stood in the text as it was."""
        starts = self._starts()
        number = bisect_right(starts, at) - 1
        if number < 0:
            return at
        first, last, mark = self.spans[number]
        return last + (at - starts[number] - len(mark)) if at >= starts[number] + len(mark) else first

    def _starts(self) -> list[int]:
        starts, shift = [], 0
        for first, last, mark in self.spans:
            starts.append(first + shift)
            shift += len(mark) - (last - first)
        return starts


def masked(text: str) -> Masked:
    """The text as `people.clean` gives it, and where it took something out."""
    clean = people.clean(text) or ""
    if clean == text:
        return Masked(text, [])
    old, new = Words.of(text), Words.of(clean)
    spans: list[tuple[int, int, str]] = []
    for one in changes(old, new):
        if one.first == one.last:  # a sign was put in and nothing taken out
            continue
        start, end = old.starts[one.first], old.ends[one.last - 1]
        if spans and start - spans[-1][1] <= 2:
            start = spans.pop()[0]
        spans.append((start, end, _mark(new.said(one.new_first, one.new_last))))
    pieces, at = [], 0
    for start, end, mark in spans:
        pieces += [text[at:start], mark]
        at = end
    return Masked("".join([*pieces, text[at:]]), spans)


def _mark(said: str) -> str:
    for mark in ("e-mail removed", "telephone removed", "name removed"):
        if mark.split()[0] in said:
            return f"[{mark}]"
    return "[removed]"
