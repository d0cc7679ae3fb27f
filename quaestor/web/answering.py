"""Entering what a person answers to a flag."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

from quaestor.errors import BadQuery
from quaestor.indicators import answering
from quaestor.store import Lake
from quaestor.web import words
from quaestor.web.desk import Desk

ADDRESS = "/flag/{key:path}"


def enter(lake: Lake, request: Request, form: dict[str, str], desk: Desk) -> str:
    """Enters the answer to the flag that the address names, and leads back to it."""
    if form.get("answer") not in answering.KINDS:
        raise BadQuery("no answer is given", where="answer", advice=f"Write one of: {', '.join(answering.KINDS)}.")
    flag_id = request.path_params["key"]
    row = answering.answer(
        lake, flag_id, form["answer"], form["because"],  # type: ignore[arg-type]  # checked against KINDS
        made_by=form.get("made_by") or desk.made_by, source_url=form.get("source_url") or None,
    )  # fmt: skip
    return f"/flag/{words.segment(flag_id)}?{urlencode({'done': row['answer_id']})}#answers"
