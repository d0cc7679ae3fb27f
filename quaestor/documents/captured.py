"""Pages of the web that were saved in place of a paper, or in front of it: errors, redirections, empty shells."""

from __future__ import annotations

import re
from typing import Any

from lxml import html

_START = re.compile(r"\s{0,200}(?:<!DOCTYPE\s+html|<html\b)", re.I)
_END = re.compile(r"</html\s{0,20}>", re.I)
_ERROR = re.compile(
    r"\b(?:40[0-9]|41[0-9]|50[0-9])\b|bad gateway|not found|forbidden|access denied|service unavailable|error|redirect"
    r"|moved permanently|session (?:has )?(?:expired|timed out)|please enable javascript|are you a (?:robot|human)"
    r"|captcha|object moved",
    re.I,
)
_AWAY = re.compile(r"http-equiv=.?refresh|window\.location|location\.replace|location\.href", re.I)
#: Characters of words above which a page is a paper and no error, and in which the head of a text is looked at.
WORDS, HEAD = 1500, 200_000


def split(text: str) -> tuple[str | None, str]:
    """A text parted into the title of the captured page in front of it (None where there is none), and the rest."""
    if not _START.match(text[:1000]):
        return None, text
    end = _END.search(text[:HEAD])
    if not end:
        return None, text
    page, rest = text[: end.end()], text[end.end() :]
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
    if _ERROR.search(f"{title} {said[:400]}") or not said:
        return title or said[:80] or "an empty page"
    return None
