"""Which identities are one entity: by numbers printed together, a CAGE code, an exact name, a match, a person.

All ties are found anew from what is held, so that the order in which records came never shows. A rule never puts two
UEIs, or two DUNS that no record prints beside one UEI, into one entity; a person may. What a person holds apart stays
apart whatever a rule finds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from quaestor.resolve.plain import lay
from quaestor.store import Lake

#: SQL for the parent that a row of `identity` prints: its number, else its name in the form of an id.
PARENT = (
    "CASE WHEN lower(coalesce(parent_name, '')) <> 'an individual' "
    "AND coalesce(parent_id, '') NOT LIKE 'name:AN INDIVIDUAL,%' "
    "THEN coalesce(parent_id, 'name:' || upper(trim(parent_name)) || ', USA') END"
)

#: SQL for a group in which at most one UEI and one DUNS are: no rule ties any other.
SURVIVES = (
    "count(DISTINCT {0}) FILTER (starts_with({0}, 'uei:')) < 2 AND "
    "count(DISTINCT {0}) FILTER (starts_with({0}, 'duns:')) < 2"
)


class Entities:
    """Sets of ids that are one entity, joined pair by pair."""

    def __init__(self, apart: Iterable[tuple[str, str]]) -> None:
        self.up: dict[str, str] = {}
        self.members: dict[str, set[str]] = {}
        self.tied: dict[str, tuple[str, str]] = {}
        self.beside: set[frozenset[str]] = set()
        self.apart: dict[str, set[str]] = defaultdict(set)
        for left, right in apart:
            self.apart[left].add(right)
            self.apart[right].add(left)

    def find(self, one: str) -> str:
        """The id that stands for the entity of `one`."""
        top = one
        while (above := self.up.get(top, top)) != top:
            top = above
        while (above := self.up.get(one, one)) != top:
            self.up[one], one = top, above
        return top

    def of(self, one: str) -> set[str]:
        """All ids of its entity."""
        return self.members.get(self.find(one), {one})

    def fits(self, *ids: str) -> bool:
        """Whether a rule may say that all of them are one: of what they are part of now, one at most has a number of a
        kind. What a person made one with several counts as one."""
        parts = {self.find(one): self.of(one) for one in ids}.values()
        return all(sum(any(one.startswith(kind) for one in part) for part in parts) < 2 for kind in ("uei:", "duns:"))

    def join(self, left: str, right: str, how: str, evidence: str) -> bool:
        """Makes the two one; False where they are already, or where a person holds some of them apart."""
        one, other = sorted((self.find(left), self.find(right)))
        if one == other:
            return False
        first, second = self.members.pop(one, {one}), self.members.pop(other, {other})
        if any(self.apart[id_] & second for id_ in first if id_ in self.apart):
            self.members |= {one: first, other: second}
            return False
        self.up[other] = one
        self.members[one] = first | second
        for id_, of in ((left, right), (right, left)):
            self.tied.setdefault(id_, (how, f"{of}: {evidence}"))
        return True


def tie(lake: Lake) -> None:
    """Fills the temporary table `node`: every supplier shown, and every parent printed of it, with its entity."""
    _nodes(lake)
    judged = lake.query("SELECT * FROM judgement WHERE withdrawn_at IS NULL ORDER BY judgement_id")
    found = Entities(
        (row["left_id"], row["right_id"]) for row in judged if row["kind"] == "not_same" and not row["rule"]
    )
    for row in judged:
        if row["kind"] == "same" and not row["rule"]:
            found.join(row["left_id"], row["right_id"], "judgement", row["judgement_id"])
    caged, named = _caged(lake), _named(lake)
    met = {id_ for row in judged for id_ in (row["left_id"], row["right_id"])}
    met |= {id_ for row in caged for id_ in row["ids"]}
    met |= {id_ for row in named for id_ in (row["suppliers"] or []) + (row["parents"] or [])}
    _numbers(lake, found, met)
    for row in caged:
        _all_or_none(found, row["ids"], "cage", f"CAGE {row['cage']}")
    _names(found, named)
    for row in sorted(judged, key=lambda row: (-(row["score"] or 0), row["left_id"], row["right_id"])):
        if row["kind"] == "same" and row["rule"] and found.fits(row["left_id"], row["right_id"]):
            found.join(row["left_id"], row["right_id"], "match", row["judgement_id"])
    _write(lake, found)


def _nodes(lake: Lake) -> None:
    """Fills `bare`: every supplier and parent with what it is called.

    A supplier is called what it was called last; a parent that is no supplier what most suppliers print of it, names of
    their own left aside, since newer records print those beside the parent's number.
    """
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE named AS "
        "WITH own AS (SELECT DISTINCT supplier_id, plain FROM temp.shown WHERE plain IS NOT NULL), "
        "printed AS (SELECT supplier_id AS node_id, true AS supplier, name, supplier_id AS by_id, true AS another, "
        "actions, first_on, last_on, obligated "
        "FROM temp.shown "
        "UNION ALL SELECT i.parent, false, i.parent_name, i.supplier_id, o.plain IS NULL, i.actions, i.first_on, "
        "i.last_on, 0 "
        "FROM temp.shown i "
        "LEFT JOIN own o ON o.supplier_id = i.supplier_id AND o.plain = i.parent_plain) "
        "SELECT node_id, supplier, another, name, count(DISTINCT by_id) AS suppliers, sum(actions) AS actions, "
        "min(first_on) AS first_on, max(last_on) AS last_on, sum(obligated) AS obligated "
        "FROM printed "
        "WHERE node_id IS NOT NULL "
        "GROUP BY node_id, supplier, another, name"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE bare AS "
        "SELECT node_id, bool_or(supplier) AS supplier, "
        "coalesce(arg_max(name, concat(last_on, name)) FILTER (supplier AND name IS NOT NULL), "
        "arg_max(name, concat(CAST(another AS INTEGER), lpad(CAST(suppliers AS VARCHAR), 9, '0'), "
        "lpad(CAST(actions AS VARCHAR), 12, '0'), name)) FILTER (name IS NOT NULL)) AS name, "
        "min(first_on) AS first_on, max(last_on) AS last_on, CAST(sum(obligated) AS DECIMAL(20,2)) AS obligated "
        "FROM temp.named "
        "GROUP BY 1"
    )


def _numbers(lake: Lake, found: Entities, met: set[str]) -> None:
    """A UEI and a DUNS printed together: the pairs that each prints most.

    Most of them meet nobody else (met: ids that anything else may tie), and their DUNS stands beside the UEI alone: of
    those it is only noted that the number ties them, in `lone_pair`.
    """
    lay(lake, "met", {"id": sorted(met)})
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE paired AS "
        "WITH beside AS (SELECT concat('uei:', uei) AS uei, concat('duns:', duns) AS duns, sum(actions) AS n "
        "FROM temp.shown "
        "WHERE uei IS NOT NULL AND duns IS NOT NULL "
        "GROUP BY 1, 2), "
        "best AS (SELECT *, row_number() OVER (PARTITION BY uei ORDER BY n DESC, duns) AS by_uei, "
        "row_number() OVER (PARTITION BY duns ORDER BY n DESC, uei) AS by_duns FROM beside) "
        "SELECT uei, duns, n, uei IN (FROM temp.met) OR duns IN (FROM temp.met) "
        "OR duns IN (SELECT node_id FROM temp.bare) AS joins "
        "FROM best "
        "WHERE by_uei = 1 AND by_duns = 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE lone_pair AS SELECT uei AS node_id, 'number' AS how, "
        "concat(duns, ': printed together') AS evidence FROM temp.paired WHERE NOT joins"
    )
    for row in lake.query("SELECT uei, duns FROM temp.paired WHERE joins ORDER BY n DESC, uei, duns"):
        found.join(row["uei"], row["duns"], "number", "printed together")
    for name in ("met", "paired"):
        lake.execute(f"DROP TABLE temp.{name}")


def _caged(lake: Lake) -> list[dict[str, Any]]:
    """One CAGE code printed of several ids, of which no two bear numbers of a kind."""
    return lake.query(
        "SELECT cage, list(DISTINCT supplier_id ORDER BY supplier_id) AS ids "
        "FROM temp.shown "
        "WHERE cage IS NOT NULL "
        "GROUP BY 1 "
        f"HAVING count(DISTINCT supplier_id) > 1 AND {SURVIVES.format('supplier_id')} "
        "ORDER BY 1"
    )


#: SQL for the country that a row of `identity` tells a name by.
COUNTRY = (
    "CASE WHEN regexp_full_match(country, '[A-Z]{3}') THEN country "
    "WHEN starts_with(supplier_id, 'name:') THEN supplier_id[-3:] END"
)


def _named(lake: Lake) -> list[dict[str, Any]]:
    """One exact name in one country, with the suppliers and the parents that bear it, where no second numbered one of
    them does.

    A supplier goes by every name it was printed with; a parent that is no supplier by the one it is known by.
    """
    return lake.query(
        f"WITH bearer AS (SELECT DISTINCT supplier_id AS id, plain, {COUNTRY} AS country, true AS supplier "
        "FROM temp.shown "
        "WHERE plain IS NOT NULL "
        "UNION SELECT node_id, plain, NULL, false "
        "FROM temp.bare "
        "JOIN plain_name USING (name) "
        "WHERE NOT supplier), "
        "settled AS (SELECT id, plain, supplier, coalesce(max(country), 'USA') AS country "
        "FROM bearer "
        "GROUP BY 1, 2, 3) "
        "SELECT plain, list(id ORDER BY id) FILTER (supplier) AS suppliers, "
        "list(id ORDER BY id) FILTER (NOT supplier) AS parents "
        "FROM settled "
        "WHERE plain <> '' "
        "GROUP BY plain, country "
        f"HAVING count(*) > 1 AND (({SURVIVES.format('CASE WHEN supplier THEN id END')}) "
        f"OR ({SURVIVES.format('CASE WHEN NOT supplier THEN id END')})) "
        "ORDER BY plain, country"
    )


def _names(found: Entities, rows: list[dict[str, Any]]) -> None:
    """Ties the bearers of one name. Suppliers come first, since the name of a parent is often printed beside another
    one's number."""
    for some in ("suppliers", "parents"):
        for row in rows:
            _all_or_none(found, row[some] or [], "name", f"the name {row['plain']}")
    for row in rows:
        if row["suppliers"] and row["parents"]:
            _all_or_none(found, row["suppliers"] + row["parents"], "name", f"the name {row['plain']}")


