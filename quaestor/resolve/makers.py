"""Orders won by one supplier for another firm's product, told from the words of actions and of vehicles.

What texts say is told in `saying`, the names looked for in `names_held`. Nothing here enters the total of a maker: an
attribution is a lead to an order, with the words to judge it by.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

from quaestor.model import table
from quaestor.model.people import INDIVIDUAL
from quaestor.resolve import names_held
from quaestor.resolve.saying import ALONE, LOW, Entry, Index, Said, flat
from quaestor.resolve.scratch import fill
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Texts read from the lake at once.
STEP = 50_000
#: Suppliers whose names hold a word, up to which it can make a name unmistakable.
FEW = 3

_TOUCHED = "(SELECT award_id FROM temp.touched)"
_FIRM = "description IS NOT NULL AND NOT coalesce(individual, false) AND supplier_name IS NOT NULL"


def refresh(lake: Lake, acts: str | None = None, *, rebuild: bool = False) -> int:
    """Tells the makers of the awards in the temporary table `touched` anew, inside the writer's transaction.

    acts: a query that gives every action standing of these awards, where the load has them at hand. rebuild: of all
    awards; only then are the names of new suppliers looked for in what was loaded before them. Returns how many
    attributions these awards have.
    """
    source = f"(SELECT * FROM {f'({acts})' if acts else 'lake.action'} WHERE award_id IN {_TOUCHED})"
    if rebuild:
        lake.execute("CREATE OR REPLACE TEMP TABLE touched AS SELECT award_id FROM award")
        source = "lake.action"
    if not lake.value("SELECT EXISTS (FROM temp.touched)"):
        return 0
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE said AS SELECT row_number() OVER () AS text, description "
        f"FROM (SELECT DISTINCT description FROM {source} WHERE {_FIRM})"
    )
    held = _held(lake)
    _find(lake, Index([*held, *names_held.brands()]))
    _fit(lake, source)
    _tell(lake, source)
    lake.execute("DELETE FROM attribution" if rebuild else f"DELETE FROM attribution WHERE award_id IN {_TOUCHED}")
    columns = ", ".join(table("attribution").names)
    lake.execute(f"INSERT INTO attribution SELECT {columns} FROM temp.told")
    _by_vehicle(lake, columns)
    _themselves(lake, held, rebuild)
    return int(lake.value(f"SELECT count(*) FROM attribution WHERE award_id IN {_TOUCHED}"))


def _held(lake: Lake) -> dict[Entry, list[str]]:
    """Suppliers' names that the texts in `said` may hold, to be looked for, with the names as printed."""
    split = "unnest(regexp_extract_all(upper({}), '[\\p{{L}}\\p{{N}}&+]+'))"
    rows = lake.query(
        f"WITH word AS MATERIALIZED (SELECT supplier_id, name, {split.format('name')} AS word FROM "
        "(SELECT DISTINCT supplier_id, name FROM lake.identity WHERE name IS NOT NULL)), "
        "few AS (SELECT word FROM word WHERE length(word) >= ? GROUP BY word HAVING count(DISTINCT supplier_id) <= ?), "
        f"spoken AS (SELECT DISTINCT {split.format('description')} AS word FROM said) "
        "SELECT name, list(DISTINCT word) AS rare FROM word SEMI JOIN few USING (word) SEMI JOIN spoken USING (word) "
        "GROUP BY name ORDER BY name",
        [names_held.RARE, FEW],
    )
    found: dict[Entry, list[str]] = {}
    for row in rows:
        if entry := names_held.entry(row["name"], set(row["rare"])):
            found.setdefault(entry, []).append(row["name"])
    return found


def _find(lake: Lake, index: Index) -> None:
    """Fills the temporary table `found` with what each text of `said` names, a row for each owner of a brand."""
    fill(lake, "found", ())
    many = int(lake.value("SELECT count(*) FROM said"))
    for last in range(0, many, STEP):
        part = lake.query("SELECT text, description FROM said WHERE text > ? AND text <= ?", [last, last + STEP])
        found = (row for text in part for said in index.said(text["description"]) for row in _rows(text["text"], said))
        fill(lake, "found", found, more=True)


def _rows(text: int, said: Said) -> Iterator[dict[str, Any]]:
    told = {
        "text": text,
        "entry": said.entry.words,
        "words": said.words,
        "start": said.start,
        "brand": said.entry.words,
    }
    told |= {"confidence": said.confidence, "why": said.why, "psc": list(said.psc) or None}
    owners = sorted(said.entry.brands, key=lambda brand: brand.since or date.min)
    for owner, after in zip_longest(owners, owners[1:]):
        since, until = owner.since, after.since if after else None
        yield told | {
            "brand": owner.brand, "maker": owner.maker, "maker_id": names_held.key(owner.maker),
            "source": owner.source, "since": since, "until": until,
        }  # fmt: skip
    if not owners:
        yield told | {"maker": said.entry.words, "maker_id": names_held.key(said.entry.words)}


