"""Which agencies are held, and which one somebody means by a code, an entry of a list, or a name."""

from __future__ import annotations

from typing import Any

from quaestor.answers.plain import plain
from quaestor.answers.spending import added, money
from quaestor.errors import NotHeld
from quaestor.sql import AMONG
from quaestor.store import Lake

#: The lists of agencies in the order in which their words are believed.
LISTS = ("usaspending", "sam")


def agencies(lake: Lake, words: str = "") -> dict[str, Any]:
    """Every agency with actions held, and what it obligated; the largest first.

    words: only those whose code, name, abbreviation or department contains them all, whatever the capitals.
    """
    held = _held(lake)
    listed = _listed(lake, [row["agency_id"] for row in held])
    cut = {row["agency_id"]: row["years"] for row in lake.query(
        "SELECT agency_id, list(DISTINCT fiscal_year ORDER BY fiscal_year) AS years FROM coverage WHERE cut_short "
        "GROUP BY agency_id"
    )}  # fmt: skip
    rows = []
    for row in held:
        entry = listed.get(row["agency_id"], {})
        rows.append(
            {
                "agency_id": row["agency_id"],
                "name": entry.get("name") or row["name"],
                "short_name": entry.get("short_name"),
                "department": entry.get("department_name") or row["department"],
                "obligated": money(row),
                "actions": row["actions"],
                "sampled": row["sampled"],
                "first_year": row["first_year"],
                "last_year": row["last_year"],
                "cut_short": cut.get(row["agency_id"], []),
            }
        )
    found = [row for row in rows if _contains(row, words)]
    found.sort(key=lambda row: (row["obligated"] is None, -(row["obligated"] or 0), row["agency_id"]))
    facts = {"q": words, "agencies": found, "count": len(found), "of": len(rows), **added(found)}
    return dict(plain(facts))


def identify(lake: Lake, text: str) -> dict[str, Any]:
    """The one agency that `text` means: `agency_id`, and `within`, the name of a command inside it if that was meant.

    text: an agency's code (7012), an entry of a list (usaspending:7012), a name or abbreviation in a list, or a name as
    printed. Raises NotHeld when none or several are meant, or when none of its actions is held.
    """
    text = text.strip()
    if lake.value("SELECT EXISTS (FROM spend WHERE agency_id = ? AND part = 'name' AND actions > 0)", [text.upper()]):
        return {"agency_id": text.upper(), "within": None}
    held = {row["agency_id"]: row for row in _held(lake)}
    entries = lake.query(
        "SELECT agency_id, name, level FROM agency WHERE agency_id IS NOT NULL AND (upper(entry_id) = ? OR "
        "agency_id = ? OR upper(name) = ? OR upper(short_name) = ?)",
        [text.upper()] * 4,
    )
    known = {row["agency_id"] for row in entries if row["level"] == 2} or {row["agency_id"] for row in entries}
    meant = known & held.keys()
    if known and not meant:
        raise NotHeld(f"no action of {entries[0]['name']} is held", advice="The list of agencies says which are.")
    if not meant:
        meant = {agency_id for agency_id, row in held.items() if text.upper() in map(str.upper, row["names"])}
    if not meant and text:
        meant = {agency_id for agency_id, row in held.items() if _contains(row, text)}
    if not meant:
        raise NotHeld(f"no agency {text} is held", advice="Give its code, or a name as the publisher prints it.")
    if len(meant) > 1:
        said = "; ".join(f"{agency_id} ({held[agency_id]['name']})" for agency_id in sorted(meant)[:10])
        more = f" and {len(meant) - 10} more" if len(meant) > 10 else ""
        raise NotHeld(f"{len(meant)} agencies are called {text}", advice=f"Name one by its code: {said}{more}.")
    [agency_id] = meant
    inside = [row["name"] for row in entries if row["agency_id"] == agency_id and row["level"] > 2]
    whole = any(row["level"] == 2 for row in entries)
    return {"agency_id": agency_id, "within": inside[0] if inside and not whole else None}


def entries(lake: Lake, agency_id: str) -> list[dict[str, Any]]:
    """The entries of the lists for one agency itself, without the commands inside it; USAspending's first."""
    rows = lake.query(
        "SELECT entry_id, listed_in, name, short_name, department_name, standing, from_on, until_on FROM agency "
        "WHERE agency_id = ? AND level = 2",
        [agency_id],
    )
    return sorted(rows, key=lambda row: (_rank(row["listed_in"]), row["entry_id"]))


def _rank(listed_in: str) -> int:
    return LISTS.index(listed_in) if listed_in in LISTS else len(LISTS)


def _held(lake: Lake) -> list[dict[str, Any]]:
    return lake.query(
        "SELECT agency_id, max_by(agency_name, fiscal_year) AS name, max_by(department_name, fiscal_year) AS "
        "department, list(DISTINCT agency_name) FILTER (agency_name IS NOT NULL) AS names, "
        "sum(obligated) AS obligated, CAST(sum(actions) AS BIGINT) AS actions, "
        "CAST(sum(sampled) AS BIGINT) AS sampled, min(fiscal_year) AS first_year, max(fiscal_year) AS last_year "
        "FROM spend WHERE part = 'name' GROUP BY agency_id HAVING sum(actions) > 0"
    )


def _listed(lake: Lake, ids: list[str]) -> dict[str, dict[str, Any]]:
    """The first entry of each agency, in the order of the lists."""
    rows = lake.query(
        "SELECT agency_id, listed_in, name, short_name, department_name FROM agency WHERE level = 2 AND "
        f"agency_id {AMONG} ORDER BY entry_id",
        [ids],
    )
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: _rank(row["listed_in"])):
        found.setdefault(row["agency_id"], row)
    return found


def _contains(row: dict[str, Any], words: str) -> bool:
    told = " ".join(str(row.get(name) or "") for name in ("agency_id", "name", "short_name", "department")).upper()
    return all(word in told for word in words.upper().split())
