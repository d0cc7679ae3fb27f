"""What a paper names, found in the records: by a number, which confirms it, or by a name, which makes it possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from quaestor import model
from quaestor.documents.saying import plain
from quaestor.sql import AMONG
from quaestor.store import Lake


def linked(lake: Lake, document_id: str, mentions: list[dict[str, Any]], about: str = "") -> list[dict[str, Any]]:
    """The mentions with the award or supplier of each, and `link`: confirmed, said or possible. A number that several
    awards have confirms the one whose vehicle the paper names as well, or none."""
    numbers = {one["value"] for one in mentions if one["kind"] in ("piid", "solicitation")}
    awards = _awards(lake, numbers)
    solicited = _solicited(lake, {one["value"] for one in mentions if one["kind"] == "solicitation"})
    suppliers = _suppliers(lake, mentions)
    names = named(lake, {one["value"] for one in mentions if one["kind"] == "organisation"})
    out = []
    for one in mentions:
        award, link = awards.get(one["value"]) or solicited.get(one["value"]) or (None, None)
        if one["kind"] not in ("piid", "solicitation"):
            award = link = None
        supplier = suppliers.get(f"{one['kind']}:{one['value']}")
        link = "confirmed" if supplier else link
        if one["kind"] == "organisation" and (supplier := names.get(plain(one["value"]))):
            link = "possible"
        out.append(one | {"award_id": award, "supplier_id": supplier, "link": link})
    return out + _about(lake, document_id, about)


def _awards(lake: Lake, numbers: set[str]) -> dict[str, tuple[str, str]]:
    rows = lake.query(
        f"SELECT piid, award_id, vehicle_piid FROM award WHERE piid {AMONG} ORDER BY piid, award_id",
        [sorted(numbers)],
    ) if numbers else []  # fmt: skip
    found: dict[str, tuple[str, str]] = {}
    for number in {row["piid"] for row in rows}:
        some = [row for row in rows if row["piid"] == number]
        under = [row for row in some if row["vehicle_piid"] in numbers]
        one = some[0] if len(some) == 1 else under[0] if len(under) == 1 else None
        found[number] = (one["award_id"], "confirmed") if one else (some[0]["award_id"], "possible")
    return found


def _solicited(lake: Lake, numbers: set[str]) -> dict[str, tuple[str, str]]:
    rows = lake.query(
        "SELECT replace(solicitation_id, '-', '') AS number, min(award_id) AS award_id, count(*) AS awards FROM award "
        f"WHERE replace(solicitation_id, '-', '') {AMONG} GROUP BY ALL",
        [sorted(numbers)],
    ) if numbers else []  # fmt: skip
    return {row["number"]: (row["award_id"], "confirmed" if row["awards"] == 1 else "possible") for row in rows}


def _suppliers(lake: Lake, mentions: list[dict[str, Any]]) -> dict[str, str]:
    asked = sorted({f"{one['kind']}:{one['value']}" for one in mentions if one["kind"] in ("uei", "duns", "cage")})
    rows = lake.query(f"SELECT supplier_id FROM supplier WHERE supplier_id {AMONG}", [asked]) if asked else []
    return {row["supplier_id"]: row["supplier_id"] for row in rows}


def named(lake: Lake, names: Iterable[str]) -> dict[str, str]:
    """The supplier of each name, by the plain name; one of several that have it."""
    asked = sorted({plain(name) for name in names})
    bare = "replace(replace(upper(name), '.', ''), '''', '')"  # as `plain` does it
    said = f"trim(regexp_replace(regexp_replace({bare}, '[^A-Z0-9 ]', ' ', 'g'), ' +', ' ', 'g'))"
    rows = lake.query(
        f"SELECT {said} AS said, min(supplier_id) AS supplier_id FROM supplier "
        f"WHERE {said} {AMONG} GROUP BY 1",
        [asked],
    ) if asked else []  # fmt: skip
    return {row["said"]: row["supplier_id"] for row in rows}


def _about(lake: Lake, document_id: str, about: str) -> list[dict[str, Any]]:
    """The award that the paper was said to be about, by its own number or its solicitation's, as a mention of its own;
    none where several have it."""
    rows = lake.query(
        "SELECT award_id FROM award WHERE award_id = $said OR piid = $number "
        "OR replace(solicitation_id, '-', '') = $number LIMIT 2",
        {"said": about, "number": about.replace("-", "")},
    ) if about else []  # fmt: skip
    if len(rows) != 1:
        return []
    said = {"document_id": document_id, "mention": 0, "kind": "piid", "value": about, "text": about, "link": "said"}
    return [dict.fromkeys(model.table("mention").names) | said | {"award_id": rows[0]["award_id"]}]
