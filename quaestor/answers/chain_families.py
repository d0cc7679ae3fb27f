"""Which family each end of a subaward belongs to on the day it was signed.

Where families are settled, a supplier belongs to the one that `family_member` says of that day. In a store without them
a family is the ultimate parent as printed, and a firm that no record prints a parent of stands under its own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quaestor.answers.supplier import INDIVIDUAL
from quaestor.errors import NotHeld
from quaestor.store import Lake


@dataclass(frozen=True)
class Families:
    """How families are told: as SQL over `action a`; over `subaward s`, its award `w`, and suppliers `p` and `r`."""

    settled: bool
    of_action: str
    of_passer: str
    of_receiver: str
    join: str
    said: str


def _on_the_day(supplier: str, day: str) -> str:
    """SQL for the family that a supplier stands in on a day; of several the one it joined last."""
    return (
        "(SELECT max_by(m.family_id, coalesce(m.from_on, DATE '0001-01-01')) FROM lake.family_member m WHERE m.stands "
        f"AND m.supplier_id = {supplier} AND (m.from_on IS NULL OR m.from_on <= {day}) "
        f"AND (m.to_on IS NULL OR m.to_on >= {day}))"
    )


_SETTLED = Families(
    settled=True,
    of_action=_on_the_day("a.supplier_id", "a.signed_on"),
    of_passer="f.passer",
    of_receiver="f.receiver",
    join=f"JOIN (SELECT s.subaward_id, coalesce({_on_the_day('s.supplier_id', 's.signed_on')}, "
    f"{_on_the_day('w.supplier_id', 's.signed_on')}, s.supplier_id) AS passer, "
    f"coalesce({_on_the_day('s.subsupplier_id', 's.signed_on')}, s.subsupplier_id) AS receiver "
    "FROM lake.subaward s LEFT JOIN lake.award w ON w.award_id = s.award_id) f ON f.subaward_id = s.subaward_id",
    said="Each action and report counts for the family that its supplier belonged to on the day it was signed.",
)
_PRINTED = Families(
    settled=False,
    of_action="coalesce(a.parent_name, a.supplier_name)",
    of_passer="coalesce(w.parent_name, p.parent_name, s.supplier_name)",
    of_receiver="coalesce(s.subsupplier_parent_name, r.parent_name, s.subsupplier_name)",
    join="LEFT JOIN lake.supplier p ON p.supplier_id = s.supplier_id "
    "LEFT JOIN lake.supplier r ON r.supplier_id = s.subsupplier_id",
    said="Families are the ultimate parents as publishers print them, in one spelling each; a firm without one stands "
    "under its own name. Nobody has checked who owned whom.",
)


def families(lake: Lake) -> Families:
    """Settled ones where the store has any, else parents as printed."""
    return _SETTLED if lake.remembered("SELECT 1 AS held FROM family_member LIMIT 1") else _PRINTED


def members(family_id: str) -> str:
    """SQL for the suppliers that ever stood in a settled family, so that only their actions are looked at."""
    return f"SELECT supplier_id FROM lake.family_member WHERE stands AND family_id = '{family_id.replace(chr(39), '')}'"


def identities(lake: Lake, supplier_id: str) -> list[str]:
    """The ids under which the same registered entity is held, itself first; itself alone where none is tied to it."""
    rows = lake.query(
        "SELECT supplier_id FROM entity WHERE entity_id = (SELECT entity_id FROM entity WHERE supplier_id = $id) AND "
        "supplier_id <> $id ORDER BY first_on, supplier_id LIMIT 200",
        {"id": supplier_id},
    )
    return [supplier_id, *(str(row["supplier_id"]) for row in rows)]


def identify_family(lake: Lake, text: str) -> str:
    """The id of the family meant, or its name as printed; raises NotHeld when none is."""
    text = text.strip()
    if text.lower() == INDIVIDUAL:
        raise NotHeld("individuals are no family", advice="Their names are not kept, and nothing groups them.")
    found = _settled_one(lake, text) if families(lake).settled else _printed_one(lake, text)
    if found is None:
        raise NotHeld(
            f"no family called {text} is held",
            advice="Name it whole, as the ultimate parent is printed, or by its id.",
        )
    return found


def name_of(lake: Lake, family: str) -> str:
    """What a family is called."""
    rows = lake.query("SELECT name FROM family WHERE family_id = ?", [family])
    return str(rows[0]["name"]) if rows and rows[0]["name"] else family


def _settled_one(lake: Lake, text: str) -> str | None:
    """By its id, also one that was merged; by its name, the largest of several; by a supplier that is in it today."""
    asked: dict[str, Any] = {"text": text, "name": text.upper()}
    for select in (
        "SELECT family_id, merged_into, 0 AS n FROM family WHERE family_id = $text OR family_id = 'fam:' || $text",
        "SELECT family_id, merged_into, members AS n FROM family WHERE upper(name) = $name AND merged_into IS NULL",
        "SELECT m.family_id, NULL AS merged_into, 0 AS n FROM family_member m JOIN supplier u USING (supplier_id) "
        "WHERE m.stands AND m.to_on IS NULL AND (m.supplier_id = $text OR upper(u.name) = $name)",
        "SELECT family_id, NULL AS merged_into, count(*) AS n FROM family_member WHERE stands AND "
        "upper(parent_name) = $name GROUP BY 1",
    ):
        used = {name: value for name, value in asked.items() if f"${name}" in select}
        rows = lake.query(f"SELECT * FROM ({select}) ORDER BY n DESC, family_id LIMIT 1", used)
        if rows:
            seen = [str(rows[0]["family_id"])]
            after = rows[0]["merged_into"]
            while after and after not in seen:
                seen.append(str(after))
                after = lake.value("SELECT merged_into FROM family WHERE family_id = ?", [after])
            return seen[-1]
    return None


def _printed_one(lake: Lake, text: str) -> str | None:
    """As a parent is printed of suppliers and receivers, else as a firm without one is."""
    for asked in (
        "SELECT parent_name AS name, sum(awards) AS n FROM supplier WHERE upper(parent_name) = $name GROUP BY 1",
        "SELECT parent_name AS name, count(*) AS n FROM award WHERE upper(parent_name) = $name GROUP BY 1",
        "SELECT subsupplier_parent_name AS name, count(*) AS n FROM subaward WHERE upper(subsupplier_parent_name) = "
        "$name GROUP BY 1",
        "SELECT coalesce(subsupplier_parent_name, subsupplier_name) AS name, count(*) AS n FROM subaward WHERE "
        "upper(subsupplier_name) = $name AND NOT coalesce(individual, false) GROUP BY 1",
        "SELECT supplier_name AS name, count(*) AS n FROM subaward WHERE upper(supplier_name) = $name GROUP BY 1",
        "SELECT coalesce(parent_name, name) AS name, awards AS n FROM supplier WHERE upper(name) = $name",
    ):
        found = lake.query(f"SELECT name FROM ({asked}) ORDER BY n DESC, name LIMIT 1", {"name": text.upper()})
        if found:
            return str(found[0]["name"])
    return None
