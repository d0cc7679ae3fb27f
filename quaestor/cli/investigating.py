"""Saved questions: making them, adding to them, and seeing what the records answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quaestor.cli.options import JsonOption, Settings, Since, StoreOption, group, reading, settle

if TYPE_CHECKING:
    from quaestor.investigation import Question

app = group("Saved questions: words to look for, what they find, and what is new.")

Slug = Annotated[str, typer.Argument(metavar="NAME", help="The question's name, such as skip-tracing.")]
Record = Annotated[str, typer.Argument(metavar="ID", help="An award's id or PIID, or a supplier's id.")]
Because = Annotated[str | None, typer.Option("--because", metavar="TEXT", help="Why, in a few words.")]
Words = Annotated[list[str] | None, typer.Option("--word", metavar="PHRASE", help="Look for this phrase; may repeat.")]
Without = Annotated[
    list[str] | None, typer.Option("--without", metavar="PHRASE", help="Leave out what carries this; may repeat.")
]


@app.command()
def new(
    ctx: typer.Context,
    name: Slug,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is called; else its name.")] = None,
    question: Annotated[str | None, typer.Option(metavar="TEXT", help="The question in words.")] = None,
    word: Words = None,
    without: Without = None,
    agency: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only this buyer; may repeat.")] = None,
    supplier: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this supplier; may repeat.")] = None,
    year: Annotated[list[int] | None, typer.Option(metavar="YEAR", help="Only this fiscal year; may repeat.")] = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help="Only this kind of award; may repeat.")] = None,
    vehicle: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only orders under it; may repeat.")] = None,
    least: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Only awards whose matching actions come to this.")
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save a new question as a file of the store."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import kept

    with reading(settings) as lake:
        made = kept.new(
            lake.path,
            name,
            {
                "title": title or name.replace("-", " ").capitalize(),
                "question": question,
                "words": word,
                "without": without,
                "filters": {
                    "agencies": agency,
                    "suppliers": supplier,
                    "years": year,
                    "kinds": kind,
                    "vehicles": vehicle,
                    "least_amount": least,
                },
            },
        )
    _saved(settings, made)


@app.command("list")
def every(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """All saved questions, with how much each finds."""
    settings = settle(ctx, store, as_json)
    from quaestor import investigation
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = investigation.investigations(lake)
    if settings.as_json:
        show.document(facts)
        return
    if not facts["investigations"]:
        show.say("No question is saved yet. Save one:")
        show.say('quaestor investigate new skip-tracing --word "skip tracing"')
    money = show.Col("obligated", "Obligated", "money", absent=" ")
    show.table(
        [
            *(show.Col("slug", "Name"), show.Col("title", "Title", wide=True)),
            *(show.Col("awards", "Awards", "count"), show.Col("actions", "Actions", "count"), money),
            *(show.Col("first_on", "First", "day"), show.Col("seen_at", "Seen", "moment", wide=True)),
        ],
        [row for row in facts["investigations"] if not row["error"]],
    )
    show.notes(row["error"] for row in facts["investigations"] if row["error"])


@app.command("show")
def one(
    ctx: typer.Context,
    name: Slug,
    since: Since = None,
    mark_seen: Annotated[
        bool, typer.Option("--mark-seen", help="Keep what is found as seen: what comes later is told as new.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Rows of a table to print; 0 prints all.")] = 25,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What one saved question finds, and what is new in it."""
    settings = settle(ctx, store, as_json)
    from quaestor import investigation
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = investigation.investigation(lake, name, since)
        if mark_seen:
            investigation.mark(lake, name)
    if settings.as_json:
        show.document(facts)
    else:
        from quaestor.cli.investigation_sheet import print_investigation

        print_investigation(facts, limit)


@app.command()
def add_word(
    ctx: typer.Context,
    name: Slug,
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help="A word or phrase; trac* leaves its end open.")],
    without: Annotated[bool, typer.Option("--without", help="Leave out what carries it instead.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look for one phrase more, or leave out what carries it."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import changing

    with reading(settings) as lake:
        _saved(settings, changing.add_word(lake, name, phrase, without))


@app.command()
def remove_word(
    ctx: typer.Context,
    name: Slug,
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help="A phrase of the question, as it stands there.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a phrase out of a question."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import changing

    with reading(settings) as lake:
        _saved(settings, changing.remove_word(lake, name, phrase))


@app.command()
def pin(
    ctx: typer.Context,
    name: Slug,
    record: Record,
    because: Because = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep an award or a supplier in view, whether or not it carries the words."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import changing

    with reading(settings) as lake:
        _saved(settings, changing.pin(lake, name, record, because))


@app.command()
def unpin(
    ctx: typer.Context, name: Slug, record: Record, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """Take back that something was pinned, or left out."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import changing

    with reading(settings) as lake:
        _saved(settings, changing.unpin(lake, name, record))


@app.command()
def leave_out(
    ctx: typer.Context,
    name: Slug,
    record: Record,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why, in a few words.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count an award's actions no more, and say because of what."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import changing

    with reading(settings) as lake:
        _saved(settings, changing.leave_out(lake, name, record, because))


@app.command()
def note(
    ctx: typer.Context,
    name: Slug,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What there is to say.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="A desk or a free name; no address.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a note beside a question."""
    settings = settle(ctx, store, as_json)
    from quaestor.investigation import changing

    with reading(settings) as lake:
        _saved(settings, changing.note(lake, name, text, by))


@app.command()
def export(
    ctx: typer.Context,
    name: Slug,
    form: Annotated[
        str, typer.Option("--form", metavar="FORM", help="csv (its actions), json (all facts) or yml (its file).")
    ] = "csv",
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Into this file; else to stdout.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give what a question finds to another program."""
    settings = settle(ctx, store, as_json)
    if form not in ("csv", "json", "yml"):
        raise typer.BadParameter(f"{form!r} is none of csv, json, yml.")
    import json

    from quaestor import investigation
    from quaestor.cli import show
    from quaestor.web import rows

    with reading(settings) as lake:
        if form == "yml":
            text = investigation.kept.text(lake.path, name)
        else:
            facts = investigation.investigation(lake, name)
            text = rows.as_csv(rows.investigation(facts)) if form == "csv" else json.dumps(facts, ensure_ascii=False)
    if to is None:
        sys.stdout.write(text)
        return
    to.write_text(text, encoding="utf-8", newline="")
    if settings.as_json:
        show.document({"slug": name, "form": form, "file": str(to), "bytes": to.stat().st_size})
    else:
        show.say(f"{to}: {to.stat().st_size:,} bytes")


def _saved(settings: Settings, question: Question) -> None:
    from quaestor.cli import show

    plain: dict[str, Any] = question.plain() | {"file": f"{settings.folder}/investigations/{question.slug}.yml"}
    if settings.as_json:
        show.document(plain)
        return
    show.facts(
        [
            ("Question", plain["title"]),
            ("Looks for", "; ".join(plain["words"])),
            ("Without", "; ".join(plain["without"])),
            ("Pinned", "; ".join(one["id"] for some in plain["pinned"].values() for one in some)),
            ("Left out", "; ".join(one["id"] for one in plain["left_out"])),
            ("Notes", len(plain["notes"]) or None),
            ("File", plain["file"]),
        ]
    )
