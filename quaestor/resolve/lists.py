"""The kept lists that makers are told by: brands with their makers and sources, and the words that go with them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from quaestor import yml
from quaestor.errors import ModelError

BRANDS = "brands.csv"


@dataclass(frozen=True)
class Brand:
    """A name that products are sold under.

    maker: the firm whose product it is from `since` on (blank: as far back as records go), until the next row of the
    same brand. needs: the class of `signs.yml` whose sign must stand beside it, where the brand is an ordinary word
    too. source: a public page of the maker.
    """

    brand: str
    maker: str
    needs: str
    since: date | None
    source: str


@dataclass(frozen=True)
class Need:
    """What makes an ordinary word a brand: one of these words in the text, or a product code that begins so."""

    words: tuple[str, ...]
    psc: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """A maker as the list names it, and other firms that sell its products as their own."""

    maker: str
    also: tuple[str, ...] = field(default=())


def _rows() -> list[dict[str, str]]:
    text = files(__package__).joinpath(BRANDS).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def brands() -> tuple[Brand, ...]:
    """Every row of the kept list; raises ModelError where a row names a class of signs that there is not."""
    found = []
    for number, row in enumerate(_rows(), 2):
        if row["needs"] and row["needs"] not in signs()["needs"]:
            raise ModelError(f"no class of signs {row['needs']}", where=f"{BRANDS}, line {number}")
        since = date.fromisoformat(row["since"]) if row["since"] else None
        found.append(Brand(row["brand"], row["maker"], row["needs"], since, row["source"]))
    return tuple(found)


@cache
def houses() -> dict[str, House]:
    """Every maker of the kept list by its name."""
    also: dict[str, list[str]] = {}
    for row in _rows():
        also.setdefault(row["maker"], []).extend(name for name in row["also"].split("|") if name)
    return {maker: House(maker, tuple(names)) for maker, names in also.items()}


@cache
def signs() -> dict[str, Any]:
    """`signs.yml`: lists of words by what they tell."""
    found: dict[str, Any] = yml.read(files(__package__).joinpath("signs.yml").read_text(encoding="utf-8"))
    return found


@cache
def need(name: str) -> Need:
    """The class of signs called `name`."""
    entry = signs()["needs"][name]
    return Need(tuple(map(str, entry["words"])), tuple(entry["psc"]))
