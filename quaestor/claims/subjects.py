"""What a statement is about in the records: whose actions, and which awards its words point to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from quaestor.claims.named import Named, listed
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement

#: "Three Chenega companies": all of that name are meant.
_COMPANIES = r"(?:companies|firms|subsidiaries|affiliates)\b"


@dataclass
class Scope:
    """What a statement is about in the records: the actions of its subject, and the awards that its words point to."""

    name: str
    acts: list[dict[str, Any]]
    awards: list[str]
    topical: set[str] = field(default_factory=set)
    exact: bool = False
    loose: bool = False


def scopes(said: Statement, held: Holdings) -> list[Scope]:
    """The subjects of a statement: awards by their numbers, else each firm, or all where they are told together."""
    if said.numbers:
        found = [award for number in said.numbers for award in held.by_piid.get(number.value, ())]
        if found:
            acts = [act for award in found for act in held.acts.get(award, ())]
            return [
                Scope(" and ".join(dict.fromkeys(held.awards[one]["piid"] for one in found)), acts, found, exact=True)
            ]
        return []
    if said.together and len(said.firms) > 1:
        return [_scope(said, held, said.firms)]
    return [_scope(said, held, [named]) for named in said.firms]


def _scope(said: Statement, held: Holdings, firms: list[Named]) -> Scope:
    suppliers = {one for named in firms for one in held.of.get(named, ())}
    awards = sorted({award for one in suppliers for award in held.by_supplier.get(one, ())})
    acts = [act for award in awards for act in held.acts.get(award, ()) if act["supplier_id"] in suppliers]
    seen = set(awards)
    for named in firms:
        if named.kind == "brand":
            sold = sorted({award for maker in named.ids for award in held.sold.get(maker, ())} - seen)
            acts += [act for award in sold for act in held.acts.get(award, ())]
            awards += sold
    buyers = {buyer for buyer in {act["buyer_id"] for act in acts} if of_agency(said.agencies, buyer)}
    acts = [act for act in acts if act["buyer_id"] in buyers]
    own = {act["award_id"] for act in acts}
    scope = Scope(
        " and ".join(dict.fromkeys(named.name for named in firms)), acts, [one for one in awards if one in own]
    )
    house = any(re.search(rf"\b{re.escape(one.name.split()[0])} {_COMPANIES}", said.text, re.I) for one in firms)
    scope.loose = not house and any(named.loose for named in firms) and len({act["supplier_id"] for act in acts}) > 1
    scope.topical = topical(said, held, scope.awards)
    return scope


def of_agency(agencies: list[Named], buyer: str) -> bool:
    """Whether a buyer is one of those named; departments by the beginning of the code."""
    return not agencies or any(
        buyer in one.ids or (one.kind == "department" and buyer.startswith(tuple(one.ids))) for one in agencies
    )


def topical(said: Statement, held: Holdings, awards: Iterable[str]) -> set[str]:
    """The awards whose own words have most of what the statement says the contract is for."""
    if not said.topics:
        return set()
    scores = {one: sum(bool(said_as(word).search(held.says(one))) for word in said.topics) for one in awards}
    best = max(scores.values(), default=0)
    need = max(1, (len(said.topics) + 1) // 2)
    return {one for one, score in scores.items() if score >= min(best, need) and score} if best else set()


@cache
def said_as(word: str) -> re.Pattern[str]:
    """A word of a text as the records may print it, in capitals: itself, or another word for the same thing."""
    forms = {root(word), _american(root(word))}
    for alike in listed()["alike"]:
        if any(root(word) == root(one) for one in alike):
            forms |= {root(one) for one in alike}
    return re.compile(rf"\b(?:{'|'.join(re.escape(form) for form in sorted(forms))})")


def _american(word: str) -> str:
    """A word in capitals as American records spell it."""
    for british, american in (("LICENC", "LICENS"), ("DEFENC", "DEFENS"), ("CENTRE", "CENTER"), ("MOUR", "MOR")):
        word = word.replace(british, american)
    return word.removesuffix("ISATION") + "IZATION" if word.endswith("ISATION") else word


def root(word: str) -> str:
    """A word without its ending, in capitals, as it is looked for in descriptions."""
    word = word.upper()
    for ending in ("IES", "ES", "S", "ING"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
