"""Every address of the site: the function that gives a page's facts, and the forms they take besides HTML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from quaestor.store import Lake
from quaestor.web import openapi, rows
from quaestor.web.pages import held, investigating, records
from quaestor.web.pages.asked import Asked, Facts

#: A Vega-Lite specification without its look (see `figures`), or None where the facts hold nothing to draw.
Figure = Callable[[Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address, as `/openapi.json` and `/api` tell it. type: text, day, moment or count; one_of: the
    values there are."""

    name: str
    what: str
    type: str = "text"
    example: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One address, one function, one template.

    rows: its facts as rows of CSV, where they have rows. figures: its charts by name; `life` of the page `/award/X` is
    drawn at `/award/X.life.svg` and told at `/award/X.life.vl.json`. parameters: what may follow the question mark.
    example: what stands for `{key}` in the address told as an example, which must answer on the bundled sample. paged:
    the list of its facts that `limit` and `cursor` page through. besides: what an answer hangs on beside the records.
    """

    address: str
    facts: Callable[[Lake, Asked], Facts]
    rows: Callable[[Facts], list[dict[str, Any]]] | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    example: str = ""
    paged: str = ""
    besides: Callable[[Lake], str] | None = None

    @property
    def name(self) -> str:
        return self.facts.__name__

    @property
    def template(self) -> str:
        return f"{self.name}.html"


AS_OF = Parameter("as_of", "count only actions signed by this day", "day", "2025-09-30")
KNOWN_ON = Parameter("known_on", "as the records were known at this moment (UTC; a bare day means its end)", "moment")
SINCE = Parameter("since", "what was read at or after this moment (UTC)", "moment", "2026-03-01")
WORDS = Parameter("q", "a number, an identifier, or words of a name", "text", "palantir")
KINDS = ("rewritten", "withdrawn", "reappeared", "restated", "identified", "added")


def api(lake: Lake, asked: Asked) -> Facts:
    """Every address with its parameters and forms, for those who write programs."""
    return openapi.listing(PAGES)


PAGES = (
    Page("/", held.home),
    Page(
        "/award/{key:path}", records.award, rows.award,
        parameters=(AS_OF, KNOWN_ON), example="70CTD022FR0000170", paged="actions",
    ),
    Page(
        "/supplier/{key:path}", records.supplier, rows.supplier,
        parameters=(AS_OF,), example="PALANTIR TECHNOLOGIES INC.", paged="awards",
    ),
    Page(
        "/evidence/{key:path}", records.evidence,
        example="7012_4730_70CTD022FR0000170_P00009_GS35F0086U_0",
    ),
    Page("/find", records.find, rows.find, parameters=(WORDS,), paged="awards"),
    Page(
        "/changes", held.changes, rows.changes, {"days": held.days},
        parameters=(
            SINCE,
            Parameter("kind", "what sort of change; else rewritten, withdrawn and reappeared", one_of=KINDS),
            Parameter("field", "only this column, such as obligation"),
        ),
        paged="changes",
    ),
    Page("/investigations", investigating.investigations, besides=investigating.state, paged="investigations"),
    Page(
        "/investigation/{key:path}", investigating.investigation, rows.investigation,
        {"money": investigating.money, "pool": investigating.pool},
        parameters=(replace(SINCE, what="tell what is new since this moment (UTC), instead of since the last mark"),),
        example="skip-tracing", paged="actions", besides=investigating.state,
    ),
    Page("/coverage", held.coverage, rows.coverage, paged="coverage"),
    Page("/about", held.about),
    Page("/api", api),
)  # fmt: skip
