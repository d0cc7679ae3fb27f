"""Every address of the site: the function that gives a page's facts, and the forms they take besides HTML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quaestor.store import Lake
from quaestor.web import rows
from quaestor.web.pages import held, records, searching
from quaestor.web.pages.asked import Asked, Facts

#: A Vega-Lite specification without its look (see `figures`), or None where the facts hold nothing to draw.
Figure = Callable[[Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Page:
    """One address, one function, one template.

    rows: its facts as rows of CSV, where they have rows. searches: its answer depends on the search index as well.
    quick: it answers a script, in JSON, from the search index alone, so that it waits for no other page. figures: its
    charts by name; `life` of the page `/award/X` is drawn at `/award/X.life.svg` and told at `/award/X.life.vl.json`.
    """

    address: str
    facts: Callable[[Lake, Asked], Facts]
    rows: Callable[[Facts], list[dict[str, Any]]] | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    searches: bool = False
    quick: bool = False

    @property
    def name(self) -> str:
        return self.facts.__name__

    @property
    def template(self) -> str:
        return f"{self.name}.html"


PAGES = (
    Page("/", held.home),
    Page("/award/{key:path}", records.award, rows.award),
    Page("/supplier/{key:path}", records.supplier, rows.supplier),
    Page("/evidence/{key:path}", records.evidence),
    Page("/search", searching.search, rows.search, searches=True),
    Page("/suggest", searching.suggest, quick=True),
    Page("/changes", held.changes, rows.changes, {"days": held.days}),
    Page("/coverage", held.coverage, rows.coverage),
    Page("/about", held.about),
)
