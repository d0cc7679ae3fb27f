"""PDFs made for the tests, by several writers: pages whose redactions failed in a known way, and clean ones that look
as if they might have."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import made_variants
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from quaestor.documents import inspecting, papers

FILLER = [
    "This justification is prepared for the acquisition of case management services.",
    "The Government anticipates one base period of twelve months and four option periods.",
    "Market research was conducted through a request for information and a review of schedules.",
    "No other responsible source can satisfy the requirement of the agency at this time.",
    "The contractor shall provide monthly reports to the contracting activity.",
]
SECRETS = [
    "$4,512,300.00",
    "$12.7 million",
    "September 14, 2023",
    "Northwind Analytics LLC",
    "Falcon Ridge Systems Inc.",
    "unit price schedule",
]


@dataclass
class Made:
    """A PDF: its bytes, the class and the words of each redaction that failed in it, and its pages."""

    name: str
    data: bytes
    cls: str | None = None
    hidden: list[str] = field(default_factory=list)
    pages: int = 1


def hidden_in(path: Path) -> list[dict[str, object]]:
    """Every recovered word of a paper, read in this process, which is quicker than apart."""
    return inspecting.redactions(list(papers.read(path)), show_words=True)


def _page(
    draw: Callable[[canvas.Canvas], None], *, font: str = "Helvetica", size: int = 11, before: bool = False
) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter, pageCompression=1)
    if before:
        draw(page)
    page.setFont(font, size)
    for number, line in enumerate(FILLER * 4):
        page.drawString(72, 700 - 24 * number, line)
    if not before:
        draw(page)
    page.showPage()
    page.save()
    return out.getvalue()


def _line(page: canvas.Canvas, secret: str, y: float, font: str, size: int) -> tuple[float, float]:
    """A line with a secret in it; where the secret begins and how wide it is."""
    page.setFont(font, size)
    lead = "The total estimated value is "
    page.drawString(72, y, lead + secret + " for this effort.")
    start = 72 + page.stringWidth(lead, font, size)
    return start, page.stringWidth(secret, font, size)


def _dark_image(shade: int = 0) -> ImageReader:
    import struct
    import zlib

    wide, high = 40, 12
    raw = b"".join(b"\0" + bytes([shade] * 3 * wide) for _ in range(high))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return ImageReader(io.BytesIO(png + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")))


def failed() -> Iterator[Made]:
    """Pages whose redactions failed, of every class."""
    fonts = [("Helvetica", 11), ("Times-Roman", 9), ("Courier", 12)]
    for number, secret in enumerate(SECRETS):
        font, size = fonts[number % 3]
        yield from _covered(number, secret, font, size)
        yield from _coloured(number, secret, font, size)
        yield from _marked(number, secret, font, size)
        yield from _elsewhere(number, secret, font, size)
        yield Made(f"layer-{number}", _layered(secret, "OFF"), "layer", [secret])
        yield Made(f"layer-form-{number}", _layered(secret, "OFF", form=True), "layer", [secret])
        yield Made(f"layer-own-{number}", _layered(secret, "OFF", form=True, own=True), "layer", [secret])
    for name, data, cls, secret in made_variants.failed():
        yield Made(name, data, cls, [secret])


def _layered(secret: str, state: str, *, form: bool = False, own: bool = False) -> bytes:
    """A page with a line that belongs to a layer which is on or off; form: the line stands in a form; own: the form
    itself names the layer, and no mark around it."""
    with pikepdf.open(io.BytesIO(_page(lambda page: None))) as pdf:
        page = pdf.pages[0]
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Working notes")))
        pdf.Root.OCProperties = Dictionary(
            OCGs=Array([group]), D=Dictionary(Order=Array([group]), ON=Array([]), OFF=Array([]))
        )
        pdf.Root.OCProperties.D[f"/{state}"] = Array([group])
        page.Resources.Properties = Dictionary(MC0=group)
        words = b"BT /F1 11 Tf 1 0 0 1 90 60 Tm (%s) Tj ET" % secret.encode()
        if form:
            fonts = Dictionary(Font=page.Resources.Font)
            box = Array([0, 0, 612, 792])
            page.Resources.XObject = Dictionary(
                Fm0=pdf.make_stream(words, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=fonts)
            )
            words = b"/Fm0 Do"
            if own:
                page.Resources.XObject.Fm0.OC = group
        page.contents_add(words if own else b"/OC /MC0 BDC " + words + b" EMC")
        return _saved(pdf)


def _covered(number: int, secret: str, font: str, size: int) -> Iterator[Made]:
    def box(fill: colors.Color, label: str = "", over: float = 2) -> Callable[[canvas.Canvas], None]:
        def draw(page: canvas.Canvas) -> None:
            x, wide = _line(page, secret, 130, font, size)
            page.setFillColor(fill)
            page.rect(x - over, 130 - size * 0.3, wide + 2 * over, size * 1.3, stroke=0, fill=1)
            if label:
                page.setFillColor(colors.white)
                page.setFont("Helvetica-Bold", 7)
                page.drawCentredString(x + wide / 2, 132, label)

        return draw

    yield Made(f"box-{number}", _page(box(colors.black)), "box", [secret])
    yield Made(f"box-labelled-{number}", _page(box(colors.black, "(b)(4)")), "box", [secret])
    yield Made(f"box-blue-{number}", _page(box(colors.Color(0.1, 0.1, 0.4))), "box", [secret])
    yield Made(f"object-white-{number}", _page(box(colors.white)), "under_object", [secret])
    yield Made(f"object-grey-{number}", _page(box(colors.Color(0.85, 0.85, 0.85))), "under_object", [secret])

    def image(page: canvas.Canvas) -> None:
        x, wide = _line(page, secret, 130, font, size)
        page.drawImage(_dark_image(number * 8), x - 1, 130 - size * 0.3, wide + 2, size * 1.3)

    yield Made(f"image-{number}", _page(image), "image", [secret])

    def hatch(page: canvas.Canvas) -> None:
        x, wide = _line(page, secret, 130, font, size)
        page.setLineWidth(0.6 + 0.2 * (number % 3))
        at, low, high, step = x - size, 130 - size * 0.3, 130 + size, 3.0 + number % 2
        while at < x + wide:
            page.line(at, low, at + size * 1.3, high)
            if number % 2:
                page.line(at, high, at + size * 1.3, low)
            at += step

    yield Made(f"hatching-{number}", _page(hatch), "hatching", [secret])

    def hatch_path(page: canvas.Canvas) -> None:
        x, wide = _line(page, secret, 130, font, size)
        path = page.beginPath()
        at = x
        while at < x + wide:
            path.moveTo(at, 130 - size * 0.3)
            path.lineTo(at + size, 130 + size)
            at += 3.5
        page.drawPath(path, stroke=1, fill=0)

    yield Made(f"hatching-path-{number}", _page(hatch_path), "hatching", [secret])


def _coloured(number: int, secret: str, font: str, size: int) -> Iterator[Made]:
    def text(colour: colors.Color, behind: colors.Color | None = None) -> Callable[[canvas.Canvas], None]:
        def draw(page: canvas.Canvas) -> None:
            if behind:
                page.setFillColor(behind)
                page.rect(70, 126, 300, size * 1.5, stroke=0, fill=1)
            page.setFillColor(colour)
            page.setFont(font, size)
            page.drawString(72, 130, f"The ceiling is {secret}")

        return draw

    yield Made(f"white-{number}", _page(text(colors.white)), "near_background", [secret])
    near = colors.Color(0.955, 0.955, 0.96)
    yield Made(f"near-white-{number}", _page(text(near)), "near_background", [secret])
    grey = colors.Color(0.8, 0.83, 0.86)
    yield Made(f"grey-on-grey-{number}", _page(text(grey, grey)), "near_background", [secret])
    yield Made(f"highlight-behind-{number}", _page(text(colors.black, colors.black)), "highlight", [secret])
    dark = colors.Color(0.06, 0.06, 0.06)
    yield Made(f"highlight-dark-{number}", _page(text(colors.black, dark)), "highlight", [secret])

    def off(x: float, y: float) -> Callable[[canvas.Canvas], None]:
        def draw(page: canvas.Canvas) -> None:
            page.setFont(font, size)
            page.drawString(x, y, secret)

        return draw

    yield Made(f"off-right-{number}", _page(off(640, 400)), "off_page", [secret])
    yield Made(f"off-below-{number}", _page(off(100, -30)), "off_page", [secret])
    with pikepdf.open(io.BytesIO(_page(off(80, 780)))) as pdf:
        pdf.pages[0].CropBox = Array([0, 0, 612, 760])
        yield Made(f"off-cropped-{number}", _saved(pdf), "off_page", [secret])


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _marked(number: int, secret: str, font: str, size: int) -> Iterator[Made]:
    places: list[tuple[float, float]] = []

    def line(page: canvas.Canvas) -> None:
        places.append(_line(page, secret, 130, font, size))

    plain = _page(line)
    x, wide = places[0]
    rect = Array([x - 1, 130 - size * 0.3, x + wide + 1, 130 + size])
    quads = Array(
        [x - 1, 130 + size, x + wide + 1, 130 + size, x - 1, 130 - size * 0.3, x + wide + 1, 130 - size * 0.3]
    )

    def annotated(mark: Dictionary, look: bytes | None) -> bytes:
        with pikepdf.open(io.BytesIO(plain)) as pdf:
            if look is not None:
                form = pdf.make_stream(look, Type=Name.XObject, Subtype=Name.Form, BBox=rect)
                mark.AP = Dictionary(N=form)
            pdf.pages[0].Annots = Array([pdf.make_indirect(mark)])
            return _saved(pdf)

    box = b"0 g %f %f %f %f re f" % (float(rect[0]), float(rect[1]), float(rect[2] - rect[0]), float(rect[3] - rect[1]))
    redact = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=rect, QuadPoints=quads, F=4, IC=Array([0, 0, 0]))
    yield Made(f"redact-mark-{number}", annotated(redact, None), "redact_mark", [secret])
    square = Dictionary(Type=Name.Annot, Subtype=Name.Square, Rect=rect, F=4, IC=Array([0, 0, 0]), C=Array([0, 0, 0]))
    yield Made(f"square-{number}", annotated(square, box), "box", [secret])
    high = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=rect, QuadPoints=quads, F=4, C=Array([0, 0, 0]))
    yield Made(f"highlight-mark-{number}", annotated(high, box), "highlight", [secret])
    # the state before a redaction that was saved on top: the file grows by what changed, and keeps what was
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        now = content.replace(_shown(content, secret), b"()")
        first = pdf.pages[0].Contents.objgen[0]
        with pikepdf.open(io.BytesIO(_saved_plainly(pdf))) as flat:
            base = _saved_plainly(flat)
            with pikepdf.open(io.BytesIO(base)) as read:
                first = read.pages[0].Contents.objgen[0]
    yield Made(f"revision-{number}", _grown(base, first, now), "revision", [secret])


def _saved_plainly(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def _shown(content: bytes, secret: str) -> bytes:
    whole = f"(The total estimated value is {secret} for this effort.)".encode()
    assert whole in content
    return whole


def _grown(base: bytes, number: int, content: bytes) -> bytes:
    """The file with the content of one object written anew at its end, as an incremental update."""
    old = base.rfind(b"startxref")
    previous = int(base[old:].split()[1])
    with pikepdf.open(io.BytesIO(base)) as pdf:
        size, root = int(pdf.trailer.Size), pdf.trailer.Root.objgen[0]
    at = len(base)
    body = b"%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(content)) + content + b"\nendstream\nendobj\n"
    table = at + len(body)
    xref = b"xref\n%d 1\n%010d 00000 n \n" % (number, at)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, previous, table)
    return base + body + xref + trailer


def _elsewhere(number: int, secret: str, font: str, size: int) -> Iterator[Made]:
    """Redactions that took: the words are gone from the page, under a box, and stand elsewhere in the file."""
    if number == 5:  # plain words kept elsewhere are not told
        return

    def gone(page: canvas.Canvas) -> None:
        page.setFont(font, size)
        page.drawString(72, 130, "The total estimated value is")
        page.rect(300, 126, 120, 14, stroke=0, fill=1)

    plain = _page(gone)
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"Estimated value {secret}", 0))
        yield Made(f"bookmark-{number}", _saved(pdf), "bookmark", [secret])
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        original = f"The total estimated value is {secret} for this effort.".encode()
        pdf.attachments["draft.txt"] = pikepdf.AttachedFileSpec(pdf, original, mime_type="text/plain")
        yield Made(f"attachment-{number}", _saved(pdf), "attachment", [secret])
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.docinfo["/Subject"] = String(f"Justification, {secret}")
        yield Made(f"metadata-{number}", _saved(pdf), "metadata", [secret])
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        with pdf.open_metadata() as meta:
            meta["dc:description"] = f"Justification of {secret}"
        yield Made(f"xmp-{number}", _saved(pdf), "metadata", [secret])
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        page = pdf.pages[0]
        content = page.Contents.read_bytes()
        page.Contents = pdf.make_stream(b"/Figure <</MCID 0>> BDC\n" + content + b"\nEMC\n")
        page.StructParents = 0
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        figure = pdf.make_indirect(
            Dictionary(
                Type=Name.StructElem, S=Name.Figure, P=root, Pg=page.obj, K=0, Alt=String(f"Table of prices: {secret}")
            )
        )
        root.K = figure
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([figure])])))
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        yield Made(f"alternative-{number}", _saved(pdf), "alternative_text", [secret])


def clean() -> Iterator[Made]:
    """Pages without a failed redaction: reports with shaded header rows, white headings on dark bands, boxes with
    nothing under them, ruled tables, legible highlights, signatures, watermarks."""
    yield _report()
    yield _bands()
    for name, data in made_variants.clean():
        yield Made(f"clean-{name}", data, pages=4 if name == "moved-pages" else 1)
    yield Made("clean-layer-shown", _layered("a layer that is shown", "ON"))
    yield Made("clean-layer-form-shown", _layered("a layer that is shown", "ON", form=True))
    yield Made("clean-layer-own-shown", _layered("a layer that is shown", "ON", form=True, own=True))
    yield _taken()
    for number in range(12):
        yield Made(f"clean-looks-{number}", _page(_harmless(number)))
        yield Made(f"clean-looks-before-{number}", _page(_harmless(number), before=True))
    with pikepdf.open(io.BytesIO(_page(_harmless(0)))) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Cover, Scope and Delivery by Department of Somewhere", 0))
        pdf.docinfo["/Title"] = String("Microsoft Word - Justification 2023 final.docx")
        pdf.docinfo["/Author"] = String("A Person")
        yield Made("clean-bookmarks", _saved(pdf))
    with pikepdf.open(io.BytesIO(_page(_harmless(1)))) as pdf:
        base = _saved_plainly(pdf)
        with pikepdf.open(io.BytesIO(base)) as read:
            page = read.pages[0].Contents
            more = page.read_bytes() + b"\nBT /F1 10 Tf 72 60 Td (Approved) Tj ET\n"
            yield Made("clean-revised", _grown(base, page.objgen[0], more))
    with pikepdf.open(io.BytesIO(_page(_harmless(2)))) as pdf:
        out = io.BytesIO()
        pdf.save(out, linearize=True)
        yield Made("clean-linear", out.getvalue())


def _harmless(number: int) -> Callable[[canvas.Canvas], None]:
    def draw(page: canvas.Canvas) -> None:
        page.saveState()
        if number == 0:  # a rule over and under words, and a frame
            for y in (690, 560, 402):
                page.line(72, y - 3, 400, y - 3)
            page.rect(60, 180, 480, 540, stroke=1, fill=0)
        elif number == 1:  # a yellow highlight that leaves its words legible
            page.setFillColor(colors.Color(1, 1, 0, alpha=0.4))
            page.rect(72, 697, 300, 12, stroke=0, fill=1)
        elif number == 2:  # a signature's curves across a typed line
            path = page.beginPath()
            path.moveTo(80, 605)
            for x in range(80, 240, 20):
                path.curveTo(x + 5, 625, x + 12, 590, x + 20, 606)
            page.drawPath(path, stroke=1, fill=0)
        elif number == 3:  # one line through words that were struck
            page.line(72, 704, 360, 704)
        elif number == 4:  # a watermark
            page.setFillColor(colors.Color(0.88, 0.88, 0.88, alpha=0.5))
            page.setFont("Helvetica-Bold", 90)
            page.rotate(40)
            page.drawString(250, 100, "DRAFT")
        elif number == 5:  # boxes with nothing under them
            page.rect(300, 150, 120, 14, stroke=0, fill=1)
            page.rect(72, 120, 60, 14, stroke=0, fill=1)
        elif number == 6:  # white words on a dark band
            page.setFillColor(colors.Color(0.05, 0.15, 0.35))
            page.rect(60, 730, 490, 30, stroke=0, fill=1)
            page.setFillColor(colors.white)
            page.setFont("Helvetica-Bold", 14)
            page.drawString(72, 740, "JUSTIFICATION AND APPROVAL")
        elif number == 7:  # small grey print
            page.setFillColor(colors.Color(0.6, 0.6, 0.6))
            page.setFont("Helvetica", 5)
            page.drawString(72, 40, "Page 1 of 1. Printed on recycled paper. Form 1447.")
        elif number == 8:  # an image with nothing over the words
            page.drawImage(_dark_image(30), 420, 60, 80, 40)
        elif number == 9:  # hatching beside words
            for at in range(0, 120, 4):
                page.line(420 + at, 60, 430 + at, 90)
        elif number == 10:  # light words on a mid-tone
            page.setFillColor(colors.Color(0.35, 0.55, 0.75))
            page.rect(60, 90, 490, 20, stroke=0, fill=1)
            page.setFillColor(colors.Color(0.95, 0.97, 1))
            page.setFont("Helvetica", 10)
            page.drawString(72, 96, "Estimated value by year")
        else:  # a box that touches the words beside it
            page.setFont("Helvetica", 11)
            page.drawString(72, 120, "Estimated at")
            page.rect(72 + page.stringWidth("Estimated at", "Helvetica", 11), 117, 90, 13, stroke=0, fill=1)
        page.restoreState()

    return draw


def _report() -> Made:
    """Forty pages of tables with shaded header rows and banded lines."""
    out = io.BytesIO()
    style = getSampleStyleSheet()
    story: list[object] = []
    for number in range(60):
        rows = [["Award", "Supplier", "Obligated", "Ceiling"]]
        rows += [
            [f"70CTD0{n:02d}FR{number:07d}", "Northwind Analytics LLC", f"${n * 1234:,}.00", f"${n * 9999:,}.00"]
            for n in range(24)
        ]
        table = Table(rows)
        header = [colors.Color(0.1, 0.2, 0.4), colors.black, colors.lightgrey, colors.darkgreen][number % 4]
        ink = colors.black if header is colors.lightgrey else colors.white
        table.setStyle(
            TableStyle([
                ("BACKGROUND", (0, 0), (-1, 0), header), ("TEXTCOLOR", (0, 0), (-1, 0), ink),
                ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.whitesmoke, colors.Color(0.9, 0.93, 0.97)]),
            ])
        )  # fmt: skip
        story += [Paragraph(f"Part {number}. Awards and their ceilings", style["Heading2"]), table]
    SimpleDocTemplate(out, pagesize=letter).build(story)
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        return Made("clean-report", out.getvalue(), pages=len(pdf.pages))


def _bands() -> Made:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter)
    for number in range(20):
        page.setFillColor(colors.Color(0.02 * number, 0.1, 0.3))
        page.rect(0, 700, 612, 92, stroke=0, fill=1)
        page.setFillColor(colors.white)
        page.setFont("Times-Bold", 26)
        page.drawString(60, 735, f"Annual review, part {number}")
        page.setFillColor(colors.black)
        page.setFont("Times-Roman", 10)
        for line, text in enumerate(FILLER * 6):
            page.drawString(60, 670 - line * 18, text)
        page.showPage()
    page.save()
    return Made("clean-bands", out.getvalue(), pages=20)


def _taken() -> Made:
    """Redactions that took: boxes, and nothing under them."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=letter)
    for number in range(20):
        page.setFont("Times-Roman", 11)
        for line, text in enumerate(FILLER * 5):
            words = text.split()
            x = 60.0
            for at, word in enumerate(words):
                wide = page.stringWidth(word, "Times-Roman", 11)
                if (at + line + number) % 7 == 0:
                    page.rect(x - 1, 700 - line * 22 - 3, wide + 2, 13, stroke=0, fill=1)
                else:
                    page.drawString(x, 700 - line * 22, word)
                x += wide + 3
        page.showPage()
    page.save()
    return Made("clean-taken", out.getvalue(), pages=20)
