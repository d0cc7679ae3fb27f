"""Which parents are one group under several numbers: a number that another replaced, or two in use side by side.

A corporate group changes its registration, and publishers print the old number on some acts and the new one on others.
Two parents are one group, apart from what `ties` found, where

- on one supplier they take turns, each at least twice, and their names share a word of their own (`turns`); a parent's
  name that is the supplier's own does not count, since newer records print that beside any parent's number;
- on one supplier one follows the other, the first is printed nowhere any more, and their names share such a word
  (`replaced`); a firm that split in two goes on being printed, so that it stays apart;
- one is known by a DUNS and one by a UEI, and records of the same entity print them for the same days (`same days`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import Any

from quaestor.resolve.plain import lay
from quaestor.resolve.ties import Entities
from quaestor.store import Lake

#: Days for which an old number may still be printed after the new one is.
_OVERLAP = timedelta(days=180)
#: A word that more parents bear says nothing of one of them.
MANY = 8
#: Words of trades and of corporate structure, which firms without any connection share.
_TRADE = frozenset(files(__package__).joinpath("trade_words.txt").read_text(encoding="utf-8").split())


def words(names: set[str]) -> set[str]:
    """The words of plain names that are a firm's own, before it is known how many bear them."""
    return {word for name in names for word in name.split() if len(word) > 3 and word not in _TRADE}


def group(lake: Lake) -> None:
    """Fills the temporary tables `run` (who printed which parent when, by entity) and `grouped` (parents and their
    group)."""
    _runs(lake)
    used = {
        row["id"]: row
        for row in lake.query(
            "SELECT parent_entity AS id, min(first_on) AS first_on, max(last_on) AS last_on FROM temp.run GROUP BY 1"
        )
    }
    several = lake.query(
        "WITH several AS (SELECT entity_id FROM temp.run GROUP BY 1 HAVING min(parent_entity) <> max(parent_entity)), "
        "own AS (SELECT DISTINCT n.entity_id, i.plain "
        "FROM temp.shown i "
        "JOIN temp.node n ON n.node_id = i.supplier_id "
        "WHERE n.entity_id IN (FROM several)) "
        "SELECT r.*, CASE WHEN o.plain IS NULL THEN p.plain END AS plain "
        "FROM temp.run r "
        "LEFT JOIN plain_name p ON p.name = r.parent_name "
        "LEFT JOIN own o ON o.entity_id = r.entity_id AND o.plain = p.plain "
        "WHERE r.entity_id IN (FROM several) "
        "ORDER BY r.entity_id, r.supplier_id, r.first_on, r.last_on, r.parent_entity"
    )
    names: dict[str, set[str]] = defaultdict(set)
    for row in several:
        names[row["parent_entity"]].add(row["plain"] or "")
    common = {row["word"] for row in lake.query("FROM temp.common")}
    found = Entities(())
    by_supplier, by_entity = defaultdict(list), defaultdict(list)
    for row in several:
        by_supplier[row["supplier_id"]].append(row)
        by_entity[row["entity_id"]].append(row)
    for runs in by_supplier.values():
        turns = Counter(row["parent_entity"] for row in runs)
        for one, other in pairwise(runs):
            left, right = one["parent_entity"], other["parent_entity"]
            if left == right:
                continue
            if turns[left] > 1 < turns[right] and words(names[left]) & words(names[right]) - common:
                found.join(left, right, "turns", f"taking turns on {one['supplier_id']}")
            shared = words(names[left]) & words({other["plain"] or ""}) - common
            if shared and used[left]["last_on"] <= used[right]["first_on"] + _OVERLAP:
                found.join(left, right, "replaced", f"followed on {one['supplier_id']} from {other['first_on']}")
    for duns, uei, on in _same_days(by_entity):
        found.join(duns, uei, "same days", f"printed for the same days of {on}")
    _write(lake, found)


def _runs(lake: Lake) -> None:
    single = (
        "SELECT supplier_id, parent AS parent_id, "
        "arg_min(parent_name, concat(first_on, first_action_id, parent_name)) AS parent_name, "
        "min(first_on) AS first_on, max(last_on) AS last_on, sum(actions) AS days, sum(actions) AS actions, "
        "arg_min(CASE WHEN seen_in = 'action' THEN concat('action:', first_action_id) ELSE first_action_id END, "
        "concat(first_on, first_action_id)) AS evidence "
        "FROM temp.shown "
        "WHERE parent IS NOT NULL AND supplier_id NOT IN (SELECT supplier_id FROM lake.parent_spell) "
        "GROUP BY 1, 2"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE run AS "
        "SELECT r.*, n.entity_id, p.entity_id AS parent_entity "
        f"FROM ({single} "
        "UNION ALL SELECT supplier_id, parent_id, parent_name, first_on, last_on, days, actions, evidence "
        "FROM lake.parent_spell) r "
        "JOIN temp.node n ON n.node_id = r.supplier_id "
        "JOIN temp.node p ON p.node_id = r.parent_id"
    )


def _same_days(by_entity: dict[str, list[dict[str, Any]]]) -> list[tuple[str, str, str]]:
    """DUNS parents and UEI parents that records of one entity print for the same days, where each has but the other."""
    weight: dict[str, Counter[str]] = defaultdict(Counter)
    seen: dict[tuple[str, str], str] = {}
    for entity, runs in by_entity.items():
        ueis = sorted(
            (r for r in runs if r["parent_id"].startswith("uei:")), key=lambda r: (r["first_on"], r["parent_entity"])
        )
        for run in (r for r in runs if r["parent_id"].startswith("duns:")):
            then = {_at(ueis, run["first_on"]), _at(ueis, run["last_on"])}
            (other,) = then if len(then) == 1 else (None,)
            if other and other != run["parent_entity"]:
                weight[run["parent_entity"]][other] += run["actions"]
                weight[other][run["parent_entity"]] += run["actions"]
                seen[run["parent_entity"], other] = entity
    return [
        (duns, uei, seen[duns, uei])
        for duns, uei in sorted(seen)
        if _mostly(weight[duns], uei) and _mostly(weight[uei], duns)
    ]


def _at(runs: list[dict[str, Any]], day: date) -> str | None:
    """The parent of the run that covers the day, or of those before and after it where they are the same."""
    before = [r for r in runs if r["first_on"] <= day]
    after = [r for r in runs if r["first_on"] > day]
    if before and (
        before[-1]["last_on"] >= day or (after and after[0]["parent_entity"] == before[-1]["parent_entity"])
    ):
        return str(before[-1]["parent_entity"])
    return None


def _mostly(counts: Counter[str], one: str) -> bool:
    return counts[one] * 5 >= counts.total() * 4


def _write(lake: Lake, found: Entities) -> None:
    """Every grouped entity with the group's root: of its parents the one first printed, then the first id."""
    rows = [
        (one, top, *found.tied.get(one, (None, None))) for top, some in found.members.items() for one in sorted(some)
    ]
    lay(lake, "joined", {key: [row[at] for row in rows] for at, key in enumerate(("entity_id", "top", "how", "why"))})
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE grouped AS "
        "WITH used AS (SELECT parent_entity AS entity_id, min(first_on) AS first_on "
        "FROM temp.run "
        "GROUP BY 1), "
        "root AS (SELECT top, arg_min(entity_id, concat(first_on, entity_id)) AS root_id "
        "FROM temp.joined "
        "JOIN used USING (entity_id) "
        "GROUP BY 1) "
        "SELECT j.entity_id, r.root_id, j.how, j.why "
        "FROM temp.joined j "
        "JOIN root r USING (top)"
    )
    lake.execute("DROP TABLE temp.joined")
