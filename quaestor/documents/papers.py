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

import numpy as np
import pypdfium2 as pdfium

from quaestor.documents import mentions, saying, scans, texts, word
from quaestor.documents.apart import Told
from quaestor.documents.masks import Masked, masked
from quaestor.documents.pdf import elsewhere, hidden, sheet
from quaestor.documents.pdf.grouping import Hidden
from quaestor.documents.pdf.sheet import Sheet
from quaestor.documents.texts import NOTHING, PAGES, PASSAGE
from quaestor.documents.unpacked import BYTES
from quaestor.errors import UnreadableFile

#: Points of a page's side past which it is no page.
SIDE = 20_000


def read(path: Path, part: int = 0, parts: int = 1, looks: bool = True) -> Iterator[Told]:
    """What is found in the file. part of parts: of a PDF, read only the pages of this part; the first part also tells
    what is kept off the pages. looks: whether it is looked for what the paper hides. Raises UnreadableFile."""
    size = path.stat().st_size
    if not size:
        raise UnreadableFile("the file is empty", where=path.name, advice="Get it again.")
    if size > BYTES:
        raise UnreadableFile(f"a file of over {BYTES // 1_000_000} MB", where=path.name, advice="Part it first.")
    data = path.read_bytes()
    if b"%PDF-" in data[:1024]:
        yield from _pdf(path.name, data, part, parts, looks)
    elif part:
        return
    elif data[:2] == b"PK":
        try:
            text = "\n".join(word.paragraphs(io.BytesIO(data)))
            yield from texts.paged("docx", text)
            if looks:
                yield from _unseen(data, text)
        except UnreadableFile as error:
            raise UnreadableFile(error.what, where=path.name, advice=error.advice) from error
    elif path.suffix.lower() == ".pdf":
        raise UnreadableFile("no PDF, though it is called one", where=path.name, advice="Get it again.")
    elif b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(
            "neither PDF, DOCX, HTML nor plain text", where=path.name, advice="Save it as one of these."
        )
    else:
        yield from texts.read(data)


def _unseen(data: bytes, text: str) -> Iterator[Told]:
    """What a paper of a word processor holds and does not show: hidden words whole; of what was deleted or is
    commented, the amounts, days and organisations that its text does not have."""
    visible = set(elsewhere.words(text))
    for cls, words in word.unseen(io.BytesIO(data)):
        told = [words] if cls == "hidden_text" else [said for _, said in saying.valued(words)]
        for said in told:
            if any(one not in visible for one in elsewhere.words(said)):
                yield {"kept": {"page": None, "rectangle": None, "class": cls, "text": said}}


def _pdf(name: str, data: bytes, part: int, parts: int, looks: bool) -> Iterator[Told]:
    try:
        pdf = sheet.opened(data)
        count = len(pdf)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableFile("encrypted: it takes a password", where=name, advice="Save it without one.") from error
        empty = re.search(rb"/Count\s+0\b", data[:1_000_000]) and not re.search(rb"/Type\s*/Page\b", data[:10_000_000])
        what = "a PDF without pages" if empty else "a PDF that is broken"
        raise UnreadableFile(what, where=name, advice="Get it again.") from error
    if not count:
        raise UnreadableFile("a PDF without pages", where=name, advice="Get it again.")
    if part == 0:
        yield {"format": "pdf", "pages": count, "empty": False}
        if count > PAGES:
            yield {"note": f"only the first {PAGES:,} of {count:,} pages were read"}
    visible: dict[int, str] = {}
    layers = looks and sheet.has_layers(data)
    redacted = failed = False
    for number in range(part + 1, min(count, PAGES) + 1, parts):
        yield {"begun": number}
        try:
            read_ = sheet.read(pdf, number, layers=layers)
        except pdfium.PdfiumError:
            yield {"page": number, "broken": True, **NOTHING}
            continue
        told, shown, signs = _page(read_, looks)
        visible[number], redacted, failed = shown, redacted or signs, failed or bool(told["hidden"])
        read_.page.close()
        yield told
    if part == 0 and looks:
        yield {"begun": 0}
        shown_on = []
        for number in range(1, min(count, PAGES) + 1):
            shown_on.append(visible[number] if number in visible else _shown(pdf, number))
        frames: dict[int, Sheet] = {}
        redacted = redacted or failed or any(saying.REDACTED.search(text) for text in shown_on)
        for kept in elsewhere.find(pdf, data, shown_on, redacted):
            if kept.page and kept.rectangle and kept.page not in frames:
                frames[kept.page] = sheet.read(pdf, kept.page, objects=False)
                frames[kept.page].page.close()
            yield {
                "kept": {
                    "page": kept.page,
                    "rectangle": _rounded(frames.get(kept.page or 0), kept.rectangle),
                    "class": kept.cls,
                    "text": kept.text,
                }
            }
    pdf.close()


