"""A firm, brand or agency that a text names, at its place, and the kept lists that names are read by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quaestor import yml


@dataclass(frozen=True)
class Named:
    """Something named in a text. kind: firm, brand, agency or department. ids: suppliers, or agencies. because: how the
    words lead there. loose: the words may mean several unrelated firms.
    beside: they mean the firm only where an agency or the number of an award stands beside them.
    capitals: it is an abbreviation, and stands in capitals alone. usual: on the kept list of agencies.
    described: what it is called in small letters ("the border agency")."""

    kind: str
    name: str
    ids: frozenset[str]
    because: str
    loose: bool = False
    capitals: bool = False
    usual: bool = False
    described: bool = False
    beside: bool = False


@dataclass(frozen=True)
class Place:
    """A name at its place in the text."""

    start: int
    end: int
    named: Named


@cache
def listed() -> dict[str, Any]:
    """What `words.yml` lists."""
    return dict(yml.read(resources.files("quaestor.claims").joinpath("words.yml").read_text(encoding="utf-8")))
