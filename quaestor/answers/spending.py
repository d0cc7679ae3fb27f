"""What an agency or an office committed, added up in several ways that each come to the same sum.

Obligations of sampled actions, of sources that print only some actions of an award, enter no sum; where nothing else is
held, the sum is None. Rows without a code, an office or a supplier stand beside the others, so that nothing falls out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.answers.supplier import INDIVIDUAL
from quaestor.derive import sums
from quaestor.sql import AMONG
from quaestor.store import Lake

Row = dict[str, Any]
Year = int

_SUMS = "sum(obligated) AS obligated, CAST(sum(actions) AS BIGINT) AS actions, CAST(sum(sampled) AS BIGINT) AS sampled"
_FAMILY = "coalesce(parent_name, supplier_name)"


@dataclass(frozen=True)
class Spent:
    """A query for rows of `spend` with what it asks for: those of one agency, or of one office."""

    query: str
    asked: Sequence[Any] = field(default_factory=list)

    def ask(self, lake: Lake, select: str, rest: str, more: Sequence[Any] = ()) -> list[Row]:
        """The rows of `SELECT ... FROM these rows ...`."""
        return lake.query(f"SELECT {select} FROM ({self.query}) {rest}", [*self.asked, *more])

    def between(self, first: Year | None, last: Year | None) -> Spent:
        """Those of the fiscal years from `first` to `last`, both among them."""
        years = "fiscal_year BETWEEN ? AND ?"
        return Spent(f"SELECT * FROM ({self.query}) WHERE {years}", [*self.asked, first or 0, last or 9999])


def of_agency(agency_id: str) -> Spent:
    """What one agency signed."""
    return Spent("SELECT * FROM lake.spend WHERE agency_id = ?", [agency_id])


def of_office(lake: Lake, office_id: str) -> Spent:
    """What one contracting office signed, for whatever agency: added up from its actions."""
    some = sums.of("spend", "SELECT * FROM lake.action WHERE office_id = ?")
    lake.execute(f"CREATE OR REPLACE TEMP TABLE spent AS {some}", [office_id])
    return Spent("SELECT * FROM temp.spent")


def money(row: Row) -> Decimal | None:
    """The sum of a row; None, not held, where some of its actions are sampled and the others come to nothing."""
    return None if row["sampled"] and not row["obligated"] else Decimal(row["obligated"])


def added(rows: Iterable[Row]) -> Row:
    """The sums of the rows together."""
    held = list(rows)
    sums = {name: sum(row[name] for row in held) for name in ("actions", "sampled")}
    known = [row["obligated"] for row in held if row["obligated"] is not None]
    return {"obligated": money(sums | {"obligated": sum(known, Decimal(0))}) if held else None, **sums}


def ranked(rows: list[Row], most: int, name: str) -> Row:
    """The `most` rows that move most money, committed or taken back, and what all others come to.

    rows: the first rows; count: how many there are in all; others: count and sums of the rest, None where none are.
    """
    rows = sorted(rows, key=lambda row: (-abs(row["obligated"] or 0), -row["actions"], str(row[name] or "~")))
    rest = rows[most:]
    return {
        "rows": rows[:most],
        "count": len(rows),
        "others": {"count": len(rest), **added(rest)} if rest else None,
    }


def months(lake: Lake, spent: Spent) -> list[Row]:
    """Sums by fiscal year, month and extent of competition, the last week of September apart; oldest first."""
    rows = spent.ask(
        lake,
        f"fiscal_year, month, last_week, competed_code, {_SUMS}",
        "WHERE part = 'month' GROUP BY ALL",
    )
    rows.sort(
        key=lambda row: (row["fiscal_year"], (row["month"] + 2) % 12, row["last_week"], row["competed_code"] or "~")
    )
    return [row | {"obligated": money(row)} for row in rows]


def grouped(rows: Iterable[Row], *names: str) -> list[Row]:
    """The rows added up by the columns `names`, in the order in which they first appear."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return [dict(zip(names, key, strict=True)) | added(some) for key, some in groups.items()]


def offices(lake: Lake, spent: Spent, most: int) -> Row:
    """Sums by contracting office, under the name printed in the latest year."""
    rows = spent.ask(
        lake,
        f"office_id, max_by(office_name, fiscal_year) AS name, CAST(min(fiscal_year) AS BIGINT) AS first_year, "
        f"CAST(max(fiscal_year) AS BIGINT) AS last_year, {_SUMS}",
        "WHERE part = 'office' GROUP BY office_id",
    )
    return ranked([row | {"obligated": money(row)} for row in rows], most, "office_id")


def names(lake: Lake, spent: Spent, *columns: str) -> list[Row]:
    """The names printed, each with the fiscal years of the actions that print it; the latest first."""
    part = "office" if "office_name" in columns else "name"
    return spent.ask(
        lake,
        f"{', '.join(columns)}, CAST(min(fiscal_year) AS BIGINT) AS first_year, CAST(max(fiscal_year) AS BIGINT) AS "
        "last_year, CAST(sum(actions) AS BIGINT) AS actions",
        f"WHERE part = '{part}' AND {columns[0]} IS NOT NULL GROUP BY ALL "
        f"ORDER BY last_year DESC, actions DESC, {columns[0]}",
    )


