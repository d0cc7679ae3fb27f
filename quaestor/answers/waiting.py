"""The pairs of suppliers that wait for a person to say whether they are one, and what persons have said so far."""

from __future__ import annotations

import json
from typing import Any

from quaestor.answers import belonging
from quaestor.answers.cursor import Cursor
from quaestor.answers.plain import plain
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Awards of a candidate that are told, and ways in which it is printed.
AWARDS, WAYS = 5, 12
_QUEUE = (
    "WITH possible AS (SELECT j.*, coalesce(l.entity_id, j.left_id) AS left_entity, coalesce(r.entity_id, "
    "j.right_id) AS "
    "right_entity, l.name AS left_name, r.name AS right_name FROM judgement j LEFT JOIN entity l ON l.supplier_id = "
    "j.left_id LEFT JOIN entity r ON r.supplier_id = j.right_id WHERE j.kind = 'possible' AND j.withdrawn_at IS NULL), "
    "open AS (SELECT * FROM possible p WHERE NOT EXISTS (FROM judgement d WHERE d.withdrawn_at IS NULL AND "
    "d.rule IS NULL "
    "AND d.kind IN ('same', 'not_same') AND least(d.left_id, d.right_id) = least(p.left_id, p.right_id) "
    "AND greatest(d.left_id, d.right_id) = greatest(p.left_id, p.right_id)) AND left_entity <> right_entity), "
    "money AS (SELECT entity_id, sum(obligated) AS obligated FROM entity WHERE entity_id IN "
    "(SELECT unnest([left_entity, right_entity]) FROM open) GROUP BY 1) "
    "SELECT o.judgement_id, o.left_id, o.left_name, o.right_id, o.right_name, o.score, o.because, "
    "CAST(coalesce(l.obligated, 0) + coalesce(r.obligated, 0) AS DECIMAL(20, 2)) AS obligated FROM open o "
    "LEFT JOIN money l ON l.entity_id = o.left_entity LEFT JOIN money r ON r.entity_id = o.right_entity"
)
_ORDER = Cursor({"obligated": "DECIMAL(20, 2)", "judgement_id": "VARCHAR"})
_MADE = Cursor({"made_at": "TIMESTAMP", "judgement_id": "VARCHAR"})


def waiting(lake: Lake, pair: str | None = None, after: str | None = None, limit: int = 100) -> dict[str, Any]:
    """The pairs that wait, most money first, and one of them told in full: the one named, else the first.

    pair: its judgement id; where it waits no more, the first of those that do is told, with `gone`. after: the `next`
    of a page of pairs. `earlier` and `later` are the ids of the pairs beside the one told. Beside them stands what is
    not matched yet, as `unmatched` tells it.
    """
    with lake.reading():
        every = lake.query(f"{_QUEUE} ORDER BY {_ORDER.order}")
        places = {row["judgement_id"]: at for at, row in enumerate(every)}
        at = places.get(pair or "", 0)
        told = every[at] if every else None
        if after:
            past, place = _ORDER.past(after)
            rows = lake.query(f"SELECT * FROM ({_QUEUE}) WHERE {past} ORDER BY {_ORDER.order}", place)
        else:
            rows = every
        facts = {
            "count": len(every),
            "pairs": rows[:limit],
            "next": _ORDER.at(rows[limit - 1]) if len(rows) > limit else None,
            "pair": _whole(lake, told) if told else None,
            "place": at + 1 if every else 0,
            "earlier": every[at - 1]["judgement_id"] if every and at else None,
            "later": every[at + 1]["judgement_id"] if at + 1 < len(every) else None,
            "gone": pair if pair and pair not in places else None,
            **unmatched(lake),
        }
    return dict(plain(facts))


def unmatched(lake: Lake) -> dict[str, Any]:
    """How many suppliers with a name are held (`suppliers_count`), and how many of them came, or got another name,
    after suppliers were last matched (`unmatched_count`)."""
    return lake.query(
        "SELECT count(*) AS suppliers_count, count(*) FILTER (m.names IS DISTINCT FROM n.names) AS unmatched_count "
        "FROM (SELECT supplier_id, count(DISTINCT name) AS names FROM identity WHERE name IS NOT NULL GROUP BY 1) n "
        "LEFT JOIN matched m USING (supplier_id)"
    )[0]


def _whole(lake: Lake, row: dict[str, Any]) -> dict[str, Any]:
    kept = lake.query("SELECT rule, terms, made_at FROM judgement WHERE judgement_id = ?", [row["judgement_id"]])[0]
    try:
        terms = [one for one in json.loads(kept["terms"] or "[]") if isinstance(one, dict)]
    except ValueError:
        terms = []
    known = [float(one["weighs"]) for one in terms if one.get("weighs") is not None]
    return row | {
        "rule": kept["rule"],
        "made_at": kept["made_at"],
        "terms": [{name: one.get(name) for name in ("term", "says", "weighs")} for one in terms],
        "weight": round(sum(known), 2) if known else None,
        "left": candidate(lake, row["left_id"]),
        "right": candidate(lake, row["right_id"]),
    }


