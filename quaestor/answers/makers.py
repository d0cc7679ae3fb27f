"""What was sold of a maker through others, and what a reseller sells: told apart from the total of the maker itself.

An order counts with all its actions where its first action held names the maker, or its vehicle does; else only the
actions that name it count. Attributions less sure than SURE are counted and listed apart, and enter no sum.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from quaestor import model
from quaestor.answers.holdings import Slice
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.store import Lake

#: How sure an attribution must be to enter a sum.
SURE = 0.8
#: Letters of a description that are told, and letters before the words found in it.
PIECE, LEAD = 220, 60
#: What a list of orders may be sorted by: the name in the address, its label, and the order.
SORTS = {
    "obligated": ("money obligated", "counted DESC NULLS LAST"),
    "latest": ("latest action", "last_signed_on DESC NULLS LAST"),
    "supplier": ("supplier", "supplier_name"),
    "unsure": ("least sure first", "confidence"),
}

#: The orders that name the maker, one row each with its surest and earliest words, and the actions that count.
_ORDERS = (
    "CREATE OR REPLACE TEMP TABLE its_order AS SELECT t.award_id, t.maker_id, max(t.maker_name) AS maker_name, "
    f"coalesce(bool_or(t.whole) FILTER (t.confidence >= {SURE}), false) AS whole, max(t.confidence) AS confidence, "
    "arg_min(struct_pack(action_id, brand, words, start, how, why, source), (-t.confidence, t.action_id)) AS said "
    "FROM attribution t {where} GROUP BY t.award_id, t.maker_id"
)
_ACTS = (
    "CREATE OR REPLACE TEMP TABLE its_act AS SELECT o.maker_id, a.award_id, a.signed_on, "
    f"{model.fiscal_year('a.signed_on')} AS fiscal_year, coalesce(a.sampled, false) AS sampled, "
    "CASE WHEN coalesce(a.sampled, false) THEN NULL ELSE a.obligation END AS obligation "
    "FROM its_order o JOIN lake.action a USING (award_id) LEFT JOIN (SELECT award_id, action_id, maker_id FROM "
    f"attribution WHERE confidence >= {SURE} AND how <> 'vehicle_name') t ON t.award_id = a.award_id "
    "AND t.action_id = a.action_id AND t.maker_id = o.maker_id "
    f"WHERE o.confidence >= {SURE} AND (o.whole OR t.action_id IS NOT NULL) {{signed}}"
)


def makers(lake: Lake) -> dict[str, Any]:
    """Every maker whose products others sold: orders, resellers and money, most money first."""
    with lake.reading():
        _take(lake, "", [])
        rows = lake.query(
            "WITH act AS (SELECT maker_id, award_id, sum(obligation) AS counted FROM its_act GROUP BY ALL) "
            "SELECT o.maker_id, max(o.maker_name) AS name, count(*) FILTER (o.confidence >= ?) AS orders, "
            "count(*) FILTER (o.confidence < ?) AS unsure, sum(act.counted) AS obligated, "
            "count(DISTINCT w.supplier_id) FILTER (o.confidence >= ?) AS resellers "
            "FROM its_order o JOIN lake.award w USING (award_id) LEFT JOIN act USING (maker_id, award_id) "
            "GROUP BY o.maker_id ORDER BY obligated DESC NULLS LAST, orders DESC, o.maker_id",
            [SURE, SURE, SURE],
        )
        several = lake.query(
            "SELECT count(*) AS orders FROM (SELECT award_id FROM its_order WHERE confidence >= ? "
            "GROUP BY award_id HAVING count(*) > 1)",
            [SURE],
        )
    return dict(plain({"makers": rows, "count": len(rows), "several": several[0]["orders"]}))


def maker(
    lake: Lake, name: str, *, as_of: date | None = None, part: Slice | None = None, together: bool = False
) -> dict[str, Any]:
    """What was sold of one maker through others: by reseller, by fiscal year, order by order with the words.

    name: a maker id, its name or a part of it, or a brand. as_of: only actions signed by that day. together: the sum of
    this and of what its own suppliers were obligated, which is never told unasked. Raises NotHeld when none or several
    are meant.
    """
    with lake.reading():
        maker_id = _identify(lake, name)
        _take(lake, "WHERE t.maker_id = ?", [maker_id], as_of)
        total = lake.query(
            "SELECT sum(obligation) AS obligated, count(*) AS actions, count(*) FILTER (sampled) AS sampled, "
            "count(*) FILTER (obligation > 0) AS added_count, sum(obligation) FILTER (obligation > 0) AS added, "
            "count(*) FILTER (obligation < 0) AS back_count, sum(obligation) FILTER (obligation < 0) AS back, "
            "count(*) FILTER (obligation = 0) AS nothing_count, min(signed_on) AS first_on, max(signed_on) AS last_on "
            "FROM its_act"
        )[0]
        own = _own(lake, maker_id, as_of)
        unsure = _orders(lake, f"confidence < {SURE}", Slice("latest"))
        facts = {
            "maker_id": maker_id,
            "name": lake.value("SELECT any_value(maker_name) FROM its_order"),
            "obligated": total["obligated"],
            "orders_count": lake.value("SELECT count(*) FROM its_order WHERE confidence >= ?", [SURE]),
            "actions_count": total["actions"],
            "first_signed_on": total["first_on"],
            "last_signed_on": total["last_on"],
            "arithmetic": {
                "added": {"actions": total["added_count"], "amount": total["added"]},
                "taken_back": {"actions": total["back_count"], "amount": total["back"]},
                "nothing": {"actions": total["nothing_count"]},
                "left_out": {"actions": total["sampled"]},
            },
            "brands": _brands(lake),
            "by_reseller": _by_reseller(lake),
            "by_year": lake.query(
                "SELECT fiscal_year, sum(obligation) AS obligated, count(*) AS actions, "
                "count(DISTINCT award_id) AS orders FROM its_act GROUP BY 1 ORDER BY 1"
            ),
            "by_year_reseller": lake.query(
                "SELECT a.fiscal_year, w.supplier_id AS id, max_by(w.supplier_name, w.last_signed_on) AS name, "
                "sum(a.obligation) AS obligated, count(*) AS actions FROM its_act a JOIN lake.award w USING (award_id) "
                "GROUP BY 1, 2 ORDER BY 1, obligated DESC NULLS LAST, 2"
            ),
            "orders": _orders(lake, f"confidence >= {SURE}", part or Slice()),
            "unsure": unsure,
            "unsure_count": len(unsure),
            "own": own,
            "elsewhere": _elsewhere(lake, maker_id),
            "together": _together(total["obligated"], own) if together else None,
            "as_of": as_of,
        }
        facts["notes"] = _notes(facts)
    return dict(plain(facts))


def dealings(lake: Lake, supplier_id: str, as_of: date | None = None) -> dict[str, Any]:
    """What of a supplier's products others sold (`through_others`), and what it sold of other makers (`sells`), a row a
    maker; neither is in the supplier's own total, since the first is not and the second is already."""
    found: dict[str, Any] = {"through_others": [], "sells": []}
    if not lake.remembered("SELECT EXISTS (FROM attribution) AS held")[0]["held"]:
        return found
    for name, where in (
        ("through_others", "WHERE t.maker_id IN (SELECT maker_id FROM maker WHERE supplier_id = ?)"),
        ("sells", "WHERE t.award_id IN (SELECT award_id FROM lake.award WHERE supplier_id = ?)"),
    ):
        if not lake.value(f"SELECT EXISTS (FROM attribution t {where})", [supplier_id]):
            continue
        _take(lake, where, [supplier_id], as_of)
        found[name] = lake.query(
            "WITH act AS (SELECT maker_id, sum(obligation) AS obligated FROM its_act GROUP BY 1) "
            "SELECT o.maker_id, max(o.maker_name) AS name, count(*) AS orders, max(act.obligated) AS obligated "
            "FROM its_order o LEFT JOIN act USING (maker_id) WHERE o.confidence >= ? "
            "GROUP BY 1 ORDER BY obligated DESC NULLS LAST, orders DESC, 1",
            [SURE],
        )
    return dict(plain(found))


