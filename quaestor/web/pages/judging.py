"""The page of pairs that wait for a person, and of what persons have judged."""

from __future__ import annotations

from typing import Any

from quaestor.answers import waiting
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: What the CSV may give.
TABLES = {"pairs": "one row a pair that waits", "judgements": "one row a judgement"}
ROWS = {"html": (25, 200), "json": (100, 1_000), "csv": (20_000, 20_000)}


def judgements(lake: Lake, asked: Asked) -> Facts:
    """Pairs of suppliers that may be one, most money first, one of them side by side; and the judgements made.

    pair: the pair told in full. judgement: this judgement alone in the list. made_after: where the list of judgements
    goes on. done: the judgement that was just made.
    """
    usual, most = ROWS.get(asked["form"], ROWS["html"])
    limit = asking.count(asked, "limit", usual, most)
    given = {name: asked.get(name, "").strip() or None for name in ("pair", "judgement", "after", "made_after", "done")}
    queue = waiting.waiting(lake, given["pair"], given["after"], limit)
    made = waiting.made(lake, given["judgement"], given["made_after"], limit)
    done = next(iter(waiting.made(lake, given["done"])["judgements"]), None) if given["done"] else None
    table = asking.one_of(asked, "table", TABLES) or "pairs"
    return {"asked": given, "table": table, "done": done} | queue | made


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a pair, or a judgement where `table` names those."""
    return list(facts[facts["table"]])
