"""Families with ids that stay: found anew from all evidence, they keep the ids that yesterday's had.

A family is made for a founder, an identity of its parent entity, and keeps its id as long as the founder is part of it.
Where the founders of two are found in one, the older keeps its id (the one made first; of those made in one run a
standing one, then the one with the first day, then the first id) and the other leads to it; where they are found apart
again, each has its own back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from quaestor import model
from quaestor.store import Lake

#: SQL for the id of a family by its founder: ten signs of 36, so that two of a million share one at odds of 1:7,000.
_ID = "concat('fam:', lower(to_base(CAST(md5_number_lower({}) % 3656158440062976 AS BIGINT), 36, 10)))"


#: Where a run bears on part of all: the rows held that it finds anew, by table.
_HELD = {
    "entity": "SELECT id FROM temp.bearing",
    "family": "SELECT family_id FROM temp.fresh_family",
    "family_member": "SELECT id FROM temp.bearing",
}


def settle(lake: Lake, *, part: bool = False) -> dict[str, Any]:
    """Writes `entity`, `family` and `family_member` where they differ from what was found.

    part: what was found is of the ids in `bearing` alone, and of all others nothing is touched.

    Returns the number of families, and what was joined and split.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    first = not lake.value("SELECT EXISTS (FROM lake.family)")
    _entities(lake, part)
    _families(lake, now, part)
    _member_rows(lake)
    changes = [] if first else _changes(lake, now)
    _replace(lake, "family", "family_id", "temp.fresh_family", part)
    _replace(lake, "family_member", "supplier_id", "temp.fresh_member", part)
    told = {"families": int(lake.value("SELECT count(*) FROM lake.family WHERE merged_into IS NULL AND members > 0"))}
    for name in ("fresh_family", "fresh_member", "fresh_entity"):
        lake.execute(f"DROP TABLE temp.{name}")
    return told | {kind: [row for row in changes if row["kind"] == kind] for kind in ("joined", "split")}


def _entities(lake: Lake, part: bool) -> None:
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE fresh_entity AS "
        "SELECT n.node_id AS supplier_id, n.entity_id, n.name, p.plain AS plain_name, n.first_on, n.last_on, "
        "n.obligated, n.how, n.evidence "
        "FROM temp.node n "
        "LEFT JOIN plain_name p USING (name)"
    )
    _replace(lake, "entity", "supplier_id", "temp.fresh_entity", part)


