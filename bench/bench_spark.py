"""The rules on Spark with one processor and with two, over the same tables, held row by row against DuckDB.

    python -m bench.bench_spark STORE [RULE...]

STORE is a store, which is copied and left as it is, or a folder of its tables as Parquet (`bench.bench_grown` makes
one). For `local[1]` and `local[2]` a process of its own runs every rule on Spark; the rows that Spark wrote and
the rows of DuckDB over the same Parquet are compared, every flagged subject with all that is said of it and the counts
of the others by state, reason and cohort. Seconds are those of Spark alone; processor seconds are those of its Java.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyarrow import parquet

from bench import measure

#: Rules of which the seconds are told one by one.
SHOWN = 12


def chosen(names: list[str]) -> list[Any]:
    """The shipped rules called `names`, or all of them."""
    from quaestor.indicators import rule

    return [rule.named(name) for name in names] if names else list(rule.shipped().values())


def compare(tables: Path, threads: int, names: list[str]) -> dict[str, Any]:
    """Runs the rules on Spark and on DuckDB: seconds of each on Spark, and how many rows differ."""
    from quaestor.indicators import on_spark, running
    from quaestor.store import spark
    from quaestor.store.bare import Bare

    rules = chosen(names)
    seconds, differing, flagged = {}, {}, 0
    with Bare() as bare, TemporaryDirectory(prefix="quaestor-spark-") as own:
        began = time.perf_counter()
        twin = spark.Twin(spark.session(threads, memory="4g", folder=Path(own)))
        for name in sorted({name for one in rules for name in one.tables}):
            twin.read(name, f"{tables}/{name}.parquet")
            bare.execute(f"DROP TABLE {name}")
            bare.execute(f"CREATE VIEW {name} AS FROM '{tables}/{name}.parquet'")
        on_spark.ask(twin, rules[0], running.bind(rules[0]), f"{own}/rows")  # Java makes itself quicker meanwhile
        start = round(time.perf_counter() - began, 1)
        for one in rules:
            began = time.perf_counter()
            on_spark.ask(twin, one, running.bind(one), f"{own}/rows")
            seconds[one.name] = round(time.perf_counter() - began, 3)
            running.judge(bare, one, source=f"FROM read_parquet('{own}/rows/*.parquet')", table="theirs")
            flagged += running.judge(bare, one, table="ours").flagged
            either = "(FROM ours EXCEPT ALL FROM theirs) UNION ALL (FROM theirs EXCEPT ALL FROM ours)"
            if rows := bare.query(f"SELECT count(*) AS n FROM ({either})")[0]["n"]:
                differing[one.name] = rows
        java = twin.session.sparkContext._gateway.proc.pid
        ticks = Path(f"/proc/{java}/stat").read_text().rpartition(")")[2].split()
        used = (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
        twin.stop()
    return {"start": start, "seconds": seconds, "cpu": used, "flagged": flagged, "differing": differing}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("rules", nargs="*")
    parser.add_argument("--threads", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.threads:
        print(json.dumps(compare(given.store, given.threads, given.rules)))
        return
    with TemporaryDirectory(prefix="quaestor-bench-") as made:
        tables = given.store
        if not (tables / "action.parquet").exists():
            measure.run([sys.executable, "-m", "bench.bench_assess", str(given.store), "--prepare", made])
            tables = Path(made) / "tables"
        actions = parquet.read_metadata(tables / "action.parquet").num_rows
        told = {}
        for threads in (1, 2):
            load = os.getloadavg()[0]
            again = [sys.executable, "-m", "bench.bench_spark", str(tables), *given.rules, "--threads", str(threads)]
            told[threads] = one = json.loads(measure.run(again)["out"].splitlines()[-1])
            whole = round(sum(one["seconds"].values()), 1)
            said = {"rows": actions, "threads": threads, "rules": len(one["seconds"]), "seconds": whole, "load": load}
            measure.record("spark", **said, **{name: one[name] for name in ("start", "cpu", "flagged", "differing")})
        alone, both = (told[threads]["seconds"] for threads in (1, 2))
        for name in sorted(alone, key=alone.__getitem__, reverse=True)[:SHOWN]:
            print(f"{name:36} {alone[name]:7.2f} s  {both[name]:7.2f} s  {alone[name] / both[name]:5.2f}")
        print(f"{'all of them':36} {sum(alone.values()):7.1f} s  {sum(both.values()):7.1f} s  "
              f"{sum(alone.values()) / sum(both.values()):5.2f} times as quick with two processors")  # fmt: skip
        differing = {name: one["differing"] for name, one in told.items() if one["differing"]}
        print(f"rows that differ: {differing or 'none'}")
        if differing:
            sys.exit(1)


if __name__ == "__main__":
    main()
