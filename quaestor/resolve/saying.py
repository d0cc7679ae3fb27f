"""What a text says of makers: the brands and firms it names, each with its place and how sure it is that the order is
for a product of theirs.

Texts and names are compared as words in capitals: everything but letters, digits, & and + parts words. A word inside
another is never found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from quaestor.resolve import lists

#: Below this an attribution is shown apart and enters no sum.
LOW = 0.8
#: How sure it is, by what the text says; the shares measured are in docs/accuracy.md.
BOUGHT, CODED, NAMED, ALONE, BESIDE = 0.97, 0.9, 0.9, 0.85, 0.5

_WORD = re.compile(r"[^\W_&+]+(?:[&+][^\W_&+]*)*|[&+]+[^\W_]*")
#: Words before and after a name that tell what is done with the product.
BEFORE, AFTER = 8, 6
#: Words from "FOR" or "ON" to the name of what things are made to fit.
REACH = 4


@dataclass(frozen=True)
class Entry:
    """One name to be looked for, its words made `flat`: a brand of the kept list, or else a supplier's name."""

    words: str
    brands: tuple[lists.Brand, ...] = ()

    @property
    def needs(self) -> str:
        return self.brands[0].needs if self.brands else ""


@dataclass(frozen=True)
class Said:
    """One maker named by a text: the words as printed and the characters before them, how sure it is, and why.

    psc: beginnings of product codes of which the order must have one, where the words alone do not tell.
    """

    entry: Entry
    words: str
    start: int
    confidence: float
    why: str
    psc: tuple[str, ...] = ()


def flat(text: str) -> str:
    """The words of a text in capitals, one blank before, between and behind them."""
    return f" {' '.join(_WORD.findall(text)).upper()} "


class Index:
    """Every name that is looked for, made once and asked of many texts."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        self._by_words = {entry.words: entry for entry in self.entries}
        self._found = AhoCorasick([f" {entry.words}" for entry in self.entries], matchkind=MatchKind.LeftmostLongest)

    def named(self, words: str) -> Iterator[tuple[Entry, int, int]]:
        """Every entry that stands whole in a text made `flat`, the first and of these the longest of several, with its
        place."""
        at: int | None = 0
        while at is not None:
            since, at = at, None
            for number, start, end in self._found.find_matches_as_indexes(words[since:]):
                start, end = since + start, since + end
                if words[end] == " ":
                    yield self.entries[number], start, end
                    continue
                # It ends inside a word: a shorter one may stand whole there, and another begin at a later word.
                if shorter := self._whole(words[start + 1 : end]):
                    yield shorter, start, start + 1 + len(shorter.words)
                at = start + 1 + len(shorter.words) if shorter else words.index(" ", start + 1)
                break

    def _whole(self, words: str) -> Entry | None:
        """The longest entry that the words begin with, the last of which is cut."""
        while " " in words:
            words = words.rpartition(" ")[0]
            if found := self._by_words.get(words):
                return found
        return None

    def said(self, text: str) -> list[Said]:
        """The makers a text names as those of what is bought; the surest place of each."""
        words = flat(text)
        if not (named := list(self.named(words))) or _any(words, "party_anywhere"):
            return []
        best: dict[str, Said] = {}
        for entry, start, end in named:
            one = _judged(text, words, entry, start, end)
            if one and (entry.words not in best or one.confidence > best[entry.words].confidence):
                best[entry.words] = one
        return list(best.values())


def _judged(text: str, words: str, entry: Entry, start: int, end: int) -> Said | None:
    before, after = words[: start + 1], words[end:]
    if _ends(before, "party_before") or _begins(after, "party_after") or _begins(after, "place_after"):
        return None
    psc: tuple[str, ...] = ()
    why = "on the kept list of brands" if entry.brands else "a supplier's name in these records"
    if entry.needs:
        need = lists.need(entry.needs)
        sign = _first(_near(before, after), need.words)
        why += (
            f"; also an ordinary word, but beside “{sign}”" if sign else "; also an ordinary word, but the product code"
        )
        psc = () if sign else need.psc
    confidence, reason = _meant(before, after, words, entry)
    if psc:
        confidence = min(confidence, CODED)
    shown, place = _printed(text, words, start, end)
    return Said(entry, shown, place, confidence, f"{why}; {reason}", psc)


def _meant(before: str, after: str, words: str, entry: Entry) -> tuple[float, str]:
    """How sure it is that the product named is what is bought, and the reason."""
    near = _near(before, after)
    if _ends(before, "beside_before") or _begins(after, "beside_after") or _any(near, "beside_near") or _fits(before):
        return BESIDE, "named beside what is bought"
    bought, worked = _any(near, "buying"), _any(near, "work")
    known = bool(entry.brands)
    if worked and not bought:
        return BESIDE, f"“{worked}” may be work on the product, not the product"
    if worked and not _any(near, "surely_buying"):
        return BESIDE, f"“{worked}” may be work on the product, not the product"
    if bought:
        return (ALONE if worked else BOUGHT if known else NAMED), f"“{bought}” says that it is bought"
    if worked := _any(words, "work"):
        return BESIDE, f"“{worked}” may be work on the product, not the product"
    if known:
        return BOUGHT, "named as what the order is for"
    return (ALONE if " " in entry.words else BESIDE), "named, and nothing said of a purchase"


def _fits(before: str) -> bool:
    """Whether the words before a name tell of things made to fit it: HOLSTERS FOR THE DUTY ..."""
    near = before.split()[-BEFORE:]
    at = max((place for place, word in enumerate(near) if word in ("FOR", "ON")), default=0)
    return len(near) - at <= REACH and bool(_any(f" {' '.join(near[:at])} ", "accessory"))


def _near(before: str, after: str) -> str:
    """The words around a name; a bar stands where the name does."""
    return " ".join(["", *before.split()[-BEFORE:], "|", *after.split()[:AFTER], ""])


def _printed(text: str, words: str, start: int, end: int) -> tuple[str, int]:
    """The words as the text prints them, and the characters before them."""
    first, last = words[: start + 1].count(" ") - 1, words[:end].count(" ") - 1
    spans = [match.span() for match in _WORD.finditer(text)]
    return text[spans[first][0] : spans[last][1]], spans[first][0]


@cache
def _phrases(sign: str) -> tuple[str, ...]:
    return tuple(f" {phrase} " for phrase in map(str, lists.signs()[sign]))


def _first(words: str, phrases: Sequence[str]) -> str:
    return next((phrase for phrase in phrases if f" {phrase} " in words), "")


def _any(words: str, sign: str) -> str:
    return next((phrase.strip() for phrase in _phrases(sign) if phrase in words), "")


def _ends(words: str, sign: str) -> bool:
    return any(words.endswith((phrase, f"{phrase}THE ")) for phrase in _phrases(sign))


def _begins(words: str, sign: str) -> bool:
    return any(words.startswith(phrase) for phrase in _phrases(sign))
