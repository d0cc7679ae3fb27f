"""Every address of the site: the function that gives a page's facts, and the forms they take besides HTML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quaestor.store import Lake
from quaestor.web import life, rows
from quaestor.web.pages import award, buyers, calendars, comparing, held, records, suppliers
from quaestor.web.pages.asked import Asked, Facts

#: A Vega-Lite specification without its look (see `figures`), or None where the facts hold nothing to draw.
Figure = Callable[[Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Page:
    """One address, one function, one template.

    rows: its facts as rows of CSV, where they have rows. figures: its charts by name; `life` of the page `/award/X` is
    drawn at `/award/X.life.svg` and told at `/award/X.life.vl.json`. forms: other forms by the ending of their address.
    """

    address: str
    facts: Callable[[Lake, Asked], Facts]
    rows: Callable[[Facts], list[dict[str, Any]]] | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    forms: Mapping[str, Callable[[Facts], str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.facts.__name__

    @property
    def template(self) -> str:
        return f"{self.name}.html"


PAGES = (
    Page("/", held.home),
    Page("/award/{key:path}", award.award, rows.award, {"life": life.life}),
    Page("/supplier/{key:path}", suppliers.supplier, rows.supplier, {"years": suppliers.years}),
    Page("/family/{key:path}", suppliers.family, rows.supplier, {"years": suppliers.years}),
    Page("/agency", buyers.agencies, rows.agencies),
    Page("/agency/{key:path}", buyers.agency, buyers.rows, buyers.FIGURES),
    Page("/office/{key:path}", buyers.office, buyers.rows, buyers.FIGURES),
    Page("/calendar", calendars.calendar, calendars.rows, forms={"ics": calendars.ics}),
    Page("/compare", comparing.compare, comparing.rows, {"course": comparing.course}),
    Page("/evidence/{key:path}", records.evidence),
    Page("/find", records.find, rows.find),
    Page("/changes", held.changes, rows.changes, {"days": held.days}),
    Page("/coverage", held.coverage, rows.coverage),
    Page("/about", held.about),
)
