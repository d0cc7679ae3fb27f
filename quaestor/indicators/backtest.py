"""Rules run over past days: how often what they flagged was followed by an outcome, against the others they assessed.

A rule sees what was signed by 30 September of a past year; what came in the days after it is then looked up. Only
awards that were alive on the day count, since a closed one can have no outcome. What follows a flag may have nothing to
do with it: every figure bears its interval, and its weaknesses in words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from quaestor.derive.as_of import as_of
from quaestor.errors import InputError, QuaestorError
from quaestor.indicators import assessing, outcomes, running
from quaestor.indicators.rule import OUTCOMES, Rule
from quaestor.sql import AMONG, of_list
from quaestor.store import Lake

HORIZON = 730
#: Flagged subjects with the outcome below which a figure is called one of few cases.
FEW = 10
#: An award is alive when it may still end, or was acted on within so many days before.
QUIET = 365


def days(lake: Lake, horizon: int, most: int = 3) -> list[date]:
    """The newest 30 Septembers after which `horizon` days are held, oldest first; raises InputError without one."""
    span = lake.query("SELECT min(signed_on) AS first, max(signed_on) AS last FROM lake.action")[0]
    if span["last"] is None:
        raise InputError("no action is held, so there is no past to test on", advice="Load something first.")
    latest = min(span["last"], datetime.now(UTC).date()) - timedelta(days=horizon)
    found = [date(year, 9, 30) for year in range(span["first"].year, latest.year + 1)]
    found = [day for day in found if span["first"] <= day <= latest][-most:]
    if not found:
        raise InputError(
            f"no 30 September is followed by {horizon} days of records", advice="Ask for a shorter --horizon."
        )
    return found


def backtest(
    lake: Lake,
    names: Sequence[str] = (),
    *,
    on: Sequence[date] = (),
    horizon: int = HORIZON,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[dict[str, Any]]:
    """Tests the rules called `names`, or all of them, on the days `on`, or the newest there are; writes and returns
    a row for each rule, day and outcome.

    A single named rule that cannot be run raises; of several, the others are tested."""
    rules, _ = assessing.chosen(lake, names)
    rules = [one for one in rules if names or not one.check]  # whether a record is sound foretells nothing
    found: list[dict[str, Any]] = []
    tested_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with lake.exclusive():
        some = list(on) or days(lake, horizon)
        for turn, day in enumerate(some):
            with as_of(lake, day, {name for one in rules for name in one.tables}) as today:
                seen = outcomes.find(lake, day, horizon)
                gaps = _gaps(lake, day, horizon)
                for number, one in enumerate(rules):
                    if progress:
                        progress(f"{day} {one.name}", turn * len(rules) + number, len(some) * len(rules))
                    try:
                        found += _tested(lake, one, day, horizon, seen, [*gaps, *_of_today(one, today)])
                    except QuaestorError:
                        if len(names) == 1:
                            raise
        for row in found:
            row["tested_at"] = tested_at
        with lake.writing():
            lake.execute(
                f"DELETE FROM backtest WHERE horizon_days = ? AND CAST(on_day AS VARCHAR) {AMONG} AND digest {AMONG}",
                [horizon, [str(day) for day in some], [one.digest for one in rules]],
            )
            assessing.enter(lake, "backtest", found)
    return found


def _tested(lake: Lake, one: Rule, day: date, horizon: int, seen: set[str], weak: list[str]) -> list[dict[str, Any]]:
    """The rows of one rule on one day."""
    running.judge(lake, one, keep="true")
    of = "'award'" if one.subject == "award" else "CASE WHEN j.award_id IS NOT NULL THEN 'award' ELSE 'supplier' END"
    award = "j.subject_id" if one.subject == "award" else "j.award_id"
    supplier = "j.subject_id" if one.subject == "supplier" else "j.supplier_id"
    alive = (
        f"(coalesce(a.could_end_on, a.ends_on) >= DATE '{day}' OR a.last_signed_on > DATE '{day - timedelta(QUIET)}')"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE stood_by AS SELECT j.subject_id, j.state = 'flagged' AS flagged, "
        f"{of} AS of, {award} AS award_key, coalesce({supplier}, a.supplier_id) AS supplier_key FROM judged j "
        f"LEFT JOIN temp.award a ON a.award_id = {award} WHERE j.state <> 'not_assessed' "
        f"AND (a.award_id IS NULL OR {alive}) AND coalesce({award}, {supplier}) IS NOT NULL"
    )
    rows = lake.query(
        "SELECT k.kind, count(*) AS n, count(*) FILTER (WHERE flagged) AS flagged, count(o.on_day) AS followed, "
        "count(o.on_day) FILTER (WHERE flagged) AS flagged_followed, "
        "median(date_diff('day', $day, o.on_day)) FILTER (WHERE flagged AND o.on_day IS NOT NULL) AS lead "
        f"FROM stood_by s CROSS JOIN (SELECT {of_list('$kinds')} AS kind) k LEFT JOIN outcome o ON o.kind = k.kind "
        "AND o.of = CASE WHEN k.kind = 'exclusion' THEN 'supplier' ELSE s.of END "
        "AND o.key = CASE WHEN k.kind = 'exclusion' OR s.of = 'supplier' THEN s.supplier_key ELSE s.award_key END "
        "GROUP BY k.kind ORDER BY k.kind",
        {"day": day, "kinds": sorted(seen & set(one.outcomes or OUTCOMES))},
    )
    found = []
    for row in rows:
        lift, low, high = ratio(row["flagged_followed"], row["flagged"], row["followed"], row["n"])
        found.append(
            {
                "indicator": one.name,
                "version": one.version,
                "digest": one.digest,
                "outcome": row["kind"],
                "on_day": day,
                "horizon_days": horizon,
                "flagged": row["flagged"],
                "flagged_followed": row["flagged_followed"],
                "assessed": row["n"],
                "assessed_followed": row["followed"],
                "lift": lift,
                "lift_low": low,
                "lift_high": high,
                "lead_days": row["lead"],
                "weakness": "; ".join([*_weak(one, row["kind"], row, low, high), *weak]),
            }
        )
    return found


def ratio(hits: int, flagged: int, all_hits: int, assessed: int) -> tuple[float | None, float | None, float | None]:
    """The share of flagged with the outcome over the share of the others, and its 95 % interval by the logarithm of the
    ratio; blank where either share is none (Katz and others, Biometrics 34, 1978)."""
    others, missed = assessed - flagged, all_hits - hits
    if not (hits and missed and flagged and others):
        return None, None, None
    lift = (hits / flagged) / (missed / others)
    wide = 1.96 * math.sqrt(1 / hits - 1 / flagged + 1 / missed - 1 / others)
    return round(lift, 3), round(lift * math.exp(-wide), 3), round(lift * math.exp(wide), 3)


def _weak(one: Rule, kind: str, row: dict[str, Any], low: float | None, high: float | None) -> list[str]:
    """Why a figure says less than it seems."""
    said = []
    if not row["flagged"]:
        return ["nothing was flagged on that day"]
    if not row["followed"]:
        return ["no such outcome is held of any subject that it assessed"]
    if row["flagged_followed"] < FEW:
        said.append(f"few cases: {row['flagged_followed']:,} of {row['flagged']:,} flagged")
    if low is not None and high is not None and low <= 1 <= high:
        said.append("the interval holds 1: no difference is shown")
    if _bears_on(one, kind):
        said.append("the rule itself looks at what the outcome is made of, so that one partly follows from the other")
    return said


def _bears_on(one: Rule, kind: str) -> bool:
    """Whether the SELECT reads what an outcome is told from."""
    text = one.select.lower()
    return {
        "termination": bool(re.search(r"reason_code[^\n]*'[efx]'", text)),
        "takeback": bool(re.search(r"\bobligation\s*<\s*0", text)),
        "rewrite": "change" in one.tables,
        "exclusion": "exclusion" in one.tables,
    }[kind]


def _of_today(one: Rule, today: set[str]) -> list[str]:
    read = sorted(one.tables & today)
    return [f"{', '.join(read)} as they stand today, not as of the day"] if read else []


def _gaps(lake: Lake, day: date, horizon: int) -> list[str]:
    """What the records lack of the days in which an outcome could be seen."""
    end = day + timedelta(days=horizon)
    years = lake.query(
        "SELECT DISTINCT fiscal_year FROM lake.coverage WHERE cut_short AND fiscal_year BETWEEN ? AND ? ORDER BY 1",
        [day.year, end.year + (end.month >= 10)],
    )
    said = (
        [f"files of fiscal year {', '.join(str(row['fiscal_year']) for row in years)} seem cut short"] if years else []
    )
    last = lake.value("SELECT max(signed_on) FROM lake.action")
    return said + ([f"records end on {last}, before the {horizon:,} days are over"] if last < end else [])
