"""Checks: is the data sound? Hard checks stop a load and roll it back; the others are said in its notes.

Hard: every row read is kept, repeated or rejected; the sum of a file's amounts equals the sum over these three; what
the
lake holds after the load equals what was staged; most rows of a load can be kept. Row by row (see `history.stage`):
unknown codes, impossible dates, amounts past any contract, blanks where a key belongs: such rows are quarantined whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quaestor import model
from quaestor.errors import CheckFailed
from quaestor.history.stage import Batch
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Share of a load's rows that may be rejected; past it the file is not what it is taken for.
REJECTED_SHARE = 0.2


def quarantine(lake: Lake, load_id: str, source: str, batches: Sequence[Batch]) -> None:
    """Puts every row that cannot be kept into `reject`, whole, with file, row number and reason."""
    members = [member for batch in batches for file in batch.files for member in file.members]
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE problem (source_file VARCHAR, source_row BIGINT, reason VARCHAR, content VARCHAR)"
    )
    for member in members:
        for number, reason, content in member.problems:
            lake.execute("INSERT INTO problem VALUES (?, ?, ?, ?)", [member.source_file, number, reason, content])
    lake.execute(
        "UPDATE staged SET reason = p.reason, status = 'rejected', amount = NULL FROM problem p "
        "WHERE staged.source_file = p.source_file AND staged.source_row = p.source_row"
    )
    lake.execute(
        "INSERT INTO staged BY NAME SELECT source_file, source_row, reason, 'rejected' AS status, false AS withdraw, "
        "true AS identified FROM problem ANTI JOIN staged USING (source_file, source_row)"
    )
    if not lake.value("SELECT count(*) FROM staged WHERE status = 'rejected'"):
        return
    raw = " UNION ALL ".join(
        f"SELECT source_file, source_row, CAST(to_json(r) AS VARCHAR) AS content FROM ({file.raw}) r SEMI JOIN "
        "(SELECT source_file, source_row FROM staged WHERE status = 'rejected') s USING (source_file, source_row)"
        for batch in batches
        for file in batch.files
    )
    lake.execute(
        "INSERT INTO reject BY NAME SELECT ? AS load_id, ? AS source, s.source_file, f.name, s.source_row, "
        "s.reason, s.amount, "
        f"coalesce(p.content, r.content) AS content FROM staged s LEFT JOIN ({raw}) r USING (source_file, source_row) "
        "LEFT JOIN problem p USING (source_file, source_row) "
        "LEFT JOIN (SELECT source_file, name FROM file WHERE load_id = ?) f USING (source_file) WHERE s.status = "
        "'rejected'",
        [load_id, source, load_id],
    )


def before(lake: Lake, load_id: str, batches: Sequence[Batch]) -> list[str]:
    """Counts every file's rows and sums and holds them against what was read; returns notes. Raises CheckFailed."""
    lake.execute(
        "UPDATE file SET kept = s.kept, repeated = s.repeated, rejected = s.rejected, amount_read = s.read_sum, "
        "amount_kept = s.kept_sum, amount_repeated = s.repeated_sum, amount_rejected = s.rejected_sum FROM ("
        "SELECT source_file, count(*) FILTER (status = 'kept') AS kept, count(*) FILTER (status = 'repeated') AS "
        "repeated, "
        "count(*) FILTER (status = 'rejected') AS rejected, sum(amount) AS read_sum, "
        "coalesce(sum(amount) FILTER (status = 'kept'), 0) AS kept_sum, "
        "coalesce(sum(amount) FILTER (status = 'repeated'), 0) AS repeated_sum, "
        "coalesce(sum(amount) FILTER (status = 'rejected'), 0) AS rejected_sum FROM staged GROUP BY source_file) s "
        "WHERE file.load_id = ? AND file.source_file = s.source_file",
        [load_id],
    )
    _sums_read(lake, load_id, batches)
    wrong = lake.query(
        "SELECT name, rows_read, kept, repeated, rejected FROM file WHERE load_id = ? AND rows_read > 0 "
        f"AND layout {AMONG} AND rows_read IS DISTINCT FROM kept + repeated + rejected",
        [load_id, [batch.layout.name for batch in batches]],
    )
    _stop(wrong, "rows were lost between reading and staging", lambda row: (
        f"{row['name']}: {row['rows_read']} read, {row['kept']} kept, {row['repeated']} repeated, {row['rejected']} "
        "rejected"
    ))  # fmt: skip
    total, rejected = lake.query("SELECT count(*) AS n, count(*) FILTER (status = 'rejected') AS bad FROM staged")[
        0
    ].values()
    if rejected > REJECTED_SHARE * total:
        rows = lake.query(
            "SELECT name, source_row, reason FROM reject WHERE load_id = ? ORDER BY name, source_row LIMIT 5", [load_id]
        )
        raise CheckFailed(
            f"{rejected} of {total} rows cannot be kept: "
            + "; ".join(f"{row['name']} row {row['source_row']}: {row['reason']}" for row in rows),
            where=load_id,
            advice="The load was rolled back. Is it the right source for this file, and is the file whole?",
        )
    return _spreadsheets(lake, batches)


