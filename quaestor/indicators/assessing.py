"""Rules run over a store: what each of them flags now is held against the flags that stand.

All rules run over one state of the store, since no other writer is let in meanwhile; what they come to is then written
in one transaction. A rule that cannot be run is told of and leaves its flags as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from quaestor import model, sql
from quaestor.errors import QuaestorError
from quaestor.indicators import flags, inputs, rule, running
from quaestor.indicators.rule import Rule
from quaestor.store import Lake

#: Told how far a run is: the rule, how many are done, of how many.
Progress = Callable[[str, int, int], None]
#: Runs one rule into the temporary table `judged` of the lake.
Judge = Callable[[Lake, Rule, str], running.Judged]

#: Flagged rows of one rule that a run gives back; all of them stand in the store.
ROWS = 10_000


@dataclass
class Run:
    """What one run came to: by rule what it assessed, and the rules that could not be run with the reason."""

    run_id: str
    assessed_at: datetime
    load_id: str | None
    results: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)


def chosen(lake: Lake, names: Sequence[str]) -> tuple[list[Rule], list[dict[str, str]]]:
    """The rules called `names`, or every one, shipped and the store's own; and those that are wrong, with the reason.

    Raises NotHeld on a name that there is not, and ModelError on a wrong rule that was named."""
    if names:
        return [rule.named(name, lake.path) for name in dict.fromkeys(names)], []
    found, failed = list(rule.shipped().values()), []
    for path in rule.own_files(lake.path):
        try:
            found.append(rule.of_file(path))
        except QuaestorError as error:
            failed.append({"name": path.stem, "error": str(error)})
    return found, failed


def assess(
    lake: Lake,
    names: Sequence[str] = (),
    *,
    engine: str = "duckdb",
    judge: Judge | None = None,
    progress: Progress | None = None,
    rows: int = ROWS,
) -> Run:
    """Runs the rules called `names`, or all of them, raises what they flag and lowers what they no longer flag.

    judge: how a rule is run, for another engine. rows: at most so many flagged rows of each rule are given back, those
    about most money first. A single named rule that cannot be run raises; of several, the others are run.
    """
    rules, failed = chosen(lake, names)
    with lake.exclusive():
        moment = datetime.now(UTC).replace(tzinfo=None)
        latest = lake.value("SELECT max_by(load_id, loaded_at) FROM load")
        run = Run(f"r:{hashlib.sha256(moment.isoformat().encode()).hexdigest()[:12]}", moment, latest, failed=failed)
        flags.begin(lake)
        done = []
        # Another engine has the tables already.
        with nullcontext() if judge else inputs.held(lake, rules):
            for number, one in enumerate(rules):
                if progress:
                    progress(one.name, number, len(rules))
                try:
                    with lake.writing():  # one look into the catalog for all that a rule asks; it writes nothing there
                        told = (judge or _judge)(lake, one, flags.standing(one))
                        flags.take(lake, one)
                except QuaestorError as error:
                    if len(names) == 1:
                        raise
                    run.failed.append({"name": one.name, "error": str(error)})
                else:
                    done.append(told)
        if progress:
            progress("flags", len(rules), len(rules))
        kept = {*(one.name for one in rules), *(one["name"] for one in run.failed)}
        with lake.writing():
            moved = flags.settle(lake, [told.rule for told in done], moment, latest, gone=None if names else kept)
            run.results = _entered(lake, run, done, moved, engine)
        shown = flags.rows(lake, rows)
        for result in run.results:
            result["rows"] = shown.get(result["name"], [])
    return run


def _judge(lake: Lake, one: Rule, keep: str) -> running.Judged:
    return running.judge(lake, one, keep=keep)


def _entered(
    lake: Lake, run: Run, done: Sequence[running.Judged], moved: dict[str, dict[str, int]], engine: str
) -> list[dict[str, Any]]:
    """Writes what each rule came to into `assessment`, and its text into `indicator` when it is new."""
    known = {(row["indicator"], row["digest"]) for row in lake.query("SELECT indicator, digest FROM indicator")}
    assessments, texts, results = [], [], []
    for told in done:
        one = told.rule
        which = {"indicator": one.name, "version": one.version, "digest": one.digest}
        counts = {
            "subjects": told.subjects,
            "assessed": told.assessed,
            "flagged": told.flagged,
            "spared": told.spared,
            **moved.get(one.name, {"raised": 0, "lowered": 0}),
            "seconds": round(told.seconds, 3),
        }
        assessments.append(
            {
                "run_id": run.run_id,
                **which,
                "parameters": json.dumps(dict(one.parameters), default=str),
                "engine": engine,
                "assessed_at": run.assessed_at,
                "load_id": run.load_id,
                **counts,
                "spared_by": json.dumps(told.spared_by),
                "not_assessed_by": json.dumps(told.not_assessed_by),
            }
        )
        if (one.name, one.digest) not in known:
            about = {"code": one.code, "title": one.title, "own": one.own, "text": one.text}
            texts.append(which | about | {"first_run_at": run.assessed_at})
        by = {"spared_by": told.spared_by, "not_assessed_by": told.not_assessed_by}
        results.append({"name": one.name, "version": one.version, "title": one.title, **counts, **by})
    enter(lake, "assessment", assessments)
    enter(lake, "indicator", texts)
    return results


def enter(lake: Lake, table: str, rows: Sequence[dict[str, Any]]) -> None:
    """Writes rows in one stroke; what a row does not name is NULL."""
    types = {column.name: column.sql_type for column in model.table(table).columns}
    if rows:
        lake.execute(f"INSERT INTO {table} ({', '.join(types)}) {sql.rows_given(types)}", [sql.rows(rows)])
