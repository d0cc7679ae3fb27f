"""How a phrase is looked for in what actions say they are for.

The rule, the same on the engine and here: a phrase is its words, which are runs of letters and digits. It stands in a
description where its words follow one another with nothing between them but blanks and signs, or nothing at all, and
where no letter or digit touches its ends. Capitals make no difference. So `skip tracing` stands in SKIP TRACING,
Skip-Tracing, "skip  tracing," and SKIPTRACING, and neither in SKIP TRACE nor in SKIPPING TRACING. An asterisk ends a
word of which only the beginning is known: `skip trac*` stands in SKIP TRACER, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from quaestor.errors import BadQuery

#: A word of a phrase, and the asterisk that leaves its end open.
_WORD = re.compile(r"([^\W_]+)(\*?)")
#: Letters and digits that a phrase needs, so that it does not stand everywhere.
FEWEST = 2
#: Phrases of one question; each costs time in every description.
MOST = 40


def words(phrase: str) -> list[tuple[str, bool]]:
    """The words of a phrase in capitals, and whether more letters may follow each; raises BadQuery on none."""
    found = [(_upper(word), bool(star)) for word, star in _WORD.findall(phrase)]
    if sum(len(word) for word, _ in found) < FEWEST:
        raise BadQuery(f"“{phrase[:60]}” is too short to look for", advice="Write a word or a phrase.")
    return found


def condition(phrases: Iterable[str], column: str = "description") -> str:
    """SQL that is true of a description in which one of the phrases stands, and false or unknown of any other.

    Each is first looked for by its longest word, which is quicker than the pattern and leaves few descriptions to it.
    """
    said = " OR ".join(
        f"(contains(upper({column}), '{longest(phrase)}') AND regexp_matches(upper({column}), '{_pattern(phrase)}'))"
        for phrase in phrases
    )
    return f"({said})" if said else "false"


def longest(phrase: str) -> str:
    return max((word for word, _ in words(phrase)), key=len)


def _pattern(phrase: str) -> str:
    letter, between = r"[\p{L}\p{N}]", r"[^\p{L}\p{N}]*"
    body = between.join(word + (f"{letter}*" if more else "") for word, more in words(phrase))
    return rf"(?:^|[^\p{{L}}\p{{N}}]){body}(?:$|[^\p{{L}}\p{{N}}])"


@cache
def _own(phrase: str) -> re.Pattern[str]:
    letter, between = r"[^\W_]", r"[\W_]*"
    body = between.join(word + (f"{letter}*" if more else "") for word, more in words(phrase))
    return re.compile(rf"(?<!{letter}){body}(?!{letter})")


def places(phrases: Iterable[str], text: str | None) -> list[tuple[int, int]]:
    """Where the phrases stand in the text, from and up to which character, in order and without overlap."""
    capitals = _upper(text or "")
    found = sorted(match.span() for phrase in phrases for match in _own(phrase).finditer(capitals))
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def standing(phrases: Iterable[str], text: str | None) -> list[str]:
    """Those of the phrases that stand in the text."""
    capitals = _upper(text or "")
    return [phrase for phrase in phrases if _own(phrase).search(capitals)]


def _upper(text: str) -> str:
    """Capitals letter for letter, as the engine makes them of Latin letters: one that would become two stays."""
    if text.isascii():
        return text.upper()
    return "".join(up if len(up := sign.upper()) == 1 else sign for sign in text.replace("ß", "ẞ"))
