"""One way to measure: run a command by itself, and note wall time, processor time and the most memory it held."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"


class CommandFailed(RuntimeError):
    """A measured command ended with an error, so its time means nothing."""


def run(command: Sequence[str], *, folder: Path | None = None) -> dict[str, Any]:
    """Runs `command` once: {wall, cpu} in seconds, {peak} in bytes, {out} as printed.

    Peak is the command's own largest resident memory (wait4), not that of earlier commands.
    Raises CommandFailed with the end of its error output.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])}
    started = time.perf_counter()
    process = subprocess.Popen(
        list(command), cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    complaint: list[str] = []
    reader = threading.Thread(target=lambda: complaint.append(process.stderr.read() if process.stderr else ""))
    reader.start()
    out = process.stdout.read()
    reader.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(f"{' '.join(command)}: ended with {process.returncode}\n{''.join(complaint)[-2000:]}")
    return {
        "wall": round(time.perf_counter() - started, 3),
        "cpu": round(usage.ru_utime + usage.ru_stime, 3),
        "peak": usage.ru_maxrss * 1024,
        "out": out,
    }


def repeat(command: Sequence[str], times: int = 3, *, before: Callable[[], None] | None = None) -> dict[str, Any]:
    """Runs `command` several times, `before` ahead of each: the run of median wall, the largest peak, all walls."""
    runs = []
    for _ in range(times):
        if before:
            before()
        runs.append(run(command))
    middle = sorted(runs, key=lambda r: r["wall"])[len(runs) // 2]
    return {**middle, "peak": max(r["peak"] for r in runs), "walls": [r["wall"] for r in runs]}


def quaestor(*arguments: object) -> list[str]:
    """The command line of Quaestor with this interpreter and this checkout."""
    return [sys.executable, "-m", "quaestor", *map(str, arguments)]


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, round(share * len(ordered) + 0.5) - 1))]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds, and how many were taken."""
    middle, late = median(seconds), percentile(seconds, 0.95)
    return {"n": len(seconds), "p50_ms": round(middle * 1000, 1), "p95_ms": round(late * 1000, 1)}


def record(bench: str, **figures: Any) -> dict[str, Any]:
    """Adds one line to bench/results/<bench>.jsonl and prints it."""
    RESULTS.mkdir(exist_ok=True)
    here = {"cores": os.cpu_count(), "machine": platform.machine()}
    line = {"bench": bench, "at": time.strftime("%Y-%m-%dT%H:%M:%S"), **here, **figures}
    with (RESULTS / f"{bench}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    print(json.dumps(line), flush=True)
    return line


def recorded(bench: str) -> list[dict[str, Any]]:
    """The lines of bench/results/<bench>.jsonl, oldest first; none if the bench has not been run."""
    file = RESULTS / f"{bench}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
