"""DuckDB and Spark in ANSI mode answer alike: every function that the fence lets through, and every rule."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quaestor import pipeline, sources
from quaestor.indicators import assessing, cases, fence, on_spark, rule
from quaestor.store import Lake, spark
from quaestor.store.bare import Bare

CASES = Path(str(rule.__file__)).parent

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("java")]

AWARDS: list[dict[str, Any]] = [
    {"award_id": "A", "piid": " Bräu ", "kind": "x", "obligated": "10.50", "ceiling": "3.00", "offers": 7,
     "starts_on": "2020-02-29", "ends_on": "2021-03-01", "sampled": True},
    {"award_id": "B", "piid": "straße", "kind": "x", "obligated": "-0.01", "ceiling": "0.00", "offers": 0,
     "starts_on": "2019-12-31", "ends_on": "2019-12-31", "sampled": False},
    {"award_id": "C", "piid": "", "kind": "y", "obligated": "99999999999999.99", "offers": -7, "sampled": None},
    {"award_id": "D", "kind": "y", "ceiling": "2.50", "starts_on": "2000-01-01", "ends_on": "1999-01-01"},
    {"award_id": "E"},
]  # fmt: skip

#: What the fence lets through, each over every row.
PLAIN = [
    "obligated + 1", "obligated - ceiling", "obligated * 100", "obligated * 125 > ceiling * 100", "-obligated",
    "CAST(obligated AS DOUBLE) / nullif(ceiling, 0)", "CAST(offers AS DOUBLE) / 3", "offers % 3", "mod(offers, 3)",
    "kind || '-' || award_id", "kind || piid", "abs(obligated)", "sign(offers)", "ceil(CAST(ceiling AS DOUBLE))",
    "floor(CAST(obligated AS DOUBLE) / 7)", "round(CAST(obligated AS DOUBLE) / 7, 2)", "round(ceiling, 1)",
    "date_diff('day', starts_on, ends_on)", "starts_on + 30", "ends_on - 1", "year(starts_on)", "month(starts_on)",
    "day(starts_on)", "greatest(obligated, ceiling)", "least(starts_on, ends_on)", "greatest(offers, 3)",
    "length(piid)", "lower(piid)", "upper(kind)", "trim(piid)", "ltrim(piid)", "rtrim(piid)", "nullif(offers, 0)",
    "replace(piid, 's', 'z')", "substr(piid, 2, 3)",
    "split_part(piid, 'r', 1)", "split_part('|' || piid || '|', '|', 2)", "split_part(piid, 'nowhere', 2)",
    "substring(piid, 1, 2)", "piid LIKE 'str%'", "piid NOT LIKE '%e'",
    "coalesce(piid, 'none')", "CASE WHEN sampled THEN 1 ELSE 0 END", "kind IN ('x', 'z')", "kind NOT IN ('x')",
    "NOT sampled", "sampled OR offers > 5", "sampled AND offers > 5", "obligated BETWEEN 0 AND 100", "piid IS NULL",
    "kind IS DISTINCT FROM 'x'", "starts_on < DATE '2020-01-01'", "CAST(obligated AS VARCHAR)",
    "CAST(offers AS VARCHAR)", "CAST(starts_on AS VARCHAR)", "CAST(sampled AS VARCHAR)",
    "CAST(offers AS DECIMAL(20,2))", "CAST('12' AS INTEGER)",
    "CAST(floor(CAST(ceiling AS DOUBLE)) AS BIGINT)", "CAST(NULL AS DATE)", "CAST(ends_on AS TIMESTAMP)",
]  # fmt: skip
OF_MANY = [
    "count(*)", "count(offers)", "count(DISTINCT kind)", "sum(obligated)", "sum(offers)", "min(piid)", "max(ends_on)",
    "sum(obligated) FILTER (WHERE offers > 0)", "count(*) FILTER (WHERE sampled)", "bool_or(sampled)",
    "bool_and(sampled)", "max_by(kind, CASE WHEN kind IS NOT NULL THEN award_id END)",
    "min_by(piid, obligated) FILTER (WHERE piid IS NOT NULL)",
    "CAST(sum(obligated) AS DOUBLE) / nullif(count(obligated), 0)",
]  # fmt: skip
WINDOWED = [
    "row_number() OVER (PARTITION BY kind ORDER BY award_id NULLS LAST)",
    "rank() OVER (ORDER BY offers DESC NULLS LAST)",
    "dense_rank() OVER (ORDER BY kind NULLS FIRST)",
    "lag(obligated) OVER (ORDER BY award_id NULLS LAST)",
    "lead(award_id, 2) OVER (ORDER BY award_id NULLS LAST)",
    "sum(obligated) OVER (PARTITION BY kind)",
    "sum(obligated) OVER (ORDER BY award_id NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
    "sum(offers) OVER (ORDER BY kind NULLS LAST)",
    "count(*) OVER ()",
    "max(ends_on) OVER (ORDER BY award_id NULLS LAST)",
]


@pytest.fixture(scope="module")
def twin(java: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[spark.Twin]:
    """One session for all that is asked here, since Spark is slow to start; its tables are whoever's came last."""
    made = spark.Twin(spark.session(1, folder=tmp_path_factory.mktemp("spark"), small=True), small=True)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def tables() -> Iterator[Bare]:
    with Bare() as bare:
        yield bare


@pytest.fixture
def both(twin: spark.Twin, tables: Bare) -> tuple[Bare, spark.Twin]:
    """The same awards on both engines."""
    tables.empty()
    tables.fill("award", AWARDS)
    twin.take("award", tables.arrow("SELECT * FROM award"))
    return tables, twin


