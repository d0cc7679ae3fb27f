"""Two to six awards, suppliers or agencies side by side, each by the same facts and on one scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor import derive
from quaestor.answers.agencies import entries, identify
from quaestor.answers.agency import words_of
from quaestor.answers.competition import group
from quaestor.answers.completeness import Sign, cut_years, open_years, signs
from quaestor.answers.plain import plain
from quaestor.answers.spending import Row, added, grouped, months, of_agency, surge
from quaestor.answers.supplier import identify as identify_supplier
from quaestor.errors import BadQuery, NotHeld
from quaestor.store import Lake

#: What can be compared, and how many at once.
KINDS = ("award", "supplier", "agency")
MOST = 6
#: Points of one award's course that are told one by one; a longer course has one a month.
MOST_POINTS = 400

_AWARD = (
    "award_id, piid, kind, vehicle_id, vehicle_piid, buyer_id, buyer_name, office_id, office_name, supplier_id, "
    "supplier_name, parent_name, obligated, exercised, ceiling, ceiling_first, ceiling_kind, actions, first_signed_on, "
    "last_signed_on, starts_on, ends_on, could_end_on, order_until, competed_code, offers, psc, psc_name, description"
)


def compare(lake: Lake, asked: Sequence[str]) -> dict[str, Any]:
    """The facts of each, in the order asked for, with its sums by fiscal year.

    asked: texts like `award:70CTD022FR0000170`, `supplier:PALANTIR`, `agency:7012`; without the kind, a text is taken
    for one of the kind that stands first, else for whatever it identifies. Awards also bring their `course`: what was
    obligated in all after each signing day. Raises BadQuery on mixed kinds or more than MOST, NotHeld on one not held.
    """
    if len(asked) > MOST:
        raise BadQuery(f"{len(asked)} were named, and at most {MOST} can be compared", advice="Leave some out.")
    kind, keys = None, []
    for text in asked:
        given, key = _split(text)
        one = given or kind or _guess(lake, key)
        if kind and one != kind:
            raise BadQuery(
                f"“{text[:60]}” is no {kind}, and only like can be compared with like",
                advice="Compare awards with awards, suppliers with suppliers, agencies with agencies.",
            )
        kind = one
        keys.append(key)
    if not kind:
        return dict(plain({"kind": None, "items": [], "most": MOST, "examples": _examples(lake)}))
    tell: Callable[[Lake, list[str]], list[Row]] = {"award": _awards, "supplier": _suppliers, "agency": _agencies}[kind]
    items = tell(lake, list(dict.fromkeys(_known(lake, kind, key) for key in keys)))
    return dict(plain({"kind": kind, "items": items, "most": MOST}))


def _examples(lake: Lake) -> list[Row]:
    """Two of each kind that are held, those with most money obligated, to begin with."""
    largest = {
        "award": "SELECT award_id AS id, piid AS title FROM award WHERE obligated > 0 ORDER BY obligated DESC, 1 "
        "LIMIT 2",
        "supplier": "SELECT supplier_id AS id, name AS title FROM supplier WHERE obligated > 0 ORDER BY obligated "
        "DESC, 1 LIMIT 2",
        "agency": "SELECT agency_id AS id, max_by(agency_name, fiscal_year) AS title FROM spend WHERE part = 'name' "
        "GROUP BY 1 ORDER BY sum(obligated) DESC, 1 LIMIT 2",
    }
    found = [{"kind": kind, "items": lake.query(largest[kind])} for kind in KINDS]
    return [one for one in found if len(one["items"]) == 2]


def _split(text: str) -> tuple[str | None, str]:
    head, mark, rest = text.partition(":")
    if mark and head.strip().lower() in KINDS:
        return head.strip().lower(), rest.strip()
    return None, text.strip()


def _guess(lake: Lake, key: str) -> str:
    for kind in ("award", "agency", "supplier"):
        with suppress(NotHeld):
            _known(lake, kind, key)
            return kind
    raise NotHeld(
        f"{key} means no one award, supplier or agency that is held",
        advice="Say what it is: award:NUMBER, supplier:NAME or agency:CODE.",
    )


def _known(lake: Lake, kind: str, key: str) -> str:
    """The one id that the key means; raises NotHeld."""
    if kind == "agency":
        return str(identify(lake, key)["agency_id"])
    if kind == "supplier":
        return identify_supplier(lake, key)
    found = lake.query(
        "SELECT award_id, piid, supplier_name FROM award WHERE award_id = ? OR piid = ? ORDER BY award_id",
        [key, key.upper().replace(" ", "")],
    )
    if not found:
        raise NotHeld(f"no award {key} is held", advice="Give its number as printed, or its award id.")
    if len(found) > 1:
        said = "; ".join(f"{row['award_id']} ({row['supplier_name']})" for row in found[:10])
        raise NotHeld(f"{len(found)} awards bear the number {key}", advice=f"Name one by its id: {said}.")
    return str(found[0]["award_id"])


def _awards(lake: Lake, ids: list[str]) -> list[Row]:
    held = {row["award_id"]: row for row in lake.query(
        f"SELECT {_AWARD} FROM award WHERE award_id IN (SELECT unnest(?))", [ids]
    )}  # fmt: skip
    signed: dict[str, list[Row]] = defaultdict(list)
    for row in derive.timeline(lake, "SELECT * FROM lake.action WHERE award_id IN (SELECT unnest($ids))", {"ids": ids}):
        signed[row["award_id"]].append(row)
    items = []
    for award_id in ids:
        row = held[award_id]
        money_of = [one for one in signed[award_id] if not one["sampled"]]
        items.append(
            row
            | {
                "id": award_id,
                "title": row["piid"],
                "competed": words_of(row["competed_code"]),
                "by_year": _years(money_of),
                "course": _course(money_of),
            }
        )
    return items


def _years(signed: list[Row]) -> list[Row]:
    sums: dict[int, Row] = {}
    for row in signed:
        year = _fiscal_year(row["signed_on"])
        one = sums.setdefault(year, {"fiscal_year": year, "obligated": Decimal(0), "actions": 0})
        one["obligated"] += row["obligation"]
        one["actions"] += 1
    return [sums[year] for year in sorted(sums)]


def _course(signed: list[Row]) -> list[Row]:
    """What was obligated in all at the end of each signing day, or of each month's last one where these are many."""
    by_day = {row["signed_on"]: row["obligated_after"] for row in signed}
    if len(by_day) > MOST_POINTS:
        first = min(by_day)
        by_month = {(day.year, day.month): day for day in sorted(by_day)}
        by_day = {day: by_day[day] for day in sorted({first, *by_month.values()})}
    return [{"day": day, "obligated": amount} for day, amount in sorted(by_day.items())]


