"""The site as an application: addresses, the form an answer takes, its headers, and errors in plain words."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

import quaestor
from quaestor.errors import InputError, NotHeld, QuaestorError
from quaestor.store import Lake
from quaestor.web import figures, marking, openapi, paging, rows, views, words
from quaestor.web.addresses import PAGES, Page
from quaestor.web.pages.asked import Facts, one_of

log = logging.getLogger("quaestor.web")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Answers kept ready, by address and state of the store, and the bytes of the largest worth keeping.
KEPT, LARGEST = 512, 1_000_000
#: Answers made at once; more would only take the processor from one another.
BUSY = max(2, os.cpu_count() or 2)
#: Seconds for which the newest load is not asked for again.
FRESH = 1.0


TITLES = {400: "This cannot be asked", 404: "No such page", 405: "This address can only be read"}
#: What is wrong where no error of ours says so.
WHAT = {
    400: "The address asks for something that this site does not understand",
    404: "There is nothing at this address",
    405: "This site answers questions and takes nothing in",
    500: "Something went wrong inside; the server's log says what. The records are not touched by it",
}


MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "vl.json": "application/json",
}
#: The endings of an address: `.csv`, or `.life.svg` for the figure `life` of a page.
ENDING = re.compile(r"(?:^|\.)(?:(?P<figure>[a-z_]+)\.(?P<drawn>svg|vl\.json)|(?P<form>json|csv))$")


def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("quaestor.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    words.install(environment)
    views.install(environment)
    marking.install(environment)
    for name in ("style.css", "site.js"):
        content = files("quaestor.web").joinpath("static", name).read_bytes()
        environment.globals[f"{name.replace('.', '_')}_digest"] = hashlib.sha256(content).hexdigest()[:12]
    return environment


class Site:
    """The pages over one store. Each thread that answers has its own cursor, so that readers wait for nobody."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.templates = _templates()
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._gates: dict[tuple[str, ...], threading.Lock] = {}
        self._lock = threading.Lock()
        self._busy = threading.BoundedSemaphore(BUSY)
        self._state, self._asked_at = "", float("-inf")

    def state(self) -> str:
        """What the store's newest load and this version make up; asked of the store at most once a second."""
        if time.monotonic() - self._asked_at > FRESH:
            self._state, self._asked_at = f"{quaestor.__version__}-{self.lake.snapshot()}", time.monotonic()
        return self._state

    def answer(self, page: Page, request: Request) -> Response:
        """The page in the form asked for: by the ending of the address, else by what the client accepts."""
        form, figure, asked = self._form(page, request)
        state = self.state() + (f"-{page.besides(self.lake)}" if page.besides else "")
        key = (state, form, request.url.path, request.url.query)
        tag = f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:20]}"'
        headers = HEADERS | {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
        if tag in [given.strip() for given in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        body = self._held(key)
        if body is None:
            with self._gate(key), self._busy:
                body = self._held(key)
                if body is None:
                    with self.lake.reading():
                        facts = page.facts(self.lake, asked)
                    if form == "html" and (exact := facts.get("exact")):
                        there = f"/{exact['kind']}/{words.segment(exact['id'])}"
                        return RedirectResponse(there, status_code=303, headers=HEADERS)
                    body = self._print(page, form, figure, facts, asked, request).encode()
                    self._keep(key, body)
        return Response(body, media_type=MEDIA[form], headers=headers)

    @contextmanager
    def _gate(self, key: tuple[str, ...]) -> Iterator[None]:
        """Lets one request at a time make the same answer; those who waited find it kept."""
        with self._lock:
            gate = self._gates.setdefault(key, threading.Lock())
        try:
            with gate:
                yield
        finally:
            with self._lock:
                self._gates.pop(key, None)

    def _held(self, key: tuple[str, ...]) -> bytes | None:
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
            return body

    def _keep(self, key: tuple[str, ...], body: bytes) -> None:
        if len(body) > LARGEST:
            return
        with self._lock:
            self._kept[key] = body
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _form(self, page: Page, request: Request) -> tuple[str, str, dict[str, str]]:
        """The form asked for, the name of the figure where it is one, and the parameters."""
        asked = dict(request.query_params)
        place = "key" if "key" in request.path_params else "form"
        path = request.path_params.get(place, "")
        form, figure = "", ""
        if found := ENDING.search(path):
            form, figure = found["form"] or found["drawn"], found["figure"] or ""
            path = path[: found.start()]
        if place == "key":
            asked["key"] = path
        elif path:  # an ending that no page has
            raise HTTPException(404)
        form = form or _accepted(request)
        if (form == "csv" and page.rows is None) or (figure and figure not in page.figures):
            raise HTTPException(404)
        return form, figure, asked

    def _print(self, page: Page, form: str, figure: str, facts: Facts, asked: dict[str, str], request: Request) -> str:
        if figure:
            return _drawn(page, form, figure, facts, asked)
        if form == "json":
            facts = paging.page(facts, page.paged, asked, words.path(request.url.path))
            return json.dumps(facts, ensure_ascii=False, default=str)
        if form == "csv" and page.rows is not None:
            return rows.as_csv(page.rows(facts))
        here = request.url.path
        query = f"?{request.url.query}" if request.url.query else ""
        stem = "/index" if here == "/" else words.path(here)
        number = asked.get("page", "1")
        return self.templates.get_template(page.template).render(
            facts=facts,
            here=words.path(here),
            page=int(number) if number.isdecimal() and len(number) < 9 else 1,
            stem=stem,
            query_string=query,
            figures={name: spec for name, figure in page.figures.items() if (spec := figure(facts)) is not None},
            json_address=f"{stem}.json{query}",
            csv_address=f"{stem}.csv{query}" if page.rows else None,
        )

    def refuse(self, request: Request, status: int, title: str, error: QuaestorError | None = None) -> Response:
        """An error in the language of the site: what is wrong, where, what to do; never how it came about inside."""
        facts = {
            "status": status,
            "title": title,
            "what": error.what if error else WHAT.get(status, WHAT[400]),
            "where": error.where if error else None,
            "advice": error.advice if error else None,
            "look_for": request.path_params.get("key") if status == 404 else None,
        }
        path = request.url.path
        if path.endswith((".json", ".csv", ".svg")) or _accepted(request) != "html":
            body, media = json.dumps({"error": facts}, ensure_ascii=False), MEDIA["json"]
        else:
            body = self.templates.get_template("error.html").render(
                facts=facts, here=path, json_address=None, csv_address=None
            )
            media = MEDIA["html"]
        return Response(body, status_code=status, media_type=media, headers={**HEADERS, "Cache-Control": "no-store"})


def _drawn(page: Page, form: str, name: str, facts: Facts, asked: dict[str, str]) -> str:
    """A figure of the page in the theme and width that the address asks for."""
    theme = one_of(asked, "theme", figures.PALETTE) or "light"
    width = one_of(asked, "width", figures.WIDTHS) or "wide"
    spec = page.figures[name](facts)
    if spec is None:
        raise HTTPException(404)
    return figures.svg(spec, theme, width) if form == "svg" else json.dumps(figures.themed(spec, theme, width))


def _vega(request: Request) -> Response:
    """The script that draws figures in a browser; its address holds its digest, so it never changes."""
    digest, code = figures.bundle()
    headers = HEADERS | {"Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{digest}"'}
    return Response(code, media_type="text/javascript; charset=utf-8", headers=headers)


def _openapi(request: Request) -> Response:
    """The OpenAPI document; it changes with the version alone."""
    body = _described()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = HEADERS | {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA["json"], headers=headers)


@cache
def _described() -> bytes:
    return openapi.document(PAGES)


def _accepted(request: Request) -> str:
    """The form that the client names first in our order; HTML when it names none of them."""
    named = request.headers.get("accept", "")
    return next((form for form in ("html", "json", "csv") if MEDIA[form].split(";")[0] in named), "html")


def create(lake: Lake) -> Starlette:
    """The application over an open store."""
    site = Site(lake)

    def endpoint(page: Page) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            return site.answer(page, request)

        return answer

    def lacking(request: Request, error: Exception) -> Response:
        return site.refuse(request, 404, "Not held here", error if isinstance(error, QuaestorError) else None)

    def wrong(request: Request, error: Exception) -> Response:
        return site.refuse(request, 400, TITLES[400], error if isinstance(error, QuaestorError) else None)

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return site.refuse(request, status, TITLES.get(status, TITLES[400]))

    def broken(request: Request, error: Exception) -> Response:
        log.error("%s could not be answered", request.url.path, exc_info=error)
        return site.refuse(request, 500, "This page could not be made")

    routes: list[Route | Mount] = []
    for page in PAGES:
        function = endpoint(page)
        routes.append(Route(page.address, function, name=page.name))
        if "{" not in page.address:
            stem = "/index" if page.address == "/" else page.address
            routes.append(Route(f"{stem}.{{form}}", function, name=f"{page.name} as data"))
    routes.append(Route("/openapi.json", _openapi))
    routes.append(Route("/static/vega.js", _vega))
    routes.append(Mount("/static", StaticFiles(packages=[("quaestor.web", "static")])))
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)],
        exception_handlers={NotHeld: lacking, InputError: wrong, HTTPException: http, Exception: broken},
    )