def after(lake: Lake, source: str, table: model.Table) -> None:
    """Holds the money that the lake now has of the staged records against what was staged. Raises CheckFailed."""
    amount = "obligation" if "obligation" in table.names else "amount" if "amount" in table.names else None
    if not amount:
        return
    staged = lake.query(
        "SELECT count(*) AS n, coalesce(sum(amount), 0) AS money FROM staged WHERE status = 'kept' AND NOT withdraw"
    )[0]
    stored = lake.query(
        f"SELECT count(*) AS n, coalesce(sum({amount}), 0) AS money FROM {table.name}_version WHERE source = ? "
        f"AND superseded_at IS NULL AND {table.record_id()} IN (SELECT record_id FROM staged WHERE status = 'kept' "
        "AND NOT withdraw)",
        [source],
    )[0]
    if staged != stored:
        raise CheckFailed(
            f"{staged['n']} records and {staged['money']} dollars were staged, {stored['n']} and {stored['money']} "
            "are stored",
            advice="The load was rolled back. Please report it.",
        )


def once(lake: Lake, source: str, table: model.Table) -> None:
    """Raises CheckFailed where a record of the source stands twice, after its history was made again."""
    twice = lake.query(
        f"SELECT {table.record_id()} AS record_id FROM {table.name}_version WHERE source = ? AND superseded_at IS NULL "
        "GROUP BY ALL HAVING count(*) > 1 ORDER BY record_id LIMIT 5",
        [source],
    )
    if twice:
        raise CheckFailed(
            f"records stand twice: {', '.join(row['record_id'] for row in twice)}",
            where=source,
            advice="The load was rolled back. Please report it.",
        )


def ceilings(lake: Lake) -> list[str]:
    """Notes the awards just brought up to date, those in the temporary table `rolled`, whose ceiling changes do not add
    up to the publisher's printed total."""
    rows = lake.query(
        "WITH asked AS MATERIALIZED (SELECT piid, ceiling, ceiling_stated, reconciles FROM temp.rolled "
        "WHERE reconciles IS NOT NULL) "
        "SELECT piid, ceiling, ceiling_stated, count(*) OVER () AS n, (SELECT count(*) FROM asked) AS asked FROM asked "
        "WHERE NOT reconciles ORDER BY abs(ceiling - ceiling_stated) DESC, piid LIMIT 5"
    )
    if not rows:
        return []
    asked = rows[0]["asked"]
    said = "; ".join(f"{row['piid']} ({row['ceiling']} against {row['ceiling_stated']})" for row in rows)
    return [
        f"Ceiling changes add up to the printed total for {asked - rows[0]['n']} of {asked} awards; not for {said}"
        f"{' and others' if rows[0]['n'] > len(rows) else ''}."
    ]


def _sums_read(lake: Lake, load_id: str, batches: Sequence[Batch]) -> None:
    """The sum of each file's amounts as printed, added up from the archive by another way than the staged rows."""
    for batch in batches:
        if not batch.layout.amount:
            continue
        column = '"' + batch.layout.amount + '"'
        raw = " UNION ALL BY NAME ".join(f"(SELECT source_file, {column} FROM ({file.raw}))" for file in batch.files)
        lake.execute(
            f"UPDATE file SET amount_read = r.amount FROM (SELECT source_file, sum({model.as_money(column)}) AS amount "
            f"FROM ({raw}) GROUP BY source_file) r "
            "WHERE file.load_id = ? AND file.source_file = r.source_file",
            [load_id],
        )
    wrong = lake.query(
        "SELECT name, amount_read, amount_kept + amount_repeated + amount_rejected AS staged FROM file WHERE "
        "load_id = ? "
        "AND amount_read <> amount_kept + amount_repeated + amount_rejected",
        [load_id],
    )
    _stop(
        wrong,
        "money was lost between reading and staging",
        lambda row: f"{row['name']}: {row['amount_read']} read, {row['staged']} staged",
    )


def _spreadsheets(lake: Lake, batches: Sequence[Batch]) -> list[str]:
    """Notes files whose dates went through a spreadsheet, which drops centuries and leading zeros."""
    notes = []
    for batch in batches:
        for file in batch.files if batch.layout.spreadsheet else ():
            columns = " OR ".join(
                f"regexp_matches(\"{name}\", '^[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]')" for name in batch.layout.spreadsheet
            )
            rows = lake.value(f"SELECT count(*) FROM ({file.raw}) WHERE {columns}")
            if rows:
                notes.append(
                    f"{file.members[0].name} went through a spreadsheet: {rows} rows have dates like 1/14/05. "
                    "Centuries are "
                    "inferred, and leading zeros of codes may be lost."
                )
    return notes


def _stop(wrong: Sequence[dict[str, Any]], what: str, say: Any) -> None:
    if wrong:
        raise CheckFailed(
            f"{what}: {'; '.join(say(row) for row in wrong[:5])}", advice="The load was rolled back. Please report it."
        )
