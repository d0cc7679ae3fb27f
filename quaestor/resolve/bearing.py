"""What a load bears on: the suppliers and parents that hang together with anything that is not as it was last time.

Families are a function of what is held, and two groups of suppliers that nothing connects do not know of one another.
So a run needs only the groups in which something differs from what the last run found them from (`resolved`); of all
others only sums and last days move, and those decide nothing. Whatever could decide is in a supplier's digest: of a
supplier with one name under one parent, that alone in its entity, its names, numbers, parent and first records; of any
other, all its records.
"""

from __future__ import annotations

from quaestor.resolve.ties import PARENT, SURVIVES
from quaestor.store import Lake

#: Identities up to which, and share of all ids from which on, finding all anew costs no more.
FEW, MOST = 20_000, 0.6
#: What a supplier prints once where nothing more than that decides about it.
_ONCE = ("name", "parent", "parent_name", "uei", "duns", "cage", "country")
#: As `ties.SURVIVES`, where each id is one row.
_SURVIVES = SURVIVES.replace("DISTINCT ", "").format("supplier_id")


def narrow(lake: Lake, *, all_anew: bool = False) -> bool:
    """Fills the temporary tables that a run reads: `bearing` (ids it bears on) and `shown` (their identities, each
    with its parent's id and the words of both names).

    Returns False where all is to be found anew: `shown` is then every identity, and nobody asks for `bearing`.
    all_anew: as if nothing were known of the last run. `printed` tells what is held.
    """
    lake.execute("CREATE OR REPLACE TEMP TABLE bearing (id VARCHAR)")
    part = not few(lake) and _part(lake, all_anew)
    some = "WHERE supplier_id IN (FROM temp.bearing)" if part else ""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE shown AS "
        f"SELECT i.*, {PARENT} AS parent, n.plain, p.plain AS parent_plain FROM lake.identity i "
        f"LEFT JOIN plain_name n ON n.name = i.name LEFT JOIN plain_name p ON p.name = i.parent_name {some}"
    )
    return part


def _part(lake: Lake, all_anew: bool) -> bool:
    _outline(lake)
    if all_anew or not _differing(lake):
        return False
    if lake.value("SELECT EXISTS (FROM temp.seed)"):
        _edges(lake)
        _reach(lake)
    return bool(lake.value(f"SELECT (SELECT count(*) FROM bearing) <= {MOST} * (SELECT count(*) FROM figure)"))


def few(lake: Lake) -> bool:
    """Whether so little is held that nothing is remembered of runs."""
    return bool(lake.value("SELECT count(*) FROM lake.identity") <= FEW)


def _outline(lake: Lake) -> None:
    """Fills `outline` (what each supplier's digest is made of) and `figure` (days and sums of all ids)."""
    alone = ", ".join(f"min({name})" for name in _ONCE)
    several = " OR ".join(f"coalesce(min({name}) <> max({name}), false)" for name in _ONCE)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE outline AS "
        f"SELECT id, min(supplier_id) AS supplier_id, min(parent) AS parent, min(duns) AS duns, {several} AS several, "
        f"hash(sum(row)) AS whole, hash({alone}, min(first_on), min(first) FILTER (parent IS NOT NULL)) AS part "
        "FROM temp.printed "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE figure AS "
        "SELECT hash(id) AS node, id, min(first_on) AS first_on, max(last_on) AS last_on, "
        "CAST(sum(obligated) AS DECIMAL(20,2)) AS obligated, bool_or(supplier) AS supplier, "
        "coalesce(min(parent_name) <> max(parent_name), false) AS names "
        "FROM (SELECT supplier_id AS id, first_on, last_on, obligated, true AS supplier, NULL AS parent_name "
        "FROM temp.printed UNION ALL SELECT parent_id, first_on, last_on, 0, false, parent_name FROM temp.printed "
        "WHERE parent IS NOT NULL) "
        "GROUP BY ALL"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE shared_number AS "
        "SELECT duns FROM temp.printed WHERE duns IS NOT NULL GROUP BY 1 HAVING min(uei) <> max(uei)"
    )


