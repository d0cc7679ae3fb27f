"""Papers without fixed pages: plain text, HTML and what a word processor wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quaestor.documents import captured, marked, mentions
from quaestor.documents.apart import Told
from quaestor.documents.masks import masked

#: Pages of a paper that are read; letters of a text, of a part read at once, and of a passage.
PAGES, LETTERS, PART, PASSAGE = 5_000, 20_000_000, 200_000, 900
#: A page of which nothing is known.
NOTHING: Told = {"text": "", "mentions": [], "passages": [], "hidden": [], "width": None, "height": None}

#: What makes a long block pieces of up to two passages.
_LONG = re.compile(rf"(?s).{{1,{PASSAGE * 2}}}(?:\Z|(?<=[.;:])\s)|.{{1,{PASSAGE * 2}}}(?:\Z|\s)|.{{1,{PASSAGE * 2}}}")


def read(data: bytes) -> Iterator[Told]:
    """HTML or plain text, without a page of the web that was captured in front of it."""
    yield from _plain(_decoded(data))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _plain(text: str) -> Iterator[Told]:
    said, rest = captured.split(text)
    if said is not None:
        what = f"begins with a page of the web that was captured in its place (“{said}”)"
        yield {
            "captured": said,
            "note": what if rest.strip() else f"a captured page of the web, not a paper (“{said}”)",
        }
        text = rest
    if re.match(r"\s*(?:<!DOCTYPE\s+html|<html\b|<\?xml[^>]{0,200}\?>\s*<!DOCTYPE\s+html)", text[:2000], re.I):
        yield from paged("html", marked.text(text))
    else:
        yield from paged("text", text)


def paged(form: str, text: str) -> Iterator[Told]:
    """A paper without fixed pages; form feeds part those it has."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LETTERS:
        yield {"note": f"only the first {LETTERS:,} of {len(text):,} characters were read"}
        text = text[:LETTERS]
    pages = text.split("\f")[:PAGES]
    yield {"format": form, "pages": len(pages), "empty": not text.strip()}
    for number, page in enumerate(pages, 1):
        told = {"page": number, **NOTHING, "mentions": [], "passages": []}
        for part in _parts(page):
            yield {"begun": number}
            clean = masked(part).text
            before = len(told["text"])
            told["mentions"] += [one.told(None, before) for one in mentions.find(clean)]
            told["passages"] += [{"text": passage, "rectangle": None} for passage in _passages(clean)]
            told["text"] += clean
        yield told


def _parts(text: str) -> Iterator[str]:
    """The text in parts that are read one after the other, ended at the end of a paragraph where there is one."""
    at = 0
    while at < len(text):
        end = min(at + PART, len(text))
        if end < len(text):
            cut = max(text.rfind("\n\n", at + PART // 2, end), text.rfind("\n", end - 2000, end))
            end = cut + 1 if cut > at else end
        yield text[at:end]
        at = end


def _passages(text: str) -> Iterator[str]:
    """The text in pieces of a few sentences, parted by a blank line, else behind a sentence, else a word."""
    held = ""
    for block in re.split(r"\n[ \t]*\n", text):
        for piece in _LONG.findall(block):
            piece = piece.strip()
            if held and len(held) + len(piece) > PASSAGE:
                yield held
                held = ""
            held = f"{held}\n{piece}" if held and piece else held or piece
    if held:
        yield held
