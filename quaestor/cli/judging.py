"""Judgements: what a person decides of two suppliers, kept for ever and shared as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quaestor.cli.options import JsonOption, Settings, StoreOption, day, group, reading, settle
from quaestor.errors import NotHeld

if TYPE_CHECKING:
    from quaestor.store import Lake

app = group("Decide which suppliers are the same, and who owns whom.")

_Left = Annotated[str, typer.Argument(metavar="A", help="A name, UEI, DUNS, CAGE or supplier id.")]
_Right = Annotated[str, typer.Argument(metavar="B", help="The other one.")]
_Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="The reason, in a sentence.")]
_Source = Annotated[str | None, typer.Option("--source", metavar="URL", help="Where it can be read.")]
_By = Annotated[
    str,
    typer.Option("--by", metavar="NAME", envvar="QUAESTOR_MADE_BY", help="Who decides, such as a newsroom's name."),
]


@app.command()
def same(
    ctx: typer.Context, left: _Left, right: _Right, because: _Because, source: _Source = None, by: _By = "a person",
    store: StoreOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Two suppliers are one entity."""
    _judge(settle(ctx, store, as_json), "same", left, right, because=because, source_url=source, made_by=by)


@app.command("not-same")
def not_same(
    ctx: typer.Context, left: _Left, right: _Right, because: _Because, source: _Source = None, by: _By = "a person",
    store: StoreOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Two suppliers are not one entity, whatever a rule finds."""
    _judge(settle(ctx, store, as_json), "not_same", left, right, because=because, source_url=source, made_by=by)


@app.command("parent-of")
def parent_of(
    ctx: typer.Context,
    parent: Annotated[str, typer.Argument(metavar="PARENT", help="A name, UEI, DUNS, CAGE or supplier id.")],
    child: Annotated[str, typer.Argument(metavar="CHILD", help="The one that it owns.")],
    because: _Because,
    from_on: Annotated[
        date | None, typer.Option("--from", metavar="DATE", parser=day, help="First day; else it always was.")
    ] = None,
    to_on: Annotated[
        date | None, typer.Option("--to", metavar="DATE", parser=day, help="Last day; else it still holds.")
    ] = None,
    source: _Source = None,
    by: _By = "a person",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """One supplier owns another between two days."""
    _judge(
        settle(ctx, store, as_json), "parent_of", parent, child,
        because=because, source_url=source, made_by=by, from_on=from_on, to_on=to_on,
    )  # fmt: skip


@app.command()
def withdraw(
    ctx: typer.Context,
    judgement: Annotated[str, typer.Argument(metavar="ID", help="The judgement, as quaestor judge list names it.")],
    because: _Because,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a judgement; it stays in the list with the reason."""
    settings = settle(ctx, store, as_json)
    from quaestor.resolve import judgements

    _write(settings, lambda lake: judgements.withdraw(lake, judgement, because))


@app.command("list")
def list_(
    ctx: typer.Context,
    all_: Annotated[bool, typer.Option("--all", help="Withdrawn ones too.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every judgement of a person, newest first."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers import waiting
    from quaestor.cli import show
    from quaestor.resolve import judgements

    with reading(settings) as lake:
        rows = judgements.listed(lake, withdrawn=all_)
        waits = waiting.unmatched(lake)
    if settings.as_json:
        show.document(rows)
        return
    for row in rows:
        row["left"], row["right"] = (f"{row[f'{side}_name'] or ''} ({row[f'{side}_id']})" for side in ("left", "right"))
    cols = [show.Col("judgement_id", "Judgement", "word"), show.Col("left", "Left"), show.Col("kind", "Is", "word")]
    cols += [show.Col("right", "Right"), show.Col("from_on", "From", "day"), show.Col("to_on", "To", "day")]
    cols += [show.Col("because", "Because"), show.Col("source_url", "Source", wide=True)]
    cols += [show.Col("withdrawn_because", "Withdrawn", wide=not all_)]
    if rows:
        show.table(cols, rows, f"Judgements, {len(rows):,}")
    else:
        show.say("no judgement of a person is held" if all_ else "no judgement of a person stands")
    if waits["unmatched_count"]:
        show.say(
            f"{waits['unmatched_count']:,} of {waits['suppliers_count']:,} suppliers are not matched yet; "
            "`quaestor families match` finds the pairs that may be one"
        )


@app.command()
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; JSON where its name ends so, else YAML.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write every judgement, withdrawn ones too, into a file for others."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.resolve import sharing

    with reading(settings) as lake:
        count = sharing.write(lake, file)
    if settings.as_json:
        show.document({"file": str(file), "judgements": count})
    else:
        show.say(f"{count:,} {'judgement' if count == 1 else 'judgements'} in {file}")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of judgements, YAML or JSON.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take the judgements of a file in, all of them or none."""
    settings = settle(ctx, store, as_json)
    from quaestor.resolve import sharing

    _write(settings, lambda lake: sharing.take(lake, file))


def _judge(settings: Settings, kind: Any, left: str, right: str, **said: Any) -> None:
    from quaestor.resolve import judgements

    def make(lake: Lake) -> dict[str, Any]:
        return judgements.make(lake, judgements.Judgement(kind, _identify(lake, left), _identify(lake, right), **said))

    _write(settings, make)


def _identify(lake: Lake, text: str) -> str:
    """The supplier that is meant, as `quaestor supplier` finds it; else a parent that records print."""
    from quaestor import answers
    from quaestor.resolve import judgements

    try:
        return answers.identify(lake, text)
    except NotHeld:
        number = text.strip().upper()
        ids = {text.strip(), *(f"{form}:{number}" for form in ("uei", "duns", "cage"))}
        found = judgements.known(lake, ids)
        if len(found) == 1:
            return found.pop()
        raise


def _write(settings: Settings, act: Callable[[Lake], dict[str, Any]]) -> None:
    """Changes the judgements and finds the families anew, in one transaction."""
    from quaestor import resolve, search
    from quaestor.cli import show
    from quaestor.cli.families import print_run
    from quaestor.store import Lake

    with Lake.open(settings.folder, read_only=False) as lake, search.unmoved(lake), lake.writing():
        row = act(lake)
        done = resolve.refresh(lake)
    if settings.as_json:
        show.document(row | {"joined": done["joined"], "split": done["split"]})
        return
    show.facts((name.replace("_", " ").capitalize(), value) for name, value in row.items())
    print_run(done, settings)
