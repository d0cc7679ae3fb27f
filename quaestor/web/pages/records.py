"""The pages of what is held of one thing: what has a name, and the publisher's rows of an action."""

from __future__ import annotations

from quaestor import answers
from quaestor.store import Lake
from quaestor.web.pages.asked import Asked, Facts


def find(lake: Lake, asked: Asked) -> Facts:
    """The awards and suppliers whose number or name contains the words; `exact` where they are an identifier."""
    return answers.find(lake, asked.get("q", "").strip()[:200])


def evidence(lake: Lake, asked: Asked) -> Facts:
    """The publisher's own rows for one action."""
    return answers.evidence(lake, asked["key"])
