"""Lists and tables in a text: items that stand under words which say of whom and when they tell."""

from __future__ import annotations

import re

from quaestor.claims.completing import distinct
from quaestor.claims.statement import Sentence, Statement
from quaestor.claims.wording import cue_patterns
from quaestor.reading import Period

#: What an item of a list begins with; or a row of a table, or a short line.
_ITEM = re.compile(r"\s*(?:(?:[-•*–·]|\d{1,2}[.)])\s|[^\n]{1,120}?[|\t]|(?:[^\n.!?]|\.(?=\d)){1,80}(?:\n|\Z))")
_CELLS = re.compile(r"[^\s|] *[|\t] *[^\s|]")
_MONEY = re.compile(r"[$€£]\s?\d")


def is_item(text: str, start: int) -> bool:
    """Whether a paragraph may be an item of the list before it."""
    return bool(_ITEM.match(text, start))


def opens_list(text: str, seen: list[Sentence]) -> Sentence | None:
    """The last sentence where it ends with a colon or is the head of a table, so that what follows is a list of it."""
    said = text[seen[-1].start : seen[-1].end] if seen else ""
    return seen[-1] if said.endswith(":") or (_CELLS.search(said) and not _MONEY.search(said)) else None


def under(text: str, found: Statement, heading: Sentence, days: list[Period]) -> None:
    """Fills in what an item of a list takes from the words over it: agency, days, and that it is of contracts."""
    above = text[heading.start : heading.end]
    if not found.agencies:
        found.agencies = distinct([one.named for one in heading.of("agency", "department")])
    if not found.firms and not found.numbers and not found.unknown:
        found.firms = distinct([one.named for one in heading.of("firm", "brand")])
    if not found.periods:
        found.periods = days
    if cue_patterns()["contract"].search(above.lower()):
        found.cues.add("contract")
    found.because.append(f"it stands in a list under “{' '.join(above.split())[-80:]}”")
