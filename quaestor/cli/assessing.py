"""Rules run over the store: what each could assess and what it flags."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, StoreOption, day, settle


def assess(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Rules to run; else every one.", show_default=False)
    ] = None,
    engine: Annotated[str, typer.Option(metavar="NAME", help="duckdb, or spark.")] = "duckdb",
    parquet: Annotated[
        str | None,
        typer.Option(
            metavar="DIR", help="For Spark: where tables lie as TABLE.parquet; those that do not are written there."
        ),
    ] = None,
    master: Annotated[str | None, typer.Option(metavar="URL", help="For Spark: a cluster; else this machine.")] = None,
    threads: Annotated[int, typer.Option(min=1, metavar="N", help="For Spark on this machine: processors.")] = 2,
    rows: Annotated[
        int, typer.Option(min=0, metavar="N", help="With --json, at most so many flagged rows of each rule.")
    ] = 10_000,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the rules over the store: raise what they flag, and lower what they no longer flag, with the reason."""
    settings = settle(ctx, store, as_json)
    from quaestor import search
    from quaestor.cli import show
    from quaestor.cli.loading import progress
    from quaestor.indicators import assessing
    from quaestor.store import Lake

    if engine not in ("duckdb", "spark"):
        raise typer.BadParameter(f"{engine!r} is no engine. Engines: duckdb, spark.")
    with Lake.open(settings.folder, read_only=False) as lake, progress() as report, ExitStack() as held:
        judge = None
        if engine == "spark":
            from quaestor.indicators import on_spark

            rules, _ = assessing.chosen(lake, names or ())
            report("Spark", 0, 1)
            judge = held.enter_context(on_spark.judging(lake, rules, parquet=parquet, master=master, threads=threads))
        held.enter_context(search.unmoved(lake))
        run = assessing.assess(lake, names or (), engine=engine, judge=judge, progress=report, rows=rows)
    if settings.as_json:
        show.document(run.results)
    else:
        _print(run)
    for one in run.failed:
        show.err().print(f"quaestor: the rule {one['name']} could not be run: {one['error']}", style="red")
    if run.failed:
        sys.exit(1)


def backtest(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME...]", help="Rules to test; else every one.", show_default=False)
    ] = None,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="DATE", help="A past day; may be said again.", show_default=False),
    ] = None,
    horizon: Annotated[
        int, typer.Option(min=30, metavar="DAYS", help="Days after it in which an outcome counts.")
    ] = 730,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the rules over past days: how often was a flag followed by a termination, an exclusion, a large
    taking-back or a rewrite, against what was not flagged?"""
    settings = settle(ctx, store, as_json)
    from quaestor import search
    from quaestor.cli import show
    from quaestor.cli.loading import progress
    from quaestor.indicators import backtest as testing
    from quaestor.store import Lake

    with Lake.open(settings.folder, read_only=False) as lake, progress() as report, search.unmoved(lake):
        rows = testing.backtest(lake, names or (), on=[day(one) for one in on or ()], horizon=horizon, progress=report)
    if settings.as_json:
        show.document(rows)
        return
    shown = print_tested(rows)
    tested = f"{len({row['on_day'] for row in rows}):,} days, {len({row['indicator'] for row in rows}):,} rules"
    show.say(f"{tested}: {len(rows):,} figures; {len(rows) - shown:,} of them rest on no flag or no outcome.")
    show.say(
        "What follows a flag need not come of what was flagged: docs/backtest.md says how to read this.", style="dim"
    )


def print_tested(rows: list[dict[str, Any]]) -> int:
    """Figures of back-tests that rest on a flag and an outcome; how many there are."""
    from quaestor.cli import show

    shown = [row | _shares(row) for row in rows if row["flagged"] and row["assessed_followed"]]
    cols = [
        show.Col("indicator", "Rule", "word"),
        show.Col("outcome", "Outcome", "word"),
        show.Col("on_day", "On", "day"),
    ]
    cols += [show.Col("flags", "Flagged, followed", "word"), show.Col("others", "Others, followed", "word")]
    cols += [show.Col("ratio", "Ratio", "word"), show.Col("weakness", "Weakness", wide=True)]
    show.table(cols, shown, "Back-tests")
    return len(shown)


def _shares(row: dict[str, Any]) -> dict[str, str]:
    """What a figure of a back-test says, as people read it."""
    flagged, hits = row["flagged"], row["flagged_followed"]
    others, missed = row["assessed"] - flagged, row["assessed_followed"] - hits
    wide = f"{row['lift']:.2f} ({row['lift_low']:.2f} to {row['lift_high']:.2f})" if row["lift"] else ""
    return {
        "flags": f"{hits:,} of {flagged:,} ({share(hits, flagged)})",
        "others": f"{missed:,} of {others:,} ({share(missed, others)})",
        "ratio": wide,
    }


def _print(run: Any) -> None:
    from quaestor.cli import show

    rows = [row | {"rate": share(row["flagged"], row["assessed"])} for row in run.results]
    moved = [show.Col(name, name.capitalize(), "count", wide=True) for name in ("raised", "lowered")]
    show.table([show.Col("name", "Rule"), *columns(), *moved], rows)
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
