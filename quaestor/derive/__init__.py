"""Derived tables: SQL files that compute tables from tables, and how they are brought up to date after a load.

Every file runs as it stands on any engine within the portable fence. After a load only the awards that it touched are
computed again: the file sees, under the names it uses, views that hold just the rows which bear on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from quaestor import model
from quaestor.derive import awards, identity, new_words, processes, sums
from quaestor.store import Lake, beside


def refresh_processes(lake: Lake, load_id: str) -> None:
    """Compiles the contracting processes again that a load told of."""
    processes.refresh(lake, f"SELECT process_id FROM release_version WHERE load_id = '{load_id}'")


#: Derived tables that are moved by the actions that differ, once they are held; and what is read of an action for that.
_MOVED = (*sums.SUMS, "identity", "new_words")
_ACT = ", ".join(sorted({*identity.ACT.split(", "), *sums.ACT.split(", ")}))


class Acts(Protocol):
    """Queries for actions that a load has at hand: every one of the awards it touched as it now stands, and the leading
    ones that it took away and brought, a rewritten one in both."""

    @property
    def after(self) -> str: ...

    @property
    def went(self) -> str: ...

    @property
    def came(self) -> str: ...


class Also(Protocol):
    """What a later room finds by the thread beside, of the acts and of the suppliers' names as they now stand; returns
    the names of the tables it made."""

    def __call__(self, lake: Lake, acts: str, identity: str) -> list[str]: ...


def refresh(lake: Lake, acts: Acts | None = None, also: Also | None = None) -> bool:
    """Brings every derived table up to date with the awards in the temporary table `touched`; returns whether there are
    any.

    acts: what the load has at hand; else actions are read from the lake, and nothing is found beside. Leaves the awards
    in the temporary table `rolled`, and in `reshared` the ids of other awards whose ceiling turned out to be shared, or
    no longer.
    """
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT award_id FROM touched WHERE award_id IS NOT NULL"
    )
    if not lake.value("SELECT EXISTS (FROM touched)"):
        return False
    if not acts or not all(lake.value(f"SELECT EXISTS (FROM lake.{name})") for name in _MOVED):
        awards.roll(lake, acts.after if acts else None)
        awards.before(lake)
        awards.put(lake)
        for name in sums.SUMS:
            sums.refresh(lake, name)
        identity.refresh(lake)
        new_words.refresh(lake)
        return True
    words = f"SELECT {new_words.ACT}, individual, supplier_name FROM ({acts.after}) SEMI JOIN touched USING (award_id)"
    lent = {"went_act": f"SELECT {_ACT} FROM ({acts.went})", "came_act": f"SELECT {_ACT} FROM ({acts.came})"}
    with beside(lake, lent | {"words_act": words, "touched": "FROM temp.touched"}) as find:
        before = find(awards.before)
        found = [find(partial(part.find, went="FROM went_act", came="FROM came_act")) for part in (identity, sums)]
        found.append(find(partial(new_words.find, after="FROM words_act")))
        heard = find(partial(also, acts="FROM words_act", identity=identity.NOW)) if also else None
        awards.roll(lake, acts.after)
        before()
        awards.put(lake)
        for moved, back in zip((identity, sums, new_words), found, strict=True):
            back()
            moved.write(lake)
        if heard:
            heard()
    return True


def settle(lake: Lake) -> None:
    """Puts in order what loads have only appended to."""
    for name in sums.SUMS:
        sums.settle(lake, name)
    new_words.settle(lake)
    for name in awards.LAID_DOWN:
        if not lake.value(f"SELECT EXISTS (FROM lake.{name})"):
            awards.lay_down(lake, name, "SELECT * FROM lake.award")


def timeline(lake: Lake, action: str, *, beside: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The timeline over the acts that the query `action` gives, in order, with the columns `beside` of each act."""
    columns, source = awards.select("timeline").rsplit("FROM", 1)
    told = ", ".join([columns, *beside])
    return lake.query(f"WITH action AS ({action}) {told} FROM {source} ORDER BY award_id, position")


def award(lake: Lake, action: str) -> list[dict[str, Any]]:
    """The awards rolled up from the acts that the query `action` gives."""
    names = ", ".join(name for name in model.table("award").names if name not in ("ceiling_kind", "ceiling_why"))
    rolled = awards.rolled(action, "SELECT * FROM lake.award_stated WHERE false")
    told = awards.shadow(awards.select("shared_ceiling"), {"award": "SELECT * FROM rolled"})
    return lake.query(
        f"WITH rolled AS MATERIALIZED ({rolled}) "
        f"SELECT {names}, t.ceiling_kind, t.ceiling_why FROM rolled JOIN ({told}) t USING (award_id)"
    )
