"""What a family of suppliers was promised, where a family is a corporate group as settled from all evidence.

Which suppliers are its members and from when to when is `resolve`'s to say; a total takes one of three choices of date.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from quaestor.answers import holdings
from quaestor.answers.doubts import doubts
from quaestor.answers.holdings import Slice
from quaestor.answers.plain import plain
from quaestor.answers.supplier import INDIVIDUAL, left_out, told, words
from quaestor.errors import NotHeld
from quaestor.store import Lake

Choice = Literal["then", "now", "first"]
#: Whose awards a total takes, by choice.
CHOICES: dict[str, str] = {
    "then": "awards of suppliers that belonged to it on the day the award was first signed",
    "now": "awards of suppliers that belong to it today, whenever they were signed",
    "first": "awards of suppliers that were first reported in it, whoever owns them since",
}
#: Suppliers, and members with their days, that are told; the counts are of all.
MOST = 200
_DAYS = "coalesce(from_on, DATE '0001-01-01') AS from_day, coalesce(to_on, DATE '9999-12-31') AS to_day"
_MEMBER = {"then": "true", "now": "to_on IS NULL", "first": "from_on IS NULL"}


def family(
    lake: Lake, name: str, as_of: date | None = None, part: Slice | None = None, by: Choice = "then"
) -> dict[str, Any]:
    """Everything held of one family: its members from day to day with the evidence, and what they were obligated.

    name: a family's id (also one that was merged), its name, a parent's name as printed, or the id of a supplier.
    as_of: only actions signed by that day. part: which awards are told. by: whose awards are taken (CHOICES). Sums are
    without sampled actions. Raises NotHeld when none or several are meant.
    """
    with lake.reading():
        kept = identify_family(lake, name)
        family_id = kept["family_id"]
        take(lake, family_id, by, as_of)
        total = holdings.totals(lake)
        if not total["actions"] and as_of:
            raise NotHeld(f"no action of the family {kept['name']} that was signed by {as_of} is held")
        suppliers = _suppliers(lake)
        facts = {
            "family": kept["name"],
            "family_id": family_id,
            "name": kept["name"],
            "by": by,
            "grouped_by": CHOICES[by],
            "merged": lake.query("SELECT family_id, name FROM family WHERE merged_into = ? ORDER BY 1", [family_id]),
            **members(lake, family_id),
            "alike": _alike(lake, kept),
            "names": holdings.names(lake),
            "suppliers_count": suppliers[0]["found"] if suppliers else 0,
            "suppliers": [{key: value for key, value in row.items() if key != "found"} for row in suppliers],
            **told(lake, total, as_of, holdings.awards(lake, part or Slice())),
            "by_year_supplier": holdings.by_year_and(lake, "supplier"),
            "events": _events(lake, family_id),
        }
        cut = holdings.cut_short(lake, [row["agency_id"] for row in facts["by_buyer"]])
        facts["notes"] = [
            f"These are {CHOICES[by]}. Who belongs to a family is found from parents as printed, numbers, "
            "names, a list of "
            "mergers and judgements; every member has its evidence.",
            *left_out(total),
            *([cut] if cut else []),
        ]
    return dict(plain(facts))


def members(lake: Lake, family_id: str) -> dict[str, Any]:
    """Its members from day to day, oldest first, what is doubtful of them, and what was printed and not followed."""
    rows = lake.query(
        "SELECT m.supplier_id, e.name, m.from_on, m.to_on, m.how, m.stands, m.parent_id, m.parent_name, "
        "m.evidence, m.note, "
        "e.entity_id, e.how AS tied_by, e.evidence AS tied_to FROM family_member m JOIN entity e USING (supplier_id) "
        "WHERE m.family_id = ? ORDER BY m.from_on NULLS FIRST, e.obligated DESC NULLS LAST, 1, m.to_on",
        [family_id],
    )
    split: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for row in rows:
        split[row.pop("stands")].append(row)
    doubted: dict[tuple[str, str], dict[str, Any]] = {}
    for row in split[True]:  # the identities of one entity share its stays
        for said in doubts([row]):
            doubted.setdefault(
                (row["entity_id"], said), {"entity_id": row["entity_id"], "name": row["name"], "note": said}
            )
    return {
        "members_count": len({row["supplier_id"] for row in split[True]}),
        "members": split[True][:MOST],
        "disagreements_count": len(split[False]),
        "disagreements": split[False][:MOST],
        "doubts": list(doubted.values()),
    }


def identify_family(lake: Lake, text: str) -> dict[str, Any]:
    """The one family that an id, a name, a parent as printed or a supplier's id means; raises NotHeld."""
    text = text.strip()
    if not text:
        raise NotHeld("no family is named", advice="Give a name, or the id of a family or supplier.")
    if text.lower() == INDIVIDUAL:
        raise NotHeld("individuals are no family", advice="Their names are not kept, and nothing groups them.")
    found = lake.query(
        "SELECT f.* FROM family k JOIN family f ON f.family_id = coalesce(k.merged_into, k.family_id) WHERE "
        "k.family_id = ?",
        [text.lower()],
    )
    found = found or lake.query(
        "SELECT f.* FROM family_member m JOIN family f USING (family_id) WHERE m.supplier_id = ? AND m.stands "
        "AND m.to_on IS NULL",
        [text],
    )
    if not found:
        same_words = "IN (SELECT upper(name) FROM plain_name WHERE plain = ?)"
        found = _printed(lake, "= ?", text.upper()) or _printed(lake, same_words, words(text))
        found = found[:1]  # one name may be printed beside several numbers: most records decide, the others are told
    if not found:
        found = lake.query(
            "SELECT * FROM family WHERE merged_into IS NULL AND members > 0 AND contains(upper(name), ?) "
            "ORDER BY obligated DESC NULLS LAST, family_id LIMIT 50",
            [text.upper()],
        )
    if not found:
        raise NotHeld(
            f"no family called {text} is held",
            advice="Families bear the names of parents as publishers print them; try the supplier instead.",
        )
    if len(found) > 1:
        said = "; ".join(f"{row['name']} ({row['family_id']})" for row in found[:10])
        raise NotHeld(f"{len(found)} families are called {text}", advice=f"Name one of them by its id: {said}.")
    return found[0]


