"""Flags that stand and once stood: why, why it may be nothing, the rows they rest on, and what was answered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from quaestor import model
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld, QuaestorError
from quaestor.indicators import rule
from quaestor.store import Lake

#: Rows of evidence given with one flag.
EVIDENCE = 200

#: What is told of a flag in a list.
_TOLD = (
    "f.flag_id, f.indicator, i.title, i.code, f.version, f.subject, f.subject_id, f.value, f.amount, f.currency, "
    "f.award_id, a.piid, f.supplier_id, coalesce(s.name, a.supplier_name) AS supplier_name, f.family_id, f.buyer_id, "
    "a.buyer_name, f.office_id, f.cohort, f.cohort_assessed, f.cohort_flagged, f.raised_at, f.lowered_at, "
    "f.lowered_because, w.answered"
)
_JOINED = (
    "LEFT JOIN indicator i ON i.indicator = f.indicator AND i.digest = f.digest "
    "LEFT JOIN award a ON a.award_id = f.award_id LEFT JOIN supplier s ON s.supplier_id = f.supplier_id "
    "LEFT JOIN (SELECT flag_id, max_by(kind, made_at) AS answered FROM answer WHERE withdrawn_at IS NULL AND "
    "kind <> 'reply' GROUP BY flag_id) w ON w.flag_id = f.flag_id"
)


def flags(
    lake: Lake,
    *,
    indicator: str | None = None,
    award: str | None = None,
    supplier: str | None = None,
    family: str | None = None,
    agency: str | None = None,
    since: datetime | None = None,
    least: int | None = None,
    lowered: bool = False,
    answered: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """The flags that stand, those about most money first; narrowed by rule, award, supplier, family, agency, the moment
    since which they were raised, or money.

    lowered: the spells that have ended instead. answered: dismissed, confirmed, or none for those without an answer.
    """
    wanted = {
        "f.indicator": indicator, "f.award_id": award, "f.supplier_id": supplier, "f.family_id": family,
        "f.buyer_id": agency, "w.answered": None if answered == "none" else answered,
    }  # fmt: skip
    terms = [
        f"f.lowered_at IS {'NOT ' if lowered else ''}NULL",
        *(f"{name} = ?" for name, one in wanted.items() if one),
    ]
    terms += ["w.answered IS NULL"] if answered == "none" else []
    terms += ["f.raised_at >= ?"] if since else []
    terms += ["f.amount >= ?"] if least is not None else []
    values = [one for one in (*wanted.values(), since) if one] + ([least] if least is not None else [])
    rows = lake.query(
        f"SELECT {_TOLD} FROM flag f {_JOINED} WHERE {' AND '.join(terms)} "
        "ORDER BY f.amount DESC NULLS LAST, f.indicator, f.subject_id, f.raised_at "
        f"{f'LIMIT {limit}' if limit else ''}",
        values,
    )
    return [dict(plain(row)) for row in rows]


def flag(lake: Lake, flag_id: str) -> dict[str, Any]:
    """One flag whole: its latest spell, the rule's words, the rows it rests on, its other spells and every answer.

    Raises NotHeld where there is none."""
    spells = lake.query(
        f"SELECT {_TOLD}, f.digest, f.rests_on, f.rests_on_table, f.raised_by_load FROM flag f {_JOINED} "
        "WHERE f.flag_id = ? ORDER BY f.raised_at DESC",
        [flag_id.strip()],
    )
    if not spells:
        raise NotHeld(f"there is no flag {flag_id}", advice="`quaestor flags list` names them.")
    latest = spells[0]
    ids = json.loads(latest["rests_on"] or "[]")
    shown = ("flag_id", "version", "value", "amount", "raised_at", "lowered_at", "lowered_because")
    facts = latest | {
        **_words(lake, latest["indicator"], latest["digest"]),
        "stands": latest["lowered_at"] is None,
        "rests_on": ids,
        "evidence": _rows(lake, latest["rests_on_table"], ids[:EVIDENCE]),
        "spells": [{name: row[name] for name in shown} for row in spells],
        "answers": lake.query("SELECT * FROM answer WHERE flag_id = ? ORDER BY made_at, answer_id", [flag_id.strip()]),
    }
    return dict(plain(facts))


def of_award(lake: Lake, award_id: str, known_on: datetime | None = None) -> list[dict[str, Any]]:
    """The flags that stand on an award, or stood at a moment, each with the rule's question in one sentence."""
    then = "f.raised_at <= $at AND coalesce(f.lowered_at > $at, true)" if known_on else "f.lowered_at IS NULL"
    rows = lake.query(
        f"SELECT {_TOLD}, f.digest FROM flag f {_JOINED} WHERE f.award_id = $award AND {then} ORDER BY f.indicator",
        {"award": award_id} | ({"at": known_on} if known_on else {}),
    )
    found = []
    for row in rows:
        words = _words(lake, row["indicator"], row.pop("digest"))
        found.append({"name": row["indicator"], "words": row["title"], **row, **words})
    return found


def indicators(lake: Lake) -> list[dict[str, Any]]:
    """What each rule came to when it was last run."""
    rows = lake.query(
        "SELECT indicator AS name, version, assessed_at, subjects, assessed, flagged, spared, spared_by, "
        "not_assessed_by, raised, lowered, seconds, engine, "
        "CAST(flagged AS DOUBLE) / nullif(assessed, 0) AS base_rate FROM assessment "
        "QUALIFY row_number() OVER (PARTITION BY indicator ORDER BY assessed_at DESC) = 1 ORDER BY indicator"
    )
    for row in rows:
        row |= {name: json.loads(row[name] or "{}") for name in ("spared_by", "not_assessed_by")}
    return [dict(plain(row)) for row in rows]


def _words(lake: Lake, name: str, digest: str) -> dict[str, Any]:
    """What the rule said of itself when it raised the flag."""
    text = lake.value("SELECT text FROM indicator WHERE indicator = ? AND digest = ?", [name, digest])
    try:
        one = rule.shipped()[name] if name in rule.shipped() and rule.shipped()[name].text == text else None
        one = one or rule.read(name, str(text))
    except QuaestorError:  # an older text that today's fence no longer takes
        return {"asks": None, "why": None, "innocent": None}
    return {key: one.filled(getattr(one, key)) for key in ("asks", "why", "innocent")}


def _rows(lake: Lake, table: str | None, ids: list[str]) -> list[dict[str, Any]]:
    if table not in model.tables() or not ids:
        return []
    key = model.table(table).record_id()
    return lake.query(f"SELECT * FROM {table} WHERE {key} IN (SELECT unnest(?)) ORDER BY {key}", [ids])
