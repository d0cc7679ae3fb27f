"""The page that takes a text and says of each figure in it whether the records have it."""

from __future__ import annotations

from typing import Any

from quaestor import claims as checking
from quaestor.claims import telling
from quaestor.errors import BadQuery, InputError
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Letters of a text that the page takes.
LONGEST = 200_000


def claims(lake: Lake, asked: Asked) -> Facts:
    """The statements of the text in `q` with their verdicts, as of the day in `as_of`, and the text in pieces.

    On the page what cannot be read is part of the facts (`error`), so that the text is not lost.
    """
    text = asked.get("q", "").replace("\r\n", "\n")
    facts: Facts = {
        "text": text,
        "error": None,
        "as_of": None,
        "day": asked.get("as_of", "").strip(),
        "claims": [],
        "verdicts": {},
        "notes": [],
        "pieces": [],
        "most": LONGEST,
    }
    if not text.strip():
        return facts
    try:
        if len(text) > LONGEST:
            raise BadQuery(
                f"{len(text):,} letters are more than the page takes",
                where="q",
                advice="Check it with `quaestor claims check FILE`.",
            )
        found = checking.check(lake, text, asking.day(asked, "as_of"))
    except InputError as error:
        if asked["form"] != "html":
            raise
        told = {"what": error.what, "where": error.where, "advice": error.advice}
        return facts | {"error": told, "passing": True, "status": 400}
    for one in found["claims"]:
        one["said"] = telling.said(one)
    return facts | found | {"pieces": telling.pieces(text, found["claims"]), "passing": True}


def rows(facts: Facts) -> list[dict[str, Any]]:
    """The statements as rows of CSV."""
    return [{name: row.get(name) for name in telling.COLUMNS} for row in telling.rows(facts["claims"])]
