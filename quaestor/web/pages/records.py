"""The publisher's own rows behind a record."""

from __future__ import annotations

from quaestor import answers
from quaestor.store import Lake
from quaestor.web.pages.asked import Asked, Facts


def evidence(lake: Lake, asked: Asked) -> Facts:
    """The publisher's own rows for one action."""
    return answers.evidence(lake, asked["key"])
