"""Names of firms, brands and agencies as the store's own records have them, found in a sentence.

A firm is known by each name that was printed of it, by that name without its legal form, and by the first word of it
where that word is no word of ordinary prose ("Palantir" for Palantir Technologies Inc.). Every find says which it was.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind
from rigour.names import remove_org_types

from quaestor import yml
from quaestor.model.people import INDIVIDUAL
from quaestor.resolve import lists
from quaestor.resolve.names_held import is_rare
from quaestor.resolve.saying import flat
from quaestor.store import Lake

#: Suppliers that may share the first word of their names and still be taken for one house.
HOUSE = 12
#: Dollars from which a firm is known enough to be called by a part of its name.
KNOWN = 1_000_000
#: Dollars that one action counts for in that, since vehicles carry no money of their own.
TIMES = 100_000
#: Stores whose names are kept at hand.
KEPT = 4

_WORD = re.compile(r"[^\W_&+]+(?:[&+][^\W_&+]*)*|[&+]+[^\W_]*")
_ENDS = {"COMPANY", "CO", "CORPORATION", "CORP", "COMPANIES", "THE", "AND", "&", "USA"}
_ONE_FORM = {"CORPORATION": "CORP", "INCORPORATED": "INC", "COMPANY": "CO", "LIMITED": "LTD"}
#: Words that records print without a blank before them: "ELBITAMERICA, INC.".
_TAIL = re.compile(r"(?<=^[A-Z]{5})(AMERICA|SYSTEMS|GROUP|TECHNOLOGIES|SOLUTIONS|SERVICES|USA)$|(?<=[A-Z]{6})(AMERICA|SYSTEMS|TECHNOLOGIES|SOLUTIONS|SERVICES)$")
_JOINT = re.compile(r"(?: A(?: JOINT(?: VENTURE)?)?| JOINT(?: VENTURE)?| JV)(?: LLC| INC| LP)?$")
_FORMS = frozenset({"INC", "LLC", "CORP", "LTD", "LP", "LLP", "INCORPORATED", "PLLC", "PC"})
_TOO_PLAIN = frozenset(
    {
        "AND",
        "OF",
        "&",
        "THE",
        "FOR",
        "A",
        "SAN",
        "NEW",
        "LOS",
        "EL",
        "FORT",
        "PORT",
        "SANTA",
        "ST",
        "SAINT",
        "LAS",
        "CITY",
    }
    | {"COUNTY", "NORTH", "SOUTH", "EAST", "WEST", "MOUNT", "LAKE", "FEDERAL", "NATIONAL", "UNITED", "AMERICAN"}
)
_INITIALS = re.compile(r"(?<= )[A-Z](?: [A-Z])+(?= )")


@dataclass(frozen=True)
class Named:
    """Something named in a text. kind: firm, brand, agency or department. ids: suppliers, or agencies. because: how the
    words lead there. loose: the words may mean several unrelated firms.
    capitals: it is an abbreviation, and stands in capitals alone. usual: on the kept list of agencies."""

    kind: str
    name: str
    ids: frozenset[str]
    because: str
    loose: bool = False
    capitals: bool = False
    usual: bool = False


@dataclass(frozen=True)
class Place:
    """A name at its place in the text."""

    start: int
    end: int
    named: Named


@dataclass
class Names:
    """Every name that is looked for, made once a state of the store."""

    forms: dict[str, Named] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys = list(self.forms)
        self._index = AhoCorasick([f" {form} "[:-1] for form in self._keys], matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str, offset: int = 0) -> list[Place]:
        """The names in a sentence, in order; places count from `offset`."""
        spans = [match.span() for match in _WORD.finditer(text)]
        if not spans:
            return []
        words = [text[start:end] for start, end in spans]
        line = f" {' '.join(words)} ".upper()
        if len(line) != sum(map(len, words)) + len(words) + 1:  # letters that grow in capitals: ß
            line = f" {' '.join(word if len(word.upper()) != len(word) else word.upper() for word in words)} "
        begins, at = [], 1
        for word in words:
            begins.append(at)
            at += len(word) + 1
        out = []
        for number, start, end in self._index.find_matches_as_indexes(line):
            if line[end] != " ":
                continue
            first, last = bisect_right(begins, start + 1) - 1, bisect_right(begins, end - 1) - 1
            printed = text[spans[first][0] : spans[last][1]]
            named = self.forms[self._keys[number]]
            if _is_a_name(printed, named, self._keys[number]):
                out.append(Place(offset + spans[first][0], offset + spans[last][1], named))
        return out


def _is_a_name(printed: str, named: Named, form: str) -> bool:
    """Whether the words stand in the text as a name does: in capitals, and an abbreviation in nothing but."""
    if named.capitals or (named.kind == "firm" and " " not in form and len(form) <= 4):
        return printed.isupper()
    return not printed.islower()


_kept: dict[tuple[str, int], Names] = {}
_lock = threading.Lock()


def names(lake: Lake) -> Names:
    """The names that the store holds now."""
    key = (str(lake.path), lake.snapshot())
    with _lock:
        if key not in _kept:
            while len(_kept) >= KEPT:
                _kept.pop(next(iter(_kept)))
            firms, agencies = _firms(lake), _agencies(lake)
            both = {form for form in firms if form in agencies and not agencies[form].usual}
            _kept[key] = Names(
                {
                    **_brands(lake),
                    **agencies,
                    **firms,
                    **{form: one for form, one in agencies.items() if form not in both},
                }
            )
        return _kept[key]


@cache
def listed() -> dict[str, Any]:
    """What `words.yml` lists."""
    return dict(yml.read(resources.files("quaestor.claims").joinpath("words.yml").read_text(encoding="utf-8")))


def _firms(lake: Lake) -> dict[str, Named]:
    """Suppliers by their names, their names without legal form, and the first words that mean one house."""
    rows = lake.query(
        "SELECT i.name, i.supplier_id, max(m.family_id) AS family_id, "
        f"CAST(sum(i.obligated) + {TIMES} * sum(i.actions) AS DOUBLE) AS money "
        "FROM identity i LEFT JOIN family_member m ON m.supplier_id = i.supplier_id AND m.stands "
        "WHERE i.name IS NOT NULL AND i.seen_in <> 'subaward' AND i.name <> ? GROUP BY ALL",
        [INDIVIDUAL],
    )
    whole: dict[str, set[str]] = defaultdict(set)
    stems: dict[str, set[str]] = defaultdict(set)
    leads: dict[str, set[str]] = defaultdict(set)
    longer: set[str] = set()
    shown: dict[str, str] = {}
    money: dict[str, float] = defaultdict(float)
    for row in rows:
        one = row["supplier_id"]
        shown.setdefault(one, row["name"])
        money[one] += row["money"] or 0
        for form in _spelled(flat(row["name"]).strip()):
            whole[form].add(one)
        stem = _stem(row["name"])
        for form in _spelled(stem):
            stems[form].add(one)
        leads[stem.split()[0]].add(one)
        if len(stem.split()) > 2:
            leads[" ".join(stem.split()[:2])].add(one)
            longer.add(" ".join(stem.split()[:2]))
        for short, begins in listed()["short"].items():
            if f"{stem} ".startswith(f"{begins} "):
                leads[short].add(one)
        for house in _houses():
            if f"{stem} ".startswith(f"{house} "):
                leads[house].add(one)
    families = {row["supplier_id"]: row["family_id"] or row["supplier_id"] for row in rows}
    found: dict[str, Named] = {}
    for lead, ids in leads.items():
        if _leads(lead, ids, sum(money[one] for one in ids)):
            apart = len({families[one] for one in ids}) > 1 and len({_stem(shown[one]) for one in ids}) > 1
            loose = apart and lead not in _houses() and lead not in listed()["short"]
            found[lead] = _firm(shown, money, ids, "the first words of {}", loose=loose)
    for stem, ids in stems.items():
        if stem in found and not found[stem].loose and stem not in longer:
            continue  # the house of that name, its own firm among them
        if (" " not in stem or stem in longer) and _is_house(stem, leads[stem]):
            ids = ids | leads[stem]  # a firm bears these words alone, so that others beginning so are of its house
        if _stands(stem, sum(money[one] for one in ids)):
            found[stem] = _firm(shown, money, ids, "the name of {} without its legal form")
    alike: dict[str, set[str]] = defaultdict(set)
    for words, ids in whole.items():
        alike[_formed(words)] |= ids
    for words in whole:
        ids = alike[_formed(words)]  # one legal form is printed in several ways
        if " " in words:
            named = _firm(shown, money, ids, "a name printed in the records")
            found |= {form: named for form in _forms(words) if form == words or form not in whole}
    return found


def _is_house(stem: str, others: set[str]) -> bool:
    """Whether firms whose names begin with the whole name of another are of its house."""
    first = stem.split()[0]
    return first in _houses() or (len(others) <= HOUSE and any(map(is_rare, stem.split())))


def _leads(lead: str, ids: set[str], money: float) -> bool:
    """Whether the first word of firms' names may stand for them."""
    if lead in _houses() or lead in listed()["short"]:
        return True
    if " " in lead and any(word in _TOO_PLAIN for word in lead.split()):
        return False
    return (
        len(lead) >= 5
        and any(map(is_rare, lead.split()))
        and len(ids) <= HOUSE
        and money >= KNOWN
        and lead not in _no_house()
    )


