"""Derived tables: SQL files that compute tables from tables, and how they are brought up to date after a load.

Every file runs as it stands on any engine within the portable fence. After a load only the awards that it touched are
computed again: the file sees, under the names it uses, views that hold just the rows which bear on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from quaestor import model
from quaestor.derive import awards, identity, new_words, processes, sums
from quaestor.store import Lake


def refresh_processes(lake: Lake, load_id: str) -> None:
    """Compiles the contracting processes again that a load told of."""
    processes.refresh(lake, f"SELECT process_id FROM release_version WHERE load_id = '{load_id}'")


class Acts(Protocol):
    """Queries for actions that a load has at hand: every one of the awards it touched as it now stands; the leading
    ones that it took away and brought, a rewritten one in both; and all that it ended and began, leading or not."""

    @property
    def after(self) -> str: ...

    @property
    def went(self) -> str: ...

    @property
    def came(self) -> str: ...

    @property
    def ended(self) -> str: ...

    @property
    def began(self) -> str: ...


def refresh(lake: Lake, acts: Acts | None = None) -> bool:
    """Brings awards, and what is added up of them and of their actions, up to date with the awards in the temporary
    table `touched`; returns whether there are any. `follow` brings the other derived tables after them.

    acts: what the load has at hand; else actions are read from the lake. Leaves the awards in the temporary table
    `rolled`, and in `reshared` the ids of other awards whose ceiling turned out to be shared, or no longer.
    """
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT award_id FROM touched WHERE award_id IS NOT NULL"
    )
    if not lake.value("SELECT EXISTS (FROM touched)"):
        return False
    awards.roll(lake, acts.after if acts else None)
    awards.put(lake)
    if acts and _held(lake, *sums.SUMS):
        sums.move(lake, acts.went, acts.came, acts.ended, acts.began)
    else:
        for name in sums.SUMS:
            sums.refresh(lake, name)
    sums.coverage(lake)
    return True


def follow(lake: Lake, acts: Acts | None = None) -> None:
    """Brings how suppliers were printed, and what acts newly speak of, up to date with the awards in the temporary
    table `touched`. acts: as for `refresh`, of the one load since these tables were last up to date."""
    if acts and _held(lake, "identity", "new_words"):
        identity.find(lake, acts.went, acts.came)
        identity.write(lake)
        new_words.find(lake, f"SELECT {new_words.ACT} FROM ({acts.after}) SEMI JOIN touched USING (award_id)")
        new_words.write(lake)
    else:
        identity.refresh(lake)
        new_words.refresh(lake)


def _held(lake: Lake, *names: str) -> bool:
    """Whether all these tables hold rows that can be moved."""
    return all(lake.value(f"SELECT EXISTS (FROM lake.{name})") for name in names)


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
