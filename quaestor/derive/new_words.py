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


#: What of an action is read for its words.
ACT = "award_id, action_id, description, signed_on, mod_order, transaction_number"


@cache
def select() -> str:
    """The SELECT of `new_words.sql`, over a table `action`."""
    return sql.read(files(__package__).joinpath("new_words.sql")).select


def of(action: str) -> str:
    """SQL for the new words in the actions that the query `action` gives, all actions of an award together."""
    return f"SELECT {_NAMES} FROM (WITH action AS ({action}), {select().removeprefix('WITH ')})"


def refresh(lake: Lake) -> None:
    """Brings the awards in the temporary table `touched` up to date; where none is held, as in a store that was made
    before there was such a table, all of them."""
    if not lake.value("SELECT EXISTS (FROM new_words)"):
        lake.execute(f"INSERT INTO new_words {of('SELECT * FROM lake.action')} ORDER BY award_id")
        return
    find(lake, "SELECT * FROM lake.action SEMI JOIN touched USING (award_id)")
    write(lake)


def find(lake: Lake, after: str) -> None:
    """Fills `moved_words` for the awards whose every action, as it now stands, the query `after` gives."""
    lake.execute(f"CREATE OR REPLACE TEMP TABLE moved_words AS {of(after)} ORDER BY award_id")


def write(lake: Lake) -> None:
    """Puts `moved_words` in the place of what is held of the awards in the temporary table `touched`."""
    lake.execute("DELETE FROM new_words WHERE award_id IN (SELECT award_id FROM touched)")
    lake.execute("INSERT INTO new_words FROM moved_words")


def settle(lake: Lake) -> None:
    """Fills the table in a store that was made before there was one."""
    if not lake.value("SELECT EXISTS (FROM new_words)"):
        refresh(lake)
