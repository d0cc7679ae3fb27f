"""What a sentence says of contracts without a sum: how they were competed, on what terms, from and to which day, by how
much money to a firm grew, and which share of an agency's money it has. The phrases are in `qualities.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from ahocorasick_rs import AhoCorasick

from quaestor import yml
from quaestor.claims.wording import FIGURES
from quaestor.reading import Period
from quaestor.reading.stretches import around

#: Letters on either side of a word of `signs` in which what it belongs to lies.
AROUND = 48
_NUMBER = r"\d{1,3}|one|" + "|".join(name for name in FIGURES if name not in ("once", "twice"))
_NOT = re.compile(r"\b(?:not|never|no|without|n['’]t|rather than|instead of|nor|hardly)\s+(?:[\w-]+\s+){0,2}$", re.I)
_PLAN = re.compile(
    r"\b(?:plans?|planned|planning|intends?|intended|will|would|propos\w+|consider\w+|seeks?|seeking|wants?)\b", re.I
)
_COULD = re.compile(
    r"\b(?:could|can|may|might|options?|option (?:years?|periods?)|all (?:its |the )?options|if (?:all|every))\b", re.I
)
_TERM = re.compile(r"\b(?:renew\w*|extend\w*|contract|deal|agreement|orders?|vehicle|prolong\w*|arrangement)\b", re.I)
_SIGNED = re.compile(
    r"\b(?:signed|awarded|inked|issued|dated|let|placed|concluded|won|began|begun|started|starts|begins|took effect"
    r"|dat(?:es|ing) (?:back )?(?:from|to))"
    r"\s+(?:[\w.&'’-]+\s+){0,6}?$",
    re.I,
)
#: Behind days: "ended fiscal 2025 with $30 million" tells of the end of a year, and of no contract's.
OUR_YEAR = re.compile(r",? (?:with|at) (?:[a-z]+ ){0,3}\W?\d")
_THROUGH = re.compile(r"\b(?:through|until|since|signed|awarded on|dated|dates|dating|began|started)\b", re.I)


@dataclass(frozen=True)
class Quality:
    """One such thing at its place. kind: competition, terms, change or share. name: not competed, competed, offers,
    bidders, set aside, pricing, ends, could end, signed, since, change or share. word: the finer word ("fixed_price").
    value: offers, or the factor or the percent by which it changed (with its sign); step: the last printed place of
    that. day: of a day."""

    kind: str
    name: str
    start: int
    end: int
    word: str = ""
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(0)
    bound: str = "exact"
    day: Period | None = None
    planned: bool = False


@cache
def _listed() -> dict[str, Any]:
    return dict(yml.read(resources.files("quaestor.claims").joinpath("qualities.yml").read_text(encoding="utf-8")))


def _any(phrases: Iterable[object]) -> str:
    return "|".join(str(one).replace("<n>", _NUMBER) for one in phrases)


@cache
def _named(section: str) -> re.Pattern[str]:
    """The phrases of a section of the list, each group under its name."""
    return re.compile("|".join(f"(?P<{name}>{_any(phrases)})" for name, phrases in _listed()[section].items()), re.I)


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(_listed()['ends'])})\s*(?:(?:on|in|at|by|the end of|as late as)\s+)*", re.I)


@cache
def _change() -> dict[str, re.Pattern[str]]:
    """The forms in which a change is told, and those of a share."""
    bound = rf"(?:(?P<bound>{_any(_listed()['bounds'])}) )?"
    up, down = _any(_listed()["up"]), _any(_listed()["down"])
    moved = rf"\b(?:(?P<up>{up})|(?P<down>{down}))\b(?:(?:,? [\w'’-]+){{0,6}}?,? by| of)? ?{bound}"
    part = rf"(?:(?P<part>an?|one|two|three)[ -])?(?P<of>(?:{_any(_listed()['parts'])})s?)\b"
    percent = r"(?P<percent>\d+(?:\.\d+)?)[ -]?(?:%|percent\b|per cent\b)"
    noun = r" (?:(?P<up>increase|rise|jump|surge|gain|growth|more|higher)|(?P<down>decrease|drop|decline|fall|cut"
    noun += r"|reduction|less|lower))"
    forms = {
        "ratio": bound + _any([_listed()["ratio"]]),
        "share": rf"{bound}(?:{percent}|{part}) (?:{_any(_listed()['whole'])})",
        "times": rf"{bound}\b(?P<times>{_any(_listed()['times'])})\b",
        "fold": rf"{bound}\b(?P<fold>{_NUMBER})[- ]?fold\b",
        "as": rf"{bound}\b(?P<fold>{_NUMBER}) times (?:as (?:much|many|high|large)|what|higher|larger|more|its|the)\b",
        "twice": bound
        + rf"\b(?P<times>{_any(_listed()['times_as'])}) (?:as much|what|its|the (?:figure|sum|amount|total))\b",
        "part": moved + part,
        "percent": moved + percent,
        "noun": bound + percent + noun,
    }
    return {name: re.compile(form, re.I) for name, form in forms.items()}


def places(text: str) -> Iterator[int]:
    """Where in a whole text such a thing may stand: sentences elsewhere need not be read. Only what lies around one of
    the listed words is looked at."""
    patterns = (_named("competition"), _named("pricing"), _ends(), _THROUGH)
    yield from (start for _, start, _ in _signs("change").find_matches_as_indexes(text))
    for left, right in around(_signs("other"), text, AROUND):
        for pattern in patterns:
            for match in pattern.finditer(text, left, right):
                yield match.start()


@cache
def _signs(which: str) -> AhoCorasick:
    words = [str(word) for word in _listed()["signs"][which]]
    return AhoCorasick([*{case for word in words for case in (word, word.capitalize(), word.upper())}])


def qualities(text: str, first: int, last: int, days: list[Period], figures: int) -> list[Quality]:
    """What the sentence says without a sum. days: those in it; figures: how many amounts and counts it says."""
    out = list(_competition(text, first, last))
    for match in _named("pricing").finditer(text, first, last):
        if not _NOT.search(text, max(first, match.start() - 30), match.start()):
            out.append(Quality("terms", "pricing", match.start(), match.end(), str(match.lastgroup)))
    out += _days(text, first, last, days, figures)
    if figures < 2 or (figures == 2 and sum(bool(one.first and one.last) for one in days) == 2):
        out += list(_changes(text, first, last))[:1]
    return out


def _competition(text: str, first: int, last: int) -> Iterator[Quality]:
    seen = set()
    found = list(_named("competition").finditer(text, first, last))
    kinds = " ".join(match[0].lower() for match in found if match.lastgroup == "set_aside")  # "a HUBZone set-aside"
    for match in found:
        group = str(match.lastgroup)
        name = {"rivals": "offers", "alone": "offers"}.get(group, group).replace("_", " ")
        before = text[max(first, match.start() - 40) : match.start()]
        planned = bool(_PLAN.search(before))
        if _NOT.search(before) and name in ("competed", "not competed"):
            name = "competed" if name == "not competed" else "not competed"
        if name in seen or (name == "competed" and "not competed" in seen):
            continue
        seen.add(name)
        value = Decimal(group == "alone")
        if group in ("offers", "rivals"):
            value = _count(match[0])
            if re.search(r"\bno\s+$", before, re.I) or not value:
                continue
            value += group == "rivals"  # and the one that won
        word = kinds if name == "set aside" else match[0].lower() if name == "not competed" else ""
        yield Quality("competition", name, match.start(), match.end(), word, value, planned=planned)


def _count(words: str) -> Decimal:
    for word in reversed(words.lower().split()):
        if word.isdigit():
            return Decimal(word)
        if word in ("single", "sole", "only", "lone", "one"):
            return Decimal(1)
        if word in FIGURES:
            return Decimal(FIGURES[word])
    return Decimal(0)


def _days(text: str, first: int, last: int, days: list[Period], figures: int) -> Iterator[Quality]:
    """Days on which a contract ends, was signed, or since when there is one."""
    for day in days:
        if not (day.first or day.last) or day.relative or OUR_YEAR.match(text, day.end):
            continue
        before = text[max(first, day.start - 90) : day.start]
        verb = next(
            (
                match
                for match in _ends().finditer(text, first, day.end)
                if match.end() + 4 >= day.start >= match.start()
            ),
            None,
        )
        term = day.word in ("through", "until") and not figures and _TERM.search(before)
        if (verb or term) and day.last:
            could = bool(_COULD.search(text[first : day.start].lower()[-90:]))
            start = verb.start() if verb else day.start
            yield Quality("terms", "could end" if could else "ends", start, day.end, day=day)
        elif not figures and day.word == "during" and day.first and day.last and _SIGNED.search(before):
            yield Quality("terms", "signed", day.start, day.end, day=day)
        elif not figures and day.word == "since" and day.first:
            yield Quality("terms", "since", day.start, day.end, day=day)


def _changes(text: str, first: int, last: int) -> Iterator[Quality]:
    """Changes and shares, in the order of the text; one place is told once."""
    found = [
        (match.start(), name, match) for name, form in _change().items() for match in form.finditer(text, first, last)
    ]
    end = first
    for start, name, match in sorted(found, key=lambda one: (one[0], list(_change()).index(one[1]))):
        if start >= end:
            end = match.end()
            yield _changed(name, match)


def _changed(name: str, match: re.Match[str]) -> Quality:
    told = match.groupdict()
    bound = _listed()["bounds"].get((told["bound"] or "").lower(), "exact")
    kind = "share" if name in ("share", "ratio") else "change"
    if name == "ratio":
        value = 100 * _count(told["one"]) / _count(told["every"])
        return Quality(kind, kind, *match.span(), "percent", value, value / 10, bound)
    if told.get("times") or told.get("fold"):
        value = Decimal((_listed()["times"] | _listed()["times_as"]).get(told.get("times", "").lower(), 0)) or _count(
            told["fold"]
        )
        return Quality(kind, kind, *match.span(), "times", value, Decimal("0.2"), bound)
    if told.get("percent"):
        value = Decimal(told["percent"])
        step = Decimal(1).scaleb(-len(told["percent"].partition(".")[2]))
    else:
        value = 100 * (_count(told["part"] or "") or Decimal(1)) / _listed()["parts"][told["of"].lower().rstrip("s")]
        step = value / 10
    return Quality(kind, kind, *match.span(), "percent", -value if told.get("down") else value, step, bound)
