"""Flags: what stands and why, and what persons answer to it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from quaestor.cli.options import JsonOption, Settings, Since, StoreOption, group, reading, settle

app = group("What rules flag, why, why it may be nothing, and what was answered.")

_Flag = Annotated[str, typer.Argument(metavar="ID", help="The flag, as quaestor flags list names it.")]
_Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="The reason, in a sentence.")]
_Source = Annotated[str | None, typer.Option("--source", metavar="URL", help="Where it can be read.")]
_By = Annotated[
    str,
    typer.Option("--by", metavar="NAME", envvar="QUAESTOR_MADE_BY", help="Who answers, such as a newsroom's name."),
]


@app.command("list")
def list_(
    ctx: typer.Context,
    rule: Annotated[str | None, typer.Option(metavar="NAME", help="Only by this rule.")] = None,
    award: Annotated[str | None, typer.Option(metavar="ID_OR_PIID", help="Only about this award.")] = None,
    supplier: Annotated[str | None, typer.Option(metavar="NAME_OR_ID", help="Only about this supplier.")] = None,
    family: Annotated[str | None, typer.Option(metavar="ID", help="Only about this family.")] = None,
    agency: Annotated[str | None, typer.Option(metavar="CODE", help="Only about this buyer, such as 7012.")] = None,
    since: Since = None,
    least: Annotated[int | None, typer.Option(metavar="DOLLARS", help="Only about so much money or more.")] = None,
    answered: Annotated[
        str | None, typer.Option(metavar="KIND", help="Only dismissed, confirmed, or none: not answered.")
    ] = None,
    checks: Annotated[bool, typer.Option("--checks", help="Those of checks of the records instead.")] = False,
    lowered: Annotated[bool, typer.Option("--lowered", help="Those that no longer stand, with the reason.")] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="At most so many, most money first.")] = 50,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Flags that stand, those about most money first."""
    settings = settle(ctx, store, as_json)
    from quaestor import answers
    from quaestor.answers.findings import Wanted, findings
    from quaestor.cli import show

    which = {"none": "unanswered", None: "standing"}.get(answered, answered)
    if which not in ("standing", "unanswered", "dismissed", "confirmed"):
        raise typer.BadParameter(f"{answered!r} is no answer. Answers: dismissed, confirmed, none.")
    with reading(settings) as lake:
        wanted = Wanted(
            rule=rule, state="lowered" if lowered else which, agency=agency, supplier=supplier, family=family,
            about=answers.identify_award(lake, award) if award else None, least=least, since=since, checks=checks,
        )  # fmt: skip
        told = findings(lake, wanted, limit=limit)
    rows = told["flags"]
    if settings.as_json:
        show.document(rows)
        return
    for row in rows:
        row["about"] = row["piid"] or row["subject_id"]
        row["amount"] = show.money(row["amount"], " ", row["currency"])
    cols = [show.Col("flag_id", "Flag", "word"), show.Col("indicator", "Rule", "word"), show.Col("about", "About")]
    cols += [show.Col("supplier_name", "Supplier", wide=True), show.Col("value", "Value", "word", wide=True)]
    cols += [show.Col("amount", "Money", "money"), show.Col("raised_at", "Raised", "moment", wide=True)]
    cols += [show.Col("lowered_because", "Lowered because")] if lowered else [show.Col("answer", "Answered", wide=True)]
    show.table(cols, rows, f"Flags, {told['count']:,}")
    if told["next"]:
        show.say(f"The {limit:,} about most money are shown: --limit shows more.", style="dim")


