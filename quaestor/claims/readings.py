"""What a statement could mean in the records: every measure of every award, act or sum that its words leave open.

A measure is tried only where the words allow it: "worth up to" is a ceiling and never money committed, what "has drawn
since" a day is a sum and never one action. Each reading has its figure, its actions and a rank: 0 is said first of all.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from quaestor.claims.changing import year_on_year
from quaestor.claims.ranking import one_of_them
from quaestor.claims.reading import Reading
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.claims.subjects import Scope
from quaestor.claims.sums import actions, award_sums, raised, sums, taken_back
from quaestor.claims.values import growth, remaining, values_of
from quaestor.claims.window import Window

#: Ranks far from what the words say.
FAR = 5
_BY = re.compile(r"\bby\s+(?:\w+\s+){0,2}$", re.I)
_ONTO = re.compile(
    r"\s+(?:more |extra )?(?:on|onto|to|off|from) (?:the|its|their|[\w.&]+['’]s) (?:[\w-]+ ){0,3}"
    r"(?:ceiling|cap|limit|maximum)\b",
    re.I,
)
_LOWERED = re.compile(r"\b(?:cut|lower\w*|reduc\w*|slash\w*|trimm\w*|fell|dropp\w*|shr[au]nk)\b", re.I)


def readings(said: Statement, held: Holdings, scope: Scope, days: Window) -> list[Reading]:
    """Every reading of a statement of money that its words allow, of one subject."""
    if said.kind == "growth":
        return [*growth(said, held, scope, days), *year_on_year(said, held, scope)]
    cues = said.cues
    if "remaining" in cues:
        return _doubted(list(remaining(said, held, scope, days)), said, scope)
    if "ceiling" in cues and cues & {"grew", "modification", "taken_back"} and _by_so_much(said):
        return _doubted(raised(held, scope, days, -1 if _LOWERED.search(said.words) else 1), said, scope)
    ceilings = "ceiling" in cues or (said.bound == "up_to" and not cues & {"cumulative"})
    out: list[Reading] = []
    many = "many" in cues and not re.search(r"\bone of\b", said.words, re.I) and not one_of_them(said)
    one = ("one" in cues and not many) or one_of_them(said)
    if ceilings or cues & {"value", "exercised"} or (scope.exact and not cues & {"committed", "cumulative"}):
        for award in scope.awards:
            acts = held.acts.get(award, ())
            if days.bounded and not scope.exact and not any(days.holds(act["signed_on"]) for act in acts):
                continue  # nothing of it was signed in these days
            out += values_of(held, award, days, exercised="exercised" in cues, ceiling=ceilings, first="first" in cues)
    if ceilings or "exercised" in cues:
        return _doubted(out, said, scope)
    inside = [act for act in scope.acts if days.holds(act["signed_on"])]
    alone = {act["award_id"] for act in inside}
    if days.said and len(alone) == 1 and not alone & scope.topical:
        scope = replace(scope, topical=set())  # those of other days are not meant
    if "taken_back" in cues:
        return _doubted(taken_back(held, scope, inside), said, scope)
    out += sums(said, held, scope, inside, days, rank=0 if scope.exact or not one else FAR)
    if not many:
        if not scope.exact or len(scope.awards) > 1:
            out += award_sums(held, scope, inside, days, rank=0 if one else 2 if days.bounded else 1)
        if "cumulative" not in cues or days.bounded or "modification" in cues:
            out += actions(
                held,
                scope,
                inside,
                rank=(0 if "modification" in cues else 1) if one or days.bounded else 2,
                later="modification" in cues,
            )
    return _doubted(out, said, scope)


def _by_so_much(said: Statement) -> bool:
    """Whether the figure is a change: "raised by $1.6 billion", "added $538 million to the ceiling"."""
    if not said.amount:
        return False
    before, after = said.text[: max(0, said.amount.said - said.start)], said.text[said.amount.end - said.start :]
    return bool(_BY.search(before) or _ONTO.match(after))


def _doubted(found: list[Reading], said: Statement, scope: Scope) -> list[Reading]:
    """The readings, with a doubt on those of other awards than the words point to."""
    if not scope.topical:
        return found
    why = f"other awards of the firm are described by “{', '.join(said.topics)}”"
    return [
        one
        if one.doubt or one.awards <= scope.topical or _all_but(one, scope.topical)
        else replace(one, doubt=why, rank=one.rank + FAR)
        for one in found
    ]


def _all_but(one: Reading, awards: set[str]) -> bool:
    """Whether a sum is that of these awards but for a twentieth at most."""
    if not one.measure.startswith("obligated") or not one.figure or not awards & one.awards:
        return False
    part = sum((row["obligation"] for row in one.rows if row["award_id"] in awards), Decimal(0))
    return bool(abs(part - one.figure) * 20 <= abs(one.figure))
