"""Which family each end of a subaward belongs to, by the three dates that the family pages know.

What is passed on counts for whom the award counts for: the family of who passes on is that of the day its award was
first signed, of who receives that of the day the subaward was signed (`then`); or both are those of today (`now`), or
those they were first reported in (`first`).
"""

from __future__ import annotations

from quaestor.answers.families import meant
from quaestor.answers.family_sums import CHOICES
from quaestor.store import Lake

_DAY = {
    "then": "(m.from_on IS NULL OR m.from_on <= {0}) AND (m.to_on IS NULL OR m.to_on >= {0})",
    "now": "m.to_on IS NULL",
    "first": "true",
}


def _family(supplier: str, day: str, family_on: str) -> str:
    """SQL for the family that a supplier stands in; of several the one it joined last, or the first one."""
    pick = "min_by" if family_on == "first" else "max_by"
    return (
        f"(SELECT {pick}(m.family_id, coalesce(m.from_on, DATE '0001-01-01')) FROM family_member m "
        f"WHERE m.stands AND m.supplier_id = {supplier} AND {_DAY[family_on].format(day)})"
    )


def sides(family_on: str) -> str:
    """SQL to join to `subaward s`: `f.passer` and `f.receiver`, families where they are known, else suppliers."""
    begun = "coalesce(w.first_signed_on, s.signed_on)"
    return (
        f"JOIN (SELECT s.subaward_id, coalesce({_family('w.supplier_id', begun, family_on)}, "
        f"{_family('s.supplier_id', begun, family_on)}, s.supplier_id) AS passer, "
        f"coalesce({_family('s.subsupplier_id', 's.signed_on', family_on)}, s.subsupplier_id) AS receiver "
        "FROM lake.subaward s LEFT JOIN lake.award w ON w.award_id = s.award_id) f ON f.subaward_id = s.subaward_id"
    )


def said(family_on: str) -> str:
    """The choice of date in a sentence."""
    when = CHOICES[family_on][1]
    also = "; who receives, for the family it was in on the day the subaward was signed" if family_on == "then" else ""
    return f"An action or report counts for the family that its supplier was in {when}{also}."


def identify_family(lake: Lake, text: str) -> str:
    """The id of the family meant; of one that was merged, the id of the one it is part of now."""
    row, seen = meant(lake, text), set()
    family_id, above = str(row["family_id"]), row["merged_into"]
    while above and above not in seen:
        seen.add(above)
        family_id, above = above, lake.value("SELECT merged_into FROM family WHERE family_id = ?", [above])
    return family_id


def identities(lake: Lake, supplier_id: str) -> list[str]:
    """The ids under which the same registered entity is held, itself first; itself alone where none is tied to it."""
    rows = lake.query(
        "SELECT supplier_id FROM entity WHERE entity_id = (SELECT entity_id FROM entity WHERE supplier_id = $id) AND "
        "supplier_id <> $id ORDER BY first_on, supplier_id LIMIT 200",
        {"id": supplier_id},
    )
    return [supplier_id, *(str(row["supplier_id"]) for row in rows)]
