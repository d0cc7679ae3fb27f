"""A question sent as a form: a text to check is nobody else's, so it stands in no address, no log and no kept answer.

Nothing is written, so that any page may send one; how long it may be and how many are answered at once is bounded.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from quaestor.errors import BadQuery
from quaestor.web.page import Page
from quaestor.web.site import Site

#: Bytes of a form.
LARGEST = 2_000_000
FORM = "application/x-www-form-urlencoded"


def route(site: Site, page: Page) -> Route:
    """The address that takes the form of a page."""

    async def take(request: Request) -> Response:
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            raise BadQuery("this is not a form of the page", where="Content-Type", advice=f"Send {FORM}.")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                raise BadQuery(
                    "this text is too long for the page", advice="Check it with `quaestor claims check FILE`."
                )
        try:
            given = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20)
        except ValueError:
            raise BadQuery("this form cannot be read") from None
        return await run_in_threadpool(site.taken, page, request, given)

    return Route(page.address, take, methods=["POST"], name=f"{page.name} by form")
