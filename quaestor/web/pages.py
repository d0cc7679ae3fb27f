"""One function a page: from the lake and what was asked to plain facts. No HTML, no SQL; `.json` prints them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from quaestor import answers
from quaestor.errors import BadQuery
from quaestor.store import Lake

Facts = dict[str, Any]
Asked = Mapping[str, str]

#: Changes on one page of the site; `quaestor changes` has no such limit.
MOST_CHANGES = 5000


def home(lake: Lake, asked: Asked) -> Facts:
    """What is held, how complete it is, and what stands out in it."""
    return answers.home(lake)


def award(lake: Lake, asked: Asked) -> Facts:
    """The whole life of one award, as of a day and as known on a moment.

    signed_later: with an as-of day, the actions signed after it; they count in no figure.
    """
    as_of, known_on = _day(asked, "as_of"), _moment(asked, "known_on")
    facts = answers.award(lake, asked["key"], as_of, known_on)
    facts["signed_later"] = []
    if as_of:
        whole = answers.award(lake, facts["award_id"], None, known_on)
        facts["signed_later"] = [action for action in whole["actions"] if str(action["signed_on"]) > as_of.isoformat()]
    return facts


def supplier(lake: Lake, asked: Asked) -> Facts:
    """What one supplier was awarded, by year, buyer and award."""
    return answers.supplier(lake, asked["key"], _day(asked, "as_of"))


def find(lake: Lake, asked: Asked) -> Facts:
    """The awards and suppliers whose number or name contains the words; `exact` where the words are an identifier."""
    return answers.find(lake, asked.get("q", "").strip()[:200])


def evidence(lake: Lake, asked: Asked) -> Facts:
    """The publisher's own rows for one action."""
    return answers.evidence(lake, asked["key"])


def changes(lake: Lake, asked: Asked) -> Facts:
    """What publishers changed after the fact, newest first."""
    since, kind, field = _moment(asked, "since"), asked.get("kind") or None, asked.get("field") or None
    found = answers.changes(lake, since=since, kind=kind, field=field, limit=MOST_CHANGES + 1)
    return {"since": asked.get("since") or None, "kind": kind, "field": field, "more": len(found) > MOST_CHANGES, "changes": found[:MOST_CHANGES]}


def coverage(lake: Lake, asked: Asked) -> Facts:
    """What is held of each agency and year, and the loads that brought it."""
    return {"coverage": answers.coverage(lake), "loads": answers.status(lake)["loads"]}


def about(lake: Lake, asked: Asked) -> Facts:
    """What Quaestor is, what it will never do, and what its words mean."""
    return {
        "is": "Quaestor reads public contract records, keeps every version of them, and shows the life of each contract with its evidence.",
        "does": [
            "It adds up what was signed: each total is shown with the actions that make it up.",
            "It keeps what a publisher wrote before a record was changed, and says when the change was seen.",
            "It leads every figure back to the publisher’s file and row.",
            "It says what is not held. A blank is never shown as a zero.",
        ],
        "never": [
            "It holds no people. Names, pay, addresses, telephone numbers and e-mail addresses of persons are removed before anything is stored.",
            "It offers no search by person and no profile of an official.",
            "It accuses nobody. A figure that deserves a second look is a lead, and may have a good reason.",
            "It gives no marks to firms or offices.",
        ],
        "words": {
            "award": "A contract, an order, an agreement, or a vehicle that orders are placed under.",
            "action": "One signed action on an award: the first, or a modification.",
            "obligated": "Money committed: the sum over all actions, with money taken back subtracted.",
            "exercised": "The worth of the base and of the options taken up so far.",
            "ceiling": "The worth with every option: the sum of what each action added to it. Many such actions carry no money.",
            "not held": "No record that was read prints this. It may exist elsewhere.",
            "as of": "Counting only actions signed by that day.",
            "known on": "Showing records as they had been read by that day, before later changes to them.",
            "fiscal year": "1 October to 30 September, named by its end.",
        },
        "programs": "Add .json to the address of any page for the same facts as JSON, and .csv to an award, a supplier, the changes or the coverage for its rows.",
    }


def _day(asked: Asked, name: str) -> date | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadQuery(f"“{text[:40]}” is not a day", where=name, advice="Write a day as 2025-09-30.") from None


def _moment(asked: Asked, name: str) -> datetime | None:
    """A moment; a bare day means its last second, so that what was read on that day is known."""
    text = asked.get(name, "").strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        raise BadQuery(f"“{text[:40]}” is not a day or a moment", where=name, advice="Write 2025-09-30 or 2025-09-30T14:00.") from None
    bare = len(text) == 10 and name == "known_on"
    return found.replace(hour=23, minute=59, second=59) if bare else found
