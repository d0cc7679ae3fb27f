"""What the search page asks for beside its facts: addresses that change one thing, texts with the words marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor.answers.search import USUAL
from quaestor.web import words

#: What a piece of text is called where it stands in no column of its own.
PIECES = {
    "parent": "parent",
    "other_name": "also printed as",
    "product": "product or service",
    "industry": "industry",
    "office": "office",
    "vehicle": "under vehicle",
    "solicitation": "solicitation",
    "award": "linked to award",
}
#: All texts that a piece may be from.
TEXTS = ("piid", "name", "supplier", "description", "buyer", *PIECES)
#: Values of one sort shown before the rest is folded away.
SHOWN = 8


def address(facts: Mapping[str, Any], form: str = "", **changes: Any) -> str:
    """The address of the same search with something changed; the first page unless `page` is among the changes."""
    asked = {
        "q": facts["q"],
        "in": facts["in"],
        **facts["filters"],
        "sort": "" if facts["sort"] == "relevance" else facts["sort"],
        "match": "" if facts["every"] else "any",
        "size": "" if facts["size"] == USUAL else facts["size"],
    }
    return f"/search{form}{words.query(**(asked | changes))}"


def toggled(facts: Mapping[str, Any], name: str, value: str) -> str:
    """The address with one value of a filter chosen, or no longer chosen. A product or service is one at a time, since
    its words may hold commas."""
    chosen = facts["filters"].get(name, "")
    if name == "psc":
        return address(facts, **{name: "" if chosen.upper() == value.upper() else value})
    values = [one.strip() for one in chosen.split(",") if one.strip()]
    values = [one for one in values if one != value] if value in values else [*values, value]
    return address(facts, **{name: ",".join(values)})


def marked(piece: Mapping[str, Any]) -> Markup:
    """A piece of a publisher's text with the words found in it marked."""
    text, at, parts = piece["text"], 0, []
    for start, stop in piece["marks"]:
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:stop])]
        at = stop
    parts.append(escape(text[at:]))
    caps = " caps" if text.isupper() and len(text) > 4 else ""
    return Markup('<span class="printed{}">{}</span>').format(caps, Markup("").join(parts))


def pieces(hit: Mapping[str, Any]) -> dict[str, Mapping[str, Any] | None]:
    """The pieces of a hit by the text they are from; None for a text that says nothing of the words."""
    return {**dict.fromkeys(TEXTS), **{piece["field"]: piece for piece in hit["found"]}}


def install(environment: Environment) -> None:
    """Give the templates what the search page asks for."""
    environment.globals |= {
        "search_address": address,
        "toggled": toggled,
        "pieces": pieces,
        "piece_labels": PIECES,
        "values_shown": SHOWN,
    }
    environment.filters["marked"] = marked
