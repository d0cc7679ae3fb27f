"""From the engine's values to plain ones: what JSON, CSV, a terminal and a page all print alike."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any


def plain(value: Any) -> Any:
    """`value`, and everything inside it, as text, numbers, lists and dictionaries: money keeps its two decimals."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def dollars(value: Decimal | str | None) -> str:
    """An amount as a sentence names it: $1,234.56, with a minus sign before the dollar."""
    if value is None:
        return "not held"
    amount = Decimal(value)
    return f"{'−' if amount < 0 else ''}${abs(amount):,.2f}"
