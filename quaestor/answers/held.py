"""What the store holds, how complete it is, and what was noticed about it."""

from __future__ import annotations

from typing import Any

from quaestor import model, sources
from quaestor.answers.plain import plain
from quaestor.derive.awards import VEHICLES
from quaestor.store import Lake

#: Whether an award's obligations add up to what the publisher prints, within one dollar.
_EQUAL = "abs(obligated - obligated_stated) <= 1"


def coverage(lake: Lake) -> list[dict[str, Any]]:
    """What is held of each agency and fiscal year from each source, and what seems cut short."""
    return list(plain(lake.query("SELECT * FROM coverage ORDER BY source, agency_id, fiscal_year")))


def rejects(lake: Lake) -> list[dict[str, Any]]:
    """The rows that could not be kept, whole, with file, row number and reason; newest load first."""
    return list(
        plain(
            lake.query(
                "SELECT r.* FROM reject r LEFT JOIN load l USING (load_id) ORDER BY l.read_at DESC, r.name, "
                "r.source_row"
            )
        )
    )


def loads(lake: Lake) -> list[dict[str, Any]]:
    """Every load, newest first, with the files it read."""
    rows = lake.query(
        "SELECT l.*, f.files, f.bytes, f.first_file FROM load l LEFT JOIN (SELECT load_id, count(*) AS files, "
        "sum(bytes) AS bytes, "
        "min(name) AS first_file FROM file GROUP BY load_id) f USING (load_id) ORDER BY l.read_at DESC, l.load_id DESC"
    )
    return list(plain(rows))


def status(lake: Lake) -> dict[str, Any]:
    """Tables with their rows, sources, loads, checks, disagreements between publishers, and coverage."""
    rows = {}
    for table in model.tables().values():
        if table.kind in ("recorded", "kept", "derived"):
            rows[table.name] = lake.value(f"SELECT count(*) FROM {table.name}")
    held = {row["source"]: row for row in lake.query(
        "SELECT source, count(*) AS loads, max(read_at) AS read_at, sum(rows_read) AS rows_read FROM load GROUP BY "
        "source"
    )}  # fmt: skip
    return dict(
        plain(
            {
                "store": str(lake.path),
                "tables": [
                    {"table": name, "rows": count, "one_row_is": model.table(name).one_row_is}
                    for name, count in rows.items()
                ],
                "sources": [
                    {
                        "source": name,
                        "title": sources.find(name).title,
                        "loads": held.get(name, {}).get("loads", 0),
                        "rows_read": held.get(name, {}).get("rows_read", 0),
                        "read_at": held.get(name, {}).get("read_at"),
                        "licence": sources.find(name).licence,
                    }
                    for name in sources.names()
                ],
                "loads": loads(lake),
                "checks": checks(lake),
                "disagreements": disagreements(lake),
                "coverage": coverage(lake),
            }
        )
    )


def checks(lake: Lake, *, failing: bool = True) -> list[dict[str, Any]]:
    """Each check over what is held: how many were asked, how many hold, and, where `failing`, which do not."""
    found = []
    files = lake.query(
        "SELECT count(*) AS asked, count(*) FILTER (rows_read = coalesce(kept + repeated + rejected, 0)) AS hold "
        "FROM file"
    )[0]
    found.append({"check": "rows read are kept, repeated or rejected", "of": "files", **files, "failing": []})
    money = lake.query(
        "SELECT count(*) AS asked, count(*) FILTER (amount_read = amount_kept + amount_repeated + amount_rejected) "
        "AS hold "
        "FROM file WHERE amount_read IS NOT NULL"
    )[0]
    found.append({"check": "the sum of each file's amounts is stored", "of": "files", **money, "failing": []})
    sums = lake.query(
        f"SELECT {_asked_and_held('vehicles', f'reconciles IS NOT NULL AND kind IN {VEHICLES}', 'reconciles')}, "
        f"{_asked_and_held('others', f'reconciles IS NOT NULL AND kind NOT IN {VEHICLES}', 'reconciles')}, "
        f"{_asked_and_held('obligated', 'obligated_stated IS NOT NULL AND obligated IS NOT NULL', _EQUAL)} FROM award"
    )[0]
    for of, name, where in (("vehicles", "vehicles", "IN"), ("other awards", "others", "NOT IN")):
        found.append(
            {"check": "ceiling changes add up to the printed total", "of": of}
            | _said(lake, sums, name, "ceiling", f"NOT reconciles AND kind {where} {VEHICLES}", failing)
        )
    found.append(
        {"check": "obligations held add up to the printed total", "of": "awards"}
        | _said(lake, sums, "obligated", "obligated", f"NOT ({_EQUAL})", failing)
    )
    return found


def _asked_and_held(name: str, asked: str, holds: str) -> str:
    return f"count(*) FILTER ({asked}) AS {name}_asked, count(*) FILTER ({asked} AND {holds}) AS {name}_hold"


def _said(lake: Lake, sums: dict[str, Any], name: str, figure: str, fails: str, failing: bool) -> dict[str, Any]:
    """How many were asked, how many hold, and the awards with the largest difference among those that do not."""
    asked, hold = sums[f"{name}_asked"], sums[f"{name}_hold"]
    text = (
        f"SELECT award_id, piid, {figure}, {figure}_stated, {figure} - {figure}_stated AS difference FROM award "
        f"WHERE {fails} ORDER BY abs({figure} - {figure}_stated) DESC LIMIT 50"
    )
    return {"asked": asked, "hold": hold, "failing": lake.query(text) if failing and asked > hold else []}


def disagreements(lake: Lake) -> dict[str, Any]:
    """Acts that two publishers print, and the fields on which they differ; words are left out, since each has its
    own."""
    both = "SELECT action_id FROM action_version WHERE superseded_at IS NULL GROUP BY action_id HAVING count(*) > 1"
    count = lake.value(f"SELECT count(*) FROM ({both})")
    if not count:
        return {"actions_printed_twice": 0, "fields": [], "examples": []}
    fields = [
        column.name
        for column in model.table("action").columns
        if (not (column.identity or column.moves or column.computed) and column.type in ("money", "day", "count"))
        or column.name in ("reason_code", "competed_code", "supplier_uei", "psc", "naics")
    ]
    pairs = ", ".join(
        f"{{'field': '{name}', 'lead': CAST(l.{name} AS VARCHAR), 'other': CAST(o.{name} AS VARCHAR)}}"
        for name in fields
    )
    rows = (
        "SELECT action_id, award_id, source, leading_source, f.field AS field, f.lead AS leading_value, f.other AS "
        "value FROM ("
        f"SELECT l.action_id, l.award_id, o.source, l.source AS leading_source, unnest([{pairs}]) AS f FROM "
        f"(SELECT * FROM action_version WHERE superseded_at IS NULL AND leads AND action_id IN ({both})) l JOIN "
        "(SELECT * FROM action_version WHERE superseded_at IS NULL AND NOT leads) o USING (action_id)) "
        "WHERE f.lead IS NOT NULL AND f.other IS NOT NULL AND f.lead <> f.other"
    )
    return {
        "actions_printed_twice": count,
        "fields": lake.query(
            f"SELECT leading_source, source, field, count(*) AS n FROM ({rows}) GROUP BY ALL ORDER BY n DESC, field"
        ),
        "examples": lake.query(f"SELECT * FROM ({rows}) ORDER BY field, action_id LIMIT 50"),
    }
