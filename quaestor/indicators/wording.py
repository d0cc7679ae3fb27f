"""Words that a rule may not use: a flag is a lead, and says nothing of anybody's intent."""

from __future__ import annotations

import re

#: Beginnings of accusing words, as they stand at the start of a word in any case.
ACCUSING = (
    "brib", "cheat", "collud", "collus", "conspir", "corrupt", "criminal", "crook", "culprit", "embezzl", "fraud",
    "guilt", "kickback", "launder", "misconduct", "offender", "perpetrat", "racket", "scam", "steal", "stole", "swindl",
    "theft", "wrongdo",
)  # fmt: skip
#: Accusing words that begin other words too, so that they count whole.
WHOLE = ("crime", "crimes", "illegal", "illegally", "suspect", "suspects", "suspected", "suspicious", "suspicion")

_PATTERN = re.compile(rf"\b(?:(?:{'|'.join(ACCUSING)})\w*|(?:{'|'.join(WHOLE)})\b)", re.I)


def accusing(text: str) -> str | None:
    """The first accusing word in `text`, as it stands there."""
    found = _PATTERN.search(text)
    return found[0] if found else None