def families(lake: Lake, spent: Spent, most: int, whole: Row) -> Row:
    """Sums by ultimate parent as printed on each action; a supplier without one stands by its own name.

    whole: the sums of all. Each row says whether the name is a parent's, how many suppliers stand under it, and the one
    supplier's id where there is but one.
    """
    told = "WHERE part = 'supplier'"
    rows = lake.query(
        f"SELECT *, count(*) OVER () AS found FROM (SELECT {_FAMILY} AS name, {_SUMS} FROM ({spent.query}) {told} "
        f"GROUP BY 1) ORDER BY abs(obligated) DESC, actions DESC, name LIMIT {int(most)}",
        spent.asked,
    )
    who = {
        row["name"]: row
        for row in spent.ask(
            lake,
            f"{_FAMILY} AS name, bool_or(parent_name IS NOT NULL) AS is_parent, count(DISTINCT supplier_id) AS "
            "suppliers, min(supplier_id) AS supplier_id",
            f"{told} AND {_FAMILY} {AMONG} GROUP BY 1",
            [[row["name"] for row in rows if row["name"] is not None]],
        )
    }
    found = rows[0]["found"] if rows else 0
    shown = []
    for row in rows:
        one = who.get(row["name"], {"is_parent": False, "suppliers": 0, "supplier_id": None})
        nobody = row["name"] == INDIVIDUAL  # what stands for many names, which are not kept
        shown.append(
            {"name": row["name"], "is_parent": one["is_parent"] and not nobody, "suppliers": one["suppliers"],
             "supplier_id": one["supplier_id"] if one["suppliers"] == 1 and not nobody else None,
             "obligated": money(row), "actions": row["actions"], "sampled": row["sampled"]}
        )  # fmt: skip
    top = added(shown)
    others = None
    if found > len(shown):
        rest = {name: whole[name] - top[name] for name in ("actions", "sampled")}
        amount = None if whole["obligated"] is None else whole["obligated"] - (top["obligated"] or 0)
        others = {"count": found - len(shown), "obligated": None if rest["sampled"] and not amount else amount, **rest}
    return {"rows": shown, "count": found, "others": others}


def products(lake: Lake, spent: Spent, most: int) -> Row:
    """Sums by product or service code, with the words of the code list, else those printed.

    An action that prints words alone counts under the code that bears the same words; `by_words` says how many do.
    """
    rows = spent.ask(lake, f"psc, psc_name, {_SUMS}", "WHERE part = 'product' GROUP BY ALL ORDER BY actions DESC")
    listed = lake.query(
        "SELECT code, max_by(name, coalesce(from_on, DATE '1900-01-01')) AS name, bool_or(until_on IS NULL) AS stands "
        "FROM psc WHERE name IS NOT NULL GROUP BY code"
    )
    words = {row["code"]: row["name"] for row in listed}
    codes: dict[str, set[str]] = defaultdict(set)
    for row in listed:
        if row["stands"]:
            codes[_plain(row["name"])].add(row["code"])
    for row in rows:
        if row["psc"] and row["psc_name"]:
            words.setdefault(row["psc"], row["psc_name"])
            codes[_plain(row["psc_name"])] = {row["psc"]}
    told = []
    for row in rows:
        meant = codes.get(_plain(row["psc_name"] or ""), set())
        code = row["psc"] or (next(iter(meant)) if len(meant) == 1 else None)
        told.append(
            row | {"obligated": money(row), "psc": code, "words": words.get(code or "") or row["psc_name"],
                   "by_words": row["actions"] if code and not row["psc"] else 0}
        )  # fmt: skip
    by_words = Counter({(row["psc"], row["words"]): 0 for row in told})
    for row in told:
        by_words[row["psc"], row["words"]] += row["by_words"]
    merged = grouped(told, "psc", "words")
    return ranked([row | {"by_words": by_words[row["psc"], row["words"]]} for row in merged], most, "words")


def _plain(words: str) -> str:
    return " ".join(words.upper().split())


def surge(rows: Sequence[Row], unfinished: Sequence[int]) -> list[Row]:
    """How much of each fiscal year's money was signed in September and in its last seven days, beside the even share.

    rows: from `months`. unfinished: fiscal years that are not over in the records. Shares are None unless `state` is
    `told`: a year may be `not over`, have no sum held (`not held`), or no sum above zero (`no net sum`).
    """
    found = []
    for year in sorted({row["fiscal_year"] for row in rows}):
        some = [row for row in rows if row["fiscal_year"] == year]
        whole = added(some)["obligated"]
        september = added(row for row in some if row["month"] == 9)["obligated"] or Decimal(0)
        last_week = added(row for row in some if row["last_week"])["obligated"] or Decimal(0)
        days = (date(year, 9, 30) - date(year - 1, 9, 30)).days
        over = year not in unfinished
        state = "not held" if whole is None else "not over" if not over else "told" if whole > 0 else "no net sum"
        parts = {"september": (september, 30), "last_week": (last_week, 7)}
        found.append(
            {
                "fiscal_year": year,
                "obligated": whole,
                "state": state,
                **{name: None if whole is None else amount for name, (amount, _) in parts.items()},
                **{
                    f"{name}_share": round(float(amount / whole), 4) if whole and state == "told" else None
                    for name, (amount, _) in parts.items()
                },
                **{f"{name}_even": round(number / days, 4) for name, (_, number) in parts.items()},
            }
        )
    return found
