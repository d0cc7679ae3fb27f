"""The stretches of a text around signs, so that the rest of a long text need not be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick


def around(signs: AhoCorasick, text: str, reach: int) -> Iterator[tuple[int, int]]:
    """First and last character of each stretch that has a sign within `reach` characters; those that meet are one."""
    left = right = -1
    for _, start, end in signs.find_matches_as_indexes(text):
        if start - reach > right:
            if right >= 0:
                yield left, right
            left = max(0, start - reach)
        right = min(len(text), end + reach)
    if right >= 0:
        yield left, right
