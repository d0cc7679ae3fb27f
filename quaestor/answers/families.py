"""Which corporate families are held, and which one somebody means by an id, a supplier or a name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from quaestor.answers.cursor import Cursor
from quaestor.answers.family import identify_family
from quaestor.answers.plain import plain
from quaestor.answers.supplier import words as words_of
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Days for which a family that was joined or split counts as changed lately.
LATELY = 90
#: What a list of families may be narrowed to: the name in the address, its label, and the condition over `family f`.
WHICH = {
    "several": ("of several suppliers", "f.members > 1"),
    "disagreements": (
        "with disagreements",
        "f.family_id IN (SELECT family_id FROM family_member WHERE NOT stands)",
    ),
    "changed": (
        "joined or split lately",
        "f.family_id IN (SELECT unnest([family_id, other_id]) FROM family_change WHERE kind IN ('joined', 'split') "
        "AND made_at >= CAST($since AS TIMESTAMP))",
    ),
}
#: Families without a sum held come after all others.
_ORDER = Cursor({"ranked": "DECIMAL(20, 2)", "family_id": "VARCHAR"})
_RANKED = "coalesce(f.obligated, CAST(-999999999999999 AS DECIMAL(20, 2)))"
#: Families of one name that are told.
_SAID = 10


def families(
    lake: Lake, words: str = "", which: str | None = None, after: str | None = None, limit: int = 100,
    today: date | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Families that stand and have members, most money first.

    words: only those whose name, or the name of a member, contains them all, whatever the capitals, or is another
    spelling of them. which: one of `WHICH`. after: the `next` of a page. today: the day that LATELY is counted back
    from.
    """
    told = words.strip()
    since = (today or date.today()) - timedelta(days=LATELY)
    asked: dict[str, Any] = {f"word{at}": word for at, word in enumerate(told.upper().split())}
    conditions = ["f.merged_into IS NULL", "f.members > 0"]
    if asked:
        named = " AND ".join(f"contains(upper(name), ${name})" for name in asked)
        asked["spelt"] = words_of(told)
        conditions.append(
            f"(({named.replace('name)', 'f.name)')}) OR f.family_id IN (SELECT m.family_id FROM family_member m "
            f"JOIN entity e USING (supplier_id) WHERE m.stands AND (({named.replace('name)', 'e.name)')}) "
            "OR e.plain_name = $spelt)))"
        )
    if which:
        conditions.append(WHICH[which][1])
        asked |= {"since": since} if "$since" in WHICH[which][1] else {}
    held = f"SELECT f.*, {_RANKED} AS ranked FROM family f WHERE {' AND '.join(conditions)}"
    count = lake.value(f"SELECT count(*) FROM ({held})", asked)
    past, place = _ORDER.past(after) if after else ("true", [])
    for at, value in enumerate(place):
        past = past.replace("?", f"$place{at}", 1)
        asked[f"place{at}"] = value
    rows = lake.query(f"SELECT * FROM ({held}) WHERE {past} ORDER BY {_ORDER.order} LIMIT {int(limit) + 1}", asked)
    following = _ORDER.at(rows[limit - 1]) if len(rows) > limit else None
    found = _more(lake, rows[:limit], since)
    return dict(
        plain(
            {
                "q": told, "which": which, "families": found, "count": count, "of": _of(lake), "since": since,
                "next": following,
            }
        )
    )  # fmt: skip


def _of(lake: Lake) -> int:
    return int(lake.value("SELECT count(*) FROM family WHERE merged_into IS NULL AND members > 0") or 0)


def _more(lake: Lake, rows: list[dict[str, Any]], since: date) -> list[dict[str, Any]]:
    """The families with what the list tells beside their figures."""
    ids = [row["family_id"] for row in rows]
    against = {row["family_id"]: row["n"] for row in lake.query(
        f"SELECT family_id, count(*) AS n FROM family_member WHERE NOT stands AND family_id {AMONG} "
        "GROUP BY 1",
        [ids],
    )}  # fmt: skip
    changes = lake.query(
        "SELECT family_id, other_id, kind, CAST(made_at AS DATE) AS on_day FROM family_change WHERE kind IN "
        f"('joined', 'split') AND made_at >= CAST(? AS TIMESTAMP) AND (family_id {AMONG} OR other_id {AMONG}) "
        "ORDER BY made_at DESC",
        [since, ids, ids],
    )
    latest: dict[str, dict[str, Any]] = {}
    for row in changes:
        for one in (row["family_id"], row["other_id"]):
            latest.setdefault(one, {"kind": row["kind"], "on": row["on_day"]})
    return [
        {
            "family_id": row["family_id"],
            "name": row["name"],
            "first_on": row["first_on"],
            "members": row["members"],
            "obligated": row["obligated"],
            "disagreements": against.get(row["family_id"], 0),
            "changed": latest.get(row["family_id"]),
        }
        for row in rows
    ]


def changes(lake: Lake, rows: int = 50) -> dict[str, Any]:
    """What runs of the resolution joined and split, newest first, each with its reason; `changes_count` is of all."""
    found = lake.query(
        "SELECT c.made_at, c.kind, c.family_id, f.name, c.other_id, o.name AS other_name, c.why, c.run_id "
        "FROM family_change c LEFT JOIN family f ON f.family_id = c.family_id "
        "LEFT JOIN family o ON o.family_id = c.other_id "
        "ORDER BY c.made_at DESC, c.run_id DESC, c.kind, c.family_id, c.other_id LIMIT ?",
        [rows],
    )
    return dict(plain({"changes_count": lake.value("SELECT count(*) FROM family_change"), "changes": found}))


def meant(lake: Lake, text: str) -> dict[str, Any]:
    """The one row of `family` that a family id, a supplier's id or number, or a name of a parent or member means.

    A family that was merged is given as it is, with `merged_into`. A supplier means the family that it is part of
    today. Raises NotHeld when none or several are meant.
    """
    found = lake.query("SELECT * FROM family WHERE family_id = ?", [text.strip().lower()])
    if found:
        return found[0]
    number = re.sub(r"\s", "", text).upper()
    ids = [f"{form}:{number}" for form in ("uei", "duns", "cage")]
    held = lake.query(f"SELECT DISTINCT supplier_id FROM family_member WHERE supplier_id {AMONG}", [ids])
    return identify_family(lake, held[0]["supplier_id"] if len(held) == 1 else text)


def of_the_same_name(lake: Lake, family_id: str, name: str | None) -> list[dict[str, Any]]:
    """Other families whose names come to the same words; their sums are not added in."""
    return lake.query(
        "SELECT f.family_id, f.name, f.obligated FROM family f JOIN plain_name p USING (name) WHERE "
        "f.merged_into IS NULL AND f.members > 0 AND f.family_id <> ? AND p.plain = (SELECT plain FROM "
        "plain_name WHERE name = ?) "
        f"ORDER BY f.obligated DESC NULLS LAST, f.family_id LIMIT {_SAID}",
        [family_id, name],
    )
