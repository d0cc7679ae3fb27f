"""Who belongs to which family from when to when: most suppliers by SQL, those with several parents one by one.

Families are named here by their root, the parent entity first seen of a group; `families` gives them their ids.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from quaestor.resolve.plain import lay
from quaestor.resolve.timelines import Rule, Stay, Timelines, by_root
from quaestor.store import Lake

_COLUMNS = "supplier_id, root_id, from_on, to_on, how, stands, parent_id, parent_name, evidence, note"


def fill(lake: Lake) -> None:
    """Fills the temporary table `stay` from `node`, `run` and `grouped`."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE rooted AS "
        "SELECT n.node_id, n.entity_id, coalesce(g.root_id, n.entity_id) AS root_id "
        "FROM temp.node n "
        "LEFT JOIN temp.grouped g USING (entity_id)"
    )
    listed, judged = _listed(lake), _judged(lake)
    _apart(lake, {*listed, *(rule.left for rules in listed.values() for rule in rules)}, judged)
    _simple(lake)
    _told(lake, listed, judged)
    _doubtful(lake)
    _joint(lake)


def _listed(lake: Lake) -> dict[str, list[Rule]]:
    """Mergers and spin-offs of the CSIS list by the entity bought or spun off: one entity alone bears its name, and the
    owner is the parent that its records print under the owner's name, else the one family whose parent bears it. A
    joint venture has several owners, so that the list gives it to none."""
    if not lake.value("SELECT EXISTS (FROM csis_parent WHERE owner IS NOT NULL OR spun_off_from IS NOT NULL)"):
        return {}
    rows = lake.query(
        "WITH entry AS (SELECT name, company, owner, coalesce(merger_on, make_date(merger_year, 1, 1)) AS on_day, "
        "false AS spun "
        "FROM csis_parent "
        "WHERE owner IS NOT NULL AND NOT coalesce(joint_venture, false) "
        "UNION ALL SELECT name, company, spun_off_from, coalesce(first_on, make_date(first_year, 1, 1)), true "
        "FROM csis_parent "
        "WHERE spun_off_from IS NOT NULL), "
        "merger AS (SELECT e.*, pc.plain AS plain, po.plain AS plain_owner "
        "FROM entry e "
        "JOIN plain_name pc ON pc.name = e.company "
        "JOIN plain_name po ON po.name = e.owner "
        "WHERE on_day IS NOT NULL), "
        "bearer AS (SELECT DISTINCT p.plain, r.entity_id, r.root_id "
        "FROM (SELECT supplier_id AS id, name FROM temp.shown UNION SELECT node_id, name FROM temp.node) i "
        "JOIN plain_name p USING (name) "
        "JOIN temp.rooted r ON r.node_id = i.id "
        "WHERE p.plain IN (SELECT plain FROM merger UNION SELECT plain_owner FROM merger)) "
        "SELECT m.name, m.spun, min(m.owner) AS owner, min(m.on_day) AS on_day, min(b.entity_id) AS entity_id, "
        "list(DISTINCT o.root_id) AS owners, "
        "list(DISTINCT o.root_id) FILTER (o.root_id IN "
        "(SELECT p.root_id FROM temp.run u JOIN temp.rooted p ON p.node_id = u.parent_entity "
        "WHERE u.entity_id = b.entity_id)) AS printed "
        "FROM merger m "
        "JOIN bearer b ON b.plain = m.plain "
        "JOIN bearer o ON o.plain = m.plain_owner "
        "WHERE b.root_id <> o.root_id "
        "GROUP BY 1, 2 "
        "HAVING count(DISTINCT b.entity_id) = 1 "
        "ORDER BY on_day, 1, 2"
    )
    found: dict[str, list[Rule]] = defaultdict(list)
    for row in rows:
        owners = row["printed"] or row["owners"]
        if len(owners) != 1:
            continue
        day, evidence = row["on_day"], f"csis:{row['name']}"
        when = f"on {day}" if day.timetuple().tm_yday > 1 else f"in {day.year}"
        if row["spun"]:
            note = f"the list of CSIS has it spun off from {row['owner']} {when}"
            rule = Rule(owners[0], None, day - timedelta(days=1), evidence, note)
        else:
            rule = Rule(owners[0], day, None, evidence, f"the list of CSIS has it bought {when}")
        found[row["entity_id"]].append(rule)
    return dict(found)


