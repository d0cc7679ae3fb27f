"""Papers: taken in, listed, shown; one inspected for what it names and hides; two versions compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, Settings, StoreOption, group, reading, settle

app = group("Papers: what they say, what they hide, and what changed between two versions.")
PaperArgument = Annotated[Path, typer.Argument(metavar="FILE", help="PDF, DOCX, HTML or plain text.")]


@app.command()
def inspect(
    ctx: typer.Context,
    file: PaperArgument,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Rows of a table in a terminal; 0 prints all.")] = 30,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a paper is, what it names and where, and what it holds that no reader sees. Needs no store."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.documents import inspecting

    facts = inspecting.inspect(file, show_words=_words_shown(settings))
    if settings.as_json:
        show.document(facts)
        return
    show.say(
        f"{facts['file']}: {facts['kind_label']}, {_pages(facts['pages'])}",
        style="bold",
    )
    if facts["signs"]:
        show.say(f"because it says: {'; '.join(facts['signs'][:4])}", style="dim")
    show.notes(facts["notes"])
    page = show.Col("page", "Page", "count")
    if facts["identifiers"]:
        cols = [show.Col("kind", "Kind", "word"), show.Col("value", "Number"), page]
        show.table(cols, _once(facts["identifiers"])[: limit or None], "Numbers and clauses")
    if facts["amounts"]:
        cols = [
            show.Col("amount", "Amount"),
            show.Col("currency", "In", "word"),
            show.Col("bound", "Bound", "word"),
            page,
        ]
        show.table(cols, facts["amounts"][: limit or None], "Money")
    if facts["dates"]:
        show.table(
            [show.Col("date", "Day"), show.Col("text", "As printed"), page], facts["dates"][: limit or None], "Days"
        )
    print_redactions(facts["redactions"], limit)


def print_redactions(found: list[dict[str, Any]], limit: int = 0) -> None:
    """Failed redactions for a terminal."""
    from quaestor.answers.documents import CLASSES
    from quaestor.cli import show

    if not found:
        show.say("No failed redaction found.")
        return
    rows = [
        one | {"hidden": CLASSES[one["class"]], "text": one["text"] or f"{one['characters']} characters, not shown"}
        for one in found[: limit or None]
    ]
    cols = [show.Col("page", "Page", "count"), show.Col("hidden", "Hidden by"), show.Col("kind", "What", "word")]
    show.table([*cols, show.Col("text", "Words")], rows, "Failed redactions")
    show.say(f"{len(found):,} failed {'redaction' if len(found) == 1 else 'redactions'}")


@app.command()
def compare(
    ctx: typer.Context,
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier version.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The later version.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What changed between two versions of a paper: first in substance, then section by section. Needs no store."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.documents import versions

    facts = versions.compare(old, new)
    if settings.as_json:
        show.document(facts)
        return
    show.say(f"{facts['before']['file']} → {facts['after']['file']}", style="bold")
    if facts["equal"]:
        show.say("No word differs.")
        return
    rows = [one | {"page": (one["places"]["after"] or one["places"]["before"])["page"]} for one in facts["substance"]]
    cols = [show.Col("kind", "What"), show.Col("before", "Before", absent="–"), show.Col("after", "After", absent="–")]
    show.table([*cols, show.Col("page", "Page", "count")], rows, "Changed in substance")
    changed = [one for one in facts["sections"] if one["change"] != "same"]
    cols = [show.Col("change", "Change", "word"), show.Col("heading", "Section"), show.Col("count", "Places", "count")]
    show.table(cols, changed, "Sections")
    show.say(f"{facts['changed_words']:,} of {facts['words']:,} words differ")


@app.command()
def add(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help="Papers, or folders of them.")],
    about: Annotated[str, typer.Option(metavar="AWARD|NOTICE", help="What they are about.")] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep papers in the store, without personal details, linked to the awards and suppliers they name."""
    settings = settle(ctx, store, as_json)
    from quaestor import pipeline
    from quaestor.cli import show
    from quaestor.documents import kept
    from quaestor.errors import InputError
    from quaestor.store import Lake

    files = [one for path in paths for one in kept.files(path)]
    added: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    with Lake.open(settings.folder, create=True, read_only=False) as lake:
        for file in files:
            try:
                added.append(kept.add(lake, file, about))
            except InputError as error:
                if len(files) == 1:
                    raise
                refused.append({"file": file.name, "what": error.what, "advice": error.advice})
        notes = pipeline.index(lake) if added else []
    if settings.as_json:
        show.document({"added": added, "refused": refused, "notes": notes})
    else:
        cols = [show.Col("document_id", "Paper", "word"), show.Col("file", "File"), show.Col("kind", "Kind", "word")]
        cols += [show.Col("pages", "Pages", "count"), show.Col("redactions", "Failed redactions", "count")]
        show.table(cols, added, "Added")
        told = [f"{one['file']}: {note}" for one in added for note in one["notes"]]
        show.notes([*told, *(f"{one['file']}: {one['what']}" for one in refused), *notes])
    if refused and not added:
        raise typer.Exit(1)


