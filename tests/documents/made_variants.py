"""PDFs written stream by stream: redactions that failed in ways that were made after what reads them, and clean pages
that look as if they might have."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase.pdfmetrics import stringWidth

FILLER = [
    "Vendors were asked for information and three of them answered in writing.",
    "The requirement cannot be met by others without long delay and cost.",
    "Deliverables are due each quarter to the programme office.",
]
LEAD = "The estimated price is "
SECRETS = ["$8,140,922.17", "Quarry Lake Software LLC"]
#: Colours of boxes that are not black.
COLOURS = {"grey": ".5 .5 .5", "agency-blue": "0 .2 .45", "maroon": ".5 0 .1", "orange": "1 .6 .1", "cream": "1 .98 .9"}
Draw = Callable[[float, float], str]


def pdf(
    content: str, *, state: dict[str, Any] | None = None, form: str | None = None, field: str | None = None, **page: Any
) -> bytes:
    """A page of one stream. state: what `/G0 gs` sets; form: what `/Fm0 Do` paints; field: what a field of a form
    paints; page: keys of the page. The font /F2 has squares for letters."""
    made = pikepdf.new()
    font = made.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    squares = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
    fonts = Dictionary(F1=font, F2=made.make_indirect(squares))
    resources = Dictionary(Font=fonts, ExtGState=Dictionary(G0=Dictionary(Type=Name.ExtGState, **(state or {}))))
    if form is not None:
        stream = made.make_stream(form.encode(), Type=Name.XObject, Subtype=Name.Form)
        stream.BBox, stream.Resources = Array([0, 0, 612, 792]), Dictionary(Font=fonts)
        resources.XObject = Dictionary(Fm0=stream)
    keys = {"MediaBox": Array([0, 0, 612, 792])} | {
        name: Array(list(value)) if isinstance(value, tuple) else value for name, value in page.items()
    }
    sheet = Dictionary(Type=Name.Page, Resources=resources, Contents=made.make_stream(content.encode()), **keys)
    if field is not None:
        whole = Array([0, 0, 612, 792])
        look = made.make_stream(
            field.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=whole, Resources=Dictionary(Font=fonts)
        )
        mark = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=pikepdf.String("Value"), Rect=whole, F=4)
        mark.AP = Dictionary(N=look)
        sheet.Annots = Array([made.make_indirect(mark)])
        made.Root.AcroForm = Dictionary(Fields=Array([sheet.Annots[0]]))
    made.pages.append(pikepdf.Page(made.make_indirect(sheet)))
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def words(text: str, x: float = 72, y: float = 200, more: str = "") -> str:
    return f"q {more} BT /F1 11 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET Q\n"


def box(x: float, y: float, wide: float, high: float, colour: str = "0 0 0") -> str:
    return f"q {colour} rg {x:.2f} {y:.2f} {wide:.2f} {high:.2f} re f Q\n"


def blocks(x: float, y: float, wide: float, size: float = 16) -> str:
    """A run of black squares that are letters."""
    return f"q BT /F2 {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ({'n' * int(wide / size / 0.761 + 1)}) Tj ET Q\n"


def slant(x: float, y: float, high: float, wide: float = 0.9) -> str:
    """A slanted line that is a filled shape."""
    return f"q {x} {y} m {x + wide} {y} l {x + wide + 7} {y + high} l {x + 7} {y + high} l f Q\n"


def line(x0: float, y0: float, x1: float, y1: float, width: float = 1) -> str:
    return f"q {width} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S Q\n"


FILLED = "".join(words(FILLER[at % 3], y=700 - 26 * at) for at in range(14))


def _boxed(colour: str, x: float, w: float) -> str:
    return box(x - 2, 197, w + 4, 13, colour)


def _over() -> dict[str, tuple[str, Draw]]:
    """The class, and what is painted over a secret that begins at x and is w wide."""

    def steps(w: float, step: float) -> range:
        return range(int(w / step) + 1)

    def shuffled(w: float, x: float) -> str:
        pieces = [box(x - 2 + at * 4, 196 + up * 3.5, 4.2, 3.7) for at in steps(w + 4, 4) for up in range(4)]
        return "".join(random.Random(5).sample(pieces, len(pieces)))

    def zigzag(x: float, w: float) -> str:
        points = "".join(f"{x + at * 3:.2f} {(208, 197)[at % 2]} l " for at in range(1, int(w / 3) + 2))
        return f"q 5 w {x} 196 m {points} S Q\n"

    over: dict[str, tuple[str, Draw]] = {
        f"colour-{name}": ("under_object" if name in ("grey", "orange", "cream") else "box",
                           partial(_boxed, colour))
        for name, colour in COLOURS.items()
    }  # fmt: skip
    return over | {
        "rules": ("box", lambda x, w: "".join(line(x, 196.5 + at / 2, x + w, 196.5 + at / 2, 0.7) for at in range(28))),
        "slices": ("box", lambda x, w: "".join(box(x - 2, 196.5 + at, w + 4, 1.05) for at in range(14))),
        "bars": ("box", lambda x, w: "".join(box(x - 2 + at * 1.5, 196.5, 1.6, 14) for at in steps(w + 4, 1.5))),
        "patches": ("box", lambda x, w: "".join(box(x - 2 + at * 4, 196, 4.2, 14) for at in steps(w + 4, 4))),
        "marker": ("box", lambda x, w: line(x - 2, 203, x + w + 2, 203, 14)),
        "scribble": ("box", zigzag),
        "level": ("hatching", lambda x, w: "".join(line(x, 197 + at, x + w, 197 + at, 0.8) for at in range(0, 13, 2))),
        "upright": ("hatching", lambda x, w: "".join(line(x + at, 196, x + at, 210) for at in range(0, int(w), 3))),
        "crossed": ("hatching", lambda x, w: "".join(
            line(x + at, 196, x + at + 6, 210) + line(x + at, 210, x + at + 6, 196) for at in range(0, int(w), 6))),
        "shuffled": ("box", lambda x, w: shuffled(w, x)),
        "squares": ("box", lambda x, w: blocks(x - 2, 196, w + 4)),
        "filled-level": ("hatching", lambda x, w: "".join(box(x, 197 + at, w, 0.8) for at in range(0, 13, 2))),
        "filled-upright": ("hatching", lambda x, w: "".join(box(x + at, 196, 0.9, 14) for at in range(0, int(w), 3))),
        "filled-slant": ("hatching", lambda x, w: "".join(slant(x + at, 196, 14) for at in range(-4, int(w), 3))),
    }  # fmt: skip


def failed() -> Iterator[tuple[str, bytes, str, str]]:
    """Name, file, class and the words that are hidden in it."""
    for number, secret in enumerate(SECRETS):
        told = LEAD + secret + " for all years."
        x, w = 72 + stringWidth(LEAD, "Helvetica", 11), stringWidth(secret, "Helvetica", 11)
        said, black = words(told), box(x - 2, 197, w + 4, 13)
        for name, (cls, draw) in _over().items():
            yield f"{name}-{number}", pdf(FILLED + said + draw(x, w)), cls, secret
        for name, colour, cls in (("dark", "0 0 0", "box"), ("white", "1 1 1", "under_object")):
            yield f"field-{name}-{number}", pdf(FILLED + said, field=_boxed(colour, x, w)), cls, secret
        yield f"field-{number}", pdf(FILLED, field=words(secret, more="1 g")), "near_background", secret
        read = f"/Span << /ActualText ({secret}) >> BDC\n" + blocks(300, 196, w) + "EMC\n"
        yield f"read-as-words-{number}", pdf(FILLED + read.replace("BT", "BT -1.4 Tc")), "box", secret
        for turned in (90, 270):
            yield f"turned-{turned}-{number}", pdf(FILLED + said + black, Rotate=turned), "box", secret
        cropped = {"MediaBox": (-50, -60, 700, 850), "CropBox": (20, 30, 590, 770)}
        yield f"cropped-{number}", pdf(FILLED + said + black, **cropped), "box", secret
        yield f"cropped-away-{number}", pdf(FILLED + words(secret, y=15), **cropped), "off_page", secret
        scaled = "q .8 0 0 .8 30 40 cm /Fm0 Do Q\n"
        yield f"form-{number}", pdf(FILLED + "/Fm0 Do\n" + black, form=said), "box", secret
        yield f"form-scaled-{number}", pdf(FILLED + scaled, form=said + black), "box", secret
        upright = f"q BT /F1 11 Tf 0 1 -1 0 500 150 Tm ({secret}) Tj ET Q\n" + box(488, 148, 14, w + 6)
        yield f"upright-words-{number}", pdf(FILLED + upright), "box", secret
        yield f"alpha-{number}", pdf(FILLED + said + "/G0 gs " + black, state={"ca": 0.97}), "box", secret
        for name, more, behind in (
            ("clear", "/G0 gs", ""), ("unpainted", "3 Tr", ""), ("outline-white", "1 G 1 Tr", ""),
            ("blue-on-blue", "0 .21 .46 rg", box(60, 190, 400, 24, "0 .2 .45")), ("yellowish", "1 1 .93 rg", ""),
            ("another-hue", "1 1 .88 rg", ""),
        ):  # fmt: skip
            cls = "highlight" if behind else "near_background"
            yield f"{name}-{number}", pdf(FILLED + behind + words(secret, more=more), state={"ca": 0.02}), cls, secret


def clean() -> Iterator[tuple[str, bytes]]:
    """Pages that hide nothing."""
    chance = random.Random(4)
    said, under = words("Contracting Officer, Office of Acquisition Management"), words("Page 3 of 10", 280, 30)
    curve, x = "q 1.2 w 80 205 m ", 80.0
    for _ in range(60):
        x += chance.uniform(-2, 6)
        curve += f"{x:.1f} {200 + chance.uniform(-12, 22):.1f} l "
    waves = "".join(
        line(80 + at, 200 + 14 * math.sin(at / 5), 81 + at, 200 + 14 * math.sin((at + 1) / 5)) for at in range(200)
    )
    yield "signed", pdf(FILLED + said + curve + "S Q\n")
    yield "signed-in-pieces", pdf(FILLED + said + waves)
    rooms = "".join(words(f"Room {at}", chance.uniform(60, 500), 60 + at * 20) for at in range(30))
    ends = [chance.uniform(60, 540) for _ in range(360)]
    yield "plan", pdf(rooms + "".join(line(*some) for some in zip(*[iter(ends)] * 4, strict=True)))
    squares = "".join(line(60, 100 + at * 9, 400, 100 + at * 9) + line(60 + at * 9, 100, 60 + at * 9, 280)
                      for at in range(22))  # fmt: skip
    rows = "".join(words(f"{at} Item delivered ${at},400.00", y=102 + at * 9) for at in range(19))
    yield "squared", pdf(rows + squares)
    yield "numbered-anew", pdf(FILLED + under + box(270, 20, 100, 30, "1 1 1") + words("Page 4 of 12", 280, 30))
    yield "printers-line", pdf(FILLED + words("Report_v2.indd 7", 20, -12) + words("3/14/2021 2:15:33 PM", 400, -12))
    yield "run-over", pdf(FILLED + words("A line that is too long for its page, printed May 4, 2021", 400))
    yield "see-through", pdf(FILLED + said + "/G0 gs " + box(60, 190, 300, 24), state={"ca": 0.4})
    yield "multiplied", pdf(FILLED + said + "/G0 gs " + box(60, 190, 300, 24, "1 1 0"), state={"BM": Name.Multiply})
    outlines = "".join(box(74 + at * 6, 203, 4, 7) for at in range(20))
    yield "drawn-letters", pdf(FILLED + outlines + words("Drawn letters 2021", more="3 Tr"))
    recognised = "".join(words(FILLER[at % 3], y=680 - 26 * at, more="3 Tr") for at in range(20))
    yield "recognised", pdf(recognised + words("Bates 000123", y=20))
    yield "turned-heading", pdf(box(60, 640, 480, 30, ".1 .2 .4") + words("White heading", 70, 650, "1 g"), Rotate=90)
    ruled = "".join(box(60, 100 + at * 18, 340, 0.6) + box(60 + at * 34, 100, 0.6, 180) for at in range(11))
    yield (
        "ruled-with-shapes",
        pdf("".join(words(f"{at} Item ${at},400.00", y=104 + at * 18) for at in range(10)) + ruled),
    )
    filled = words("$4,100.00", more="0 0 .6 rg") + "q .5 w 70 196 90 14 re S Q\n"
    yield "field", pdf(FILLED + words("Value:", 30), field=filled)
    yield "field-before", pdf(FILLED + box(70, 196, 90, 14, ".9 .9 1"), field=filled)
    bars = "".join(words(f"Task {at}", y=100 + at * 20) + blocks(150, 98 + at * 20, at * 20) for at in range(1, 6))
    yield "bars", pdf(FILLED[:900] + bars)
    yield "moved-pages", _moved()


def _moved() -> bytes:
    """Four pages whose order was turned round in a revision saved on top."""
    made = pikepdf.new()
    for number in range(4):
        text = words(f"Part {number}: $ {number + 3},000.00", y=740) + FILLED
        with pikepdf.open(io.BytesIO(pdf(text))) as one:
            made.pages.append(one.pages[0])
    out = io.BytesIO()
    made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    base = out.getvalue()
    with pikepdf.open(io.BytesIO(base)) as read:
        pages, size, root = read.Root.Pages, int(read.trailer.Size), read.trailer.Root.objgen[0]
        kids = " ".join(f"{kid.objgen[0]} 0 R" for kid in reversed(list(pages.Kids)))
        number = pages.objgen[0]
    tree = f"{number} 0 obj\n<< /Type /Pages /Count 4 /Kids [ {kids} ] >>\nendobj\n".encode()
    old, at = base.rfind(b"startxref"), len(base)
    previous = int(base[old:].split()[1])
    table = f"xref\n{number} 1\n{at:010} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R /Prev {previous} >>\n"
    return base + tree + table.encode() + f"startxref\n{at + len(tree)}\n%%EOF\n".encode()
