"""Files that are broken or made to harm give a clear error in bounded time, and harm nothing."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen import canvas

from quaestor.documents import apart, inspecting
from quaestor.errors import UnreadableFile

_W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def whole(pages: int = 2) -> bytes:
    out = io.BytesIO()
    paper = canvas.Canvas(out)
    for number in range(pages):
        paper.drawString(72, 700, f"Page {number} costs $1,234.00")
        paper.showPage()
    paper.save()
    return out.getvalue()


def saved(pdf: pikepdf.Pdf, **more: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **more)  # type: ignore[arg-type]
    return out.getvalue()


def encrypted() -> bytes:
    with pikepdf.open(io.BytesIO(whole())) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))


def bomb() -> bytes:
    """Three gigabytes of blanks in three megabytes."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pack = zlib.compressobj(9)
    packed = b"".join(pack.compress(b" " * (1 << 20)) for _ in range(3000)) + pack.flush()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(packed, filter=Name.FlateDecode)
    pdf.pages[0].Contents = stream
    return saved(pdf, recompress_flate=False)


def nested() -> bytes:
    """A thousand million boxes, each form painting the one within it ten times."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    box = Array([0, 0, 600, 800])
    inner = pdf.make_stream(b"0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=box)
    for _ in range(9):
        within = Dictionary(XObject=Dictionary(X=inner))
        inner = pdf.make_stream(b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=within)
    pdf.pages[0].Contents = pdf.make_stream(b"/X Do")
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=inner))
    return saved(pdf)


def docx(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", content)
    return out.getvalue()


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.pdf": (lambda: b"", "empty"),
    "cut.pdf": (lambda: whole()[:600], "broken"),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400, "broken"),
    "word.pdf": (lambda: b"not a PDF at all", "no PDF"),
    "locked.pdf": (encrypted, "encrypted"),
    "none.pdf": (lambda: saved(pikepdf.new()), "without pages"),
    "bomb.pdf": (bomb, "memory"),
    "nested.pdf": (nested, "page 1"),
    "bomb.docx": (lambda: docx(_W + b" " * (300 << 20) + b"</w:document>"), "unpacks"),
    "cut.docx": (lambda: docx(_W + b"</w:document>")[:60], "DOCX"),
    "entity.docx": (lambda: docx(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;'), "DOCX"),
    "noise.bin": (lambda: bytes(range(256)) * 40, "neither"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    make, words = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(make())
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as error:
        inspecting.inspect(path)
    assert words in str(error.value)
    assert str(tmp_path) not in str(error.value)
    assert time.monotonic() - began < apart.STILL + 30


def test_a_page_that_stands_still_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(whole(400))
    with pytest.raises(UnreadableFile, match="given up"):
        apart.read(path, still=0.01)


def test_a_paper_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(whole(400))
    with pytest.raises(UnreadableFile, match="given up"):
        apart.read(path, whole=0.2)


def test_two_thousand_pages_are_read_to_the_last(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(whole(2000))
    facts = inspecting.inspect(path)
    assert facts["pages"] == 2000
    assert [one["page"] for one in facts["amounts"]] == list(range(1, 2001))


def test_a_text_of_every_currency_and_direction_is_read(tmp_path: Path) -> None:
    path = tmp_path / "marks.txt"
    path.write_text("€1.234,56 £1,000 ₹12,34,567 ₩1,000,000 שלום $4,500,000 עולם مبلغ $7,000,000.00 دولار", "utf-8")
    assert {(one["currency"], one["amount"]) for one in inspecting.inspect(path)["amounts"]} >= {
        ("EUR", "1234.56"), ("GBP", "1000.00"), ("INR", "1234567.00"), ("KRW", "1000000.00"), ("USD", "4500000.00"),
        ("USD", "7000000.00"),
    }  # fmt: skip


def test_a_long_text_is_read_up_to_its_bound_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("The contractor shall deliver reports to the agency as needed for the work.\n" * 680_000)
    assert path.stat().st_size > 50_000_000
    assert "only the first 20,000,000" in inspecting.inspect(path)["notes"][0]
