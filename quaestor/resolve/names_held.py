"""The names that makers are known by: the kept list's brands and houses, and suppliers' names that no text could mean
otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from quaestor.model.people.words import is_ordinary
from quaestor.resolve import lists
from quaestor.resolve.legal_forms import formless
from quaestor.resolve.saying import Entry, Index, flat

#: Letters of a word that can make a name unmistakable, and of a name that is one word or several.
RARE, ONE, SEVERAL = 4, 6, 8

_LETTERS = re.compile(r"[^\W_]+")


@cache
def stem(name: str) -> str:
    """The words of a firm's name without its legal form; blank where it bears none, since it need not be a firm."""
    printed, words = flat(name).split(), []
    left = "".join(formless(name.lower())).upper()
    for word in printed:
        letters = "".join(_LETTERS.findall(word))
        if left and left.startswith(letters):
            words.append(word)
            left = left.removeprefix(letters)
    bare = " ".join(words).removeprefix("THE ")
    return "" if bare == " ".join(printed).removeprefix("THE ") else bare


def is_rare(word: str) -> bool:
    """Whether a word of a name is no word of contract prose."""
    return len(word) >= RARE and word.isalpha() and not is_ordinary(word) and word not in lists.signs()["ordinary"]


def entry(name: str, rare: set[str]) -> Entry | None:
    """What to look for where a supplier of this name might be a maker; none where its words may mean something else.

    rare: words that few suppliers' names hold.
    """
    bare = stem(name)
    words = bare.split()
    if not any(is_rare(word) and word in rare for word in words) or len(bare) < (SEVERAL if len(words) > 1 else ONE):
        return None
    if any(word in lists.signs()["no_maker"] for word in words) or _of_a_house(bare):
        return None
    return Entry(bare)


@cache
def brands() -> tuple[Entry, ...]:
    """What to look for by the kept list; a brand that changed hands is one entry with all its makers."""
    by_words: dict[str, list[lists.Brand]] = {}
    for brand in lists.brands():
        by_words.setdefault(flat(brand.brand).strip(), []).append(brand)
    return tuple(Entry(words, tuple(rows)) for words, rows in by_words.items())


def key(maker: str) -> str:
    """A maker's id, from its name."""
    return "brand:" + "-".join(_LETTERS.findall(maker.lower()))


@cache
def _houses() -> tuple[Index, dict[str, set[str]]]:
    """The same with the makers' brands, to be looked for in other names."""
    makers = {words: set(owners) for words, owners in _owned().items()}
    for brand in lists.brands():
        makers.setdefault(flat(brand.brand).strip(), set()).add(brand.maker)
    return Index(Entry(words) for words in makers), makers


@cache
def _relatives() -> dict[str, set[str]]:
    """Each maker with those that had one of its brands before or after it."""
    found: dict[str, set[str]] = {}
    for entry in brands():
        for brand in entry.brands:
            found.setdefault(brand.maker, set()).update(other.maker for other in entry.brands)
    return found


def _of_a_house(words: str) -> set[str]:
    index, makers = _houses()
    return {maker for one, _, _ in index.named(f" {words} ") for maker in makers[one.words]}


def is_of(names: Iterable[str], maker: str) -> bool:
    """Whether one of these names says that its bearer is the maker, or of its house: such an order is the maker's own.

    Rather once too often than once too seldom: a name that holds the maker's rare words is taken for its own.
    """
    own = stem(maker) or flat(maker).strip()
    close = own.replace(" ", "")
    rare = [word for word in own.split() if is_rare(word)]
    for name in names:
        words = flat(name)
        bare = (stem(name) or words).replace(" ", "")
        if _relatives().get(maker, {maker}) & _of_a_house(words.strip()) or any(f" {word} " in words for word in rare):
            return True
        if min(len(close), len(bare)) >= ONE and (close in bare or bare in close):
            return True
    return False


def itself(name: str) -> set[str]:
    """The makers of the kept list that a supplier of this name is: its name is theirs, or begins with it."""
    words = flat(name)
    found: set[str] = set()
    for own, makers in _openings().get(words.split()[0] if words.strip() else "", ()):
        alone = " " not in own and not is_rare(own)
        if (not alone and words.startswith(f" {own} ")) or (stem(name) or words.strip()) == own:
            found |= makers
    return found


@cache
def _owned() -> dict[str, set[str]]:
    """Names of the makers on the kept list and of their houses, which it has without legal forms, and the makers that
    each means."""
    found: dict[str, set[str]] = {}
    for house in lists.houses().values():
        for name in (house.maker, *house.also):
            found.setdefault(flat(name).strip(), set()).add(house.maker)
    return found


@cache
def _openings() -> dict[str, list[tuple[str, set[str]]]]:
    """The same by their first word."""
    found: dict[str, list[tuple[str, set[str]]]] = {}
    for own, makers in _owned().items():
        found.setdefault(own.split()[0], []).append((own, makers))
    return found
