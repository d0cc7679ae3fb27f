"""What the pages of agencies, offices and the calendar print besides their facts: shares, counts and notes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jinja2 import Environment

from quaestor import model
from quaestor.answers.due import WHAT
from quaestor.web import words
from quaestor.web.pages.buyers import TABLES

_CEILINGS = {
    "stated": "state a ceiling", "sentinel": "print a filler for one", "shared": "print a whole programme’s",
    "zero": "print none set", "unknown": "have none held",
}  # fmt: skip


def percent(share: float | None) -> Any:
    """`21.4%`; a share that is not held says so."""
    return words.UNHELD if share is None else f"{share:.1%}".replace("-", words.MINUS)


def share_of(part: int, whole: int) -> Any:
    """A part as a share of the whole; not held where there is nothing to share."""
    return percent(part / whole if whole else None)


def month_name(row: Mapping[str, Any]) -> str:
    """`Sep 2025`, from a fiscal year and a month of it."""
    year = row["fiscal_year"] - (1 if row["month"] >= 10 else 0)
    return f"{date(year, row['month'], 1):%b %Y}"


def month_title(value: str) -> str:
    """`November 2026`, from a day of it."""
    return f"{date.fromisoformat(value):%B %Y}"


def asked_again(facts: Mapping[str, Any], **changed: Any) -> str:
    """The parameters that the page was asked with, some of them changed, as `?from=2021&most=200`."""
    return words.query(**(dict(facts["asked"]) | changed))


def ceiling_counts(kinds: Sequence[Mapping[str, Any]]) -> str:
    """`Of 120 awards held, 80 state a ceiling, 40 have none held.`"""
    count = sum(row["awards"] for row in kinds)
    if not count:
        return "No award is held whose latest action is signed here."
    told = ", ".join(f"{row['awards']:,} {_CEILINGS.get(row['ceiling_kind'], row['ceiling_kind'])}" for row in kinds)
    return f"Of {words.plural(count, 'award')} held: {told}."


def notes(facts: Mapping[str, Any]) -> list[str]:
    """What a reader must know of an agency's or office's sums."""
    said = list(facts["notes"])
    cut = [row for row in facts["by_year"] if row["cut_short"]]
    if cut:
        years = " and ".join(", ".join(str(row["fiscal_year"]) for row in cut).rsplit(", ", 1))
        said.append(
            f"The publisher’s files of {years} seem cut short, so their sums are too low, and their shares may be off."
            if len(cut) > 1
            else f"The publisher’s file of {years} seems cut short, so its sums are too low, and its shares may be off."
        )
    if facts["sampled"]:
        said.append(
            f"{facts['sampled']:,} of {facts['actions']:,} actions come from a source that prints one action of an "
            "award a year; they are counted as actions, and their money enters no sum."
        )
    unsaid = sum(row["actions"] for row in facts["competition"]["codes"] if row["competed_code"] is None)
    if facts["actions"] and unsaid:
        said.append(
            f"{unsaid:,} of {facts['actions']:,} actions print no extent of competition; they stand as “not held”."
        )
    return said


def install(environment: Environment) -> None:
    """Give the templates what they ask for."""
    environment.globals |= {
        "percent": percent,
        "share_of": share_of,
        "month_name": month_name,
        "asked_again": asked_again,
        "ceiling_counts": ceiling_counts,
        "buyer_notes": notes,
        "buyer_tables": list(TABLES),
        "due_words": WHAT,
        "kind_codes": list(model.codes("kind")),
    }
    environment.filters["month_title"] = month_title
