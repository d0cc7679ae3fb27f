"""How two organisation names compare: whether they are one name, how surely, and why, in plain words.

The differences between the two are counted by kind (`differences`) and weighed; the weights are kept in `names.json`
with the recipe that fits them. The name alone speaks here: two firms may bear one name, and one firm two.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from rigour.names import tokenize_name
from rigour.text import ascii_text

from quaestor.resolve.differences import Differences, differences
from quaestor.resolve.legal_forms import formless
from quaestor.resolve.reading import CUT_AT, readings, tidy

#: How sure a name is that ends in the middle where old systems ended names.
_CUT_SCORE = 0.9
#: Words that a key leaves out beside the legal forms that rigour knows.
_UNSAID = frozenset({"the", "and", "co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited"})

#: Kinds of difference after which two names are of two suppliers, however alike the letters are.
APART = frozenset({"number", "numbered", "series", "place", "placed", "wider", "swapped", "added", "synonym"})


@dataclass(frozen=True)
class Compared:
    """The outcome for two names. `score` is 0 to 1, and they are the same from 0.5; `kinds` name the differences."""

    same: bool
    score: float
    because: str
    kinds: frozenset[str]


def compare(name1: str, name2: str) -> tuple[bool, float, str]:
    """Whether two printed names are one organisation's, the score from 0 to 1, and why. Their order does not matter."""
    found = compared(name1, name2)
    return found.same, found.score, found.because


def compared(name1: str, name2: str) -> Compared:
    """As `compare`, with the kinds of difference found."""
    first, second = sorted((" ".join(name1.split()), " ".join(name2.split())))
    if first.casefold() == second.casefold():
        return Compared(bool(first), 1.0 if first else 0.0, "printed alike" if first else "no name", frozenset())
    if not readings(first) or not readings(second):
        return Compared(False, 0.0, "one has no letters", frozenset())
    if _cut(first, second):
        return Compared(True, _CUT_SCORE, "one is the other cut off at thirty letters", frozenset({"cut"}))
    weights = kept()["weights"]
    best = max(accounts(first, second), key=lambda found: (logit(found, weights), sorted(found.said)))
    score = round(1 / (1 + math.exp(-logit(best, weights))), 4)
    alike = "the same but for legal form, case, punctuation, the order of words, or words of one meaning"
    return Compared(score >= 0.5, score, "; ".join(best.said) or alike, frozenset(best.counts))


def _cut(first: str, second: str) -> bool:
    """Whether one name is the beginning of the other, where old systems ended names: at thirty signs."""
    short, long = sorted((first.casefold(), second.casefold()), key=len)
    return len(short) in CUT_AT and long.startswith(short)


def accounts(name1: str, name2: str) -> Iterator[Differences]:
    """Every account of how two names differ, over all the ways to read each of them."""
    for left, right in product(readings(name1), readings(name2)):
        yield from differences(left, right)


def logit(found: Differences, weights: dict[str, float]) -> float:
    """The log odds that the names are one: what speaks for it, less the weight of each difference."""
    against = sum(weights[kind] * amount for kind, amount in found.counts.items())
    return float(kept()["same"] - against - weights["disagree"] * (1 - found.agree))


def key(name: str) -> str:
    """A name as words to look up and to block on: ASCII, small letters, no legal form, article or `and`, order kept.

    Cheap enough for millions of names. Empty where the name has no letter or number. Two names with one key are not
    yet one supplier.
    """
    text = tidy(name).casefold()
    words = formless(text)
    if not text.isascii():
        words = tokenize_name(ascii_text(" ".join(words)).casefold())
    said = [word for word in words if word not in _UNSAID]
    return " ".join(said if sum(map(len, said)) > 1 else words)


@cache
def kept() -> dict[str, Any]:
    """The weights as they were fitted, from `names.json`."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
    return found
