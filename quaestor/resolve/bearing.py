"""What a load bears on: the suppliers and parents that hang together with anything that is not as it was last time.

Families are a function of what is held, and two groups of suppliers that nothing connects do not know of one another.
So a run needs only the groups in which something differs from what the last run found them from (`resolved`); of all
others only sums and last days move, and those decide nothing. Whatever could decide is in a supplier's digest: of a
supplier with one name under one parent, that alone in its entity, its names, numbers, parent and first records; of any
other, all its records.
"""

from __future__ import annotations

from quaestor.resolve.groups import MANY
from quaestor.resolve.ties import COUNTRY, PARENT, SURVIVES
from quaestor.store import Lake

#: Identities up to which, and share of all ids from which on, finding all anew costs no more.
FEW, MOST = 20_000, 0.6
_COLUMNS = (
    "seen_in, supplier_id, name, uei, duns, cage, country, parent_id, parent_name, psc2, first_on, last_on, actions, "
    "obligated, day_sum, first_action_id"
)


def narrow(lake: Lake, *, all_anew: bool = False) -> bool:
    """Fills the temporary tables that a run reads: `bearing` (ids it bears on) and `shown` (their identities).

    Returns False where all is to be found anew: `shown` is then every identity, and nobody asks for `bearing`.
    all_anew: as if nothing were known of the last run.
    """
    lake.execute("CREATE OR REPLACE TEMP TABLE bearing (id VARCHAR)")
    _common(lake)
    part = not few(lake) and _part(lake, all_anew)
    some = "WHERE supplier_id IN (FROM temp.bearing)" if part else ""
    lake.execute(f"CREATE OR REPLACE TEMP TABLE shown AS SELECT * FROM lake.identity {some}")
    return part


def _part(lake: Lake, all_anew: bool) -> bool:
    _outline(lake)
    if all_anew or not lake.value("SELECT EXISTS (FROM lake.resolved)") or not _differing(lake):
        return False
    _edges(lake)
    _reach(lake)
    return bool(lake.value(f"SELECT (SELECT count(*) FROM bearing) <= {MOST} * (SELECT count(*) FROM figure)"))


def few(lake: Lake) -> bool:
    """Whether so little is held that nothing is remembered of runs."""
    return bool(lake.value("SELECT count(*) FROM lake.identity") <= FEW)


def _common(lake: Lake) -> None:
    """Fills `common`: words that so many parents bear that they say nothing of one of them."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE common AS "
        "SELECT word "
        "FROM (SELECT DISTINCT parent, unnest(string_split(p.plain, ' ')) AS word "
        f"FROM (SELECT DISTINCT {PARENT} AS parent, parent_name AS name FROM lake.identity) "
        "JOIN plain_name p USING (name) "
        "WHERE parent IS NOT NULL) "
        "WHERE strlen(word) > 3 "
        f"GROUP BY 1 HAVING count(*) > {MANY}"
    )


def _outline(lake: Lake) -> None:
    """Fills `outline` (what each supplier's digest is made of) and `figure` (days and sums of all ids)."""
    once = ("name", "parent", "parent_name", "uei", "duns", "cage", "country")  # compared as digests: text is slow
    told = ", ".join(f"nullif(hash({name}), hash(NULL)) AS {name}" for name in once)
    alone = ", ".join(f"min({name})" for name in once)
    several = " OR ".join(f"coalesce(min({name}) <> max({name}), false)" for name in once)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE outline AS "
        f"WITH read AS (SELECT *, {PARENT} AS parent FROM lake.identity), "
        f"printed AS (SELECT supplier_id, {told}, hash({_COLUMNS}) AS row, first_on, "
        "CASE WHEN parent IS NOT NULL THEN concat(first_on, first_action_id, seen_in) END AS first FROM read) "
        f"SELECT supplier_id, min(parent) AS parent, min(duns) AS duns, {several} AS several, "
        f"hash(sum(row)) AS whole, hash({alone}, min(first_on), min(first)) AS part "
        "FROM printed "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE figure AS "
        "SELECT id, min(first_on) AS first_on, max(last_on) AS last_on, "
        "CAST(sum(obligated) AS DECIMAL(20,2)) AS obligated, bool_or(supplier) AS supplier, "
        "coalesce(min(parent_name) <> max(parent_name), false) AS names "
        "FROM (SELECT supplier_id AS id, first_on, last_on, obligated, true AS supplier, NULL AS parent_name "
        f"FROM lake.identity UNION ALL SELECT {PARENT}, first_on, last_on, 0, false, parent_name FROM lake.identity "
        f"WHERE {PARENT} IS NOT NULL) "
        "GROUP BY 1"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE shared_number AS "
        "SELECT hash(duns) AS duns FROM lake.identity WHERE duns IS NOT NULL GROUP BY 1 "
        "HAVING min(hash(uei)) <> max(hash(uei))"
    )


