"""How one supplier was printed, which other identities are held to be the same, and whose its money was."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor.answers import belonging
from quaestor.answers.holdings import acts
from quaestor.answers.plain import plain
from quaestor.store import Lake

#: Ways of printing that are told; the count is of all.
MOST = 100
_STAY = "family_id, from_on, to_on, how, stands, parent_id, parent_name, evidence, note"
_OPEN = "DATE '0001-01-01'", "DATE '9999-12-31'"


def identities(lake: Lake, supplier_id: str, as_of: date | None = None) -> dict[str, Any]:
    """Every way in which the supplier was printed, with its days and evidence; the identities that are held to be the
    same and why; the judgements that bear on it; and its money by family under each choice of date.

    as_of: only money of actions signed by that day.
    """
    with lake.reading():
        printed = lake.query(
            "SELECT seen_in, name, uei, duns, cage, country, parent_id, parent_name, first_on, last_on, actions, "
            "obligated, "
            f"first_action_id, count(*) OVER () AS found FROM {lake.of('identity', supplier_id)} "
            f"ORDER BY first_on, last_on, name, seen_in, parent_id, parent_name, cage LIMIT {MOST}"
        )
        entity = lake.query(lake.select("entity", supplier_id, "entity_id, how, evidence"))
        others = lake.query(
            "SELECT supplier_id, name, first_on, last_on, obligated, how, evidence FROM entity WHERE entity_id = ? AND "
            "supplier_id <> ? ORDER BY first_on NULLS LAST, supplier_id",
            [entity[0]["entity_id"] if entity else supplier_id, supplier_id],
        )
        ids = [supplier_id, *(row["supplier_id"] for row in others)]
        facts = {
            "entity_id": entity[0]["entity_id"] if entity else None,
            "identities_count": printed[0]["found"] if printed else 0,
            "identities": [_evidence({key: value for key, value in row.items() if key != "found"}) for row in printed],
            "tied_by": entity[0]["how"] if entity else None,
            "tied_on": entity[0]["evidence"] if entity else None,
            "same_as": others,
            "judgements": belonging.judgements(lake, ids, []),
            "by_family": _by_family(lake, supplier_id, as_of),
        }
    return dict(plain(facts))


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    first = row.pop("first_action_id")
    return row | {"evidence": f"action:{first}" if row["seen_in"] == "action" and first else first}


def _by_family(lake: Lake, supplier_id: str, as_of: date | None) -> list[dict[str, Any]]:
    """The supplier's money by family under each choice of date; empty where it was in one family all the time."""
    held = lake.query(f"{lake.select('family_member', supplier_id, 'family_id')} AND stands")
    if len({row["family_id"] for row in held}) < 2:
        return []
    mine = f"supplier_id = $supplier {'AND signed_on <= $as_of' if as_of else ''}"
    asked: dict[str, Any] = {"supplier": supplier_id} | ({"as_of": as_of} if as_of else {})
    return lake.query(
        f"WITH stay AS (SELECT family_id, coalesce(from_on, {_OPEN[0]}) AS from_on, coalesce(to_on, {_OPEN[1]}) "
        "AS to_on "
        "FROM family_member WHERE supplier_id = $supplier AND stands), "
        "act AS (SELECT award_id, signed_on, CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END AS "
        "obligation "
        f"FROM ({acts(mine)})), "
        "dated AS (SELECT act.*, coalesce(w.first_signed_on, act.signed_on) AS award_on FROM act LEFT JOIN "
        "(SELECT award_id, first_signed_on FROM award WHERE award_id IN (SELECT award_id FROM act)) w USING "
        "(award_id)), "
        "counted AS (SELECT s.family_id, 'then' AS choice, d.obligation FROM dated d JOIN stay s ON d.award_on BETWEEN "
        "s.from_on AND s.to_on UNION ALL SELECT (SELECT arg_max(family_id, from_on) FROM stay), 'now', "
        "obligation FROM dated "
        "UNION ALL SELECT (SELECT arg_min(family_id, from_on) FROM stay), 'first', obligation FROM dated) "
        "SELECT s.family_id, any_value(f.name) AS name, min(s.from_on) AS since, "
        + ", ".join(
            f"sum(c.obligation) FILTER (choice = '{name}') AS on_{name}, count(c.choice) FILTER (choice = "
            f"'{name}') AS {name}_actions"
            for name in ("then", "now", "first")
        )
        + " FROM (SELECT family_id, min(from_on) AS from_on FROM stay GROUP BY 1) s JOIN family f USING (family_id) "
        "LEFT JOIN counted c USING (family_id) GROUP BY s.family_id ORDER BY since, s.family_id",
        asked,
    )


def stays(lake: Lake, supplier_id: str | None) -> list[dict[str, Any]]:
    """The stays of a supplier in families that are held, each with the family's name; those that stand first, and the
    oldest of them."""
    found = lake.query(lake.select("family_member", supplier_id, _STAY))
    # Put in order here: the engine takes longer to plan that than to find the few rows.
    found.sort(key=lambda stay: (not stay["stands"], stay["from_on"] or date.min, stay["to_on"] or date.max))
    names: dict[str, str | None] = {}
    for family_id in {stay["family_id"] for stay in found}:  # one nearly always; a join passes by every family
        for row in lake.query(lake.select("family", family_id, "name")):
            names[family_id] = row["name"]
    return [
        {"family_id": stay["family_id"], "name": names[stay["family_id"]]} | stay
        for stay in found
        if stay["family_id"] in names
    ]
