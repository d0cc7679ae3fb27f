"""What became of awards and suppliers after a day: terminations, exclusions, takings-back and rewrites."""

from __future__ import annotations

from datetime import date, timedelta

from quaestor import model
from quaestor.store import Lake

TERMINATION = "('E', 'F', 'X')"
#: What each outcome is, in words.
WORDS = {
    "termination": "the award was terminated, whole or in part (reason codes E, F, X)",
    "exclusion": "the supplier was excluded from awards, by its confirmed numbers",
    "takeback": "at least half of what was obligated by the day was taken back",
    "rewrite": "a publisher rewrote an action of the award after it was first read",
}


def find(lake: Lake, day: date, horizon: int) -> set[str]:
    """Fills the temporary table `outcome` (kind, of, key, on_day) with the first of each sort after `day` and within
    `horizon` days, of awards and of suppliers; the sorts that could be seen at all. Tables are as of the day."""
    end = day + timedelta(days=horizon)
    within = f"> DATE '{day}' AND {{0}} <= DATE '{end}'"
    signed = f"x.signed_on {within.format('x.signed_on')}"
    parts = [
        "SELECT 'termination' AS kind, {of} AS key, min(x.signed_on) AS on_day FROM lake.action x "
        f"WHERE x.reason_code IN {TERMINATION} AND {signed} GROUP BY ALL",
        "SELECT 'takeback' AS kind, key, min(signed_on) AS on_day FROM (SELECT {of} AS key, x.signed_on, "
        "sum(-x.obligation) OVER (PARTITION BY {of} ORDER BY x.signed_on) AS taken, o.obligated FROM lake.action x "
        "JOIN (SELECT {own} AS own, obligated FROM temp.{table}) o ON o.own = {of} "
        f"WHERE x.obligation < 0 AND NOT coalesce(x.sampled, false) AND {signed} AND o.obligated > 0) "
        "WHERE taken * 2 >= obligated GROUP BY ALL",
    ]
    seen = {"termination", "takeback"}
    if lake.value("SELECT min(seen_at) < ? FROM lake.change WHERE kind = 'rewritten'", [end]):
        seen.add("rewrite")
        moment = f"CAST(c.seen_at AS DATE) {within.format('CAST(c.seen_at AS DATE)')}"
        parts.append(
            "SELECT 'rewrite' AS kind, {of} AS key, CAST(min(c.seen_at) AS DATE) AS on_day FROM lake.change c "
            f"JOIN temp.award x USING (award_id) WHERE c.kind = 'rewritten' AND c.table_name = 'action' AND {moment} "
            "GROUP BY ALL"
        )
    texts = []
    for of, own in (("award", "award_id"), ("supplier", "supplier_id")):
        for part in parts:
            told = part.replace("{of}", f"x.{own}").replace("{own}", own).replace("{table}", of)
            texts.append(f"SELECT kind, '{of}' AS of, key, on_day FROM ({told})")
    if "exclusion" in model.tables() and lake.value("SELECT EXISTS (FROM lake.exclusion)"):
        seen.add("exclusion")
        from_on = f"x.from_on {within.format('x.from_on')}"
        texts += [
            f"SELECT 'exclusion', 'supplier', '{kind}:' || x.{kind}, min(x.from_on) FROM lake.exclusion x "
            f"WHERE x.{kind} IS NOT NULL AND {from_on} GROUP BY ALL"
            for kind in ("uei", "duns", "cage")
        ]
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE outcome AS SELECT kind, of, key, min(on_day) AS on_day FROM "
        f"({' UNION ALL '.join(texts)}) WHERE key IS NOT NULL GROUP BY ALL"
    )
    return seen
