"""Corporate groups: how names compare, which suppliers are one, and who belongs to whom."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Any

import typer

from quaestor.cli.options import AsOf, JsonOption, Settings, StoreOption, group, reading, settle
from quaestor.errors import BadHeader, UnreadableFile

app = group("Corporate groups: how names compare, and who belongs to whom.")

_NEEDED = ("name1", "name2")


@app.command()
def pairs(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Columns name1 and name2; others are ignored.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two organisation names a row: the same or not, how surely, and why. Needs no store."""
    settings = settle(ctx, store, as_json)
    from quaestor.cli import show
    from quaestor.resolve import names

    rows: list[dict[str, Any]] = []
    for name1, name2 in _read(file):
        same, score, because = names.compare(name1, name2)
        rows.append({"name1": name1, "name2": name2, "same": same, "score": score, "because": because})
    if settings.as_json:
        show.document(rows)
        return
    cols = [show.Col("name1", "Name"), show.Col("name2", "Other name"), show.Col("verdict", "Same", "word")]
    cols += [show.Col("score", "Score", "word"), show.Col("because", "Because")]
    printed = [row | {"verdict": "yes" if row["same"] else "no", "score": f"{row['score']:.2f}"} for row in rows]
    show.table(cols, printed, "Names")


@app.command("list")
def list_(
    ctx: typer.Context,
    like: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Families, of one supplier too, whose name or a member's has these words."),
    ] = "",
    rows: Annotated[int, typer.Option(min=1, metavar="N", help="Families to tell, most money first.")] = 50,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Corporate groups of more than one supplier, with their ids."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers.families import families
    from quaestor.cli import show

    with reading(settings) as lake:
        told = families(lake, like, which=None if like.strip() else "several", limit=rows)
    if settings.as_json:
        show.document(told)
        return
    cols = [
        show.Col("family_id", "Family", "word"),
        show.Col("name", "Name"),
        show.Col("members", "Suppliers", "count"),
    ]
    cols += [show.Col("obligated", "Obligated", "money"), show.Col("first_on", "First", "day", wide=True)]
    if told["families"]:
        show.table(cols, told["families"], f"Families, {len(told['families']):,} of {told['count']:,}")
    else:
        show.say(
            f"no family of {told['of']:,} is called so" if like.strip() else "no family of several suppliers is held"
        )


