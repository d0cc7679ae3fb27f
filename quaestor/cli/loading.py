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
Report = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Report]:
    """A bar on stderr for work that takes over a second; nothing where stderr is not a terminal."""
    from quaestor.cli import show

    if not show.err().is_terminal:
        yield lambda stage, done, total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        *(TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()),
        console=show.err(),
        transient=True,
    )
    began, tasks = time.monotonic(), dict[str, Any]()

    def report(stage: str, done: int, total: int) -> None:
        if time.monotonic() - began < PATIENCE:
            return
        if not tasks:
            bar.start()
        if stage not in tasks:
            for old in tasks.values():
                bar.update(old, visible=False)
            tasks[stage] = bar.add_task(show.plain(stage), total=total or None)
        bar.update(tasks[stage], completed=done, total=total or None)

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
    arithmetic = " + ".join(f"{done[name]:,} {name}" for name in ("kept", "repeated", "rejected"))
    show.facts(
        [
            ("Files", f"{_number(done['files']):,}"),
            ("Rows read", f"{done['rows_read']:,} = {arithmetic}"),
            *((name.capitalize(), f"{done[name]:,}") for name in ("added", "rewritten")),
            *((name.capitalize(), f"{done[name]:,}") for name in ("missing", "withdrawn", "reappeared") if done[name]),
            ("Load", done["load_id"]),
        ]
    )
    show.notes(done.get("notes") or [])
    if done["rejected"]:
        show.say("quaestor rejects shows the rows not kept, and why.")


def _number(files: Any) -> int:
    return files if isinstance(files, int) else len(files)


def maintain(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Compact the store: few large files instead of many small ones, so that it stays quick to read."""
    settings = settle(ctx, store, as_json)
    from quaestor import pipeline
    from quaestor.cli import show

    done = pipeline.maintain(settings.folder)
    if settings.as_json:
        show.document(done)
    else:
        show.facts((name.replace("_", " ").capitalize(), value) for name, value in done.items())
