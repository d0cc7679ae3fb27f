"""How identities, families, their evidence and the judgements on them are put into words on a page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor.answers.families import WHICH
from quaestor.answers.family_sums import CHOICES
from quaestor.web import lifelines, words

#: How a stay in a family is known, in a sentence.
KNOWN = {
    "reported": "printed on its actions",
    "registry": "in a registry",
    "list": "in the list of CSIS",
    "judgement": "judged by a person",
    "itself": "prints no other parent",
}
#: What ties one identity to another.
TIES = {
    "number": "both numbers are printed together",
    "cage": "the same CAGE code is printed of both",
    "name": "the same name, which nobody else bears",
    "match": "a score over the threshold",
    "judgement": "a person judged so",
}
#: What a judgement says of its two sides.
SAYS = {
    "same": "is the same as",
    "not_same": "is not",
    "parent_of": "is the parent of",
    "possible": "may be the same as",
}
#: The terms of a score in the reader's words.
TERMS = {
    "before": "before anything is compared",
    "name": "the names",
    "names": "how the names differ",
    "country": "the country",
    "parent": "the parent",
    "psc2": "what is bought of it",
    "industry": "what is bought of it",
}


def evidence_link(evidence: str | None) -> Markup:
    """Where the evidence of a stay can be read: the publisher's row, the judgement, or the entry of a list."""
    kind, _, what = (evidence or "").partition(":")
    if kind in ("action", "award", "subaward") and what:
        said = {"action": "publisher’s row", "award": "summary of an award", "subaward": "subaward"}[kind]
        return Markup('<a href="/evidence/{}">{}</a>').format(words.segment(what), said)
    if kind == "judgement":
        return Markup('<a href="/judgements?judgement={}">judgement <span class="id">{}</span></a>').format(
            words.segment(what), what
        )
    if kind == "csis":
        return Markup('<a href="/table/csis_parent">entry</a> <q>{}</q>').format(what)
    return escape(evidence) if evidence else Markup('<span class="quiet">its own records</span>')


def event_link(action_id: str | None) -> Markup:
    """Where what befell a supplier can be read."""
    return evidence_link(action_id if (action_id or "").startswith(("award:", "subaward:", "action:")) else
                         f"action:{action_id}" if action_id else None)  # fmt: skip


def supplier_link(supplier_id: str, name: str | None = None) -> Markup:
    """A supplier by its name, or by its id where no name is held, with its page."""
    told = words.printed(name) if name else Markup('<span class="id">{}</span>').format(supplier_id)
    return Markup('<a href="/supplier/{}">{}</a>').format(words.segment(supplier_id), told)


def family_link(family_id: str, name: str | None) -> Markup:
    """A settled family with its page."""
    return Markup('<a href="/family/{}">{}</a>').format(words.segment(family_id), words.printed(name or family_id))


def times(weighs: Any) -> str:
    """What a term of a score weighs, in words: a weight of one doubles the odds."""
    if weighs is None:
        return "told, not weighed"
    factor = 2.0 ** abs(float(weighs))
    if factor < 1.05:
        return "says nothing either way"
    said = f"{factor:,.0f}" if factor >= 10 else f"{factor:.1f}".rstrip("0").rstrip(".")
    return f"{said} times {'more' if float(weighs) > 0 else 'less'} likely"


def judge_command(verdict: str, left: str, right: str) -> str:
    """The command that enters a judgement, ready to be copied but for the reason."""
    return f'quaestor judge {verdict} {shlex.quote(left)} {shlex.quote(right)} --because "..."'


def withdraw_command(judgement_id: str) -> str:
    """The command that withdraws a judgement, ready to be copied but for the reason."""
    return f'quaestor judge withdraw {shlex.quote(judgement_id)} --because "..."'


def span(row: Mapping[str, Any]) -> str:
    """The years between two days of a row: `2004 to 2017`."""
    first, last = str(row.get("first_on") or "")[:4], str(row.get("last_on") or "")[:4]
    return (first if first == last else f"{first} to {last}") if first and last else "days not held"


def install(environment: Environment) -> None:
    """Give the templates these words."""
    for function in (
        evidence_link, event_link, supplier_link, family_link, times, judge_command, withdraw_command, span,
    ):  # fmt: skip
        environment.globals[function.__name__] = function
    environment.globals |= {
        "known_by": KNOWN,
        "tied_by": TIES,
        "judgement_says": SAYS,
        "score_terms": TERMS,
        "event_words": lifelines.EVENTS,
        "family_choices": CHOICES,
        "which_families": WHICH,
    }
