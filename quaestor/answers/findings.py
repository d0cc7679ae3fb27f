"""Flags that rules raised: the list of them, narrowed as asked, and those on one award, supplier, family or agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quaestor.answers import rules, tendered
from quaestor.answers.agencies import identify as identify_agency
from quaestor.answers.cursor import Cursor
from quaestor.answers.family import identify_family
from quaestor.answers.plain import plain
from quaestor.answers.supplier import identify as identify_supplier
from quaestor.errors import NotHeld
from quaestor.sql import AMONG, among
from quaestor.store import Lake

#: What a list of flags may be narrowed to by what became of them; each with its label and its condition.
STATES = {
    "standing": ("standing", "lowered_at IS NULL AND coalesce(answer, '') <> 'dismissed'"),
    "unanswered": ("waiting for an answer", "lowered_at IS NULL AND answer IS NULL"),
    "confirmed": ("confirmed by a person", "answer = 'confirmed'"),
    "dismissed": ("dismissed by a person", "answer = 'dismissed'"),
    "lowered": ("lowered again", "lowered_at IS NOT NULL"),
    "every": ("every one", "true"),
}
#: The order of a list, each with its label and the columns of its cursor.
SORTS = {
    "money": ("most money first", {"ranked": "DECIMAL(20, 2)", "flag_id": "VARCHAR"}),
    "newest": ("newest first", {"raised_at": "TIMESTAMP", "ranked": "DECIMAL(20, 2)", "flag_id": "VARCHAR"}),
}
#: Names that are looked up one by one.
FEW = 3


def latest_spells(of: str = "true", flags: str = "flag") -> str:
    """SQL for the latest spell of every flag, with the answer that stands; `of` is a condition that all spells of a
    flag share, `flags` the flags that are meant."""
    return (
        "WITH spell AS (SELECT *, row_number() OVER (PARTITION BY flag_id ORDER BY raised_at DESC) AS turn "
        f"FROM {flags} WHERE {of}), said AS (SELECT flag_id, max_by(kind, made_at) AS answer FROM answer "
        "WHERE withdrawn_at IS NULL AND kind IN ('dismissed', 'confirmed') GROUP BY flag_id) "
        "SELECT spell.* EXCLUDE (turn), said.answer, coalesce(abs(amount), -1) AS ranked FROM spell LEFT JOIN said "
        "USING (flag_id) WHERE turn = 1"
    )


@dataclass(frozen=True)
class Wanted:
    """Which flags are asked for. checks: those of checks of the records instead of those of indicators. about: an
    award's id. agency, supplier, family: an id or a name. least: dollars, whichever the sign."""

    rule: str | None = None
    area: str | None = None
    checks: bool = False
    state: str = "standing"
    about: str | None = None
    agency: str | None = None
    supplier: str | None = None
    family: str | None = None
    least: int | None = None
    since: datetime | None = None


def findings(
    lake: Lake, wanted: Wanted, *, sort: str = "money", after: str | None = None, limit: int = 100
) -> dict[str, Any]:
    """One page of flags, and how many each rule has among all that are asked for.

    after: the `next` of the page before. `new` counts the flags that the latest run raised. Raises NotHeld when no
    rule, agency, supplier or family of the name is held.
    """
    told = rules.every(lake)
    wants, asked, names = _where(lake, wanted, told)
    held = f"({latest_spells()}) WHERE {' AND '.join(wants)}"
    cursor = Cursor(SORTS[sort][1])
    past, place = _past(cursor, after, asked)
    rows = lake.query(
        f"SELECT * FROM {held} AND {past} ORDER BY {cursor.order} LIMIT {int(limit) + 1}",
        asked | place,
    )
    counts = {row["indicator"]: row for row in lake.query(
        f"SELECT indicator, count(*) AS flags, sum(amount) FILTER (currency = 'USD') AS amount FROM {held} "
        "GROUP BY 1",
        asked,
    )}  # fmt: skip
    last = _last_run(lake)
    new = lake.value(f"SELECT count(*) FROM {held} AND raised_at = $last", asked | {"last": last})
    return dict(
        plain(
            {
                "wanted": names, "state": wanted.state, "checks": wanted.checks, "sort": sort,
                "count": sum(row["flags"] for row in counts.values()),
                "new": new, "assessed_at": last,
                "by_rule": sorted(
                    (
                        {"indicator": name, "title": told[name]["title"], "area": told[name]["area"],
                         "flags": row["flags"], "amount": row["amount"]}
                        for name, row in counts.items()
                    ),
                    key=lambda row: (-row["flags"], row["title"]),
                ),
                "flags": named(lake, rows[:limit], told),
                "next": cursor.at(rows[limit - 1]) if len(rows) > limit else None,
            }
        )
    )  # fmt: skip


