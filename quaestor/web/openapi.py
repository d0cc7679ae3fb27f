"""What the site tells programs of itself: the OpenAPI document, and the same in short for the page `/api`.

Both are made from the list of addresses; what an answer holds, from its example (see `shapes`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import quaestor
from quaestor.web import paging
from quaestor.web.shapes import Schema, examples, shape

if TYPE_CHECKING:
    from quaestor.web.page import Page, Parameter

_ASKED: dict[str, Schema] = {
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
    "count": {"type": "integer", "minimum": 1},
    "cursor": {"type": "string"},
}
MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "ics": "text/calendar",
    "parquet": "application/vnd.apache.parquet",
    "yml": "application/yaml",
    "png": "image/png",
    "svg": "image/svg+xml",
    "vl.json": "application/json",
}
_KINDS = {
    "json": "",
    "csv": " as CSV",
    "ics": " as a calendar to subscribe to",
    "parquet": " as Parquet",
    "yml": " as its own file",
    "png": " as a picture",
    "svg": " drawn",
    "vl.json": " as Vega-Lite",
}
_KEY = {
    "agency": "an agency id, its code, or its name",
    "office": "an office id or its name",
    "family": "a family id, a supplier id or number, or the name of a parent or member",
    "table": "the name of a table",
    "source": "the name of a source",
    "load": "the id of a load",
    "chain": "an award or vehicle, a supplier or a family; `award:`, `supplier:` or `family:` before it says which",
    "award": "an award id, or a PIID that only one award bears",
    "supplier": "a supplier id, a UEI, DUNS or CAGE, or a name as printed",
    "paper": "the id of a paper, its digest, or the name of its file",
    "evidence": "the id of an action, a subaward or a summarised award",
    "investigation": "the name of a saved question",
}
ERROR: Schema = {
    "type": "object",
    "description": "what is wrong, where, and what to do",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["status", "title", "what", "where", "advice"],
            "properties": {
                "status": {"type": "integer", "description": "the HTTP status"},
                "title": {"type": "string", "description": "the sort of error in a few words"},
                "what": {"type": "string", "description": "what is wrong, in one sentence"},
                "where": {"type": ["string", "null"], "description": "the parameter, file or record it is about"},
                "advice": {"type": ["string", "null"], "description": "what to do next"},
                "look_for": {"type": ["string", "null"], "description": "where nothing is held: what was asked for"},
            },
        }
    },
}


def stem(page: Page) -> str:
    """A page's address without an ending, as its other forms begin: `/award/{key}`, `/index`."""
    return "/index" if page.address == "/" else page.address.replace("{key:path}", "{key}")


def forms(page: Page) -> Iterator[str]:
    """The endings that a page's address takes."""
    yield "json"
    if page.rows:
        yield "csv"
    yield from page.forms
    for name in page.figures:
        yield from (f"{name}.svg", f"{name}.vl.json")


def example(page: Page, form: str = "") -> str:
    """An address of the page that answers on the bundled sample; with `form`, that form of it. Blank where the sample
    holds nothing that the page could be about."""
    if "{key" in page.address and not page.example:
        return ""
    asked = {one.name: one.example for one in page.parameters if one.example and one.name in ("q", "since", "on")}
    bare = page.address if not form and page.address == "/" else stem(page)
    path = bare.replace("{key}", quote(page.example, safe=":,"))
    return f"{path}{'.' + form if form else ''}{'?' + urlencode(asked) if asked else ''}"


def listing(pages: Sequence[Page]) -> dict[str, Any]:
    """Every address in short: what it tells, its parameters and forms, and an example of each."""
    return {
        "addresses": [
            {
                "address": page.address.replace("{key:path}", "{key}"),
                "what": _what(page.facts),
                "example": example(page) or None,
                "key": _KEY.get(page.name),
                "parameters": [
                    {"name": one.name, "what": one.what, "type": one.type, "one_of": list(one.one_of)}
                    for one in page.parameters
                ],
                "paged": page.paged or None,
                "forms": [{"form": form, "example": example(page, form) or None} for form in forms(page)],
            }
            for page in pages
        ]
    }


