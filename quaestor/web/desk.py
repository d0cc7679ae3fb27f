"""Taking forms in: what the site writes, and only for whoever sits at this machine and asked for it.

A form is taken from a page that this very process gave out (its token), sent by the same site (Origin, Sec-Fetch-Site),
to a name of the loopback (Host), so that no other page in the same browser can send one.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from quaestor import search
from quaestor.errors import BadQuery, Busy, Forbidden, InputError, StoreError
from quaestor.store import Lake
from quaestor.web.forms import HEADERS
from quaestor.web.page import Page
from quaestor.web.site import Site

#: Seconds to wait for whoever writes to the store; bytes of a form.
PATIENCE, LARGEST = 8.0, 32_000
#: Pages whose forms hold a token, so that they are others for each desk.
WITH_FORMS = ("/judgements", "/flag/{key:path}")


@dataclass(frozen=True)
class Desk:
    """Where somebody judges: what they call themselves, and the token of the pages given to them."""

    made_by: str = "a person"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))


def loopback(host: str) -> bool:
    """Whether a name or number of a host is this machine's own, which nobody else reaches."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def pages(every: tuple[Page, ...], desk: Desk | None) -> tuple[Page, ...]:
    """The pages of the site; those with forms are others for each desk."""
    if desk is None:
        return every
    return tuple(
        replace(page, besides=lambda lake: desk.token) if page.address in WITH_FORMS else page for page in every
    )


#: Enters one form into the store and says where its sender is led.
Enter = Callable[[Lake, Request, dict[str, str], Desk], str]


def route(site: Site, desk: Desk, address: str, name: str, enter: Enter) -> Route:
    """The address that takes forms in; `enter` runs in one transaction, and raises what is wrong with a form."""

    async def take(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                raise BadQuery("this form is too long", advice="A reason of a sentence or two will do.")
        return await run_in_threadpool(_take, site, desk, request, body, enter)

    return Route(address, take, methods=["POST"], name=name)


def _take(site: Site, desk: Desk, request: Request, body: bytes, enter: Enter) -> Response:
    _same_site(request)
    form = _form(request, body)
    if not hmac.compare_digest(form.get("token", "").encode(), desk.token.encode()):
        raise Forbidden(
            "this form was not given out by the site as it runs now",
            advice="Open the page again and send it from there; the site was perhaps started anew.",
        )
    if not form.get("because"):
        raise BadQuery("no reason is given", where="because", advice="Go back and say in a sentence why.")
    with _writing(site.newest.state().lake.path) as lake:
        there = enter(lake, request, form, desk)
    site.newest.look_again()
    return RedirectResponse(there, status_code=303, headers=HEADERS | {"Cache-Control": "no-store"})


@contextmanager
def _writing(store: Path) -> Iterator[Lake]:
    """The store in one transaction; raises Busy where somebody else goes on writing."""
    with Lake.open(store, read_only=False) as lake, ExitStack() as open_:
        try:
            open_.enter_context(lake.exclusive(PATIENCE))
        except StoreError as error:
            raise Busy(
                "somebody else is writing to the store just now, so nothing was entered",
                advice="Go back, and send it again in a minute; the reason is still there.",
            ) from error
        open_.enter_context(search.unmoved(lake))
        open_.enter_context(lake.writing())
        yield lake


def _same_site(request: Request) -> None:
    """Raises Forbidden unless the form comes from a page of this site, which bears a name of the loopback."""
    host = request.headers.get("host", "")
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    advice = "Judge on the page of the queue that this site gives, opened by its own address."
    if not loopback(urlsplit(f"//{host}").hostname or ""):
        raise Forbidden(f"{host or 'no host'} is no name of this machine", where="Host", advice=advice)
    if fetched is not None and fetched != "same-origin":
        raise Forbidden("the form was sent by another site", where="Sec-Fetch-Site", advice=advice)
    # Without a referrer browsers call the origin of a form null; what they say of the site itself then decides.
    named = origin is not None and not (origin == "null" and fetched == "same-origin")
    if named and origin != f"{request.url.scheme}://{host}":
        raise Forbidden("the form was sent by another site", where="Origin", advice=advice)
    if not named and fetched is None:
        raise Forbidden("the form does not say which site sent it", where="Origin", advice=advice)


def _form(request: Request, body: bytes) -> dict[str, str]:
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media != "application/x-www-form-urlencoded":
        raise BadQuery("this is not a form of the page", where="Content-Type")
    try:
        given = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise BadQuery("this form cannot be read") from None
    return {name: values[-1].strip() for name, values in given.items()}


def check(host: str) -> None:
    """Raises InputError where a site that takes forms would be reached by others."""
    if not loopback(host):
        raise InputError(
            "--judge is refused where others reach the site: whoever opens it could judge in your name",
            where=host,
            advice="Serve on 127.0.0.1, or leave --judge away and use the commands that the page gives.",
        )
