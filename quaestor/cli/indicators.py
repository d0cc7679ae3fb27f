"""Rules: which there are, what one says, whether one's own is right, and what it would flag."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from quaestor.cli import cardinal_files
from quaestor.cli.options import JsonOption, Settings, StoreOption, group, reading, settle

app = group("Rules: list them, read them, check and try one's own.")

_Rule = Annotated[str, typer.Argument(metavar="NAME_OR_FILE", help="A rule's name, or a file of one's own.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    area: Annotated[str | None, typer.Option(metavar="AREA", help="Only of this area, such as ceilings.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every rule, with what it came to when it was last run here."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.cli.assessing import columns, share
    from quaestor.indicators import rule

    if area and area not in rule.AREAS:
        raise typer.BadParameter(f"{area!r} is no area. Areas: {', '.join(rule.AREAS)}.")
    rules, run = _rules(settings), _run(settings)
    rows = []
    for one in sorted(rules, key=lambda one: (list(rule.AREAS).index(one.area), one.name)):
        if not area or one.area == area:
            told = {key: getattr(one, key) for key in ("name", "code", "title", "area", "version", "own", "asks")}
            rows.append(told | {"asks": one.filled(one.asks), "last_run": run.get(one.name)})
    if settings.as_json:
        show.document(rows)
        return
    for row in rows:
        last = row["last_run"] or {}
        row |= {name: last.get(name) for name in ("subjects", "assessed", "flagged", "spared")}
        row["rate"] = share(row["flagged"] or 0, row["assessed"] or 0)
    cols = [
        show.Col("area", "Area", "word", wide=True),
        show.Col("name", "Rule"),
        show.Col("title", "What", wide=True),
    ]
    show.table([*cols, *columns()], rows, f"Rules, {len(rows):,}")


@app.command("show")
def show_(ctx: typer.Context, name: _Rule, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """One rule whole: its question, why, why a flag may be nothing, its SQL, and what it came to here."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.cli.assessing import share

    one = _rule(settings, name)
    last, tested = _run(settings).get(one.name), _tested(settings, one.name)
    if settings.as_json:
        facts = asdict(one) | {"digest": one.digest, "tables": sorted(one.tables), "last_run": last, "backtest": tested}
        show.document(facts | {key: one.filled(getattr(one, key)) for key in ("asks", "why", "innocent")})
        return
    show.say(one.title, style="bold")
    show.facts(
        [
            ("Rule", show.join(one.name, one.code, f"version {one.version}", "own" if one.own else "")),
            ("Asks", one.filled(one.asks)),
            ("Why", one.filled(one.why)),
            ("Innocent", one.filled(one.innocent)),
            ("Subject", f"{one.subject}, on rows of {one.rests_on}"),
            *((f"Spares {key}", one.filled(words)) for key, words in one.spares.items()),
            *((f"Not {key}", one.filled(words)) for key, words in one.not_assessed.items()),
            ("Parameters", ", ".join(f"{key} = {value}" for key, value in one.parameters.items())),
            ("Base rate", f"may be above 30 %: {one.high_base_rate}" if one.high_base_rate else None),
            *(("Based on", source) for source in one.based_on),
        ]
    )
    show.heading("SQL")
    show.out().print(one.select, soft_wrap=True)
    if last:
        show.heading(f"Last run here, {last['assessed_at'][:10]}")
        of = f"{last['flagged']:,} of {last['assessed']:,} assessed, of {last['subjects']:,} subjects"
        show.facts([("Flagged", f"{of}: {share(last['flagged'], last['assessed'])}"), *_held_back(one, last)])
    from quaestor.cli.assessing import print_tested

    print_tested(tested)


