"""One thing that a statement may mean in the records, with its exact figure and the actions it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Reading:
    """One thing the statement may mean. figure: exact, in US dollars; start: what it grew from. acts: the actions that
    carry the money, by which equal readings are told. rank: 0 is what the words say first. doubt: why it may not be
    meant. partial: what of it is not held. says: what the records say where that is no figure. told: how the figure
    was reckoned, where it is no sum of its rows."""

    measure: str
    figure: Decimal
    scope: str
    acts: frozenset[str]
    rows: tuple[dict[str, Any], ...]
    awards: frozenset[str]
    rank: int
    doubt: str = ""
    partial: str = ""
    start: Decimal | None = None
    says: str = ""
    told: str = ""
