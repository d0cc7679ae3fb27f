"""What a statement is about in the records: whose actions, which awards its words point to, and which days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from quaestor.claims.cues import NOW
from quaestor.claims.named import Named, listed
from quaestor.claims.records import Holdings
from quaestor.claims.statement import Statement
from quaestor.reading import Period

_ENDED = re.compile(
    (
        r"\b(?:terminat\w+|cancell?\w*|expir\w+|end(?:s|ed|ing)?|renew\w*|protested"
        r"|lapse[sd]?|closed(?: out)?|wound (?:up|down))(?: (?:in|on|by|at|the|end|of|early|late|full))*\s*$"
    ),
    re.I,
)


#: "Terminated its $598 million order with X in April": the day of an end told after what ended.
_ENDED_THING = re.compile(
    r"\b(?:terminat|cancel|scrapp|axe|ax|kill|end|let lapse|wound (?:up|down)|shut down|clos)(?:l?ed|d|ing|s|es)?\s+"
    r"(?:(?:its|the|an?|that|this|their)|[\w.&]+['’]s)\s(?:[\w$.,'’&-]+\s+){0,8}?(?:contract|order|deal|award|agreement|call)s?"
    r"(?:\s(?!and\b|but\b|won\b|got\b|received\b|paid\b)[\w.,'’&-]+){0,6}\s*$",
    re.I,
)

_BEGUN = re.compile(
    r"\b(?:signed|awarded|won|placed|bought|let|struck|started|starting|began|begun|launched|dating|dates|inked|issued"
    r"|ordered|purchased|hired|agreed)(?:\s+[\w.,&'’-]+){0,5}?\s*$",
    re.I,
)
#: What is told as having run up until now.
_RUN_UP = re.compile(
    r"\b(?:has|have|so far|to date|now|already|since then|today|stands|totals|amounts|comes|runs|adds up|is worth)\b",
    re.I,
)
#: "Under an order it signed": what is paid under it began with it.
_UNDER = re.compile(r"\b(?:under|through|via|on|for|from|by) (?:an?|the|its|one|that|this)\b[^;:]*$", re.I)
#: "Three Chenega companies": all of that name are meant.
_COMPANIES = r"(?:companies|firms|subsidiaries|affiliates)\b"
#: Behind a year: "its 2024 order".
_YEARS_ORDER = re.compile(r" (?:task |delivery |purchase )?(?:order|contract|deal|agreement)\b", re.I)
_RUNS = re.compile(r"\b(?:run|runs|lasts?|extends?|continues?)\s*$", re.I)


#: "Was down to $24 million by".
_MOVED_TO = re.compile(
    r"\b(?:down|up|f[ae]ll(?:en)?|r[io]sen?|shr[au]nk|gr[eo]wn?|dropp\w+|climb\w+|soar\w+|jump\w+|dwindl\w+)"
    r" (?:back )?to (?:just |only |about |some |nearly |almost )?\W?[\d.,]+(?: (?:million|billion|thousand))?,? $",
    re.I,
)


@dataclass(frozen=True)
class Window:
    """The days a statement speaks of; an end that is None is open. said: whether the text says any."""

    first: date | None = None
    last: date | None = None
    said: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    @property
    def bounded(self) -> bool:
        """Whether it has a beginning and an end of its own."""
        return self.said and self.first is not None and self.last is not None


@dataclass
class Scope:
    """What a statement is about in the records: the actions of its subject, and the awards that its words point to."""

    name: str
    acts: list[dict[str, Any]]
    awards: list[str]
    topical: set[str] = field(default_factory=set)
    exact: bool = False
    loose: bool = False


def window(said: Statement, as_of: date | None) -> Window:
    """The days that the statement speaks of, cut at the day of the text."""
    first = last = None
    found = False
    for one in said.periods:
        if one.first is None and one.last is None:
            continue
        if one.word == "through" and as_of and one.last and one.last > as_of:
            continue  # the term of a contract, not what was paid by then
        before = said.text[: max(0, one.start - said.start)]
        after = said.amount and said.amount.end <= one.start
        if (
            _ENDED.search(before)
            or (after and _ENDED_THING.search(before))
            or (one.word == "through" and _RUNS.search(before))
        ):
            continue  # when it ended, not when it was signed
        if one.word == "until" and said.amount and NOW.search(said.text, one.end - said.start):
            continue  # "had nothing before August; now it has ..."
        if one.word == "until" and one.last and one.grain in ("year", "fiscal year") and _MOVED_TO.search(before):
            opened = one.last.replace(day=1, month=10 if one.grain == "fiscal year" else 1)
            first, last, found = opened.replace(year=opened.year - (one.grain == "fiscal year")), one.last, True
            continue  # "was down to $24 million by fiscal 2025": the sum of that year
        told_of = _YEARS_ORDER.match(said.text, one.end - said.start)
        if told_of and (one.grain in ("year", "fiscal year") or _RUN_UP.search(said.text, told_of.end())):
            if not said.numbers:
                first, last, found = one.first, None, True
            continue  # "its 2024 order": when it began
        if said.kind == "growth" and one.relative and one.first == one.last == as_of:
            continue  # "today" is when it has grown to its figure
        if found and last and one.first == last + timedelta(days=1) and one.last and said.alone:
            last = one.last  # "in fiscal 2024 and 2025 combined"
            continue
        if found and one.word not in ("since", "through", "until", "after"):
            continue
        begun = said.kind == "growth" and said.to and one.word == "during" and one.end <= said.to.said
        if one.first and one.word in ("during", "between") and (begun or _only_begun(said, one)):
            first, last, found = one.first, None, True
            continue
        first = one.first if one.first and one.word not in ("through", "until") else first
        last = one.last if one.last and one.word not in ("since", "after") else last
        found = True
    if as_of and (last is None or last > as_of):
        last = as_of
    return Window(first, last, found)


def _only_begun(said: Statement, one: Period) -> bool:
    """Whether these days say when an award began whose figure is told of today: "signed in 2022, has grown to"."""
    if not said.amount:
        return False
    before = said.text[: max(0, one.start - said.start)]
    if said.amount.end <= one.start:
        between = said.text[said.amount.end - said.start : one.start - said.start]
        run = _RUN_UP.search(said.text[: said.amount.said - said.start]) or "cumulative" in said.cues
        return bool(run and _UNDER.search(between) and _BEGUN.search(between[-90:]))
    between = said.text[one.end - said.start : said.amount.said - said.start]
    if re.search(r"\b(?:has|have) since\b|\bsince then\b", between, re.I):
        return True
    return bool(_BEGUN.search(re.split(r"[;:]", before)[-1][-90:]) and _RUN_UP.search(between))


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