def _digests(lake: Lake, some: str = "true") -> None:
    """Fills `digest_now`: what `resolved` would say by the entities as they are written now. some: SQL for the
    suppliers that are asked for."""
    lake.execute(  # ids of which more than a set of names and numbers decides: days, counts, and which comes first
        "CREATE OR REPLACE TEMP TABLE delicate AS "
        "WITH several AS (SELECT hash(supplier_id) AS id FROM lake.entity "
        "WHERE entity_id IN (SELECT entity_id FROM lake.entity WHERE supplier_id <> entity_id)) "
        "FROM several "
        "UNION SELECT hash(parent_id) FROM lake.parent_spell "
        "UNION SELECT parent FROM temp.outline WHERE id IN (FROM several) AND parent IS NOT NULL "
        "UNION SELECT node FROM temp.figure WHERE names AND NOT supplier"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE digest_now AS "
        "SELECT 'supplier' AS what, supplier_id AS id, "
        "CAST((CASE WHEN several OR id IN (FROM temp.delicate) "
        "OR coalesce(parent IN (FROM temp.delicate), false) OR coalesce(duns IN (FROM temp.shared_number), false) "
        "THEN hash(whole, 'whole') ELSE part END) >> 1 AS BIGINT) AS digest "
        "FROM temp.outline "
        f"WHERE {some} "
        "UNION ALL SELECT 'judgement', judgement_id, CAST(hash(j) >> 1 AS BIGINT) FROM lake.judgement j "
        "UNION ALL SELECT 'word', word, 0 FROM temp.common "
        "UNION ALL SELECT 'list', 'csis', CAST(hash(sum(hash(c))) >> 1 AS BIGINT) "
        "FROM (SELECT name, company, owner, merger_year, merger_on, joint_venture, spun_off_from, first_year, first_on "
        "FROM csis_parent) c"
    )


def _differing(lake: Lake) -> bool:
    """Fills `seed` with what differs; False where that is a list, or a judgement is gone, which bears on all."""
    _digests(lake)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differs AS "
        "SELECT coalesce(n.what, r.what) AS what, coalesce(n.id, r.id) AS id, n.digest IS NULL AS gone "
        "FROM temp.digest_now n FULL JOIN lake.resolved r ON n.what = r.what AND n.id = r.id "
        "WHERE n.digest IS DISTINCT FROM r.digest"
    )
    if lake.value("SELECT EXISTS (FROM temp.differs WHERE what = 'list' OR (what = 'judgement' AND gone))"):
        return False
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE seed AS "
        "SELECT id FROM temp.differs WHERE what = 'supplier' "
        "UNION SELECT unnest([left_id, right_id]) FROM lake.judgement "
        "WHERE judgement_id IN (SELECT id FROM temp.differs WHERE what = 'judgement') "
        "UNION SELECT coalesce(f.id, e.supplier_id) FROM temp.figure f FULL JOIN lake.entity e ON e.supplier_id = f.id "
        "WHERE f.first_on IS DISTINCT FROM e.first_on"
    )
    if lake.value("SELECT EXISTS (FROM temp.differs WHERE what = 'word')"):
        lake.execute(
            "INSERT INTO temp.seed SELECT DISTINCT supplier_id FROM temp.printed "
            "WHERE parent_plain IN (SELECT hash(plain) FROM plain_name WHERE "
            "list_has_any(string_split(plain, ' '), (SELECT list(id) FROM temp.differs WHERE what = 'word')))"
        )
    return True


def _edges(lake: Lake) -> None:
    """Fills `edge`, both ways, by digests of ids: all through which one supplier can bear on another."""
    mergers = " UNION ".join(
        "SELECT hash(pc.plain) AS company, hash(po.plain) AS owner "
        "FROM csis_parent c JOIN plain_name pc ON pc.name = c.company "
        f"JOIN plain_name po ON po.name = c.{owner}"
        for owner in ("owner", "spun_off_from", "company")
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE one_way AS "
        "WITH supplier AS (SELECT id, plain, coalesce(max(told_country), 'USA') AS country, "
        "min(supplier_id[:5]) AS supplier_id FROM temp.printed WHERE plain IS NOT NULL GROUP BY 1, 2), "
        "parent AS (SELECT DISTINCT parent AS id, parent_plain AS plain FROM temp.printed "
        "WHERE parent_plain IS NOT NULL AND parent NOT IN (SELECT id FROM temp.outline)), "
        f"merger AS ({mergers}), "
        "named AS (SELECT plain, country, list(id) AS ids FROM supplier GROUP BY 1, 2 "
        f"HAVING {_SURVIVES} AND (count(*) > 1 OR plain IN (SELECT plain FROM parent))), "
        "caged AS (SELECT cage, list(id) AS ids FROM (SELECT DISTINCT cage, id, supplier_id[:5] AS supplier_id "
        f"FROM temp.printed WHERE cage IS NOT NULL) GROUP BY 1 HAVING count(*) > 1 AND {_SURVIVES}), "
        "judged AS (SELECT hash(left_id) AS a, hash(right_id) AS b FROM lake.judgement "
        "WHERE withdrawn_at IS NULL AND kind IN ('same', 'parent_of')), "
        # A DUNS that is printed beside one UEI alone, and is no id, leads nowhere.
        "led AS (SELECT node FROM temp.figure UNION FROM temp.shared_number "
        "UNION SELECT unnest([a, b]) FROM judged), "
        "family AS (SELECT hash(family_id) AS id, hash(founder_id) AS founder, hash(merged_into) AS into_id, "
        "merged_into IS NOT NULL AS merged FROM lake.family) "
        "SELECT DISTINCT id AS a, parent AS b FROM temp.printed WHERE parent <> id "
        "UNION ALL SELECT DISTINCT uei, duns FROM temp.printed WHERE uei IS NOT NULL AND duns IN (FROM led) "
        "UNION ALL SELECT hash(supplier_id), hash(entity_id) FROM lake.entity WHERE supplier_id <> entity_id "
        "UNION ALL SELECT m.id, f.founder FROM (SELECT hash(supplier_id) AS id, hash(family_id) AS family_id "
        "FROM lake.family_member) m JOIN family f ON f.id = m.family_id WHERE m.id <> f.founder "
        "UNION ALL SELECT f.founder, o.founder FROM family f JOIN family o ON o.id = f.into_id WHERE f.merged "
        "UNION ALL FROM judged "
        "UNION ALL SELECT unnest(ids), cage FROM caged "
        "UNION ALL SELECT unnest(ids), hash('name', plain, country) FROM named "
        "UNION ALL SELECT id, hash('name', plain, 'USA') FROM parent "
        "UNION ALL SELECT id, hash('list', plain) FROM (SELECT id, plain FROM supplier UNION ALL FROM parent) "
        "WHERE plain IN (SELECT company FROM merger UNION SELECT owner FROM merger) "
        "UNION ALL SELECT hash('list', company), hash('list', owner) FROM merger"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE edge AS SELECT a, b FROM temp.one_way UNION ALL SELECT b, a FROM temp.one_way"
    )
    lake.execute("DROP TABLE temp.one_way")


