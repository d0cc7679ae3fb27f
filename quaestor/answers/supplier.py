"""What one supplier was promised: by fiscal year, by buyer, award by award."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from quaestor.answers import holdings
from quaestor.answers.doubts import doubts
from quaestor.answers.holdings import Slice
from quaestor.answers.identities import stays
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.sql import AMONG
from quaestor.store import Lake

#: An individual's page names nobody; these words stand for every one of them, and are no firm and no family.
INDIVIDUAL = "an individual"


def supplier(lake: Lake, name_or_id: str, as_of: date | None = None, part: Slice | None = None) -> dict[str, Any]:
    """Everything held of one supplier: obligations of its actions, by year and buyer, and its awards.

    name_or_id: a supplier id, a UEI, DUNS or CAGE, or a name. as_of: only actions signed by that day. part: which of
    its awards are told; all of them where none is given. Sums are over actions that name the supplier, without sampled
    ones. Raises NotHeld when none or several are meant.
    """
    with lake.reading():
        supplier_id = identify(lake, name_or_id)
        holdings.take(lake, supplier_id, as_of)
        total = holdings.totals(lake)
        if not total["actions"] and as_of:
            raise NotHeld(f"no action of {supplier_id} signed by {as_of} is held")
        names, parents = holdings.names(lake), holdings.names(lake, "parent")
        listed = holdings.awards(lake, part or Slice())
        last = max(names, key=lambda row: row["last_on"])["name"] if names else None
        facts = {
            "supplier_id": supplier_id,
            "name": last or (listed["awards"][0]["supplier_name"] if listed["awards"] else None),
            "names": names,
            **_families(lake, supplier_id),
            "parents": parents,
            **told(lake, total, as_of, listed),
            "by_year_buyer": holdings.by_year_and(lake, "buyer"),
        }
        facts["notes"] = _notes(lake, facts, total)
    return dict(plain(facts))


def _families(lake: Lake, supplier_id: str) -> dict[str, Any]:
    """The family that the supplier belongs to today, and every stay in one with its evidence.

    family: its name; None where the supplier prints no parent and stands by itself. doubts: what is doubtful of it.
    """
    rows = stays(lake, supplier_id)
    today = next((row for row in rows if row["stands"] and row["to_on"] is None), None)
    alone = today is None or (today["how"] == "itself" and today["parent_id"] is None)
    return {
        "family": None if alone or today is None else today["name"],
        "family_id": today["family_id"] if today else None,
        "families": rows,
        "doubts": doubts(rows),
        "events": lake.query(f"{lake.select('supplier_event', supplier_id)} ORDER BY on_day, kind"),
    }


def told(lake: Lake, total: Mapping[str, Any], as_of: date | None, listed: Mapping[str, Any]) -> dict[str, Any]:
    """What a page of a supplier and one of a family tell alike of the actions and awards taken."""
    return {
        "obligated": total["obligated"],
        "actions_count": total["actions"],
        "arithmetic": {
            "added": {"actions": total["added_count"], "amount": total["added"]},
            "taken_back": {"actions": total["taken_back_count"], "amount": total["taken_back"]},
            "nothing": {"actions": total["nothing_count"]},
            "left_out": {"actions": total["sampled"]},
        },
        "first_signed_on": total["first_on"],
        "last_signed_on": total["last_on"],
        "by_year": holdings.by_year(lake),
        "by_buyer": holdings.by_buyer(lake),
        "competition": holdings.competed(lake),
        **holdings.vehicles(lake),
        **holdings.ending(lake, as_of or datetime.now(UTC).date()),
        **listed,
        "as_of": as_of,
    }


def identify(lake: Lake, text: str) -> str:
    """The id of the one supplier that an id, a number or a name means, in whatever spelling; of several ids that are
    one firm the one with most money. Raises NotHeld when none or several firms are meant."""
    text = text.strip()
    if not text:
        raise NotHeld("no supplier is named", advice="Give a name, UEI, DUNS or CAGE.")
    if text.lower() == INDIVIDUAL:
        raise NotHeld("individuals are not told by name", advice="Their names are not kept.")
    number = re.sub(r"\s", "", text).upper()
    ids = [text, *(f"{form}:{number}" for form in ("uei", "duns", "cage")), f"name:{text.upper()}, USA"]
    known = " UNION ALL ".join(lake.select("supplier", id, "supplier_id, name") for id in ids)
    found = lake.query(known)
    same_words = "name IN (SELECT name FROM plain_name WHERE plain = ?)"
    named = {"upper(name) = ?": str.upper, same_words: words, "contains(upper(name), ?)": str.upper}
    for asked, spelt in named.items():
        found = found or lake.query(
            f"SELECT supplier_id, name FROM supplier WHERE {asked} AND name <> ? ORDER BY obligated DESC NULLS LAST",
            [spelt(text), INDIVIDUAL],
        )
    found = found or lake.query(
        f"SELECT DISTINCT supplier_id, supplier_name AS name FROM action WHERE supplier_id {AMONG}", [ids]
    )
    if not found:
        raise NotHeld(
            f"no supplier {text} is held", advice="Try part of the name; names are as the publisher prints them."
        )
    if len(found) > 1 and not _one_firm(lake, [row["supplier_id"] for row in found]):
        said = "; ".join(f"{row['supplier_id']} ({row['name']})" for row in found[:10])
        more = f" and {len(found) - 10} more" if len(found) > 10 else ""
        raise NotHeld(f"{len(found)} suppliers are called {text}", advice=f"Name one of them by its id: {said}{more}.")
    return str(found[0]["supplier_id"])


def words(name: str) -> str:
    """The words of a firm's name by which `plain_name` tells spellings of one name."""
    from quaestor.resolve.plain import plain as words_of  # a tenth of a second, of which most commands have no need

    return words_of(name)


def _one_firm(lake: Lake, ids: list[str]) -> bool:
    found = lake.query(f"SELECT supplier_id, entity_id FROM entity WHERE supplier_id {AMONG}", [ids])
    entities = {row["supplier_id"]: row["entity_id"] for row in found}
    return len({entities.get(id) or id for id in ids}) == 1


def left_out(total: Mapping[str, Any]) -> list[str]:
    """The sentence on actions that enter no sum, where there are some."""
    return [
        f"{total['sampled']:,} of {total['actions']:,} actions come from a source that prints one action of an award a "
        "year; they enter no sum."
    ] if total["sampled"] else []  # fmt: skip


def _notes(lake: Lake, facts: dict[str, Any], total: Mapping[str, Any]) -> list[str]:
    notes = left_out(total)
    if facts["supplier_id"].startswith("name:"):
        notes.append(
            "The publisher prints no number for this supplier here, so it is known by its name alone; the same firm "
            "may stand elsewhere under its UEI."
        )
    if facts["as_of"]:
        notes.append("The awards' own totals below are of today; the sums above are as of the day.")
    cut = holdings.cut_short(lake, [row["agency_id"] for row in facts["by_buyer"]])
    return [*notes, cut] if cut else notes
