"""What a justification says of itself: its authority, estimated value, day and market research."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.documents.apart import Told

#: Letters before an amount in which it is named an estimate, and of a passage on market research that are kept.
LEAD, LONGEST = 160, 1500
_ESTIMATE = re.compile(
    r"estimated (?:total |contract |dollar |overall |life ?cycle )*(?:value|cost|amount|price)"
    r"|total (?:estimated )?(?:value|cost|dollar)|independent government (?:cost )?estimate|\bIGCE\b"
    r"|(?:value|cost) (?:of|for) (?:this|the) (?:action|acquisition|requirement|effort|contract)",
    re.I,
)
_RESEARCH = re.compile(
    r"market (?:research|survey)[^.]{0,120}(?:conducted|performed|indicat|identified|reveal|found)"
    r"|(?:conducted|performed|results? of)[^.]{0,80}market (?:research|survey)",
    re.I | re.S,
)
_SECTIONS = re.compile(
    r"6\.302-\d|8\.405-6|16\.505|13\.106-1\(b\)|13\.501|6\.302|3304\(a\)|2304\(c\)|3204|253\(c\)|19\.8|637"
)


def of(pages: list[Told], added_on: date) -> dict[str, Any]:
    """authority, estimated_value, estimated_page, dated_on, market_research; None where the paper does not say."""
    told: dict[str, Any] = dict.fromkeys(
        ("authority", "estimated_value", "estimated_page", "dated_on", "market_research")
    )
    days = []
    for page in pages:
        for one in page["mentions"]:
            if one["kind"] == "authority" and not told["authority"] and _SECTIONS.search(one["value"]):
                told["authority"] = one["value"]
            elif one["kind"] == "amount" and told["estimated_value"] is None and " to " not in one["value"]:
                if one["currency"] == "USD" and _ESTIMATE.search(
                    page["text"][max(0, one["start"] - LEAD) : one["start"]]
                ):
                    told["estimated_value"], told["estimated_page"] = Decimal(one["value"]), page["page"]
            elif one["kind"] == "date":
                days.append(date.fromisoformat(one["value"]))
        if not told["market_research"]:
            found = next(
                ((part["text"], one) for part in page["passages"] if (one := _RESEARCH.search(part["text"]))), None
            )
            if found:
                text, match = found
                before = re.split(r"[.;:]\s|\n", text[: match.start()])[-1]  # from the beginning of its sentence
                told["market_research"] = " ".join(f"{before}{text[match.start() :]}".split())[:LONGEST]
    told["dated_on"] = max((day for day in days if day <= added_on), default=None)
    return told
