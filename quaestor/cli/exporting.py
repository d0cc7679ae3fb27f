"""Taking records out of the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quaestor.cli.options import JsonOption, StoreOption, group, reading, settle

app = group("Take records out, in forms that others read.")


@app.command()
def ocds(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="The file to write; gzipped where it ends in .gz.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """US awards as open contracting data: one compiled release an award, a line each."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.export import ocds as exported

    with reading(settings) as lake:
        done = exported.write(lake, out)
    if settings.as_json:
        show.document(done)
    else:
        show.facts(
            [
                ("File", done["file"]),
                ("Releases", f"{done['releases']:,}"),
                ("Transactions", f"{done['transactions']:,}"),
            ]
        )
