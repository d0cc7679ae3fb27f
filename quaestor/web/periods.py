"""When work under an award is due: the period of performance, what its options could add, and the time for orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from quaestor.web.words import as_date, plain_day


@dataclass(frozen=True)
class Period:
    """A span of days under a name: `performed`, `possible` (with every option used), `orders`; and a sentence on it."""

    name: str
    start: date
    end: date
    says: str
    end_says: str


def periods(award: Mapping[str, Any]) -> list[Period]:
    """The spans that are held, none where its end lies before its start."""
    starts, ends, could = (as_date(award.get(key)) for key in ("starts_on", "ends_on", "could_end_on"))
    found = []
    if starts and ends:
        said = f"Period of performance: {plain_day(starts)} to {plain_day(ends)}."
        found.append(Period("performed", starts, ends, said, f"ends {plain_day(ends)}"))
        if could and could > ends:
            said = f"With every option used: to {plain_day(could)}."
            found.append(Period("possible", ends, could, said, f"with options {plain_day(could)}"))
    until, first = as_date(award.get("order_until")), starts or as_date(award.get("first_signed_on"))
    if until:
        said = f"Orders may be placed until {plain_day(until)}."
        found.append(Period("orders", first or until, until, said, f"orders until {plain_day(until)}"))
    return found
