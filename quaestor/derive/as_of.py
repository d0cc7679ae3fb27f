"""The tables as they would have been on a past day: what was signed by then, and what is derived from it, made again.

What an action prints of its award's totals is of the day it was read, not of the day meant; where a rule rests on
these, it sees a little of what came after.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from quaestor import model
from quaestor.derive import identity, sums
from quaestor.derive.awards import rolled, select, shadow
from quaestor.store import Lake

#: The day by which a row of a table was there to be seen; blank where it is not known to have been otherwise.
_SINCE = {
    "action": "signed_on",
    "subaward": "signed_on",
    "supplier_event": "on_day",
    "family_member": "from_on",
    "held_day": "signed_on",
    "change": "CAST(seen_at AS DATE)",
    "exclusion": "from_on",
}
#: Tables that are made whatever is asked for.
ALWAYS = frozenset({"action", "award", "supplier"})
#: Tables made anew from the actions, in the order in which one reads another.
_MADE = ("award", "vehicle", "vehicle_order", "supplier", "spend", "identity", "coverage")


@contextmanager
def as_of(lake: Lake, day: date, names: set[str]) -> Iterator[set[str]]:
    """While it lasts, `names` mean the tables as of the end of `day`; gives those that are as they stand today.

    `action`, `award` and `supplier` are always among them. Needs a lake opened for writing; nothing of it is changed.
    """
    there = {name: table for name, table in model.tables().items() if table.kind != "view"}
    wanted = [name for name in (*_SINCE, *there) if name in there and name in names | ALWAYS]
    wanted = sorted(dict.fromkeys(wanted), key=lambda name: (name != "action", name not in _MADE, _place(name)))
    made, today = [], set()
    try:
        for name in wanted:
            rows = _rows(name, day)
            if rows is None:
                today.add(name)
                continue
            lake.execute(f"CREATE OR REPLACE TEMP {'TABLE' if name in _MADE else 'VIEW'} {name} AS {rows}")
            made.append(name)
            if name == "award":
                _told(lake)
        yield today
    finally:
        for name in reversed(made):
            lake.execute(f"DROP {'TABLE' if name in _MADE else 'VIEW'} temp.{name}")


def _place(name: str) -> int:
    return _MADE.index(name) if name in _MADE else 0


def _rows(name: str, day: date) -> str | None:
    """SQL for the rows of a table as of a day; None where it keeps no days."""
    table = model.table(name)
    if name in _SINCE:
        return f"SELECT * FROM lake.{name} WHERE coalesce({_SINCE[name]}, DATE '0001-01-01') <= DATE '{day}'"
    if name == "award":
        return rolled("SELECT * FROM temp.action", "SELECT * FROM lake.award_stated WHERE false")
    if name == "award_stated":  # printed totals are of the day they were read
        return "SELECT * FROM lake.award_stated WHERE false"
    if name == "spend":
        return sums.of("spend", "SELECT * FROM temp.action")
    if name == "identity":
        return f"SELECT * FROM ({identity.of('SELECT * FROM temp.action')})"
    if name == "coverage":
        held = f"SELECT * FROM lake.held_day WHERE signed_on <= DATE '{day}'"
        return shadow(select("coverage"), {"held_day": held, "scope": "SELECT * FROM lake.scope"})
    if name in _MADE:
        return shadow(select(name), {"award": "SELECT * FROM temp.award"})
    if "action_id" in table.names:
        return f"SELECT * FROM lake.{name} WHERE action_id IN (SELECT action_id FROM temp.action)"
    return None


def _told(lake: Lake) -> None:
    """Tells the ceilings that a programme shares apart, among the awards as of the day."""
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE told AS {shadow(select('shared_ceiling'), {'award': 'FROM temp.award'})}"
    )
    lake.execute(
        "UPDATE temp.award SET ceiling_kind = told.ceiling_kind, ceiling_why = told.ceiling_why FROM told "
        "WHERE award.award_id = told.award_id AND award.ceiling_kind <> told.ceiling_kind"
    )
    lake.execute("DROP TABLE temp.told")
