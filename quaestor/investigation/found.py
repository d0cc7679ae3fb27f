"""What a question finds: the actions and awards that carry its words, who was paid, when the words came in."""

from __future__ import annotations

from typing import Any

from quaestor import model
from quaestor.investigation import words
from quaestor.investigation.gather import MONEY, ORDER
from quaestor.investigation.question import Question
from quaestor.sql import literal
from quaestor.store import Lake

#: Rows of each sort that are told; the counts and sums are of all.
MOST_ACTIONS, MOST_AWARDS, MOST_SUPPLIERS, MOST_VEHICLES = 5000, 500, 500, 100

#: What is told of an award.
HELD = (
    "award_id, piid, kind, vehicle_id, vehicle_piid, supplier_id, supplier_name, buyer_id, buyer_name, obligated, "
    "ceiling, ceiling_first, ceiling_kind, first_held, first_signed_on, last_signed_on, ends_on, could_end_on, "
    "description"
)


def settle(lake: Lake, question: Question) -> None:
    """Fills the temporary tables `kept` (matching actions that count) and `carrying` (one row an award of these)."""
    lake.execute("CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM temp.met WHERE NOT left_out")
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE carrying AS SELECT h.*, f.action_id AS first_action_id, f.signed_on AS first_on, "
        "f.mod_number AS first_mod, f.reason_code AS first_reason_code, f.obligation AS first_obligation, "
        "f.description AS first_description, g.matching, g.matching_obligated, g.last_on, "
        "CASE WHEN h.first_held = f.mod_number AND h.first_signed_on = f.signed_on THEN "
        "CASE WHEN regexp_matches(coalesce(h.first_held, ''), '^(0*|BASIC|BASE)$') THEN 'award' ELSE 'first held' END "
        "ELSE 'modification' END AS brought_in_by FROM "
        f"(SELECT {HELD} FROM lake.award WHERE award_id IN (SELECT award_id FROM temp.kept)) h JOIN "
        f"(SELECT *, row_number() OVER (PARTITION BY award_id ORDER BY {ORDER}) AS place FROM temp.kept) f "
        "ON f.award_id = h.award_id AND f.place = 1 JOIN "
        f"(SELECT award_id, count(*) AS matching, sum({MONEY}) AS matching_obligated, max(signed_on) AS last_on "
        "FROM temp.kept GROUP BY award_id) g ON g.award_id = h.award_id"
    )


def totals(lake: Lake) -> dict[str, Any]:
    """How much was found in all, each figure named for what it is."""
    acts = lake.query(
        f"SELECT count(*) AS actions, CAST(count(*) FILTER (sampled) AS BIGINT) AS sampled, sum({MONEY}) AS obligated, "
        "min(signed_on) AS first_on, max(signed_on) AS last_on FROM temp.kept"
    )[0]
    awards = lake.query(
        "SELECT count(*) AS awards, count(DISTINCT supplier_id) AS suppliers, count(DISTINCT buyer_id) AS buyers, "
        "count(DISTINCT vehicle_id) AS vehicles, sum(obligated) AS awards_obligated, "
        "count(*) FILTER (obligated IS NULL) AS awards_unknown, "
        "sum(ceiling) FILTER (ceiling_kind = 'stated') AS ceilings, "
        "count(*) FILTER (ceiling_kind = 'stated') AS ceilings_stated, "
        "count(*) FILTER (brought_in_by = 'modification') AS awards_gained, "
        "sum(matching_obligated) FILTER (brought_in_by = 'modification') AS gained_obligated FROM temp.carrying"
    )[0]
    return acts | awards


def first(lake: Lake) -> dict[str, Any] | None:
    """The first action that carries the words, over all awards."""
    rows = lake.query(
        "SELECT award_id, piid, first_action_id AS action_id, first_mod AS mod_number, first_on AS signed_on, "
        "first_obligation AS obligation, first_description AS description, brought_in_by, supplier_id, supplier_name, "
        "buyer_name FROM temp.carrying ORDER BY first_on, award_id LIMIT 1"
    )
    return rows[0] if rows else None


