"""What a family of suppliers was promised, where a family is the ultimate parent that publishers print.

Until families are settled by judgements, the grouping is the publisher's own word on each action: one firm may be
printed under several parents, one parent in several spellings, and most sources print none.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from quaestor.answers import holdings
from quaestor.answers.holdings import Holder, Slice
from quaestor.answers.plain import plain
from quaestor.answers.supplier import INDIVIDUAL, left_out, told
from quaestor.errors import NotHeld
from quaestor.store import Lake

#: Suppliers that are told; the count is of all.
MOST = 200
#: A name without what spellings differ in.
_LETTERS = "regexp_replace(upper(parent_name), '[^A-Z0-9]', '', 'g')"


def family(lake: Lake, name: str, as_of: date | None = None, part: Slice | None = None) -> dict[str, Any]:
    """Everything held under one ultimate parent as printed: its suppliers, and what they were obligated by year.

    name: the parent's name as printed; capitals make no difference. as_of: only actions signed by that day. part: which
    awards are told. Sums are over the actions that print this parent themselves, without sampled ones; the awards are
    those whose latest action that names a parent names this one. Raises NotHeld when none or several are meant.
    """
    with lake.reading():
        printed = _identify(lake, name.strip())
        holdings.take(lake, Holder("parent_name", printed), as_of)
        total = holdings.totals(lake)
        if not total["actions"] and as_of:
            raise NotHeld(f"no action that names {printed} as parent and was signed by {as_of} is held")
        suppliers = _suppliers(lake)
        facts = {
            "family": printed,
            "name": printed,
            "grouped_by": "the ultimate parent as printed on each action",
            "alike": _alike(lake, printed),
            "names": holdings.names(lake),
            "suppliers_count": suppliers[0]["found"] if suppliers else 0,
            "suppliers": [{key: value for key, value in row.items() if key != "found"} for row in suppliers],
            **told(lake, total, as_of, holdings.awards(lake, part or Slice())),
            "by_year_supplier": holdings.by_year_and(lake, "supplier"),
        }
        cut = holdings.cut_short(lake, [row["agency_id"] for row in facts["by_buyer"]])
        facts["notes"] = [
            f"The grouping is the publisher’s own word: these are the actions on which {printed} is printed as the "
            "ultimate parent. Nobody has checked who owned whom, and actions that print no parent are not here.",
            *left_out(total),
            *([cut] if cut else []),
        ]
    return dict(plain(facts))


def _identify(lake: Lake, name: str) -> str:
    if name.lower() == INDIVIDUAL:
        raise NotHeld("individuals are no family", advice="Their names are not kept, and nothing groups them.")
    found = lake.query("SELECT parent_name AS name FROM supplier WHERE parent_name = ? LIMIT 1", [name])
    for table in ("supplier", "award", "action"):
        found = found or lake.query(
            f"SELECT parent_name AS name, count(*) AS n FROM {table} WHERE upper(parent_name) = ? GROUP BY 1 "
            "ORDER BY n DESC, 1 LIMIT 1",
            [name.upper()],
        )
    found = found or lake.query(
        "SELECT parent_name AS name, sum(awards) AS n FROM supplier WHERE contains(upper(parent_name), ?) AND "
        "lower(parent_name) <> ? GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20",
        [name.upper(), INDIVIDUAL],
    )
    if not found or not name:
        raise NotHeld(
            f"no parent called {name} is held",
            advice="Parents are as publishers print them, and most sources print none; try the supplier instead.",
        )
    if len(found) > 1:
        said = "; ".join(row["name"] for row in found[:10])
        raise NotHeld(f"{len(found)} parents are called {name}", advice=f"Name one of them whole: {said}.")
    return str(found[0]["name"])


def _alike(lake: Lake, printed: str) -> list[dict[str, Any]]:
    """Parents of other suppliers, printed with the same letters and other spacing or stops; they are not added in."""
    return lake.query(
        "SELECT parent_name AS name, sum(awards) AS awards, sum(obligated) AS obligated FROM supplier WHERE "
        f"upper(parent_name[1]) = ? AND parent_name <> ? AND {_LETTERS} = ? "
        "GROUP BY 1 ORDER BY awards DESC, 1 LIMIT 10",
        [printed[0].upper(), printed, re.sub(r"[^A-Z0-9]", "", printed.upper())],
    )


def _suppliers(lake: Lake) -> list[dict[str, Any]]:
    return lake.query(
        "WITH its AS (SELECT supplier_id, count(*) AS awards FROM temp.its_award GROUP BY 1) "
        "SELECT a.supplier_id, max_by(a.supplier_name, a.signed_on) AS name, sum(a.obligation) AS obligated, "
        "count(*) AS actions, coalesce(max(its.awards), 0) AS awards, min(a.signed_on) AS first_on, "
        "max(a.signed_on) AS last_on, count(*) OVER () AS found FROM temp.its_act a LEFT JOIN its USING (supplier_id) "
        f"GROUP BY 1 ORDER BY obligated DESC NULLS LAST, actions DESC, 1 LIMIT {MOST}"
    )