def _fiscal_year(day: date) -> int:
    return day.year + (1 if day.month >= 10 else 0)


def _suppliers(lake: Lake, ids: list[str]) -> list[Row]:
    held = {row["supplier_id"]: row for row in lake.query(
        "SELECT * FROM supplier WHERE supplier_id IN (SELECT unnest(?))", [ids]
    )}  # fmt: skip
    obligated = "sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END) AS obligated"
    year = "(year(signed_on) + CASE WHEN month(signed_on) >= 10 THEN 1 ELSE 0 END)"
    rows = lake.query(
        f"SELECT supplier_id, CAST({year} AS BIGINT) AS fiscal_year, buyer_id, max(buyer_name) AS buyer_name, "
        f"competed_code, {obligated}, count(*) AS actions, count(*) FILTER (sampled) AS sampled, min(signed_on) AS "
        "first_on, max(signed_on) AS last_on, max_by(supplier_name, signed_on) AS name FROM action "
        "WHERE supplier_id IN (SELECT unnest(?)) GROUP BY 1, 2, 3, 5",
        [ids],
    )
    items = []
    for supplier_id in ids:
        some = [row for row in rows if row["supplier_id"] == supplier_id]
        one = held.get(supplier_id, {})
        latest = max(some, key=lambda row: row["last_on"], default=None)
        items.append(
            {
                "id": supplier_id,
                "title": (latest or one).get("name") or supplier_id,
                "parent_name": one.get("parent_name"),
                "awards": one.get("awards"),
                "first_signed_on": min((row["first_on"] for row in some), default=one.get("first_signed_on")),
                "last_signed_on": max((row["last_on"] for row in some), default=one.get("last_signed_on")),
                "buyers": len({row["buyer_id"] for row in some}),
                "largest_buyer": _largest(some, "buyer_id", "buyer_name"),
                **_told(some, signs(lake, sorted({row["buyer_id"] for row in some}))),
            }
        )
    return items


def _agencies(lake: Lake, ids: list[str]) -> list[Row]:
    awards = {row["buyer_id"]: row for row in lake.query(
        "SELECT buyer_id, count(*) AS awards FROM award WHERE buyer_id IN (SELECT unnest(?)) GROUP BY 1", [ids]
    )}  # fmt: skip
    items = []
    for agency_id in ids:
        spent = of_agency(agency_id)
        rows = months(lake, spent)
        listed = entries(lake, agency_id)
        printed = spent.ask(
            lake,
            "max_by(agency_name, fiscal_year) AS name, max_by(department_name, fiscal_year) AS department",
            "WHERE part = 'name'",
        )[0]
        held = signs(lake, [agency_id])
        told = [row for row in surge(rows, open_years(held)) if row["september_share"] is not None]
        items.append(
            {
                "id": agency_id,
                "title": (listed[0]["name"] if listed else printed["name"]) or agency_id,
                "department": (listed[0]["department_name"] if listed else None) or printed["department"],
                "awards": awards.get(agency_id, {}).get("awards", 0),
                "first_signed_on": min((sign["first_on"] for sign in held.values()), default=None),
                "last_signed_on": max((sign["last_on"] for sign in held.values()), default=None),
                "surge": told[-1] if told else None,
                **_told(rows, held),
            }
        )
    return items


def _told(rows: list[Row], held: dict[int, Sign]) -> Row:
    """Sums over all, by fiscal year, and what was not competed of the money whose extent of competition is printed.

    held: how complete the records of their buyers are; a supplier may lack actions where any of its buyers' files of a
    year is cut short.
    """
    by_year = sorted(grouped(rows, "fiscal_year"), key=lambda row: row["fiscal_year"])
    told = {row["fiscal_year"] for row in by_year}
    known = added(row for row in rows if row["competed_code"])["obligated"]
    closed = added(row for row in rows if group(row["competed_code"]) == "not competed")["obligated"]
    share = None
    if known is not None and known > 0:
        share = round(float((closed or Decimal(0)) / known), 4)
    return {
        **added(rows),
        "by_year": by_year,
        "cut_short": [year for year in cut_years(held) if year in told],
        "open_years": [year for year in open_years(held) if year in told],
        "competition_held": known,
        "not_competed": closed if known else None,
        "not_competed_share": share if share is not None and 0 <= share <= 1 else None,
    }


def _largest(rows: list[Row], key: str, name: str) -> Row | None:
    groups = [row for row in grouped(rows, key) if row["obligated"] is not None]
    if not groups:
        return None
    top = max(groups, key=lambda row: (row["obligated"], str(row[key])))
    said = next(row[name] for row in rows if row[key] == top[key])
    return {"agency_id": top[key], "name": said, "obligated": top["obligated"]}