def _fit(lake: Lake, source: str) -> None:
    """Fills the temporary table `fitting` with the actions that say what was found, day and product code allowing."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE fitting AS SELECT a.award_id, a.action_id, a.supplier_id, a.supplier_name, "
        "a.parent_name, f.entry, f.brand, f.maker_id, f.maker AS maker_name, f.words, f.start, "
        "f.confidence, f.why, f.source, "
        "if(f.psc IS NULL, 'description', 'product_code') AS how "
        f"FROM (SELECT * FROM {source} WHERE {_FIRM} AND supplier_name <> ?) a JOIN said s USING (description) "
        "JOIN found f USING (text) JOIN lake.award w ON w.award_id = a.award_id "
        "WHERE (f.since IS NULL OR w.first_signed_on >= f.since) AND (f.until IS NULL OR w.first_signed_on < f.until) "
        "AND (f.psc IS NULL OR list_contains(f.psc, left(a.psc, 2)))",
        [INDIVIDUAL],
    )


def _tell(lake: Lake, source: str) -> None:
    """Fills the temporary table `told` with the attributions: those of `fitting` whose supplier is another firm."""
    pairs = lake.query(
        "WITH own AS (SELECT * FROM identity SEMI JOIN fitting USING (supplier_id)), "
        "called AS (SELECT supplier_id, name FROM own UNION SELECT supplier_id, parent_name FROM own "
        "UNION SELECT supplier_id, supplier_name FROM fitting UNION SELECT supplier_id, parent_name FROM fitting "
        "UNION SELECT m.supplier_id, f.name FROM family_member m JOIN family f USING (family_id) WHERE m.stands) "
        "SELECT maker_id, maker_name, supplier_id, list(DISTINCT name) FILTER (name IS NOT NULL) AS names "
        "FROM (SELECT DISTINCT maker_id, maker_name, supplier_id FROM fitting) LEFT JOIN called USING (supplier_id) "
        "GROUP BY ALL"
    )
    own = [
        {"maker_id": pair["maker_id"], "supplier_id": pair["supplier_id"]}
        for pair in pairs
        if names_held.is_of(pair["names"] or [], pair["maker_name"])
    ]
    fill(lake, "own", own)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE told AS "
        f"WITH opening AS (SELECT award_id, arg_min(action_id, (signed_on, mod_order)) AS first_id FROM {source} "
        "WHERE award_id IN (SELECT award_id FROM fitting) GROUP BY award_id), "
        "best AS (SELECT * FROM fitting ANTI JOIN own USING (maker_id, supplier_id) QUALIFY row_number() OVER "
        "(PARTITION BY award_id, action_id, maker_id ORDER BY confidence DESC, start, words) = 1) "
        "SELECT best.*, bool_or(action_id = first_id AND confidence >= ?) OVER (PARTITION BY award_id, maker_id) "
        "AS whole FROM best JOIN opening USING (award_id)",
        [LOW],
    )


def _by_vehicle(lake: Lake, columns: str) -> None:
    """Attributes orders that name no maker, under a vehicle of the same supplier whose words name just one."""
    if not lake.value("SELECT EXISTS (FROM attribution)"):
        return
    orders = "(SELECT award_id FROM temp.ordered)"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE ordered AS SELECT award_id FROM lake.award WHERE vehicle_id IN {_TOUCHED} "
        f"UNION FROM {_TOUCHED}"
    )
    lake.execute(f"DELETE FROM attribution WHERE how = 'vehicle_name' AND award_id IN {orders}")
    lake.execute(
        f"INSERT INTO attribution ({columns}) "
        "WITH best AS (SELECT *, count(DISTINCT maker_id) OVER (PARTITION BY award_id) AS makers FROM attribution "
        f"WHERE how <> 'vehicle_name' AND whole AND confidence >= {LOW} QUALIFY "
        "row_number() OVER (PARTITION BY award_id ORDER BY confidence DESC, action_id, maker_id) = 1) "
        "SELECT o.award_id, b.action_id, b.maker_id, b.maker_name, b.brand, b.words, b.start, 'vehicle_name', "
        f"{ALONE}, true, 'the order names no maker, and the vehicle it is placed under names this one alone', b.source "
        "FROM best b JOIN lake.award v ON v.award_id = b.award_id JOIN lake.award o ON o.vehicle_id = b.award_id "
        f"WHERE b.makers = 1 AND o.supplier_id = v.supplier_id AND o.award_id IN {orders} "
        "AND o.award_id NOT IN (SELECT award_id FROM attribution)"
    )


def _themselves(lake: Lake, held: dict[Entry, list[str]], rebuild: bool) -> None:
    """Brings the table `maker` up to the suppliers of the touched awards, and to the makers found by their names."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE signer AS "
        f"SELECT DISTINCT supplier_id FROM lake.award WHERE award_id IN {_TOUCHED} AND supplier_id IS NOT NULL"
    )
    some = "supplier_id IN (FROM temp.signer)"
    by_name = lake.query("SELECT DISTINCT brand, maker_id, maker_name FROM attribution WHERE source IS NULL")
    others = {row["brand"]: row["maker_name"] for row in by_name}
    names = [name for entry, names in held.items() if entry.words in others for name in names]
    suppliers = lake.query(
        f"SELECT supplier_id, name FROM supplier WHERE name IS NOT NULL AND (? OR {some} OR name {AMONG})",
        [rebuild, names],
    )
    firsts, rows = {word for brand in others for word in brand.split()[:1]}, []
    for row in suppliers:
        makers = names_held.itself(row["name"])
        if not firsts.isdisjoint(flat(row["name"]).split()):
            makers |= {other} if (other := others.get(names_held.stem(row["name"]))) else set()
        rows += [
            {"maker_id": names_held.key(maker), "maker_name": maker, "supplier_id": row["supplier_id"]}
            for maker in sorted(makers)
        ]
    fill(lake, "itself", rows)
    gone = f"WHERE {some} OR supplier_id IN (SELECT supplier_id FROM temp.itself)"
    lake.execute(f"DELETE FROM maker {'' if rebuild else gone}")
    lake.execute("INSERT INTO maker SELECT maker_id, maker_name, supplier_id FROM temp.itself")
