"""Two to six awards, suppliers or agencies side by side, each by the same facts and on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from quaestor.answers import beside
from quaestor.answers.agencies import identify
from quaestor.answers.plain import plain
from quaestor.answers.spending import Row
from quaestor.answers.supplier import identify as identify_supplier
from quaestor.errors import BadQuery, NotHeld
from quaestor.store import Lake

#: What can be compared, and how many at once.
KINDS = ("award", "supplier", "agency")
MOST = 6


def compare(lake: Lake, asked: Sequence[str]) -> dict[str, Any]:
    """The facts of each, in the order asked for, with its sums by fiscal year.

    asked: texts like `award:70CTD022FR0000170`, `supplier:PALANTIR`, `agency:7012`; without the kind, a text is taken
    for one of the kind that stands first, else for whatever it identifies. Awards also bring their `course`: what was
    obligated in all after each signing day. Raises BadQuery on mixed kinds or more than MOST, NotHeld on one not held.
    """
    if len(asked) > MOST:
        raise BadQuery(f"{len(asked)} were named, and at most {MOST} can be compared", advice="Leave some out.")
    kind, keys = None, []
    for text in asked:
        given, key = _split(text)
        one = given or kind or _guess(lake, key)
        if kind and one != kind:
            raise BadQuery(
                f"“{text[:60]}” is no {kind}, and only like can be compared with like",
                advice="Compare awards with awards, suppliers with suppliers, agencies with agencies.",
            )
        kind = one
        keys.append(key)
    if not kind:
        return dict(plain({"kind": None, "items": [], "most": MOST, "examples": _examples(lake)}))
    tell: Callable[[Lake, list[str]], list[Row]] = {
        "award": beside.awards,
        "supplier": beside.suppliers,
        "agency": beside.agencies,
    }[kind]
    items = tell(lake, list(dict.fromkeys(_known(lake, kind, key) for key in keys)))
    return dict(plain({"kind": kind, "items": items, "most": MOST, "examples": []}))


def _examples(lake: Lake) -> list[Row]:
    """Two of each kind that are held, those with most money obligated, to begin with."""
    largest = {
        "award": "SELECT award_id AS id, piid AS title FROM award WHERE obligated > 0 ORDER BY obligated DESC, 1 "
        "LIMIT 2",
        "supplier": "SELECT supplier_id AS id, name AS title FROM supplier WHERE obligated > 0 ORDER BY obligated "
        "DESC, 1 LIMIT 2",
        "agency": "SELECT agency_id AS id, max_by(agency_name, fiscal_year) AS title FROM spend WHERE part = 'name' "
        "GROUP BY 1 ORDER BY sum(obligated) DESC, 1 LIMIT 2",
    }
    found = [{"kind": kind, "items": lake.query(largest[kind])} for kind in KINDS]
    return [one for one in found if len(one["items"]) == 2]


def _split(text: str) -> tuple[str | None, str]:
    head, mark, rest = text.partition(":")
    if mark and head.strip().lower() in KINDS:
        return head.strip().lower(), rest.strip()
    return None, text.strip()


def _guess(lake: Lake, key: str) -> str:
    for kind in ("award", "agency", "supplier"):
        with suppress(NotHeld):
            _known(lake, kind, key)
            return kind
    raise NotHeld(
        f"{key} means no one award, supplier or agency that is held",
        advice="Say what it is: award:NUMBER, supplier:NAME or agency:CODE.",
    )


def _known(lake: Lake, kind: str, key: str) -> str:
    """The one id that the key means; raises NotHeld."""
    if kind == "agency":
        return str(identify(lake, key)["agency_id"])
    if kind == "supplier":
        return identify_supplier(lake, key)
    shown = "SELECT award_id, piid, supplier_name FROM award WHERE"
    number = key.upper().replace(" ", "")
    found = lake.query(f"{shown} award_id = ?", [key]) or lake.query(f"{shown} piid = ? ORDER BY award_id", [number])
    if not found:
        raise NotHeld(f"no award {key} is held", advice="Give its number as printed, or its award id.")
    if len(found) > 1:
        said = "; ".join(f"{row['award_id']} ({row['supplier_name']})" for row in found[:10])
        raise NotHeld(f"{len(found)} awards bear the number {key}", advice=f"Name one by its id: {said}.")
    return str(found[0]["award_id"])
