"""Flags raised, kept and lowered: what rules flag now, held against what stands, by the engine and never row by row.

Nothing is deleted. A flag whose measure moved is lowered and raised again in one stroke, so that each spell says what
was measured while it stood; one that is no longer given is lowered with the reason in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from quaestor import model
from quaestor.indicators.rule import ABOUT, Rule
from quaestor.sql import among, literal
from quaestor.store import Lake

#: What of a flag is measured: when one of these moves, a new spell begins.
_MEASURED = ("digest", "value", "amount", "currency", "rests_on", "award_id", "supplier_id")


def begin(lake: Lake) -> None:
    """Makes room for what the rules of one run give."""
    kinds = {column.name: column.sql_type for column in model.table("flag").columns}
    columns = (
        "subject_id", "value", "amount", "currency", *ABOUT, "cohort", "cohort_assessed", "cohort_flagged", "rests_on",
        "rests_on_table",
    )  # fmt: skip
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE standing AS SELECT indicator, subject_id FROM lake.flag WHERE lowered_at IS NULL"
    )
    given = ", ".join(f"{name} {kinds[name]}" for name in columns)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE given (indicator VARCHAR, state VARCHAR, why VARCHAR, {given})")
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE ran (indicator VARCHAR, version BIGINT, digest VARCHAR, subject VARCHAR)"
    )


def standing(rule: Rule) -> str:
    """SQL over `subject_id`: whether a flag of the rule stands on it."""
    return f"subject_id IN (SELECT f.subject_id FROM standing f WHERE f.indicator = '{rule.name}')"


def take(lake: Lake, rule: Rule) -> None:
    """Takes what the rule has just given in `judged`, each subject with the counts of the set it is compared with.

    A flag of which the rule names no rows rests on the subject's own row, where there is a table of such subjects.
    """
    words = {**rule.spares, **rule.not_assessed}
    said = " ".join(f"WHEN '{name}' THEN {literal(rule.filled(text))}" for name, text in words.items())
    why = f"CASE reason {said} ELSE reason END" if said else "reason"
    table = _table_of(rule.subject)
    own, rows = ("[subject_id]", f"'{table}'") if table else ("[]", f"'{rule.rests_on}'")
    lake.execute(
        f"INSERT INTO given SELECT '{rule.name}', state, {why}, subject_id, value, amount, currency, "
        f"{', '.join(ABOUT)}, j.cohort, c.assessed, c.flagged, "
        f"CAST(to_json(CASE WHEN len(rests_on) > 0 THEN rests_on ELSE {own} END) AS VARCHAR), "
        f"CASE WHEN len(rests_on) > 0 THEN '{rule.rests_on}' ELSE {rows} END FROM judged j JOIN (SELECT cohort, "
        "CAST(coalesce(sum(n) FILTER (WHERE state <> 'not_assessed'), 0) AS BIGINT) AS assessed, "
        "CAST(coalesce(sum(n) FILTER (WHERE state = 'flagged'), 0) AS BIGINT) AS flagged FROM judged GROUP BY cohort) "
        "c ON c.cohort IS NOT DISTINCT FROM j.cohort WHERE subject_id IS NOT NULL"
    )


def _table_of(subject: str) -> str | None:
    """The table whose rows are such subjects."""
    found = [table.name for table in model.tables().values() if table.key == (f"{subject}_id",)]
    return subject if subject in found else next(iter(found), None)


def settle(
    lake: Lake, ran: Sequence[Rule], moment: datetime, load_id: str | None, gone: set[str] | None
) -> dict[str, dict[str, int]]:
    """Writes the flags of a run, inside a transaction; by rule, how many it raised and lowered.

    ran: the rules that could be run. gone: the rules there are, where every one was run: flags of others are lowered.
    """
    if ran:
        marks = ", ".join("(?, ?, ?, ?)" for _ in ran)
        values = [value for one in ran for value in (one.name, one.version, one.digest, one.subject)]
        lake.execute(f"INSERT INTO ran VALUES {marks}", values)
    _fresh(lake)
    others = "" if gone is None else f" OR f.indicator NOT {among('$gone')}"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE stood AS SELECT f.* FROM lake.flag f WHERE f.lowered_at IS NULL AND "
        f"(f.indicator IN (SELECT indicator FROM ran){others})",
        {} if gone is None else {"gone": sorted(gone)},
    )
    moved = " OR ".join(f"n.{name} IS DISTINCT FROM s.{name}" for name in _MEASURED)
    _lowering(lake, moved)
    lake.execute(
        "UPDATE flag SET lowered_at = ?, lowered_because = l.because FROM lowering l "
        "WHERE flag.flag_id = l.flag_id AND flag.raised_at = l.raised_at AND flag.lowered_at IS NULL",
        [moment],
    )
    names = [name for name in model.table("flag").names if not name.startswith(("raised_", "lowered_"))]
    lake.execute(
        f"INSERT INTO flag ({', '.join(names)}, raised_at, raised_by_load) "
        f"SELECT {', '.join(f'n.{name}' for name in names)}, CAST(? AS TIMESTAMP), ? FROM fresh n "
        f"LEFT JOIN stood s USING (flag_id) WHERE s.flag_id IS NULL OR {moved} ORDER BY n.indicator, n.flag_id",
        [moment, load_id],
    )
    counted = lake.query(
        "SELECT indicator, count(*) FILTER (WHERE s IS NULL) AS raised, count(*) FILTER (WHERE n IS NULL) AS lowered "
        "FROM (SELECT coalesce(n.indicator, s.indicator) AS indicator, n.flag_id AS n, s.flag_id AS s "
        "FROM fresh n FULL JOIN stood s USING (flag_id)) GROUP BY indicator"
    )
    return {row["indicator"]: {"raised": row["raised"], "lowered": row["lowered"]} for row in counted}


def rows(lake: Lake, limit: int) -> dict[str, list[dict[str, Any]]]:
    """By rule, what it has flagged in the run just made, those about most money first; so many of each at most."""
    columns = (
        "flag_id, subject, subject_id, value, amount, currency, award_id, supplier_id, family_id, buyer_id, "
        "office_id, cohort, cohort_assessed, cohort_flagged, from_json(rests_on, '[\"VARCHAR\"]') AS rests_on, "
        "rests_on_table"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    if limit:
        for row in lake.query(
            f"SELECT indicator, {columns} FROM (SELECT *, row_number() OVER (PARTITION BY indicator ORDER BY amount "
            "DESC NULLS LAST, subject_id) AS place FROM fresh) WHERE place <= ? ORDER BY indicator, place",
            [limit],
        ):
            found.setdefault(row.pop("indicator"), []).append(row)
    return found


def _fresh(lake: Lake) -> None:
    """What is flagged now, with supplier, family, buyer and office of its award where the rule gives none."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE belongs AS SELECT supplier_id, "
        "max_by(family_id, coalesce(from_on, DATE '1900-01-01')) AS family_id FROM lake.family_member "
        "WHERE stands AND supplier_id IS NOT NULL GROUP BY supplier_id"
    )
    itself = "CASE WHEN r.subject IN ({}) AND NOT contains(g.subject_id, '|') THEN g.subject_id END"
    of = {name: itself.format(f"'{name}'") for name in ("award", "supplier", "family", "office")}
    of["buyer"] = itself.format("'buyer', 'agency'")
    named = ", ".join(f"coalesce(g.{name}_id, {subject}) AS {name}_of" for name, subject in of.items())
    told = (
        f"WITH told AS (SELECT g.*, r.version, r.digest, r.subject, {named} "
        "FROM given g JOIN ran r USING (indicator) WHERE g.state = 'flagged')"
    )
    made = {name: f"t.{name}" for name in model.table("flag").names if not name.startswith(("raised_", "lowered_"))}
    made |= {
        "flag_id": "'f:' || left(sha256(t.indicator || '|' || t.subject_id), 20)",
        "award_id": "t.award_of",
        "supplier_id": "coalesce(t.supplier_of, a.supplier_id)",
        "family_id": "coalesce(t.family_of, b.family_id)",
        "buyer_id": "coalesce(t.buyer_of, a.buyer_id)",
        "office_id": "coalesce(t.office_of, a.office_id)",
    }
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh AS {told} SELECT {', '.join(f'{v} AS {k}' for k, v in made.items())} "
        "FROM told t LEFT JOIN lake.award a ON a.award_id = t.award_of "
        "LEFT JOIN belongs b ON b.supplier_id = coalesce(t.supplier_of, a.supplier_id)"
    )


