"""Texts handed in: encodings, saved pages, and what is no text."""

from __future__ import annotations

import pytest

from quaestor.claims.sentences import paragraphs, sentences
from quaestor.claims.texts import text_of
from quaestor.errors import UnreadableFile

PAGE = """<!doctype html><html><head><title>x</title><script>var a = "$9 million to Palantir";</script></head><body>
<nav>Menu $1</nav><article><h1>Deal</h1><p>ICE paid <b>Clearview&nbsp;AI</b> $3.75 million.</p><p>Second.</p></article>
<footer>© 2025</footer></body></html>"""


def test_the_main_text_of_a_saved_page_is_taken() -> None:
    assert text_of(PAGE.encode(), "page.html").split("\n\n") == [
        "Deal",
        "ICE paid Clearview AI $3.75 million.",
        "Second.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert text_of("It cost £2bn – “a lot”.".encode(encoding), "text") == "It cost £2bn – “a lot”."


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n ", b"%PDF-1.7 ...", b"PK\x03\x04....", b"a\x00b\x00\x01", b"<html><body></body></html>", b"<html>"],
)
def test_what_is_no_text_is_refused_with_advice(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        text_of(content, "file")
    assert refused.value.where == "file"
    assert refused.value.advice


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ICE paid Palantir Inc. $3 million. It was a lot.", 2),
        ("The U.S. Army paid M. A. Mortenson Co. $3 million in Sept. 2023.", 1),
        ("No. 5 is “done.” Then it ended! Did it?", 3),
        ("دفعت الوكالة. ثم توقفت؟ نعم", 3),
    ],
)
def test_sentences_end_where_they_do(text: str, parts: int) -> None:
    ((first, last),) = paragraphs(text)
    assert len(sentences(text, first, last)) == parts


def test_a_text_without_line_breaks_is_read_in_parts() -> None:
    text = "A sentence of some words. " * 4000
    found = list(paragraphs(text))
    assert len(found) > 3
    assert "".join(text[first:last] for first, last in found) == text
