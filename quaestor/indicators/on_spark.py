"""The same rules on Spark: the same files over the same tables as Parquet, in ANSI mode, with the same flags.

Spark runs the SELECT of a rule and writes its rows as Parquet; who is flagged, kept, raised and lowered is then told
from these rows as from those of the store's own engine.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from quaestor.errors import BadQuery, ModelError
from quaestor.indicators import fence, running
from quaestor.indicators.assessing import Judge
from quaestor.indicators.cases import Case, differences
from quaestor.indicators.rule import Rule
from quaestor.sql import literal
from quaestor.store import Lake, spark
from quaestor.store.bare import Bare

#: What Spark calls the types that a rule's columns have on DuckDB.
_TYPES = {"VARCHAR": "STRING", '"NULL"': "STRING", "VARCHAR[]": "ARRAY<STRING>", "HUGEINT": "DECIMAL(38,0)"}


@contextmanager
def judging(
    lake: Lake,
    rules: Sequence[Rule],
    *,
    parquet: str | None = None,
    master: str | None = None,
    threads: int = 2,
    twin: spark.Twin | None = None,
) -> Iterator[Judge]:
    """How a rule is run on Spark while the block lasts.

    parquet: a folder, or an address in object storage, where tables lie as TABLE.parquet; in a folder, those that are
    not there are written first. Without it they are written to a folder of their own that goes with the block.
    master: a cluster's address; else this machine with so many threads. twin: a session that runs already, and is
    left running.
    """
    with TemporaryDirectory(prefix="quaestor-spark-") as own:
        place = parquet or f"{own}/tables"
        needed = sorted({name for rule in rules for name in rule.tables})
        if "://" not in place:
            export(lake, needed, Path(place))
        engine = twin or spark.Twin(spark.session(threads, folder=Path(own), master=master))
        try:
            for name in needed:
                engine.read(name, f"{place.rstrip('/')}/{name}.parquet")

            def judge(lake: Lake, rule: Rule, keep: str) -> running.Judged:
                began, rows = time.perf_counter(), f"{own}/rows"
                ask(engine, rule, running.bind(rule), rows)
                told = running.judge(lake, rule, keep=keep, source=f"SELECT * FROM read_parquet('{rows}/*.parquet')")
                return replace(told, seconds=time.perf_counter() - began)

            yield judge
        finally:
            if twin is None:
                engine.stop()


def export(lake: Lake, names: Sequence[str], folder: Path) -> list[Path]:
    """Writes tables of the store into a folder, TABLE.parquet each, but those that are there; the files it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names:
        file = folder / f"{name}.parquet"
        if not file.exists():
            lake.execute(f"COPY (SELECT * FROM {name}) TO {literal(str(file))} (FORMAT parquet)")
            written.append(file)
    return written


def ask(twin: spark.Twin, rule: Rule, columns: Mapping[str, str], place: str) -> None:
    """Runs the rule on Spark; its rows lie in the folder `place` as Parquet."""
    try:
        twin.write(question(rule, columns), dict(rule.parameters), place)
    except BadQuery as error:
        raise ModelError(f"on Spark: {error.what}", where=rule.name) from error


def question(rule: Rule, columns: Mapping[str, str]) -> str:
    """The rule's SELECT in Spark's spelling, its columns in the types they have on the store's own engine."""
    cast = ", ".join(f"CAST({name} AS {_TYPES.get(kind, kind)}) AS {name}" for name, kind in columns.items())
    return f"SELECT {cast} FROM ({fence.for_spark(rule.select)}\n)"  # its last line may be a comment


class Cases:
    """Cases of rules run on one Spark session."""

    def __init__(self, twin: spark.Twin, tables: Bare) -> None:
        self.twin, self.tables = twin, tables

    def run(self, cases: Sequence[Case], rule: Rule) -> dict[str, list[str]]:
        """By case, what differs on Spark from what it expects, a sentence a difference. They are asked in one go."""
        asked = []
        for number, case in enumerate(cases):
            case.fill(self.tables)
            for name in rule.tables:
                self.twin.take(name, self.tables.arrow(f"SELECT * FROM {name}"))
            one = rule.with_parameters(case.parameters)
            text = f"SELECT {number} AS of_case, * FROM ({question(one, running.bind(one))})"
            asked.append(self.twin.bound(text, dict(one.parameters)))
        self.tables.given("on_spark", self.twin.together(asked))
        found = {}
        for number, case in enumerate(cases):
            source = f"SELECT * EXCLUDE (of_case) FROM on_spark WHERE of_case = {number}"
            running.judge(self.tables, rule.with_parameters(case.parameters), keep="true", source=source)
            found[case.name] = differences(case, self.tables.query("SELECT * FROM judged"))
        return found
