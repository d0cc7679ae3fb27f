"""The pages of how complete the store is, and of what Quaestor is."""

from __future__ import annotations

from importlib.resources import files

import yaml

from quaestor import answers
from quaestor.store import Lake
from quaestor.web.pages.asked import Asked, Facts


def coverage(lake: Lake, asked: Asked) -> Facts:
    """What is held of each agency and year, and the loads that brought it."""
    return {"coverage": answers.coverage(lake), "loads": answers.loads(lake)}


def about(lake: Lake, asked: Asked) -> Facts:
    """What Quaestor is, what it will never do, and what its words mean."""
    facts: Facts = yaml.safe_load(files("quaestor.web").joinpath("about.yml").read_text(encoding="utf-8"))
    return facts
