"""What came in: the acts that loads added, told apart from acts of past years that were merely read for the first time.

An addition is news where its publisher's line had been read before, and where its agency's fiscal year had been, or was
not over yet when it was first read. All else is catching up: counted, and listed only when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from quaestor.model import fiscal_year
from quaestor.store import Lake

#: An award's first act: no reason to modify it, and a modification number of zero.
BEGINS = "(v.reason_code IS NULL AND v.mod_order = '000000000000')"
#: What an act added may be besides, and how its SQL tells.
SORTS = {
    "new": "begins",
    "raised": "NOT begins AND ceiling_change > 0 AND NOT coalesce(sampled, false)",
    "option": "reason_code = 'G'",
}

_READ = (
    "line AS (SELECT source, min(read_at) AS first_at FROM scope GROUP BY source), "
    "first AS (SELECT source, agency_id, fiscal_year, min(read_at) AS first_at FROM scope GROUP BY ALL)"
)
#: Whether an agency's year `f` was over when it was first read.
_OVER = f"f.fiscal_year < {fiscal_year('f.first_at')}"
_COLUMNS = (
    "load_id, source, seen_at, action_id, award_id, piid, mod_number, mod_order, signed_on, reason_code, obligation, "
    "exercised_change, ceiling_change, sampled, supplier_id, supplier_name, buyer_id, buyer_name, description"
)


@dataclass(frozen=True)
class Span:
    """Which readings are meant: of one load, or of all from `since` until before `until`."""

    since: datetime | None = None
    until: datetime | None = None
    load: str | None = None

    def where(self) -> tuple[list[str], list[Any]]:
        """Conditions on `load_id` and `seen_at`, and their values."""
        some = (("load_id = ?", self.load), ("seen_at >= ?", self.since), ("seen_at < ?", self.until))
        given = [(text, value) for text, value in some if value is not None]
        return [text for text, _ in given], [value for _, value in given]


def newest_day(lake: Lake) -> date | None:
    """The newest day on which something was read again, so that there can be news; None while all is first readings."""
    found: date | None = lake.value(
        f"WITH {_READ} SELECT CAST(max(s.read_at) AS DATE) FROM scope s JOIN line l USING (source) "
        "JOIN first f USING (source, agency_id, fiscal_year) "
        f"WHERE s.read_at > l.first_at AND (s.read_at > f.first_at OR NOT ({_OVER}))"
    )
    return found


def acts(
    lake: Lake, span: Span, where: Sequence[str] = (), asked: Sequence[Any] = (), *, first: bool = False
) -> tuple[str, list[Any]] | None:
    """SQL for the acts that were added, one row an act and publisher's line, with its parameters; None where no load
    of the span can have brought any.

    where, asked: further conditions on the columns of `action_version`. first: with the very first readings of a line.
    Columns: those of the act, `begins` (an award's first act), `catching_up` (no news).
    """
    scans, values = [], []
    for line in _lines(lake, span, first):
        conditions, given = span.where()
        if not first:
            conditions, given = [*conditions, "seen_at > ?"], [*given, line["first_at"]]
        conditions = ["source = ?", *conditions, *where]
        values += [line["source"], *given, *asked]
        scans.append(f"SELECT {_COLUMNS} FROM action_version WHERE {' AND '.join(conditions)}")
    if not scans:
        return None
    again, given = span.where()
    return (
        f"WITH {_READ} SELECT v.*, {BEGINS} AS begins, "
        f"coalesce(v.seen_at <= l.first_at OR (v.seen_at <= f.first_at AND {_OVER}), false) AS catching_up "
        f"FROM ({' UNION ALL '.join(scans)}) v JOIN line l ON l.source = v.source "
        "LEFT JOIN first f ON f.source = v.source AND f.agency_id = v.buyer_id "
        f"AND f.fiscal_year = {fiscal_year('v.signed_on')} "
        "WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.table_name = 'action' "
        f"AND c.kind IN ('rewritten', 'restated', 'reappeared'){''.join(f' AND c.{text}' for text in again)} "
        "AND c.record_id = v.action_id AND c.load_id = v.load_id)",
        [*values, *given],
    )


def _lines(lake: Lake, span: Span, first: bool) -> list[dict[str, Any]]:
    """The publishers' lines that print acts and were read in the span."""
    found = lake.query(
        "SELECT source, min(read_at) AS first_at, max(read_at) AS last_at, list(DISTINCT load_id) AS loads FROM scope "
        "GROUP BY source ORDER BY source"
    )
    return [
        line
        for line in found
        if (first or line["last_at"] > line["first_at"])
        and (not span.since or line["last_at"] >= span.since)
        and (not span.until or line["first_at"] < span.until)
        and (not span.load or span.load in line["loads"])
    ]


def of_day(day: date, until: date | None = None) -> Span:
    """The readings of one day, or of all days up to `until`."""
    start = datetime.combine(day, datetime.min.time())
    end = datetime.combine(until or day, datetime.min.time()) + timedelta(days=1)
    return Span(start, end)