def _shown(pdf: pdfium.PdfDocument, number: int) -> str:
    try:
        page, _ = sheet.with_fields(pdf, number)
        text: str = page.get_textpage().get_text_range()
        page.close()
    except pdfium.PdfiumError:
        return ""
    return text


def _page(read_: Sheet, looks: bool) -> tuple[Told, str, bool]:
    """A page as told; the words it shows; and whether it shows signs of redaction."""
    wide, high = read_.size
    found: list[Hidden] = []
    scanned = False
    if all(math.isfinite(side) and 1 <= side <= SIDE for side in (wide, high)):
        found = hidden.find(read_) if looks else []
        if not found and scans.is_scan(read_):
            scanned = True
            if scans.installed():
                scans.recognise(read_)
    gone = np.zeros(len(read_.text), bool)
    for one in found:
        gone[one.first : one.last + 1] = True
    shown = "".join(" " if away else letter for letter, away in zip(read_.text, gone, strict=True))
    clean = masked(shown)
    told = {
        "page": read_.number, "text": clean.text, "width": round(wide, 1), "height": round(high, 1),
        "mentions": [_mention(one, read_, clean) for one in mentions.find(clean.text)],
        "passages": list(_blocks(read_, clean)),
        "hidden": [
            {
                "rectangle": _rounded(read_, one.rectangle), "class": one.cls,
                "text": read_.text[one.first : one.last + 1],
            }
            for one in found
        ],
    }  # fmt: skip
    if scanned:
        told["scanned"] = "recognised" if read_.text and scans.installed() else "not recognised"
    return told, shown, elsewhere.shows_redaction(read_, shown)


def _mention(one: mentions.Mention, place: Sheet, clean: Masked) -> Told:
    return one.told(_rounded(place, _around(place, clean.before(one.start), clean.before(one.end))))


def _around(place: Sheet, start: int, end: int) -> tuple[float, float, float, float] | None:
    boxes = place.boxes[start:end]
    boxes = boxes[boxes[:, 2] > boxes[:, 0]]
    if not len(boxes):
        return None
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _rounded(place: Sheet | None, box: tuple[float, float, float, float] | None) -> list[float] | None:
    """A rectangle of a page as shown: left, top, right, bottom, in points from its upper left corner."""
    if not box or not place:
        return None
    left, bottom, right, top = place.frame
    x0, y0, x1, y1 = box
    shown = {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        1: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        2: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        3: (top - y1, right - x1, top - y0, right - x0),
    }[place.rotation]
    return [round(side, 1) for side in shown]


def _blocks(place: Sheet, clean: Masked) -> Iterator[Told]:
    """Lines that stand together, as passages with the rectangle around them."""
    start, lines = 0, []
    for line in clean.text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    held: list[tuple[int, int]] = []
    last: tuple[float, float, float, float] | None = None
    for first, end in lines:
        box = _around(place, clean.before(first), clean.before(end))
        apart = bool(last and box and not -2 < last[1] - box[3] < 1.2 * max(box[3] - box[1], 6.0))
        if held and (apart or held[-1][1] - held[0][0] > PASSAGE):
            yield from _block(place, clean, held)
            held = []
        if clean.text[first:end].strip():
            held.append((first, end))
        last = box or last
    if held:
        yield from _block(place, clean, held)


def _block(place: Sheet, clean: Masked, lines: list[tuple[int, int]]) -> Iterator[Told]:
    text = "\n".join(clean.text[first:end] for first, end in lines).strip()
    if text:
        box = _around(place, clean.before(lines[0][0]), clean.before(lines[-1][1]))
        yield {"text": text, "rectangle": _rounded(place, box)}
