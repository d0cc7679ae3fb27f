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
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")


def paragraphs(file: IO[bytes]) -> Iterator[str]:
    """The text of each paragraph; page breaks as a form feed. Deleted words of tracked changes are left out.

    Raises UnreadableFile (a ValueError) where the file is not such a paper, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if "word/document.xml" not in names:
                raise UnreadableFile("a zip without word/document.xml", advice="Is it a DOCX file?")
            heads = sorted(name for name in names if name.startswith(("word/header", "word/footer")))
            for name in (*heads, *(part for part in _PARTS if part in names)):
                if packed.getinfo(name).file_size > LARGEST:
                    raise UnreadableFile(f"{name} unpacks to over {LARGEST // 1_000_000} MB")
                yield from _paragraphs(packed.read(name))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(f"not a whole DOCX file: {error}", advice="Save it again, and try that.") from error


def _paragraphs(content: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for paragraph in etree.fromstring(content, parser).iter(_tag("p")):
        yield "".join(_pieces(paragraph))


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for one in paragraph.iter(_tag("t"), _tag("tab"), _tag("br"), _tag("cr"), _tag("lastRenderedPageBreak")):
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
