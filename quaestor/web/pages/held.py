"""The pages of how complete the store is, and of what Quaestor is."""

from __future__ import annotations

from importlib.resources import files

from quaestor import answers, yml
from quaestor.store import Lake
from quaestor.web.pages.asked import Asked, Facts


def coverage(lake: Lake, asked: Asked) -> Facts:
    """What is held of each agency and year, and the loads that brought it."""
    return {"coverage": answers.coverage(lake), "loads": answers.loads(lake)}


def about(lake: Lake, asked: Asked) -> Facts:
    """What Quaestor is, what it will never do, and what its words mean."""
    facts: Facts = yml.read(files("quaestor.web").joinpath("about.yml").read_text(encoding="utf-8"))
    return facts
