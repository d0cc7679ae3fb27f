"""What was chosen by hand: awards and suppliers kept in view, and awards left out with a reason."""

from __future__ import annotations

from typing import Any

from quaestor.investigation.found import HELD
from quaestor.investigation.gather import MONEY, chosen
from quaestor.investigation.question import Choice, Question
from quaestor.sql import literal
from quaestor.store import Lake


def left_out(lake: Lake, question: Question) -> list[dict[str, Any]]:
    """What was left out by hand, because of what, and how much that is."""
    if not question.left_out:
        return []
    rows = lake.query(
        f"SELECT award_id, max(piid) AS piid, max(supplier_name) AS supplier_name, count(*) AS actions, "
        f"sum({MONEY}) AS obligated, min(signed_on) AS first_on FROM temp.met WHERE left_out GROUP BY award_id "
        "ORDER BY first_on, award_id"
    )
    for row in rows:
        row["because"] = next((one.because for one in question.left_out if one.id in _names(row)), None)
    found = {name for row in rows for name in _names(row)}
    blank = {"piid": None, "supplier_name": None, "actions": 0, "obligated": None, "first_on": None}
    rest = [one for one in question.left_out if one.id not in found]
    return rows + [{"award_id": one.id} | blank | {"because": one.because} for one in rest]


def pinned_awards(lake: Lake, question: Question) -> list[dict[str, Any]]:
    """The awards chosen by hand, as held now; `matching` is None where none of their actions carries the words."""
    if not question.pinned_awards:
        return []
    rows = lake.query(
        "SELECT h.award_id, h.piid, h.kind, h.supplier_id, h.supplier_name, h.buyer_name, h.obligated, h.ceiling, "
        "h.ceiling_kind, h.first_signed_on, h.last_signed_on, h.ends_on, h.description, c.matching, "
        "c.matching_obligated "
        f"FROM (SELECT {HELD} FROM lake.award WHERE {chosen(question.pinned_awards)}) h "
        "LEFT JOIN temp.carrying c ON c.award_id = h.award_id ORDER BY h.first_signed_on, h.award_id"
    )
    return _with_choice(rows, question.pinned_awards, "award_id")


def pinned_suppliers(lake: Lake, question: Question) -> list[dict[str, Any]]:
    """The suppliers chosen by hand, with all their awards held, whether or not these carry the words."""
    if not question.pinned_suppliers:
        return []
    named = ", ".join(literal(one.id) for one in question.pinned_suppliers)
    rows = lake.query(
        "SELECT s.supplier_id, s.name, s.awards, s.obligated, s.first_signed_on, s.last_signed_on, "
        "c.awards AS matching, c.obligated AS matching_obligated FROM supplier s LEFT JOIN "
        "(SELECT supplier_id, count(*) AS awards, sum(matching_obligated) AS obligated FROM temp.carrying "
        "GROUP BY supplier_id) c ON c.supplier_id = s.supplier_id "
        f"WHERE s.supplier_id IN ({named}) ORDER BY s.obligated DESC NULLS LAST, s.supplier_id"
    )
    return _with_choice(rows, question.pinned_suppliers, "supplier_id")


def _with_choice(rows: list[dict[str, Any]], choices: tuple[Choice, ...], key: str) -> list[dict[str, Any]]:
    """The rows with why each was chosen; a choice that is not held has a row that says so."""
    told = []
    for choice in choices:
        held = [row for row in rows if choice.id in (row[key], row.get("piid"))]
        told += [row | {"held": True, "because": choice.because} for row in held]
        told += [] if held else [{key: choice.id, "held": False, "because": choice.because}]
    return told


def _names(row: dict[str, Any]) -> tuple[Any, Any]:
    return row["award_id"], row["piid"]
