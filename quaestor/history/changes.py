"""What became of records, said in `change`: field by field where rewritten, once where they went or came back."""

from __future__ import annotations

from quaestor import model
from quaestor.store import Lake


def write(lake: Lake, table: model.Table, source: str, before: str, after: str) -> None:
    """Says in `change`, field by field, what the versions in `closed` were and what followed them.

    before, after: SQL for the versions that ended and that began, with `record_id` and the `load_id` they began with.
    """
    award = "award_id" if "award_id" in table.names else "CAST(NULL AS VARCHAR)"
    head = f"INSERT INTO change SELECT c.load_id, '{source}'"
    lake.execute(
        f"{head}, c.superseded_at, '{table.name}', c.record_id, b.award, NULL, NULL, NULL, 'withdrawn' FROM closed c "
        f"JOIN (SELECT record_id, load_id, {award} AS award FROM ({before})) b ON b.record_id = c.record_id "
        "AND b.load_id = c.opened_by WHERE c.ended = 'withdrawn'"
    )
    lake.execute(
        f"{head}, c.seen_at, '{table.name}', c.record_id, c.award_id, NULL, NULL, NULL, 'reappeared' FROM opened c "
        "WHERE c.why = 'reappeared'"
    )
    if not lake.value("SELECT count(*) FROM closed WHERE ended IN ('rewritten', 'restated')"):
        return
    fields = [column for column in table.columns if not (column.identity or column.computed)]
    pairs = ", ".join(
        f"{{'field': '{column.name}', 'before': CAST(b.{column.name} AS VARCHAR), "
        f"'after': CAST(a.{column.name} AS VARCHAR), 'moves': {str(column.moves).lower()}}}"
        for column in fields
    )
    lake.execute(
        f"{head}, c.superseded_at, '{table.name}', c.record_id, c.award, f.field, f.before, f.after, "
        "CASE WHEN f.moves THEN 'restated' ELSE 'rewritten' END FROM (SELECT c.load_id, c.superseded_at, c.record_id, "
        f"a.award, unnest(list_filter([{pairs}], f -> f.before IS DISTINCT FROM f.after)) AS f FROM closed c "
        f"JOIN ({before}) b ON b.record_id = c.record_id AND b.load_id = c.opened_by "
        f"JOIN (SELECT *, {award} AS award FROM ({after})) a ON a.record_id = c.record_id AND a.load_id = c.load_id "
        "WHERE c.ended IN ('rewritten', 'restated')) c "
        # An identity made of a name changes with it; said once, as the name.
        "WHERE NOT (f.field IN ('supplier_id', 'parent_id') AND f.before LIKE 'name:%' AND f.after LIKE 'name:%')"
    )