def _stands(stem: str, money: float) -> bool:
    """Whether a name without its legal form may stand for the firm: several words of which one is rare or which are
    long, or one that is."""
    words = stem.split()
    if len(words) > 1:
        return len(stem) >= 9 or any(is_rare(word) for word in words)
    if len(stem) in (3, 4):
        return money >= KNOWN and stem.isalpha() and stem not in listed()["no_name"]
    distinct = is_rare(stem) or stem in _houses() or not stem.isalpha()
    return len(stem) >= 5 and distinct and stem not in _no_house() and not stem.isdigit()


def _stem(name: str) -> str:
    """A firm's name without its legal form and article."""
    printed = flat(name).split()
    words = flat(remove_org_types(name.lower())).split()
    if not words or (words[0] != printed[0] and printed[0] != "THE"):  # "STG" is a legal form elsewhere
        words = printed
        while len(words) > 1 and words[-1] in _FORMS:
            words = words[:-1]
    while len(words) > 1 and words[0] == "THE":
        words = words[1:]
    while len(words) > 1 and words[-1] in _ENDS:
        words = words[:-1]
    if _JOINT.search(" ".join(printed)):
        words = _JOINT.sub("", " ".join(words)).split() or words
    return " ".join(words)


@cache
def _houses() -> frozenset[str]:
    return frozenset(map(str, listed()["houses"]))


