"""Amounts of tables and lists, which stand there without a sign of their currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: With cents; "3.10" at the head of a line, or behind a word for a part of a paper, is the number of a section.
_FIGURE = re.compile(
    r"(?<![\w.,$€£-])(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,7}\.\d\d)"
    r"(?![\w-]|[.,]\d|\s?(?:%|percent|per cent|million))"
)
_PART = re.compile(
    r"(?:^|\n)[ \t]*$|(?:\b(?:sec(?:tion)?|para(?:graph)?|part|version|v|no|item|far|step|table)\b|§)\W{0,3}$", re.I
)


def find(text: str, mentions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each as a mention of the kind `figure`, where it is no part of one of the mentions."""
    taken = {at for one in mentions for at in range(one["said"], one["end"])}
    for found in _FIGURE.finditer(text):
        start, end = found.span()
        if start not in taken and ("," in found[0] or not _PART.search(text[max(0, start - 20) : start])):
            yield {
                "kind": "figure", "value": found["value"].replace(",", ""), "text": found[0], "currency": None,
                "bound": None, "because": None, "start": start, "end": end, "said": start, "rectangle": None,
            }  # fmt: skip
