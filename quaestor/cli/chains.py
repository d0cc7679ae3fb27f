"""The command that tells a chain of money."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from quaestor.cli.options import AsOf, JsonOption, StoreOption, reading, settle


def chain(
    ctx: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY",
            help="An award, vehicle, supplier or family; `award:`, `supplier:` or `family:` before it says which.",
        ),
    ],
    as_of: AsOf = None,
    most: Annotated[
        int, typer.Option(min=1, metavar="N", help="Ends of each kind that stand apart; the others are one sum.")
    ] = 12,
    family_on: Annotated[
        str, typer.Option(metavar="DATE", help="Of a family, what is its own: as of `then`, `now` or `first`.")
    ] = "then",
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """From buyers through vehicles to suppliers, and to whom these report to have passed money on."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers.chains import chain as told
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = told(lake, key, as_of, most, family_on)
    if settings.as_json:
        show.document(facts)
    else:
        print_chain(facts)


def print_chain(facts: dict[str, Any]) -> None:
    """A chain for a terminal: the check, the links, what each end keeps, and the sums that prove it."""
    from quaestor.cli import show

    show.say(f"{facts['chain']} {facts['name']}", style="bold")
    show.say(facts["says"])
    show.notes(facts["notes"])
    links = [
        {
            "from": link["from"]["name"],
            "to": link["to"]["name"],
            "what": "obligated" if link["how"] == "obligated" else "reported as passed on",
        }
        | {name: link[name] for name in ("amount", "records")}
        for link in facts["links"]
    ]
    show.table(
        [
            *(show.Col("from", "From"), show.Col("to", "To"), show.Col("what", "What", wide=True)),
            *(show.Col("amount", "Amount", "money"), show.Col("records", "Records", "count")),
        ],
        links,
        "Links",
    )
    show.table(
        [show.Col("name", "Who"), show.Col("says", "In words")],
        facts["nodes"],
        "The sums that prove it",
    )
    for row in facts["proof"]:
        if row["equal"] is not None:
            said = "equal" if row["equal"] else "not equal"
            show.say(f"{row['what']}: links {row['links'] or '0.00'}, {row['of']} {row['beside']}: {said}")