@app.command("show")
def show_(
    ctx: typer.Context,
    family: Annotated[str, typer.Argument(metavar="ID_OR_NAME", help="A family's id or name, or a supplier's id.")],
    by: Annotated[
        str, typer.Option(metavar="CHOICE", help="Whose awards: then (owned when signed), now, or first (reported).")
    ] = "then",
    as_of: AsOf = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """One corporate group: who belonged to it from when to when, on what evidence, and its money."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers.family import CHOICES
    from quaestor.answers.family import family as told_family
    from quaestor.cli import show

    if by not in CHOICES:
        raise typer.BadParameter(f"{by!r} is not one of {', '.join(CHOICES)}.", param_hint="--by")
    with reading(settings) as lake:
        facts = told_family(lake, family, as_of, by=by)  # type: ignore[arg-type]  # one of the choices
    if settings.as_json:
        show.document(facts)
    else:
        _print(facts)


@app.command()
def changes(
    ctx: typer.Context,
    rows: Annotated[int, typer.Option(min=1, metavar="N", help="Changes to tell, newest first.")] = 50,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """What loads, judgements and matching joined and split, newest first, and why."""
    settings = settle(ctx, store, as_json)
    from quaestor.answers.families import changes as told_changes
    from quaestor.cli import show

    with reading(settings) as lake:
        told = told_changes(lake, rows)
    if settings.as_json:
        show.document(told)
        return
    cols = [show.Col("made_at", "When", "word"), show.Col("kind", "What", "word"), show.Col("name", "Family")]
    cols += [show.Col("family_id", "Id", "word", wide=True), show.Col("other_name", "Other")]
    cols += [show.Col("other_id", "Other's id", "word", wide=True), show.Col("why", "Why")]
    if told["changes"]:
        show.table(cols, told["changes"], f"Changes, {len(told['changes']):,} of {told['changes_count']:,}")
    else:
        show.say("no family was joined or split since families were first found")


@app.command()
def refresh(
    ctx: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Forget what is remembered of names and days too.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find families anew from all evidence; says what was joined, split, and why. Loads and judgements do it too."""
    settings = settle(ctx, store, as_json)
    from quaestor import resolve, search
    from quaestor.cli import show
    from quaestor.store import Lake

    with Lake.open(settings.folder, read_only=False) as lake, search.unmoved(lake), lake.writing():
        done = resolve.refresh(lake, rebuild=rebuild)
    if settings.as_json:
        show.document(done)
    else:
        print_run(done, settings)


@app.command()
def match(
    ctx: typer.Context,
    on_spark: Annotated[bool, typer.Option("--spark", help="Let Spark score the pairs; the same are found.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Match suppliers that share no number by name, country, parent and what they sell; doubtful pairs are queued.

    Takes up to a minute a million suppliers. Families are then found anew.
    """
    settings = settle(ctx, store, as_json)
    from quaestor import resolve, search
    from quaestor.cli import show
    from quaestor.resolve import suggesting
    from quaestor.store import Lake, spark

    session = spark.session() if on_spark else None
    with Lake.open(settings.folder, read_only=False) as lake, search.unmoved(lake), lake.writing():
        found = suggesting.suggest(lake, session)
        done = resolve.refresh(lake)
    if settings.as_json:
        show.document(found | done)
        return
    show.say(f"{found['same']:,} pairs are the same, {found['possible']:,} wait for a person")
    show.say(f"{found['made']:,} judgements were made, {found['withdrawn']:,} withdrawn")
    print_run(done, settings)


def print_run(done: dict[str, Any], settings: Settings) -> None:
    """What a run of the resolution joined and split."""
    from quaestor.cli import show

    show.say(f"{done['families']:,} families in {settings.folder}")
    cols = [show.Col("family_id", "Family", "word"), show.Col("name", "Name"), show.Col("other_id", "Other", "word")]
    cols += [show.Col("other_name", "Its name"), show.Col("why", "Why")]
    for kind in ("joined", "split"):
        show.table(cols, done[kind], kind.capitalize())


def _print(facts: dict[str, Any]) -> None:
    from quaestor.cli import show

    show.say(facts["name"], style="bold")
    show.say(facts["family_id"], style="dim")
    years = {int(row["fiscal_year"]): row["obligated"] for row in facts["by_year"]}
    show.facts(
        [
            ("Obligated", show.join(show.money(facts["obligated"]), f"on {facts['awards_count']:,} awards held")),
            ("Counted", facts["grouped_by"]),
            ("By year", show.spark(years) if years else None),
        ]
    )
    show.notes(facts["notes"][1:])
    cols = [show.Col("supplier_id", "Supplier"), show.Col("name", "Name"), show.Col("from_on", "From", "day")]
    cols += [
        show.Col("to_on", "To", "day"),
        show.Col("how", "How", "word"),
        show.Col("parent_name", "Parent as printed"),
    ]
    cols += [show.Col("evidence", "Evidence", wide=True), show.Col("note", "Note", wide=True)]
    show.table(cols, facts["members"], f"Members, {facts['members_count']:,}")
    show.notes([f"Doubtful: {row['name']}: {row['note']}." for row in facts["doubts"]])
    show.table(cols, facts["disagreements"], "Printed otherwise, kept and not followed")
    money, acts = show.Col("obligated", "Obligated", "money"), show.Col("actions", "Actions", "count")
    show.table(
        [show.Col("name", "Supplier"), show.Col("supplier_id", "Id"), money, acts], facts["suppliers"], "Obligated"
    )


def _read(file: Path) -> list[tuple[str, str]]:
    """The pairs of a CSV file in UTF-8; raises UnreadableFile or BadHeader."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened, strict=True)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise BadHeader(
                    f"no column {' and '.join(missing)}", where=str(file), advice="Give it the columns name1 and name2."
                )
            return [(row["name1"] or "", row["name2"] or "") for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(
            f"not a CSV file in UTF-8: {error}", where=str(file), advice="Save it as CSV in UTF-8."
        ) from error
    except OSError as error:
        raise UnreadableFile(
            error.strerror or str(error), where=str(file), advice="Is the path right, and may you read it?"
        ) from error
