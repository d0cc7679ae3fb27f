"""A paper read page by page: its words with their places, what it names, and what it hides.

This runs in a process of its own (`apart`), since a file of anybody's may be broken or made to harm. It tells what it
finds as it goes, one dictionary at a time: first `{"format", "pages"}`, then a page each, then what is kept off the
pages, and notes.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from quaestor.documents import captured, mentions, saying, scans, word
from quaestor.documents.pdf import elsewhere, hidden, sheet
from quaestor.documents.pdf.sheet import Sheet
from quaestor.errors import UnreadableFile

#: Pages of a paper that are read, bytes of a file, and letters of a passage.
PAGES, BYTES, PASSAGE = 5_000, 500_000_000, 900
#: Points of a page's side past which it is no page.
SIDE = 20_000

Told = dict[str, Any]


def read(path: Path, part: int = 0, parts: int = 1) -> Iterator[Told]:
    """What is found in the file. part of parts: of a PDF, read only the pages of this part; the first part also tells what
    is kept off the pages. Raises UnreadableFile."""
    size = path.stat().st_size
    if not size:
        raise UnreadableFile("the file is empty", where=path.name, advice="Get it again.")
    if size > BYTES:
        raise UnreadableFile(f"a file of over {BYTES // 1_000_000} MB", where=path.name, advice="Part it first.")
    data = path.read_bytes()
    if b"%PDF-" in data[:1024]:
        yield from _pdf(path.name, data, part, parts)
    elif part:
        return
    elif data[:2] == b"PK":
        try:
            yield from _text("docx", "\n".join(word.paragraphs(io.BytesIO(data))))
        except UnreadableFile as error:
            raise UnreadableFile(error.what, where=path.name, advice=error.advice) from error
    elif path.suffix.lower() == ".pdf":
        raise UnreadableFile("no PDF, though it is called one", where=path.name, advice="Get it again.")
    elif b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(
            "neither PDF, DOCX, HTML nor plain text", where=path.name, advice="Save it as one of these."
        )
    else:
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
        yield {"captured": said, "note": what if rest.strip() else f"a captured page of the web, not a paper (“{said}”)"}
        text = rest
    if re.match(r"\s*(?:<!DOCTYPE\s+html|<html\b|<\?xml[^>]{0,200}\?>\s*<!DOCTYPE\s+html)", text[:2000], re.I):
        from quaestor.documents import marked

        yield from _text("html", marked.text(text))
    else:
        yield from _text("text", text)


def _text(form: str, text: str) -> Iterator[Told]:
    """A paper without fixed pages; form feeds part those it has."""
    pages = [page for page in text.replace("\r\n", "\n").replace("\r", "\n").split("\f")][:PAGES]
    yield {"format": form, "pages": len(pages), "empty": not text.strip()}
    for number, page in enumerate(pages, 1):
        told = [_mention(one, None) for one in mentions.find(page)]
        parts = [{"text": part, "rectangle": None} for part in _passages(page)]
        yield {"page": number, "text": page, "mentions": told, "passages": parts, "hidden": [], "width": None, "height": None}


def _passages(text: str) -> Iterator[str]:
    """The text in pieces of a few sentences, parted where it is parted by a blank line, else at the end of a line."""
    held = ""
    for block in re.split(r"\n[ \t]*\n", text):
        for start in range(0, len(block), PASSAGE * 2):
            piece = block[start : start + PASSAGE * 2].strip()
            if held and len(held) + len(piece) > PASSAGE:
                yield held
                held = ""
            held = f"{held}\n{piece}" if held and piece else held or piece
    if held:
        yield held


def _pdf(name: str, data: bytes, part: int, parts: int) -> Iterator[Told]:
    try:
        pdf = pdfium.PdfDocument(data)
        count = len(pdf)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableFile("encrypted: it takes a password", where=name, advice="Save it without one.") from error
        raise UnreadableFile("a PDF that is broken", where=name, advice="Get it again.") from error
    if not count:
        raise UnreadableFile("a PDF without pages", where=name, advice="Get it again.")
    if part == 0:
        yield {"format": "pdf", "pages": count, "empty": False}
        if count > PAGES:
            yield {"note": f"only the first {PAGES:,} of {count:,} pages were read"}
    visible: dict[int, str] = {}
    redacted = failed = False
    for number in range(part + 1, min(count, PAGES) + 1, parts):
        yield {"begun": number}
        try:
            page = pdf[number - 1]
        except pdfium.PdfiumError:
            yield {"page": number, "text": "", "mentions": [], "passages": [], "hidden": [], "width": None, "height": None,
                   "broken": True}  # fmt: skip
            continue
        told, shown, signs = _page(page, number)
        visible[number], redacted, failed = shown, redacted or signs, failed or bool(told["hidden"])
        page.close()
        yield told
    if part == 0:
        yield {"begun": 0}
        texts = []
        for number in range(1, min(count, PAGES) + 1):
            texts.append(visible[number] if number in visible else _shown(pdf, number))
        redacted = redacted or failed or any(saying.REDACTED.search(text) for text in texts)
        for kept in elsewhere.find(pdf, data, texts, redacted):
            yield {"kept": {"page": kept.page, "rectangle": _rounded(kept.rectangle), "class": kept.cls, "text": kept.text}}
    pdf.close()


def _shown(pdf: pdfium.PdfDocument, number: int) -> str:
    try:
        page = pdf[number - 1]
        text: str = page.get_textpage().get_text_range()
        page.close()
    except pdfium.PdfiumError:
        return ""
    return text


def _page(page: pdfium.PdfPage, number: int) -> tuple[Told, str, bool]:
    """A page as told; the words it shows; and whether it shows signs of redaction."""
    read_ = sheet.read(page, number)
    wide, high = read_.size
    found: list[hidden.Hidden] = []
    scanned = False
    if all(math.isfinite(side) and 1 <= side <= SIDE for side in (wide, high)):
        found = hidden.find(page, read_)
        if not found and scans.is_scan(read_):
            scanned = True
            if scans.installed():
                scans.recognise(page, read_)
    gone = np.zeros(len(read_.text), bool)
    for one in found:
        gone[one.first : one.last + 1] = True
    shown = "".join(" " if away else letter for letter, away in zip(read_.text, gone, strict=True))
    told = {
        "page": number, "text": shown, "width": round(wide, 1), "height": round(high, 1),
        "mentions": [_mention(one, read_) for one in mentions.find(shown)],
        "passages": list(_blocks(read_, shown)),
        "hidden": [
            {"rectangle": _rounded(one.rectangle), "class": one.cls, "text": read_.text[one.first : one.last + 1]}
            for one in found
        ],
    }  # fmt: skip
    if scanned:
        told["scanned"] = "recognised" if read_.text and scans.installed() else "not recognised"
    return told, shown, elsewhere.shows_redaction(read_, shown)


def _mention(one: mentions.Mention, place: Sheet | None) -> Told:
    told: Told = {
        "kind": one.kind, "value": one.value, "text": one.text, "currency": one.currency, "bound": one.bound,
        "because": one.because, "start": one.start, "end": one.end, "said": one.said,
        "rectangle": _rounded(_around(place, one.start, one.end)) if place else None,
    }  # fmt: skip
    return told


def _around(place: Sheet, start: int, end: int) -> tuple[float, float, float, float] | None:
    boxes = place.boxes[start:end]
    boxes = boxes[boxes[:, 2] > boxes[:, 0]]
    if not len(boxes):
        return None
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _rounded(box: tuple[float, float, float, float] | None) -> list[float] | None:
    return [round(side, 1) for side in box] if box else None


def _blocks(place: Sheet, shown: str) -> Iterator[Told]:
    """Lines that stand together, as passages with the rectangle around them."""
    start, lines = 0, []
    for line in shown.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    held: list[tuple[int, int]] = []
    last: tuple[float, float, float, float] | None = None
    for first, end in lines:
        box = _around(place, first, end)
        apart = bool(last and box and not -2 < last[1] - box[3] < 1.2 * max(box[3] - box[1], 6.0))
        if held and (apart or held[-1][1] - held[0][0] > PASSAGE):
            yield from _block(place, shown, held)
            held = []
        if shown[first:end].strip():
            held.append((first, end))
        last = box or last
    if held:
        yield from _block(place, shown, held)


def _block(place: Sheet, shown: str, lines: list[tuple[int, int]]) -> Iterator[Told]:
    text = "\n".join(shown[first:end].strip("\r") for first, end in lines).strip()
    if text:
        yield {"text": text, "rectangle": _rounded(_around(place, lines[0][0], lines[-1][1]))}
