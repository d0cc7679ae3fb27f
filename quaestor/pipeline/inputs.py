"""The files that a load is given: what is known of each before it is read, and which are held already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quaestor import sources
from quaestor.store import Lake, digest_of


@dataclass(frozen=True)
class Input:
    """One file to load, with the sha-256 of its bytes, the moment it was read at (`dated` where that was
    stated or printed in its name) and what it says of rows it lacks."""

    path: Path
    digest: str
    read_at: datetime
    dated: bool
    scope: sources.Scope


def look_at(source: sources.Source, path: Path, read_at: datetime | None, now: datetime) -> Input:
    """The file as a load takes it. read_at: when the publisher's state was read, where that was stated; else the stamp
    in its name tells it, else `now`."""
    known = read_at or source.stamp_of(path.name)
    moment = known or now
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return Input(path, digest_of(path), moment, known is not None, source.scope_of(path.name))


def held_already(lake: Lake, source: sources.Source, inputs: Sequence[Input]) -> dict[str, str]:
    """The digests among `inputs` that are held, with their loads; a file read again at another known moment is
    news: it confirms."""
    found = {}
    for row in lake.query(
        "SELECT f.container, l.read_at, l.load_id FROM file f JOIN load l USING (load_id) WHERE f.source = ? "
        "ORDER BY l.read_at",
        [source.name],
    ):
        for one in inputs:
            if one.digest == row["container"] and (not one.dated or one.read_at == row["read_at"]):
                found[one.digest] = row["load_id"]
    return found
