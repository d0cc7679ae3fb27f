"""One flag whole: why, why it may be nothing, the rows it rests on, and what was answered; and what rules came to."""

from __future__ import annotations

import json
from typing import Any

from quaestor import model
from quaestor.answers import rules
from quaestor.answers.findings import latest_spells, named
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld, QuaestorError
from quaestor.indicators import rule
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Rows of evidence given with one flag.
EVIDENCE = 200


def flag(lake: Lake, flag_id: str) -> dict[str, Any]:
    """One flag whole: its latest spell, the rule's words, the rows it rests on, its other spells and every answer.

    Raises NotHeld where there is none."""
    asked = [flag_id.strip()]
    spells = lake.query("SELECT * FROM flag WHERE flag_id = ? ORDER BY raised_at DESC", asked)
    if not spells:
        raise NotHeld(f"there is no flag {flag_id}", advice="`quaestor flags list` names them.")
    latest = spells[0]
    [told] = named(lake, lake.query(latest_spells("flag_id = ?"), asked), rules.every(lake))
    ids = json.loads(latest["rests_on"] or "[]")
    shown = ("version", "value", "amount", "raised_at", "raised_by_load", "lowered_at", "lowered_because")
    facts = told | {
        **_words(lake, latest["indicator"], latest["digest"]),
        "stands": latest["lowered_at"] is None,
        "rests_on": ids,
        "rests_on_table": latest["rests_on_table"],
        "evidence": _rows(lake, latest["rests_on_table"], ids[:EVIDENCE]),
        "spells": [{name: row[name] for name in shown} for row in spells],
        "answers": lake.query("SELECT * FROM answer WHERE flag_id = ? ORDER BY made_at, answer_id", asked),
    }
    return dict(plain(facts))


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


_SAID = ("asks", "why", "innocent", "measures")


def _words(lake: Lake, name: str, digest: str) -> dict[str, Any]:
    """What the rule said of itself when it raised the flag."""
    text = lake.value("SELECT text FROM indicator WHERE indicator = ? AND digest = ?", [name, digest])
    try:
        one = rule.shipped()[name] if name in rule.shipped() and rule.shipped()[name].text == text else None
        one = one or rule.read(name, str(text))
    except QuaestorError:  # an older text that today's fence no longer takes
        return dict.fromkeys(_SAID)
    return {key: one.filled(getattr(one, key) or "") for key in _SAID}


def _rows(lake: Lake, table: str | None, ids: list[str]) -> list[dict[str, Any]]:
    if table not in model.tables() or not ids:
        return []
    key = model.table(table).record_id()
    return lake.query(f"SELECT * FROM {table} WHERE {key} {AMONG} ORDER BY {key}", [ids])
