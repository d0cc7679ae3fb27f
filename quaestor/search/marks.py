"""Where a document says what was asked for: pieces of its texts, with the places of the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quaestor.search import shelves
from quaestor.search.language import Term
from quaestor.search.reader import Found

#: Letters of a piece, and letters before its first found word.
PIECE, LEAD = 220, 50
#: Letters of a text that are looked through; what lies beyond is found but not shown.
FAR = 20_000

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Piece:
    """A piece of a text. field: what the text is called; marks: from where to where the words found stand in `text`."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


def pieces(found: Found, terms: Sequence[Term]) -> list[Piece]:
    """The pieces of a document that hold any of the terms: of each of its texts the one that holds most of them."""
    best: dict[str, tuple[int, str, list[tuple[int, int]]]] = {}
    for field, label, text in _texts(found):
        marks, kinds = _marks(text[:FAR], field, terms)
        if marks and (label not in best or kinds > best[label][0]):
            best[label] = (kinds, text[:FAR], marks)
    return [_cut(label, text, marks) for label, (_, text, marks) in best.items()]


def _texts(found: Found) -> Iterator[tuple[str, str, str]]:
    """The texts of a document: the field of the index it stands in, what it is called, and the text."""
    shown = found.shown
    name = "supplier" if found.kind == "award" else "name"
    told: Iterable[tuple[str, str, str]] = (
        ("own", "piid", shown.get("piid", "")),
        ("name", "name", shown.get("name", "")),
        ("supplier", "supplier", shown.get("supplier_name", "")),
        *(("words", "description", text) for text in found.words),
        ("parent", "parent", shown.get("parent_name", "") or shown.get("department_name", "")),
        *(("number", "award", piid) for piid in shown.get("linked", "").split()),
        *((name, "other_name", text) for text in found.other),
        ("product", "product", f"{shown.get('psc', '')} {shown.get('psc_name', '')}"),
        ("product", "industry", f"{shown.get('naics', '')} {shown.get('naics_name', '')}"),
        ("buyer", "buyer", shown.get("buyer_name", "")),
        ("buyer", "office", f"{shown.get('office_id', '')} {shown.get('office_name', '')}"),
        ("number", "vehicle", shown.get("vehicle_piid", "")),
        ("number", "solicitation", shown.get("solicitation_id", "")),
    )
    return ((field, label, text.strip()) for field, label, text in told if text.strip())


def _marks(text: str, field: str, terms: Sequence[Term]) -> tuple[list[tuple[int, int]], int]:
    """The places of the terms in a text, in order and apart from one another, and how many of the terms are there."""
    some = [term for term in terms if not term.fields or field in term.fields]
    if field in shelves.NUMBERS:
        number = shelves.number(text)
        hit = [term for term in some if _numbered(number, term)]
        return ([(0, len(text))], len(hit)) if hit else ([], 0)
    words = [(_folded(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    places: set[tuple[int, int]] = set()
    kinds = 0
    for term in some:
        at = [place for place in range(len(words) - len(term.words) + 1) if _said(words, place, term)]
        places |= {words[place + offset][1:] for place in at for offset in range(len(term.words))}
        kinds += bool(at)
    return sorted(places), kinds


def _numbered(number: str, term: Term) -> bool:
    begins = term.prefix or shelves.may_begin(term.number)
    return bool(term.number) and (number.startswith(term.number) if begins else number == term.number)


def _said(words: list[tuple[str, int, int]], place: int, term: Term) -> bool:
    *first, last = term.words
    if any(words[place + offset][0] != word for offset, word in enumerate(first)):
        return False
    said = words[place + len(first)][0]
    return said.startswith(last) if term.prefix else said == last


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else "".join(shelves.split(word))


def _cut(label: str, text: str, marks: list[tuple[int, int]]) -> Piece:
    """The part of a text that holds most of its marks, cut between words."""
    if len(text) <= PIECE:
        return Piece(label, text, tuple(marks))
    first = max(marks, key=lambda mark: sum(mark[0] <= start < mark[0] + PIECE - LEAD for start, _ in marks))[0]
    begin = max(first - LEAD, 0)
    if begin:
        begin = text.find(" ", begin, first) + 1 or first
    end = min(begin + PIECE, len(text))
    if end < len(text):
        end = max(text.rfind(" ", first, end), min(first + 1, end))
        end = max(end, next(stop for start, stop in marks if start == first))
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    shift = len(before) - begin
    inside = tuple((start + shift, stop + shift) for start, stop in marks if start >= begin and stop <= end)
    return Piece(label, f"{before}{text[begin:end]}{after}", inside)