@cache
def _no_house() -> frozenset[str]:
    return frozenset(map(str, listed()["no_house"]))


def _firm(shown: dict[str, str], money: dict[str, float], ids: set[str], because: str, *, loose: bool = False) -> Named:
    name = shown[max(sorted(ids), key=lambda one: money[one])]
    return Named("firm", name, frozenset(ids), because.format(name), loose)


def _formed(words: str) -> str:
    """A name with its legal form in one spelling."""
    return " ".join(_ONE_FORM.get(word, word) for word in words.split())


def _forms(words: str) -> set[str]:
    """A name with its legal form as texts spell it, too."""
    *begins, last = words.split()
    both = {last, _ONE_FORM.get(last, last), *(long for long, short in _ONE_FORM.items() if short == last)}
    return {" ".join([*begins, form]) for form in both}


def _spelled(words: str) -> set[str]:
    """The spellings of a name in capitals: initials joined or apart, "and" for the sign."""
    padded = f" {words} "
    joined = _INITIALS.sub(lambda match: match[0].replace(" ", ""), padded).strip()
    out = {words, joined}
    out |= {form.replace("&", "AND") for form in out if "&" in form.split()}
    out |= {re.sub(r"(?<!\S)(\S) & (\S)(?!\S)", r"\1&\2", form) for form in out}
    out |= {_TAIL.sub(lambda match: f" {match[0]}", form) for form in out if " " not in form}
    return {form for form in out if form}


def _brands(lake: Lake) -> dict[str, Named]:
    """Makers whose products others sold, by their brands; those that are suppliers themselves stand among firms."""
    held = {row["maker_name"] for row in lake.query("SELECT DISTINCT maker_name FROM attribution")}
    found = {}
    for brand in lists.brands():
        form = flat(brand.brand).strip()
        if brand.maker in held and not brand.needs and len(form) >= 5 and form not in found:
            found[form] = Named(
                "brand", brand.maker, frozenset([brand.maker]), f"a brand of {brand.maker} on the kept list"
            )
    return found


def _agencies(lake: Lake) -> dict[str, Named]:
    found: dict[str, Named] = {}
    rows = lake.query(
        "SELECT agency_id, name, short_name FROM agency "
        "WHERE level = 2 AND listed_in = 'usaspending' AND agency_id IS NOT NULL"
    )
    for row in rows:
        for text in (row["name"], row["short_name"]):
            form = flat(text or "").strip()
            if len(form) >= 3 and (" " in form or (form.isalpha() and form not in listed()["no_name"])):
                found.setdefault(
                    form,
                    Named(
                        "agency",
                        row["name"],
                        frozenset([row["agency_id"]]),
                        "on the list of agencies",
                        capitals=" " not in form,
                    ),
                )
    for row in lake.query("SELECT buyer_id, max(buyer_name) AS name FROM award GROUP BY buyer_id"):
        form = flat(row["name"] or "").strip()
        if " " in form:
            found.setdefault(form, Named("agency", row["name"], frozenset([row["buyer_id"]]), "a buyer in the records"))
    for kind, entries in (("agency", listed()["agencies"]), ("department", listed()["departments"])):
        for code, forms in entries.items():
            for text in forms:
                found[flat(text).strip()] = Named(
                    kind,
                    forms[1] if kind == "agency" else forms[2],
                    frozenset([code]),
                    "its usual name",
                    capitals=text.isupper(),
                    usual=True,
                )
    return found
