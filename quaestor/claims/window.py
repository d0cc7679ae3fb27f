"""Which days a statement speaks of: those its figure is told of, and those on which the award began that is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from quaestor.claims.cues import NOW
from quaestor.claims.qualities import OUR_YEAR
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
#: Behind a year: "its 2024 order".
_YEARS_ORDER = re.compile(r" (?:task |delivery |purchase )?(?:order|contract|deal|agreement)\b", re.I)
_AWARD = r"(?:order|contract|deal|agreement|award)\b"
#: "Its July 2024 monitoring order": what stands before the days, and behind them.
_ITS = re.compile(r"(?:\b(?:the|its|an?|that|this|their|one)|['’]s?|[.,]) (?:[a-z-]+ )?$")
_DATED = re.compile(
    rf"(?:['’]s)? (?:(?!for\b|to\b|on\b|with\b|the\b|its\b|by\b|in\b|of\b|from\b|and\b)[\w-]+ ){{0,3}}?{_AWARD}"
)
#: "Got an order in March 2025 that has so far brought it".
_ORDER_IN = re.compile(rf"\b{_AWARD}(?: (?:with|to|for|from) (?:[\w.&'’-]+ ){{1,5}}?)? ?(?:in|on)\s$", re.I)
_THAT_HAS = re.compile(r",? (?:that|which) (?:has|have|had|so far|now)\b", re.I)
#: "Its contract with CBP of July 2022", "the order CBP gave it in September 2023", "its order, awarded in August".
_ORDER_OF = re.compile(
    rf"\b(?:{_AWARD}|another)(?: (?:with|to|for|from) (?:[\w.&'’-]+ ){{1,5}}?)?,? ?"
    r"(?:of|dated|dating (?:to|from)|from)\s(?:the )?$"
    rf"|\b{_AWARD}[^;$]{{0,80}}?\s(?:gave|given|handed|got|received|landed|made|placed|signed|awarded|won|let|inked|issued"
    r"|struck|agreed|took)(?:\s[\w.,&'’-]+){0,8}?\s(?:in|on)\s(?:the )?$",
    re.I,
)
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
            (_ENDED.search(before) and not OUR_YEAR.match(said.text, one.end - said.start))
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


def began(said: Statement) -> Period | None:
    """The days on which the award began that a figure is told of, "its July 2024 order"; None where none is named."""
    for one in said.periods:
        if one.first and one.last and one.word in ("during", "between"):
            before, after = said.text[: max(0, one.start - said.start)], said.text[one.end - said.start :]
            named = (_ITS.search(before) and _DATED.match(after)) or _ORDER_OF.search(before)
            if named or (_ORDER_IN.search(before) and _THAT_HAS.match(after)) or _only_begun(said, one):
                return one
    return None
