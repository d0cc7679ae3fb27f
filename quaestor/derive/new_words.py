"""What acts speak of that no earlier act of their award spoke of, kept award by award.

A word is new only against the acts of its own award, so a load makes anew those of the awards that it touched, and no
other.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from quaestor import model, sql
from quaestor.store import Lake

_NAMES = ", ".join(model.table("new_words").names)


@cache
def select() -> str:
    """The SELECT of `new_words.sql`, over a table `action`."""
    return sql.read(files(__package__).joinpath("new_words.sql")).select


def of(action: str) -> str:
    """SQL for the new words in the actions that the query `action` gives, all actions of an award together."""
    return f"SELECT {_NAMES} FROM (WITH action AS ({action}), {select().removeprefix('WITH ')})"


def refresh(lake: Lake, after: str | None = None) -> None:
    """Brings the awards in the temporary table `touched` up to date; where none is held, as in a store that was made
    before there was such a table, all of them.

    after: a query that gives every action of the touched awards, and perhaps of others; else they are read from the
    lake.
    """
    if not lake.value("SELECT EXISTS (FROM new_words)"):
        lake.execute(f"INSERT INTO new_words {of('SELECT * FROM lake.action')} ORDER BY award_id")
        return
    acts = f"SELECT * FROM ({after or 'SELECT * FROM lake.action'}) SEMI JOIN touched USING (award_id)"
    lake.execute("DELETE FROM new_words WHERE award_id IN (SELECT award_id FROM touched)")
    lake.execute(f"INSERT INTO new_words {of(acts)} ORDER BY award_id")


def settle(lake: Lake) -> None:
    """Fills the table in a store that was made before there was one."""
    if not lake.value("SELECT EXISTS (FROM new_words)"):
        refresh(lake)
