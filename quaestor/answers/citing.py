"""Who asks what a rule asks, and on what ground: the sources in its header, told apart by the sort of authority."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

#: The sorts of authority in the order they are told, each with what its citations look like; the first that fits is it.
SORTS = {
    "Monitors of procurement": r"Open Contracting (Partnership|Data)|Cardinal R\d|OECD|European Commission",
    "Auditors": r"^GAO\b",
    "Publishers’ dictionaries and checks": r"Anomaly report roster|data dictionar",
    "Law and regulation": (
        r"\bD?FARS? \d|U\.S\.C\.|C\.F\.R\.|Public Law|Fed\. Cir\.|OMB M-|Merger Guidelines|dollars from|^\d+\.\d"
    ),
    "Measured here": r"^(Quaestor's|Measured on)",
    "Research and manuals": "",
}
#: Where a citation can be read: its pattern, and the address with the groups of the pattern in it.
_READ_AT = (
    (re.compile(r"\bGAO-(\d\d)-(\d+)"), "https://www.gao.gov/products/gao-{0}-{1}"),
    (re.compile(r"(?<![A-Z])FAR (\d+\.\d+(?:-\d+)?)"), "https://www.acquisition.gov/far/{0}"),
)
#: Between two citations; a semicolon within brackets or quotation marks is part of one.
_BETWEEN = re.compile(r";\s+(?![^(]*\))")


def cited(based_on: Iterable[str]) -> list[dict[str, Any]]:
    """The citations of a header by sort: `authority` and its `citations`, each with its words and, where one is known,
    the address to read it at."""
    found: dict[str, list[dict[str, Any]]] = {sort: [] for sort in SORTS}
    for text in based_on:
        for one in _BETWEEN.split(text):
            sort = next(name for name, pattern in SORTS.items() if re.search(pattern, one))
            found[sort].append({"words": one.strip(), "address": _address(one)})
    return [{"authority": sort, "citations": some} for sort, some in found.items() if some]


def _address(citation: str) -> str | None:
    for pattern, address in _READ_AT:
        if match := pattern.search(citation):
            return address.format(*match.groups())
    return None
