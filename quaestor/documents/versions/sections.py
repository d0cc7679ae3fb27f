"""The sections of two versions side by side, and what differs in each."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from rapidfuzz import fuzz

from quaestor.documents.versions.aligned import Change, Words

#: Differences told of one section, words around each, and letters of a difference.
MOST, AROUND, LONGEST = 200, 8, 1200
_HEADING = re.compile(
    r"^[ \t]*(?P<heading>(?:(?:SECTION|PART|ARTICLE|ATTACHMENT|APPENDIX|EXHIBIT)[ ]+[A-Z0-9][\w.-]{0,6}\b[^\n]{0,90}"
    r"|[A-Z]?\.?\d{1,2}(?:\.\d{1,3}){0,4}\.?[ \t]+[A-Z][^\n.;]{2,80}"
    r"|[A-Z]\.\d{1,3}(?:\.\d{1,3}){0,3}\.?[ \t]+[A-Z][^\n;]{2,80}"
    r"|(?:FAR|DFARS|HSAR)?[ ]?\d{2,4}\.\d{3}-\d{1,4}[ \t]+[A-Z][^\n]{2,90}"
    r"|[A-Z][A-Z0-9 ,/&()'-]{6,70}))[ \t]*$",
    re.M,
)
START = "(before the first heading)"


def headings(text: str) -> list[tuple[int, str]]:
    """Where each section begins, and its heading; the first begins at the start."""
    found = [(0, START)]
    for one in _HEADING.finditer(text):
        heading = " ".join(one["heading"].split())
        if sum(letter.isalpha() for letter in heading) >= 4:
            found.append((one.start("heading"), heading))
    return found


def at(found: list[tuple[int, str]], start: int) -> str | None:
    """The heading that a place of the text stands under."""
    place = bisect_right(found, (start, "\U0010ffff")) - 1
    return found[place][1] if place > 0 else None


def compared(old: Words, new: Words, changes: list[Change]) -> list[dict[str, Any]]:
    """The sections of the new version in order, those that were removed at their places: `{heading, was, change,
    differences: [{before, after, lead, tail}], count}`; change is same, changed, added or removed."""
    olds, news = headings(old.text), headings(new.text)
    sections: dict[tuple[str, int], dict[str, Any]] = {}
    touched: dict[int, list[Change]] = {}
    for one in changes:
        start = new.starts[one.new_first] if one.new_first < len(new.starts) else len(new.text)
        touched.setdefault(bisect_right(news, (start, "\U0010ffff")) - 1, []).append(one)
    kept = _matched(old, new, changes, olds, news)
    for number, (start, heading) in enumerate(news):
        mine = touched.get(number, [])
        was = kept.get(number)
        fresh = (
            was is None and number and _touched(new, start, heading, [(one.new_first, one.new_last) for one in mine])
        )
        change = "added" if fresh else "changed" if mine else "same"
        sections["new", number] = {
            "heading": heading, "was": olds[was][1] if was is not None and olds[was][1] != heading else None,
            "change": change, "count": len(mine),
            "differences": [_difference(old, new, one) for one in mine[:MOST]],
        }  # fmt: skip
    out = list(sections.values())
    spans, held = [(one.first, one.last) for one in changes], set(kept.values())
    for number in range(1, len(olds)):
        if number in held or not _touched(old, *olds[number], spans):  # else it is no heading any more, but still there
            continue
        out.append({"heading": olds[number][1], "was": None, "change": "removed", "count": 0, "differences": []})
    return [one for one in out if one["heading"] != START or one["count"] or len(out) == 1]


def _touched(words: Words, start: int, heading: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the words of a heading changed, and it did not only come to stand on a line of its own."""
    own = words.within(start, start + len(heading))
    return bool(own) and any(first <= own[0] < last for first, last in spans)


def _matched(
    old: Words, new: Words, changes: list[Change], olds: list[tuple[int, str]], news: list[tuple[int, str]]
) -> dict[int, int]:
    """For each section of the new version the one of the old that it was: its heading stands where the other's stood,
    or reads nearly the same."""
    ends = [one.new_last for one in changes]
    by_word = {}
    for number, (start, heading) in enumerate(olds):
        span = old.within(start, start + len(heading))
        if number and len(span):
            by_word[span[0]] = number
    kept = {0: 0}
    for number, (start, heading) in enumerate(news[1:], 1):
        span = new.within(start, start + len(heading))
        if not len(span):
            continue
        before = bisect_right(ends, span[0])
        shift = changes[before - 1].last - changes[before - 1].new_last if before else 0
        inside = before < len(changes) and changes[before].new_first <= span[0] < changes[before].new_last
        if not inside and span[0] + shift in by_word:
            kept[number] = by_word[span[0] + shift]
    left = [number for number in range(1, len(olds)) if number not in set(kept.values())]
    for number in [number for number in range(1, len(news)) if number not in kept]:
        scored = [(fuzz.ratio(news[number][1].casefold(), olds[other][1].casefold()), other) for other in left[:400]]
        best = max(scored, default=(0.0, -1))
        if best[0] >= 88:
            kept[number] = best[1]
            left.remove(best[1])
    return kept


def _difference(old: Words, new: Words, one: Change) -> dict[str, Any]:
    lead = new.said(max(0, one.new_first - AROUND), one.new_first)
    tail = new.said(one.new_last, min(len(new.words), one.new_last + AROUND))
    parts = {
        "before": old.said(one.first, one.last),
        "after": new.said(one.new_first, one.new_last),
        "lead": lead,
        "tail": tail,
    }
    return {name: " ".join(text.split())[:LONGEST] or None for name, text in parts.items()}