def phrases(lake: Lake, question: Question) -> list[dict[str, Any]]:
    """Of each phrase: actions and awards that carry it, and its first day."""
    if not question.words:
        return []
    asked = " UNION ALL ".join(
        f"SELECT {number} AS place, count(*) AS actions, count(DISTINCT award_id) AS awards, "
        f"sum({MONEY}) AS obligated, min(signed_on) AS first_on FROM temp.kept WHERE {words.condition([phrase])}"
        for number, phrase in enumerate(question.words)
    )
    rows = lake.query(f"SELECT * FROM ({asked}) ORDER BY place")
    return [{"phrase": question.words[row.pop("place")]} | row for row in rows]


def over_time(lake: Lake) -> dict[str, list[dict[str, Any]]]:
    """Money by month and by fiscal year of signing, and how much of it is on awards that gained the words by a
    modification."""
    gained = f"sum({MONEY}) FILTER (c.brought_in_by = 'modification')"
    joined = "FROM temp.kept k JOIN temp.carrying c ON c.award_id = k.award_id"
    figures = (
        f"count(*) AS actions, count(DISTINCT k.award_id) AS awards, sum({MONEY}) AS obligated, "
        f"{gained} AS gained_obligated"
    )
    year = model.fiscal_year("k.signed_on")
    return {
        "by_month": lake.query(
            f"SELECT strftime(k.signed_on, '%Y-%m') AS month, {figures} {joined} GROUP BY 1 ORDER BY 1"
        ),
        "by_year": lake.query(f"SELECT {year} AS fiscal_year, {figures} {joined} GROUP BY 1 ORDER BY 1"),
    }


def suppliers(lake: Lake) -> list[dict[str, Any]]:
    """The pool: who holds the awards that carry the words, those with most money on matching actions first.

    An award counts for the supplier of its latest action.
    """
    return lake.query(
        "SELECT supplier_id, max_by(supplier_name, last_signed_on) AS name, count(*) AS awards, "
        "CAST(sum(matching) AS BIGINT) AS actions, sum(matching_obligated) AS obligated, "
        "sum(matching_obligated) FILTER (brought_in_by = 'modification') AS gained_obligated, "
        "sum(obligated) AS awards_obligated, min(first_on) AS first_on, max(last_on) AS last_on FROM temp.carrying "
        f"GROUP BY supplier_id ORDER BY 5 DESC NULLS LAST, first_on, supplier_id LIMIT {MOST_SUPPLIERS}"
    )


def vehicles(lake: Lake) -> list[dict[str, Any]]:
    """The vehicles that the awards found are ordered under, with the money of their matching actions."""
    return lake.query(
        "SELECT c.vehicle_id, max(c.vehicle_piid) AS piid, count(*) AS awards, sum(c.matching_obligated) AS obligated, "
        "min(c.first_on) AS first_on, max(v.ceiling) AS ceiling, max(v.ceiling_kind) AS ceiling_kind, "
        "count(v.award_id) > 0 AS held FROM temp.carrying c LEFT JOIN lake.award v ON v.award_id = c.vehicle_id "
        "WHERE c.vehicle_id IS NOT NULL GROUP BY c.vehicle_id ORDER BY obligated DESC NULLS LAST, c.vehicle_id "
        f"LIMIT {MOST_VEHICLES}"
    )


def awards(lake: Lake, question: Question) -> list[dict[str, Any]]:
    """The awards that carry the words, in the order in which the words came into them, with how they came in.

    brought_in_by: `award` where its first act carries them; `modification` where a later act does, and `before` is what
    the act before said; `first held` where the first act held is a modification, so that how they came in is not known.
    Where there are more than MOST_AWARDS, those with most money on matching actions.
    """
    rows = lake.query(
        "SELECT award_id, piid, kind, vehicle_id, vehicle_piid, supplier_id, supplier_name, buyer_id, buyer_name, "
        "matching, matching_obligated, obligated, ceiling, ceiling_first, ceiling_kind, first_signed_on, "
        "last_signed_on, ends_on, could_end_on, brought_in_by, first_action_id, first_on, first_mod, "
        "first_reason_code, first_obligation, first_description FROM (SELECT * FROM temp.carrying "
        f"ORDER BY matching_obligated DESC NULLS LAST, award_id LIMIT {MOST_AWARDS}) ORDER BY first_on, award_id"
    )
    told = _before(lake, [row["award_id"] for row in rows if row["brought_in_by"] == "modification"])
    reasons = model.codes("reason")
    for row in rows:
        row["brought_in"] = {
            "by": row.pop("brought_in_by"),
            "action_id": row.pop("first_action_id"),
            "mod_number": row.pop("first_mod"),
            "signed_on": row.pop("first_on"),
            "obligation": row.pop("first_obligation"),
            "reason_code": (code := row.pop("first_reason_code")),
            "reason": reasons.get(code or ""),
            "description": row.pop("first_description"),
            "before": told.get(row["award_id"]),
        }
        pins = [one for one in question.pinned_awards if one.id in (row["award_id"], row["piid"])]
        row |= {"pinned": bool(pins), "because": pins[0].because if pins else None}
    return rows


