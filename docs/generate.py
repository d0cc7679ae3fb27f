"""Writes what the code already knows: commands, tables and sources into the docs, and the examples of `/openapi.json`.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`; `tests/test_docs.py` fails when stale.
The examples are the answers of the bundled sample, cut short; `tests/web/test_api.py` compares them with the site's.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quaestor import model, pipeline, sources
from quaestor.indicators import cases, rule

DOCS = Path(__file__).parent
#: When the examples say that the sample was read.
SAMPLE_READ_AT = datetime(2026, 8, 22)
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.S)

TABLE_KINDS = {
    "recorded": "Read from publishers; every version is kept.",
    "kept": "Written by every load.",
    "derived": "Computed from other tables by a file of `derive/`, and stored.",
    "view": "Computed from other tables by a file of `derive/` whenever it is read.",
}
SCOPES = {
    "full": "A file is complete for its agency and fiscal year, so that what it lacks is missing.",
    "delta": "A file names what changed; rows marked `D` withdraw a record.",
    "append": "A file says nothing about what it lacks.",
}


def commands() -> str:
    """Every command with its arguments and options, as the command line itself describes them."""
    from typer.main import get_command

    from quaestor.cli import app

    group: Any = get_command(app)
    everywhere = [said for said in _options(group) if "`--version`" not in said]
    lines = ["## With any verb", "", "Before it or after it:", "", *everywhere, ""]
    for name, command in _each(group):
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        names = " ".join(str(one.metavar or one.name.upper()) for one in arguments)
        lines += [f"## `quaestor {name}`", "", command.help.strip(), "", f"    quaestor {name} {names}".rstrip(), ""]
        lines += [f"- `{one.metavar}`: {one.help}" for one in arguments]
        lines += [*(said for said in _options(command) if said not in everywhere), ""]
    return "\n".join(lines)


def _each(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by its full name, those of a group after the group itself."""
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _each(command, f"{before}{name} ")


def _options(command: Any) -> Iterator[str]:
    for one in command.params:
        if one.param_type_name != "option" or "completion" in str(one.name):
            continue
        value = "" if one.is_flag else f" {one.metavar or 'VALUE'}"
        usual = "" if one.is_flag or one.default is None or not one.show_default else f" Usually {one.default}."
        setting = f" Also the setting `{one.envvar}`." if one.envvar else ""
        yield f"- `{', '.join(one.opts)}{value}`: {one.help}{usual}{setting}"


def tables() -> str:
    """Every table of the model with its key and columns."""
    lines = []
    for table in model.tables().values():
        key = ", ".join(f"`{name}`" for name in table.key)
        lines += [
            f"### `{table.name}`",
            "",
            f"One row is {table.one_row_is}. {TABLE_KINDS[table.kind]} Key: {key}.",
            "",
            "| column | type | meaning | standard |",
            "|---|---|---|---|",
        ]
        for column in table.columns:
            codes = f" Codes: `{column.codes}`." if column.codes else ""
            cells = [f"`{column.name}`", column.type, f"{column.meaning}.{codes}", column.standard or ""]
            lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines)


def publishers() -> str:
    """Every source: what its files are, how complete, and what is done with each of their columns."""
    lines = []
    for source in map(sources.find, sources.names()):
        lines += [f"## `{source.name}`", "", f"**{source.title}**", "", _prose(source.about), ""]
        if (DOCS / "sources" / f"{source.name}.md").exists():
            lines += [f"Its money, its scope and its traps: [{source.name}](sources/{source.name}.md).", ""]
        lines += [
            f"- Publisher: {source.publisher}, <{source.link}>",
            f"- Licence: {_prose(source.licence)}",
            f"- Printed: {_prose(source.cadence)}",
            f"- What a file says of what it lacks: {SCOPES[source.scope]}",
            *(f"- Files whose name matches `{one.pattern}`: {SCOPES[scope]}" for one, scope in source.scope_by_name),
            f"- What a missing row means: {_prose(source.missing_means)}",
            *_withdrawn(source),
            "",
        ]
        for layout in source.layouts.values():
            lines += [f"### `{source.name}`: layout `{layout.name}`", "", _prose(layout.about), ""]
            lines += [
                f"- Completeness: {layout.leads}, in the line `{layout.line}`",
                f"- Fills: {', '.join(f'`{table}`' for table in layout.tables)}",
                f"- Read: {len(layout.read)} columns",
                f"- Dropped at the border because they hold people: {_named(sorted(layout.people))}",
                f"- Cleaned at the border as free text: {_named(sorted(layout.text))}",
                *(f"- Ignored, {reason}: {_counted(columns)}" for reason, columns in layout.ignored.items()),
                "",
            ]
    return "\n".join(lines)


def _withdrawn(source: sources.Source) -> Iterator[str]:
    if source.scope == "full":
        loads = "one load does" if source.withdrawn_after == 1 else f"{source.withdrawn_after} loads in a row do"
        yield f"- A record is called withdrawn when {loads} not print it."


def _prose(text: str) -> str:
    return " ".join(text.split())


def _named(columns: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns) or "none"


