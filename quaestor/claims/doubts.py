"""Why a figure that fits may not be the one that is meant: other awards, other words, another firm, the whole."""

from __future__ import annotations

import re

from quaestor.claims.ranking import BUYERS
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope, of_agency, said_as
from quaestor.claims.window import Window
from quaestor.claims.wording import plain_words

#: Awards of which a word must be printed to be a word that records use.
USED = 3
#: Days of a span from which what "was paid" in it is a sum, and no single act.
HALF_A_YEAR = 180
ONE_OF = (
    "The figure is that of one award ({one.scope}), while the words tell of all: {whole.figure:,.2f} of {whole.scope}."
)
#: A thing of a firm's own, by which one award is meant: "Altana's forced-labor tool".
_THING = re.compile(
    r"['’]s? (?!(?:[\w-]+ ){0,2}(?:business|contracts|orders|sales|work|deals|awards)\b)[a-z][\w-]+"
    r"|['’]s? (?:[\w-]+ ){0,3}(?:contract|order|deal|award|agreement)\b"
)


def of_all(
    said: Statement, held: Holdings, scope: Scope, one: Reading, tried: list[Reading], days: Window
) -> Reading | None:
    """The firm's total of these days, where the words tell of it and the figure that fits is one award's of several."""
    thing = next(
        (found for found in _THING.finditer(said.text) if not BUYERS.search(said.text[: found.start()] + "'s ")), None
    )
    named = scope.exact or "one" in said.cues or one.awards <= scope.topical or thing or _does(said, held, scope, one)
    long = days.bounded and days.first and days.last and (days.last - days.first).days > HALF_A_YEAR
    sums_up = ("cumulative" in said.cues or long) and "modification" not in said.cues
    if said.kind != "money" or named or not sums_up or len(one.awards) != 1:
        return None
    return next(
        (other for other in tried if other.rank < one.rank and one.acts < other.acts and other.scope == scope.name),
        None,
    )


def _does(said: Statement, held: Holdings, scope: Scope, one: Reading) -> bool:
    """Whether what the firm is told to do is what this one of its awards is for: "has run CBP's data centers"."""
    told = _DOES.search(said.text)
    words = [word for word in re.findall(r"[a-z][\w-]{2,}", told[1]) if word not in plain_words()] if told else []

    def says(award: str) -> bool:
        return sum(bool(said_as(word).search(held.says(award))) for word in words) * 2 >= len(words)

    return (
        bool(words) and all(map(says, one.awards)) and not any(says(award) for award in set(scope.awards) - one.awards)
    )


#: What a firm does for an agency.
_DOES = re.compile(
    r"\b(?:runs?|ran|operates?|operated|manages?|managed|maintains?|maintained|cleans|cleaned|guards|guarded|staffs|staffed"
    r"|supports|supported|supplies|supplied|builds|built|flies|flew|flown|houses|housed|feeds|fed|provides|provided"
    r"|handles|handled|answers|answered|repairs|repaired|tests|tested|trains|trained)\s+((?:[\w'’-]+ ){0,5}?[\w'’-]+)"
    r"(?= (?:since|for|under|at|in|through|until|from)\b|[,;.:])"
)


def alike(one: Reading, other: Reading) -> bool:
    """Whether two readings that fit are the same money: one holds the other, or two measures of one award agree."""
    if one.awards == other.awards and one.figure == other.figure and one.measure != other.measure:
        return True
    if one.awards == other.awards and one.measure == other.measure and one.start is not None:
        return True  # two ways of telling one growth
    if one.rank >= other.rank + 1:
        return False
    return other.acts < one.acts or one.acts < other.acts


def doubt(said: Statement, held: Holdings, one: Reading, used: dict[str, int]) -> str:
    """Why the records' own words speak against the reading: it is said to be for something they say of other awards."""
    if not said.topics or any(said_as(word).search(held.says(award)) for award in one.awards for word in said.topics):
        return ""
    known = [word for word in said.topics if used.get(word, 0) >= USED]
    if len(known) < (1 if len(one.awards) == 1 else 2) or len(known) * 2 < len(said.topics):
        return ""
    says = next(
        (held.awards[award]["description"] for award in sorted(one.awards) if held.awards[award]["description"]), None
    )
    told = f" (“{says[:80]}”)" if says else ""
    return f"The figure fits, but the records do not say “{', '.join(known)}” of this award{told}."


def other_firm(said: Statement, held: Holdings, one: Reading) -> str:
    """What is said where the number is of an award to another firm, or by another agency, than those named."""
    ids = {supplier for named in said.firms for supplier in held.of.get(named, ())}
    kin = ids | {member for supplier in ids if supplier in held.family for member in held.family[supplier][2]}
    rows = [held.awards[award] for award in one.awards]
    if (
        said.firms
        and not any(row["supplier_id"] in kin for row in rows)
        and not any(act["supplier_id"] in kin for act in one.rows)
    ):
        return f"The figure fits, but {rows[0]['piid']} is an award to {rows[0]['supplier_name']}."
    if said.agencies and not any(of_agency(said.agencies, row["buyer_id"]) for row in rows):
        return f"The figure fits, but {rows[0]['piid']} is an award by {rows[0]['buyer_name']}."
    return ""
