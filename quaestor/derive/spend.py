"""What agencies committed, kept as sums: made once from every action, and then moved by what each load changed.

Sums can be moved without reading the lake: a load takes away the sums of the actions that it touched as they stood
before, and adds their sums as they stand after. So its time grows with the load.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.store import Lake

_SUMS = ("obligated", "actions", "sampled")


@cache
def select() -> str:
    """The SELECT of `spend.sql`, over a table `action`."""
    return sql.read(files(__package__).joinpath("spend.sql")).select


def of(action: str) -> str:
    """SQL for the sums over the actions that the query `action` gives, in the columns of `spend`."""
    return f"WITH action AS ({action}) SELECT * FROM ({select()})"


def refresh(lake: Lake, went: str | None = None, came: str | None = None) -> None:
    """Brings `spend` up to date inside the load's transaction.

    went, came: queries for the leading actions that the load took away and brought, where it has both at hand; only
    what differs is appended. Without them all of it is made anew.
    """
    if went is None or came is None:
        _make(lake, of("SELECT * FROM lake.action"))
        return
    taken = ", ".join(f"-{name} AS {name}" for name in _SUMS)
    moved = f"SELECT * FROM ({of(came)}) UNION ALL SELECT * REPLACE ({taken}) FROM ({of(went)})"
    lake.execute(f"INSERT INTO spend BY NAME {_summed(moved)}")


def settle(lake: Lake) -> None:
    """Puts the rows that loads appended for one key into one row."""
    _make(lake, _summed("SELECT * FROM lake.spend"))


def _make(lake: Lake, rows: str) -> None:
    """Puts `rows` in the place of all that `spend` holds."""
    names = ", ".join(model.table("spend").names)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE spent AS SELECT {names} FROM ({rows})")
    lake.execute("DELETE FROM spend")
    lake.execute(f"INSERT INTO spend SELECT * FROM spent ORDER BY {', '.join(model.table('spend').sorted_by)}")
    lake.execute("DROP TABLE spent")


def _summed(rows: str) -> str:
    """SQL for the rows with those of one key added up; keys at which nothing is left fall out."""
    keys = ", ".join(model.table("spend").key)
    sums = ", ".join(f"CAST(sum({name}) AS {model.table('spend').column(name).sql_type}) AS {name}" for name in _SUMS)
    left = " OR ".join(f"sum({name}) <> 0" for name in _SUMS)
    return f"SELECT {keys}, {sums} FROM ({rows}) GROUP BY ALL HAVING {left}"
