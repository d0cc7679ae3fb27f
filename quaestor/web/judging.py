"""Entering a judgement that the queue of pairs sends."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

from quaestor import resolve
from quaestor.answers import waiting
from quaestor.errors import BadQuery, NotHeld
from quaestor.resolve import judgements
from quaestor.store import Lake
from quaestor.web.desk import Desk

ADDRESS = "/judgements"
VERDICTS = ("same", "not_same")


def enter(lake: Lake, request: Request, form: dict[str, str], desk: Desk) -> str:
    """Enters the judgement and finds the families anew; leads to the pair that comes after it."""
    if form.get("verdict") not in VERDICTS:
        raise BadQuery("no verdict is given", where="verdict", advice=f"Write one of: {', '.join(VERDICTS)}.")
    asked = form.get("pair", "")
    found = lake.query("SELECT left_id, right_id FROM judgement WHERE judgement_id = ? AND kind = 'possible'", [asked])
    if not found:
        raise NotHeld(f"no pair {asked[:40]} is held", advice="It was perhaps judged meanwhile; open the queue again.")
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
    there = {"pair": following, "done": row["judgement_id"]}
    return f"{ADDRESS}?{urlencode({name: value for name, value in there.items() if value})}"
