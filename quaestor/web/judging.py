"""Taking judgements in: the one thing that the site writes, and only for whoever sits at this machine and asked for it.

A judgement is taken from a page that this very process gave out (its token), sent by the same site (Origin,
Sec-Fetch-Site), to a name of the loopback (Host), so that no other page in the same browser can send one.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from quaestor import resolve
from quaestor.answers import waiting
from quaestor.errors import BadQuery, Busy, Forbidden, InputError, NotHeld, StoreError
from quaestor.resolve import judgements
from quaestor.store import Lake
from quaestor.web.forms import HEADERS
from quaestor.web.page import Page
from quaestor.web.site import Site

#: Seconds to wait for whoever writes to the store; bytes of a form.
PATIENCE, LARGEST = 8.0, 32_000
ADDRESS = "/judgements"
VERDICTS = ("same", "not_same")


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
    """The pages of the site; the one of judgements is another for each desk, since its forms hold a token."""
    if desk is None:
        return every
    return tuple(replace(page, besides=lambda lake: desk.token) if page.address == ADDRESS else page for page in every)


def route(site: Site, desk: Desk) -> Route:
    """The address that takes judgements in."""

    async def take(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                raise BadQuery("this form is too long", advice="A reason of a sentence or two will do.")
        return await run_in_threadpool(_take, site, desk, request, body)

    return Route(ADDRESS, take, methods=["POST"], name="judging")


def _take(site: Site, desk: Desk, request: Request, body: bytes) -> Response:
    _same_site(request)
    form = _form(request, body)
    if not hmac.compare_digest(form.get("token", "").encode(), desk.token.encode()):
        raise Forbidden(
            "this form was not given out by the site as it runs now",
            advice="Open the queue again and judge there; the site was perhaps started anew.",
        )
    if form.get("verdict") not in VERDICTS:
        raise BadQuery("no verdict is given", where="verdict", advice=f"Write one of: {', '.join(VERDICTS)}.")
    if not form.get("because"):
        raise BadQuery("no reason is given", where="because", advice="Go back and say in a sentence why.")
    done, following = _enter(site.newest.state().lake.path, form, desk)
    site.newest.look_again()
    there = {"pair": following, "done": done["judgement_id"]}
    query = urlencode({name: value for name, value in there.items() if value})
    return RedirectResponse(f"{ADDRESS}?{query}", status_code=303, headers=HEADERS | {"Cache-Control": "no-store"})


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


def _enter(store: Path, form: Mapping[str, str], desk: Desk) -> tuple[dict[str, Any], str | None]:
    """Enters the judgement and finds the families anew, in one transaction; with the pair that comes after it."""
    with Lake.open(store, read_only=False) as lake, ExitStack() as open_:
        try:
            open_.enter_context(lake.exclusive(PATIENCE))
        except StoreError as error:
            raise Busy(
                "somebody else is writing to the store just now, so nothing was judged",
                advice="Go back, and send it again in a minute; the reason is still there.",
            ) from error
        open_.enter_context(lake.writing())
        asked = form.get("pair", "")
        found = lake.query(
            "SELECT left_id, right_id FROM judgement WHERE judgement_id = ? AND kind = 'possible'", [asked]
        )
        if not found:
            raise NotHeld(
                f"no pair {asked[:40]} is held", advice="It was perhaps judged meanwhile; open the queue again."
            )
        queue = waiting.waiting(lake, asked)
        following = queue["later"] if not queue["gone"] else None
        one = judgements.Judgement(
            form["verdict"],  # type: ignore[arg-type]  # checked against VERDICTS
            found[0]["left_id"],
            found[0]["right_id"],
            form["because"],
            form.get("source_url") or None,
            made_by=form.get("made_by") or desk.made_by,
        )
        row = judgements.make(lake, one)
        resolve.refresh(lake)
    return row, following


def check(host: str) -> None:
    """Raises InputError where a site that takes judgements would be reached by others."""
    if not loopback(host):
        raise InputError(
            "--judge is refused where others reach the site: whoever opens it could judge in your name",
            where=host,
            advice="Serve on 127.0.0.1, or leave --judge away and use the commands that the page gives.",
        )
