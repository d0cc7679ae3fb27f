"""Words for the page of a saved question: phrases marked where they stand, how they came in, what narrows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor.investigation import words as looking
from quaestor.web import words

#: Rows on the page of a saved question.
MOST_NEW, MOST_AWARDS, MOST_MONTHS = 50, 200, 36


def marked(text: Any, phrases: Sequence[str], length: int) -> Markup:
    """A publisher's words with the phrases marked; long ones are cut around the first phrase."""
    if text is None or text == "":
        return words.UNHELD
    said = " ".join(str(text).split())
    places = looking.places(phrases, said)
    start = max(places[0][0] - length // 2, 0) if places and places[0][1] > length else 0
    start = said.find(" ", start) + 1 if start else 0
    end = len(said) if len(said) - start <= length else said.rfind(" ", start, start + length)
    end = start + length if end <= start else end
    parts, at = [Markup("… ") if start else Markup("")], start
    for here, there in places:
        if start <= here < there <= end:
            parts += [escape(said[at:here]), Markup("<mark>{}</mark>").format(said[here:there])]
            at = there
    parts.append(escape(said[at:end]))
    caps = " caps" if said.isupper() and len(said) > 4 else ""
    return Markup('<span class="printed{}">{}{}</span>').format(
        caps, Markup("").join(parts), " …" if end < len(said) else ""
    )


def came_in_words(by: str, mod_number: str | None) -> str:
    """How words came into an award: by its first act, or by which modification."""
    if by == "award":
        return "the award itself"
    if by == "modification":
        return f"modification {mod_number or 'not numbered'}"
    return f"modification {mod_number or 'not numbered'}, the first action held,"


def gone_words(why: str) -> str:
    """Why an action is no longer found."""
    return {
        "withdrawn": "withdrawn by the publisher",
        "rewritten": "rewritten, and no longer meant",
        "question": "left by a change of the question",
    }[why]


def narrowed(filters: Mapping[str, Any]) -> list[str]:
    """What narrows a question, one sentence each."""
    told = (
        ("agencies", "Only buyers {}."),
        ("suppliers", "Only suppliers {}."),
        ("years", "Only fiscal years {}."),
        ("vehicles", "Only orders under {}."),
    )
    said = [sentence.format(", ".join(map(str, filters[name]))) for name, sentence in told if filters[name]]
    if filters["kinds"]:
        said.append(f"Only awards that are a {', a '.join(map(words.kind, filters['kinds']))}.")
    if filters["least_amount"] is not None:
        least = words.plain_money(filters["least_amount"])
        said.append(f"Awards whose matching actions obligate less than {least} in sum do not count.")
    return said


def install(environment: Environment) -> None:
    """Give the templates what they ask for."""
    for function in (marked, came_in_words, gone_words, narrowed):
        environment.globals[function.__name__] = function
    environment.globals |= {"most_new": MOST_NEW, "most_awards": MOST_AWARDS, "most_months": MOST_MONTHS}