def _judged(lake: Lake) -> dict[str, list[Rule]]:
    rows = lake.query(
        "SELECT j.*, l.entity_id AS upper, r.root_id AS root "
        "FROM judgement j "
        "JOIN temp.rooted l ON l.node_id = j.left_id "
        "JOIN temp.rooted r ON r.node_id = j.right_id "
        "WHERE j.kind = 'parent_of' AND j.withdrawn_at IS NULL"
    )
    return by_root(
        [
            (
                row["root"],
                Rule(row["upper"], row["from_on"], row["to_on"], f"judgement:{row['judgement_id']}", row["because"]),
            )
            for row in rows
        ]
    )


def _apart(lake: Lake, some: set[str], judged: dict[str, list[Rule]]) -> None:
    """Fills `singly` with the entities whose stays are told one by one."""
    some = some | {rule.left for rules in judged.values() for rule in rules}
    lay(lake, "asked", {"id": sorted(some | set(judged))})
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE singly AS "
        "SELECT r.entity_id "
        "FROM temp.run r "
        "JOIN temp.rooted p ON p.node_id = r.parent_entity "
        "GROUP BY 1 "
        "HAVING count(DISTINCT p.root_id) > 1 "
        "UNION SELECT id FROM temp.asked "
        "UNION SELECT entity_id FROM temp.rooted WHERE root_id IN (FROM temp.asked) "
        "UNION SELECT r.entity_id "
        "FROM temp.run r "
        "JOIN temp.rooted p ON p.node_id = r.parent_entity "
        "WHERE p.root_id IN (FROM temp.asked)"
    )


def _simple(lake: Lake) -> None:
    """The stay of every supplier whose entity prints one family or none: it has no end that is known."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE stay AS "
        "WITH one AS (SELECT r.entity_id, min(p.root_id) AS root_id, "
        "arg_min(r.parent_id, concat(r.first_on, r.evidence, r.parent_id)) AS parent_id, "
        "arg_min(r.parent_name, concat(r.first_on, r.evidence, r.parent_id)) AS parent_name, "
        "arg_min(r.evidence, concat(r.first_on, r.evidence, r.parent_id)) AS evidence "
        "FROM temp.run r "
        "JOIN temp.rooted p ON p.node_id = r.parent_entity "
        "WHERE r.entity_id NOT IN (FROM temp.singly) "
        "GROUP BY 1) "
        "SELECT n.node_id AS supplier_id, coalesce(o.root_id, m.root_id) AS root_id, CAST(NULL AS DATE) AS from_on, "
        "CAST(NULL AS DATE) AS to_on, "
        "CASE WHEN coalesce(o.root_id, m.root_id) = m.root_id THEN 'itself' ELSE 'reported' END AS how, "
        "true AS stands, o.parent_id, o.parent_name, o.evidence, CAST(NULL AS VARCHAR) AS note "
        "FROM temp.node n "
        "JOIN temp.rooted m USING (node_id) "
        "LEFT JOIN one o ON o.entity_id = n.entity_id "
        "WHERE n.supplier AND n.entity_id NOT IN (FROM temp.singly)"
    )


def _told(lake: Lake, listed: dict[str, list[Rule]], judged: dict[str, list[Rule]]) -> None:
    runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in lake.query(
        "SELECT r.*, p.root_id AS root "
        "FROM temp.run r "
        "JOIN temp.rooted p ON p.node_id = r.parent_entity "
        "WHERE r.entity_id IN (FROM temp.singly)"
    ):
        runs[row["entity_id"]].append(row)
    root = {
        row["node_id"]: row["root_id"]
        for row in lake.query("FROM temp.rooted WHERE node_id = entity_id AND node_id <> root_id")
    }
    lines = Timelines(runs, root, listed, judged)
    members = lake.query("SELECT node_id, entity_id FROM temp.node WHERE supplier AND entity_id IN (FROM temp.singly)")
    stays = [(row["node_id"], stay) for row in members for stay in lines.of(row["entity_id"])]
    if stays:
        lay(lake, "told", _columns(stays))
        lake.execute(
            "INSERT INTO temp.stay "
            "SELECT supplier_id, root_id, CAST(from_on AS DATE), CAST(to_on AS DATE), how, stands, parent_id, "
            "parent_name, evidence, note "
            "FROM temp.told"
        )


def _columns(stays: list[tuple[str, Stay]]) -> dict[str, list[Any]]:
    def said(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "supplier_id": [one for one, _ in stays],
        "root_id": [stay.root for _, stay in stays],
        "from_on": [said(stay.from_on) for _, stay in stays],
        "to_on": [said(stay.to_on) for _, stay in stays],
        **{
            name: [getattr(stay, name) for _, stay in stays]
            for name in ("how", "stands", "parent_id", "parent_name", "evidence", "note")
        },
    }


def _doubtful(lake: Lake) -> None:
    """Notes on the members of which one number is printed with the names of firms that are no renames of each other:
    names with words of their own on both sides, in use in the same years."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE doubted AS "
        "WITH used AS (SELECT supplier_id, plain, arg_max(name, (actions, name)) AS name, min(first_on) AS first_on, "
        "max(last_on) AS last_on, sum(actions) AS actions "
        "FROM temp.shown "
        "WHERE plain IS NOT NULL AND NOT starts_with(supplier_id, 'name:') "
        "AND supplier_id IN (SELECT supplier_id FROM temp.shown GROUP BY 1 HAVING min(plain) <> max(plain)) "
        "GROUP BY 1, 2) "
        "SELECT a.supplier_id, "
        "arg_min("
        "concat('the same number is printed of ', a.name, ' and of ', b.name, "
        "' in the same years, which may be two firms'), concat(a.plain, b.plain)) AS note "
        "FROM used a "
        "JOIN used b USING (supplier_id) "
        "WHERE a.plain < b.plain AND a.actions > 1 AND b.actions > 1 "
        "AND greatest(a.first_on, b.first_on) + 180 < least(a.last_on, b.last_on) "
        "AND len(list_filter(string_split(a.plain, ' '), x -> NOT list_contains(string_split(b.plain, ' '), x))) > 0 "
        "AND len(list_filter(string_split(b.plain, ' '), x -> NOT list_contains(string_split(a.plain, ' '), x))) > 0 "
        "AND jaro_winkler_similarity(replace(a.plain, ' ', ''), replace(b.plain, ' ', '')) < 0.93 "
        "GROUP BY 1"
    )
    lake.execute(  # a parent's number beside the supplier's own name: newer records of FPDS print it so
        "INSERT INTO temp.doubted "
        "SELECT DISTINCT s.supplier_id, "
        "concat('the number of the parent is another firm’s, "
        "though the name printed beside it is the supplier’s own, ', s.parent_name) "
        "FROM temp.stay s "
        "JOIN plain_name p ON p.name = s.parent_name "
        "JOIN temp.shown i ON i.supplier_id = s.supplier_id AND i.plain = p.plain "
        "WHERE s.how = 'reported' AND s.stands"
    )
    if not lake.value("SELECT EXISTS (FROM temp.doubted)"):
        return
    lake.execute(
        "UPDATE temp.stay "
        "SET note = concat_ws('; ', stay.note, d.note) "
        "FROM (SELECT supplier_id, string_agg(note, '; ' ORDER BY note) AS note "
        "FROM temp.doubted "
        "WHERE starts_with(note, 'the same') "
        "GROUP BY 1) d "
        "WHERE d.supplier_id = stay.supplier_id AND stay.stands"
    )
    lake.execute(
        "UPDATE temp.stay "
        "SET note = concat_ws('; ', stay.note, d.note) "
        "FROM temp.doubted d "
        "WHERE d.supplier_id = stay.supplier_id AND stay.stands AND stay.how = 'reported' "
        "AND ends_with(d.note, concat('own, ', stay.parent_name))"
    )


