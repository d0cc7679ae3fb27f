"""One thing that a text says of contracts, and a sentence with what stands in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quaestor.claims.named import Named, Place
from quaestor.claims.qualities import Quality
from quaestor.reading import Amount, Number, Period

_LETTER = re.compile(r"[^\W_]")


@dataclass
class Statement:
    """One thing that a text says of contracts.

    kind: money, growth, count, competition, terms or change; quality: what the last three say. start, end: the
    sentence. amount: what is said; to: where it grew to. count, counted: how many of what. words: the part of the
    sentence that belongs to the figure. cues: what these words are, by the names in `words.yml`. topics: what the
    contract is said to be for. alone: it is the one figure of its sentence. follows: its firm is taken from a sentence
    before; days_before: those of that sentence, where it names none itself. again: it points back to an award told of
    before. because: how each thing was read.
    """

    kind: str
    start: int
    end: int
    text: str
    words: str
    amount: Amount | None = None
    to: Amount | None = None
    count: int = 0
    counted: str = ""
    bound: str = "exact"
    firms: list[Named] = field(default_factory=list)
    agencies: list[Named] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    cues: set[str] = field(default_factory=set)
    topics: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    because: list[str] = field(default_factory=list)
    together: bool = False
    alone: bool = False
    again: bool = False
    follows: bool = False
    days_before: list[Period] = field(default_factory=list)
    count_place: tuple[int, int] = (0, 0)
    quality: Quality | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where the figure itself stands."""
        if self.amount:
            both = [self.amount, self.to or self.amount]
            return min(one.said for one in both), max(one.end for one in both)
        return self.count_place


@dataclass
class Sentence:
    """A sentence with the names and numbers in it; places count from the beginning of the text."""

    start: int
    end: int
    places: list[Place]
    numbers: list[Number]

    def bare(self, text: str) -> str:
        """The sentence of this text with the letters of firms' names crossed out, for what a firm is called tells
        nothing: "Recovery Solutions" gives no money back, and "August Schell" is no month."""
        words = text[self.start : self.end]
        for one in self.of("firm", "brand"):
            first, last = one.start - self.start, one.end - self.start
            words = words[:first] + _LETTER.sub("x", words[first:last]) + words[last:]
        return words

    def of(self, *kinds: str) -> list[Place]:
        return [one for one in self.places if one.named.kind in kinds]
