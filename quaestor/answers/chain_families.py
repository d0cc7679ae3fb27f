"""Which family each end of a subaward belongs to: until families are settled, the ultimate parent as printed.

A firm that no record prints a parent of stands for itself, under its own name.
"""

from __future__ import annotations

from quaestor.errors import NotHeld
from quaestor.store import Lake

#: The family of an action, over `action`.
OF_ACTION = "coalesce(parent_name, supplier_name)"
#: The families of who passes on and who receives, over `subaward s`, its award `w`, and the suppliers `p` and `r`.
OF_PASSER = "coalesce(w.parent_name, p.parent_name, s.supplier_name)"
OF_RECEIVER = "coalesce(s.subsupplier_parent_name, r.parent_name, s.subsupplier_name)"
JOIN = (
    "LEFT JOIN lake.supplier p ON p.supplier_id = s.supplier_id "
    "LEFT JOIN lake.supplier r ON r.supplier_id = s.subsupplier_id"
)
SAID = (
    "Families are the ultimate parents as publishers print them, in one spelling each; a firm without one stands under "
    "its own name. Nobody has checked who owned whom."
)


def identify_family(lake: Lake, name: str) -> str:
    """The family as printed that a name means, whatever its capitals; raises NotHeld when none does."""
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
        found = lake.query(f"SELECT name FROM ({asked}) ORDER BY n DESC, name LIMIT 1", {"name": name.strip().upper()})
        if found and name.strip().lower() != "an individual":
            return str(found[0]["name"])
    raise NotHeld(
        f"no family called {name} is held",
        advice="Name it whole, as publishers print the ultimate parent; most sources print none.",
    )