def _lowering(lake: Lake, moved: str) -> None:
    """The flags that no longer stand as they did, each with the reason in words."""
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE rewritten AS SELECT s.flag_id, "
        "string_agg(DISTINCT CASE WHEN c.kind = 'withdrawn' THEN 'withdrawn' ELSE c.field END, ', ' ORDER BY "
        "CASE WHEN c.kind = 'withdrawn' THEN 'withdrawn' ELSE c.field END) AS fields "
        "FROM stood s JOIN lake.change c ON c.award_id = s.award_id AND c.seen_at > s.raised_at "
        "AND c.kind IN ('rewritten', 'withdrawn') WHERE s.award_id IS NOT NULL GROUP BY s.flag_id"
    )
    changed = (
        "CASE WHEN r.digest <> s.digest THEN CASE WHEN r.version <> s.version THEN 'the rule changed from version ' || "
        "s.version || ' to ' || r.version ELSE 'the rule''s text or parameters changed' END || ': ' ELSE '' END"
    )
    rewritten = "CASE WHEN w.fields IS NOT NULL THEN 'the record was rewritten (' || w.fields || '): ' ELSE '' END"
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE lowering AS SELECT s.flag_id, s.raised_at, CASE "
        "WHEN r.indicator IS NULL THEN 'the rule was taken away' "
        f"ELSE {changed} || {rewritten} || CASE "
        "WHEN n.flag_id IS NOT NULL AND n.value IS DISTINCT FROM s.value THEN 'measured anew, it is ' || "
        "coalesce(n.value, 'blank') || ' and was ' || coalesce(s.value, 'blank') || '; it is still flagged' "
        "WHEN n.flag_id IS NOT NULL THEN 'measured anew, it is still flagged' "
        "WHEN g.state = 'spared' THEN 'spared now: ' || g.why "
        "WHEN g.state = 'not_assessed' THEN 'it can no longer be judged: ' || g.why "
        "WHEN g.state = 'clear' AND g.value = s.value THEN 'measured anew, it is ' || g.value || ' as before; it is no "
        "longer flagged' "
        "WHEN g.state = 'clear' THEN 'measured anew, it is ' || coalesce(g.value, 'blank') || ' and was ' || "
        "coalesce(s.value, 'blank') || '; it is no longer flagged' "
        "ELSE 'the rule''s question no longer bears on it, or it is no longer held' END END AS because "
        "FROM stood s LEFT JOIN ran r USING (indicator) LEFT JOIN fresh n USING (flag_id) "
        "LEFT JOIN given g ON g.indicator = s.indicator AND g.subject_id = s.subject_id "
        f"LEFT JOIN rewritten w USING (flag_id) WHERE n.flag_id IS NULL OR {moved}"
    )
