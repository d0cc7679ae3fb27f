"""A text as paragraphs of sentences, each with its place; the main text of a saved page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from quaestor.errors import UnreadableFile

#: Letters of a paragraph that are read as one; longer ones are parted, so that a file without line breaks is bounded.
LONGEST = 20_000
#: A saved page above this many bytes is no page.
LARGEST_PAGE = 20_000_000

_PARAGRAPH = re.compile(r"\n[ \t\u00a0]*\n\s*|\n(?=[ \t]*(?:[-•*–·]|\d{1,2}[.)])[ \t])|\n(?=[^\n|]{1,120}[|\t])|\f")
_STOP = re.compile(
    r"[.!?؟۔。！？](?:[\"'”’»)\]]{0,3})(?=\s+[\"'“‘«(\[\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,3}[^\Wa-z_]|\s*$|[。！？])|[。！？]|\n(?=[A-Z][^\n]{0,80}\n)"
)
_SHORT = re.compile(
    r"(?:\b(?:Inc|Corp|Co|Ltd|L\.?L\.?C|L\.?P|Bros|No|Nos|Mr|Mrs|Ms|Dr|St|Ft|Sen|Rep|Gov|Gen|vs?|approx|est|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mt|Jr|Sr|Dept|Assn)"
    r"|\b(?:[A-Z]\.)+[A-Z]|\b[A-Z])$"
)
_BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "br",
    "section",
    "article",
    "blockquote",
    "table",
    "td",
    "th",
    "figcaption",
    "dd",
    "dt",
}
_ASIDE = (
    "//script|//style|//noscript|//nav|//header[not(ancestor::article)]|//footer|//aside|//form|//svg|//iframe"
    "|//template|//button|//select|//*[@hidden]|//*[@aria-hidden='true']"
)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends."""
    start = 0
    for match in _PARAGRAPH.finditer(text):
        yield from _parted(text, start, match.start())
        start = match.end()
    yield from _parted(text, start, len(text))


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = max(text.rfind(". ", start, start + LONGEST), text.rfind("\n", start, start + LONGEST))
        cut = cut + 1 if cut > start else start + LONGEST
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends, without blanks around it."""
    found: list[tuple[int, int]] = []
    begins = start
    for match in _STOP.finditer(text, start, end):
        if match[0][0] == "." and _SHORT.search(text[max(begins, match.start() - 12) : match.start()]):
            following = text[match.end() : match.end() + 16].strip()
            # "ICE paid Palantir Inc. The order ..." ends a sentence; "GEO Group Inc. Chief ..." is cut, too
            if not re.match(
                r"(?:The|It|In|On|This|That|ICE|CBP|Its|But|And|He|She|They|By|As|For|Since|Under)\b", following
            ):
                continue
        found.append((begins, match.end()))
        begins = match.end()
    found.append((begins, end))
    out = []
    for first, last in found:
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            out.append((first, last))
    return out


def is_page(text: str) -> bool:
    """Whether a text is a saved page rather than prose."""
    return bool(
        re.match(
            r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p)\b",
            text[:4096],
            re.I | re.S,
        )
    )


def page_text(page: str) -> str:
    """The main text of a saved page, one paragraph a block; raises UnreadableFile where it holds none."""
    if len(page) > LARGEST_PAGE:
        raise UnreadableFile(f"a page of {len(page):,} letters", advice="Save its main text as plain text.")
    try:
        tree: Any = html.document_fromstring(
            re.sub(r"^\s*<\?xml[^>]*\?>", "", page), parser=html.HTMLParser(huge_tree=False)
        )
    except (ValueError, AssertionError, etree.LxmlError) as error:
        raise UnreadableFile("no page can be read in it", advice="Save the page again, or its text alone.") from error
    for one in tree.xpath(_ASIDE):
        one.drop_tree()
    mains = tree.xpath("//article") or tree.xpath("//main|//*[@role='main']") or tree.xpath("//body") or [tree]
    main = max(mains, key=lambda one: len(one.text_content()))
    for block in main.iter(*_BLOCKS):
        block.tail = "\n\n" + (block.tail or "")
        block.text = "\n\n" + (block.text or "") if block.tag != "br" else block.text
    lines = [" ".join(line.split()) for line in main.text_content().split("\n\n")]
    told = "\n\n".join(line for line in lines if line)
    if not told:
        raise UnreadableFile(
            "the page holds no text", advice="Pages that a script fills are saved empty; copy the text instead."
        )
    return told
