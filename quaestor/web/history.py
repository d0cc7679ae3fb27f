"""What publishers changed in an award's records after first printing them, gathered by the load that saw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from quaestor.web.differing import Run, differing

#: Changed fields that a page shows; the JSON has all.
MOST = 100


@dataclass(frozen=True)
class Change:
    """One changed field; runs: for words, what changed in them, where the two are alike."""

    change: Mapping[str, Any]
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Load:
    """What one load saw differ from what was held before: how many fields, of how many actions."""

    seen_at: Any
    source: str
    actions: int
    changes: list[Change]


def history(award: Mapping[str, Any]) -> list[Load]:
    """The loads that saw a change, newest first, within the newest MOST changes."""
    newest = sorted(award["rewritten"], key=lambda change: str(change["seen_at"]), reverse=True)[:MOST]
    loads = []
    for (seen_at, source), some in groupby(newest, key=lambda change: (change["seen_at"], change["source"])):
        changes = sorted(some, key=lambda change: (str(change["mod_number"]), str(change["field"])))
        actions = len({change["record_id"] for change in changes})
        loads.append(Load(seen_at, source, actions, [Change(change, _runs(change)) for change in changes]))
    return loads


def _runs(change: Mapping[str, Any]) -> tuple[Run, ...]:
    if change["field"] != "description" or not change["before"] or not change["after"]:
        return ()
    return differing(change["before"], change["after"]) or ()