def _printed(lake: Lake, test: str, name: str) -> list[dict[str, Any]]:
    """Families that bear the name, or whose parent is printed with it, most records first."""
    return lake.query(
        "WITH called AS (SELECT family_id, 1000000000 AS n FROM family WHERE merged_into IS NULL AND members > 0 AND "
        f"upper(name) {test} UNION ALL "
        "SELECT m.family_id, sum(i.actions) FROM identity i JOIN family_member m ON m.supplier_id = "
        "i.supplier_id AND m.stands "
        "AND m.parent_id = coalesce(i.parent_id, concat('name:', upper(trim(i.parent_name)), ', USA')) "
        f"WHERE upper(i.parent_name) {test} GROUP BY 1 UNION ALL "
        "SELECT m.family_id, 0 FROM identity i JOIN family_member m ON m.supplier_id = i.supplier_id AND m.stands "
        f"AND m.how <> 'itself' WHERE upper(i.parent_name) {test} GROUP BY 1) "
        "SELECT f.* FROM family f JOIN (SELECT family_id, sum(n) AS n FROM called GROUP BY 1) USING (family_id) "
        "ORDER BY n DESC, f.obligated DESC NULLS LAST, f.family_id",
        [name] * 3,
    )


def take(lake: Lake, family_id: str, by: Choice, as_of: date | None = None) -> None:
    """Lays the actions and awards of the family into `its_act` and `its_award`, as `holdings.take` does of a holder."""
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE its_member AS SELECT DISTINCT supplier_id, {_DAYS} FROM family_member "
        f"WHERE family_id = ? AND stands AND {_MEMBER[by]}",
        [family_id],
    )
    dated = by == "then" and lake.value(
        "SELECT EXISTS (FROM temp.its_member WHERE from_day > '0001-01-01' OR to_day < '9999-12-31')"
    )
    some = "supplier_id IN (SELECT supplier_id FROM temp.its_member)"
    within = (
        "EXISTS (FROM temp.its_member m WHERE m.supplier_id = {0}.supplier_id AND {1} BETWEEN m.from_day AND m.to_day)"
    )
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE its_award AS SELECT {holdings.AWARD} FROM supplier_award a WHERE {some} "
        f"{'AND ' + within.format('a', 'a.first_signed_on') if dated else ''} "
        f"{'AND first_signed_on <= ?' if as_of else ''}",
        [as_of] if as_of else [],
    )
    signed = "AND signed_on <= ?" if as_of else ""
    acts = f"SELECT * FROM lake.action WHERE {some} AND NOT coalesce(individual, false) {signed}"
    if dated:  # the day of an award is that of its first action, whoever signed that
        acts = (
            f"WITH act AS MATERIALIZED ({acts}), day AS (SELECT award_id, first_signed_on FROM lake.award "
            "WHERE award_id IN (SELECT award_id FROM act)) SELECT act.* FROM act LEFT JOIN day USING (award_id) WHERE "
            + within.format("act", "coalesce(day.first_signed_on, act.signed_on)")
        )
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE its_act AS SELECT {holdings.ACT} FROM ({acts})", [as_of] if as_of else []
    )


def _alike(lake: Lake, kept: dict[str, Any]) -> list[dict[str, Any]]:
    """Other families whose names come to the same words; they are not added in."""
    return lake.query(
        "SELECT f.family_id, f.name, f.obligated, count(s.supplier_id) AS suppliers, coalesce(sum(s.awards), "
        "0) AS awards "
        "FROM family f JOIN plain_name p USING (name) LEFT JOIN (SELECT DISTINCT family_id, supplier_id FROM "
        "family_member "
        "WHERE stands) m ON m.family_id = f.family_id LEFT JOIN supplier s ON s.supplier_id = m.supplier_id "
        "WHERE f.merged_into "
        "IS NULL AND f.members > 0 AND f.family_id <> ? AND p.plain = (SELECT plain FROM plain_name WHERE name = ?) "
        "GROUP BY ALL ORDER BY awards DESC, 2, 1 LIMIT 10",
        [kept["family_id"], kept["name"]],
    )


def _suppliers(lake: Lake) -> list[dict[str, Any]]:
    return lake.query(
        "WITH its AS (SELECT supplier_id, count(*) AS awards FROM temp.its_award GROUP BY 1) "
        "SELECT a.supplier_id, max_by(a.supplier_name, a.signed_on) AS name, sum(a.obligation) AS obligated, "
        "count(*) AS actions, coalesce(max(its.awards), 0) AS awards, min(a.signed_on) AS first_on, "
        "max(a.signed_on) AS last_on, count(*) OVER () AS found FROM temp.its_act a LEFT JOIN its USING (supplier_id) "
        f"GROUP BY 1 ORDER BY obligated DESC NULLS LAST, actions DESC, 1 LIMIT {MOST}"
    )


def _events(lake: Lake, family_id: str) -> list[dict[str, Any]]:
    return lake.query(
        "SELECT v.* FROM supplier_event v WHERE v.supplier_id IN (SELECT supplier_id FROM family_member "
        "WHERE family_id = ? "
        f"AND stands) ORDER BY v.on_day DESC, v.supplier_id, v.kind LIMIT {MOST}",
        [family_id],
    )
