"""The search page, and what is proposed while somebody types."""

from __future__ import annotations

from quaestor import answers
from quaestor.answers.narrowing import LABELS
from quaestor.search import reader
from quaestor.store import Lake
from quaestor.web import finding, words
from quaestor.web.pages.asked import Asked, Facts


def search(lake: Lake, asked: Asked) -> Facts:
    """What the words of `q` find, page by page; `exact` where they are an identifier. `next`: the next page as JSON."""
    facts = answers.search(
        lake,
        asked.get("q", ""),
        shelf=asked.get("in", ""),
        filters={name: asked.get(name, "") for name in LABELS},
        sort=asked.get("sort", ""),
        every=asked.get("match") != "any",
        page=asked.get("page", ""),
        size=asked.get("size", ""),
    )
    more = facts["page"] < facts["pages"]
    return facts | {"next": finding.address(facts, ".json", page=facts["page"] + 1) if more else None}


def suggest(lake: Lake, asked: Asked) -> Facts:
    """Names and numbers that begin as `q` does, each with the address of its page."""
    facts = answers.suggest(lake, asked.get("q", ""))
    for one in facts["suggestions"]:
        one["address"] = f"/{one['kind']}/{words.segment(one['id'])}"
    return facts


def index(lake: Lake) -> str:
    """The state of the search index: it follows the lake a moment later, so that its answers have one of their own."""
    return str(reader(lake.path).state())