@app.command()
def check(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A rule's SQL file; its cases are the .yml beside it.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Whether a rule's file is right: header, words, portable SQL, columns, and its cases where it has some."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.indicators import cases, rule, running
    from quaestor.store.bare import Bare

    one = rule.of_file(file)
    beside = file.with_suffix(".yml")
    with Bare() as tables:
        columns = running.bind(one)
        made = cases.read(beside) if beside.is_file() else []
        wrong = {case.name: found for case in made if (found := cases.run(case, one, tables))}
    unshown = cases.covered(made, one)
    facts = {
        "name": one.name, "right": not wrong, "columns": columns, "tables": sorted(one.tables),
        "cases": len(made), "wrong": wrong, "unshown": unshown,
    }  # fmt: skip
    if settings.as_json:
        show.document(facts)
    else:
        show.say(f"{one.name}: header, words, SQL and columns are right.", style="bold")
        show.facts([("Reads", ", ".join(sorted(one.tables))), ("Gives", ", ".join(columns))])
        show.say(f"{len(made) - len(wrong):,} of {len(made):,} cases say what is expected.")
        show.notes(f"{name}: {said}" for name, found in wrong.items() for said in found)
        show.notes([f"No case shows {what}." for what in unshown])
        show.say(f"quaestor indicator try {file} shows what it would flag.", style="dim")
    if wrong:
        raise typer.Exit(1)


@app.command("try")
def try_(
    ctx: typer.Context,
    name: _Rule,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another value of a parameter.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Flagged rows to show, most money first.")] = 20,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a rule would flag, without anything being written."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.cli.assessing import share
    from quaestor.indicators import running

    one = _rule(settings, name)
    one = one.with_parameters(dict(_value(one, said) for said in set_ or ()))
    with reading(settings) as lake:
        told = running.judge(lake, one)
        rows = running.flagged(lake, limit)
    facts: dict[str, Any] = {
        "name": one.name, "version": one.version, "parameters": dict(one.parameters), "subjects": told.subjects,
        "assessed": told.assessed, "flagged": told.flagged, "spared": told.spared, "spared_by": told.spared_by,
        "not_assessed_by": told.not_assessed_by, "seconds": round(told.seconds, 3), "rows": rows,
    }  # fmt: skip
    if settings.as_json:
        show.document(facts)
        return
    of = f"{told.flagged:,} of {told.assessed:,} assessed, of {told.subjects:,} subjects"
    show.say(f"{one.title}: would flag {of}: {share(told.flagged, told.assessed) or 'none'}", style="bold")
    show.facts(_held_back(one, facts))
    if told.assessed and told.flagged * 100 > told.assessed * 30 and not one.high_base_rate:
        show.notes(["More than 30 % of what it assesses: say why under `high_base_rate`, or narrow the question."])
    for row in rows:
        row["amount"] = show.money(row["amount"], " ", row["currency"])
    cols = [show.Col("subject_id", one.subject.capitalize()), show.Col("value", "Value", "word")]
    cols += [show.Col("amount", "Money", "money"), show.Col("cohort", "Compared with", wide=True)]
    show.table(cols, rows, f"Flagged, {len(rows):,} of {told.flagged:,}")
    show.say("Nothing was written.", style="dim")


def _held_back(one: Any, told: dict[str, Any]) -> list[tuple[str, str]]:
    spared = [("Spared", f"{n:,}: {one.filled(one.spares[name])}") for name, n in told["spared_by"].items()]
    return spared + [
        ("Not assessed", f"{n:,}: {one.filled(one.not_assessed.get(name, name))}")
        for name, n in told["not_assessed_by"].items()
    ]


def _value(one: Any, said: str) -> tuple[str, Any]:
    """`percent=100` as the parameter's own type."""
    from quaestor import yml

    name, equals, text = said.partition("=")
    if not equals:
        raise typer.BadParameter(f"{said!r} is no NAME=VALUE.")
    value = yml.read(text)
    usual = one.parameters.get(name)
    if usual is not None and type(value) is not type(usual):
        raise typer.BadParameter(f"{name} is such as {usual!r}, and {text!r} is not.")
    return name, value


def _rule(settings: Settings, name: str) -> Any:
    """A rule by its name, or in a file."""
    from quaestor.indicators import rule

    if name.endswith(".sql"):
        return rule.of_file(Path(name))
    return rule.named(name, settings.folder)


def _rules(settings: Settings) -> list[Any]:
    """Every rule; one's own that is wrong is told on stderr."""
    from quaestor.cli import show
    from quaestor.errors import QuaestorError
    from quaestor.indicators import rule

    rules = list(rule.shipped().values())
    for path in rule.own_files(settings.folder):
        try:
            rules.append(rule.of_file(path))
        except QuaestorError as error:
            show.complain(error)
    return rules


def _tested(settings: Settings, name: str) -> list[dict[str, Any]]:
    """What back-tests of a rule came to, the newest day first."""
    if not (settings.folder / "quaestor.yml").exists():
        return []
    with reading(settings) as lake:
        return lake.query("SELECT * FROM backtest WHERE indicator = ? ORDER BY on_day DESC, outcome", [name])


def _run(settings: Settings) -> dict[str, dict[str, Any]]:
    """What each rule came to when it was last run; nothing where there is no store."""
    from quaestor.answers.flags import indicators

    if not (settings.folder / "quaestor.yml").exists():
        return {}
    with reading(settings) as lake:
        return {row["name"]: row for row in indicators(lake)}


app.command("cases")(cardinal_files.cases)
app.command("cardinal")(cardinal_files.cardinal)
