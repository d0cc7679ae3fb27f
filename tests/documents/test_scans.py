"""Scanned pages: recognised where tesseract is installed, else told as not readable, and never shown unmasked."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Dictionary, Name
from reportlab.pdfgen import canvas

from quaestor.documents import inspecting, pictures
from quaestor.errors import NotHeld


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page that is the picture of a page."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(612, 400))
    page.setFont("Helvetica", 16)
    page.drawString(60, 330, "JUSTIFICATION FOR OTHER THAN FULL AND OPEN COMPETITION")
    page.drawString(60, 280, "The estimated value is $4,512,300.00 for order 70CTD022FR0000170.")
    page.drawString(60, 230, "Contact: Jane Doe, jane.doe@example.invalid")
    page.showPage()
    page.save()
    with pdfium.PdfDocument(out.getvalue()) as pdf:
        seen = pdf[0].render(scale=3).to_numpy()[:, :, ::-1]
    high, wide = seen.shape[:2]
    with pikepdf.new() as whole:
        whole.add_blank_page(page_size=(612, 400))
        image = whole.make_stream(
            seen.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB,
        )  # fmt: skip
        whole.pages[0].Contents = whole.make_stream(b"q 612 0 0 400 0 0 cm /I Do Q")
        whole.pages[0].Resources = Dictionary(XObject=Dictionary(I=image))
        whole.save(tmp_path / "scan.pdf")
    return tmp_path / "scan.pdf"


@pytest.mark.usefixtures("tesseract")
def test_a_scan_is_recognised_with_places(scan: Path) -> None:
    facts = inspecting.inspect(scan)
    assert facts["kind"] == "justification"
    assert [one["amount"] for one in facts["amounts"]] == ["4512300.00"]
    assert [one["value"].replace("O", "0") for one in facts["identifiers"]] == ["70CTD022FR0000170"]
    left, top, right, bottom = facts["amounts"][0]["rectangle"]
    assert 150 < left < right < 420
    assert 95 < top < bottom < 130
    assert "1 of 1 pages are scans; 1 were recognised" in facts["notes"]
    assert "example.invalid" not in str(facts)
    assert pictures.of(scan, 1).startswith(b"\x89PNG")


def test_without_tesseract_a_scan_is_told_and_its_picture_withheld(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    facts = inspecting.inspect(scan)
    assert facts["amounts"] == []
    assert "pages without readable words: 1; tesseract reads scans" in facts["notes"]
    with pytest.raises(NotHeld):
        pictures.of(scan, 1)
