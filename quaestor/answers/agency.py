"""One agency or contracting office: what it is called, what it committed year by year, to whom, for what, and how."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from quaestor import model
from quaestor.answers import completeness, spending
from quaestor.answers.agencies import entries, identify
from quaestor.answers.due import due
from quaestor.answers.plain import plain
from quaestor.errors import NotHeld
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Days ahead in which an award counts as ending soon, and how many such awards are told.
SOON, MOST_ENDING = 180, 12
#: Ceilings told, and marks that are no ceiling.
MOST_CEILINGS = 12

Years = tuple[int | None, int | None]


def agency(lake: Lake, key: str, on: date, years: Years = (None, None), most: int = 20) -> dict[str, Any]:
    """Everything held of one agency, as the sum of what its actions commit.

    key: see `identify`. on: the day from which awards end soon. years: the first and last fiscal year counted.
    most: rows told of families, products and offices; the others stand as one sum. Raises NotHeld.
    """
    meant = identify(lake, key)
    agency_id = meant["agency_id"]
    listed = entries(lake, agency_id)
    every = spending.of_agency(agency_id)
    printed = spending.names(lake, every, "agency_name", "department_name")
    first = listed[0] if listed else {}
    facts = {
        "agency_id": agency_id,
        "entry_id": first.get("entry_id"),
        "name": first.get("name") or (printed[0]["agency_name"] if printed else agency_id),
        "short_name": first.get("short_name"),
        "department": first.get("department_name") or (printed[0]["department_name"] if printed else None),
        "listed": listed,
        "names": printed,
        "notes": [],
    }
    if meant["within"]:
        facts["notes"] = [
            f"{meant['within']} is a command inside this agency. Records print the agency’s code alone, {agency_id}, "
            "so what the command signs cannot be told apart."
        ]
    facts |= _spent(lake, every, [agency_id], on, years, most)
    facts |= _awards(lake, "buyer_id = ?", agency_id)
    facts["ending"] = due(lake, on, on + timedelta(days=SOON), agency_id=agency_id, most=MOST_ENDING)
    return dict(plain(facts))


def office(lake: Lake, key: str, on: date, years: Years = (None, None), most: int = 20) -> dict[str, Any]:
    """Everything held of one contracting office, by its code or by a name that only one office bears; as `agency`."""
    office_id = _office_id(lake, key.strip())
    every = spending.of_office(lake, office_id)
    of = spending.names(lake, every, "agency_id", "agency_name", "department_name")
    printed = spending.names(lake, every, "office_name")
    buyers = {row["agency_id"]: row for row in reversed(of)}
    facts = {
        "office_id": office_id,
        "name": printed[0]["office_name"] if printed else office_id,
        "agencies": [
            {"agency_id": row["agency_id"], "name": row["agency_name"], "department": row["department_name"]}
            for row in reversed(buyers.values())
        ],
        "names": printed,
        "notes": [],
    }
    unsaid = lake.query(
        "SELECT CAST(sum(actions) FILTER (office_id IS NULL) AS BIGINT) AS unsaid, CAST(sum(actions) AS BIGINT) AS "
        f"actions FROM spend WHERE part = 'office' AND agency_id {AMONG}",
        [list(buyers)],
    )[0]
    if unsaid["unsaid"]:
        facts["notes"] = [
            f"{unsaid['unsaid']:,} of {unsaid['actions']:,} actions held of its agency print no office; what this "
            "office signed among them is not here."
        ]
    facts |= _spent(lake, every, list(buyers), on, years, most, office_id)
    facts |= _awards(lake, "office_id = ?", office_id)
    del facts["offices"]
    facts["ending"] = due(lake, on, on + timedelta(days=SOON), office_id=office_id, most=MOST_ENDING)
    return dict(plain(facts))


def _office_id(lake: Lake, text: str) -> str:
    rows = lake.query(
        "SELECT office_id, max_by(office_name, fiscal_year) AS name FROM spend WHERE part = 'office' AND office_id IS "
        "NOT NULL AND (office_id = ? OR upper(office_name) = ?) GROUP BY office_id ORDER BY office_id",
        [text.upper(), text.upper()],
    )
    for row in rows:
        if row["office_id"] == text.upper() or len(rows) == 1:
            return str(row["office_id"])
    if rows:
        said = "; ".join(row["office_id"] for row in rows[:10])
        raise NotHeld(f"{len(rows)} offices are called {text}", advice=f"Name one by its code: {said}.")
    raise NotHeld(f"no office {text} is held", advice="Its agency’s page lists the offices held.")


def _spent(
    lake: Lake,
    every: spending.Spent,
    buyers: list[str],
    on: date,
    years: Years,
    most: int,
    office_id: str | None = None,
) -> dict[str, Any]:
    """What was committed in the years asked for; each way of adding up comes to the same sum."""
    signs = completeness.signs(lake, buyers)
    if office_id:
        _own_days(lake, office_id, signs)
    newest = max((sign["last_on"] for sign in signs.values() if sign["last_on"]), default=None)
    spent = every.between(*years)
    every_month = spending.months(lake, every)
    rows = [row for row in every_month if (years[0] or 0) <= row["fiscal_year"] <= (years[1] or 9999)]
    whole = spending.added(rows)
    by_year = [row | _state(signs.get(row["fiscal_year"], {})) for row in spending.grouped(rows, "fiscal_year")]
    competed = spending.grouped(rows, "competed_code")
    competed.sort(key=lambda row: (row["competed_code"] is None, row["competed_code"]))
    return {
        "on": on,
        "newest_on": newest,
        "sources": _sources(lake, buyers),
        "years": sorted({row["fiscal_year"] for row in every_month}),
        "from": years[0],
        "to": years[1],
        **whole,
        "by_year": by_year,
        "months": spending.grouped(rows, "fiscal_year", "month"),
        "surge": spending.surge(rows, completeness.open_years(signs)),
        "competition": {
            "codes": [row | {"words": words_of(row["competed_code"])} for row in competed],
            "by_year": [
                row | {"words": words_of(row["competed_code"])}
                for row in spending.grouped(rows, "fiscal_year", "competed_code")
            ],
        },
        "families": spending.families(lake, spent, most, whole),
        "products": spending.products(lake, spent, most),
        "offices": spending.offices(lake, spent, most),
    }


def words_of(code: str | None) -> str | None:
    """An extent of competition in plain words; None where the action prints none."""
    return model.codes("competed").get(code, code) if code else None


def _own_days(lake: Lake, office_id: str, signs: dict[int, dict[str, Any]]) -> None:
    """Puts the office's own signing days in the place of its agency's."""
    year = model.fiscal_year("signed_on")
    own = lake.query(
        f"SELECT CAST({year} AS BIGINT) AS fiscal_year, min(signed_on) AS first_on, max(signed_on) AS last_on FROM "
        "action WHERE office_id = ? GROUP BY 1",
        [office_id],
    )
    for sign in signs.values():
        sign |= {"first_on": None, "last_on": None}
    for row in own:
        signs.setdefault(row["fiscal_year"], {}).update(row)


def _sources(lake: Lake, buyers: list[str]) -> list[dict[str, Any]]:
    """The sources whose records are held of these agencies, each with its rows and signing days; the fullest first."""
    return lake.query(
        "SELECT source, CAST(sum(held) AS BIGINT) AS held, min(first_on) AS first_on, max(last_on) AS last_on FROM "
        f"coverage WHERE agency_id {AMONG} GROUP BY source ORDER BY held DESC, source",
        [buyers],
    )


def _state(sign: dict[str, Any]) -> dict[str, Any]:
    return {name: sign.get(name) for name in ("first_on", "last_on", "why")} | {
        "cut_short": bool(sign.get("cut_short")),
        "over": sign.get("over", True),
    }


def _awards(lake: Lake, where: str, key: str) -> dict[str, Any]:
    """How many awards are held whose latest action is of this buyer, by kind of ceiling, and the largest ceilings."""
    kinds = lake.query(f"SELECT ceiling_kind, count(*) AS awards FROM award WHERE {where} GROUP BY 1 ORDER BY 1", [key])
    shown = "award_id, piid, kind, supplier_id, supplier_name, obligated, ceiling, ceiling_kind, ceiling_why, " \
        "first_signed_on, last_signed_on, description"  # fmt: skip
    ranked = lake.query(
        f"SELECT {shown} FROM award WHERE {where} AND ceiling_kind IN ('stated', 'sentinel', 'shared') QUALIFY "
        "row_number() OVER (PARTITION BY ceiling_kind = 'stated' ORDER BY ceiling DESC, award_id) <= "
        f"{MOST_CEILINGS} ORDER BY ceiling DESC, award_id",
        [key],
    )
    return {
        "awards_count": sum(row["awards"] for row in kinds),
        "ceilings": {
            "kinds": kinds,
            "stated": [row for row in ranked if row["ceiling_kind"] == "stated"],
            "no_limit": [row for row in ranked if row["ceiling_kind"] != "stated"],
        },
    }