def _take(lake: Lake, where: str, asked: list[Any], as_of: date | None = None) -> None:
    """Lays the orders that are meant, and the actions of them that count, into `its_order` and `its_act`."""
    signed = "AND a.signed_on <= ?" if as_of else ""
    if as_of:
        before = "t.award_id IN (SELECT award_id FROM lake.award WHERE first_signed_on <= ?)"
        where, asked = f"{where} {'AND' if where else 'WHERE'} {before}", [*asked, as_of]
    lake.execute(_ORDERS.format(where=where), asked)
    lake.execute(_ACTS.format(signed=signed), [as_of] if as_of else [])


def _identify(lake: Lake, name: str) -> str:
    text = name.strip()
    slug = "-".join(re.findall(r"[^\W_]+", text.lower().removeprefix("brand:")))
    ways = (
        ("maker_id = ?", [f"brand:{slug}"]),
        ("lower(maker_name) = lower(?)", [text]),
        ("maker_id IN (SELECT maker_id FROM maker WHERE supplier_id = ?)", [text]),
        ("lower(brand) = lower(?)", [text]),
        ("contains(lower(maker_name), lower(?))", [text]),
    )
    found: list[dict[str, Any]] = []
    for where, asked in ways:
        found = found or (
            lake.query(
                f"SELECT maker_id, max(maker_name) AS name, count(*) AS n FROM attribution WHERE {where} "
                "GROUP BY 1 ORDER BY n DESC, 1",
                asked,
            )
            if text
            else []
        )
    if not found:
        raise NotHeld(
            f"no order of a product of {text or 'nobody'} won by another firm is found",
            advice="`quaestor makers list` and the page /maker name the makers that are.",
        )
    if len(found) > 1:
        said = "; ".join(f"{row['maker_id']} ({row['name']})" for row in found[:10])
        raise NotHeld(f"{len(found)} makers are called {text}", advice=f"Name one of them by its id: {said}.")
    return str(found[0]["maker_id"])


