"""The site as an application: addresses, what stands behind them, and errors in plain words."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from functools import cache

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from quaestor.errors import Busy, Forbidden, InputError, NotHeld, QuaestorError
from quaestor.store import Lake
from quaestor.web import answering, figures, judging, openapi, taking
from quaestor.web import desk as desks
from quaestor.web.addresses import PAGES
from quaestor.web.forms import HEADERS, MEDIA
from quaestor.web.page import Page
from quaestor.web.site import Site

log = logging.getLogger("quaestor.web")

TITLES = {
    400: "This cannot be asked",
    403: "This is not taken",
    404: "No such page",
    405: "This address can only be read",
}


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


def create(lake: Lake, threads: int | None = None, desk: desks.Desk | None = None) -> Starlette:
    """The application over an open store. threads: processors that one answer may use. desk: where judgements and
    answers are taken in; without one the site writes nothing."""
    site = Site(lake, threads)
    site.templates.globals["desk"] = desk

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

    def forbidden(request: Request, error: Exception) -> Response:
        return site.refuse(request, 403, TITLES[403], error if isinstance(error, QuaestorError) else None)

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return site.refuse(request, status, TITLES.get(status, TITLES[400]))

    def broken(request: Request, error: Exception) -> Response:
        log.error("%s could not be answered", request.url.path, exc_info=error)
        return site.refuse(request, 500, "This page could not be made")

    routes: list[Route | Mount] = []
    for page in desks.pages(PAGES, desk):
        function = endpoint(page)
        routes.append(Route(page.address, function, name=page.name))
        if "{" not in page.address:
            stem = "/index" if page.address == "/" else page.address
            routes.append(Route(f"{stem}.{{form}}", function, name=f"{page.name} as data"))
    if desk:
        routes.append(desks.route(site, desk, judging.ADDRESS, "judging", judging.enter))
        routes.append(desks.route(site, desk, answering.ADDRESS, "answering", answering.enter))
    routes += [taking.route(site, page) for page in PAGES if page.taken]
    routes.append(Route("/openapi.json", _openapi))
    routes += [Route("/find", _found), Route("/find.{form}", _found)]
    routes.append(Route("/static/vega.js", _vega))
    routes.append(Mount("/static", StaticFiles(packages=[("quaestor.web", "static")])))
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=2000, compresslevel=4)],
        exception_handlers={
            NotHeld: lacking,
            Busy: busy,
            Forbidden: forbidden,
            InputError: wrong,
            HTTPException: http,
            Exception: broken,
        },
    )