@app.command("show")
def show_(ctx: typer.Context, flag: _Flag, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """One flag whole: the question, why, why it may be nothing, the rows it rests on, and every answer."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers.flags import flag as read
    from quaestor.cli import show

    with reading(settings) as lake:
        facts = read(lake, flag)
    if settings.as_json:
        show.document(facts)
        return
    show.say(facts["title"] or facts["indicator"], style="bold")
    of = facts["cohort_assessed"]
    cohort = f"{facts['cohort_flagged']:,} of {of:,} assessed are flagged" if of is not None else ""
    show.facts(
        [
            ("Flag", f"{facts['flag_id']}, {facts['indicator']} version {facts['version']}"),
            ("About", f"{facts['subject']} {facts['subject_id']}"),
            ("Supplier", facts["supplier_name"] or facts["supplier_id"]),
            ("Buyer", facts["buyer_name"] or facts["buyer_id"]),
            ("Asks", facts["asks"]),
            ("Measured", facts["value"]),
            ("Money", show.money(facts["amount"], currency=facts["currency"]) if facts["amount"] else None),
            ("Beside", show.join(facts["cohort"] or "all", cohort)),
            ("Why", facts["why"]),
            ("May be nothing", facts["innocent"]),
            ("Raised", facts["raised_at"]),
            ("Lowered", show.join(facts["lowered_at"], facts["lowered_because"]) if facts["lowered_at"] else None),
            ("Rests on", f"{len(facts['rests_on']):,} rows of {facts['rests_on_table']}"),
        ]
    )
    for row in facts["evidence"][:20]:
        show.say(", ".join(f"{name} {value}" for name, value in row.items() if value not in (None, "")), style="dim")
    answered = [
        show.Col("answer_id", "Answer", "word"),
        show.Col("kind", "Kind", "word"),
        show.Col("because", "Because"),
    ]
    answered += [
        show.Col("made_by", "By"),
        show.Col("made_at", "On", "day"),
        show.Col("withdrawn_because", "Withdrawn"),
    ]
    show.table(answered, facts["answers"], "Answers")


@app.command()
def dismiss(
    ctx: typer.Context, flag: _Flag, because: _Because, source: _Source = None, by: _By = "a person",
    store: StoreOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Answer that a flag is nothing, and why; the flag stays."""
    _answer(settle(ctx, store, as_json), flag, "dismissed", because, source, by)


@app.command()
def confirm(
    ctx: typer.Context, flag: _Flag, because: _Because, source: _Source = None, by: _By = "a person",
    store: StoreOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Stand behind a flag, and say why: it is then a finding of whoever says so."""
    _answer(settle(ctx, store, as_json), flag, "confirmed", because, source, by)


@app.command()
def reply(
    ctx: typer.Context, flag: _Flag, because: _Because, source: _Source = None, by: _By = "a person",
    store: StoreOption = None, as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Keep what the firm or the agency says to a flag beside it."""
    _answer(settle(ctx, store, as_json), flag, "reply", because, source, by)


@app.command()
def withdraw(
    ctx: typer.Context,
    answer: Annotated[str, typer.Argument(metavar="ID", help="The answer, as quaestor flags show names it.")],
    because: _Because,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """End an answer; it stays in the list with the reason."""
    settings = settle(ctx, store, as_json)
    from quaestor import search
    from quaestor.indicators import answering
    from quaestor.store import Lake

    with Lake.open(settings.folder, read_only=False) as lake, search.unmoved(lake), lake.writing():
        row = answering.withdraw(lake, answer, because)
    _told(settings, row)


def _answer(settings: Settings, flag: str, kind: Any, because: str, source: str | None, by: str) -> None:
    from quaestor import search
    from quaestor.indicators import answering
    from quaestor.store import Lake

    with Lake.open(settings.folder, read_only=False) as lake, search.unmoved(lake), lake.writing():
        row = answering.answer(lake, flag.strip(), kind, because, made_by=by, source_url=source)
    _told(settings, row)


def _told(settings: Settings, row: dict[str, Any]) -> None:
    from quaestor.cli import show

    if settings.as_json:
        show.document(row)
    else:
        show.facts((name.replace("_", " ").capitalize(), value) for name, value in row.items())
