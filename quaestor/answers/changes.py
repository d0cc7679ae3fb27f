"""What loads added to what was held, changed in it, and took from it: as a list, and as pages with their counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from quaestor.answers import came, events
from quaestor.answers.cursor import Cursor
from quaestor.answers.events import KINDS, Wanted
from quaestor.answers.plain import plain
from quaestor.model import codes
from quaestor.store import Lake

#: What is told where no kind is asked for: by the pages, and by the list.
TOLD = ("added", "rewritten", "withdrawn", "reappeared")
REWRITTEN = ("rewritten", "withdrawn", "reappeared")

_LIST = "load_id, source, seen_at, table_name, record_id, award_id, field, before, after, kind"
_NEWEST = {
    "seen_at": "TIMESTAMP", "kind": "VARCHAR", "size": "DECIMAL(20,2)", "record_id": "VARCHAR", "named": "VARCHAR",
    "source": "VARCHAR", "load_id": "VARCHAR",
}  # fmt: skip
_LARGEST = {"size": "DECIMAL(20,2)", **_NEWEST}


def changes(
    lake: Lake,
    since: datetime | None = None,
    kind: str | None = None,
    field: str | None = None,
    limit: int | None = None,
    *,
    load: str | None = None,
    agency: str | None = None,
    supplier: str | None = None,
) -> list[dict[str, Any]]:
    """Fields that publishers changed after first printing them, newest first: what stood before, what stands after.

    since: seen at or after that moment (UTC). kind: one of KINDS; without one, what was rewritten, withdrawn or
    reappeared. added lists the records that came after the first load of their source, or all that `load` added.
    """
    if since is not None and since.tzinfo:
        since = since.astimezone(UTC).replace(tzinfo=None)
    wanted = Wanted(came.Span(since, None, load), kind, field, agency, supplier)
    found = events.events(lake, wanted, (kind,) if kind else REWRITTEN, all_added=True)
    if not found:
        return []
    text, asked = found
    most = f" LIMIT {int(limit)}" if limit else ""
    rows = lake.query(f"SELECT {_LIST} FROM ({text}) ORDER BY seen_at DESC, record_id, field{most}", asked)
    return list(plain(rows))


def changed(
    lake: Lake, wanted: Wanted, *, largest: bool = False, after: str | None = None, limit: int = 100
) -> dict[str, Any]:
    """One page of changes, and how many records changed in each way on each day of reading.

    largest: by money moved instead of newest first. after: where the page before ended (its `next`); it stays right
    while loads come in. `counts` and `days` are of all kinds, whichever is listed. `first_read` counts what was read
    without being news, None where an agency, a supplier or a field is asked for.
    """
    cursor = Cursor(_LARGEST if largest else _NEWEST)
    where, place = cursor.past(after) if after else ("true", [])
    found = events.events(lake, wanted, (wanted.kind,) if wanted.kind else TOLD)
    rows: list[dict[str, Any]] = []
    if found:
        text, asked = found
        rows = lake.query(
            f"SELECT * FROM ({text}) WHERE {where} ORDER BY {cursor.order} LIMIT {int(limit) + 1}", [*asked, *place]
        )
    days = _days(lake, wanted)
    counts = {kind: sum(day[kind] for day in days) for kind in KINDS}
    return {
        "counts": counts,
        "first_read": _first_read(lake, wanted, counts["added"]),
        "days": plain(days),
        "changes": plain(_told(lake, rows[:limit])),
        "next": cursor.at(rows[limit - 1]) if len(rows) > limit else None,
    }


def _days(lake: Lake, wanted: Wanted) -> list[dict[str, Any]]:
    """For each day of reading, newest first, the records of each kind."""
    days: dict[Any, dict[str, Any]] = {}
    none = dict.fromkeys(KINDS, 0)
    if not wanted.field and (some := events.acts(lake, wanted)):
        sorts = ", ".join(f"count(*) FILTER ({test}) AS {sort}" for sort, test in came.SORTS.items())
        for row in lake.query(
            f"SELECT CAST(seen_at AS DATE) AS day, count(*) AS added, {sorts} FROM ({some[0]}) WHERE NOT catching_up "
            "GROUP BY day",
            some[1],
        ):
            days[row["day"]] = {"day": row["day"]} | none | row
    where, asked = events.on_changes(wanted)
    for row in lake.query(
        "SELECT CAST(seen_at AS DATE) AS day, kind, count(DISTINCT record_id) AS n FROM change "
        f"WHERE {' AND '.join(where) or 'true'} GROUP BY day, kind",
        asked,
    ):
        if row["kind"] in none:
            days.setdefault(row["day"], {"day": row["day"]} | none)[row["kind"]] = row["n"]
    return sorted(days.values(), key=lambda row: row["day"], reverse=True)


def _first_read(lake: Lake, wanted: Wanted, news: int) -> int | None:
    """Records that the loads of the span added without being news."""
    if wanted.agency or wanted.supplier or wanted.field:
        return None
    where, asked = wanted.span.where()
    added = lake.value(
        f"SELECT sum(added) FROM load WHERE {(' AND '.join(where) or 'true').replace('seen_at', 'read_at')}", asked
    )
    return max(int(added or 0) - news, 0)


def _told(lake: Lake, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with what is known of their awards, which rows of `change` do not tell."""
    bare = sorted({row["award_id"] for row in rows if row["award_id"] and not row["piid"]})
    awards: dict[str, dict[str, Any]] = {}
    for table in ("action_version WHERE ended = 'withdrawn' AND", "award WHERE") if bare else ():  # the award's leads
        for row in lake.query(
            f"SELECT award_id, piid, supplier_id, supplier_name, buyer_id, buyer_name FROM {table} award_id IN "
            "(SELECT unnest(string_split(?, chr(10))))",
            ["\n".join(bare)],  # as one text: the engine takes its time over each value of a list
        ):
            awards[row["award_id"]] = row
    told = []
    for row in rows:
        shown = {name: value for name, value in row.items() if name not in ("size", "named")}
        shown |= awards.get(row["award_id"], {}) if not row["piid"] else {}
        parts = str(row["record_id"]).split("_")
        if row["table_name"] == "action" and not row["mod_number"] and len(parts) == 6:
            shown["mod_number"] = parts[3]
        shown["reason"] = codes("reason").get(row["reason_code"]) if row["reason_code"] else None
        told.append(shown)
    return told