def _reach(lake: Lake) -> None:
    """Fills `bearing` with all ids that the seeds hang together with."""
    lake.execute("CREATE OR REPLACE TEMP TABLE reached AS SELECT DISTINCT hash(id) AS a FROM temp.seed")
    lake.execute("CREATE OR REPLACE TEMP TABLE front AS FROM temp.reached")
    while lake.value("SELECT EXISTS (FROM temp.front)"):
        lake.execute(
            "CREATE OR REPLACE TEMP TABLE front AS SELECT DISTINCT b AS a FROM temp.edge "
            "WHERE a IN (FROM temp.front) AND b NOT IN (FROM temp.reached)"
        )
        lake.execute("INSERT INTO temp.reached FROM temp.front")
    lake.execute(
        "INSERT INTO temp.bearing SELECT id FROM temp.figure WHERE node IN (FROM temp.reached) "
        "UNION SELECT supplier_id FROM lake.entity WHERE hash(supplier_id) IN (FROM temp.reached)"
    )


def move_figures(lake: Lake) -> None:
    """Brings last days and sums up to date of the suppliers and families that the run did not bear on."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE moved_figure AS "
        "SELECT f.id, f.last_on, f.obligated FROM temp.figure f JOIN lake.entity e ON e.supplier_id = f.id "
        "WHERE f.id NOT IN (FROM temp.bearing) "
        "AND (f.last_on IS DISTINCT FROM e.last_on OR f.obligated IS DISTINCT FROM e.obligated)"
    )
    if not lake.value("SELECT EXISTS (FROM temp.moved_figure)"):
        return
    lake.execute(
        "UPDATE lake.entity SET last_on = f.last_on, obligated = f.obligated "
        "FROM temp.moved_figure f WHERE f.id = entity.supplier_id"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE moved_sum AS "
        "SELECT m.family_id, sum(f.obligated) FILTER (m.stands AND m.to_on IS NULL) AS obligated "
        "FROM lake.family_member m JOIN temp.figure f ON f.id = m.supplier_id "
        "WHERE m.family_id IN (SELECT family_id FROM lake.family_member "
        "WHERE supplier_id IN (SELECT id FROM temp.moved_figure)) "
        "GROUP BY 1"
    )
    lake.execute(
        "UPDATE lake.family SET obligated = s.obligated FROM temp.moved_sum s "
        "WHERE s.family_id = family.family_id AND s.obligated IS DISTINCT FROM family.obligated"
    )


def keep(lake: Lake, *, part: bool = False) -> None:
    """Writes what the run found everything from into `resolved`; part: of the ids in `bearing`, as no other's digest
    can have changed."""
    if few(lake):
        return
    theirs = "IN (FROM temp.bearing)"
    _digests(lake, f"supplier_id {theirs}" if part else "true")
    held = f"(FROM lake.resolved WHERE what <> 'supplier' OR id {theirs})" if part else "lake.resolved"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differs AS "
        "SELECT coalesce(n.what, r.what) AS what, coalesce(n.id, r.id) AS id, n.digest "
        f"FROM temp.digest_now n FULL JOIN {held} r ON n.what = r.what AND n.id = r.id "
        "WHERE n.digest IS DISTINCT FROM r.digest"
    )
    if not lake.value("SELECT EXISTS (FROM temp.differs)"):
        return
    lake.execute("DELETE FROM lake.resolved WHERE (what, id) IN (SELECT (what, id) FROM temp.differs)")
    lake.execute(
        "INSERT INTO lake.resolved SELECT what, id, digest FROM temp.differs WHERE digest IS NOT NULL ORDER BY what, id"
    )
