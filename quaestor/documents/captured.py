"""Pages of the web that were saved in place of a paper, or in front of it: errors, redirections, empty shells."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

_START = re.compile(
    r"\s{0,200}(?:HTTP/[\d.]{1,3}\s[3-5]\d\d\b.{0,2000}?\n\s*\n\s{0,200})?(?P<before>)(?:<!DOCTYPE\s+html|<html\b)",
    re.I | re.S,
)
_END = re.compile(r"</html\s{0,20}>", re.I)
_ERROR = re.compile(
    r"bad gateway|not found|forbidden|access denied|service unavailable|\berrors?\b|redirect"
    r"|moved permanently|session (?:has )?(?:expired|timed out)|please enable javascript|are you a (?:robot|human)"
    r"|captcha|object moved",
    re.I,
)
_STATUS = re.compile(r"\W*(?:HTTP\W+)?(?:4[01]\d|50\d)\W*", re.I)
_AWAY = re.compile(r"http-equiv=.?refresh|window\.location|location\.replace|location\.href", re.I)
#: Characters of words above which a page is a paper and no error; in which an error says so; and in which the head of a
#: text is looked at.
WORDS, SAYS, HEAD = 1500, 120, 200_000


def split(text: str) -> tuple[str | None, str]:
    """A text parted into the title of the captured page in front of it (None where there is none), and the rest."""
    if not (start := _START.match(text[:3000])):
        return None, text
    end = _END.search(text[:HEAD], start.end())
    if not end:
        return None, text
    page, rest = text[start.end("before") : end.end()], text[end.end() :]
    said = of(page)
    return (said, rest) if said is not None else (None, text)


def of(page: str) -> str | None:
    """What an HTML page says where it is an error or leads elsewhere; None where it is a paper."""
    try:
        tree: Any = html.fromstring(page[:HEAD])
    except (ValueError, html.etree.ParserError):
        return "an empty page"
    title = " ".join((tree.findtext(".//title") or "").split())
    for element in tree.xpath("//script | //style | //title"):
        element.drop_tree()
    said = " ".join(tree.text_content().split())
    if len(said) > WORDS:
        return None
    if _AWAY.search(page[:HEAD]) and len(said) < 200:
        return title or "a page that leads elsewhere"
    if not said or _STATUS.fullmatch(title) or _ERROR.search(title) or _ERROR.search(said[:SAYS]):
        return title or said[:80] or "an empty page"
    return None
