"""Which suppliers are one, which families they belong to and when, who makes what, and which years are held whole."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quaestor.claims.kept import Kept
from quaestor.store import Lake

_BEGINNING, _NO_END = date.min, date.max


@dataclass(frozen=True)
class Membership:
    """A supplier's time in a family."""

    family_id: str
    supplier_id: str
    first: date
    last: date


@dataclass
class Kin:
    """same: by supplier, the others that are the same entity. made: by supplier, the makers it is. named: names of
    families. coverage: each source's agency and year with what is held of it; full: those of which the publisher
    gives whole files."""

    same: dict[str, frozenset[str]] = field(default_factory=dict)
    made: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    named: dict[str, str] = field(default_factory=dict)
    of: dict[str, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    members: dict[str, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    coverage: list[dict[str, Any]] = field(default_factory=list)
    full: set[tuple[str, int, str]] = field(default_factory=set)

    def families(self, suppliers: set[str], day: date) -> dict[str, tuple[str, set[str]]]:
        """The families that any of these suppliers belonged to on the day: by id, name and members of that day."""
        ids = {
            one.family_id for supplier in suppliers for one in self.of.get(supplier, ()) if one.first <= day <= one.last
        }
        return {
            family: (
                self.named[family],
                {one.supplier_id for one in self.members[family] if one.first <= day <= one.last},
            )
            for family in ids
        }


def _read(lake: Lake) -> Kin:
    out = Kin()
    for row in lake.query("SELECT list(supplier_id) AS ids FROM entity GROUP BY entity_id HAVING count(*) > 1"):
        same = frozenset(row["ids"])
        out.same |= dict.fromkeys(same, same)
    for row in lake.query("SELECT DISTINCT supplier_id, maker_name FROM maker"):
        out.made[row["supplier_id"]].add(row["maker_name"])
    for row in lake.query(
        "SELECT m.family_id, f.name, m.supplier_id, m.from_on, m.to_on FROM family_member m "
        "JOIN family f USING (family_id) WHERE m.stands"
    ):
        one = Membership(row["family_id"], row["supplier_id"], row["from_on"] or _BEGINNING, row["to_on"] or _NO_END)
        out.named[one.family_id] = row["name"]
        out.of[one.supplier_id].append(one)
        out.members[one.family_id].append(one)
    out.full = {
        (row["agency_id"], int(row["fiscal_year"]), row["source"])
        for row in lake.query("SELECT DISTINCT agency_id, fiscal_year, source FROM scope WHERE rule = 'full'")
    }
    out.coverage = lake.query(
        "SELECT source, agency_id, fiscal_year, held, first_on, last_on, cut_short, why FROM coverage"
    )
    return out


#: What stores know of their suppliers.
KIN = Kept(_read)
