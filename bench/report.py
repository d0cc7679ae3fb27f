"""The tables of docs/performance.md, from the newest figures in bench/results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import measure

DOC = measure.HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: written by python -m bench report -->", "<!-- measured: end -->"


def gigabytes(size: float) -> str:
    return f"{size / 1e9:.2f} GB"


def newest(bench: str, *keys: str) -> list[dict[str, Any]]:
    """The last recorded line for every value of `keys`, in the order of those values."""
    found = {tuple(line[key] for key in keys): line for line in measure.recorded(bench)}
    return [found[key] for key in sorted(found)]


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table under its title, or nothing when there are no rows."""
    if not rows:
        return ""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (heads, ["---"] + ["---:"] * (len(heads) - 1), *rows)]
    return f"### {title}\n\n" + "\n".join(lines) + "\n"


def loads() -> str:
    rows = [
        (f"{r['rows']:,}", gigabytes(r["csv_bytes"]), f"{r['bare_wall']:.0f} s", f"{r['wall']:.0f} s",
         f"{r['ratio']:.2f}", gigabytes(r["peak"]), gigabytes(r["bare_peak"]), gigabytes(r["store_bytes"]))
        for r in newest("load", "rows")
    ]  # fmt: skip
    heads = ("actions", "CSV", "bare copy", "first load", "ratio", "peak memory", "peak of bare copy", "store")
    return table("First load beside a bare copy to Parquet", heads, rows)


def deltas() -> str:
    rows = [
        (f"{r['delta']:,}", f"{r['rows']:,}",
         f"{r['stood']:.1f} s" if "stood" in r else "", f"{r['wall']:.1f} s", gigabytes(r["peak"]),
         *(f"{r['told'][key]:,}" for key in ("added", "rewritten", "withdrawn")))
        for r in newest("delta", "rows", "delta")
    ]  # fmt: skip
    heads = ("delta", "onto", "stands after", "families and search", "peak memory", "added", "rewritten", "withdrawn")
    return table("A delta, derived tables brought up to date", heads, rows)


def answers() -> str:
    rows = [
        (f"`award`, work after start-up, {r['rows']:,} actions", f"{r['p50_ms']} ms", f"{r['p95_ms']} ms", r["n"])
        for r in newest("award", "rows")
    ]
    rows += [
        (f"award page, {r['clients']} readers, {r['rows']:,} actions", f"{r['p50_ms']} ms", f"{r['p95_ms']} ms", r["n"])
        for r in newest("page", "rows", "clients")
    ]
    rows += [
        (f"award page, {r['clients']} readers who look at each for a second, {r['rows']:,} actions",
         f"{r['looking_p50_ms']} ms", f"{r['looking_p95_ms']} ms", r["looking_n"])
        for r in newest("page", "rows", "clients")
    ]  # fmt: skip
    rows += [
        (f"the same page again, {r['clients']} readers, {r['rows']:,} actions", "", f"{r['again_p95_ms']} ms", r["n"])
        for r in newest("page", "rows", "clients")
    ]
    return table("One award", ("question", "median", "95th percentile", "asked"), rows)


def maintenance() -> str:
    rows = []
    for line in newest("maintain", "rows", "loads", "delta")[-1:]:
        small = f"after {line['loads']} small loads"
        lakes = {"before": small, "after": "after `maintain`", "at_once": "loaded at once"}
        for key, words in lakes.items():
            r = line[key]
            times = (f"{r[name]} ms" for name in ("by_year", "suppliers", "awards", "award_p50"))
            rows.append((words, r["files"], *times))
    heads = ("lake", "files", "money by year", "largest suppliers", "sum of awards", "one award")
    return table("Many small loads", heads, rows)


def fpds() -> str:
    rows = [
        (f"{r['bytes'] / 1e6:.0f} MB", r["bare_wall"], r["wall"], f"{r['wall'] / r['bare_wall']:.2f}",
         r["load_wall"], f"{r['load_wall'] / r['bare_wall']:.2f}")
        for r in newest("fpds", "bytes")
    ]  # fmt: skip
    heads = ("XML", "bare pass (s)", "pages read and cleaned (s)", "ratio", "whole load into a new store (s)", "ratio")
    return table("FPDS pages beside a bare lxml pass", heads, rows)


def assessed() -> str:
    rows = [
        (f"{r['rows']:,}", r["rules"], f"{r['flags']:,}", f"{r['bare_wall']:.1f} s", f"{r['wall']:.1f} s",
         f"{r['ratio']:.2f}", f"{r['again_wall']:.1f} s", gigabytes(r["peak"]), gigabytes(r["bare_peak"]))
        for r in newest("assess", "rows")
    ]  # fmt: skip
    heads = ("actions", "rules", "flags", "bare", "`assess`", "ratio", "again", "peak memory", "peak of bare")
    on_spark = [
        (f"{r['rows']:,}", r["rules"], r["threads"], f"{r['wall']:.0f} s")
        for r in newest("assess_spark", "rows", "threads")
    ]
    return table("All rules beside the same questions in bare DuckDB", heads, rows) + (
        "\n" + table("The same rules on Spark", ("actions", "rules", "processors", "`assess`"), on_spark)
        if on_spark
        else ""
    )


def render() -> str:
    """All tables that have figures."""
    return "\n".join(part for part in (loads(), deltas(), answers(), maintenance(), fpds(), assessed()) if part)


def write(doc: Path = DOC) -> None:
    """Puts the tables between the two marks of docs/performance.md, and leaves the words around them alone."""
    text = doc.read_text(encoding="utf-8") if doc.exists() else f"# Performance\n\n{BEGIN}\n{END}\n"
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    doc.parent.mkdir(exist_ok=True)
    doc.write_text(f"{head}{BEGIN}\n\n{render()}\n{END}{tail}", encoding="utf-8")
