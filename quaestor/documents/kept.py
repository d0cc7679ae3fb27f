"""Papers kept in a store: the file by its digest in `documents/`, and in the lake what it says, without personal
details, linked to awards and suppliers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from quaestor import model, sql
from quaestor.documents import inspecting, justifications, links
from quaestor.documents.apart import Told
from quaestor.documents.unpacked import unpacked
from quaestor.errors import InputError, UnreadableFile
from quaestor.model import people
from quaestor.store import Lake

TABLES = ("document", "passage", "mention", "redaction")
FOLDER = "documents"
#: Files of a folder that are taken for papers.
ENDINGS = (".pdf", ".docx", ".html", ".htm", ".txt", ".text", ".md")
#: The setting of `quaestor.yml` that shows every recovered word.
SETTING = "show_recovered_words"
_SIDES = ("left_pt", "top_pt", "right_pt", "bottom_pt")


def files(path: Path) -> list[Path]:
    """The papers at `path`: itself, or those of a folder and the folders in it. Raises UnreadableFile."""
    if not path.is_dir():
        return [path]
    found = sorted(
        one for one in path.rglob("*") if one.is_file() and one.name.lower().removesuffix(".gz").endswith(ENDINGS)
    )
    if not found:
        raise UnreadableFile(
            "no paper in this folder",
            where=str(path),
            advice=f"Endings looked for: {', '.join(ENDINGS)}, each also with .gz.",
        )
    return found


def file_of(store: Path, digest: str) -> Path | None:
    """Where the file of a paper is kept; None where the store has lost it."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return None
    return next((store / FOLDER).glob(f"{digest}.*"), None)


def shows_words(lake: Lake) -> bool:
    """Whether the store's owner turned on that recovered words are shown."""
    return lake.settings.get(SETTING) is True


def add(lake: Lake, path: Path, about: str = "") -> dict[str, Any]:
    """Reads the paper and keeps it; one that is held is read again. Returns `{document_id, file, kind, pages, ...}`.

    about: an award or notice that it is about, in the words of whoever adds it. Raises UnreadableFile.
    """
    with unpacked(path) as paper:
        return _add(lake, paper, about)


def _add(lake: Lake, path: Path, about: str) -> dict[str, Any]:
    told = inspecting.read(path)
    public = links.named(lake, inspecting.recovered_names(told))
    facts = inspecting.facts(path, told, show_words=shows_words(lake), public=public)
    facts["document_id"] = facts["digest"][:16]
    moment = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    pages = [one for one in told if "page" in one and "text" in one]
    target = lake.path / FOLDER / f"{facts['digest']}.{facts['format']}"
    if not target.exists():
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, making := target.with_suffix(".making"))
        making.rename(target)
    with lake.writing():
        make(lake)
        held = lake.query("SELECT about FROM document WHERE document_id = ?", [facts["document_id"]])
        about = about.strip() or (held[0]["about"] if held else None) or ""
        mentions = links.linked(lake, facts["document_id"], _mentions(facts["document_id"], pages), about)
        for table in TABLES:
            lake.execute(f"DELETE FROM {table} WHERE document_id = ?", [facts["document_id"]])
        _insert(lake, "document", [_document(facts, pages, about, moment)])
        _insert(lake, "passage", list(_passages(facts["document_id"], pages)))
        _insert(lake, "mention", mentions)
        _insert(
            lake, "redaction", [_redaction(facts["document_id"], *pair) for pair in enumerate(facts["redactions"], 1)]
        )
    notes = (
        [] if not about or any(one["link"] == "said" for one in mentions) else [f"no one award of “{about}” is held"]
    )
    return {
        "document_id": facts["document_id"], "file": facts["file"], "kind": facts["kind"], "pages": facts["pages"],
        "held_before": bool(held), "about": about or None, "redactions": len(facts["redactions"]),
        "notes": facts["notes"] + notes,
        "awards": _surely(mentions, "award_id"), "suppliers": _surely(mentions, "supplier_id"),
    }  # fmt: skip


def _surely(mentions: list[dict[str, Any]], name: str) -> list[str]:
    return sorted({one[name] for one in mentions if one[name] and one["link"] != "possible"})


def make(lake: Lake) -> None:
    """Makes the tables of papers where the store was made before there were any; inside `lake.writing()`."""
    for name in TABLES:
        columns = ", ".join(f"{column.name} {column.sql_type}" for column in model.table(name).columns)
        lake.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")


def made(lake: Lake) -> bool:
    """Whether the store has the tables of papers."""
    count = lake.value("SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND table_name = 'document'")
    return bool(count)


def _document(facts: Mapping[str, Any], pages: list[Told], about: str, moment: datetime) -> dict[str, Any]:
    row = dict.fromkeys(model.table("document").names) | {
        name: facts[name] for name in ("document_id", "digest", "bytes", "format", "kind", "pages")
    }
    row |= {
        "file": people.clean(facts["file"]), "signs": json.dumps(facts["signs"], ensure_ascii=False),
        "about": about or None,
        "notes": json.dumps(facts["notes"], ensure_ascii=False), "added_at": moment,
        "scanned": sum(1 for page in pages if page.get("scanned")),
    }  # fmt: skip
    if facts["kind"] == "justification":
        row |= justifications.of(pages, moment.date())
    return row


def _sides(rectangle: Sequence[float] | None) -> dict[str, float | None]:
    return dict(zip(_SIDES, rectangle or (None,) * 4, strict=True))


def _passages(document_id: str, pages: list[Told]) -> Iterator[dict[str, Any]]:
    for page in pages:
        size = [0.0, 0.0, page["width"], page["height"]] if page["width"] else None
        yield {"document_id": document_id, "page": page["page"], "passage": 0, "text": None, **_sides(size)}
        for number, one in enumerate(page["passages"], 1):
            place = {"page": page["page"], "passage": number}
            yield {"document_id": document_id, **place, "text": one["text"], **_sides(one["rectangle"])}


def _mentions(document_id: str, pages: list[Told]) -> list[dict[str, Any]]:
    found = [(page["page"], one) for page in pages for one in page["mentions"]]
    return [
        {
            "document_id": document_id, "mention": number, "page": page,
            "award_id": None, "supplier_id": None, "link": None,
            **{name: one[name] for name in ("kind", "value", "bound")}, "text": " ".join(one["text"].split()),
            **_sides(one["rectangle"]),
        }
        for number, (page, one) in enumerate(found, 1)
    ]  # fmt: skip


def _redaction(document_id: str, number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: one[name] for name in ("page", "class", "kind", "characters")}
    text = people.clean(one["text"]) if one["text"] else None
    return {"document_id": document_id, "redaction": number, **kept, "text": text, **_sides(one["rectangle"])}


def _insert(lake: Lake, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        types = {column.name: column.sql_type for column in model.table(table).columns}
        lake.execute(f"INSERT INTO {table} ({', '.join(types)}) {sql.rows_given(types)}", [sql.rows(rows)])


def forget(lake: Lake, document_id: str) -> None:
    """Takes a paper out of the store, file and all. Raises InputError where it is not held."""
    found = lake.query("SELECT digest FROM document WHERE document_id = ?", [document_id]) if made(lake) else []
    if not found:
        raise InputError(f"no paper {document_id} is held", advice="`quaestor documents list` names them.")
    with lake.writing():
        for table in TABLES:
            lake.execute(f"DELETE FROM {table} WHERE document_id = ?", [document_id])
    if file := file_of(lake.path, found[0]["digest"]):
        file.unlink(missing_ok=True)
