"""Every identity as digests of what it prints, read once a run: text compares slowly, and a run compares all of it.

A name that no other spelling comes to counts by its words (`plain_name`), a parent by `ties.PARENT`.
"""

from __future__ import annotations

from quaestor.resolve.groups import MANY
from quaestor.resolve.ties import COUNTRY, PARENT
from quaestor.store import Lake

#: What of an identity is compared, by the name of its digest.
_TEXT = {
    "id": "supplier_id",
    "parent": PARENT,
    "name": "name",
    "parent_name": "parent_name",
    "uei": "concat('uei:', uei)",
    "duns": "concat('duns:', duns)",
    "cage": "concat('cage:', cage)",
    "country": "country",
}


def read(lake: Lake) -> None:
    """Fills `printed`: digests of names, numbers and parent (NULL where none is printed), of their words (`plain`,
    `parent_plain`) and of the row (`row`); the country that tells a name; days, sum and the first record's place."""
    empty = {"uei": "uei", "duns": "duns", "cage": "cage"}
    digests = ", ".join(
        f"CASE WHEN {empty.get(name, text)} IS NOT NULL THEN hash({text}) END AS {name}" for name, text in _TEXT.items()
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE printed AS "
        "WITH words AS (SELECT hash(name) AS name, hash(plain) AS plain FROM plain_name WHERE plain <> ''), "
        f"read AS (SELECT supplier_id, {PARENT} AS parent_id, {digests}, {COUNTRY} AS told_country, first_on, last_on, "
        "obligated, concat(first_on, first_action_id, seen_in) AS first, "
        "hash(seen_in, coalesce(parent_id, ''), psc2, last_on, actions, obligated, day_sum) AS rest "
        "FROM lake.identity) "
        "SELECT r.* EXCLUDE (rest), w.plain, p.plain AS parent_plain, "
        f"hash({', '.join(f'r.{name}' for name in _TEXT)}, first, rest) AS row "
        "FROM read r LEFT JOIN words w ON w.name = r.name LEFT JOIN words p ON p.name = r.parent_name"
    )


def common(lake: Lake) -> None:
    """Fills `common`: words that so many parents bear that they say nothing of one of them."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE common AS "
        "WITH words AS (SELECT DISTINCT hash(plain) AS plain, string_split(plain, ' ') AS words FROM plain_name) "
        "SELECT word "
        "FROM (SELECT DISTINCT parent, unnest(words) AS word "
        "FROM (SELECT DISTINCT parent, parent_plain AS plain FROM temp.printed WHERE parent IS NOT NULL) "
        "JOIN words USING (plain)) "
        "WHERE strlen(word) > 3 "
        f"GROUP BY 1 HAVING count(*) > {MANY}"
    )