def _brands(lake: Lake) -> list[dict[str, Any]]:
    """The names by which the maker was found, with the maker's public page where the name is on the kept list."""
    return lake.query(
        "SELECT said.brand AS brand, max(said.source) AS source, count(*) AS orders FROM its_order "
        "GROUP BY 1 ORDER BY orders DESC, 1"
    )


def _by_reseller(lake: Lake) -> list[dict[str, Any]]:
    return lake.query(
        "WITH act AS (SELECT award_id, sum(obligation) AS counted, bool_and(sampled) AS sampled FROM its_act "
        "GROUP BY 1) SELECT w.supplier_id, max_by(w.supplier_name, w.last_signed_on) AS name, count(*) AS orders, "
        "sum(act.counted) AS obligated, count(*) FILTER (act.counted IS NULL) AS unknown, "
        "min(w.first_signed_on) AS first_on, max(w.last_signed_on) AS last_on "
        "FROM its_order o JOIN lake.award w USING (award_id) LEFT JOIN act USING (award_id) WHERE o.confidence >= ? "
        "GROUP BY 1 ORDER BY obligated DESC NULLS LAST, orders DESC, 1",
        [SURE],
    )


def _orders(lake: Lake, which: str, part: Slice) -> list[dict[str, Any]]:
    """A part of the orders, each with the words that name the maker marked in their text, and the others it names."""
    limit = f"LIMIT {int(part.rows)} OFFSET {int(part.after)}" if part.rows is not None else ""
    rows = lake.query(
        "WITH act AS (SELECT award_id, sum(obligation) AS counted, count(*) AS acts FROM its_act GROUP BY 1), "
        "part AS (SELECT o.*, w.piid, w.supplier_id, w.supplier_name, w.buyer_name, w.first_signed_on, "
        "w.last_signed_on, w.obligated, act.counted, coalesce(act.acts, 0) AS actions FROM its_order o "
        f"JOIN lake.award w USING (award_id) LEFT JOIN act USING (award_id) WHERE {which} "
        f"ORDER BY {SORTS[part.sort][1]}, award_id {limit}), "
        "others AS (SELECT award_id, list(DISTINCT maker_name ORDER BY maker_name) AS makers FROM attribution "
        f"WHERE confidence >= {SURE} AND award_id IN (SELECT award_id FROM part) AND maker_id NOT IN "
        "(SELECT maker_id FROM part) GROUP BY 1) "
        "SELECT part.* EXCLUDE (said, maker_id, maker_name), unnest(said), coalesce(others.makers, []) AS others, "
        "a.description FROM part LEFT JOIN others USING (award_id) LEFT JOIN lake.action a ON "
        f"a.action_id = part.said.action_id ORDER BY {SORTS[part.sort][1]}, part.award_id"
    )
    return [
        {key: value for key, value in row.items() if key != "description"}
        | {"says": _piece(row["description"], row["start"], len(row["words"]))}
        for row in rows
    ]


