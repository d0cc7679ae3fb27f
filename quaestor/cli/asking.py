"""Questions about one award, one supplier, and the store as a whole."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer

from quaestor.cli.options import AsOf, JsonOption, KnownOn, StoreOption, reading, settle


def award(
    ctx: typer.Context,
    award: Annotated[str, typer.Argument(metavar="ID_OR_PIID", help="An award's id, or a PIID where that is enough.")],
    as_of: AsOf = None,
    known_on: KnownOn = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="Actions, and orders, to print in a terminal; 0 prints all.")
    ] = 40,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """The whole life of one contract: its money, its ceiling, every action signed on it."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = answers.award(lake, award, as_of=as_of, known_on=known_on)
    if settings.as_json:
        show.document(facts)
    else:
        from quaestor.cli.award_sheet import print_award

        print_award(facts, limit)


def supplier(
    ctx: typer.Context,
    supplier: Annotated[str, typer.Argument(metavar="NAME_OR_ID", help="A name, UEI, DUNS, CAGE or supplier id.")],
    as_of: AsOf = None,
    limit: Annotated[
        int, typer.Option(min=0, metavar="N", help="Awards to print in a terminal; 0 prints all of them.")
    ] = 25,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What one supplier was promised: by year, by buyer, award by award."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = answers.supplier(lake, supplier, as_of=as_of)
    if settings.as_json:
        show.document(facts)
    else:
        print_supplier(facts, limit)


def status(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """What the store holds: tables, sources, loads, checks and coverage."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = answers.status(lake)
    if settings.as_json:
        show.document(facts)
    else:
        from quaestor.cli.status_sheet import print_status

        print_status(facts)


def coverage(ctx: typer.Context, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """What is held for each source, agency and fiscal year, and which files seem cut short."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        rows = answers.coverage(lake)
    if settings.as_json:
        show.document(rows)
    else:
        from quaestor.cli.status_sheet import print_coverage

        print_coverage(rows)


def print_supplier(facts: dict[str, Any], limit: int) -> None:
    """A supplier's page for a terminal."""
    from quaestor.cli import show

    show.say(facts["name"], style="bold")
    show.say(facts["supplier_id"], style="dim")
    years = {int(row["fiscal_year"]): row["obligated"] for row in facts["by_year"]}
    show.facts(
        [
            ("Parent", facts["family"]),
            ("Obligated", show.join(show.money(facts["obligated"]), f"on {facts['awards_count']:,} awards held")),
            ("By year", show.spark(years) if years else None),
        ]
    )
    show.notes([*facts["notes"], *(f"Doubtful: {said}." for said in facts["doubts"])])
    if len(facts["names"]) > 1:
        cols = [show.Col("name", "Name as printed"), *_span(), show.Col("actions", "Actions", "count")]
        show.table(cols, facts["names"], "Names")
    if facts["parents"]:
        show.table([show.Col("name", "Ultimate parent as printed"), *_span()], facts["parents"], "Parents")
    money, acts = show.Col("obligated", "Obligated", "money"), show.Col("actions", "Actions", "count")
    show.table([show.Col("fiscal_year", "Year", "word"), money, acts], facts["by_year"], "By fiscal year")
    show.table([show.Col("name", "Buyer"), money, acts], facts["by_buyer"], "By buyer")
    awards = facts["awards"][: limit or None]
    show.table(
        [
            *(show.Col("piid", "PIID"), show.Col("buyer_name", "Buyer"), money),
            show.Col("ceiling", "Ceiling", "money", wide=True),
            show.Col("ceiling_kind", "Kind of ceiling", wide=True),
            show.Col("first_signed_on", "Signed", "day"),
            show.Col("last_signed_on", "Latest action", "day", wide=True),
            show.Col("description", "What for", wide=True),
        ],
        awards,
        f"Awards, {len(awards):,} of {facts['awards_count']:,}",
    )


def by_fiscal_year(acts: list[dict[str, Any]]) -> dict[int, Decimal]:
    """Obligations summed by fiscal year."""
    years: dict[int, Decimal] = defaultdict(Decimal)
    for act in acts:
        if act["signed_on"] and act["obligation"] is not None:
            years[fiscal_year(act["signed_on"])] += Decimal(act["obligation"])
    return dict(years)


def fiscal_year(day: str) -> int:
    """The fiscal year of a day in ISO form: 1 October to 30 September, named by its end."""
    signed = date.fromisoformat(day)
    return signed.year + (signed.month >= 10)


def _span() -> list[Any]:
    from quaestor.cli import show

    return [show.Col("first_on", "First", "day"), show.Col("last_on", "Last", "day")]
