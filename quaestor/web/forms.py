"""The forms of an answer: what an address ends in, what it is called, and the headers it goes with."""

from __future__ import annotations

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

from quaestor.web.kept import Answer, Key

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
MEDIA = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "yml": "application/yaml; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "vl.json": "application/json",
}
#: The endings of an address: `.csv`, or `.life.svg` for the figure `life` of a page.
ENDING = re.compile(r"(?:^|\.)(?:(?P<figure>[a-z_]+)\.(?P<drawn>svg|vl\.json)|(?P<form>json|csv|ics|parquet|png|yml))$")


def accepted(request: Request) -> str:
    """The form that the client names first in our order; HTML when it names none of them."""
    named = request.headers.get("accept", "")
    return next((form for form in ("html", "json", "csv", "parquet") if MEDIA[form].split(";")[0] in named), "html")


def tag(key: Key) -> str:
    """The ETag of an answer: it differs when the store, the form or the address does."""
    return f'W/"{hashlib.sha256(repr(key).encode()).hexdigest()[:20]}"'


def tags_held(request: Request) -> list[str]:
    """The ETags of answers that the client says it has."""
    return [given.strip() for given in request.headers.get("if-none-match", "").split(",")]


def headers(key: Key) -> dict[str, str]:
    """The headers of an answer that may be kept and must be asked for anew."""
    return HEADERS | {"ETag": tag(key), "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}


def response(answer: Answer, key: Key, form: str, request: Request) -> Response:
    """The answer in its form, packed where the client takes that."""
    if answer.packed and "gzip" in request.headers.get("accept-encoding", ""):
        packed = headers(key) | {"Content-Encoding": "gzip"}
        return Response(answer.packed, media_type=MEDIA[form], headers=packed)
    return Response(answer.body, media_type=MEDIA[form], headers=headers(key))
