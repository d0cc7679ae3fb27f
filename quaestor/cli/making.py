"""Makers behind what resellers sell: all of them, and one with its orders."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from quaestor.cli.options import AsOf, JsonOption, StoreOption, group, reading, settle

app = group("Makers whose products other suppliers sold, as the words of orders say.")


@app.command("list")
def listed(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Makers to print in a terminal; 0 prints all.")] = 40,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every maker whose products others sold: orders, resellers and money, most money first."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = answers.makers(lake)
    if settings.as_json:
        show.document(facts)
        return
    cols = [show.Col("name", "Maker"), show.Col("resellers", "Resellers", "count")]
    cols += [show.Col("orders", "Orders", "count")]
    cols += [show.Col("obligated", "Obligated", "money"), show.Col("unsure", "Less sure", "count", wide=True)]
    show.table(cols, facts["makers"][: limit or None], "Makers")
    show.say(f"{facts['count']:,} {'maker' if facts['count'] == 1 else 'makers'}")
    if facts["several"]:
        show.notes([f"{facts['several']:,} orders name several makers and stand under each: do not add these sums up."])


@app.command("show")
def one(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A maker's name, a part of it, its id, or a brand.")],
    as_of: AsOf = None,
    together: Annotated[
        bool, typer.Option("--together", help="Add what the maker was obligated itself, as a sum of its own.")
    ] = False,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Orders to print in a terminal; 0 prints all.")] = 25,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What was sold of one maker through others: by reseller, by year, order by order with the words that say so."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = answers.maker(lake, name, as_of=as_of, together=together)
    if settings.as_json:
        show.document(facts)
    else:
        print_maker(facts, limit)


def print_maker(facts: dict[str, Any], limit: int) -> None:
    """A maker's page for a terminal, the words that name it in bold."""
    from quaestor.cli import show

    show.say(facts["name"], style="bold")
    show.say(facts["maker_id"], style="dim")
    years = {int(row["fiscal_year"]): row["obligated"] for row in facts["by_year"]}
    through = show.join(show.money(facts["obligated"]), f"on orders won by others: {facts['orders_count']:,}")
    pairs: list[tuple[str, Any]] = [("Through others", through), ("By year", show.spark(years) if years else None)]
    pairs += [("Itself", show.money(facts["own"]["obligated"]))] if facts["own"]["suppliers"] else []
    pairs += [("Together", show.money(facts["together"]["obligated"]))] if facts["together"] else []
    pairs += [("Less sure", f"{facts['unsure_count']:,}, not counted")] if facts["unsure"] else []
    show.facts(pairs)
    show.notes(facts["notes"])
    orders, money = show.Col("orders", "Orders", "count"), show.Col("obligated", "Obligated", "money")
    show.table([show.Col("name", "Reseller"), orders, money], facts["by_reseller"], "Resellers")
    show.table([show.Col("fiscal_year", "Year", "word"), orders, money], facts["by_year"], "By fiscal year")
    counted = show.Col("counted", "Counted", "money")
    cols = [show.Col("piid", "PIID", "word"), show.Col("supplier_name", "Won by"), counted, show.Col("says", "Words")]
    some = facts["orders"][: limit or None]
    show.table(cols, [_row(row) for row in some], "Orders")
    if len(some) < len(facts["orders"]):
        show.say(f"{len(facts['orders']) - len(some):,} more; --limit 0 prints all.", style="dim")
    cols[2] = show.Col("confidence", "How sure", "word")
    show.table(cols, [_row(row) for row in facts["unsure"][: limit or None]], "Named, perhaps not bought")


def _row(row: dict[str, Any]) -> dict[str, Any]:
    from quaestor.cli import show

    return row | {"says": show.marked(row["says"]) if row["says"] else row["words"]}
