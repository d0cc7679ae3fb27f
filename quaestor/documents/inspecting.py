"""One paper inspected: what it is, what it names and where, and what it hides."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from quaestor.documents import apart, kinds, mentions, saying
from quaestor.documents.unpacked import unpacked
from quaestor.errors import UnreadableFile

Facts = dict[str, Any]


def inspect(path: Path, *, show_words: bool = False) -> Facts:
    """What is found in the paper: `kind`, `pages`, `identifiers`, `amounts`, `dates`, `redactions` and more.

    Rectangles are in points from the upper left corner of a page as shown: left, top, right, bottom; None where the
    paper has no fixed pages. Of recovered words only amounts, days and organisations are shown; with show_words all
    are. Raises UnreadableFile.
    """
    with unpacked(path) as paper:
        return facts(paper, read(paper), show_words=show_words)


def read(path: Path, *, looks: bool = True) -> list[apart.Told]:
    """The paper as read apart; looks: whether it is looked for what it hides. Raises UnreadableFile."""
    if not path.is_file():
        raise UnreadableFile("no such file", where=str(path), advice="Name a PDF, DOCX, HTML or text file.")
    told = apart.read(path, looks=looks)
    if not any("format" in one for one in told):
        raise UnreadableFile("a captured page of the web, and nothing else", where=path.name, advice="Get it again.")
    return told


def facts(path: Path, told: list[apart.Told], *, show_words: bool = False, public: Collection[str] = ()) -> Facts:
    """What `read` told of a paper, put together. public: plain names of organisations known from elsewhere."""
    head = next(one for one in told if "format" in one)
    pages = [one for one in told if "page" in one and "text" in one]
    said = next((one["captured"] for one in told if "captured" in one), None)
    text = "\n".join(page["text"] for page in pages)
    kind = kinds.tell(text)
    empty = not text.strip()
    if said is not None and empty:
        kind = kinds.Told("captured_page", [said])
    found = [one | {"page": page["page"]} for page in pages for one in page["mentions"]]
    data = path.read_bytes()
    return {
        "file": path.name,
        "digest": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "format": head["format"],
        "kind": kind.kind,
        "kind_label": kinds.labels()[kind.kind],
        "signs": kind.signs,
        "pages": head["pages"],
        "identifiers": _some(found, mentions.IDENTIFIERS),
        "amounts": [
            {"amount": one["value"], "currency": one["currency"], "bound": one["bound"], **_place(one)}
            for one in found
            if one["kind"] == "amount"
        ],
        "dates": [{"date": one["value"], **_place(one)} for one in found if one["kind"] == "date"],
        "quantities": _some(found, ("quantity", "period")),
        "organisations": _some(found, ("organisation",)),
        "redactions": redactions(told, show_words=show_words, public=public),
        "notes": _notes(told, pages, empty),
    }


def _some(found: list[apart.Told], wanted: tuple[str, ...]) -> list[Facts]:
    return [
        {"kind": one["kind"], "value": one["value"], **_place(one), "because": one["because"]}
        for one in found
        if one["kind"] in wanted
    ]


def _place(one: apart.Told) -> Facts:
    return {
        "text": " ".join(one["text"].split()),
        "page": one["page"],
        "rectangle": one["rectangle"],
        "start": one["start"],
    }


def redactions(told: list[apart.Told], *, show_words: bool = False, public: Collection[str] = ()) -> list[Facts]:
    """Failed redactions in the order of the pages: `{page, rectangle, class, kind, characters, text}`; `text` is None
    where the words stay hidden. public: plain names of organisations known from elsewhere, beside those the paper
    shows."""
    named = {
        saying.plain(one["value"]) for page in told for one in page.get("mentions", ()) if one["kind"] == "organisation"
    }
    out = []
    for one in sorted(_recovered(told), key=lambda one: one["page"] or 1 << 40):
        text = " ".join(one["text"].split())
        kind = saying.kind_of(text)
        shown = text if show_words else saying.shown(one["text"], named.union(public)) if kind in saying.SHOWN else None
        out.append({
            "page": one["page"], "rectangle": one["rectangle"], "class": one["class"], "kind": kind,
            "characters": len(text), "text": shown,
        })  # fmt: skip
    return out


def recovered_names(told: list[apart.Told]) -> set[str]:
    """What may be the name of an organisation in the recovered words of a paper."""
    return {
        ending
        for one in _recovered(told)
        for name in saying.organisations(one["text"])
        for ending in saying.endings(name)
    }


def _recovered(told: list[apart.Told]) -> list[apart.Told]:
    found = [one | {"page": page["page"]} for page in told if "hidden" in page for one in page["hidden"]]
    return found + [one["kept"] for one in told if "kept" in one]


def _notes(told: list[apart.Told], pages: list[apart.Told], empty: bool) -> list[str]:
    notes = [one["note"] for one in told if "note" in one]
    scanned = [page for page in pages if page.get("scanned")]
    if scanned:
        lacking = [page["page"] for page in scanned if page["scanned"] != "recognised"]
        notes.append(f"{len(scanned)} of {len(pages)} pages are scans; {len(scanned) - len(lacking)} were recognised")
        if lacking:
            notes.append(
                "pages without readable words: " + ", ".join(map(str, lacking[:20])) + "; tesseract reads scans"
            )
    broken = [str(page["page"]) for page in pages if page.get("broken")]
    if broken:
        notes.append(f"pages that could not be read: {', '.join(broken[:20])}")
    if empty and not scanned and not notes:
        notes.append("no words in it")
    return notes
