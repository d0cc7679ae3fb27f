"""Which suppliers that share no number are one: candidates scored by the trained model, then their names read closely.

A pair is `same` above one threshold, where the names differ in nothing that tells suppliers apart; `possible`, for a
person to judge, above another. Two records of one supplier are never a pair. Each score is explained term by term.
"""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quaestor.resolve import model, names, side_by_side

if TYPE_CHECKING:
    from splink import Linker

    from quaestor.store.scratch import Scratch

SAME, POSSIBLE = "same", "possible"
#: Differences between names that no other evidence outweighs.
DECIDES = frozenset({"number", "numbered", "place", "series", "swapped"})
_TERMS = [f"{kind}_{name}" for name in model.LEVELS for kind in ("gamma", "mw", "mw_tf_adj")]
_CLOSE = pa.schema([(name, pa.string()) for name in ("name_l", "name_r", "verdict", "because")] + [("cut", pa.bool_())])


def match(connection: Scratch, table: str, found: str = "matched") -> int:
    """Matches the records of `table` (see `records.prepare`) among themselves into `found`; returns how many pairs.

    One row a pair of suppliers, the surest of their records: `left_id, right_id` (the lesser first), their names,
    `verdict, two_numbers, score, weight, because`, and the terms. two_numbers: each has a number of the same sort, so
    that they are two registrations, though perhaps of one firm.
    """
    linker = _here(connection, table)
    scored = linker.inference.predict(threshold_match_weight=model.kept()["thresholds"][POSSIBLE])
    return _told(connection, scored.physical_name, table, table, found)


def match_new(connection: Scratch, held: str, new: str, found: str = "matched") -> int:
    """As `match`, for new records against those held and against each other; held ones are not compared again.

    How rare a name is, is asked of both.
    """
    connection.execute(f"CREATE OR REPLACE TEMP VIEW either AS FROM {held} UNION ALL BY NAME FROM {new}")
    linker = _here(connection, held, "either")
    least = model.kept()["thresholds"][POSSIBLE]
    fresh = linker._db_api.register(new)
    old = next(iter(linker._input_tables_dict.values()))
    across = linker.inference.predict_between(old, fresh, threshold_match_weight=least)
    within = linker.inference.predict_within(fresh, threshold_match_weight=least)
    both = f"FROM {across.physical_name} UNION ALL BY NAME FROM {within.physical_name}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE scored_new AS {both}")
    return _told(connection, "scored_new", "either", "either", found)


def pairs(connection: Scratch, found: str = "matched") -> Iterator[dict[str, Any]]:
    """The pairs found, surest first, each with its `terms`: what was compared, in words, and what it weighs."""
    result = connection.execute(f"FROM {found} ORDER BY verdict = '{SAME}' DESC, weight DESC, left_id, right_id")
    columns = [column[0] for column in result.description or ()]
    for values in result.fetchall():
        row = dict(zip(columns, values, strict=True))
        terms = model.explained(row)
        terms.append({"term": "names", "says": row["because"], "weighs": None})
        kept = {name: value for name, value in row.items() if name not in _TERMS}
        yield kept | {"terms": terms}


def settings(records: int, dialect: str = "duckdb") -> dict[str, Any]:
    """The trained model for one engine and so many records: the more there are, the fewer of all pairs are one."""
    found: dict[str, Any] = copy.deepcopy(model.kept()["splink"])
    found["sql_dialect"] = dialect
    found["probability_two_random_records_match"] = model.chance(records)
    for rule in found["blocking_rules_to_generate_predictions"]:
        rule |= {"sql_dialect": dialect, "blocking_rule": rule["blocking_rule"].replace('"', "")}
    for level in (level for comparison in found["comparisons"] for level in comparison["comparison_levels"]):
        level["sql_condition"] = level["sql_condition"].replace(
            '"', ""
        )  # quoted names are one engine's; ours need none
    return found


def match_on_spark(connection: Scratch, session: Any, table: str, folder: Path, found: str = "matched") -> int:
    """As `match`, the pairs scored by Spark, which reads the records in `folder` and leaves the scores there."""
    from splink import SparkAPI

    connection.execute(f"COPY {table} TO '{folder}/record.parquet' (FORMAT parquet)")
    api = SparkAPI(  # type: ignore[no-untyped-call]
        spark_session=session, break_lineage_method="persist", register_udfs_automatically=False
    )
    session.read.parquet(f"{folder}/record.parquet").createOrReplaceTempView("record")
    linker = _linker(api, "record", "spark", "record")
    scored = linker.inference.predict(threshold_match_weight=model.kept()["thresholds"][POSSIBLE])
    session.sql(f"SELECT * FROM {scored.physical_name}").write.mode("overwrite").parquet(f"{folder}/scored")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE scored_there AS FROM read_parquet('{folder}/scored/*.parquet')")
    return _told(connection, "scored_there", table, table, found)


def _here(connection: Scratch, table: str, among: str | None = None) -> Linker:
    from splink import DuckDBAPI

    return _linker(DuckDBAPI(connection), table, "duckdb", among or table)


