"""Rules run over the store: what each could assess and what it flags."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, StoreOption, settle


def assess(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Rules to run; else every one.", show_default=False)
    ] = None,
    engine: Annotated[str, typer.Option(metavar="NAME", help="duckdb, or spark.")] = "duckdb",
    rows: Annotated[
        int, typer.Option(min=0, metavar="N", help="With --json, at most so many flagged rows of each rule.")
    ] = 10_000,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the rules over the store: raise what they flag, and lower what they no longer flag, with the reason."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.cli.loading import progress
    from quaestor.indicators import assessing
    from quaestor.store import Lake

    if engine not in ("duckdb", "spark"):
        raise typer.BadParameter(f"{engine!r} is no engine. Engines: duckdb, spark.")
    with Lake.open(settings.folder, read_only=False) as lake, progress() as report:
        run = assessing.assess(lake, names or (), engine=engine, progress=report, rows=rows)
    if settings.as_json:
        show.document(run.results)
    else:
        _print(run)
    for one in run.failed:
        show.err().print(f"quaestor: the rule {one['name']} could not be run: {one['error']}", style="red")
    if run.failed:
        sys.exit(1)


def _print(run: Any) -> None:
    from quaestor.cli import show

    rows = [row | {"rate": share(row["flagged"], row["assessed"])} for row in run.results]
    moved = [show.Col(name, name.capitalize(), "count", wide=True) for name in ("raised", "lowered")]
    show.table([show.Col("name", "Rule", "word"), *columns(), *moved], rows)
    flagged, raised, lowered = (sum(row[key] for row in rows) for key in ("flagged", "raised", "lowered"))
    show.say(f"{flagged:,} flags stand by {len(rows):,} rules: {raised:,} raised now, {lowered:,} lowered.")
    show.say("A flag is a lead, no finding: quaestor flags list shows them, with why each may be nothing.", style="dim")


def columns() -> list[Any]:
    """What a rule came to, as columns of a printed table."""
    from quaestor.cli import show

    counts = {"subjects": "Subjects", "assessed": "Assessed", "flagged": "Flagged"}
    return [
        *(show.Col(name, label, "count") for name, label in counts.items()),
        show.Col("rate", "Of assessed", "word"),
        show.Col("spared", "Spared", "count", wide=True),
    ]


def share(some: int, of: int) -> str:
    """`1.25 %`; blank of none."""
    return f"{100 * some / of:.2f} %" if of else ""
