"""What is new since a question was last seen, and the mark that somebody leaves on having seen it.

A mark keeps what was found at that moment, so that afterwards all that differs is told: what publishers printed since,
what an older file brought in, and what a change of the question itself lets in or out. Without a mark, a moment can be
asked for: then what was found is worked out from the versions that stood just before it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from quaestor.answers.plain import plain
from quaestor.errors import BadQuery
from quaestor.investigation import kept
from quaestor.investigation.gather import gather
from quaestor.investigation.question import Question
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Fields of an action whose change is told.
COMPARED = ("signed_on", "supplier_name", "obligation", "ceiling_change", "description")
_TOLD = f"action_id, award_id, piid, mod_number, sampled, {', '.join(COMPARED)}"
#: Actions of each sort that are told; the counts and sums are of all.
MOST = 500


@dataclass(frozen=True)
class Mark:
    """What had been found when the question was last seen: actions by their id."""

    seen_at: datetime
    actions: dict[str, dict[str, Any]]


def mark(lake: Lake, slug: str) -> datetime:
    """Keeps what `temp.kept` holds as seen now; returns the moment."""
    moment = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    rows = plain(lake.query(f"SELECT {_TOLD} FROM temp.kept ORDER BY action_id"))
    document = {"seen_at": plain(moment), "snapshot": lake.snapshot(), "actions": rows}
    kept.replace(kept.beside(lake.path) / f"{slug}.json", json.dumps(document, ensure_ascii=False))
    return moment


def marked(store: Path, slug: str) -> Mark | None:
    """The last mark on a question, or None; raises BadQuery where its file cannot be read."""
    file = kept.folder(store) / ".seen" / f"{slug}.json"
    if not file.is_file():
        return None
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        moment = datetime.fromisoformat(str(document["seen_at"]).removesuffix("Z"))
        return Mark(moment, {row["action_id"]: row for row in document["actions"]})
    except (ValueError, KeyError, TypeError) as error:
        advice = "Remove it; `quaestor investigate show --mark-seen` makes a new one."
        raise BadQuery("the mark cannot be read", where=f".seen/{slug}.json", advice=advice) from error


def changed(lake: Lake, question: Question, moment: datetime | None) -> dict[str, Any] | None:
    """What differs between what was found then and what is found now, in `temp.kept`; None where nothing says when.

    moment: as known just before it (UTC); else since the last mark. `added` and `gone` are actions, `changed` fields of
    actions found both times; why an action is gone: `withdrawn` by the publisher, `rewritten` so that the question does
    not mean it any more, or left by a change of the `question`.
    """
    if moment is None:
        last = marked(lake.path, question.slug)
        if last is None:
            return None
        then, seen_at = last.actions, last.seen_at
    else:
        gather(lake, question, moment, into="before")
        rows = plain(lake.query(f"SELECT {_TOLD} FROM temp.before WHERE NOT left_out"))
        then, seen_at = {row["action_id"]: row for row in rows}, moment
    now = {row["action_id"]: row for row in plain(lake.query(f"SELECT {_TOLD} FROM temp.kept"))}
    added = [row for action_id, row in now.items() if action_id not in then]
    gone = [row for action_id, row in then.items() if action_id not in now]
    fields = [
        {name: row[name] for name in ("action_id", "award_id", "piid", "mod_number")}
        | {"field": field, "before": then[action_id].get(field), "after": row[field]}
        for action_id, row in now.items()
        if action_id in then
        for field in COMPARED
        if then[action_id].get(field) != row[field]
    ]
    awards_then = {row["award_id"] for row in then.values()}
    return {
        "since": seen_at,
        "by": "mark" if moment is None else "moment",
        "actions_then": len(then),
        "obligated_then": _sum(then.values()),
        "added_count": len(added),
        "added_obligated": _sum(added),
        "added": _newest(added),
        "new_awards": len({row["award_id"] for row in now.values()} - awards_then),
        "gone_count": len(gone),
        "gone_obligated": _sum(gone),
        "gone": [row | {"why": why} for row, why in _why(lake, _newest(gone))],
        "changed_count": len(fields),
        "changed": sorted(fields, key=lambda row: (row["award_id"], row["action_id"], row["field"]))[:MOST],
    }


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (str(row["signed_on"]), row["action_id"]), reverse=True)[:MOST]


def _sum(rows: Any) -> Decimal:
    counted = (row["obligation"] for row in rows if row["obligation"] is not None and not row["sampled"])
    return sum(map(Decimal, counted), Decimal("0.00"))


def _why(lake: Lake, gone: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    if not gone:
        return []
    held = {
        row["action_id"]: row["description"]
        for row in lake.query(
            f"SELECT action_id, description FROM action WHERE action_id {AMONG}",
            [[row["action_id"] for row in gone]],
        )
    }
    return [
        (
            row,
            "withdrawn"
            if row["action_id"] not in held
            else "rewritten"
            if held[row["action_id"]] != row["description"]
            else "question",
        )
        for row in gone
    ]
