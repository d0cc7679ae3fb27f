"""The rules that were run here: what each asks, why, why it may be nothing, and what it could and could not assess."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from quaestor import sql
from quaestor.answers.citing import cited
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.indicators import cases, rule
from quaestor.store import Lake

#: What of a rule's header is told as it stands.
_TOLD = ("title", "code", "area", "asks", "why", "innocent", "high_base_rate", "measures")


@lru_cache(maxsize=512)
def _header(name: str, text: str) -> dict[str, Any]:
    return sql.parse(name, text).header


def every(lake: Lake) -> dict[str, dict[str, Any]]:
    """Every rule that was run in this store, as it was last run, by name."""
    rows = lake.remembered(
        "SELECT i.*, a.parameters FROM indicator i JOIN (SELECT indicator, max_by(digest, assessed_at) AS digest, "
        "max_by(parameters, assessed_at) AS parameters FROM assessment GROUP BY indicator) a USING (indicator, digest) "
        "ORDER BY indicator"
    )
    of = ("indicator", "version", "own", "title", "text", "parameters")
    return {row["indicator"]: _told(*(row[name] for name in of)) for row in rows}


@lru_cache(maxsize=512)
def _told(rule: str, version: int, own: bool, title: str, text: str, given: str | None) -> dict[str, Any]:
    """One rule as it ran with the parameters `given`, a JSON object. Shared by all who ask: none may change it."""
    header = _header(rule, text)
    parameters = dict(header.get("parameters") or {}) | json.loads(given or "{}")
    return {
        "indicator": rule, "version": version, "own": own,
        **{name: header.get(name) for name in _TOLD},
        "title": header.get("title") or title,
        "check": bool(header.get("check")),
        "subject": header.get("subject"),
        **{name: {key: _filled(words, parameters) for key, words in (header.get(name) or {}).items()}
           for name in ("spares", "not_assessed")},
        "parameters": parameters,
        "based_on": _listed(header.get("based_on")),
        "asks": _filled(header.get("asks"), parameters),
    }  # fmt: skip


def _filled(text: str | None, parameters: dict[str, Any]) -> str:
    """The question with the parameters that it ran with in place of their names."""
    told = text or ""
    for name, value in parameters.items():
        told = told.replace(f"{{{name}}}", f"{value:,}" if isinstance(value, int) else str(value))
    return told


def listed(lake: Lake) -> list[dict[str, Any]]:
    """The names and titles of the rules that were run here, for a choice among them."""
    return [{name: one[name] for name in ("indicator", "title", "area", "check")} for one in every(lake).values()]


def _listed(given: Any) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else [str(given)] if given else []


def indicators(lake: Lake) -> dict[str, Any]:
    """The rules with the counts of their latest runs, and the flags that stand; checks of the records apart."""
    told = every(lake)
    latest = {row["indicator"]: row for row in _latest(lake)}
    money = {row["indicator"]: row for row in lake.query(
        "SELECT indicator, count(*) AS standing, sum(amount) FILTER (currency = 'USD') AS amount FROM flag "
        "WHERE lowered_at IS NULL GROUP BY 1"
    )}  # fmt: skip
    rows = [
        {name: one[name] for name in ("indicator", "title", "code", "area", "check", "own", "asks", "subject")}
        | {name: latest[key][name] for name in ("version", "subjects", "assessed", "flagged", "spared", "assessed_at")}
        | {"base_rate": _share(latest[key]["flagged"], latest[key]["assessed"])}
        | {name: money.get(key, {}).get(name) for name in ("standing", "amount")}
        for key, one in told.items()
    ]
    rows.sort(key=lambda row: (row["check"], row["area"] or "", row["title"]))
    return dict(plain({"indicators": rows, "count": sum(not row["check"] for row in rows)}))


def indicator(lake: Lake, name: str) -> dict[str, Any]:
    """One rule: its texts, its SQL word for word, what it assessed at each run, its versions, and its back-tests.

    Raises NotHeld where no rule of this name was run here.
    """
    told = every(lake).get(name)
    if told is None:
        raise NotHeld(
            f"no rule {name[:60]} was run here", advice="`quaestor assess` runs the rules; /indicator lists them."
        )
    versions = lake.query("SELECT * FROM indicator WHERE indicator = ? ORDER BY first_run_at DESC", [name])
    runs = lake.query("SELECT * FROM assessment WHERE indicator = ? ORDER BY assessed_at DESC LIMIT 50", [name])
    latest = runs[0]
    text = next(row["text"] for row in versions if row["digest"] == latest["digest"])
    parsed = sql.parse(name, text)
    tested = lake.query(
        "SELECT * FROM backtest WHERE indicator = ? AND tested_at = (SELECT max(tested_at) FROM backtest WHERE "
        "indicator = ?) ORDER BY outcome, on_day, horizon_days",
        [name, name],
    )
    return dict(
        plain(
            told
            | {
                "sql": parsed.select,
                "text": text,
                "digest": latest["digest"],
                "subjects": latest["subjects"], "assessed": latest["assessed"], "flagged": latest["flagged"],
                "spared": latest["spared"], "assessed_at": latest["assessed_at"], "seconds": latest["seconds"],
                "engine": latest["engine"],
                "base_rate": _share(latest["flagged"], latest["assessed"]),
                "spared_by": _counted(latest["spared_by"], told["spares"]),
                "not_assessed_by": _counted(latest["not_assessed_by"], told["not_assessed"]),
                "runs": [
                    {key: run[key] for key in (
                        "assessed_at", "version", "engine", "subjects", "assessed", "flagged", "spared", "raised",
                        "lowered", "load_id", "seconds",
                    )}
                    for run in runs
                ],
                "versions": [
                    {key: row[key] for key in ("version", "digest", "title", "first_run_at")} for row in versions
                ],
                "backtests": tested,
                "flags": _of_flags(lake, name),
                "cited": cited(told["based_on"]),
                "cases": _cases(name, text, told),
            }
        )
    )  # fmt: skip


def _cases(name: str, text: str, told: dict[str, Any]) -> list[dict[str, Any]]:
    """What the rule says of made-up tables, subject by subject; only where it is the one that comes with Quaestor."""
    if name not in rule.shipped() or rule.shipped()[name].text != text:
        return []
    return [
        {
            "name": case.name,
            "parameters": dict(case.parameters),
            "expect": [_expected(str(subject), dict(said), told) for subject, said in case.expect.items()],
            "tables": [
                {
                    "table": table,
                    "columns": list(dict.fromkeys(column for row in rows for column in row)),
                    "rows": [{column: _plain(value) for column, value in row.items()} for row in rows],
                }
                for table, rows in case.tables.items()
                if rows
            ],
        }
        for case in cases.shipped(name)
    ]


def _expected(subject: str, said: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What a case expects of one subject: `verdict` in a word, `because` where a filter or a reason held it back."""
    state = next((name for name in ("spared", "not_assessed") if said.get(name)), None)
    words = told["spares"] if state == "spared" else told["not_assessed"]
    return {
        "subject": subject,
        "verdict": state.replace("_", " ") if state else "flagged" if said.get("flagged") else "not flagged",
        "because": words.get(said[state], said[state]) if state else None,
        "value": _plain(said.get("value")),
    }


