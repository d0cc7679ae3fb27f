"""The pages of corporate families: the list of them, and one family over time."""

from __future__ import annotations

from typing import Any

from quaestor.answers.families import WHICH
from quaestor.answers.families import families as told_families
from quaestor.answers.family_sums import CHOICES
from quaestor.answers.findings import flags_of
from quaestor.answers.settled import settled_family
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts
from quaestor.web.pages.suppliers import listed, parts, sliced

#: Families on one page, and the most a program may ask for.
ROWS = {"html": (100, 500), "json": (100, 1_000), "csv": (20_000, 20_000)}
#: What the CSV of a family may give.
TABLES = {
    "awards": "one row an award",
    "members": "one row a stay of a member",
    "events": "one row an event",
    "disagreements": "one row a disagreement",
    "judgements": "one row a judgement",
}
#: What a row of the CSV of members tells of a stay.
_STAY = ("from_on", "to_on", "how", "parent_id", "parent_name", "evidence", "note")


def families(lake: Lake, asked: Asked) -> Facts:
    """Corporate groups, most money first: by name, or those with disagreements, or joined or split lately."""
    usual, most = ROWS.get(asked["form"], ROWS["html"])
    return told_families(
        lake,
        asked.get("q", ""),
        asking.one_of(asked, "which", WHICH),
        asked.get("after", "").strip() or None,
        asking.count(asked, "limit", usual, most),
        asking.day(asked, "on"),
    )


def family(lake: Lake, asked: Asked) -> Facts:
    """One corporate family: its members from when to when, on what evidence, and what they were promised by a choice
    of date; a page of their awards, sorted as asked.

    parts: by_year_supplier as a table, the largest suppliers apart. was: the id that was asked for, where the family
    that bore it is part of this one now.
    """
    choice = asking.one_of(asked, "family_on", CHOICES) or "then"
    table = asking.one_of(asked, "table", TABLES) or "awards"
    facts = settled_family(lake, asked["key"], choice, asking.day(asked, "as_of"), sliced(asked))
    if there := facts.get("moved_to"):
        return facts | {"moved": {"to": f"family/{there}", "was": facts["family_id"]}}
    was = asked.get("was", "").strip()
    led = {row["family_id"] for row in facts["merged"]}
    return (
        facts
        | listed(asked, facts)
        | {
            "parts": parts(facts["by_year_supplier"], "supplier"),
            "flags": flags_of(lake, "family_id", facts["family_id"]),
            "was": was if was in led else None,
            "table": table,
        }
    )


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row an award, or what `table` names instead."""
    if facts["table"] == "members":
        return [
            {
                "family_id": facts["family_id"], "entity_id": member["entity_id"], "name": member["name"],
                "suppliers": " ".join(one["supplier_id"] for one in member["suppliers"]),
                **{name: stay[name] for name in _STAY},
                **{name: member["sums"][name] for name in CHOICES},
            }
            for member in facts["firms"]
            for stay in member["stays"]
        ]  # fmt: skip
    return list(facts[facts["table"]])


def list_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a family."""
    return [
        {key: value for key, value in row.items() if key != "changed"}
        | {"changed": (row["changed"] or {}).get("kind"), "changed_on": (row["changed"] or {}).get("on")}
        for row in facts["families"]
    ]