def alike(both: tuple[Bare, spark.Twin], names: list[str], select: str, **params: Any) -> None:
    """Asks both engines one SELECT of many columns, and compares column by column."""
    here, there = both
    fence.check("rule", select)
    mine = here.query(select, params)
    theirs = there.rows(fence.for_spark(select), params).to_pylist()
    told = {name: ([row[f"c{n}"] for row in mine], [row[f"c{n}"] for row in theirs]) for n, name in enumerate(names)}
    assert {name: pair for name, pair in told.items() if pair[0] != pair[1]} == {}
    assert len(mine) > 0


def columns(names: list[str]) -> str:
    return ", ".join(f"{name} AS c{n}" for n, name in enumerate(names))


def test_functions_of_one_row_agree(both: tuple[Bare, spark.Twin]) -> None:
    alike(both, PLAIN, f"SELECT {columns(PLAIN)} FROM award ORDER BY award_id NULLS LAST")


def test_functions_of_many_rows_agree(both: tuple[Bare, spark.Twin]) -> None:
    alike(both, OF_MANY, f"SELECT {columns(OF_MANY)} FROM award GROUP BY kind ORDER BY kind NULLS LAST")
    alike(both, OF_MANY, f"SELECT {columns(OF_MANY)} FROM award WHERE award_id = 'Z'")


def test_windows_agree(both: tuple[Bare, spark.Twin]) -> None:
    alike(both, WINDOWED, f"SELECT {columns(WINDOWED)} FROM award ORDER BY award_id NULLS LAST")


def test_ways_of_joining_agree(both: tuple[Bare, spark.Twin]) -> None:
    for source in (
        "award a JOIN award b USING (award_id)",
        "award a LEFT JOIN award b ON a.kind = b.kind AND a.award_id < b.award_id",
        "award a FULL JOIN award b ON a.award_id = b.piid",
        "award a SEMI JOIN award b ON a.award_id = b.award_id",
        "award a CROSS JOIN (SELECT max(offers) AS most FROM award) m",
    ):
        alike(both, [source], f"SELECT count(*) AS c0 FROM {source}")
    where = (
        "kind IN (SELECT kind FROM award WHERE offers > 0) AND EXISTS (SELECT 1 FROM award b WHERE b.kind = award.kind)"
    )
    alike(both, [where], f"SELECT count(*) AS c0 FROM award WHERE {where}")
    each = "SELECT kind AS c0 FROM award UNION SELECT piid FROM award EXCEPT SELECT 'x'"
    alike(both, [each], f"SELECT c0 FROM ({each}) ORDER BY c0 NULLS LAST")


def test_lists_hold_the_same_once_they_are_sorted(both: tuple[Bare, spark.Twin]) -> None:
    select = "SELECT kind, array_agg(award_id) FILTER (WHERE offers IS NOT NULL) AS ids FROM award GROUP BY kind"
    here, there = both[0].query(select), both[1].rows(select, {}).to_pylist()
    told = [{row["kind"]: sorted(row["ids"] or []) for row in rows} for rows in (here, there)]
    assert told[0] == told[1] == {"x": ["A", "B"], "y": ["C"], None: []}


def test_parameters_are_bound_alike(both: tuple[Bare, spark.Twin]) -> None:
    names = ["obligated * 100 > ceiling * (100 + $percent)", "starts_on + $days", "kind = $kind", "offers * $share"]
    values = {"percent": 25, "days": 30, "kind": "x", "share": 0.5}
    alike(both, names, f"SELECT {columns(names)} FROM award ORDER BY award_id NULLS LAST", **values)


@pytest.mark.parametrize("name", sorted(rule.shipped()))
def test_every_case_is_answered_as_it_expects(name: str, twin: spark.Twin, tables: Bare) -> None:
    found = on_spark.Cases(twin, tables).run(cases.read(CASES / f"{name}.yml"), rule.named(name))
    assert {case: wrong for case, wrong in found.items() if wrong} == {}
    assert found


@pytest.fixture(scope="module")
def assessed(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, assessing.Run]]:
    """The bundled sample and, where they are there, the feed's pages, which print most of an action; and what every
    rule says of them on DuckDB."""
    store = tmp_path_factory.mktemp("real") / "store"
    pipeline.load(store, "sample", [Path(str(sources.__file__)).parent / "sample" / "actions.csv"])
    if real_data.is_dir():
        pipeline.load(store, "fpds_atom", [real_data / "fpds" / "atom_pages.zip"])
    with Lake.open(store, read_only=False) as lake:
        yield lake, assessing.assess(lake)


def test_records_are_flagged_alike_by_every_rule(assessed: tuple[Lake, assessing.Run], twin: spark.Twin) -> None:
    lake, here = assessed
    with on_spark.judging(lake, list(rule.shipped().values()), twin=twin) as judge:
        there = assessing.assess(lake, engine="spark", judge=judge)
    told = ("name", "subjects", "assessed", "flagged", "spared_by", "not_assessed_by", "rows")
    assert [[one[key] for key in told] for one in there.results] == [[one[key] for key in told] for one in here.results]
    assert [(one["raised"], one["lowered"]) for one in there.results] == [(0, 0)] * len(rule.shipped())
    assert lake.value("SELECT count(*) FROM flag WHERE lowered_at IS NOT NULL") == 0
    assert sum(one["flagged"] for one in here.results) > 10


@pytest.mark.real_data
def test_no_rule_flags_more_than_three_in_ten_without_a_stated_reason(assessed: tuple[Lake, assessing.Run]) -> None:
    told = assessed[1].results
    many = [one for one in told if one["assessed"] >= 30 and one["flagged"] * 10 > one["assessed"] * 3]
    assert [one["name"] for one in many if not rule.named(one["name"]).high_base_rate] == []
