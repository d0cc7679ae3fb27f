"""Walking through a long list of an answer: `limit` rows at a time, each answer with the cursor of the next.

A cursor names the last row told, by its place and what it says, so that rows which come in meanwhile neither repeat
one nor hide one; where that row is gone, the walk has to begin anew, and says so. It is asked for and given under the
names that pages with a cursor of their own use (changes, rejects): `after`, and `next`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from quaestor.errors import BadQuery
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts, Given

#: Rows at a time where only a cursor is given, and the most there may be.
USUAL, MOST = 100, 5000


def page(facts: Facts, name: str, asked: Asked, here: str) -> Facts:
    """The facts with the part of the list `name` that `limit` and `after` ask for.

    next: the cursor to give as `after` for the next part, None at the end. paging: how many rows there are in all, the
    place of the first one told, and the address of the next part. Unchanged where neither is asked for. Raises BadQuery
    on a cursor that is none of ours, or whose row is gone.
    """
    cursor = asked.get("after", "").strip()
    if not name or not (cursor or asked.get("limit", "").strip()):
        return facts
    limit = asking.count(asked, "limit", USUAL, MOST)
    held: list[Any] = list(facts[name])
    start = _after(held, cursor) if cursor else 0
    told = held[start : start + limit]
    end = start + len(told)
    following = _cursor(end - 1, told[-1]) if told and end < len(held) else None
    pairs = asked.pairs if isinstance(asked, Given) else list(asked.items())
    given = [(key, value) for key, value in pairs if key != "after"]
    address = f"{here}?{urlencode([*given, ('after', following)])}" if following else None
    paging = {"list": name, "total": len(held), "from": start + 1 if told else None, "address": address}
    return facts | {name: told, "next": following, "paging": paging}


def _cursor(place: int, row: Any) -> str:
    return base64.urlsafe_b64encode(f"{place}.{_said(row)}".encode()).decode().rstrip("=")


def _said(row: Any) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _after(held: list[Any], cursor: str) -> int:
    """The place after the row that a cursor names."""
    try:
        place, said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(".")
        at = int(place)
    except ValueError:
        advice = "Give the one of the answer before, unchanged."
        raise BadQuery("this cursor is none of ours", where="after", advice=advice) from None
    if 0 <= at < len(held) and _said(held[at]) == said:
        return at + 1
    for place_now, row in enumerate(held):
        if _said(row) == said:
            return place_now + 1
    raise BadQuery(
        "the row after which to go on is no longer in the list", where="after", advice="Begin anew, without `after`."
    )
