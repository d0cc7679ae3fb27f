"""The page of a chain of money: to and from an award, a vehicle, a supplier or a family."""

from __future__ import annotations

from typing import Any

from quaestor.answers.chains import MOST
from quaestor.answers.chains import chain as told_chain
from quaestor.answers.family_sums import CHOICES
from quaestor.store import Lake
from quaestor.web.bands import bands
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Ends of one kind in a column that the address may ask to stand apart.
MOST_ASKED = 60


def chain(lake: Lake, asked: Asked) -> Facts:
    """From buyers through vehicles to suppliers, and to whom these report to have passed money on; with the sums."""
    day, most = asking.day(asked, "as_of"), asking.count(asked, "most", MOST, MOST_ASKED)
    return told_chain(lake, asked["key"], day, most, asking.one_of(asked, "family_on", CHOICES) or "then")


def flow(facts: Facts) -> dict[str, Any] | None:
    """Bands as thick as the money; on a phone the last three columns alone."""
    wide, narrow = bands(facts, "wide"), bands(facts, "narrow")
    return {"wide": wide, "narrow": narrow or wide} if wide else None


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a link, drawn or not."""
    return [
        {"chain": facts["chain"], "key": facts["key"], "as_of": facts["as_of"]}
        | {f"{side}_{name}": link[side][name] for side in ("from", "to") for name in ("kind", "key", "name")}
        | {name: link[name] for name in ("how", "amount", "records", "unknown")}
        for link in facts["links"]
    ]