def _linker(api: Any, table: str, dialect: str, among: str) -> Linker:
    """The trained model over a table of an engine, with how frequent each value is among the records of another."""
    from splink import Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    count = api._execute_sql_against_backend(f"SELECT count(*) AS n FROM {among}")
    count = (count.fetchall() if dialect == "duckdb" else count.collect())[0][0]
    linker = Linker(api.register(table), settings(count, dialect), log_level=logging.ERROR)
    kept = "TABLE" if dialect == "duckdb" else "TEMP VIEW"
    for column in dict.fromkeys(model.RARER.values()):
        api._execute_sql_against_backend(f"CREATE OR REPLACE {kept} rare_{column} AS {model.frequency(column, among)}")
        linker.table_management.register_term_frequency_lookup(api.register(f"rare_{column}"), column)
    return linker


def _told(connection: Scratch, scored: str, left: str, right: str, found: str) -> int:
    """Reads the names of the scored pairs closely and gives each its verdict."""
    connection.execute(f"""
CREATE OR REPLACE TEMP TABLE candidate AS  -- engines add up in another order: the last digits are no evidence
SELECT s.* REPLACE (round(match_weight, 9) AS match_weight, round(match_probability, 12) AS match_probability),
  l.supplier_id AS id_l, r.supplier_id AS id_r, l.name AS name_l, r.name AS name_r,
  l.key AS key_l, r.key AS key_r,
  l.compact = r.compact OR l.bag = r.bag AS alike
FROM {scored} AS s JOIN {left} AS l ON l.record_id = s.record_id_l JOIN {right} AS r ON r.record_id = s.record_id_r
WHERE l.supplier_id <> r.supplier_id
""")
    unlike = connection.execute("SELECT DISTINCT name_l, name_r FROM candidate WHERE NOT alike").fetchall()
    connection.register("read_closely", _closely(unlike))
    connection.execute("CREATE OR REPLACE TEMP TABLE close AS FROM read_closely")
    connection.unregister("read_closely")
    same = model.kept()["thresholds"][SAME]
    terms = ", ".join(name for name in _TERMS if name in _columns(connection, "candidate"))
    connection.execute("""
CREATE OR REPLACE TEMP TABLE ambiguous AS  -- a name cut off that begins more than one other name
SELECT short FROM (
  SELECT CASE WHEN length(name_l) < length(name_r) THEN name_l ELSE name_r END AS short,
    CASE WHEN length(name_l) < length(name_r) THEN key_r ELSE key_l END AS long
  FROM candidate JOIN close USING (name_l, name_r) WHERE close.cut
) GROUP BY short HAVING count(DISTINCT long) > 1
""")
    connection.execute(f"""
CREATE OR REPLACE TABLE {found} AS
SELECT least(id_l, id_r) AS left_id, greatest(id_l, id_r) AS right_id,
  CASE WHEN id_l < id_r THEN c.name_l ELSE c.name_r END AS left_name,
  CASE WHEN id_l < id_r THEN c.name_r ELSE c.name_l END AS right_name,
  CASE WHEN match_weight >= {same} AND (alike OR (close.verdict = '{SAME}' AND (
      NOT close.cut OR (c.name_l NOT IN (FROM ambiguous) AND c.name_r NOT IN (FROM ambiguous)))))
    THEN '{SAME}' ELSE '{POSSIBLE}' END AS verdict,
  split_part(id_l, ':', 1) = split_part(id_r, ':', 1) AND NOT starts_with(id_l, 'name:') AS two_numbers,
  match_probability AS score, match_weight AS weight,
  coalesce(close.because, 'printed alike but for legal form, spacing or order') AS because, {terms}
FROM candidate AS c LEFT JOIN close ON close.name_l = c.name_l AND close.name_r = c.name_r
WHERE alike OR close.verdict <> ''
QUALIFY row_number() OVER (PARTITION BY least(id_l, id_r), greatest(id_l, id_r)
                           ORDER BY match_weight DESC, left_name, right_name) = 1
""")
    return int(connection.execute(f"SELECT count(*) FROM {found}").fetchall()[0][0])


def _columns(connection: Scratch, table: str) -> set[str]:
    return {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}


def _closely(unlike: list[tuple[str, str]]) -> pa.Table:
    rows = [row for part in side_by_side.read(_read, unlike) for row in part]
    return pa.table([list(column) for column in zip(*rows, strict=True)] or [[]] * len(_CLOSE), schema=_CLOSE)


def _read(unlike: Sequence[tuple[str, str]]) -> list[tuple[str, str, str, str, bool]]:
    return [(left, right, *_verdict(left, right)) for left, right in unlike]


def _verdict(left: str, right: str) -> tuple[str, str, bool]:
    """What the names alone allow at most (`same`, `possible` or nothing), why, and whether one is the other cut off."""
    found = names.compared(left, right)
    if found.kinds & DECIDES:
        return "", found.because, False
    allowed = SAME if found.same and not found.kinds & (names.APART | {"short"}) else POSSIBLE
    return allowed, found.because, "cut" in found.kinds


def as_json(terms: list[dict[str, Any]]) -> str:
    """The terms of a score as a judgement keeps them."""
    return json.dumps(terms, ensure_ascii=False)