def _plain(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return {None: None, True: "yes", False: "no"}[value]
    return str(value)


def _latest(lake: Lake) -> list[dict[str, Any]]:
    return lake.query(
        "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY indicator ORDER BY assessed_at DESC) AS turn FROM "
        "assessment) WHERE turn = 1"
    )


def _of_flags(lake: Lake, name: str) -> dict[str, Any]:
    """How many of its flags stand, were lowered, and were answered by persons."""
    [row] = lake.query(
        "SELECT count(DISTINCT flag_id) FILTER (lowered_at IS NULL) AS standing, count(*) FILTER (lowered_at IS NOT "
        "NULL) AS lowered, sum(amount) FILTER (lowered_at IS NULL AND currency = 'USD') AS amount FROM flag WHERE "
        "indicator = ?",
        [name],
    )
    answers = lake.query(
        "SELECT a.kind, count(DISTINCT a.flag_id) AS n FROM answer a WHERE a.withdrawn_at IS NULL AND a.flag_id IN "
        "(SELECT flag_id FROM flag WHERE indicator = ?) GROUP BY 1",
        [name],
    )
    return row | {"dismissed": 0, "confirmed": 0, "reply": 0} | {one["kind"]: one["n"] for one in answers}


def _counted(told: str | None, words: dict[str, str]) -> list[dict[str, Any]]:
    """How often each filter or reason held, most often first, with its words; those that never held among them."""
    counts = json.loads(told or "{}")
    rows = [{"name": name, "words": words.get(name, name), "n": counts.get(name, 0)} for name in {**words, **counts}]
    return sorted(rows, key=lambda row: (-row["n"], row["name"]))


def _share(part: int | None, whole: int | None) -> float | None:
    return round((part or 0) / whole, 6) if whole else None