def _families(lake: Lake, now: datetime, part: bool) -> None:
    """Fills `fresh_family`: every family that ever was and those that are new, as they are now."""
    held = (
        "SELECT * FROM lake.family WHERE founder_id IN (FROM temp.bearing) OR family_id IN "
        "(SELECT family_id FROM lake.family_member WHERE supplier_id IN (FROM temp.bearing))"
        if part
        else "FROM lake.family"
    )
    made = _ID.format("founder_id")
    lake.execute(  # what each root's families are called: `called` says which family a root's stays are in
        "CREATE OR REPLACE TEMP TABLE used_root AS "
        "SELECT root_id, min(coalesce(s.from_on, n.first_on)) AS first_on "
        "FROM temp.stay s "
        "JOIN temp.node n ON n.node_id = s.supplier_id "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE founded AS "
        "SELECT f.*, r.root_id, r.entity_id "
        f"FROM ({held}) f "
        "LEFT JOIN temp.rooted r ON r.node_id = f.founder_id"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE called AS "
        "SELECT root_id, arg_min(family_id, concat(strftime(made_at, '%Y%m%d%H%M%S%f'), "
        "CASE WHEN merged_into IS NULL THEN 0 ELSE 1 END, "
        "coalesce(CAST(first_on AS VARCHAR), '9999'), family_id)) AS family_id "
        "FROM temp.founded "
        "SEMI JOIN temp.used_root USING (root_id) "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE new_family AS "
        "SELECT u.root_id, "
        "arg_min(r.node_id, concat(CASE WHEN n.supplier THEN 0 ELSE 1 END, n.first_on, r.node_id)) AS founder_id "
        "FROM temp.used_root u "
        "JOIN temp.rooted r USING (root_id) "
        "JOIN temp.node n ON n.node_id = r.node_id "
        "WHERE u.root_id NOT IN (SELECT root_id FROM temp.called) "
        "GROUP BY 1"
    )
    lake.execute(f"INSERT INTO temp.called SELECT root_id, {made} FROM temp.new_family")
    lake.execute(  # families whose own root nobody is in any more lead to where their founder is today
        "CREATE OR REPLACE TEMP TABLE today AS "
        "SELECT r.entity_id, arg_max(c.family_id, coalesce(s.from_on, DATE '1900-01-01')) AS family_id "
        "FROM temp.stay s "
        "JOIN temp.rooted r ON r.node_id = s.supplier_id "
        "JOIN temp.called c ON c.root_id = s.root_id "
        "WHERE s.stands AND s.to_on IS NULL "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE counted AS "
        "SELECT c.family_id, count(DISTINCT s.supplier_id) FILTER (s.stands) AS members, "
        "sum(n.obligated) FILTER (s.stands AND s.to_on IS NULL) AS obligated, "
        "min(coalesce(s.from_on, n.first_on)) AS first_on "
        "FROM temp.stay s "
        "JOIN temp.called c USING (root_id) "
        "JOIN temp.node n ON n.node_id = s.supplier_id "
        "GROUP BY 1"
    )
    # A group is called what its root entity was called last as a supplier, else what most suppliers print of it.
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE fresh_family AS "
        "WITH every AS (SELECT family_id, founder_id, root_id, entity_id, made_at, name "
        "FROM temp.founded "
        "UNION ALL SELECT c.family_id, w.founder_id, w.root_id, r.entity_id, ?, NULL "
        "FROM temp.new_family w "
        "JOIN temp.called c USING (root_id) "
        "JOIN temp.rooted r ON r.node_id = w.founder_id), "
        "latest AS (SELECT r.root_id, "
        "arg_max(n.name, concat(CASE WHEN n.node_id = n.entity_id THEN 1 ELSE 0 END, "
        "CASE WHEN n.supplier THEN 1 ELSE 0 END, n.last_on, n.node_id)) FILTER (n.name IS NOT NULL) AS name "
        "FROM temp.rooted r "
        "JOIN temp.node n ON n.node_id = r.node_id "
        "GROUP BY 1) "
        "SELECT e.family_id, e.founder_id, coalesce(l.name, e.name) AS name, k.first_on, "
        "coalesce(k.members, 0) AS members, k.obligated, "
        "nullif(coalesce(c.family_id, t.family_id), e.family_id) AS merged_into, e.made_at "
        "FROM every e "
        "LEFT JOIN temp.called c USING (root_id) "
        "LEFT JOIN today t ON t.entity_id = e.entity_id "
        "LEFT JOIN temp.counted k ON k.family_id = e.family_id "
        "LEFT JOIN latest l USING (root_id)",
        [now],
    )
    lake.execute("UPDATE temp.fresh_family "
                 "SET first_on = f.first_on "
                 "FROM temp.founded f "
                 "WHERE f.family_id = fresh_family.family_id AND fresh_family.first_on IS NULL")  # fmt: skip


def _member_rows(lake: Lake) -> None:
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE fresh_member AS "
        "SELECT c.family_id, s.supplier_id, s.from_on, s.to_on, s.how, s.stands, s.parent_id, s.parent_name, "
        "s.evidence, s.note "
        "FROM temp.stay s "
        "JOIN temp.called c USING (root_id)"
    )