def candidate(lake: Lake, supplier_id: str) -> dict[str, Any]:
    """What is held of one side of a pair, all identities of its entity together: names, numbers, countries, parents,
    sorts of products, days, money, and its largest awards."""
    found = lake.query("SELECT entity_id, name FROM entity WHERE supplier_id = ?", [supplier_id])
    entity_id = found[0]["entity_id"] if found else supplier_id
    ids = [row["supplier_id"] for row in lake.query(
        "SELECT supplier_id FROM entity WHERE entity_id = ? ORDER BY supplier_id", [entity_id]
    )] or [supplier_id]  # fmt: skip
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE its_print AS SELECT * FROM identity WHERE supplier_id {AMONG}",
        [ids],
    )
    span = lake.query(
        "SELECT min(first_on) AS first_on, max(last_on) AS last_on, sum(obligated) AS obligated, "
        "CAST(coalesce(sum(actions) FILTER (seen_in = 'action'), 0) AS BIGINT) AS actions FROM temp.its_print"
    )[0]
    awards = (
        "award_id, piid, buyer_name, obligated, first_signed_on, description, count(*) OVER () AS found FROM award "
        f"WHERE supplier_id {AMONG} ORDER BY obligated DESC NULLS LAST, award_id LIMIT {AWARDS}"
    )
    largest = lake.query(f"SELECT {awards}", [ids])
    return {
        "supplier_id": supplier_id,
        "entity_id": entity_id,
        "name": found[0]["name"] if found else None,
        "suppliers": ids,
        "names": belonging.names(lake, [entity_id]).get(entity_id, []),
        "as_parent": lake.query(
            "SELECT parent_name AS name, count(DISTINCT supplier_id) AS suppliers, min(first_on) AS first_on, "
            f"max(last_on) AS last_on FROM identity WHERE parent_id {AMONG} AND parent_name IS NOT NULL "
            f"GROUP BY 1 ORDER BY suppliers DESC, 1 LIMIT {WAYS}",
            [ids],
        ),
        "numbers": {kind: _values(lake, kind) for kind in ("uei", "duns", "cage")},
        "countries": _values(lake, "country"),
        "parents": lake.query(
            "SELECT parent_id, arg_max(parent_name, last_on) AS name, min(first_on) AS first_on, max(last_on) AS "
            "last_on, "
            "CAST(sum(actions) AS BIGINT) AS times FROM temp.its_print WHERE coalesce(parent_id, parent_name) IS "
            "NOT NULL "
            f"GROUP BY parent_id, CASE WHEN parent_id IS NULL THEN parent_name END ORDER BY first_on, 1, 2 LIMIT {WAYS}"
        ),
        "industries": lake.query(
            "SELECT i.psc2 AS code, any_value(p.name) AS name, CAST(sum(i.actions) AS BIGINT) AS times FROM "
            "temp.its_print i "
            "LEFT JOIN (SELECT code, max_by(name, coalesce(from_on, DATE '1900-01-01')) AS name FROM psc GROUP BY 1) p "
            f"ON p.code = i.psc2 WHERE i.psc2 IS NOT NULL GROUP BY 1 ORDER BY times DESC, 1 LIMIT {WAYS}"
        ),
        **span,
        "awards_count": largest[0]["found"] if largest else 0,
        "awards": [{key: value for key, value in row.items() if key != "found"} for row in largest],
    }


def _values(lake: Lake, column: str) -> list[str]:
    rows = lake.query(
        f"SELECT {column} AS value FROM temp.its_print WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY "
        "sum(actions) DESC, 1 "
        f"LIMIT {WAYS}"
    )
    return [str(row["value"]) for row in rows]


def made(lake: Lake, judgement_id: str | None = None, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """What persons have judged, newest first, withdrawn ones with the reason among them.

    judgement_id: this one alone, be it a rule's.
    """
    chosen = "judgement_id = ?" if judgement_id else "rule IS NULL AND kind <> 'possible'"
    asked = [judgement_id] if judgement_id else []
    base = (
        "SELECT j.*, coalesce(l.name, j.left_id) AS left_name, coalesce(r.name, j.right_id) AS right_name FROM "
        f"(SELECT * EXCLUDE (terms) FROM judgement WHERE {chosen}) j LEFT JOIN entity l ON l.supplier_id = j.left_id "
        "LEFT JOIN entity r ON r.supplier_id = j.right_id"
    )
    past, place = _MADE.past(after) if after else ("true", [])
    rows = lake.query(
        f"SELECT * FROM ({base}) WHERE {past} ORDER BY {_MADE.order} LIMIT {int(limit) + 1}", [*asked, *place]
    )
    count = lake.value(f"SELECT count(*) FROM judgement WHERE {chosen}", asked)
    following = _MADE.at(rows[limit - 1]) if len(rows) > limit else None
    return dict(plain({"judgements_count": count, "judgements": rows[:limit], "judgements_next": following}))
