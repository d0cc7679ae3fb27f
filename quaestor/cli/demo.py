"""The first minute with Quaestor: a store from the bundled sample, what it tells, and the site."""

from __future__ import annotations

import re
import signal
import sys
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, Settings, StoreOption, settle
from quaestor.cli.serving import Port

#: Flags that are printed, those about most money.
FLAGS = 8


def demo(
    ctx: typer.Context,
    port: Port = 0,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Print what was found, and stop.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load the bundled sample, print the most telling facts in it, and open the site.

    The store is a temporary folder, gone afterwards; only a --store named on the command line is kept.
    """
    settings = settle(ctx, store, as_json)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        if settings.store and _named(ctx):
            _show(Settings(settings.store, settings.as_json), port, no_serve)
        else:
            with TemporaryDirectory(prefix="quaestor-demo-") as folder:
                _show(Settings(Path(folder) / "store", settings.as_json), port, no_serve)
    except KeyboardInterrupt:
        sys.exit(0)


def _leave(number: int, frame: FrameType | None) -> None:
    """End as by an exception, so that the temporary folder is removed on the way out."""
    sys.exit(128 + number)


def _named(ctx: typer.Context | None) -> bool:
    """Whether --store was typed, before or after the verb; QUAESTOR_STORE does not turn the demo onto a real store."""
    while ctx is not None:
        source = ctx.get_parameter_source("store")
        if source is not None and source.name == "COMMANDLINE":
            return True
        ctx = ctx.parent  # type: ignore[assignment]
    return False


def _show(settings: Settings, port: int, no_serve: bool) -> None:
    from quaestor import answers, pipeline, search
    from quaestor.answers.findings import Wanted, findings
    from quaestor.cli import show
    from quaestor.cli.loading import print_load, progress
    from quaestor.indicators import assessing
    from quaestor.investigation import kept
    from quaestor.store import Lake

    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample, progress() as report:
        loaded = pipeline.load(settings.folder, "sample", [sample], progress=report)
    kept.examples(settings.folder)
    with Lake.open(settings.folder, read_only=False) as lake:
        with search.unmoved(lake):
            assessing.assess(lake)
        told = answers.telling(lake)
        flags = findings(lake, Wanted(), limit=FLAGS)
    if settings.as_json:
        if no_serve:
            show.document({"load": loaded, "telling": told, "findings": flags})
            return
    else:
        print_load(loaded, settings)
        print_telling(told)
        print_flags(flags)
    if not no_serve:
        from quaestor.cli.serving import show_site

        show.out().print()
        show_site(settings.folder, "127.0.0.1", port, settings.as_json)


def print_telling(told: list[dict[str, Any]]) -> None:
    """Each fact in a sentence, with the award to look at."""
    from rich.padding import Padding
    from rich.text import Text

    from quaestor.cli import show

    show.heading("What the sample tells")
    for number, fact in enumerate(told, 1):
        show.out().print()
        show.out().print(show.join(f"{number}.", Text(show.plain(fact["title"]), style="bold"), fact["value"]))
        show.out().print(Padding(Text(show.plain(fact["sentence"])), (0, 0, 0, 4)))
        if fact.get("award_id"):
            show.out().print(Padding(Text(show.plain(fact["award_id"]), style="dim", overflow="fold"), (0, 0, 0, 4)))


def print_flags(told: dict[str, Any]) -> None:
    """The flags about most money, with how many stand by how many rules."""
    from quaestor.cli import show

    show.heading("What may deserve a second look")
    for row in told["flags"]:
        row["about"] = row["piid"] or row["supplier_name"] or row["office_name"] or row["subject_id"]
    cols = [show.Col("title", "Rule"), show.Col("about", "About"), show.Col("amount", "Money", "money", absent=" ")]
    show.table(cols, told["flags"])
    show.say(
        f"{told['count']:,} flags stand, by {len(told['by_rule']):,} of the rules. A flag is a lead, no finding: each "
        "says why it may be nothing.",
        style="dim",
    )


def _figure(value: Any) -> Any:
    """A fact's figure: money where it has cents, else as it is."""
    from quaestor.cli import show

    text = str(value or "")
    return show.money(text) if re.fullmatch(r"-?\d+\.\d\d", text) else text
