"""The records themselves: what changed, what was not kept, the publisher's own row, and free questions in SQL."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, Since, StoreOption, reading, settle

#: Changes that a terminal shows unless a limit is given.
MANY = 100


def changes(
    ctx: typer.Context,
    since: Since = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="rewritten, withdrawn, reappeared; or restated, identified; or of the actions that came in: added, "
            "new (awards begun), raised (ceilings), option (options used).",
        ),
    ] = None,
    field: Annotated[str | None, typer.Option(metavar="NAME", help="Only this column, such as obligation.")] = None,
    load: Annotated[str | None, typer.Option(metavar="LOAD", help="Only what this load changed.")] = None,
    agency: Annotated[str | None, typer.Option(metavar="CODE", help="Only awards of this buyer, such as 7012.")] = None,
    supplier: Annotated[str | None, typer.Option(metavar="NAME_OR_ID", help="Only awards of this supplier.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many, newest first.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What loads changed in what was held: each field with its value before and after."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    if kind and kind not in answers.KINDS:
        raise typer.BadParameter(f"{kind!r} is no kind of change. Kinds: {', '.join(answers.KINDS)}.")
    with reading(settings) as lake:
        rows = answers.changes(
            lake, since=since, kind=kind, field=field, limit=limit, load=load, agency=agency,
            supplier=answers.identify(lake, supplier) if supplier else None,
        )  # fmt: skip
    if settings.as_json:
        show.document(rows)
        return
    shown = rows if limit else rows[:MANY]
    show.table(
        [
            *(show.Col("seen_at", "Seen", "moment"), show.Col("short", "Award"), show.Col("field", "What", "word")),
            *(show.Col("record_id", "Record", wide=True), show.Col("kind", "Kind", "word", wide=bool(kind))),
            *(show.Col("before", "Before", absent="nothing"), show.Col("after", "After", absent="nothing")),
        ],
        [row | {"short": _short(row)} for row in shown],
    )
    show.say(f"{len(rows):,} changes")
    if len(shown) < len(rows):
        show.say(f"The newest {len(shown)} are shown; --limit {len(rows)} shows all.", style="dim")


def _short(row: dict[str, Any]) -> str:
    """A record as people name it: the award's PIID, and the modification where it is an action."""
    award, record = str(row["award_id"] or row["record_id"]).split("_"), str(row["record_id"]).split("_")
    piid = award[2] if award[0] == "CONT" and len(award) > 3 else award[0]
    return f"{piid} {record[3]}" if row["table_name"] == "action" and len(record) == 6 else piid


def rejects(
    ctx: typer.Context,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="Rows to print in a terminal; 0 prints all of them.")
    ] = 50,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """The rows that could not be kept, with their file, row and reason."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        rows = answers.rejects(lake)
    if settings.as_json:
        show.document(rows)
        return
    cols = [
        *(show.Col("name", "File"), show.Col("source_row", "Row", "count"), show.Col("reason", "Why not kept")),
        show.Col("amount", "Amount", "money", absent="unreadable"),
        show.Col("load_id", "Load", wide=True),
    ]
    show.table(cols, rows[: limit or None])
    show.say(f"{len(rows):,} rows not kept")


def evidence(
    ctx: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID", help="The id of an action, a subaward or a summarised award.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """The publisher's own row behind a record, with the file it stands in."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        found = answers.evidence(lake, record)
    if settings.as_json:
        show.document(found)
        return
    show.say(f"{found['table']} {found['action_id']}", style="bold")
    for row in found["rows"]:
        show.heading(f"{row['file_name']}, row {row['source_row']:,}")
        until = f", until {row['superseded_at']} ({row['ended']})" if row["superseded_at"] else ""
        show.facts(
            [
                ("Source", row["source"] if row["leads"] else f"{row['source']}, which does not lead"),
                ("Read", f"{row['seen_at']}{until}"),
                ("File sha-256", row["source_file"]),
                ("Cleaned copy", row["archived_digest"]),
            ]
        )
        show.out().print()
        show.facts(row["columns"])
        if row["blank"]:
            show.say(f"{len(row['blank']):,} more columns are blank.", style="dim")


def sql(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="SELECT", help='One SELECT in quotes; "-" reads it from stdin.')],
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many rows.")] = 1000,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the store anything, in SQL, reading only."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        found = answers.read_only_sql(lake, sys.stdin.read() if text == "-" else text, limit)
    if settings.as_json:
        show.document(found)
        return
    # Two columns of an answer may bear one name, so that a row is known by places.
    rows = [{str(place): value for place, value in enumerate(row)} for row in found["rows"]]
    cols = [
        show.Col(str(place), name, show.kind_of(name, [row[str(place)] for row in rows]))
        for place, name in enumerate(found["columns"])
    ]
    show.table(cols, rows)
    show.say(f"{len(rows):,} rows" + (f"; there are more, cut at --limit {limit:,}" if found["more"] else ""))