def flags_of(
    lake: Lake, column: str, value: str, limit: int = 50, known_on: datetime | None = None
) -> list[dict[str, Any]]:
    """The flags that stand and that no person dismissed, on one award, supplier, family, agency or office, most money
    first; those of checks are left out. column: the column of `flag` that holds `value`. known_on: those that stood
    at that moment instead."""
    told = rules.every(lake)
    flags = lake.having("flag", column, value) if told else None
    if not flags:
        return []
    # One text instead of a list: the engine takes 80 microseconds over each value that it is handed.
    asked: dict[str, Any] = {"rules": " ".join(one for one, rule in told.items() if not rule["check"])}
    stands = STATES["standing"][1]
    if known_on:
        stands, asked = "coalesce(lowered_at > $at, true)", asked | {"at": known_on}
    spells = latest_spells("raised_at <= $at" if known_on else "true", flags)
    rows = lake.query(
        f"SELECT * FROM ({spells}) WHERE {stands} AND indicator IN (SELECT unnest(split($rules, ' '))) "
        f"ORDER BY ranked DESC, flag_id LIMIT {int(limit)}",
        asked,
    )
    return list(plain(named(lake, rows, told)))


def _where(
    lake: Lake, wanted: Wanted, told: dict[str, dict[str, Any]]
) -> tuple[list[str], dict[str, Any], dict[str, Any]]:
    """Conditions over the latest spells, their parameters, and what was asked for in words."""
    if wanted.rule and wanted.rule not in told:
        raise NotHeld(f"no rule {wanted.rule[:60]} is held", where="rule", advice="Rules are listed at /indicator.")
    some = [
        name
        for name, rule in told.items()
        if wanted.rule in (None, name)
        and (wanted.rule or (rule["check"] == wanted.checks and wanted.area in (None, rule["area"])))
    ]
    asked: dict[str, Any] = {"rules": some}
    names: dict[str, Any] = {
        "rule": told[wanted.rule] if wanted.rule else None, "area": wanted.area, "agency": None, "supplier": None,
        "family": None, "award": wanted.about, "least": wanted.least, "since": wanted.since,
    }  # fmt: skip
    wants = [f"indicator {among('$rules')}", STATES[wanted.state][1]]

    def want(condition: str, name: str, value: Any) -> None:
        wants.append(condition)
        asked[name] = value

    if wanted.about:
        want("award_id = $about", "about", wanted.about)
    if wanted.agency and (buyer := tendered.organisation(lake, "agency", wanted.agency)):
        names["agency"] = {"agency_id": buyer["id"], "name": buyer["name"]}
        want(f"(buyer_id = $agency OR {tendered.about('agency')})", "agency", buyer["id"])
    elif wanted.agency:
        buyer_id = _as_written(lake, "buyer_id", wanted.agency) or identify_agency(lake, wanted.agency)["agency_id"]
        names["agency"] = {"agency_id": buyer_id, "name": wanted.agency}
        want("buyer_id = $agency", "agency", buyer_id)
    if wanted.supplier and (firm := tendered.organisation(lake, "supplier", wanted.supplier)):
        names["supplier"] = {"supplier_id": firm["id"], "name": firm["name"]}
        want(f"(supplier_id = $supplier OR {tendered.about('supplier')})", "supplier", firm["id"])
    elif wanted.supplier:
        supplier_id = _as_written(lake, "supplier_id", wanted.supplier) or identify_supplier(lake, wanted.supplier)
        name = lake.value("SELECT name FROM supplier WHERE supplier_id = ?", [supplier_id])
        names["supplier"] = {"supplier_id": supplier_id, "name": name}
        want("supplier_id = $supplier", "supplier", supplier_id)
    if wanted.family:
        family = identify_family(lake, wanted.family)
        names["family"] = {"family_id": family["family_id"], "name": family["name"]}
        want("family_id = $family", "family", family["family_id"])
    if wanted.least is not None:
        want("abs(amount) >= $least", "least", wanted.least)
    if wanted.since:
        want("raised_at >= $since", "since", wanted.since)
    return wants, asked, names


