"""Every address of the site: the function that gives a page's facts, and the forms they take besides HTML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quaestor.web import life, rows
from quaestor.web.pages import award, buyers, calendars, changes, comparing, data, front, held, records, sql, suppliers
from quaestor.web.pages.asked import Asked, Facts

#: A Vega-Lite specification without its look (see `figures`), or None where the facts hold nothing to draw.
Figure = Callable[[Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Page:
    """One address, one function, one template.

    rows: its facts as rows of CSV, where they have rows. figures: its charts by name; `life` of the page `/award/X` is
    drawn at `/award/X.life.svg` and told at `/award/X.life.vl.json`. forms: other forms by the ending of their address.
    apart: its facts come of `Questions`, from a process of their own, and take no place among the answers made here.
    """

    address: str
    facts: Callable[[Any, Asked], Facts]
    rows: Callable[[Facts], list[dict[str, Any]]] | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    forms: Mapping[str, Callable[[Facts], str | bytes]] = field(default_factory=dict)
    apart: bool = False

    @property
    def name(self) -> str:
        return self.facts.__name__

    @property
    def template(self) -> str:
        return f"{self.name}.html"


PAGES = (
    Page("/", front.home),
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
    Page("/changes", changes.changes, rows.changes, {"days": changes.days}),
    Page("/data", data.data, rows.loads),
    Page("/table/{key:path}", data.table, rows.columns),
    Page("/source/{key:path}", data.source),
    Page("/load/{key:path}", data.load, rows.files),
    Page("/rejects", data.rejects, rows.rejects),
    Page("/sql", sql.sql, None, {"chart": sql.chart}, {"csv": sql.csv, "parquet": sql.file}, apart=True),
    Page("/coverage", held.coverage, rows.coverage),
    Page("/about", held.about),
)
