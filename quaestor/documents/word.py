"""Papers of a word processor (DOCX): their paragraphs, tables, notes, headers and footers, in order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import QName

from lxml import etree

from quaestor.errors import UnreadableFile

#: Bytes that one part of a paper may have when unpacked.
LARGEST = 200_000_000
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COMMENTS = "word/comments.xml"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


def paragraphs(file: IO[bytes]) -> Iterator[str]:
    """The text of each paragraph as it is shown; page breaks as a form feed. Deleted words of tracked changes and words
    set as hidden are left out.

    Raises UnreadableFile (a ValueError) where the file is not such a paper, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if "word/document.xml" not in names:
                raise UnreadableFile("a zip without word/document.xml", advice="Is it a DOCX file?")
            styles = _hidden_styles(packed)
            heads = sorted(name for name in names if name.startswith(("word/header", "word/footer")))
            for name in (*heads, *(part for part in _PARTS if part in names)):
                if packed.getinfo(name).file_size > LARGEST:
                    raise UnreadableFile(f"{name} unpacks to over {LARGEST // 1_000_000} MB")
                for paragraph in _tree(packed.read(name)).iter(_tag("p")):
                    yield "".join(_pieces(paragraph, styles))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, RuntimeError) as error:
        raise UnreadableFile(f"not a whole DOCX file: {error}", advice="Save it again, and try that.") from error


def unseen(file: IO[bytes]) -> Iterator[tuple[str, str]]:
    """The words that the file holds and does not show, with their class: `hidden_text` (set as hidden), `deletion` (of
    a tracked change that nobody accepted) and `comment`; each run of them once."""
    with zipfile.ZipFile(file) as packed:
        styles, names = _hidden_styles(packed), packed.namelist()
        for name in (*(part for part in _PARTS if part in names), *(part for part in (_COMMENTS,) if part in names)):
            if packed.getinfo(name).file_size > LARGEST:
                continue
            try:
                tree = _tree(packed.read(name))
            except etree.XMLSyntaxError:
                continue
            for paragraph in tree.iter(_tag("p")):
                if name == _COMMENTS:
                    yield "comment", "".join(_pieces(paragraph, frozenset()))
                    continue
                yield from _runs(paragraph, styles)


def _runs(paragraph: etree._Element, styles: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The words of a paragraph that are not shown, those side by side joined."""
    last, words = "", ""
    for run in paragraph.iter(_tag("r")):
        deleted = "".join(one.text or "" for one in run.iter(_tag("delText")))
        hidden = "".join(one.text or "" for one in run.iter(_tag("t"))) if _is_hidden(run, styles) else ""
        cls = "deletion" if deleted else "hidden_text" if hidden else ""
        if cls != last and words.strip():
            yield last, words
        words = deleted + hidden if cls != last else words + deleted + hidden
        last = cls
    if words.strip():
        yield last, words


def _hidden_styles(packed: zipfile.ZipFile) -> frozenset[str]:
    """The styles of letters whose words are hidden."""
    if "word/styles.xml" not in packed.namelist() or packed.getinfo("word/styles.xml").file_size > LARGEST:
        return frozenset()
    found = _tree(packed.read("word/styles.xml")).iter(_tag("style"))
    return frozenset(str(one.get(_tag("styleId"))) for one in found if _vanishes(one.find(_tag("rPr"))))


def _is_hidden(run: etree._Element, styles: frozenset[str]) -> bool:
    set_ = run.find(_tag("rPr"))
    if set_ is None:
        return False
    own = set_.find(_tag("vanish"))
    if own is not None:
        return _vanishes(set_)
    style = set_.find(_tag("rStyle"))
    return style is not None and style.get(_tag("val")) in styles


def _vanishes(set_: etree._Element | None) -> bool:
    one = set_.find(_tag("vanish")) if set_ is not None else None
    return one is not None and one.get(_tag("val"), "true") not in ("0", "false", "off")


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _pieces(paragraph: etree._Element, styles: frozenset[str]) -> Iterator[str]:
    hidden = {run for run in paragraph.iter(_tag("r")) if _is_hidden(run, styles)}
    for one in paragraph.iter(_tag("t"), _tag("tab"), _tag("br"), _tag("cr"), _tag("lastRenderedPageBreak")):
        if one.tag == _tag("t") and one.getparent() in hidden:
            continue
        if one.tag == _tag("t"):
            yield one.text or ""
        elif one.tag == _tag("tab"):
            yield "\t"
        elif one.tag == _tag("lastRenderedPageBreak") or one.get(_tag("type")) == "page":
            yield "\f"
        else:
            yield "\n"


def _tag(name: str) -> str:
    return str(QName(_W, name))
