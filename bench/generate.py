"""Made-up transaction archives of any size, in the layout of the USAspending award data archive.

    python -m bench.generate --rows 5_000_000 --out DIR [--files N] [--seed S]
    python -m bench.generate --delta 100_000 --of DIR [--number 1]

The first writes FY(All)_All_Contracts_Full_20260101_1.csv and so on; the second writes the Delta archive of a month later.
A Delta begins with correction_delete_ind and agency_id: blank for a new action, C for one that replaces what was printed
before, D for one withdrawn, which has its key and nothing else. Equal arguments give equal files.
"""

# ruff: noqa: E501 -- an SQL expression stays on one line beside its column
from __future__ import annotations

import argparse
import json
import math
import time
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import duckdb

from bench import expressions, plan

SHUFFLE = 90
CSV = "(FORMAT csv, HEADER true)"
#: shares of a delta: new actions on awards already held, first actions of new awards, corrections; the rest is withdrawn
ON_HELD, ON_NEW, CORRECTED = 0.375, 0.375, 0.24
KEYS = {
    "agency_id": "w.sub_code",
    "parent_award_agency_id": "o.sub_code",
    "award_id_piid": "w.piid",
    "modification_number": "w.mod_number",
    "parent_award_id_piid": "w.vehicle_piid",
    "transaction_number": "CASE WHEN NOT w.is_vehicle THEN '0' END",
    "contract_transaction_unique_key": "upper(w.action_id)",
    "last_modified_date": "w.modified_on",
}


def engine(folder: Path, memory: str = "3GB", threads: int = 2) -> duckdb.DuckDBPyConnection:
    db = duckdb.connect()
    for setting in (f"memory_limit = '{memory}'", f"threads = {threads}", f"temp_directory = '{folder}/.spill'"):
        db.execute(f"SET {setting}")
    return db


def full(out: Path, rows: int, files: int, seed: int) -> list[Path]:
    """`files` files that together hold `rows` actions in no order, as an archive prints them."""
    out.mkdir(parents=True, exist_ok=True)
    db = engine(out)
    plan.prepare(db, rows, seed)
    db.execute(f"CREATE TABLE act AS SELECT * FROM ({plan.actions('award')}) ORDER BY h(row, {SHUFFLE})")
    written = []
    share = math.ceil(rows / files)
    for i in range(files):
        path = out / f"FY(All)_All_Contracts_Full_20260101_{i + 1}.csv"
        part = f"(SELECT * FROM act WHERE rowid >= {i * share} AND rowid < {(i + 1) * share})"
        db.execute(f"COPY ({plan.records(part, expressions.select())}) TO {expressions.text(str(path))} {CSV}")
        written.append(path)
    (out / "plan.json").write_text(json.dumps({"rows": rows, "seed": seed}), encoding="utf-8")
    return written


def delta(of: Path, rows: int, number: int = 1) -> Path:
    """The Delta archive that follows the Full archive in `of`; it was made `number` days after January, so that one
    after another is loaded as it came and none turns history round."""
    made = json.loads((of / "plan.json").read_text(encoding="utf-8"))
    db = engine(of)
    awards = plan.prepare(db, made["rows"], made["seed"])
    if rows > awards:
        raise SystemExit(
            f"{of}: a delta of {rows} actions needs as many awards, and there are {awards}. Ask for fewer."
        )
    # Another for each number, else two deltas would be of the same awards.
    step = next(islice((s for s in range(7_368_789, 8_000_000) if math.gcd(s, awards) == 1), number - 1, None))
    held, new, corrected = (round(rows * share) for share in (ON_HELD, ON_NEW, CORRECTED))
    # Each award is drawn once: i -> i * step mod awards is a permutation.
    db.execute(f"""
        CREATE TABLE chosen AS
        SELECT i, n, a, CASE WHEN i < {held} THEN 'held' WHEN i < {held + corrected} THEN 'corrected' ELSE 'withdrawn' END AS what,
               CASE WHEN i < {held} THEN n ELSE (h(a, 48) % n)::INT END AS k
        FROM (SELECT i, i * {step} % {awards} AS a FROM range({rows - new}) AS _(i)) JOIN award USING (a)""")
    db.execute(f"""
        CREATE TABLE act AS
        WITH past AS ({plan.actions("(SELECT a, CASE WHEN what = 'held' THEN n + 1 ELSE n END AS n FROM chosen)")}),
             fresh AS ({plan.actions(f"(SELECT a, 1 AS n FROM range({awards + number * rows}, {awards + number * rows + new}) AS _(a))")}),
             listed AS (SELECT past.*, what FROM past JOIN chosen USING (a, k) UNION ALL SELECT *, 'new' FROM fresh),
             dated AS (SELECT * REPLACE (
                 CASE WHEN what = 'held' THEN DATE '2026-01-01' + (h(row, 83) % 28)::INT ELSE signed_on END AS signed_on,
                 DATE '2026-01-02' + (h(row, 84) % 29)::INT AS modified_on,
                 CASE WHEN what = 'corrected' THEN pick(['amount', 'description', 'name'], row, 85) ELSE '' END AS changed) FROM listed)
        SELECT * REPLACE (obligation + CASE WHEN changed = 'amount' THEN 100 + k ELSE 0 END AS obligation,
                          obligated + CASE WHEN changed = 'amount' THEN 100 + k ELSE 0 END AS obligated)
        FROM dated ORDER BY what = 'withdrawn', h(row, {SHUFFLE})""")
    made_on = date(2026, 1, 31) + timedelta(days=number)
    path = of / f"FY(All)_All_Contracts_Delta_{made_on:%Y%m%d}_1.csv"
    indicator = "CASE w.what WHEN 'corrected' THEN 'C' WHEN 'withdrawn' THEN 'D' END AS correction_delete_ind, w.sub_code AS agency_id"
    empty = ", ".join(f'{KEYS.get(column, "NULL")} AS "{column}"' for column in expressions.COLUMNS)
    present = plan.records("(FROM act WHERE what <> 'withdrawn')", f"{indicator}, {expressions.select()}")
    withdrawn = plan.records("(FROM act WHERE what = 'withdrawn')", f"{indicator}, {empty}")
    db.execute(f"COPY (FROM ({present}) UNION ALL FROM ({withdrawn})) TO {expressions.text(str(path))} {CSV}")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="actions in a Full archive")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--delta", type=int, help="actions in a Delta archive")
    parser.add_argument("--of", type=Path, help="the folder of the Full archive that the delta follows")
    parser.add_argument("--number", type=int, default=1)
    given = parser.parse_args()
    started = time.monotonic()
    if given.delta and given.of:
        written = [delta(given.of, given.delta, given.number)]
    elif given.rows and given.out:
        written = full(given.out, given.rows, given.files, given.seed)
    else:
        parser.error("give --rows and --out, or --delta and --of")
    size = sum(path.stat().st_size for path in written)
    print(
        json.dumps(
            {"files": [str(path) for path in written], "bytes": size, "seconds": round(time.monotonic() - started, 1)}
        )
    )


if __name__ == "__main__":
    main()
