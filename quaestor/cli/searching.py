"""Words, names and numbers looked for in everything held."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, StoreOption, reading, settle
from quaestor.errors import StoreError

#: Letters of a description that a terminal shows.
LONG = 160
#: What names are called on the shelves that hold names.
_HEADED = {"suppliers": "Supplier", "agencies": "Agency", "documents": "Paper"}


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help='Words, "a phrase", begin*, -without, field:word; or a number.'),
    ],
    within: Annotated[
        str,
        typer.Option(
            "--in", metavar="SHELF", help="awards, suppliers, agencies or documents; else awards, with names beside."
        ),
    ] = "",
    agency: Annotated[
        str, typer.Option(metavar="CODE", help="Only awards of this agency; several parted by commas.")
    ] = "",
    year: Annotated[
        str, typer.Option(metavar="YEAR", help="Only awards with an action signed in this fiscal year.")
    ] = "",
    sort: Annotated[str, typer.Option(metavar="HOW", help="relevance, money or date.")] = "relevance",
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="Hits of a page.")] = 25,
    page: Annotated[int, typer.Option(min=1, metavar="N", help="Which page of the hits.")] = 1,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search awards, suppliers and agencies by any word that publishers printed of them, and the papers kept."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show
    from quaestor.search import shelves

    for value, known, option in ((within, shelves.KINDS, "--in"), (sort, ("relevance", "money", "date"), "--sort")):
        if value and value not in known:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(known)}.", param_hint=option)
    with reading(settings) as lake:
        facts = answers.search(
            lake,
            " ".join(words),
            shelf=within,
            filters={"agency": agency, "year": year},
            sort=sort,
            page=page,
            size=limit,
        )
        if facts["exact"]:  # a terminal goes to no other page: the hit itself is shown
            shelf = {kind: shelf for shelf, kind in shelves.KINDS.items()}[facts["exact"]["kind"]]
            facts |= answers.search(lake, " ".join(words), shelf=shelf, sort=sort, size=limit) | {
                "exact": facts["exact"]
            }
    if not facts["index"]["built"]:
        raise StoreError(facts["said"][0].split(".")[0], where=str(settings.folder), advice="Run `quaestor maintain`.")
    if settings.as_json:
        show.document(facts)
    else:
        print_hits(facts)


def print_hits(facts: dict[str, Any]) -> None:
    """Hits for a terminal, the words found in bold."""
    from quaestor.cli import show
    from quaestor.search import shelves

    shelf = facts["in"] or "awards"
    show.notes(
        [
            *(
                f"No record says “{word}”; names like it were looked for: {', '.join(names)}."
                for word, names in facts["meant"].items()
            ),
            *([f"Did you mean “{facts['did_you_mean']}”?"] if facts["did_you_mean"] else []),
            *(
                [f"No hit has all of these words; {facts['any']:,} have some: join them with OR."]
                if facts["any"]
                else []
            ),
            *facts["said"],
        ]
    )
    if facts["names"]:
        cols = [show.Col("name", "Name"), show.Col("what", "Is", "word"), show.Col("awards", "Awards", "count")]
        cols.append(show.Col("obligated", "Obligated", "money"))
        show.table(cols, [row | {"name": _piece(row, "name")} for row in facts["names"]], "Names")
    money, day = (
        show.Col("obligated", "Obligated", "money"),
        show.Col("last_signed_on", "Latest action", "day", wide=True),
    )
    rows = [_row(row) for row in facts["hits"]]
    if shelf == "awards":
        cols = [show.Col("piid", "PIID", "word"), show.Col("supplier_name", "Supplier"), money, day]
        cols.append(show.Col("says", "What for"))
    elif shelf == "documents":
        cols = [
            show.Col("name", _HEADED[shelf]),
            show.Col("document_id", "Id", "word"),
            show.Col("page", "Page", "count"),
        ]
        cols += [show.Col("kind_label", "Kind", wide=True), show.Col("says", "Says")]
    else:
        cols = [show.Col("name", _HEADED[shelf]), show.Col("awards", "Awards", "count"), money, day]
        cols.append(show.Col("says", "Also", wide=True))
    show.table(cols, rows, shelf.capitalize())
    first = (facts["page"] - 1) * facts["size"]
    shown = f"{first + 1:,} to {first + len(rows):,} of " if facts["count"] > len(rows) and rows else ""
    total = f", {show.money(facts['obligated'])} obligated" if facts["obligated"] else ""
    name = shelf if facts["count"] != 1 else shelves.KINDS[shelf]
    name = name if shelf != "documents" else "pages" if facts["count"] != 1 else "page"
    show.say(f"{shown}{facts['count']:,} {name}{total}")
    if facts["page"] < facts["pages"]:
        show.say(f"--page {facts['page'] + 1} shows the next.", style="dim")


def _piece(row: dict[str, Any], field: str) -> Any:
    """A text of a hit with the words found in it marked, or as it is."""
    from quaestor.cli import show

    found = [piece for piece in row["found"] if piece["field"] == field]
    if found:
        return show.marked(found[0])
    text = row.get("supplier_name" if field == "supplier" else field)
    return f"{text[:LONG].rsplit(' ', 1)[0]} …" if text and len(text) > LONG else text


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A hit as the columns of a table; `says` is where it says the words, beside its name and number."""
    columns = ("piid", "supplier", "buyer", "name")
    others = [piece["field"] for piece in row["found"] if piece["field"] not in columns]
    says = _piece(row, "description" if "description" in others or not others else others[0])
    return row | {
        "piid": _piece(row, "piid"),
        "name": _piece(row, "name"),
        "supplier_name": _piece(row, "supplier"),
        "says": says,
    }
