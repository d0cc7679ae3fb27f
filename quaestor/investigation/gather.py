"""Taking the actions that a question means out of the lake, once, into a temporary table of the asking thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from quaestor import model, sources
from quaestor.investigation import words
from quaestor.investigation.question import Choice, Question
from quaestor.sql import literal
from quaestor.store import Lake

#: What is told of an action.
COLUMNS = (
    "action_id, award_id, piid, mod_number, mod_order, transaction_number, signed_on, reason_code, obligation, "
    "ceiling_change, coalesce(sampled, false) AS sampled, buyer_id, buyer_name, supplier_id, supplier_name, "
    "description, source, source_file, source_row, load_id, seen_at"
)
#: Actions of one award in the order of its life, as `derive/timeline.sql` has them.
ORDER = "signed_on, mod_order, transaction_number, action_id"
#: An action's own money, where it may be added up.
MONEY = "CASE WHEN sampled THEN NULL ELSE obligation END"


def gather(lake: Lake, question: Question, moment: datetime | None = None, into: str = "met") -> None:
    """Fills the temporary table `into` with the matching actions; `left_out` marks those of awards left out by hand.

    moment: as known just before that moment (UTC), by the versions that stood then; else as held now.
    """
    held = "lake.action" if moment is None else f"({_known(question, moment)})"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT {COLUMNS}, {chosen(question.left_out)} AS left_out "
        f"FROM {held} WHERE {condition(question)}"
    )
    if question.filters.least_amount is not None:
        lake.execute(
            f"DELETE FROM temp.{into} WHERE award_id IN (SELECT award_id FROM temp.{into} GROUP BY award_id "
            f"HAVING coalesce(sum({MONEY}), 0) < {question.filters.least_amount})"
        )


def condition(question: Question) -> str:
    """SQL that is true of an action which the question means, whatever its award adds up to."""
    filters = question.filters
    if not question.words and not filters.narrow:
        return "false"
    parts = [words.condition(question.words)] if question.words else []
    if question.without:
        parts.append(f"NOT coalesce({words.condition(question.without)}, false)")
    if filters.agencies:
        parts.append(_among("buyer_id", filters.agencies))
    if filters.suppliers:
        names = [name.upper() for name in filters.suppliers]
        parts.append(f"({_among('supplier_id', filters.suppliers)} OR {_among('upper(supplier_name)', names)})")
    if filters.years:
        parts.append(f"{model.fiscal_year('signed_on')} IN ({', '.join(map(str, filters.years))})")
    if filters.kinds:
        parts.append(_among("kind", filters.kinds))
    if filters.vehicles:
        either = (_among("vehicle_id", filters.vehicles), _among("vehicle_piid", filters.vehicles))
        parts.append(f"({' OR '.join(either)})")
    return " AND ".join(parts)


def chosen(choices: Sequence[Choice]) -> str:
    """SQL that is true of a record whose award was chosen by its id or its PIID."""
    named = [one.id for one in choices]
    return f"({_among('award_id', named)} OR {_among('piid', named)})" if named else "false"


def overview(lake: Lake, questions: Sequence[Question]) -> dict[str, dict[str, Any]]:
    """Of several questions at once: actions, awards, suppliers, money and first day, without what was left out.

    All are looked for in one reading of the lake.
    """
    asked = [question for question in questions if condition(question) != "false"]
    if not asked:
        return {}
    flags = ", ".join(
        f"coalesce({condition(one)} AND NOT {chosen(one.left_out)}, false) AS q{number}"
        for number, one in enumerate(asked)
    )
    any_of = " OR ".join(f"({condition(one)})" for one in asked)
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE seen AS SELECT award_id, signed_on, obligation, "
        f"coalesce(sampled, false) AS sampled, {flags} FROM lake.action WHERE {any_of}"
    )
    found = {}
    for number, one in enumerate(asked):
        least = one.filters.least_amount
        having = "" if least is None else f"HAVING coalesce(sum({MONEY}), 0) >= {least}"
        found[one.slug] = lake.query(
            "SELECT CAST(coalesce(sum(actions), 0) AS BIGINT) AS actions, count(*) AS awards, sum(money) AS obligated, "
            "min(first_on) AS first_on, max(last_on) AS last_on FROM ("
            f"SELECT award_id, count(*) AS actions, sum({MONEY}) AS money, min(signed_on) AS first_on, "
            f"max(signed_on) AS last_on FROM temp.seen WHERE q{number} GROUP BY award_id {having})"
        )[0]
    return found


def _known(question: Question, moment: datetime) -> str:
    """SQL for the actions that may be meant, as known just before the moment: the most complete publisher's version of
    each, among those that stood then."""
    stood = (
        f"seen_at < TIMESTAMP '{moment.isoformat(sep=' ')}' AND "
        f"(superseded_at IS NULL OR superseded_at >= TIMESTAMP '{moment.isoformat(sep=' ')}')"
    )
    rank = " ".join(f"WHEN '{name}' THEN {leads}" for name, leads in sources.leads().items())
    return (
        f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY action_id ORDER BY CASE source {rank} ELSE 0 END "
        f"DESC, seen_at DESC) AS place FROM lake.action_version WHERE {stood} AND action_id IN "
        f"(SELECT action_id FROM lake.action_version WHERE {stood} AND {condition(question)})) WHERE place = 1"
    )


def _among(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(literal(value) for value in values)})"