def _as_written(lake: Lake, column: str, text: str) -> str | None:
    """The id itself where some flag bears it as it is written."""
    return text.strip() if lake.value(f"SELECT EXISTS (FROM flag WHERE {column} = ?)", [text.strip()]) else None


def _past(cursor: Cursor, after: str | None, asked: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if not after:
        return "true", {}
    past, place = cursor.past(after)
    for at in range(len(place)):
        past = past.replace("?", f"$place{at}", 1)
    return past, {f"place{at}": value for at, value in enumerate(place)}


def _last_run(lake: Lake) -> datetime | None:
    found: datetime | None = lake.value("SELECT max(assessed_at) FROM assessment")
    return found


def named(lake: Lake, rows: Sequence[dict[str, Any]], told: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The flags with the titles of their rules, and the names of what they are about."""
    names = {
        "award": _names(lake, rows, "award", "award_id", "piid"),
        "supplier": _names(lake, rows, "supplier", "supplier_id", "name"),
        "family": _names(lake, rows, "family", "family_id", "name"),
        "buyer": _buying(lake, rows, "buyer"),
        "office": _buying(lake, rows, "office"),
    }
    tendered_names = tendered.names(lake, rows)
    return [
        {name: row[name] for name in (
            "flag_id", "indicator", "version", "subject", "subject_id", "award_id", "supplier_id", "family_id",
            "buyer_id", "office_id", "value", "amount", "currency", "cohort", "cohort_assessed", "cohort_flagged",
            "raised_at", "lowered_at", "lowered_because", "answer",
        )}
        | {name: told[row["indicator"]][name] for name in ("title", "area", "asks")}
        | {
            "piid": names["award"].get(row["award_id"]), "supplier_name": names["supplier"].get(row["supplier_id"]),
            "family": names["family"].get(row["family_id"]), "buyer_name": names["buyer"].get(row["buyer_id"]),
            "office_name": names["office"].get(row["office_id"]), "subject_name": None,
        }
        | tendered_names.get((row["subject"], row["subject_id"]), {})
        for row in rows
    ]  # fmt: skip


def _names(lake: Lake, rows: Sequence[dict[str, Any]], table: str, key: str, name: str) -> dict[str, str]:
    ids = sorted({row[key] for row in rows if row[key]})
    if len(ids) > FEW:
        found = lake.query(f"SELECT {key} AS id, {name} AS name FROM {table} WHERE {key} {AMONG}", [ids])
    else:
        found = [row for id in ids for row in lake.query(lake.select(table, id, f"{key} AS id, {name} AS name"))]
    return {row["id"]: row["name"] for row in found}


def _buying(lake: Lake, rows: Sequence[dict[str, Any]], whom: str) -> dict[str, str]:
    """The names of buyers, or offices, on awards."""
    ids = {row[f"{whom}_id"] for row in rows if row[f"{whom}_id"]}
    if not ids:
        return {}
    every = f"SELECT {whom}_id AS id, max({whom}_name) AS name FROM award WHERE {whom}_id IS NOT NULL GROUP BY 1"
    return {row["id"]: row["name"] for row in lake.remembered(every) if row["id"] in ids}
