"""A rule run over tables: how many subjects it could judge, and the rows of those it flags.

Subjects that are not flagged are only counted, inside the engine; none of them comes out of it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from quaestor.errors import BadQuery, ModelError
from quaestor.indicators.rule import ABOUT, GIVEN, Rule
from quaestor.store.bare import Bare

#: Columns of the table `judged`: one row for each subject that was kept, one for each sort of the others, `n` of them.
JUDGED = (
    "state", "reason", "cohort", "subject_id", "value", "amount", "currency", *ABOUT, "rests_on", "n",
)  # fmt: skip
UNSAID = "no reason given"


class Tables(Protocol):
    """A lake, or a bare set of tables."""

    def query(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> list[dict[str, Any]]: ...

    def execute(self, text: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> None: ...


@dataclass(frozen=True)
class Judged:
    """What one run of a rule came to. assessed: flagged, spared or neither."""

    rule: Rule
    subjects: int
    flagged: int
    spared_by: dict[str, int] = field(default_factory=dict)
    not_assessed_by: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def assessed(self) -> int:
        return self.subjects - sum(self.not_assessed_by.values())

    @property
    def spared(self) -> int:
        return sum(self.spared_by.values())


@cache
def _empty() -> Bare:
    """The model's tables without a row, on which a SELECT is bound in a thousandth of a second."""
    return Bare()


def bind(rule: Rule) -> dict[str, str]:
    """The columns that the rule's SELECT gives, with their types; raises ModelError where they are not what a rule
    gives, or where it names a column that a table does not have."""
    try:
        rows = _empty().described(rule.select, dict(rule.parameters))
    except BadQuery as error:
        raise ModelError(_reason(error), where=rule.name, advice="docs/model.md names tables and columns.") from error
    found = dict(rows)
    key = key_of(rule, found)
    for name in found.keys() - {key, *GIVEN, *ABOUT}:
        raise ModelError(
            f"the SELECT gives a column {name}, which has no meaning",
            where=rule.name,
            advice=f"Columns: {', '.join((key, *GIVEN, *ABOUT))}.",
        )
    for name, kinds in _TYPES.items():
        if name in found and not found[name].startswith(kinds):
            raise ModelError(f"the column {name} is {found[name]}", where=rule.name, advice=f"Make it {kinds[0]}.")
    for name in ("value", "flagged"):
        if name not in found:
            raise ModelError(f"the SELECT gives no column {name}", where=rule.name, advice="Name it with AS.")
    return found


_TYPES = {
    "flagged": ("BOOLEAN",),
    "spared": ("VARCHAR", '"NULL"'),
    "not_assessed": ("VARCHAR", '"NULL"'),
    "cohort": ("VARCHAR",),
    "amount": ("DECIMAL", "BIGINT", "INTEGER", "HUGEINT", '"NULL"'),
    "rests_on": ("VARCHAR[]", '"NULL"', "INTEGER[]"),
}


def key_of(rule: Rule, columns: Mapping[str, str]) -> str:
    """The column that names the subject; raises ModelError where the SELECT gives none."""
    for name in ("subject_id", f"{rule.subject}_id"):
        if name in columns:
            return name
    raise ModelError(f"the SELECT gives no {rule.subject}_id", where=rule.name, advice="It names the rule's subject.")


def judge(
    tables: Tables, rule: Rule, *, keep: str = "false", source: str | None = None, table: str = "judged"
) -> Judged:
    """Runs the rule and leaves its rows in the temporary table `table`.

    keep: SQL over `subject_id`, for subjects whose rows are kept though they are not flagged. source: a query that
    gives the rows of the SELECT where another engine ran it. Raises ModelError where the rows are not what the
    header says.
    """
    began = time.perf_counter()
    columns = bind(rule)
    text = _grouped(columns, key_of(rule, columns), source or rule.select, keep)
    params = None if source else dict(rule.parameters)
    try:
        tables.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {text}", params)
    except BadQuery as error:
        raise ModelError(_reason(error), where=rule.name, advice="Try it with `quaestor indicator try`.") from error
    counted = tables.query(f"SELECT state, reason, CAST(sum(n) AS BIGINT) AS n FROM {table} GROUP BY ALL ORDER BY ALL")
    by_state = {state: {row["reason"]: row["n"] for row in counted if row["state"] == state} for state in _STATES}
    _look_at_rows(tables, rule, by_state, table)
    return Judged(
        rule=rule,
        subjects=sum(row["n"] for row in counted),
        flagged=sum(by_state["flagged"].values()),
        spared_by=by_state["spared"],
        not_assessed_by=by_state["not_assessed"],
        seconds=time.perf_counter() - began,
    )


