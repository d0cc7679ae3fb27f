"""What an address asks for, read from its parameters; what cannot be read raises BadQuery with what to write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from quaestor.errors import BadQuery

#: The plain facts of a page; `.json` prints them.
Facts = dict[str, Any]
#: The parameters of an address, with `key` for what stands in its path.
Asked = Mapping[str, str]


def day(asked: Asked, name: str) -> date | None:
    """The day in a parameter; None where it is blank."""
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"“{text[:40]}” is not a day", where=name, advice="Write a day as 2025-09-30.") from None


def moment(asked: Asked, name: str) -> datetime | None:
    """The moment in a parameter; a bare day of `known_on` means its last second: what was read on it is known."""
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix("Z"))
        found = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        advice = "Write 2025-09-30 or 2025-09-30T14:00."
        raise BadQuery(f"“{text[:40]}” is not a day or a moment", where=name, advice=advice) from None
    bare = len(text) == 10 and name == "known_on"
    return found.replace(hour=23, minute=59, second=59) if bare else found


def count(asked: Asked, name: str, default: int, most: int) -> int:
    """The whole number from 1 to `most` in a parameter; `default` where it is blank."""
    text = asked.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not 1 <= int(text[:12]) <= most:
        raise BadQuery(f"“{text[:40]}” is not a number from 1 to {most:,}", where=name)
    return int(text)


def one_of(asked: Asked, name: str, known: Mapping[str, Any]) -> str | None:
    """The parameter where it is one of `known`; None where it is blank."""
    text = asked.get(name, "").strip()
    if text and text not in known:
        raise BadQuery(f"“{text[:40]}” is not known here", where=name, advice=f"Write one of: {', '.join(known)}.")
    return text or None
