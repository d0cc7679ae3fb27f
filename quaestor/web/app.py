"""The site as an application: addresses, the form an answer takes, its headers, and errors in plain words."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

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
from quaestor.web import pages, rows, views, words

log = logging.getLogger("quaestor.web")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
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


@dataclass(frozen=True)
class Page:
    """One address, one function, one template. rows: its facts as CSV, where they have rows."""

    address: str
    facts: Callable[[Lake, pages.Asked], pages.Facts]
    rows: Callable[[pages.Facts], list[dict[str, Any]]] | None = None

    @property
    def template(self) -> str:
        return f"{self.facts.__name__}.html"


PAGES = (
    Page("/", pages.home),
    Page("/award/{key:path}", pages.award, rows.award),
    Page("/supplier/{key:path}", pages.supplier, rows.supplier),
    Page("/evidence/{key:path}", pages.evidence),
    Page("/find", pages.find, rows.find),
    Page("/changes", pages.changes, rows.changes),
    Page("/coverage", pages.coverage, rows.coverage),
    Page("/about", pages.about),
)
MEDIA = {"html": "text/html; charset=utf-8", "json": "application/json", "csv": "text/csv; charset=utf-8"}


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
    style = files("quaestor.web").joinpath("static", "style.css").read_bytes()
    environment.globals["style_digest"] = hashlib.sha256(style).hexdigest()[:12]
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
        form, asked = self._form(page, request)
        key = (self.state(), form, request.url.path, request.url.query)
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
                    body = self._print(page, form, facts, asked, request).encode()
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

    def _form(self, page: Page, request: Request) -> tuple[str, dict[str, str]]:
        asked = dict(request.query_params)
        form = request.path_params.get("form") or ""
        if "key" in request.path_params:
            asked["key"] = request.path_params["key"]
            for ending in ("json", "csv"):
                if asked["key"].endswith(f".{ending}"):
                    asked["key"], form = asked["key"].removesuffix(f".{ending}"), ending
        form = form or _accepted(request)
        if form not in MEDIA or (form == "csv" and page.rows is None):
            raise HTTPException(404)
        return form, asked

    def _print(self, page: Page, form: str, facts: pages.Facts, asked: dict[str, str], request: Request) -> str:
        if form == "json":
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
        if path.endswith((".json", ".csv")) or _accepted(request) != "html":
            body, media = json.dumps({"error": facts}, ensure_ascii=False), MEDIA["json"]
        else:
            body = self.templates.get_template("error.html").render(
                facts=facts, here=path, json_address=None, csv_address=None
            )
            media = MEDIA["html"]
        return Response(body, status_code=status, media_type=media, headers={**HEADERS, "Cache-Control": "no-store"})


def _accepted(request: Request) -> str:
    """The form that the client names first in our order; HTML when it names none of them."""
    named = request.headers.get("accept", "")
    return next((form for form in MEDIA if MEDIA[form].split(";")[0] in named), "html")


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
        routes.append(Route(page.address, function, name=page.facts.__name__))
        if "{" not in page.address:
            stem = "/index" if page.address == "/" else page.address
            routes.append(Route(f"{stem}.{{form}}", function, name=f"{page.facts.__name__} as data"))
    routes.append(Mount("/static", StaticFiles(packages=[("quaestor.web", "static")])))
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)],
        exception_handlers={NotHeld: lacking, InputError: wrong, HTTPException: http, Exception: broken},
    )
