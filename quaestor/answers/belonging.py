"""Who belonged to a family from when to when, on what evidence, and what speaks against it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from quaestor.sql import AMONG, among
from quaestor.store import Lake

#: Events that are told; the count is of all.
MOST = 300
_STAY = "supplier_id, family_id, from_on, to_on, how, stands, parent_id, parent_name, evidence, note"


def members(lake: Lake, family_id: str) -> list[dict[str, Any]]:
    """The members, one row an entity, whoever was part of it first coming first.

    Each has its suppliers (identities), its names over time, and its stays: those in this family, and those elsewhere
    that show where it came from and went to. Stays that do not stand are told by `disagreements`.
    """
    rows = lake.query(
        "WITH m AS MATERIALIZED (SELECT * FROM family_member WHERE stands AND supplier_id IN (SELECT supplier_id FROM "
        "family_member WHERE family_id = ? AND stands)), "
        "e AS MATERIALIZED (SELECT * FROM entity WHERE supplier_id IN (SELECT supplier_id FROM m)), "
        "f AS MATERIALIZED (SELECT * FROM family WHERE family_id IN (SELECT family_id FROM m)) "
        f"SELECT {', '.join('m.' + name for name in _STAY.split(', '))}, f.name AS family_name, coalesce(e.entity_id, "
        "m.supplier_id) AS entity_id, e.name, e.first_on, e.last_on, e.how AS tied_by, e.evidence AS tied_on "
        "FROM m LEFT JOIN e USING (supplier_id) LEFT JOIN f ON f.family_id = m.family_id "
        "ORDER BY m.from_on NULLS FIRST, m.supplier_id",
        [family_id],
    )
    named = names(lake, list({row["entity_id"] for row in rows}))
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(
            row["entity_id"],
            {
                "entity_id": row["entity_id"], "name": None, "first_on": None, "last_on": None, "suppliers": {},
                "names": named.get(row["entity_id"], []), "stays": {}, "elsewhere": {},
            },
        )  # fmt: skip
        one["suppliers"][row["supplier_id"]] = {
            "supplier_id": row["supplier_id"], "name": row["name"], "tied_by": row["tied_by"],
            "tied_on": row["tied_on"],
        }  # fmt: skip
        one["first_on"] = min(filter(None, (one["first_on"], row["first_on"])), default=None)
        if row["last_on"] and (one["last_on"] is None or row["last_on"] >= one["last_on"]):
            one["last_on"], one["name"] = row["last_on"], row["name"]
        where = "stays" if row["family_id"] == family_id else "elsewhere"
        one[where].setdefault((row["from_on"], row["family_id"], row["how"]), _stay(row))
    for one in found.values():
        one["name"] = one["name"] or one["entity_id"]
        one["suppliers"] = list(one["suppliers"].values())
        one["stays"], one["elsewhere"] = list(one["stays"].values()), list(one["elsewhere"].values())
        one["from_on"] = one["stays"][0]["from_on"]
        one["to_on"] = one["stays"][-1]["to_on"]
    return sorted(found.values(), key=lambda one: (str(one["from_on"] or one["first_on"]), one["entity_id"]))


def _stay(row: dict[str, Any]) -> dict[str, Any]:
    told = (
        "supplier_id", "family_id", "family_name", "from_on", "to_on", "how", "parent_id", "parent_name", "evidence",
        "note",
    )  # fmt: skip
    return {name: row[name] for name in told}


def names(lake: Lake, entities: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The names that entities were printed with, by entity: spellings that compare alike are one, told as printed
    most, with its first and last day and the number of spellings."""
    rows = lake.query(
        f"WITH e AS MATERIALIZED (SELECT * FROM entity WHERE entity_id {AMONG}), i AS MATERIALIZED "
        "(SELECT * FROM identity WHERE name IS NOT NULL AND supplier_id IN (SELECT supplier_id FROM e)), "
        "p AS MATERIALIZED (SELECT * FROM plain_name WHERE name IN (SELECT name FROM i)), "
        "used AS (SELECT e.entity_id, coalesce(p.plain, i.name) AS plain, i.name, sum(i.actions) AS times, "
        "min(i.first_on) AS first_on, max(i.last_on) AS last_on FROM e JOIN i USING (supplier_id) "
        "LEFT JOIN p ON p.name = i.name GROUP BY ALL) SELECT entity_id, "
        "arg_max(name, concat(lpad(CAST(times AS VARCHAR), 12, '0'), name)) AS name, min(first_on) AS first_on, "
        "max(last_on) AS last_on, CAST(sum(times) AS BIGINT) AS times, count(*) AS spellings "
        "FROM used GROUP BY entity_id, plain ORDER BY first_on, name",
        [entities],
    )
    found = defaultdict(list)
    for row in rows:
        found[row.pop("entity_id")].append(row)
    return found


