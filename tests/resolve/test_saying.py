"""Names are found where they stand whole: the first in a text, and of those that begin at one word the longest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quaestor.resolve.saying import Entry, Index, flat

WORDS = st.sampled_from(["A", "AB", "ABC", "B", "BC", "C"])
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6, unique=True)


def found(names: list[str], text: str) -> list[tuple[str, int, int]]:
    return [(entry.words, start, end) for entry, start, end in Index(map(Entry, names)).named(flat(text))]


def one_by_one(names: list[str], words: str) -> list[tuple[str, int, int]]:
    """The same, every name held against every word of the text."""
    out, at = [], 0
    while at < len(words) - 1:
        if whole := [name for name in names if words.startswith(f" {name} ", at)]:
            out.append((max(whole, key=len), at, at + 1 + len(max(whole, key=len))))
            at = out[-1][2]
        else:
            at = words.index(" ", at + 1)
    return out


@given(NAMES, st.lists(WORDS, max_size=8).map(" ".join))
def test_names_are_found_as_one_by_one(names: list[str], text: str) -> None:
    assert found(names, text) == one_by_one(names, flat(text))


def test_a_name_cut_inside_a_word_hides_no_shorter_one() -> None:
    assert found(["APPLE", "APPLE IN"], "Apple Inc.") == [("APPLE", 0, 6)]
    assert found(["GENERAL DYNAMICS IT", "DYNAMICS", "ITRON"], "general dynamics itron") == [
        ("DYNAMICS", 8, 17),
        ("ITRON", 17, 23),
    ]
