"""What the store holds, how complete it is, and what was noticed about it."""

from __future__ import annotations

from typing import Any

from quaestor import model, sources
from quaestor.answers.plain import plain
from quaestor.derive import VEHICLES
from quaestor.store import Lake


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
    return lake.query(
        "SELECT l.*, f.files, f.bytes, f.first_file FROM load l LEFT JOIN (SELECT load_id, count(*) AS files, "
        "sum(bytes) AS bytes, "
        "min(name) AS first_file FROM file GROUP BY load_id) f USING (load_id) ORDER BY l.read_at DESC, l.load_id DESC"
    )


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


def checks(lake: Lake) -> list[dict[str, Any]]:
    """Each check over what is held: how many were asked, how many hold, and which do not."""
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
    found += [_ceilings(lake, of, test) for of, test in (("vehicles", "IN"), ("other awards", "NOT IN"))]
    obligated = lake.query(
        "SELECT count(*) AS asked, count(*) FILTER (abs(obligated - obligated_stated) <= 1) AS hold FROM award "
        "WHERE obligated IS NOT NULL AND obligated_stated IS NOT NULL"
    )[0]
    differ = lake.query(
        "SELECT award_id, piid, obligated, obligated_stated, obligated - obligated_stated AS difference FROM award "
        "WHERE abs(obligated - obligated_stated) > 1 ORDER BY abs(obligated - obligated_stated) DESC LIMIT 50"
    )
    found.append(
        {"check": "obligations held add up to the printed total", "of": "awards", **obligated, "failing": differ}
    )
    return found


def _ceilings(lake: Lake, of: str, test: str) -> dict[str, Any]:
    some = f"FROM award WHERE reconciles IS NOT NULL AND kind {test} {VEHICLES}"
    counts = lake.query(f"SELECT count(*) AS asked, count(*) FILTER (reconciles) AS hold {some}")[0]
    failing = lake.query(
        "SELECT award_id, piid, ceiling, ceiling_stated, ceiling - ceiling_stated AS difference "
        f"{some} AND NOT reconciles ORDER BY abs(ceiling - ceiling_stated) DESC LIMIT 50"
    )
    return {"check": "ceiling changes add up to the printed total", "of": of, **counts, "failing": failing}


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


def home(lake: Lake) -> dict[str, Any]:
    """The front page: what is held, how complete, the newest loads, the largest awards and the ceilings that grew
    most."""
    totals = lake.query(
        "SELECT count(*) AS awards, sum(actions) AS actions, sum(obligated) AS obligated, min(first_signed_on) AS "
        "first_on, "
        "max(last_signed_on) AS last_on FROM award"
    )[0]
    shown = (
        "award_id, piid, kind, supplier_name, supplier_id, buyer_name, obligated, ceiling, ceiling_first, "
        "ceiling_kind, "
        "first_signed_on, last_signed_on, ends_on, description"
    )
    return dict(
        plain(
            {
                "totals": totals
                | {"suppliers": lake.value("SELECT count(*) FROM supplier"), "actions": int(totals["actions"] or 0)},
                "coverage": coverage(lake),
                "loads": loads(lake)[:20],
                "largest": lake.query(
                    f"SELECT {shown} FROM award WHERE obligated > 0 ORDER BY obligated DESC, award_id LIMIT 8"
                ),
                "growth": lake.query(
                    f"SELECT {shown}, ceiling - ceiling_first AS grown FROM award WHERE ceiling_kind = 'stated' AND "
                    "ceiling_first > 0 "
                    "AND ceiling > ceiling_first ORDER BY grown DESC, award_id LIMIT 8"
                ),
                "checks": checks(lake),
                "notes": _notes(lake),
            }
        )
    )


def _notes(lake: Lake) -> list[str]:
    sampled = lake.value("SELECT count(*) FROM award WHERE obligated IS NULL")
    return (
        [f"{sampled:,} awards have no sum, since only some of their actions, or only a summary, are held."]
        if sampled
        else []
    )