@app.command("list")
def listed(
    ctx: typer.Context,
    kind: Annotated[str, typer.Option(metavar="KIND", help="Only papers of this kind.")] = "",
    words: Annotated[
        str, typer.Option("--with", metavar="WORDS", help="Only papers with a passage of each word.")
    ] = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every paper that is kept."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers import documents
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = documents.documents(lake, kind, words)
    if settings.as_json:
        show.document(facts)
        return
    cols = [show.Col("document_id", "Paper", "word"), show.Col("file", "File"), show.Col("kind_label", "Kind")]
    cols += [show.Col("pages", "Pages", "count"), show.Col("redactions", "Failed redactions", "count", wide=True)]
    show.table(cols, facts["documents"], "Papers")
    show.say(f"{facts['count']:,} {'paper' if facts['count'] == 1 else 'papers'}")


@app.command("show")
def one(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="PAPER", help="Its id, its digest, or the name of its file.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """One paper that is kept: what it is, what it names, what it hides."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers import documents
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = documents.document(lake, key)
    if settings.as_json:
        show.document(facts)
        return
    show.say(
        f"{facts['file']}: {facts['kind_label']}, {_pages(facts['count'])}, added {facts['added_at'][:10]}",
        style="bold",
    )
    show.notes(facts["notes"])
    link = [show.Col("link", "Link", "word"), show.Col("page", "Page", "count")]
    if facts["awards"]:
        cols = [
            show.Col("piid", "Award", "word"),
            show.Col("supplier_name", "Supplier"),
            show.Col("obligated", "Obligated", "money"),
        ]
        show.table([*cols, *link], facts["awards"], "Awards it names")
    if facts["suppliers"]:
        cols = [show.Col("name", "Supplier"), show.Col("obligated", "Obligated", "money")]
        show.table([*cols, *link], facts["suppliers"], "Suppliers it names")
    print_redactions(facts["redactions"])


@app.command()
def register(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Justifications for awards without full competition: authority, value, day, market research, what repeats."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers import documents
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = documents.register(lake)
    if settings.as_json:
        show.document(facts)
        return
    rows = [
        row
        | {
            "award": next((one["piid"] for one in row["awards"]), None),
            "share": f"{row['repeated']['share']:.0%}" if row["repeated"] else None,
        }
        for row in facts["justifications"]
    ]
    cols = [
        show.Col("file", "Justification"),
        show.Col("award", "Award", "word"),
        show.Col("authority", "Authority", absent="not held"),
    ]
    cols += [
        show.Col("estimated_value", "Estimated", "money"),
        show.Col("dated_on", "Dated", "day"),
        show.Col("share", "Repeated", "word", wide=True),
    ]
    show.table(cols, rows, "Justifications")
    show.say(f"{facts['with_one']:,} of {facts['sole_source']:,} sole-source awards held have one here")


def _once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each number once, where it stands first."""
    return list({(one["kind"], one["value"]): one for one in reversed(found)}.values())[::-1]


def _pages(count: int) -> str:
    return f"{count:,} {'page' if count == 1 else 'pages'}"


def _words_shown(settings: Settings) -> bool:
    """Whether there is a store whose owner turned recovered words on."""
    import yaml

    from quaestor.documents.kept import SETTING

    file = settings.folder / "quaestor.yml"
    return file.is_file() and (yaml.safe_load(file.read_text(encoding="utf-8")) or {}).get(SETTING) is True
