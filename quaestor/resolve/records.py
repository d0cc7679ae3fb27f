"""Supplier records as the matcher reads them: one a supplier and name, with what names are compared and blocked on.

Everything that needs a library's reading of a name is worked out once a name, here; the rest is SQL, the same on every
engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from quaestor.resolve import names, side_by_side

if TYPE_CHECKING:
    from quaestor.store.scratch import Scratch

#: Columns of a relation that can be matched; `identity` has them all.
NEEDED = ("supplier_id", "name", "country", "parent_name", "psc2", "actions")
#: Letters in front and at the end that a candidate shares, in long names and in short ones.
LONG, SHORT, LONG_FROM = 14, 3, 12
#: A block of more records than this tells nothing apart and is not gone through.
CROWD = 40
#: Country codes that name no country.
_NOWHERE = "('0', '', 'ZZZ', 'NONE')"
_SOFT = str.maketrans("", "", "aeiouyh")
_DOUBLED = re.compile(r"(.)\1+")
_FORMS = pa.schema([(column, pa.string()) for column in ("name", "key", "compact", "bag", "bones")])


def forms(printed: Sequence[str]) -> pa.Table:
    """Of each name: its words without legal form (`key`), those without spaces (`compact`), in the order of the
    alphabet (`bag`), and its consonants (`bones`)."""
    return pa.concat_tables([_FORMS.empty_table(), *side_by_side.read(_forms, printed)])


def _forms(printed: Sequence[str]) -> pa.Table:
    keys = [names.key(name) for name in printed]
    compact = [key.replace(" ", "") for key in keys]
    bags = [" ".join(sorted(key.split())) if " " in key else key for key in keys]
    bones = [word[:1] + _DOUBLED.sub(r"\1", word[1:].translate(_SOFT)) for word in compact]
    return pa.table([pa.array(printed), keys, compact, bags, bones], schema=_FORMS)


def prepare(connection: Scratch, relation: str, table: str, each: str = "key") -> None:
    """Makes `table` out of a relation with the columns of `identity` (see NEEDED).

    One row a supplier and key (or printed name, with `each="name"`): `record_id`, the name printed most, country,
    parent and sort of product printed most beside it, and what is blocked on. A parent of another name comes before the
    supplier's own. Names without a letter are left out.
    """
    printed = connection.execute(
        f"SELECT DISTINCT name FROM (SELECT name FROM {relation} UNION ALL SELECT parent_name FROM {relation}) "
        "WHERE name IS NOT NULL"
    ).fetchall()
    connection.register("read_forms", forms([name for (name,) in printed]))
    connection.execute("CREATE OR REPLACE TEMP TABLE form AS FROM read_forms")
    connection.unregister("read_forms")
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS {_records(relation, each)}")


def _records(relation: str, each: str) -> str:
    front, back = f"substr(compact, 1, {LONG})", f"substr(compact, -{LONG})"
    ends = f"concat(substr(compact, 1, {SHORT}), '~', substr(compact, -{SHORT}))"
    one = f"CASE WHEN length(compact) >= {LONG_FROM} THEN {front} WHEN length(compact) > {SHORT} THEN {ends} END"
    other = f"CASE WHEN length(compact) >= {LONG_FROM} THEN {back} END"
    return f"""
WITH printed AS (
  SELECT supplier_id, i.name, f.key, f.compact, f.bag, f.bones, i.psc2, coalesce(i.actions, 1) AS actions,
    CASE WHEN upper(i.country) NOT IN {_NOWHERE} THEN upper(i.country) END AS country, nullif(p.compact, '') AS parent
  FROM {relation} AS i JOIN form AS f ON f.name = i.name LEFT JOIN form AS p ON p.name = i.parent_name
  WHERE f.compact <> ''
), record AS (
  SELECT supplier_id, any_value(key) AS key, any_value(compact) AS compact, any_value(bag) AS bag,
    any_value(bones) AS bones,
    arg_max(name, (actions, name)) AS name, arg_max(country, (actions, country)) AS country,
    coalesce(arg_max(parent, (actions, parent)) FILTER (parent <> compact), min(parent)) AS parent,
    arg_max(psc2, (actions, psc2)) AS psc2
  FROM printed GROUP BY supplier_id, {each}
), blocked AS (
  SELECT *, {one} AS front, {other} AS back FROM record
)
SELECT concat(supplier_id, ' | ', {each}) AS record_id, supplier_id, name, key, compact, bag, country, parent, psc2,
  CASE WHEN length(bones) > 3 AND count(*) OVER (PARTITION BY bones) <= {CROWD} THEN bones END AS bones,
  CASE WHEN count(*) OVER (PARTITION BY front) <= {CROWD} THEN front END AS front,
  CASE WHEN count(*) OVER (PARTITION BY back) <= {CROWD} THEN back END AS back
FROM blocked
"""
