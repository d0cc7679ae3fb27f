"""What the documents of changed awards are read from: temporary tables, filled from the lake or from a load that still
has it at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quaestor.history.merge import Acts
from quaestor.search.reader import Stamp
from quaestor.store import Lake
from quaestor.store.scratch import put, taken

#: Share of the awards from which all are written anew rather than taken out and put in again.
MUCH = 0.5
_TABLES = ("changed", "renewed", "signed", "summed", "renamed")


@dataclass(frozen=True)
class AtHand:
    """The temporary tables of awards that changed, and the state of the lake since which they did; another
    thread than the load's may read them."""

    since: Stamp
    rows: dict[str, Any]

    @classmethod
    def of(cls, lake: Lake, acts: Acts, since: Stamp) -> AtHand | None:
        """Of the load just committed, from its temporary tables `touched`, `reshared` and `rolled` (see `derive`); none
        where most awards changed, which are then better read from the lake."""
        lake.execute("CREATE OR REPLACE TEMP TABLE changed AS SELECT award_id FROM touched UNION FROM reshared")
        if too_many(lake):
            return None
        lake.execute(
            "CREATE OR REPLACE TEMP TABLE renewed AS SELECT * FROM rolled UNION ALL BY NAME "
            "SELECT * FROM lake.award WHERE award_id IN (FROM reshared)"
        )
        take(lake, acts)
        return cls(since, {name: taken(lake, f"FROM temp.{name}") for name in _TABLES})

    def put(self, lake: Lake) -> int:
        """Gives the tables to this thread's connection; returns how many awards changed."""
        for name, rows in self.rows.items():
            put(lake.cursor, name, rows)
        return int(lake.value("SELECT count(*) FROM changed"))


def too_many(lake: Lake) -> bool:
    """Whether the awards in `changed` are so many that all are better written anew."""
    return bool(lake.value(f"SELECT count(*) >= {MUCH} * (SELECT count(*) FROM award) FROM changed"))


def take(lake: Lake, acts: Acts | None = None) -> None:
    """Fills the temporary tables `signed` and `summed` with the actions and summaries of the awards in `changed`, of
    `acts` those that it has, and `renamed` with the suppliers that any of them named."""
    from_lake, some = "SELECT * FROM lake.action", "SELECT award_id FROM temp.changed"
    taken = f"{from_lake} WHERE award_id IN ({some})"
    named = f"SELECT supplier_id FROM action_version WHERE award_id IN ({some})"
    if acts:
        touched = "SELECT award_id FROM temp.touched"
        taken = f"SELECT * FROM ({acts.after}) WHERE award_id IN ({some}) AND award_id IN ({touched})"
        named = f"SELECT supplier_id FROM ({acts.before}) UNION ALL SELECT supplier_id FROM ({acts.after})"
        rest = f"{some} WHERE award_id NOT IN ({touched})"  # awards that share a ceiling with a touched one
        if lake.value(f"SELECT EXISTS ({rest})"):
            taken += f" UNION ALL BY NAME {from_lake} WHERE award_id IN ({rest})"
            named += f" UNION ALL SELECT supplier_id FROM temp.renewed WHERE award_id IN ({rest})"
    columns = (
        "award_id, individual, supplier_name, supplier_uei, supplier_duns, supplier_cage, parent_name, description"
    )
    lake.execute(f"CREATE OR REPLACE TEMP TABLE signed AS SELECT {columns}, signed_on FROM ({taken})")
    lake.execute(f"CREATE OR REPLACE TEMP TABLE summed AS SELECT * FROM lake.award_stated WHERE award_id IN ({some})")
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE renamed AS SELECT DISTINCT supplier_id FROM ({named} UNION ALL "
        f"SELECT supplier_id FROM award_stated_version WHERE award_id IN ({some})) WHERE supplier_id IS NOT NULL"
    )
