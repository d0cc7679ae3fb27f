"""What a page is: one address, one function, one template, and the forms that its facts take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quaestor.store import Lake
from quaestor.web.pages.asked import Asked, Facts

#: A Vega-Lite specification without its look (see `figures`), or None where the facts hold nothing to draw.
Figure = Callable[[Facts], dict[str, Any] | None]


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address, as `/openapi.json` and `/api` tell it.

    type: text, day, moment, count or cursor; one_of: the values there are; example: one that answers on the sample.
    """

    name: str
    what: str
    type: str = "text"
    example: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """One address, one function, one template.

    rows: its facts as rows of CSV, where they have rows. figures: its charts by name; `life` of the page `/award/X` is
    drawn at `/award/X.life.svg` and told at `/award/X.life.vl.json`. forms: other forms by the ending of their address.
    apart: its facts come of `Questions`, from a process of their own, and take no place among the answers made here.

    parameters: what may follow the question mark. example: what stands for `{key}` in the address told as an example,
    which must answer on the bundled sample. paged: the list of its facts that `limit` and `after` page through.
    besides: what an answer hangs on beside the records. quick: it answers a script, in JSON and not from the lake, so
    that it waits for no other page. taken: what it asks may be sent as a form
    as well, which stands in no address and no log.
    """

    address: str
    facts: Callable[[Any, Asked], Facts]
    rows: Callable[[Facts], list[dict[str, Any]]] | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    forms: Mapping[str, Callable[[Facts], str | bytes]] = field(default_factory=dict)
    apart: bool = False
    parameters: tuple[Parameter, ...] = ()
    example: str = ""
    paged: str = ""
    besides: Callable[[Lake], str] | None = None
    quick: bool = False
    taken: bool = False

    @property
    def name(self) -> str:
        return self.facts.__name__

    @property
    def template(self) -> str:
        return f"{self.name}.html"
