"""The facts of compared things as rows that stand in line: a label, and one cell for each thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from quaestor.web import words

Item = Mapping[str, Any]
Cell = Callable[[Item], Any]


def _link(kind: str, key: Any, text: Any) -> Markup:
    if key is None:
        return words.UNHELD
    return Markup('<a href="/{}/{}">{}</a>').format(kind, words.segment(key), words.printed(text or key))


def _ceiling(item: Item) -> Any:
    unlike = {"sentinel": "no real limit", "shared": "shared by a programme", "zero": "none set"}
    if item["ceiling_kind"] in unlike:
        return Markup('<span class="unheld">{}</span>').format(unlike[item["ceiling_kind"]])
    return words.money(item["ceiling"])


def _offers(item: Item) -> Any:
    return "many" if item["offers"] == 999 else words.count(item["offers"])


def _share(value: Any) -> Any:
    return words.UNHELD if value is None else f"{value:.1%}"


def _largest_buyer(item: Item) -> Any:
    buyer = item["largest_buyer"]
    if not buyer:
        return words.UNHELD
    name = _link("agency", buyer["agency_id"], buyer["name"])
    return Markup("{}, {}").format(name, words.money(buyer["obligated"]))


def _surge(item: Item) -> Any:
    one = item["surge"]
    if not one:
        return words.UNHELD
    return f"{one['september_share']:.1%} of {one['fiscal_year']}"


def _cut(item: Item) -> Any:
    if not item["cut_short"]:
        return "no sign of a cut"
    return Markup('<strong class="attention">{}</strong> cut short').format(", ".join(map(str, item["cut_short"])))


_SPAN: list[tuple[str, Cell]] = [
    ("first signed", lambda item: words.day(item["first_signed_on"])),
    ("last signed", lambda item: words.day(item["last_signed_on"])),
]
ROWS: dict[str, list[tuple[str, Cell]]] = {
    "award": [
        ("supplier", lambda item: _link("supplier", item["supplier_id"], item["supplier_name"])),
        ("parent as printed", lambda item: words.printed(item["parent_name"])),
        ("buyer", lambda item: _link("agency", item["buyer_id"], item["buyer_name"])),
        ("kind", lambda item: words.kind(item["kind"])),
        ("obligated", lambda item: words.money(item["obligated"])),
        ("exercised", lambda item: words.money(item["exercised"])),
        ("ceiling", _ceiling),
        ("first ceiling", lambda item: words.money(item["ceiling_first"])),
        ("actions", lambda item: words.count(item["actions"])),
        *_SPAN,
        ("ends", lambda item: words.day(item["ends_on"])),
        ("could end", lambda item: words.day(item["could_end_on"])),
        ("competition", lambda item: words.held(item["competed"])),
        ("offers", _offers),
        ("bought", lambda item: words.printed(item["psc_name"])),
        ("what for", lambda item: words.printed(item["description"], 160)),
    ],
    "supplier": [
        ("parent as printed", lambda item: words.printed(item["parent_name"])),
        ("obligated", lambda item: words.money(item["obligated"])),
        ("actions", lambda item: words.count(item["actions"])),
        ("awards", lambda item: words.count(item["awards"])),
        ("buyers", lambda item: words.count(item["buyers"])),
        ("largest buyer", _largest_buyer),
        ("extent of competition held for", lambda item: words.money(item["competition_held"])),
        ("not competed, of that", lambda item: _share(item["not_competed_share"])),
        *_SPAN,
    ],
    "agency": [
        ("department", lambda item: words.printed(item["department"])),
        ("obligated", lambda item: words.money(item["obligated"])),
        ("actions", lambda item: words.count(item["actions"])),
        ("awards", lambda item: words.count(item["awards"])),
        ("extent of competition held for", lambda item: words.money(item["competition_held"])),
        ("not competed, of that", lambda item: _share(item["not_competed_share"])),
        ("signed in September", _surge),
        *_SPAN,
        ("records", _cut),
    ],
}


def rows(facts: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    """Each fact with its cells, in the order of the items."""
    return [(label, [cell(item) for item in facts["items"]]) for label, cell in ROWS.get(facts["kind"], ())]


def install(environment: Environment) -> None:
    """Give the templates what they ask for."""
    environment.globals["aligned_rows"] = rows
