"""Files in Cardinal's form: its cases held against our results, and our results over releases in its words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from quaestor.cli.options import JsonOption, StoreOption, settle


def cases(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of NAME.jsonl and NAME.expected.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Whether the rules find in Cardinal's cases what Cardinal expects: pairs of NAME.jsonl and NAME.expected."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.indicators import cardinal as its

    found = its.compare(folder)
    if settings.as_json:
        show.document([asdict(one) for one in found])
    else:
        rows = [{"name": one.name, "equal": "equal" if one.equal else one.difference} for one in found]
        equal = sum(one.equal for one in found)
        cols = [show.Col("name", "Case", "word"), show.Col("equal", "As expected")]
        show.table(cols, rows, f"{equal:,} of {len(found):,} cases are equal")
    if not all(one.equal for one in found):
        raise typer.Exit(1)


def cardinal(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Compiled releases, one a line of JSON.")],
    settings_: Annotated[
        Path | None,
        typer.Option(
            "--settings", metavar="FILE", exists=True, dir_okay=False, help="A settings file in Cardinal's form."
        ),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What Cardinal's eleven indicators say of files as they stand, in Cardinal's form. No store is read or written."""
    given = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.errors import NotHeld
    from quaestor.indicators import cardinal as its
    from quaestor.indicators import lines
    from quaestor.store.bare import Bare

    with Bare() as tables:
        if not lines.read(tables, files):
            advice = "Each line is to be a compiled release; `quaestor load ocds` reads releases, records and packages."
            raise NotHeld("no compiled release is in it", where=", ".join(map(str, files)), advice=advice)
        asked = its.of_file(settings_) if settings_ else its.usual()
        found = its.results(tables, asked)
        persons = its.without_persons(tables, found)
    if given.as_json:
        show.document(found)
    else:
        counted = {
            code: {group: sum(code in one for one in of.values()) for group, of in found.items()} for code in asked
        }
        rows = [{"code": code, "rule": its.codes()[code].name} | of for code, of in counted.items()]
        groups = {
            "OCID": "Processes",
            "Buyer": "Buyers",
            "ProcuringEntity": "Procuring entities",
            "Tenderer": "Tenderers",
        }
        cols = [show.Col("code", "Code", "word"), show.Col("rule", "Rule")]
        show.table([*cols, *(show.Col(name, label, "count") for name, label in groups.items())], rows, "Flagged")
        show.say("--json gives each by its id, as Cardinal prints it.", style="dim")
    if persons:
        show.err().print(f"quaestor: {persons:,} tenderers are natural persons and are left out.", style="yellow")
