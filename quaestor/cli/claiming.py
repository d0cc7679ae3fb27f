"""What a text says of contracts against the records: a news item, a filing, or a published list of claimed values."""

from __future__ import annotations

import csv
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from quaestor.cli.options import AsOf, JsonOption, StoreOption, group, reading, settle
from quaestor.errors import UnreadableFile

app = group("Statements in a text about contracts, and what the records say of them.")

#: Letters of a text that is shown with its marks.
SHOWN = 6_000
#: How a verdict looks in a terminal; its word stands beside it.
STYLES = {
    "matches": "bold green", "near": "green", "differs": "bold yellow", "several": "cyan", "not held": "dim",
    "not checkable": "dim italic",
}  # fmt: skip


@app.command("check")
def check(
    ctx: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Plain text or a saved page; - reads the text from stdin.")
    ],
    as_of: AsOf = None,
    table: Annotated[
        bool,
        typer.Option(
            "--table", help="FILE is a CSV with the columns title, number and value: say of each row what its value is."
        ),
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer with CSV, one row a statement.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what a text says of contracts, and say of each figure whether the records held have it.

    Give the day of the text with --as-of: only actions signed by then count.
    """
    settings = settle(ctx, store, as_json)
    from quaestor import claims
    from quaestor.claims.texts import text_of
    from quaestor.cli import show

    text = text_of(_content(file), file)
    with reading(settings) as lake:
        facts = claims.check_table(lake, text, as_of) if table else claims.check(lake, text, as_of)
    if settings.as_json:
        show.document(facts if table else facts["claims"])
    elif as_csv:
        from quaestor.claims import listing, telling

        rows = facts["rows"] if table else telling.rows(facts["claims"])
        _write(listing.COLUMNS if table else telling.COLUMNS, rows)
    elif table:
        print_table(facts)
    else:
        print_claims(text, facts)


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    if not path.is_file():
        raise UnreadableFile("there is no such file", where=file, advice="Give a text, a saved page, or - for stdin.")
    return path.read_bytes()


def _write(columns: Any, rows: list[dict[str, Any]]) -> None:
    out = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    for row in rows:
        # a cell that a spreadsheet would run as a formula is led by an apostrophe
        out.writerow(
            {
                name: f"'{value}" if isinstance(value, str) and value[:1] in "=+@" else value
                for name, value in row.items()
            }
        )


def print_claims(text: str, facts: dict[str, Any]) -> None:
    """The text with its marks, a table of the statements, and a paragraph for each."""
    from rich.text import Text

    from quaestor.claims import telling
    from quaestor.cli import show

    claims = facts["claims"]
    if not claims:
        show.say("No statement about contracts was found.")
        show.notes(facts["notes"])
        return
    if len(text) <= SHOWN:
        marked = Text()
        for piece in telling.pieces(text, claims):
            shown = "".join(char for char in piece["text"] if char == "\n" or char.isprintable())
            if piece["claim"] is None:
                marked.append(shown)
            else:
                verdict = claims[piece["claim"]]["verdict"]
                marked.append(shown, style=f"{STYLES[verdict]} underline")
                marked.append(f" [{piece['claim'] + 1} {verdict}]", style=STYLES[verdict])
        show.out().print(marked)
    cols = [show.Col("number", "No.", "count"), show.Col("said", "Says"), show.Col("verdict", "Verdict", "word")]
    cols += [show.Col("measure", "Measure"), show.Col("figure", "Records", "word"), show.Col("scope", "Of")]
    told = [
        row | {"figure": f"{Decimal(row['figure']):,}" if row["figure"] else row["records_say"]}
        for row in telling.rows(claims)
    ]
    show.table(cols, told, "Statements")
    for number, one in enumerate(claims, 1):
        show.heading(f"{number}. {one['verdict']}")
        show.say(one["paragraph"])
    counted = ", ".join(f"{count} {verdict}" for verdict, count in facts["verdicts"].items())
    show.heading(f"{len(claims):,} {'statement' if len(claims) == 1 else 'statements'}: {counted}")
    show.notes(facts["notes"])


def print_table(facts: dict[str, Any]) -> None:
    """The rows of a list with what each claimed value is."""
    from quaestor.cli import show

    cols = [
        show.Col("row", "Row", "count"),
        show.Col("number", "Number", "word"),
        show.Col("claimed", "Claimed", "word"),
    ]
    cols += [show.Col("verdict", "Verdict", "word"), show.Col("measure", "Is"), show.Col("figure", "Records", "money")]
    cols += [show.Col("title", "Title", wide=True), show.Col("note", "Note", wide=True)]
    show.table(cols, facts["rows"], "Rows")
    counted = ", ".join(f"{count:,} {verdict}" for verdict, count in facts["verdicts"].items())
    show.heading(f"{len(facts['rows']):,} rows: {counted}")
    for measure, count in facts["measures"].items():
        show.say(f"{count:,} claimed values are {measure}")
