"""The command line: one file a verb group, results on stdout, everything else on stderr.

Exit 0 when done, 1 when something handed in or held cannot be used (said on stderr: where, what, what to do), 2 when
the command was called wrongly. Nothing heavy is imported before a command needs it: `quaestor --help` answers at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from quaestor import __version__
from quaestor.cli import (
    asking,
    assessing,
    chains,
    claiming,
    demo,
    documents,
    exporting,
    families,
    flags,
    indicators,
    investigating,
    judging,
    loading,
    making,
    records,
    searching,
    serving,
)  # fmt: skip
from quaestor.cli.options import JsonOption, StoreOption, remember
from quaestor.errors import QuaestorError, StoreError

app = typer.Typer(
    name="quaestor",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Follow public contracts: every version kept, every total shown with its parts, "
    "every figure led back to the publisher's row.",
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"quaestor {__version__}")
        raise typer.Exit


@app.callback()
def _before_the_verb(
    ctx: typer.Context,
    store: StoreOption = None,
    as_json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    remember(ctx, store, as_json)


for verb in (
    *(demo.demo, loading.load, loading.maintain),
    *(searching.search, asking.award, asking.supplier, chains.chain, asking.status, asking.coverage),
    *(records.changes, records.rejects, records.evidence, records.sql),
    assessing.assess,
    assessing.backtest,
    serving.serve,
):
    app.command()(verb)
app.add_typer(investigating.app, name="investigate")
app.add_typer(judging.app, name="judge")
app.add_typer(families.app, name="families")
app.add_typer(making.app, name="makers")
app.add_typer(indicators.app, name="indicator")
app.add_typer(flags.app, name="flags")
app.add_typer(exporting.app, name="export")
app.add_typer(claiming.app, name="claims")
app.add_typer(documents.app, name="documents")


def main() -> None:
    """Run the command line and leave with its exit code; an error of ours becomes advice, not a trace."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign gets a question mark for it, never a crash.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        app()
    except QuaestorError as error:
        from quaestor.cli.show import complain

        complain(error)
        sys.exit(1)
    except OSError as error:
        from quaestor.cli.show import complain

        what = f"{error.strerror or error}"
        complain(StoreError(what, where=error.filename, advice="Is there room, and may you read and write there?"))
        sys.exit(1)
