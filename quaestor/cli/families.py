"""Corporate groups: how names compare, which suppliers are one, and who belongs to whom."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, StoreOption, settle
from quaestor.errors import BadHeader, UnreadableFile

app = typer.Typer(no_args_is_help=True, help="Corporate groups: how names compare, and who belongs to whom.")

_NEEDED = ("name1", "name2")


@app.callback()
def _before_the_verb(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    ctx.obj = settle(ctx, store, as_json)


@app.command()
def pairs(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns name1 and name2; others are ignored.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two organisation names a row: the same or not, how surely, and why. Needs no store."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.resolve import names

    rows: list[dict[str, Any]] = []
    for name1, name2 in _read(file):
        same, score, because = names.compare(name1, name2)
        rows.append({"name1": name1, "name2": name2, "same": same, "score": score, "because": because})
    if settings.as_json:
        show.document(rows)
        return
    cols = [show.Col("name1", "Name"), show.Col("name2", "Other name"), show.Col("verdict", "Same", "word")]
    cols += [show.Col("score", "Score", "word"), show.Col("because", "Because")]
    printed = [row | {"verdict": "yes" if row["same"] else "no", "score": f"{row['score']:.2f}"} for row in rows]
    show.table(cols, printed, "Names")


def _read(file: Path) -> list[tuple[str, str]]:
    """The pairs of a CSV file in UTF-8; raises UnreadableFile or BadHeader."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise BadHeader(
                    f"no column {' and '.join(missing)}", where=str(file), advice="Give it the columns name1 and name2."
                )
            return [(row["name1"] or "", row["name2"] or "") for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(
            f"not a CSV file in UTF-8: {error}", where=str(file), advice="Save it as CSV in UTF-8."
        ) from error
    except OSError as error:
        raise UnreadableFile(
            error.strerror or str(error), where=str(file), advice="Is the path right, and may you read it?"
        ) from error
