"""What two readings of names have in common and where they differ: counts of kinds of difference, each named.

No difference decides by itself: `names` weighs them. A budget says in how many letters two words may differ and still
be one word misprinted: none up to two letters, one up to eight, two beyond.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA
from rigour.names import Alignment, NamePart, SymbolCategory, compare_parts, pair_symbols

from quaestor.resolve.reading import COMMON, LEGAL, NUMBER, OWN, PLACE, STOP, WIDE, Reading, Word, is_acronym

#: Letters that one word may differ in, by the length of the longer: (longest length, letters).
_BUDGET = ((2, 0), (8, 1), (10**6, 2))
#: The last digits or numerals of a series, as `III` and `IV`, may differ in two signs.
_SERIES = 2
#: Letters in front that two words of one root share (`bank`, `banking`).
_ROOT = 4
_VOWELS = frozenset("aeiouy")


@dataclass
class Differences:
    """Counts by kind of difference, the words that each is about, and the share of letters that agree (0 to 1)."""

    counts: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    agree: float = 0.0

    def add(self, kind: str, words: str, amount: float = 1) -> None:
        self.counts[kind] += amount  # type: ignore[assignment]  # a Counter of floats
        self.said.append(words)


def differences(left: Reading, right: Reading) -> Iterable[Differences]:
    """One account for every way in which the symbols of the two names may be paired."""
    for pairing in pair_symbols(left.name, right.name):
        yield _account(left, right, pairing)
    for short, long in ((left, right), (right, left)):
        ours = _said(short)
        if sum(word.kind != PLACE for word in ours) != 1:
            continue
        with_form = [word.text for word in long.words.values() if word.kind != STOP and word.text]
        for names in ([word.text for word in _said(long) if word.text], with_form):
            if is_acronym(ours[0].text, names):
                found = Differences(agree=1.0)
                found.add("acronym", f"“{ours[0].text}” is the first letters of “{' '.join(names)}”")
                yield found


def _said(reading: Reading) -> list[Word]:
    return [w for w in reading.words.values() if w.kind not in (LEGAL, STOP)]


def _account(left: Reading, right: Reading, pairing: tuple[Alignment, ...]) -> Differences:
    found = Differences()
    edges: list[tuple[tuple[NamePart, ...], tuple[NamePart, ...]]] = []
    taken: set[tuple[int, NamePart]] = set()
    for edge in pairing:
        if _explained(left, right, edge, found):
            edges.append((edge.qps, edge.rps))
            taken |= {(0, part) for part in edge.qps} | {(1, part) for part in edge.rps}
    rest = [
        [part for part in reading.name.parts if (side, part) not in taken] for side, reading in ((0, left), (1, right))
    ]
    alone: tuple[list[NamePart], list[NamePart]] = ([], [])
    for edge in compare_parts(rest[0], rest[1]):
        if edge.qps and edge.rps and _near(left, right, edge.qps, edge.rps, found):
            edges.append((edge.qps, edge.rps))
        else:
            alone[0].extend(edge.qps)
            alone[1].extend(edge.rps)
    for one in list(alone[0]):  # what the library left alone may still be one letter apart, or an abbreviation
        for other in list(alone[1]):
            if _near(left, right, (one,), (other,), found):
                edges.append(((one,), (other,)))
                alone[0].remove(one)
                alone[1].remove(other)
                break
    ours, theirs = (sorted(parts, key=lambda part: part.index) for parts in alone)
    _leftover([left.words[p] for p in ours], [right.words[p] for p in theirs], found)
    told = sum(len(w.text) for r in (left, right) for w in _said(r))
    agreed = sum(
        len(reading.words[part].text)
        for pair in edges
        for parts, reading in zip(pair, (left, right), strict=True)
        for part in parts
        if reading.words[part].kind not in (LEGAL, STOP)
    )
    found.agree = agreed / told if told else 0.0
    return found


def _text(reading: Reading, parts: tuple[NamePart, ...]) -> str:
    return "".join(reading.words[part].text for part in parts)


def _explained(left: Reading, right: Reading, edge: Alignment, found: Differences) -> bool:
    """Whether one meaning that both names carry is one word; a synonym in the same script counts as a difference."""
    assert edge.symbol is not None
    ours, theirs = _text(left, edge.qps), _text(right, edge.rps)
    if (
        edge.symbol.category != SymbolCategory.DOMAIN
        or ours == theirs
        or _distance(ours, theirs) <= _letters(ours, theirs)
    ):
        return True
    foreign = any(not part.latinize for part in edge.qps) != any(not part.latinize for part in edge.rps)
    foreign |= any(not p.form.isascii() for p in edge.qps) != any(not p.form.isascii() for p in edge.rps)
    if foreign or ours[:_ROOT] != theirs[:_ROOT] or _contracts(*sorted((ours, theirs), key=len)):
        return True
    if not (ours.startswith(theirs) or theirs.startswith(ours)):
        found.add("synonym", f"“{ours}” and “{theirs}” are two words of one trade")
    return True


def _near(
    left: Reading, right: Reading, ours: tuple[NamePart, ...], theirs: tuple[NamePart, ...], found: Differences
) -> bool:
    """Whether two stretches are one word, printed alike or misprinted; says how they differ."""
    a, b = _text(left, ours), _text(right, theirs)
    kinds = {left.words[p].kind for p in ours} | {right.words[p].kind for p in theirs}
    if a == b:
        return True
    if PLACE in kinds or WIDE in kinds or STOP in kinds:
        return False
    distance = _distance(a, b)
    if NUMBER in kinds or (a[-1:].isdigit() and b[-1:].isdigit()):
        return False
    if kinds >= {LEGAL}:
        return distance <= 1 and min(len(a), len(b)) > 1
    if {a, b} & (left.initials | right.initials):
        return False  # a name made of initials is another one when a letter is another
    if distance <= _letters(a, b):
        found.add("letters", f"“{a}” and “{b}” differ in {_so_many(distance)}", distance)
        if max(len(a), len(b)) < 4:
            found.add("short", f"in a word of {max(len(a), len(b))}")
        return True
    short, long = sorted((a, b), key=len)
    firsts = any(left.words[p].first for p in ours) and any(right.words[p].first for p in theirs)
    foreign = any(not p.form.isascii() for p in ours) != any(not p.form.isascii() for p in theirs)
    if foreign and len(short) > _ROOT and long.startswith(short):
        found.add("inflected", f"“{long}” is “{short}” in another language")
        return True
    alone = min(len(_said(left)), len(_said(right))) < 2
    begins = long.startswith(short) and len(short) > 2
    if (begins and not firsts) or (not alone and _contracts(short, long)):
        found.add("abbreviated", f"“{short}” is short for “{long}”")
        return True
    return False


def _leftover(ours: list[Word], theirs: list[Word], found: Differences) -> None:
    """Words without a counterpart: on both sides they were swapped, on one side they were added."""
    numbers = [_numbers(words) for words in (ours, theirs)]
    if numbers[0] != numbers[1]:
        marks = ["".join(w.text for w in words if _mark(w)) for words in (ours, theirs)]
        if all(marks):
            near = _distance(*marks) <= (_SERIES if not any(m.isdigit() for m in marks) else 1)
            found.add("series" if near else "number", f"numbered “{marks[0]}” and “{marks[1]}”")
        else:
            found.add("numbered", f"only one is numbered “{''.join(marks)}”")
    places = [[w.text for w in words if w.kind in (PLACE, WIDE)] for words in (ours, theirs)]
    others = [[w.text for w in words if w.kind in (OWN, COMMON) and not _mark(w)] for words in (ours, theirs)]
    if all(places):
        found.add("place", f"“{' '.join(places[0])}” against “{' '.join(places[1])}”")
    elif any(places):
        wide = all(w.kind == WIDE for w in ours + theirs if w.kind in (PLACE, WIDE))
        found.add("wider" if wide else "placed", f"only one says “{' '.join(places[0] or places[1])}”")
    if all(others):
        found.add("swapped", f"“{' '.join(others[0])}” against “{' '.join(others[1])}”")
    elif any(others):
        found.add("added", f"only one says “{' '.join(others[0] or others[1])}”")


def _mark(word: Word) -> bool:
    return word.kind == NUMBER or any(sign.isdigit() for sign in word.text)


def _numbers(words: list[Word]) -> list[str]:
    """Numbers by their value, tens and ones printed apart put together (`forty 4`)."""
    found: list[int | str] = []
    for word in words:
        if not _mark(word):
            continue
        value = word.value if word.value is not None else word.text
        last = found[-1] if found else None
        if isinstance(value, int) and isinstance(last, int) and 20 <= last < 100 and last % 10 == 0 and 0 < value < 10:
            found[-1] = last + value
        else:
            found.append(value)
    return sorted(map(str, found))


def _distance(a: str, b: str) -> int:
    return OSA.distance(a, b)


def _letters(a: str, b: str) -> int:
    longest = max(len(a), len(b))
    return next(letters for length, letters in _BUDGET if longest <= length)


def _contracts(short: str, long: str) -> bool:
    """Whether `short` is `long` without its vowels and perhaps more, first and last letter kept (`svcs`, `st`)."""
    if len(short) < 2 or len(long) - len(short) < 2 or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    rest = iter(long)
    return not _VOWELS & set(short[1:]) and all(letter in rest for letter in short)


def _so_many(letters: int) -> str:
    return "one letter" if letters == 1 else f"{letters} letters"
