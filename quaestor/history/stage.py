"""Staging: the archived rows of one load, typed by the model, each with its key, its content's hash and what is
wrong with it.

Two forms of the same rows: wide ones in a Parquet file of the spill, from which versions are written, and the temporary
table `staged`, narrow, on which the load is compared with what is held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quaestor import model
from quaestor.errors import ModelError
from quaestor.sources import Layout
from quaestor.sql import literal
from quaestor.store import Archived, Lake

#: What a value of each type is called in a reason.
_KIND_WORDS = {
    "money": "an amount",
    "day": "a date",
    "moment": "a moment",
    "count": "a whole number",
    "yes_no": "yes or no",
    "number": "a number",
}


@dataclass(frozen=True)
class Batch:
    """Files of one layout that print one model table."""

    layout: Layout
    table: model.Table
    files: Sequence[Archived]


def told(lake: Lake, batch: Batch) -> tuple[str, set[str]]:
    """SQL for what the layout's SELECT makes of the archived rows, all as text, and the columns it gives.

    A source's file tells of the publisher's columns only; where a row stands (`source_file`, `source_row`) is added
    to its
    outermost SELECT, the last one that begins a line.
    """
    file = batch.layout.tables[batch.table.name]
    before, outermost, after = (
        file.select.rpartition("\nSELECT") if "\nSELECT" in file.select else ("", "SELECT", file.select[6:])
    )
    raw = " UNION ALL BY NAME ".join(f"({one.raw})" for one in batch.files)
    optional = ", ".join(f'CAST(NULL AS VARCHAR) AS "{name}"' for name in sorted(batch.layout.optional))
    if optional:
        raw = f"SELECT * FROM (SELECT {optional} WHERE false) UNION ALL BY NAME {raw}"
    told = f"{before}{outermost} source_file, source_row, {after.lstrip()}"
    text = (
        f"WITH raw AS ({raw}), {told.lstrip()[4:]}"
        if told.lstrip()[:4].upper() == "WITH"
        else f"WITH raw AS ({raw}) {told}"
    )
    given = {row["column_name"] for row in lake.query(f"DESCRIBE {text}")}
    unknown = given - {*batch.table.names, "source_file", "source_row", "withdraw"}
    if unknown:
        raise ModelError(f"gives columns that {batch.table.name} does not have: {sorted(unknown)}", where=file.name)
    return text, given


def typed(lake: Lake, batch: Batch, years: tuple[int, int]) -> str:
    """SQL for the rows of a batch in the model's types, with `record_id`, `content_hash`, `stated_hash`, `withdraw`
    and `reason` (what is wrong with the row, or NULL). years: the first and last year a signing day may lie in."""
    text, given = told(lake, batch)
    table = batch.table
    as_text = [f"CAST({name} AS VARCHAR) AS {name}" for name in table.names if name in given]
    withdraw = "coalesce(TRY_CAST(withdraw AS BOOLEAN), false)" if "withdraw" in given else "false"
    columns, reasons = [], []
    for column in table.columns:
        if column.computed:
            continue
        if column.name not in given:
            columns.append(f"CAST(NULL AS {column.sql_type}) AS {column.name}")
            value = "NULL"
        else:
            value = column.name if column.type == "text" else column.cast(column.name)
            columns.append(f"{value} AS {column.name}")
        reasons += _reasons(column, value, column.name in given, column.name in table.key, withdraw, years)
    computed = "".join(f", {column.computed} AS {column.name}" for column in table.columns if column.computed)
    stated = [column.name for column in table.columns if column.moves and column.type == "money"]
    return (
        f"SELECT *{computed}, {table.record_id()} AS record_id, {_hash(table.compared)} AS content_hash, "
        f"{_hash(stated)} AS stated_hash FROM ("
        f"SELECT {', '.join(columns)}, source_file, source_row, {withdraw} AS withdraw, "
        f"nullif(concat_ws('; ', {', '.join(reasons) or 'NULL'}), '') AS reason "
        f"FROM (SELECT {', '.join(as_text)}, source_file, source_row{', withdraw' if 'withdraw' in given else ''} "
        f"FROM ({text})))"
    )


def _reasons(
    column: model.Column, value: str, given: bool, in_key: bool, withdraw: str, years: tuple[int, int]
) -> list[str]:
    name, found = column.name, []
    if given and column.type in _KIND_WORDS:
        found.append(
            f"CASE WHEN {name} IS NOT NULL AND {value} IS NULL THEN '{name}: not {_KIND_WORDS[column.type]} (' || "
            f"{name} || ')' END"
        )
    if in_key or column.required:
        spared = "" if in_key else f" AND NOT {withdraw}"
        found.append(f"CASE WHEN {name if given else 'NULL'} IS NULL{spared} THEN '{name}: blank' END")
    if given and column.codes:
        known = ", ".join(literal(code) for code in model.codes(column.codes))
        found.append(f"CASE WHEN {name} NOT IN ({known}) THEN '{name}: unknown code ' || {name} END")
    if given and column.bound:
        found.append(
            f"CASE WHEN abs({value}) >= {model.AMOUNT_BOUND} THEN '{name}: past any contract (' || {name} || ')' END"
        )
    if given and name == "signed_on":
        found.append(
            f"CASE WHEN year({value}) NOT BETWEEN {years[0]} AND {years[1]} THEN '{name}: outside {years[0]} to "
            f"{years[1]} (' || {name} || ')' END"
        )
    return found


def _hash(names: Sequence[str]) -> str:
    if not names:
        return "CAST(0 AS UBIGINT)"
    return (
        f"md5_number_lower(concat_ws(chr(31), "
        f"{', '.join(f'''{chr(39)}{name}={chr(39)} || {name}''' for name in names)}))"
    )


def stage(lake: Lake, batches: Sequence[Batch], years: tuple[int, int]) -> str:
    """Types the rows of the batches once, into a Parquet file of the spill, and fills the temporary table `staged` with
    one narrow row for each; returns the query for the wide rows.

    status: kept, repeated (another row of the load prints the record; the one that stands is the same whatever the
    order of the files) or rejected.
    """
    table = batches[0].table
    wide = lake.spilled(" UNION ALL BY NAME ".join(f"({typed(lake, batch, years)})" for batch in batches))
    amount = _amount(table)
    agency, year = table.scope()
    identified = "coalesce(identified, true)" if "identified" in table.names else "true"
    loose = "concat_ws('|', buyer_id, piid, mod_number)" if "identified" in table.names else "NULL"
    award = "award_id" if "award_id" in table.names else "NULL"
    moved = "modified_at" if "modified_at" in table.names else "CAST(NULL AS TIMESTAMP)"
    lake.execute(
        f"CREATE OR REPLACE TEMP TABLE staged AS SELECT record_id, CAST({award} AS VARCHAR) AS award_id, content_hash, "
        f"stated_hash, source_file, source_row, withdraw, reason, {amount} AS amount, {agency} AS agency_id, "
        f"{year} AS fiscal_year, {identified} AS identified, "
        f"CAST({loose} AS VARCHAR) AS loose, {moved} AS moved_at, "
        f"CASE WHEN reason IS NULL THEN 'kept' ELSE 'rejected' END AS status FROM ({wide})"
    )
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE twice AS SELECT record_id FROM staged WHERE status = 'kept' "
        "GROUP BY record_id HAVING count(*) > 1"
    )
    if lake.value("SELECT count(*) FROM twice"):
        lake.execute(
            "UPDATE staged SET status = 'repeated' FROM (SELECT source_file, source_row FROM ("
            "SELECT source_file, source_row, row_number() OVER (PARTITION BY record_id ORDER BY moved_at DESC NULLS "
            "LAST, "
            "content_hash, stated_hash, source_file, source_row) AS place FROM staged SEMI JOIN twice USING "
            "(record_id) "
            "WHERE status = 'kept') WHERE place > 1) AS later "
            "WHERE staged.source_file = later.source_file AND staged.source_row = later.source_row"
        )
    return wide


def _amount(table: model.Table) -> str:
    for name in ("obligation", "amount", "obligated_stated"):
        if name in table.names:
            return name
    return "CAST(NULL AS DECIMAL(20,2))"