def _piece(text: str | None, start: int, length: int) -> dict[str, Any] | None:
    """The part of a text around the words found in it, and where in this part they stand; blank where the text is not
    the one that was read."""
    if text is None or start + length > len(text):
        return None
    first = 0 if start <= LEAD or len(text) <= PIECE else text.rfind(" ", 0, start - LEAD) + 1
    last = len(text) if len(text) - first <= PIECE else max(text.rfind(" ", 0, first + PIECE), start + length)
    before, after = "… " if first else "", " …" if last < len(text) else ""
    at = start - first + len(before)
    return {"text": f"{before}{text[first:last]}{after}", "marks": [[at, at + length]]}


def _own(lake: Lake, maker_id: str, as_of: date | None) -> dict[str, Any]:
    """The suppliers held that are the maker itself, with what their own actions obligated."""
    rows = lake.query(
        "SELECT s.supplier_id, s.name, sum(CASE WHEN coalesce(a.sampled, false) THEN NULL ELSE a.obligation END) AS "
        "obligated, count(DISTINCT a.award_id) AS awards FROM maker m JOIN supplier s USING (supplier_id) "
        "LEFT JOIN lake.action a ON a.supplier_id = m.supplier_id AND (? IS NULL OR a.signed_on <= ?) "
        "WHERE m.maker_id = ? GROUP BY ALL ORDER BY obligated DESC NULLS LAST, 1",
        [as_of, as_of, maker_id],
    )
    sums = [row["obligated"] for row in rows if row["obligated"] is not None]
    return {"suppliers": rows, "obligated": sum(sums) if sums else None}


def _elsewhere(lake: Lake, maker_id: str) -> list[dict[str, Any]]:
    """Other makers under whom orders of the same brands stand, since the brands changed hands."""
    return lake.query(
        "SELECT maker_id, max(maker_name) AS name, list(DISTINCT brand ORDER BY brand) AS brands, "
        "count(DISTINCT award_id) AS orders FROM attribution WHERE maker_id <> ? AND brand IN "
        "(SELECT brand FROM attribution WHERE maker_id = ?) GROUP BY 1 ORDER BY orders DESC, 1",
        [maker_id, maker_id],
    )


def _together(through: Any, own: dict[str, Any]) -> dict[str, Any]:
    held = [amount for amount in (through, own["obligated"]) if amount is not None]
    return {"through_others": through, "own": own["obligated"], "obligated": sum(held) if held else None}


def _notes(facts: dict[str, Any]) -> list[str]:
    notes = [
        "Told from words in the records: each order is a lead, with its words to judge it by. None of this is in the "
        "total of the maker itself."
    ]
    several = sum(1 for row in facts["orders"] if row["others"])
    if several:
        notes.append(
            f"{several:,} of the orders listed {'names' if several == 1 else 'name'} other makers too; the whole "
            "amount stands under each."
        )
    if left := facts["arithmetic"]["left_out"]["actions"]:
        notes.append(
            f"{left:,} of {facts['actions_count']:,} actions come from a source that prints one action of an award a "
            "year; they enter no sum."
        )
    return notes
