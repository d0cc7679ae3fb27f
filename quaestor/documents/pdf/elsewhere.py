"""Words that a PDF keeps off its pages: earlier revisions, bookmarks, attachments, metadata and alternative text.

Most of these are as they should be. They are told as failed redactions where they hold what the pages leave out: an
amount that no page shows, or, in a paper that shows signs of redaction, a day or an organisation that no page shows. An
earlier revision is told where a page has since lost words.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from lxml import etree

from quaestor.documents import saying
from quaestor.documents.pdf import sheet as sheets
from quaestor.documents.pdf.sheet import Sheet

#: Earlier revisions looked into, pages of each, and bytes of a file in which they are looked for.
REVISIONS, REVISED_PAGES, LARGEST = 6, 400, 200_000_000
#: Bookmarks, attachments, and elements of a page's structure looked at; bytes of an attachment.
MOST, ATTACHED, ELEMENTS, ATTACHMENT = 5000, 50, 4000, 30_000_000
#: Runs of lost words told of one page.
RUNS = 40
#: Pages by which one may have moved since an earlier revision.
MOVED = 20
_WORD = re.compile(r"[^\W_](?:[\w.,:/&'’-]*[\w])?|[$€£¥]\s?[\d][\d.,]*")
_DARK_ENOUGH = 90


@dataclass(frozen=True)
class Kept:
    """Words kept off the pages: the page they belong to (None where they belong to none) and where on it."""

    page: int | None
    rectangle: tuple[float, float, float, float] | None
    cls: str
    text: str


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return [found.casefold().rstrip(".,") for found in _WORD.findall(text)]


def shows_redaction(sheet: Sheet, visible: str) -> bool:
    """Whether a page shows that something was taken out of it: a dark box of a line's height with no words on it, or
    a word that says so."""
    if saying.REDACTED.search(visible):
        return True
    wide = sheet.frame[2] - sheet.frame[0]
    for one in sheet.objects:
        if one.kind != "shape" or one.fill is None or one.fill[3] < 250 or max(one.fill[:3]) > _DARK_ENOUGH:
            continue
        left, bottom, right, top = one.box
        if not (12 <= right - left <= 0.85 * wide and 6 <= top - bottom <= 80):
            continue
        x, y = (sheet.boxes[:, 0] + sheet.boxes[:, 2]) / 2, (sheet.boxes[:, 1] + sheet.boxes[:, 3]) / 2
        if not ((sheet.order > one.order) & (x > left) & (x < right) & (y > bottom) & (y < top)).any():
            return True
    return False


def find(pdf: pdfium.PdfDocument, data: bytes, pages: list[str], redacted: bool) -> Iterator[Kept]:
    """What is kept off the pages. pages: what each page shows. redacted: whether the paper shows signs of it."""
    visible = {word for page in pages for word in words(page)}
    for cls, page, text in (*_bookmarks(pdf), *_metadata(pdf, data), *_alternatives(pdf)):
        for kind, said in saying.valued(text):
            lacking = [word for word in words(said) if word not in visible]
            if lacking and (redacted or kind == "money"):
                yield Kept(page, None, cls, said)
    yield from _attachments(pdf, visible, redacted)
    yield from _revisions(data, pages)


def _bookmarks(pdf: pdfium.PdfDocument) -> Iterator[tuple[str, int | None, str]]:
    for at, one in enumerate(pdf.get_toc(max_depth=15)):
        if at >= MOST:
            return
        place = one.get_dest()
        index = place.get_index() if place else None
        yield "bookmark", None if index is None else index + 1, one.get_title()


def _metadata(pdf: pdfium.PdfDocument, data: bytes) -> Iterator[tuple[str, int | None, str]]:
    for name, text in pdf.get_metadata_dict(skip_empty=True).items():
        if name in ("Title", "Subject", "Keywords"):
            yield "metadata", None, text
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    if 0 <= start < end < start + 1_000_000:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        tree = etree.fromstring(data[start : end + len(b"</x:xmpmeta>")], parser)
        for element in tree.iter() if tree is not None else ():
            if etree.QName(element.tag).localname in ("title", "description", "subject", "Keywords", "li"):
                yield "metadata", None, element.text or ""


def _alternatives(pdf: pdfium.PdfDocument) -> Iterator[tuple[str, int | None, str]]:
    if not raw.FPDFCatalog_IsTagged(pdf):
        return
    for number in range(len(pdf)):
        page = pdf[number]
        tree = raw.FPDF_StructTree_GetForPage(page)
        if tree:
            seen = 0
            open_ = [
                raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree))
            ]
            while open_ and seen < ELEMENTS:
                element = open_.pop()
                if not element:
                    continue
                seen += 1
                for get in (raw.FPDF_StructElement_GetAltText, raw.FPDF_StructElement_GetActualText):
                    if text := _utf16(get, element):
                        yield "alternative_text", number + 1, text
                count = min(raw.FPDF_StructElement_CountChildren(element), ELEMENTS)
                open_ += [raw.FPDF_StructElement_GetChildAtIndex(element, at) for at in range(count)]
            raw.FPDF_StructTree_Close(tree)
        page.close()


def _utf16(get: Any, element: Any) -> str:
    size = get(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(min(size, 200_000))
    get(element, buffer, len(buffer))
    return buffer.raw[: min(size, len(buffer)) - 2].decode("utf-16-le", "replace")


def _attachments(pdf: pdfium.PdfDocument, visible: set[str], redacted: bool) -> Iterator[Kept]:
    for at in range(min(pdf.count_attachments(), ATTACHED)):
        one = pdf.get_attachment(at)
        try:
            data = bytes(one.get_data())
        except pdfium.PdfiumError:
            continue
        text = _attached_text(data) if len(data) <= ATTACHMENT else ""
        own = words(text)
        alike = len(own) > 20 and sum(word in visible for word in own) > 0.6 * len(own)
        for kind, said in saying.valued(f"{one.get_name()}\n{text}"):
            if any(word not in visible for word in words(said)) and (redacted or alike or kind == "money"):
                yield Kept(None, None, "attachment", said)


def _attached_text(data: bytes) -> str:
    if data[:1024].find(b"%PDF-") >= 0:
        try:
            with pdfium.PdfDocument(data) as inner:
                return "\n".join(inner[at].get_textpage().get_text_bounded() for at in range(min(len(inner), 50)))
        except pdfium.PdfiumError:
            return ""
    if data[:2] == b"PK":
        from quaestor.documents import word  # a paper of a word processor within a paper

        try:
            return "\n".join(word.paragraphs(io.BytesIO(data)))
        except ValueError:
            return ""
    return "" if b"\0" in data[:4096] else data[:2_000_000].decode("utf-8", "replace")


def _revisions(data: bytes, pages: list[str]) -> Iterator[Kept]:
    """Words that a page of an earlier revision shows and that the page has since lost.

    A PDF that was changed without being written anew holds each earlier state up to its own `%%EOF`. The first one of a
    file made for fast viewing ends no revision.
    """
    if len(data) > LARGEST:
        return
    ends = [found.end() for found in re.finditer(rb"%%EOF\r?\n?", data)]
    if ends and b"/Linearized" in data[:2048]:
        ends = ends[1:]
    told: set[tuple[int, str]] = set()
    held = [Counter(words(page)) for page in pages] if len(ends) > 1 else []
    for end in ends[:-1][-REVISIONS:]:
        try:
            earlier = pdfium.PdfDocument(data[:end])
            count = min(len(earlier), len(pages), REVISED_PAGES)
        except pdfium.PdfiumError:
            continue
        for number in range(count):
            try:
                before = sheets.read(earlier, number + 1, objects=False)
            except pdfium.PdfiumError:
                continue
            before.page.close()
            now = _same(Counter(words(before.text)), number, held)
            for first, last in _lost(before.text, pages[now]):
                text = before.text[first : last + 1]
                if (now, text) not in told:
                    told.add((now, text))
                    boxes = before.boxes[first : last + 1]
                    boxes = boxes[boxes[:, 2] > boxes[:, 0]]
                    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
                    place = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
                    yield Kept(now + 1, place, "revision", text)
        earlier.close()


def _same(own: Counter[str], number: int, held: list[Counter[str]]) -> int:
    """Which page an earlier one is now: the one of its number, or, where pages were put in, taken out or moved, one
    close by that has more of its words. own: its words; held: those of each page."""
    if own <= held[number]:
        return number
    near = range(max(0, number - MOVED), min(len(held), number + MOVED + 1))
    return max(near, key=lambda at: ((own & held[at]).total(), at == number))


def _lost(before: str, now: str) -> Iterator[tuple[int, int]]:
    """Runs of words of a page's text that the page no longer has: first and last character of each."""
    if np.array_equal(before, now):
        return
    left = Counter(words(now))
    runs: list[list[int]] = []
    joined = False
    for found in _WORD.finditer(before):
        word = found[0].casefold()
        if left[word] > 0:
            left[word] -= 1
            joined = False
            continue
        if joined and "\n" not in before[runs[-1][1] : found.start()]:
            runs[-1][1] = found.end() - 1
        else:
            runs.append([found.start(), found.end() - 1])
        joined = True
    for first, last in runs[:RUNS]:
        while first and before[first - 1] in "$€£¥(":
            first -= 1
        if sum(letter.isalnum() for letter in before[first : last + 1]) >= 2:
            yield first, last
