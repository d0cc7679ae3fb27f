"""Words for the pages of makers: their addresses, and what their orders may be sorted by."""

from __future__ import annotations

from jinja2 import Environment

from quaestor.answers.makers import SORTS
from quaestor.web import words


def maker_key(maker_id: str) -> str:
    """The part of an address that names a maker."""
    return words.segment(maker_id.removeprefix("brand:"))


def install(environment: Environment) -> None:
    """Give the templates what they ask for."""
    environment.filters["maker_key"] = maker_key
    environment.globals["sold_sorts"] = [(name, label) for name, (label, _) in SORTS.items()]
