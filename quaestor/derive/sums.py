"""Tables of sums over actions: made once from every action, and then moved by what each load changed; and coverage,
which is added up of one of them.

Sums can be moved without reading the lake: a load takes away the sums of the actions that it took away, and adds those
of the actions that it brought. So its time grows with the load.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.derive import awards
from quaestor.store import Lake

#: The tables, each with its columns that add up; all others are its key.
SUMS = {
    "spend": ("obligated", "actions", "sampled"),
    "supplier_action": ("actions",),
    "held_day": ("actions", "negative", "zero", "priced", "obligated"),
}
#: The tables that are made of every action that stands in a source, not only of those that lead.
_OF_ALL = frozenset({"held_day"})


@cache
def select(name: str) -> str:
    """The SELECT of the table's file, over a table `action`, or `action_held` where all that stand count."""
    return sql.read(files(__package__).joinpath(f"{name}.sql")).select


def of(name: str, action: str) -> str:
    """SQL for the sums over the actions that the query `action` gives, in the columns of the table."""
    return f"WITH {'action_held' if name in _OF_ALL else 'action'} AS ({action}) SELECT * FROM ({select(name)})"


def refresh(lake: Lake, name: str) -> None:
    """Makes the table anew inside the load's transaction."""
    stand = "SELECT * FROM lake.action_version WHERE superseded_at IS NULL"
    _make(lake, name, of(name, stand if name in _OF_ALL else "SELECT * FROM lake.action"))


def move(lake: Lake, went: str, came: str, ended: str, began: str) -> None:
    """Appends to each of the tables what a load changed.

    went, came: queries for the leading actions that it took away and brought. ended, began: for all of them.
    """
    for name in SUMS:
        gone, here = (ended, began) if name in _OF_ALL else (went, came)
        taken = ", ".join(f"-{column} AS {column}" for column in SUMS[name])
        moved = f"SELECT * FROM ({of(name, here)}) UNION ALL SELECT * REPLACE ({taken}) FROM ({of(name, gone)})"
        lake.execute(f"INSERT INTO {name} BY NAME {_summed(name, moved)} ORDER BY {_order(name)}")


def settle(lake: Lake, name: str) -> None:
    """Puts the rows that loads appended for one key into one row; fills the table where nothing is held."""
    if not lake.value(f"SELECT EXISTS (FROM lake.{name})"):
        refresh(lake, name)
    elif lake.value(f"SELECT count(*) > count(DISTINCT hash({', '.join(model.table(name).key)})) FROM lake.{name}"):
        _make(lake, name, _summed(name, f"SELECT * FROM lake.{name}"))


def _make(lake: Lake, name: str, rows: str) -> None:
    """Puts `rows` in the place of all that the table holds."""
    made = lake.spilled(f"SELECT {', '.join(model.table(name).names)} FROM ({rows}) ORDER BY {_order(name)}")
    lake.execute(f"DELETE FROM {name}")
    lake.execute(f"INSERT INTO {name} {made}")


def _order(name: str) -> str:
    return ", ".join(model.table(name).sorted_by)


def _summed(name: str, rows: str) -> str:
    """SQL for the rows with those of one key added up; keys at which nothing is left fall out."""
    table = model.table(name)
    sums = ", ".join(f"CAST(sum({column}) AS {table.column(column).sql_type}) AS {column}" for column in SUMS[name])
    left = " OR ".join(f"sum({column}) <> 0" for column in SUMS[name])
    return f"SELECT {', '.join(table.key)}, {sums} FROM ({rows}) GROUP BY ALL HAVING {left}"


def coverage(lake: Lake) -> None:
    """Makes coverage anew of what is held by day."""
    tables = {"held_day": "SELECT * FROM lake.held_day", "scope": "SELECT * FROM lake.scope"}
    rows = awards.shadow(awards.select("coverage"), tables)
    names = ", ".join(model.table("coverage").names)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT {names} FROM ({rows})")
    lake.execute("DELETE FROM coverage")
    lake.execute("INSERT INTO coverage SELECT * FROM fresh")
