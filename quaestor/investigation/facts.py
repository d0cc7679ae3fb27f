"""The facts of one saved question and of all, plain as those of every answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from quaestor.answers.plain import plain
from quaestor.errors import QuaestorError
from quaestor.investigation import by_hand, found, kept, since
from quaestor.investigation.gather import gather, overview
from quaestor.investigation.question import Question
from quaestor.model import people
from quaestor.store import Lake

Facts = dict[str, Any]


def investigation(lake: Lake, slug: str, moment: datetime | None = None) -> Facts:
    """Everything that one saved question finds, as held now, and what is new.

    moment: tell what is new since just before that moment (UTC, by when records were read); else since it was last
    marked as seen. Money is in US dollars; None means not held, never zero. Raises NotHeld where there is no such
    question, BadQuery where its file cannot be read.
    """
    if moment is not None and moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    question = kept.load(lake.path, slug)
    with lake.reading():
        return _facts(lake, question, moment)


def investigations(lake: Lake) -> Facts:
    """Every saved question with how much it finds; one whose file cannot be read is told with what is wrong."""
    with lake.reading():
        return _listed(lake)


def mark(lake: Lake, slug: str) -> datetime:
    """Marks a question as seen, so that what comes after is told as new; returns the moment (UTC)."""
    question = kept.load(lake.path, slug)
    with lake.reading():
        gather(lake, question)
        found.settle(lake, question)
        return since.mark(lake, slug)


def _facts(lake: Lake, question: Question, moment: datetime | None) -> Facts:
    gather(lake, question)
    found.settle(lake, question)
    totals = found.totals(lake)
    awards, actions, suppliers = found.awards(lake, question), found.actions(lake, question), found.suppliers(lake)
    facts = question.plain() | {
        "file": f"{kept.FOLDER}/{question.slug}.yml",
        "yaml": people.clean(kept.text(lake.path, question.slug)),
        "found": totals,
        "first": found.first(lake),
        "phrases": found.phrases(lake, question),
        "since": since.changed(lake, question, moment),
        **found.over_time(lake),
        "suppliers": suppliers,
        "vehicles": found.vehicles(lake),
        "awards": awards,
        "actions": actions,
        "pinned_awards": by_hand.pinned_awards(lake, question),
        "pinned_suppliers": by_hand.pinned_suppliers(lake, question),
        "left_out_awards": by_hand.left_out(lake, question),
        "remarks": found.remarks(lake, totals),
    }
    return dict(plain(facts))


def _listed(lake: Lake) -> Facts:
    questions: list[Question] = []
    told: list[Facts] = []
    for slug in kept.slugs(lake.path):
        try:
            questions.append(kept.load(lake.path, slug))
        except QuaestorError as error:
            told.append({"slug": slug, "title": slug, "error": str(error)})
    figures = overview(lake, questions)
    none = {"actions": 0, "awards": 0, "obligated": None, "first_on": None, "last_on": None}
    for question in questions:
        row = question.plain()
        some = {name: row[name] for name in ("slug", "title", "question", "words", "without")}
        some |= {"notes": len(question.notes), "error": None} | figures.get(question.slug, none)
        told.append(some | _seen(lake, question))
    return dict(plain({"investigations": sorted(told, key=lambda row: str(row["title"]).casefold())}))


def _seen(lake: Lake, question: Question) -> Facts:
    """When the question was last marked as seen; what is new since stands on its own page."""
    try:
        last = since.marked(lake.path, question.slug)
    except QuaestorError:
        last = None
    return {"seen_at": last.seen_at if last else None}