def _counted(columns: tuple[str, ...]) -> str:
    return _named(list(columns)) if len(columns) <= 12 else f"{len(columns)} columns"


def rules() -> str:
    """Every rule by area, with its question, and the page it has."""
    lines = []
    for area, title in rule.AREAS.items():
        found = [one for one in rule.shipped().values() if one.area == area]
        if found:
            lines += [f"### {title}", "", "| rule | asks | code |", "|---|---|---|"]
            for one in found:
                lines.append(f"| [{one.title}](indicators/{one.name}.md) | {one.filled(one.asks)} | {one.code or ''} |")
            lines.append("")
    return "\n".join(lines)


def rule_page(one: rule.Rule) -> str:
    """The page of one rule: its words, its SQL word for word, and what its cases show."""
    said = {
        "Why it is worth knowing": [one.filled(one.why)],
        "Why it may be nothing": [one.filled(one.innocent)],
        "Why it may flag more than three in ten": [one.high_base_rate] if one.high_base_rate else [],
        "What it spares": [f"- `{key}`: {one.filled(words)}" for key, words in one.spares.items()],
        "What it cannot judge": [f"- `{key}`: {one.filled(words)}" for key, words in one.not_assessed.items()],
        "How it is asked": [
            f"- Name: `{one.name}`, version {one.version}{f', code {one.code}' if one.code else ''}",
            f"- One answer for each: {one.subject}",
            f"- Reads: {_named(sorted(one.tables))}; a flag rests on rows of `{one.rests_on}`",
            *(f"- Parameter `{key}`: {value}" for key, value in one.parameters.items()),
            *(f"- Based on: {source}" for source in one.based_on),
            *("", "```sql", one.select, "```"),
        ],
    }
    said["What its cases show"] = [f"- {case.name}" for case in cases.shipped(one.name)]
    lines = [f"# {one.title}", "", f"**{one.filled(one.asks)}**", ""]
    for title, words in said.items():
        lines += [f"## {title}", "", *words, ""] if words else []
    return "\n".join([*lines, "[All rules](../indicators.md)", ""])


PARTS: dict[str, Callable[[], str]] = {"commands": commands, "tables": tables, "sources": publishers, "rules": rules}


def fresh(text: str) -> str:
    """`text` with every generated part written anew."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]().strip()}\n\n{part[3]}", text)


def sample_site(store: Path) -> Any:
    """A client of the site over the bundled sample with every rule run over it, in a store made at `store`."""
    from starlette.testclient import TestClient

    from quaestor.indicators import assessing
    from quaestor.investigation import kept
    from quaestor.store import Lake
    from quaestor.web.app import create

    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        pipeline.load(store, "sample", [sample], read_at=SAMPLE_READ_AT)
    kept.examples(store)
    with Lake.open(store, read_only=False) as lake:
        assessing.assess(lake)
    return TestClient(create(Lake.open(store)))


def examples(site: Any) -> dict[str, Any]:
    """By a page's name, its JSON over the bundled sample, as a client of the site is answered, cut short."""
    from quaestor.web import openapi, shapes
    from quaestor.web.addresses import PAGES

    while site.get("/index.json").json()["telling"] is None:  # it is found out meanwhile
        time.sleep(0.1)
    answers = {page.name: site.get(openapi.example(page, "json")) for page in PAGES if openapi.example(page)}
    assert {name for name, answer in answers.items() if answer.status_code != 200} == set()
    return {name: _steady(shapes.cut(answer.json())) for name, answer in answers.items()}


def _steady(value: Any) -> Any:
    """The example without what differs from one making to the next: when it was loaded and assessed, and how long an
    answer took."""
    if isinstance(value, dict):
        moment = f"{SAMPLE_READ_AT.isoformat()}Z"
        same = dict.fromkeys(("loaded_at", "stamped_at", "assessed_at", "raised_at", "first_run_at"), moment)
        same |= {"seconds": 0.1} if isinstance(value.get("seconds"), float) else {}
        return {key: same[key] if key in same else _steady(one) for key, one in value.items()}
    return [_steady(one) for one in value] if isinstance(value, list) else value


def main() -> None:
    for page in sorted(DOCS.glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = fresh(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            print(f"wrote {page.name}", file=sys.stderr)
    pages = {DOCS / "indicators" / f"{name}.md": rule_page(one) for name, one in rule.shipped().items()}
    (DOCS / "indicators").mkdir(exist_ok=True)
    for stale in set((DOCS / "indicators").glob("*.md")) - pages.keys():
        stale.unlink()
    for page, text in pages.items():
        page.write_text(text, encoding="utf-8")
    file = DOCS.parent / "quaestor" / "web" / "examples.json"
    with TemporaryDirectory() as folder:
        made = (
            json.dumps(examples(sample_site(Path(folder) / "store")), ensure_ascii=False, indent=1, sort_keys=True)
            + "\n"
        )
    if not file.exists() or file.read_text(encoding="utf-8") != made:
        file.write_text(made, encoding="utf-8")
        print(f"wrote {file.name}", file=sys.stderr)


if __name__ == "__main__":
    main()