def flagged(tables: Tables, limit: int) -> list[dict[str, Any]]:
    """What the rule that was run last flags, those about most money first."""
    return tables.query(
        f"SELECT {', '.join(name for name in JUDGED if name not in ('state', 'reason', 'n'))} FROM judged "
        f"WHERE state = 'flagged' ORDER BY amount DESC NULLS LAST, subject_id LIMIT {limit}"
    )


def _reason(error: BadQuery) -> str:
    """What the engine says, without the name of its own error and the question it was asked."""
    return error.what.split(" in: ")[0].split("Error: ", 1)[-1].rstrip("!.")


_STATES = ("flagged", "spared", "not_assessed", "clear")


def _grouped(columns: Mapping[str, str], key: str, select: str, keep: str) -> str:
    """SQL for `judged` over the rows of a rule."""
    told = {name: name if name in columns else "NULL" for name in (*GIVEN, *ABOUT)}
    # Dollars are meant where a rule names no currency; where the publisher prints none, none is meant (ISO 4217: XXX).
    currency = "coalesce(CAST(currency AS VARCHAR), 'XXX')" if "currency" in columns else "'USD'"
    rows = f"list_sort(CAST(coalesce({told['rests_on']}, []) AS VARCHAR[]))" if "rests_on" in columns else "[]"
    kept = {
        "subject_id": "subject_id",
        "value": _as_text("value", columns["value"]),
        "amount": f"CAST({told['amount']} AS DECIMAL(20,2))",
        "currency": f"CASE WHEN {told['amount']} IS NOT NULL THEN {currency} END",
        **{name: f"CAST({told[name]} AS VARCHAR)" for name in ABOUT},
        "rests_on": f"CAST({rows} AS VARCHAR[])",
    }
    shown = ", ".join(f"CASE WHEN kept THEN {value} END AS {name}" for name, value in kept.items())
    subject = "" if key == "subject_id" else f", CAST({key} AS VARCHAR) AS subject_id"
    return (
        f"SELECT state, CASE state WHEN 'spared' THEN CAST({told['spared']} AS VARCHAR) "
        f"WHEN 'not_assessed' THEN coalesce(CAST({told['not_assessed']} AS VARCHAR), '{UNSAID}') END AS reason, "
        f"CAST({told['cohort']} AS VARCHAR) AS cohort, {shown}, count(*) AS n FROM ("
        f"SELECT *, state = 'flagged' OR {keep} AS kept FROM (SELECT *{subject}, "
        f"CASE WHEN {told['spared']} IS NOT NULL THEN 'spared' "
        f"WHEN {told['not_assessed']} IS NOT NULL OR flagged IS NULL THEN 'not_assessed' "
        f"WHEN flagged THEN 'flagged' ELSE 'clear' END AS state FROM ({select}\n))) GROUP BY ALL"
    )


def _as_text(name: str, kind: str) -> str:
    """SQL for a measured value as text, alike on every engine: four decimals of a fraction, money with its cents."""
    if kind in ("DOUBLE", "FLOAT"):
        return f"rtrim(rtrim(CAST(CAST(round({name}, 4) AS DECIMAL(34,4)) AS VARCHAR), '0'), '.')"
    return f"CAST(CAST({name} AS {kind}) AS VARCHAR)" if kind.startswith("DECIMAL") else f"CAST({name} AS VARCHAR)"


def _look_at_rows(tables: Tables, rule: Rule, by_state: dict[str, dict[str, int]], table: str) -> None:
    for state, declared, key in (
        ("spared", rule.spares, "spares"),
        ("not_assessed", rule.not_assessed, "not_assessed"),
    ):
        for reason in by_state[state].keys() - {*declared, UNSAID if state == "not_assessed" else None}:
            raise ModelError(
                f"its rows say “{reason}”, which `{key}` does not declare",
                where=rule.name,
                advice=f"Add it to the header under `{key}` with its meaning in words.",
            )
    twice = tables.query(
        f"SELECT subject_id FROM {table} WHERE subject_id IS NOT NULL OR state = 'flagged' "
        "GROUP BY ALL HAVING sum(n) > 1 OR subject_id IS NULL ORDER BY ALL LIMIT 1"
    )
    if twice and twice[0]["subject_id"] is None:
        raise ModelError("a flagged row names no subject", where=rule.name, advice="Leave such rows out by WHERE.")
    if twice:
        raise ModelError(
            f"two rows are given for {twice[0]['subject_id']}",
            where=rule.name,
            advice="Give one row a subject: GROUP BY it.",
        )
