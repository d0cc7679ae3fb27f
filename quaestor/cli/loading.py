"""Bringing records in, and keeping the store quick to read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from quaestor.cli.options import AsReadAt, CatalogOption, JsonOption, Settings, StoreOption, settle

#: A progress bar appears only when the work has taken this many seconds.
PATIENCE = 1.0
#: Counts that are told only where there is something to count.
_TOLD = ("added", "rewritten", "restated", "missing", "withdrawn", "reappeared")
Report = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Report]:
    """A bar on stderr for work that takes over a second; nothing where stderr is not a terminal."""
    from quaestor.cli import show

    if not show.err().is_terminal:
        yield lambda stage, done, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        *(TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[count]}")),
        TimeElapsedColumn(),
        console=show.err(),
        transient=True,
    )
    began = time.monotonic()
    task = bar.add_task("", count="")

    def report(stage: str, done: int, total: int) -> None:
        if time.monotonic() - began >= PATIENCE:
            bar.start()
            many = total > 1  # One thing to do has no share that is done: the bar only shows that work goes on.
            count = f"{done:,} of {total:,}" if many else ""
            bar.update(task, description=show.plain(stage), completed=done, total=total if many else None, count=count)

    try:
        yield report
    finally:
        bar.stop()


def load(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Which publisher's files these are.")],
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, .gz, .zip, folders or quoted globs.")],
    as_read_at: AsReadAt = None,
    catalog: CatalogOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a publisher's files into the store, whole or not at all."""
    settings = settle(ctx, store, as_json)
    from quaestor import pipeline
    from quaestor.cli import show

    with progress() as report:
        done = pipeline.load(settings.folder, source, paths, read_at=as_read_at, catalog=catalog, progress=report)
    if settings.as_json:
        show.document(done)
    else:
        print_load(done, settings)


def print_load(done: dict[str, Any], settings: Settings) -> None:
    """What a load read, and what became of every row."""
    from quaestor.cli import show

    show.say(f"{done['source']} into {settings.folder}", style="bold")
    read = f"{done['rows_read']:,} = " + " + ".join(
        f"{done[name]:,} {name}" for name in ("kept", "repeated", "rejected")
    )
    loads = len(done["loads"])
    show.facts(
        [
            ("Files", f"{len(done['files']):,}"),
            *([("Rows read", read)] if done["rows_read"] else []),
            *((name.capitalize(), f"{done[name]:,}") for name in _TOLD if done[name]),
            *([("Stood after", _seconds(done["seconds"]))] if done["seconds"]["all"] >= PATIENCE else []),
            ("Load", done["load_id"] if loads == 1 else f"{loads:,} loads, the newest {done['load_id']}"),
        ]
    )
    show.notes(done["notes"])
    if done["rejected"]:
        show.say("quaestor rejects shows the rows not kept, and why.")


def _seconds(told: dict[str, float]) -> str:
    return f"{told['stood']:,} s; families and search after {told['all']:,} s"


def maintain(
    ctx: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Write the search index anew, whatever it holds.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compact the store: few large files instead of many small ones, so that it stays quick to read; and bring its
    search index up to date."""
    settings = settle(ctx, store, as_json)
    from quaestor import pipeline
    from quaestor.cli import show

    with progress() as report:
        done = pipeline.maintain(settings.folder, rebuild=rebuild, progress=report)
    if settings.as_json:
        show.document(done)
    else:
        show.facts((name.replace("_", " ").capitalize(), value) for name, value in done.items())
