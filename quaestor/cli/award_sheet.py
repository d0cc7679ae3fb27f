"""One award as a page for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from quaestor.cli import show
from quaestor.cli.asking import by_fiscal_year, fiscal_year


def print_award(facts: dict[str, Any], limit: int) -> None:
    """Print the figures that matter, each named for what it is, then the acts that make them up."""
    buyer, supplier = facts["buyer"] or {}, facts["supplier"] or {}
    show.out().print(show.join(_bold(facts["piid"]), _words(facts["kind"])))
    show.say(f"{supplier.get('name') or 'a supplier not named'}, for {buyer.get('name') or 'a buyer not named'}")
    if facts.get("description"):
        show.say(facts["description"], style="italic")
    show.say(facts["award_id"], style="dim")
    show.out().print()
    show.facts(_figures(facts))
    show.notes(facts["notes"])
    _print_acts(facts["actions"], limit)
    if facts["rewritten"]:
        _print_rewritten(facts["rewritten"])
    if facts["orders"]:
        _print_orders(facts, limit)


def _figures(facts: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    vehicle = facts.get("vehicle") or {}
    years = by_fiscal_year(facts["actions"])
    yield "As of", facts.get("as_of")
    yield "Known on", facts.get("known_on")
    yield "Obligated", show.money(facts["obligated"])
    yield "Exercised", show.money(facts["exercised"])
    yield "Ceiling", _ceiling(facts)
    if facts["ceiling_kind"] == "stated" and facts["ceiling"] != facts["ceiling_first"]:
        yield "Ceiling then", show.spark(_ceilings(facts["actions"]))
    if any(years.values()) and not facts["sampled"]:
        yield "By year", show.spark(years)
    yield "Signed", _span(facts["first_signed_on"], facts["last_signed_on"], "latest action")
    yield "Runs", _span(facts.get("starts_on"), facts["ends_on"], "to")
    if facts.get("could_end_on") != facts["ends_on"]:
        yield "Could run to", facts.get("could_end_on")
    yield "Orders until", facts.get("order_until")
    if vehicle:
        yield "Under", _under(vehicle)
    yield "Funded by", (facts.get("funder") or {}).get("name") if isinstance(facts.get("funder"), dict) else None
    yield "Competition", _coded(facts.get("competed"))
    yield "Not competed", _coded(facts.get("sole_source"))
    yield "Offers", facts.get("offers")
    yield "Pricing", _coded(facts.get("pricing"))
    yield "Product", _coded(facts.get("psc"))
    yield "Industry", _coded(facts.get("naics"))
    yield "Solicitation", facts.get("solicitation_id")
    yield "Sources", ", ".join(_source(one) for one in facts.get("sources") or [])
    yield "Public page", facts.get("public_link")


def _ceilings(acts: Sequence[dict[str, Any]]) -> dict[int, Any]:
    """The ceiling at the end of each fiscal year from the first action to the last."""
    found = {fiscal_year(act["signed_on"]): act["ceiling_after"] for act in acts if act["ceiling_after"] is not None}
    for year in range(min(found), max(found)):
        found.setdefault(year + 1, found[year])
    return found


def _ceiling(facts: dict[str, Any]) -> Any:
    kind, first, why = facts["ceiling_kind"], facts["ceiling_first"], facts["ceiling_why"]
    started = show.join("first", show.money(first)) if first not in (None, facts["ceiling"]) else ""
    if kind != "stated" and facts["ceiling"] is not None:
        why = f"{kind}: {why}" if why else kind
    return show.join(show.money(facts["ceiling"]), started, f"({why})" if why else "")


def _under(vehicle: dict[str, Any]) -> Any:
    said = [f"{vehicle['piid']} of {vehicle['owner_name'] or vehicle['owner_id']}"]
    if vehicle.get("orders"):
        obligated = show.money(vehicle["orders_obligated"]).plain
        said.append(f"{vehicle['orders']:,} orders held with {obligated} obligated on them")
    if not vehicle["held"]:
        said.append("its own actions are not held")
    return "; ".join(said)


def _print_acts(acts: Sequence[dict[str, Any]], limit: int) -> None:
    shown = list(acts)
    if limit and len(acts) > limit:
        shown = [acts[0], *acts[len(acts) - limit + 1 :]]
    show.table(
        [
            *(show.Col("mod_number", "Mod"), show.Col("signed_on", "Signed", "day"), show.Col("reason_code", "Why")),
            show.Col("reason", "Reason", wide=True),
            *(show.Col("obligation", "Obligated", "money"), show.Col("obligated_after", "After", "money")),
            *([show.Col("ceiling_after", "Ceiling after", "money")] if _held(acts, "ceiling_after") else []),
        ],
        shown,
        f"{len(acts):,} {'action' if len(acts) == 1 else 'actions'}",
    )
    if len(shown) < len(acts):
        show.say(f"The first, and the latest {len(shown) - 1:,}; --limit 0 prints all {len(acts):,}.", style="dim")
    if show.out().width < show.WIDE:
        reasons = {act["reason_code"]: act.get("reason") for act in shown if act.get("reason_code")}
        if reasons:
            show.say("; ".join(f"{code} {_words(reasons[code])}" for code in sorted(reasons)), style="dim")


def _print_rewritten(rows: Sequence[dict[str, Any]]) -> None:
    show.table(
        [
            *(show.Col("seen_at", "Seen", "moment"), show.Col("mod_number", "Mod"), show.Col("field", "What", "word")),
            *(show.Col("before", "Before", absent="nothing"), show.Col("after", "After", absent="nothing")),
        ],
        rows,
        "Rewritten by the publisher after the fact",
    )


def _print_orders(facts: dict[str, Any], limit: int) -> None:
    orders = facts["orders"][: limit or None]
    show.table(
        [
            *(show.Col("piid", "Order"), show.Col("supplier_name", "Supplier")),
            show.Col("buyer_name", "Buyer", wide=True),
            *(show.Col("obligated", "Obligated", "money"), show.Col("last_signed_on", "Latest action", "day")),
        ],
        orders,
        f"Orders placed under it, {len(orders):,} of {facts['orders_count']:,}",
    )


def _held(acts: Sequence[dict[str, Any]], name: str) -> bool:
    return any(act[name] is not None for act in acts)


def _bold(value: Any) -> Any:
    from rich.text import Text

    return Text(show.plain(value), style="bold")


def _words(code: Any) -> str:
    return show.plain(code or "").replace("_", " ").lower()


def _coded(value: Any) -> str | None:
    """A code with its words: `G competed under SAP`."""
    if not isinstance(value, dict):
        return None if value is None else str(value)
    return " ".join(str(part) for part in (value.get("code"), value.get("words")) if part) or None


def _span(first: Any, last: Any, between: str) -> str | None:
    if first and last and first != last:
        return f"{first}, {between} {last}" if between != "to" else f"{first} to {last}"
    return str(first or last) if first or last else None


def _source(one: Any) -> str:
    return str(one.get("source", one)) if isinstance(one, dict) else str(one)
