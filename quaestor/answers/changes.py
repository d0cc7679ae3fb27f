"""What loads changed in what was held."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from quaestor.answers.plain import plain
from quaestor.store import Lake


def changes(
    lake: Lake,
    since: datetime | None = None,
    kind: str | None = None,
    field: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Fields that publishers changed after first printing them, newest first: what stood before, what stands after.

    since: seen at or after that moment (UTC). kind: rewritten, restated (a printed total moved by itself), withdrawn,
    reappeared, identified; or added, which lists the records that came after the first load of their source. Without
    a kind,
    records added, restated and identified are left out.
    """
    if since is not None and since.tzinfo:
        since = since.astimezone(UTC).replace(tzinfo=None)
    if kind == "added":
        return _added(lake, since, limit)
    where: list[str] = ["true"]
    asked: list[Any] = []
    if since is not None:
        where.append("seen_at >= ?")
        asked.append(since)
    if kind:
        where.append("kind = ?")
        asked.append(kind)
    else:
        where.append("kind IN ('rewritten', 'withdrawn', 'reappeared')")
    if field:
        where.append("field = ?")
        asked.append(field)
    rows = lake.query(
        "SELECT load_id, source, seen_at, table_name, record_id, award_id, field, before, after, kind FROM change "
        f"WHERE {' AND '.join(where)} ORDER BY seen_at DESC, record_id, field{f' LIMIT {int(limit)}' if limit else ''}",
        asked,
    )
    return list(plain(rows))


def _added(lake: Lake, since: datetime | None, limit: int | None) -> list[dict[str, Any]]:
    rows = lake.query(
        "SELECT v.load_id, v.source, v.seen_at, 'action' AS table_name, v.action_id AS record_id, v.award_id, NULL "
        "AS field, "
        "NULL AS before, v.obligation AS after, 'added' AS kind FROM action_version v "
        "JOIN (SELECT source, min(seen_at) AS first_at FROM action_version GROUP BY source) f ON f.source = v.source "
        "ANTI JOIN action_version b ON b.action_id = v.action_id AND b.source = v.source AND b.seen_at < v.seen_at "
        "WHERE v.seen_at > f.first_at AND v.seen_at >= ? ORDER BY v.seen_at DESC, v.action_id"
        f"{f' LIMIT {int(limit)}' if limit else ''}",
        [since or datetime(1, 1, 1)],
    )
    return list(plain(rows))
