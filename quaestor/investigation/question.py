"""What a saved question asks: words, what narrows them, what was chosen by hand, and what was noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from quaestor.errors import BadQuery
from quaestor.investigation import words as looking
from quaestor.model import people

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True)
class Choice:
    """An award or supplier that somebody chose by hand, and because of what."""

    id: str
    because: str | None = None


@dataclass(frozen=True)
class Note:
    """What somebody wrote beside a question; `by` is a desk or a free name."""

    text: str
    by: str | None = None
    written_at: str | None = None


@dataclass(frozen=True)
class Filters:
    """What narrows a question; one that is empty narrows nothing.

    agencies: codes of buyers. suppliers: supplier ids, or names as printed. years: fiscal years. kinds: of award.
    vehicles: award ids or PIIDs. least_amount: US dollars; awards whose matching actions obligate less in sum do not
    count.
    """

    agencies: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    vehicles: tuple[str, ...] = ()
    least_amount: Decimal | None = None

    @property
    def narrow(self) -> bool:
        return any((self.agencies, self.suppliers, self.years, self.kinds, self.vehicles))


@dataclass(frozen=True)
class Question:
    """A saved question. words: any of them makes an action count; without: any of them makes it not count."""

    slug: str
    title: str
    question: str = ""
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: Filters = Filters()
    pinned_awards: tuple[Choice, ...] = ()
    pinned_suppliers: tuple[Choice, ...] = ()
    left_out: tuple[Choice, ...] = ()
    notes: tuple[Note, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The question as plain facts; personal details that slipped into a note are not shown."""

        def choices(some: tuple[Choice, ...]) -> list[dict[str, Any]]:
            return [{"id": one.id, "because": people.clean(one.because)} for one in some]

        return {
            "slug": self.slug,
            "title": people.clean(self.title),
            "question": people.clean(self.question),
            "words": list(self.words),
            "without": list(self.without),
            "filters": {
                one.name: list(value) if isinstance(value := getattr(self.filters, one.name), tuple) else value
                for one in fields(Filters)
            },
            "pinned": {"awards": choices(self.pinned_awards), "suppliers": choices(self.pinned_suppliers)},
            "left_out": choices(self.left_out),
            "notes": [
                {"text": people.clean(note.text), "by": note.by, "written_at": note.written_at} for note in self.notes
            ],
        }


def slug(text: str) -> str:
    """`text` where it can name a file and an address; raises BadQuery."""
    if not SLUG.fullmatch(text):
        raise BadQuery(
            f"“{text[:80]}” cannot name a saved question",
            advice="Use small letters, digits and hyphens, at most 64, such as skip-tracing.",
        )
    return text


def pseudonym(text: str) -> str:
    """`text` where it can stand for who wrote something: a desk or a free name, no address; raises BadQuery."""
    found = " ".join(text.split())
    if not found or len(found) > 60 or people.clean(found) != found or people.clean_contacts(found) != found:
        raise BadQuery("a note is signed by a desk or a free name", advice="Write one such as `desk`, and no address.")
    return found


def phrase(text: str) -> str:
    """`text` where it can be looked for; raises BadQuery on what reaches for a person, and on too little."""
    found = " ".join(text.split())
    looking.words(found)
    if len(found) > 200:
        raise BadQuery("a phrase of more than 200 characters", advice="Look for fewer words.")
    if people.clean(found) != found or people.clean_contacts(found) != found:
        raise BadQuery(
            "an address, a telephone number or a person's name is not looked for",
            advice="Quaestor is about organisations and public money; look for words of the work.",
        )
    return found