def disagreements(lake: Lake, family_id: str) -> list[dict[str, Any]]:
    """What is printed against it, kept and not followed: of its members, and of others that are printed in it."""
    rows = lake.query(
        "SELECT m.supplier_id, coalesce(e.entity_id, m.supplier_id) AS entity_id, e.name, m.family_id, f.name AS "
        "family_name, m.from_on, m.to_on, m.how, m.parent_id, m.parent_name, m.evidence, m.note "
        "FROM family_member m LEFT JOIN entity e USING (supplier_id) LEFT JOIN family f ON f.family_id = m.family_id "
        "WHERE NOT m.stands AND (m.family_id = $family OR m.supplier_id IN (SELECT supplier_id FROM "
        "family_member WHERE "
        "family_id = $family AND stands)) ORDER BY m.from_on NULLS FIRST, m.supplier_id, m.family_id",
        {"family": family_id},
    )
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:  # the identities of one entity share its stays
        seen.setdefault((row["entity_id"], row["family_id"], row["from_on"], row["to_on"]), row)
    return [row | {"its": row["family_id"] == family_id} for row in seen.values()]


def events(lake: Lake, suppliers: list[str]) -> dict[str, Any]:
    """What befell these suppliers, newest first: renames, new numbers, new parents, novations, mergers."""
    rows = lake.query(
        "SELECT v.supplier_id, coalesce(e.entity_id, v.supplier_id) AS entity_id, e.name, v.kind, v.on_day, v.before, "
        "v.after, v.award_id, v.action_id, count(*) OVER () AS found FROM supplier_event v LEFT JOIN entity e USING "
        f"(supplier_id) WHERE v.supplier_id {AMONG} ORDER BY v.on_day DESC NULLS LAST, v.supplier_id, "
        f"v.kind, v.before, v.after LIMIT {MOST}",
        [suppliers],
    )
    count = rows[0]["found"] if rows else 0
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        row.pop("found")
        seen.setdefault((row["entity_id"], row["kind"], row["on_day"], row["before"], row["after"]), row)
    return {"events_count": count - (len(rows) - len(seen)), "events": list(seen.values())}


def judgements(lake: Lake, suppliers: list[str], evidence: list[str]) -> list[dict[str, Any]]:
    """The judgements that bear on these suppliers, or that `evidence` names; those withdrawn among them, last."""
    named = [one.removeprefix("judgement:") for one in evidence if one and one.startswith("judgement:")]
    rows = lake.query(
        "SELECT judgement_id, kind, left_id, left_id AS left_name, right_id, right_id AS right_name, from_on, to_on, "
        "because, source_url, made_by, rule, score, made_at, withdrawn_at, withdrawn_because FROM judgement WHERE "
        f"left_id {among('$ids')} OR right_id {among('$ids')} OR judgement_id {among('$named')} "
        "ORDER BY withdrawn_at IS NOT NULL, kind = 'possible', made_at DESC, judgement_id",
        {"ids": suppliers, "named": named},
    )
    ids = list({row[side] for row in rows for side in ("left_id", "right_id")})
    known = lake.query(f"SELECT supplier_id, name FROM entity WHERE supplier_id {AMONG}", [ids]) if rows else []
    names = {row["supplier_id"]: row["name"] for row in known if row["name"]}
    for row in rows:
        row |= {f"{side}_name": names.get(row[f"{side}_id"], row[f"{side}_id"]) for side in ("left", "right")}
    return rows
