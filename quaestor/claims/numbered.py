"""Numbers of awards in a text: by their shape, or whatever their shape where the store holds an award so numbered."""

from __future__ import annotations

import re
from itertools import islice

from quaestor.reading import Number, numbers

_NUMBERED = re.compile(
    r"(?<![\w-])(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]*\d)[A-Z0-9](?:[A-Z0-9]|-(?=[A-Z0-9])){6,22}(?![\w-])"
)
#: Words of a text that are looked up as numbers of awards.
CANDIDATES = 20_000


def candidates(text: str) -> set[str]:
    """The words of a text that may be numbers of awards, without hyphens: the store says which are."""
    return {
        match[0].replace("-", "")
        for match in islice(_NUMBERED.finditer(text), CANDIDATES)
        if sum(map(str.isdigit, match[0])) >= 4
    }


def numbered(text: str, piids: frozenset[str]) -> list[Number]:
    """The numbers in a sentence. piids: those that the store holds."""
    found = numbers(text)
    taken = [(one.start, one.end) for one in found]
    for match in _NUMBERED.finditer(text) if piids else ():
        value = match[0].replace("-", "")
        if value in piids and not any(a < match.end() and match.start() < b for a, b in taken):
            found.append(Number(match.start(), match.end(), "piid", value, "the number of an award that is held"))
    return found
