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
#: Styles that are based on one another.
DEEPEST = 12
#: Whether the words of a style are hidden, by its id; that of paragraphs that name none has no id.
Styles = dict[str, bool]
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
            styles = _styles(packed)
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
        styles, names = _styles(packed), packed.namelist()
        for name in (*(part for part in _PARTS if part in names), *(part for part in (_COMMENTS,) if part in names)):
            if packed.getinfo(name).file_size > LARGEST:
                continue
            try:
                tree = _tree(packed.read(name))
            except etree.XMLSyntaxError:
                continue
            for paragraph in tree.iter(_tag("p")):
                if name == _COMMENTS:
                    yield "comment", "".join(_pieces(paragraph, {}))
                    continue
                yield from _runs(paragraph, styles)


def _runs(paragraph: etree._Element, styles: Styles) -> Iterator[tuple[str, str]]:
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


def _styles(packed: zipfile.ZipFile) -> Styles:
    """Whether each style of letters or paragraphs hides its words, by itself or by the style that it is based on."""
    if "word/styles.xml" not in packed.namelist() or packed.getinfo("word/styles.xml").file_size > LARGEST:
        return {}
    tree = _tree(packed.read("word/styles.xml"))
    own: dict[str, bool | None] = {}
    based: dict[str, str] = {}
    for one in tree.iter(_tag("style")):
        name, under = str(one.get(_tag("styleId"))), one.find(_tag("basedOn"))
        own[name] = _vanishes(one.find(_tag("rPr")))
        if under is not None:
            based[name] = str(under.get(_tag("val")))
        if one.get(_tag("type")) == "paragraph" and one.get(_tag("default")) in ("1", "true", "on"):
            own.setdefault("", None)
            based[""] = name
    return {name: _inherited(name, own, based) for name in own}


def _inherited(name: str, own: dict[str, bool | None], based: dict[str, str]) -> bool:
    for _ in range(DEEPEST):
        if (said := own.get(name)) is not None:
            return said
        if name not in based:
            return False
        name = based[name]
    return False


def _is_hidden(run: etree._Element, styles: Styles) -> bool:
    """Whether a run's words are hidden: as it says itself, else by one of its two styles; both undo each other."""
    set_ = run.find(_tag("rPr"))
    if (own := _vanishes(set_)) is not None:
        return own
    letters = set_.find(_tag("rStyle")) if set_ is not None else None
    paragraph = next(run.iterancestors(_tag("p")), None)
    lines = paragraph.find(f"{_tag('pPr')}/{_tag('pStyle')}") if paragraph is not None else None
    named = [str(one.get(_tag("val"))) for one in (letters,) if one is not None]
    named.append(str(lines.get(_tag("val"))) if lines is not None else "")
    return sum(styles.get(name, False) for name in named) % 2 == 1


def _vanishes(set_: etree._Element | None) -> bool | None:
    """Whether letters so set are hidden; None where it is not said."""
    one = set_.find(_tag("vanish")) if set_ is not None else None
    return one.get(_tag("val"), "true") not in ("0", "false", "off") if one is not None else None


def _tree(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _pieces(paragraph: etree._Element, styles: Styles) -> Iterator[str]:
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