def _changes(lake: Lake, now: datetime) -> list[dict[str, Any]]:
    """What this run joined and split, entered into `family_change`."""
    moved = "FROM temp.fresh_family f JOIN lake.family o USING (family_id) WHERE f.merged_into IS DISTINCT FROM "
    if not lake.value(f"SELECT EXISTS ({moved} o.merged_into)"):
        return []
    lake.execute(  # a judgement is told in its own words; a founder that nothing ties itself goes by its entity's ties
        "CREATE OR REPLACE TEMP TABLE tied_by AS "
        "SELECT n.node_id, n.entity_id, CASE "
        "WHEN j.score IS NOT NULL "
        "THEN concat(n.how, ': score ', printf('%.3f', j.score), ', ', j.because, ' (', j.judgement_id, ')') "
        "WHEN j.judgement_id IS NOT NULL THEN concat(n.how, ': ', j.because, ' (', j.judgement_id, ')') "
        "ELSE concat(n.how, ': ', n.evidence) END AS why, "
        "CASE n.how WHEN 'judgement' THEN 0 WHEN 'match' THEN 1 ELSE 2 END AS place "
        "FROM temp.node n "
        "LEFT JOIN lake.judgement j ON j.judgement_id = regexp_extract(n.evidence, 'j:[0-9a-z]+$') "
        "WHERE n.how IS NOT NULL"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE stays_by AS "
        "SELECT s.supplier_id, "
        "arg_max(concat(s.how, ': ', coalesce(concat(j.because, ' (', j.judgement_id, ')'), s.note, s.evidence)), "
        "coalesce(s.from_on, DATE '1900-01-01')) AS why "
        "FROM temp.stay s "
        "LEFT JOIN lake.judgement j ON concat('judgement:', j.judgement_id) = s.evidence "
        "WHERE s.stands AND s.to_on IS NULL AND s.how <> 'itself' "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE changed_family AS "
        "SELECT ? AS run_id, CAST(? AS TIMESTAMP) AS made_at, "
        "CASE WHEN f.merged_into IS NULL THEN 'split' ELSE 'joined' END AS kind, f.family_id, "
        "coalesce(f.merged_into, o.merged_into) AS other_id, "
        "CASE WHEN f.merged_into IS NULL THEN 'nothing ties it to the other any more' "
        "ELSE coalesce(g.how || ': ' || g.why, t.why, s.why, e.why, 'its founder is part of it today') END AS why "
        "FROM temp.fresh_family f "
        "JOIN lake.family o USING (family_id) "
        "LEFT JOIN temp.rooted r ON r.node_id = f.founder_id "
        "LEFT JOIN temp.grouped g ON g.entity_id = r.entity_id AND g.why IS NOT NULL "
        "LEFT JOIN temp.tied_by t ON t.node_id = f.founder_id "
        "LEFT JOIN temp.stays_by s ON s.supplier_id = f.founder_id "
        "LEFT JOIN (SELECT entity_id, arg_min(why, concat(place, node_id)) AS why "
        "FROM temp.tied_by "
        "GROUP BY 1) e ON e.entity_id = r.entity_id "
        "WHERE f.merged_into IS DISTINCT FROM o.merged_into",
        [f"{now:%Y%m%dT%H%M%S}-{lake.snapshot()}", now],
    )
    names = ", ".join(model.table("family_change").names)
    lake.execute(f"INSERT INTO lake.family_change SELECT {names} FROM temp.changed_family ORDER BY family_id")
    return lake.query(
        "SELECT c.kind, c.family_id, f.name, c.other_id, o.name AS other_name, c.why "
        "FROM temp.changed_family c "
        "JOIN temp.fresh_family f USING (family_id) "
        "LEFT JOIN temp.fresh_family o ON o.family_id = c.other_id "
        "ORDER BY 1, 2"
    )


def _replace(lake: Lake, name: str, key: str, fresh: str, part: bool) -> None:
    """Writes the rows `fresh` over those of the table, for the keys at which they differ."""
    names = ", ".join(model.table(name).names)
    if not lake.value(f"SELECT EXISTS (FROM lake.{name})"):
        lake.execute(f"INSERT INTO lake.{name} SELECT {names} FROM {fresh} ORDER BY {key}")
        return
    held = f"SELECT {key}, hash({names}) AS whole FROM lake.{name}"
    held += f" WHERE {key} IN ({_HELD[name]})" if part else ""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differing AS "
        f"SELECT {key} "
        f"FROM (SELECT {key}, sum(hash({names})) AS whole, count(*) AS n FROM {fresh} GROUP BY 1) f "
        f"FULL JOIN (SELECT {key}, sum(whole) AS whole, count(*) AS n FROM ({held}) GROUP BY 1) h USING ({key}) "
        "WHERE f.whole IS DISTINCT FROM h.whole OR f.n IS DISTINCT FROM h.n"
    )
    if lake.value("SELECT EXISTS (FROM temp.differing)"):
        lake.execute(f"DELETE FROM lake.{name} WHERE {key} IN (FROM temp.differing)")
        lake.execute(
            f"INSERT INTO lake.{name} SELECT {names} FROM {fresh} WHERE {key} IN (FROM temp.differing) ORDER BY {key}"
        )
