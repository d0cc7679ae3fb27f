"""Firms called by their first word, or by letters in brackets, once a text has named them in full: "Fisher", "LSGS"."""

from __future__ import annotations

import re
from dataclasses import replace

from quaestor.claims.named import Named, Place
from quaestor.claims.wording import plain_words

_LETTERS = re.compile(r"\s*\((?:the )?[\"“]?([A-Z][A-Za-z&.]{1,9})[\"”]?\)")
_WORD = re.compile(r"(?<![\w’'&-])[A-Z][\w&]{2,}(?![\w&-])")
#: Words that begin many names and are said of other things.
_PLAIN = frozenset(["The", "General", "United", "American", "National", "Federal", "First", "New", "San", "Global"])


class Echoes:
    """The short names that a text has given the firms it named; one that means two of them means none."""

    def __init__(self) -> None:
        self._short: dict[str, Named | None] = {}

    def heard(self, text: str, end: int, places: list[Place]) -> None:
        """Takes note of the firms that a sentence ending at `end` names in full."""
        for one in places:
            if one.named.kind != "firm" or one.named.because.startswith("short for"):
                continue
            first = re.match(r"[\w&]+", text[one.start : one.end])
            if first and " " in text[one.start : one.end].strip():
                self._add(first[0], one.named)
            if letters := _LETTERS.match(text, one.end, end + 14):
                self._add(letters[1], one.named)

    def _add(self, short: str, named: Named) -> None:
        if len(short) < 3 or short in _PLAIN or short.lower() in plain_words():
            return
        known = self._short.get(short, named)
        self._short[short] = named if known and known.ids == named.ids else None

    def places(self, text: str, start: int, end: int, taken: list[Place]) -> list[Place]:
        """The same with the short names in a sentence."""
        if not self._short:
            return taken
        out = list(taken)
        for match in _WORD.finditer(text, start, end):
            named = self._short.get(match[0])
            if not named or any(one.start < match.end() and match.start() < one.end for one in taken):
                continue
            if re.match(r"\s+[A-Z]", text[match.end() : match.end() + 3]):
                continue  # the beginning of another name
            out.append(
                Place(match.start(), match.end(), replace(named, because=f"short for {named.name}, named before"))
            )
        return sorted(out, key=lambda one: one.start)
