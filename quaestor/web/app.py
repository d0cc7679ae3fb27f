"""The site as an application: addresses, the form an answer takes, its headers, and errors in plain words."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from quaestor.errors import Busy, InputError, NotHeld, QuaestorError, StaleCopy
from quaestor.store import Lake, Questions
from quaestor.web import (
    aligned,
    answered,
    buying,
    figures,
    finding,
    marking,
    months,
    openapi,
    paging,
    rows,
    selling,
    views,
    words,
)
from quaestor.web.addresses import PAGES
from quaestor.web.kept import Answer, Kept, Key, Newest, State, Told
from quaestor.web.page import Page
from quaestor.web.pages.asked import Asked, Facts, Given, one_of

log = logging.getLogger("quaestor.web")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Answers made at once; more would only take the processor from one another.
BUSY = max(2, os.cpu_count() or 2)


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
    "ics": "text/calendar; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "vl.json": "application/json",
}
#: The endings of an address: `.csv`, or `.life.svg` for the figure `life` of a page.
ENDING = re.compile(r"(?:^|\.)(?:(?P<figure>[a-z_]+)\.(?P<drawn>svg|vl\.json)|(?P<form>json|csv|ics|parquet))$")


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
    months.install(environment)
    aligned.install(environment)
    buying.install(environment)
    answered.install(environment)
    marking.install(environment)
    finding.install(environment)
    selling.install(environment)
    for name in ("style.css", "site.js"):
        content = files("quaestor.web").joinpath("static", name).read_bytes()
        environment.globals[f"{name.replace('.', '_')}_digest"] = hashlib.sha256(content).hexdigest()[:12]
    return environment


class Site:
    """The pages over one store. Each thread that answers has its own cursor, so that readers wait for nobody."""

    def __init__(self, lake: Lake, threads: int | None = None) -> None:
        self.newest = Newest(lake, threads)
        self.questions = Questions(lake.path)
        self.templates = _templates()
        self.kept, self.told = Kept(), Told()
        self._busy = threading.BoundedSemaphore(BUSY)

    def ready(self, page: Page, request: Request) -> Response | None:
        """The answer where it is kept, and the store was asked for news just now: it then takes no time to give."""
        if self.newest.late:
            return None
        form, figure, _ = self._form(page, request)
        key = self._key(page, self.newest.state(), form, figure, request)
        if _tag(key) in _tags_held(request):
            return Response(status_code=304, headers=_headers(key))
        answer = self.kept.get(key)
        return _response(answer, key, form, request) if answer else None

    def answer(self, page: Page, request: Request) -> Response:
        """The page in the form asked for: by the ending of the address, else by what the client accepts."""
        form, figure, asked = self._form(page, request)
        state = self.newest.state()
        if page.quick:
            return Response(json.dumps(page.facts(state.lake, asked)), media_type=MEDIA["json"], headers=HEADERS)
        key = self._key(page, state, form, figure, request)
        if _tag(key) in _tags_held(request):
            return Response(status_code=304, headers=_headers(key))
        answer = self.kept.get(key)
        if answer is None:
            asked["state"] = state.name
            with nullcontext() if page.apart else self._turn(key):
                answer = self.kept.get(key)
                if answer is None:
                    facts = self._facts(page, state, asked)
                    if form == "html" and (exact := facts.get("exact")):
                        there = f"/{exact['kind']}/{words.segment(exact['id'])}"
                        return RedirectResponse(there, status_code=303, headers=HEADERS)
                    printed = self._print(page, form, figure, facts, asked, request)
                    body = printed if isinstance(printed, bytes) else printed.encode()
                    if facts.get("passing"):
                        headers = HEADERS | {"Cache-Control": "no-store"}
                        return Response(body, facts.get("status", 200), headers, MEDIA[form])
                    answer = Answer.of(body)
                    self.kept.keep(key, answer)
        return _response(answer, key, form, request)

    @contextmanager
    def _turn(self, key: Key) -> Iterator[None]:
        """A place among the answers that are made at once, after those who make the same one."""
        with self.kept.gate(key), self._busy:
            yield

    def _facts(self, page: Page, state: State, asked: Given) -> Facts:
        """The facts of the page; where it has figures they are kept a while, since these are drawn of the same ones.

        A form for programs may hold more rows, so it has facts of its own.
        """
        if page.apart:
            return page.facts(self.questions, asked)
        if not page.figures:
            return self._asked_of(page, state, asked)
        same = [f"{name}={value}" for name, value in asked.pairs if name not in ("theme", "width")]
        same += [asked["form"]] if asked["form"] in ("json", "csv", *page.forms) else []
        besides = page.besides(state.lake) if page.besides else ""
        return self.told.get(
            (state.name, besides, page.address, asked.get("key", ""), *same),
            lambda: self._asked_of(page, state, asked),
        )

    def _asked_of(self, page: Page, state: State, asked: Given) -> Facts:
        try:
            with state.lake.reading():
                return page.facts(state.lake, asked)
        except StaleCopy:
            lake = self.newest.state(stale=state).lake
            with lake.reading():
                return page.facts(lake, asked)

    def _key(self, page: Page, state: State, form: str, figure: str, request: Request) -> Key:
        besides = page.besides(state.lake) if page.besides else ""
        return state.name, besides, form, figure, request.url.path, request.url.query

    def _form(self, page: Page, request: Request) -> tuple[str, str, Given]:
        """The form asked for, the name of the figure where it is one, and the parameters."""
        asked = Given(request.query_params.multi_items())
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
        form = form or ("json" if page.quick else _accepted(request))
        forms = ("html", "json", *page.forms, *(("csv",) if page.rows else ()))
        if figure not in page.figures if figure else form not in forms:
            raise HTTPException(404)
        asked["form"] = form
        return form, figure, asked

    def _print(self, page: Page, form: str, figure: str, facts: Facts, asked: Asked, request: Request) -> str | bytes:
        if figure:
            return _drawn(page, form, figure, facts, asked)
        if form in page.forms:
            return page.forms[form](facts)
        if form == "json":
            told = paging.page(facts, page.paged, asked, words.path(request.url.path))
            told = {name: value for name, value in told.items() if name not in ("passing", "status")}
            return json.dumps(told, ensure_ascii=False, default=str)
        if form == "csv" and page.rows is not None:
            return rows.as_csv(page.rows(facts))
        if form in page.forms:
            return page.forms[form](facts)
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
            figures=figures.Asked(page.figures, facts),
            json_address=f"{stem}.json{query}",
            csv_address=f"{stem}.csv{query}" if page.rows or "csv" in page.forms else None,
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
        if ENDING.search(path) or _accepted(request) != "html":
            body, media = json.dumps({"error": facts}, ensure_ascii=False), MEDIA["json"]
        else:
            body = self.templates.get_template("error.html").render(
                facts=facts, here=path, json_address=None, csv_address=None
            )
            media = MEDIA["html"]
        return Response(body, status_code=status, media_type=media, headers={**HEADERS, "Cache-Control": "no-store"})


def _tag(key: Key) -> str:
    return f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:20]}"'


def _tags_held(request: Request) -> list[str]:
    return [given.strip() for given in request.headers.get("if-none-match", "").split(",")]


def _headers(key: Key) -> dict[str, str]:
    return HEADERS | {"ETag": _tag(key), "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}


def _response(answer: Answer, key: Key, form: str, request: Request) -> Response:
    if answer.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers = _headers(key) | {"Content-Encoding": "gzip"}
        return Response(answer.packed, media_type=MEDIA[form], headers=headers)
    return Response(answer.body, media_type=MEDIA[form], headers=_headers(key))


def _drawn(page: Page, form: str, name: str, facts: Facts, asked: Asked) -> str:
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


def _found(request: Request) -> Response:
    """Where searches stood before; old links go on to `/search`."""
    there = request.url.path.replace("/find", "/search", 1) + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(there, status_code=308, headers=HEADERS)


def _accepted(request: Request) -> str:
    """The form that the client names first in our order; HTML when it names none of them."""
    named = request.headers.get("accept", "")
    return next((form for form in ("html", "json", "csv", "parquet") if MEDIA[form].split(";")[0] in named), "html")


def create(lake: Lake, threads: int | None = None) -> Starlette:
    """The application over an open store. threads: processors that one answer may use."""
    site = Site(lake, threads)

    def endpoint(page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            ready = site.ready(page, request)
            return ready if ready else await run_in_threadpool(site.answer, page, request)

        return answer

    def lacking(request: Request, error: Exception) -> Response:
        return site.refuse(request, 404, "Not held here", error if isinstance(error, QuaestorError) else None)

    def busy(request: Request, error: Exception) -> Response:
        told = site.refuse(request, 503, "Busy just now", error if isinstance(error, QuaestorError) else None)
        told.headers["Retry-After"] = "5"
        return told

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
    routes += [Route("/find", _found), Route("/find.{form}", _found)]
    routes.append(Route("/static/vega.js", _vega))
    routes.append(Mount("/static", StaticFiles(packages=[("quaestor.web", "static")])))
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)],
        exception_handlers={NotHeld: lacking, Busy: busy, InputError: wrong, HTTPException: http, Exception: broken},
    )