def document(pages: Sequence[Page]) -> bytes:
    """The OpenAPI 3.1 document of the site, as it is sent."""
    paths = {f"{stem(page)}.{form}": {"get": _operation(page, form)} for page in pages for form in forms(page)}
    told = {
        "openapi": "3.1.0",
        "info": {
            "title": "Quaestor",
            "version": quaestor.__version__,
            "summary": "Public contract records: every version kept, every total shown with its parts.",
            "description": "Reading only; every address of the site is here. Money is US dollars as text with two "
            "decimals, days and moments are ISO (UTC). null means that no record held prints it, never zero. An answer "
            "holds until the next load: send its ETag back in If-None-Match, and get 304.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": {"Error": ERROR} | {_title(page): _answer(page) for page in pages}},
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _operation(page: Page, form: str) -> dict[str, Any]:
    media = MEDIA[form if form in MEDIA else form.split(".", 1)[1]]
    content: dict[str, Any] = {"schema": {"type": "string"}}
    if form == "json":
        content = {"schema": {"$ref": f"#/components/schemas/{_title(page)}"}}
        if page.name in examples():
            content["example"] = examples()[page.name]
    elif form == "yml":
        content = {"schema": {"type": "object", "description": "the question as its file has it"}}
    elif media == "application/json":
        content = {"schema": {"type": "object", "description": "a Vega-Lite specification"}}
    problem = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    responses = {
        "200": {"description": _what(page.facts), "content": {media: content}},
        "304": {"description": "the answer that you hold still stands"},
        "400": {"description": "the address asks for something that cannot be read"} | problem,
        "404": {"description": "nothing of this name is held, or the figure has nothing to draw"} | problem,
    }
    kind = _KINDS[form.split(".", 1)[-1]]
    figure = f", figure {form.split('.')[0]}" if "." in form else ""
    return {
        "operationId": f"{page.name}_{re.sub(r'[^a-z]+', '_', form)}",
        "summary": f"{_what(page.facts)}{figure}{kind}",
        "parameters": list(_parameters(page, form)),
        "responses": responses,
    }


def _parameters(page: Page, form: str) -> Iterator[dict[str, Any]]:
    if "{key" in page.address:
        key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        told = {"example": page.example} if page.example else {}
        yield key | {"description": _KEY.get(page.name, "what the page is about")} | told
    for one in page.parameters:
        yield _asked(one)
    if form == "json" and page.paged:
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": paging.MOST}}
        yield limit | {"description": f"so many rows of `{page.paged}` at a time", "example": 100}
        after = {"name": "after", "in": "query", "schema": {"type": "string"}}
        yield after | {"description": "go on after the rows of the answer whose `next` this is"}
    if "." in form:
        for name, values in (("theme", ["light", "dark"]), ("width", ["wide", "narrow"])):
            yield {"name": name, "in": "query", "schema": {"type": "string", "enum": values}}


def _asked(one: Parameter) -> dict[str, Any]:
    schema = {"type": "string", "enum": list(one.one_of)} if one.one_of else _ASKED[one.type]
    told = {"name": one.name, "in": "query", "description": one.what, "schema": schema}
    return told | ({"example": one.example} if one.example else {})


def _what(function: Callable[..., Any]) -> str:
    """The first sentence of a page's docstring."""
    text = " ".join((function.__doc__ or "").split("\n\n")[0].replace("`", "").split())
    return text.split(". ")[0].rstrip(".")


def _title(page: Page) -> str:
    return page.name.title().replace("_", "")


def _answer(page: Page) -> Schema:
    """What a page's JSON holds, as its example has it; nothing where it has none yet."""
    told = examples().get(page.name)
    if told is None:
        return {"type": "object"}
    schema = shape(told)
    following = {"type": ["string", "null"], "description": "give it as `after` to go on; null at the end"}
    paging = {"next": following, "paging": _PAGING} if page.paged else {}
    return schema | {"required": sorted(told), "properties": schema["properties"] | paging}


_PAGING: Schema = {
    "type": "object",
    "description": "with `limit` or `after`: how many rows there are in all, and where the next are",
    "properties": {
        "list": {"type": "string", "description": "the list that is told in parts"},
        "total": {"type": "integer", "description": "its rows in all"},
        "from": {"type": ["integer", "null"], "description": "the place of the first row told, from 1"},
        "address": {"type": ["string", "null"], "description": "the address of the next part; null at the end"},
    },
}
