"""A text handed in as bytes: plain text in any usual encoding, or a saved page of which the main text is taken."""

from __future__ import annotations

import codecs

from quaestor.claims.sentences import is_page, page_text
from quaestor.errors import UnreadableFile

#: Bytes of a file.
LARGEST = 60_000_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHERS = {
    b"%PDF": ("a PDF", "Add it with `quaestor documents add`, or save its text."),
    b"PK\x03\x04": ("a packed file (DOCX, ZIP)", "Save it as plain text or as a page."),
    b"\xd0\xcf\x11\xe0": ("an old office document", "Save it as plain text."),
}


def text_of(content: bytes, where: str) -> str:
    """The text in a file's bytes. Raises UnreadableFile where it is empty, too large, or no text."""
    if len(content) > LARGEST:
        raise UnreadableFile(
            f"{len(content):,} bytes are more than a text may have",
            where=where,
            advice=f"Check it in parts of at most {LARGEST:,} bytes.",
        )
    for start, (what, advice) in _OTHERS.items():
        if content.startswith(start):
            raise UnreadableFile(f"{what}, not a text", where=where, advice=advice)
    text = _decoded(content)
    if "\x00" in text[:100_000]:
        raise UnreadableFile("not a text: it holds zero bytes", where=where, advice="Save it as plain text.")
    try:
        text = page_text(text) if is_page(text) else text.replace("\r\n", "\n").replace("\r", "\n")
    except UnreadableFile as error:
        raise UnreadableFile(error.what, where=where, advice=error.advice) from error
    if not text.strip():
        raise UnreadableFile("the text is empty", where=where, advice="Hand in a text with at least one sentence.")
    return text


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