def _before(lake: Lake, award_ids: list[str]) -> dict[str, dict[str, Any]]:
    """The act before the one that brought the words in, by award."""
    if not award_ids:
        return {}
    rows = lake.query(
        "SELECT award_id, mod_number, signed_on, description FROM (SELECT *, "
        f"lead(action_id) OVER (PARTITION BY award_id ORDER BY {ORDER}) AS next_id FROM (SELECT award_id, action_id, "
        "mod_number, mod_order, transaction_number, signed_on, description FROM lake.action "
        f"WHERE award_id IN ({', '.join(map(literal, award_ids))}))) "
        "WHERE next_id IN (SELECT first_action_id FROM temp.carrying)"
    )
    return {row.pop("award_id"): row for row in rows}


def actions(lake: Lake, question: Question) -> list[dict[str, Any]]:
    """The matching actions in the order of signing, with the running total; the newest MOST_ACTIONS where more."""
    rows = lake.query(
        "SELECT * FROM (SELECT action_id, award_id, piid, mod_number, signed_on, supplier_id, supplier_name, buyer_id, "
        f"buyer_name, obligation, sum({MONEY}) OVER (ORDER BY signed_on, award_id, mod_order, transaction_number, "
        "action_id ROWS UNBOUNDED PRECEDING) AS obligated_after, ceiling_change, sampled, reason_code, description, "
        "source, source_file, source_row, load_id, seen_at, row_number() OVER (ORDER BY signed_on, award_id, "
        "mod_order, transaction_number, action_id) AS position FROM temp.kept) ORDER BY position DESC "
        f"LIMIT {MOST_ACTIONS}"
    )
    reasons = model.codes("reason")
    for row in rows:
        row["reason"] = reasons.get(row["reason_code"] or "")
        row["words"] = words.standing(question.words, row["description"])
        row["evidence"] = {
            name: row.pop(name) for name in ("source", "source_file", "source_row", "load_id", "seen_at")
        }
    return rows[::-1]


def remarks(lake: Lake, found: dict[str, Any]) -> list[str]:
    """What must be said beside the figures: what they leave out, and where records may be missing."""
    said = []
    if found["sampled"]:
        said.append(
            f"{found['sampled']:,} of {found['actions']:,} actions come from a source that prints one action of an "
            "award a year; they enter no sum."
        )
    if found["awards_unknown"]:
        said.append(
            f"Of {found['awards_unknown']:,} awards not all actions are held, so their own totals are not known."
        )
    if found["awards"] > found["ceilings_stated"]:
        lacking = found["awards"] - found["ceilings_stated"]
        said.append(f"No ceiling that can be added up is held for {lacking:,} of {found['awards']:,} awards.")
    cut = lake.query(
        "SELECT DISTINCT c.agency_name, c.fiscal_year FROM coverage c WHERE c.cut_short AND c.agency_id IN "
        "(SELECT DISTINCT buyer_id FROM temp.kept) ORDER BY ALL"
    )
    if cut:
        named = ", ".join(f"{row['agency_name']} {row['fiscal_year']}" for row in cut[:6])
        more = f" and {len(cut) - 6} more" if len(cut) > 6 else ""
        said.append(f"Files that seem cut short may lack actions that carry the words: {named}{more}.")
    return said
