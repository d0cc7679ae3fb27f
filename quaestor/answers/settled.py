"""A family as settled: what it was promised by a choice of date, its members, what befell them, what speaks against."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor.answers import belonging, family_sums, holdings
from quaestor.answers.doubts import doubts
from quaestor.answers.families import meant, of_the_same_name
from quaestor.answers.family import members as listed_members
from quaestor.answers.holdings import Slice
from quaestor.answers.plain import plain
from quaestor.answers.supplier import left_out, told
from quaestor.errors import NotHeld
from quaestor.store import Lake


def settled_family(
    lake: Lake, text: str, family_on: str = "then", as_of: date | None = None, part: Slice | None = None
) -> dict[str, Any]:
    """Everything held of the one family that `text` means (see `meant`).

    members: a row a stay of an identity; firms: the same by entity, with names over time, sums and stays elsewhere.
    family_on: the date that says which actions are its own (see `family_sums`). as_of: only actions signed by that day.
    part: which of its awards are told. A family that is part of another now gives `moved_to` alone. Raises NotHeld when
    none or several are meant.
    """
    with lake.reading():
        row = meant(lake, text)
        family_id = row["family_id"]
        if row["merged_into"]:
            return {"family_id": family_id, "moved_to": _end(lake, row["merged_into"])}
        family_sums.take(lake, family_id, family_on, as_of)
        total = holdings.totals(lake)
        choices, sums = family_sums.choices(lake), family_sums.by_member(lake)
        if as_of and not sums:
            raise NotHeld(f"no action of a member of {row['name']} signed by {as_of} is held")
        members = belonging.members(lake, family_id)
        suppliers = [one["supplier_id"] for member in members for one in member["suppliers"]]
        stays = [stay for member in members for stay in member["stays"]]
        told_of = listed_members(lake, family_id)
        facts = {
            "family_id": family_id,
            "family": row["name"],
            "name": row["name"],
            "first_on": row["first_on"],
            "merged": lake.query(
                "SELECT family_id, name FROM family WHERE merged_into = ? ORDER BY made_at, family_id", [family_id]
            ),
            "family_on": family_on,
            "choices": choices,
            "steps": family_sums.steps(members, sums),
            **{name: told_of[name] for name in ("members_count", "members")},
            "suppliers": _suppliers(lake),
            "suppliers_count": len(suppliers),
            "firms_count": len(members),
            "firms": [member | {"sums": _sums(sums.get(member["entity_id"]))} for member in members],
            "disagreements": belonging.disagreements(lake, family_id),
            "doubts": _doubts(members),
            **_events(lake, suppliers, members),
            "judgements": belonging.judgements(lake, suppliers, [stay["evidence"] for stay in stays]),
            "changes": lake.query(
                "SELECT kind, family_id, other_id, why, made_at FROM family_change WHERE family_id = ? OR other_id = ? "
                "ORDER BY made_at DESC, kind, family_id, other_id",
                [family_id, family_id],
            ),
            "alike": of_the_same_name(lake, family_id, row["name"]),
            "names": holdings.names(lake),
            **told(lake, total, as_of, holdings.awards(lake, part or Slice())),
            "by_year_supplier": holdings.by_year_and(lake, "supplier"),
        }
        cut = holdings.cut_short(lake, [buyer["agency_id"] for buyer in facts["by_buyer"]])
        facts["notes"] = [*left_out(total), *([cut] if cut else [])]
    return dict(plain(facts))


def _suppliers(lake: Lake) -> list[dict[str, Any]]:
    """The sums by identity, most money first."""
    return lake.query(
        "SELECT supplier_id, max_by(supplier_name, signed_on) AS name, sum(obligation) AS obligated, count(*) AS "
        "actions, "
        "min(signed_on) AS first_on, max(signed_on) AS last_on FROM temp.its_act GROUP BY 1 "
        "ORDER BY obligated DESC NULLS LAST, actions DESC, 1"
    )


def _events(lake: Lake, suppliers: list[str], members: list[dict[str, Any]]) -> dict[str, Any]:
    called = {member["entity_id"]: member["name"] for member in members}
    told = belonging.events(lake, suppliers)
    return told | {"events": [row | {"name": called.get(row["entity_id"], row["name"])} for row in told["events"]]}


def _end(lake: Lake, family_id: str) -> str:
    """Where a merged family leads to in the end."""
    seen = {family_id}
    while above := lake.value("SELECT merged_into FROM family WHERE family_id = ?", [family_id]):
        if above in seen:
            break
        seen.add(above)
        family_id = above
    return family_id


def _sums(row: dict[str, Any] | None) -> dict[str, Any]:
    names = [part for choice in family_sums.CHOICES for part in (choice, f"{choice}_actions")]
    return {name: row[name] if row else (0 if name.endswith("_actions") else None) for name in names}


def _doubts(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a reader must know of members whose records put them in it, each thing once a member."""
    return [
        {"entity_id": member["entity_id"], "name": member["name"], "note": said}
        for member in members
        for said in doubts(member["stays"])
    ]