def _joint(lake: Lake) -> None:
    """Notes on the members that the CSIS list has as joint ventures: they count with none of their owners."""
    if not lake.value("SELECT EXISTS (FROM csis_parent WHERE joint_venture)"):
        return
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE joint AS "
        "WITH bearer AS (SELECT DISTINCT i.plain, n.entity_id "
        "FROM temp.shown i "
        "JOIN temp.node n ON n.node_id = i.supplier_id), "
        "venture AS (SELECT p.plain, "
        "min(nullif(regexp_replace(c.owner, '^ *joint venture *-? *', '', 'i'), '')) AS owners "
        "FROM csis_parent c "
        "JOIN plain_name p ON p.name = c.company "
        "WHERE c.joint_venture AND p.plain LIKE '% %' "
        "GROUP BY 1) "
        "SELECT min(b.entity_id) AS entity_id, concat('the list of CSIS has it as a joint venture', "
        "' of ' || any_value(v.owners), ', which counts with none of its owners unless its records name one') AS note "
        "FROM venture v "
        "JOIN bearer b USING (plain) "
        "GROUP BY v.plain "
        "HAVING count(DISTINCT b.entity_id) = 1"
    )
    lake.execute(
        "UPDATE temp.stay "
        "SET note = concat_ws('; ', stay.note, j.note) "
        "FROM (SELECT n.node_id, min(j.note) AS note "
        "FROM temp.joint j JOIN temp.node n USING (entity_id) GROUP BY 1) j "
        "WHERE j.node_id = stay.supplier_id AND stay.stands"
    )
    lake.execute("DROP TABLE temp.joint")
