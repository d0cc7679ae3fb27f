"""What an address asks for, read from its parameters; what cannot be read raises BadQuery with what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from quaestor.errors import BadQuery

#: The plain facts of a page; `.json` prints them. `passing`: they hold for this moment alone and are not kept; then
#: `status` may name the answer's HTTP status.
Facts = dict[str, Any]
#: The parameters of an address, with `key` for what stands in its path, `form` for the form asked for, and `state` for
#: the state of the store that the answer is kept for.
Asked = Mapping[str, str]


class Given(dict[str, str]):
    """The parameters of an address: the last value of each, and in `pairs` all of them."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = list(pairs)
        super().__init__(self.pairs)


def several(asked: Asked, name: str) -> list[str]:
    """Every value of a parameter that is given several times, in order, without the blank ones."""
    pairs = asked.pairs if isinstance(asked, Given) else asked.items()
    return [value.strip() for given, value in pairs if given == name and value.strip()]


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


def between(asked: Asked, name: str, least: int, most: int) -> int | None:
    """The whole number from `least` to `most` in a parameter; None where it is blank."""
    text = asked.get(name, "").strip()
    if not text:
        return None
    if not text.isdecimal() or not least <= int(text[:15]) <= most:
        raise BadQuery(f"“{text[:40]}” is not a whole number from {least} to {most:,}", where=name)
    return int(text)


def one_of(asked: Asked, name: str, known: Mapping[str, Any]) -> str | None:
    """The parameter where it is one of `known`; None where it is blank."""
    text = asked.get(name, "").strip()
    if text and text not in known:
        raise BadQuery(f"“{text[:40]}” is not known here", where=name, advice=f"Write one of: {', '.join(known)}.")
    return text or None