def _all_or_none(found: Entities, ids: list[str], how: str, evidence: str) -> None:
    """Ties all of `ids` where they are at most one UEI and one DUNS, each with what it is tied to already."""
    if found.fits(*ids):
        for one in ids[1:]:
            found.join(ids[0], one, how, evidence)


def _write(lake: Lake, found: Entities) -> None:
    rows: list[tuple[str, str, str | None, str | None]] = []
    for top, members in found.members.items():
        rows += [(one, top, *found.tied.get(one, (None, None))) for one in sorted(members)]
    columns: dict[str, list[Any]] = {
        key: [row[at] for row in rows] for at, key in enumerate(("node_id", "top", "how", "evidence"))
    }
    lay(lake, "tied", columns)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE node AS "
        "WITH topped AS (SELECT b.*, coalesce(t.top, b.node_id) AS top, coalesce(t.how, p.how) AS how, "
        "coalesce(t.evidence, p.evidence) AS evidence "
        "FROM temp.bare b "
        "LEFT JOIN temp.tied t USING (node_id) "
        "LEFT JOIN temp.lone_pair p USING (node_id)), "
        "oldest AS (SELECT top, "
        "arg_min(node_id, concat(CASE WHEN supplier THEN 0 ELSE 1 END, first_on, node_id)) AS entity_id "
        "FROM topped "
        "GROUP BY 1) "
        "SELECT n.* EXCLUDE (top), o.entity_id "
        "FROM topped n "
        "JOIN oldest o USING (top)"
    )
    for name in ("named", "bare", "tied", "lone_pair"):
        lake.execute(f"DROP TABLE temp.{name}")
