"""What the records say of one statement: a verdict of six, with the reading compared and what must be known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from quaestor.claims.reading import Reading
from quaestor.claims.window import Window

MATCHES, NEAR, DIFFERS, SEVERAL, NOT_HELD, NOT_CHECKABLE = (
    "matches",
    "near",
    "differs",
    "several",
    "not held",
    "not checkable",
)

VERDICTS = (MATCHES, NEAR, DIFFERS, SEVERAL, NOT_HELD, NOT_CHECKABLE)


COMMITTED = "Records show money committed by contract, not payments."


@dataclass
class Verdict:
    """What the records say of one statement. reading: the one compared; others: readings that fit as well or nearly."""

    verdict: str
    reading: Reading | None = None
    others: list[Reading] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    days: Window = field(default_factory=Window)
    exact: Decimal | None = None