def _digests(lake: Lake) -> None:
    """Fills `digest_now`: what `resolved` would say by the entities as they are written now."""
    lake.execute(  # ids of which more than a set of names and numbers decides: days, counts, and which comes first
        "CREATE OR REPLACE TEMP TABLE delicate AS "
        "WITH several AS (SELECT supplier_id FROM lake.entity "
        "WHERE entity_id IN (SELECT entity_id FROM lake.entity WHERE supplier_id <> entity_id)) "
        "SELECT hash(supplier_id) AS id FROM several "
        "UNION SELECT hash(parent_id) FROM lake.parent_spell "
        "UNION SELECT parent FROM temp.outline WHERE supplier_id IN (FROM several) AND parent IS NOT NULL "
        "UNION SELECT hash(id) FROM temp.figure WHERE names AND NOT supplier"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE digest_now AS "
        "SELECT 'supplier' AS what, supplier_id AS id, "
        "CAST((CASE WHEN several OR hash(supplier_id) IN (FROM temp.delicate) "
        "OR coalesce(parent IN (FROM temp.delicate), false) OR coalesce(duns IN (FROM temp.shared_number), false) "
        "THEN hash(whole, 'whole') ELSE part END) >> 1 AS BIGINT) AS digest "
        "FROM temp.outline "
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
            "INSERT INTO temp.seed SELECT DISTINCT supplier_id FROM lake.identity "
            "JOIN plain_name p ON p.name = parent_name "
            "WHERE list_has_any(string_split(p.plain, ' '), (SELECT list(id) FROM temp.differs WHERE what = 'word'))"
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
        f"WITH supplier AS (SELECT hash(i.supplier_id) AS id, hash(p.plain) AS plain, "
        f"coalesce(max({COUNTRY}), 'USA') AS country, any_value(i.supplier_id[:4]) AS number "
        "FROM lake.identity i JOIN plain_name p USING (name) WHERE p.plain <> '' GROUP BY 1, 2), "
        f"parent AS (SELECT DISTINCT hash({PARENT}) AS id, hash(p.plain) AS plain FROM lake.identity i "
        f"JOIN plain_name p ON p.name = i.parent_name WHERE {PARENT} NOT IN (SELECT supplier_id FROM temp.outline)), "
        f"merger AS ({mergers}), "
        "named AS (SELECT plain, country, list(id) AS ids FROM supplier GROUP BY 1, 2 "
        "HAVING count(*) FILTER (number = 'uei:') < 2 AND count(*) FILTER (number = 'duns') < 2 "
        "AND (count(*) > 1 OR plain IN (SELECT plain FROM parent))), "
        "caged AS (SELECT cage, list(DISTINCT supplier_id) AS ids FROM lake.identity WHERE cage IS NOT NULL GROUP BY 1 "
        f"HAVING count(DISTINCT supplier_id) > 1 AND {SURVIVES.format('supplier_id')}) "
        f"SELECT hash(supplier_id) AS a, hash({PARENT}) AS b FROM lake.identity WHERE {PARENT} <> supplier_id "
        "UNION ALL SELECT hash(concat('uei:', uei)), hash(concat('duns:', duns)) FROM lake.identity "
        "WHERE uei IS NOT NULL AND duns IS NOT NULL "
        "UNION ALL SELECT hash(supplier_id), hash(entity_id) FROM lake.entity WHERE supplier_id <> entity_id "
        "UNION ALL SELECT hash(supplier_id), hash(family_id) FROM lake.family_member "
        "UNION ALL SELECT hash(founder_id), hash(family_id) FROM lake.family "
        "UNION ALL SELECT hash(family_id), hash(merged_into) FROM lake.family WHERE merged_into IS NOT NULL "
        "UNION ALL SELECT hash(left_id), hash(right_id) FROM lake.judgement "
        "WHERE withdrawn_at IS NULL AND kind IN ('same', 'parent_of') "
        "UNION ALL SELECT hash(unnest(ids)), hash('cage', cage) FROM caged "
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
        "INSERT INTO temp.bearing SELECT id FROM temp.figure WHERE hash(id) IN (FROM temp.reached) "
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


def keep(lake: Lake) -> None:
    """Writes what the run found everything from into `resolved`."""
    if few(lake):
        return
    _digests(lake)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE differs AS "
        "SELECT coalesce(n.what, r.what) AS what, coalesce(n.id, r.id) AS id, n.digest "
        "FROM temp.digest_now n FULL JOIN lake.resolved r ON n.what = r.what AND n.id = r.id "
        "WHERE n.digest IS DISTINCT FROM r.digest"
    )
    if not lake.value("SELECT EXISTS (FROM temp.differs)"):
        return
    lake.execute("DELETE FROM lake.resolved WHERE (what, id) IN (SELECT (what, id) FROM temp.differs)")
    lake.execute(
        "INSERT INTO lake.resolved SELECT what, id, digest FROM temp.differs WHERE digest IS NOT NULL ORDER BY what, id"
    )
