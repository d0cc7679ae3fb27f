"""Suppliers by every name that texts may call them: as printed, without legal form, by first words, by short names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from rigour.names import remove_org_types

from quaestor.claims.named import Named, listed
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
_ENDS = {"COMPANY", "CO", "CORPORATION", "CORP", "COMPANIES", "THE", "AND", "&", "USA"}
_ONE_FORM = {"CORPORATION": "CORP", "INCORPORATED": "INC", "COMPANY": "CO", "LIMITED": "LTD"}
#: Words that records print without a blank before them: "ELBITAMERICA, INC.".
_TAIL = re.compile(
    r"(?<=^[A-Z]{5})(?:AMERICA|SYSTEMS|GROUP|TECHNOLOGIES|SOLUTIONS|SERVICES|USA)$"
    r"|(?<=[A-Z]{6})(?:AMERICA|SYSTEMS|TECHNOLOGIES|SOLUTIONS|SERVICES)$"
)
#: Last words of names that texts leave out where the others say enough.
_CUT = re.compile(
    r"(?: (?:SOLUTIONS|SERVICES|ASSOCIATES|GROUP|SYSTEMS|TECHNOLOGIES|INTERNATIONAL|ENTERPRISES|PARTNERS"
    r"|HOLDINGS))$"
)
_JOINTS = frozenset({"AND", "OF", "&", "FOR", "THE"})
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


#: Behind a name: where the firm is registered, "(OF VIRGINIA)", its letters, "(HUMRRO)", or a legal form, "K.K.".
_BEHIND = re.compile(r"\s*\((?:OF [A-Z ]+|[A-Z]{2,8})\)$|(?<=\w{3}),?\s(?:[A-Z]\.){2,4}$", re.I)
#: A word that is a legal form elsewhere, and here means operations.
_NO_FORM = "OPS"


def firms(lake: Lake) -> dict[str, Named]:
    """Suppliers by their names, their names without legal form, and the first words that mean one house."""
    rows = lake.query(
        "SELECT i.name, i.supplier_id, max(m.family_id) AS family_id, max(i.last_on) AS last_on, "
        f"CAST(sum(i.obligated) + {TIMES} * sum(i.actions) AS DOUBLE) AS money "
        "FROM identity i LEFT JOIN family_member m ON m.supplier_id = i.supplier_id AND m.stands "
        "WHERE i.name IS NOT NULL AND i.seen_in <> 'subaward' AND i.name <> ? GROUP BY ALL",
        [INDIVIDUAL],
    )
    whole: dict[str, set[str]] = defaultdict(set)
    stems: dict[str, set[str]] = defaultdict(set)
    leads: dict[str, set[str]] = defaultdict(set)
    cut: dict[str, set[str]] = defaultdict(set)
    longer: set[str] = set()
    shown: dict[str, str] = {}
    money: dict[str, float] = defaultdict(float)
    for row in rows:
        one = row["supplier_id"]
        shown.setdefault(one, row["name"])
        money[one] += row["money"] or 0
        name = _BEHIND.sub("", row["name"])
        for form in _spelled(flat(name).strip().removeprefix("THE ").removesuffix(" THE")):
            whole[form].add(one)  # with its article it would hide longer names
        stem = bare_name(name)
        shorter = [stem.removesuffix(" GROUP")] if stem.endswith(" GROUP") and len(stem.split()) > 2 else []
        for form in {spelt for short in (stem, *shorter) for spelt in _spelled(short)}:
            stems[form].add(one)
        if (bare := _CUT.sub("", stem)) != stem and len(bare.split()) > 2 and bare.split()[-1] not in _JOINTS:
            cut[bare].add(one)
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
    _give_up(leads, rows)
    families = {row["supplier_id"]: row["family_id"] or row["supplier_id"] for row in rows}
    found: dict[str, Named] = {}
    for lead, ids in leads.items():
        if lead in listed()["beside"] and sum(money[one] for one in ids) >= KNOWN:
            found[lead] = replace(_firm(shown, money, ids, "the first words of {}", loose=True), beside=True)
        elif _leads(lead, ids, sum(money[one] for one in ids)):
            apart = len({families[one] for one in ids}) > 1 and len({bare_name(shown[one]) for one in ids}) > 1
            loose = apart and lead not in _houses() and lead not in listed()["short"]
            found[lead] = _firm(shown, money, ids, "the first words of {}", loose=loose)
        elif _told_beside(lead, ids, sum(money[one] for one in ids)):
            apart = len({families[one] for one in ids}) > 1
            found[lead] = replace(_firm(shown, money, ids, "the first words of {}", loose=apart), beside=True)
    for stem, ids in stems.items():
        if stem in found and not found[stem].loose and not found[stem].beside and stem not in longer:
            continue  # the house of that name, its own firm among them
        if (" " not in stem or stem in longer) and _is_house(stem, leads[stem]):
            ids = ids | leads[stem]  # a firm bears these words alone, so that others beginning so are of its house
        maker = _makers().get(stem.replace(" ", ""), "")
        if maker or _stands(stem, sum(money[one] for one in ids)):
            found[stem] = _firm(shown, money, ids, "the name of {} without its legal form")
            found |= {maker: found[stem]} if maker and maker not in stems else {}
        elif stem not in found and (len(stem) >= 5 or not stem.isalpha()) and sum(money[one] for one in ids) >= KNOWN:
            apart = len({families[one] for one in ids}) > 1
            found[stem] = replace(_firm(shown, money, ids, "the name of {}", loose=apart), beside=True)
    for bare, ids in cut.items():
        one_house = len({families[one] for one in ids}) == 1
        if bare not in found and bare not in whole and one_house and any(map(is_rare, bare.split())):
            found[bare] = _firm(shown, money, ids, "the name of {} without its last word")
    alike: dict[str, set[str]] = defaultdict(set)
    for words, ids in whole.items():
        alike[_formed(words)] |= ids
    for words in whole:
        ids = alike[_formed(words)]  # one legal form is printed in several ways
        if " " in words:
            named = _firm(shown, money, ids, "a name printed in the records")
            found |= {form: named for form in _forms(words) if form == words or form not in whole}
    return found


def _give_up(leads: dict[str, set[str]], rows: list[dict[str, Any]]) -> None:
    """Takes from the first words of names those who bear them no more where others still do: AECOM sold what is
    Amentum now."""
    names: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in rows:
        names[row["supplier_id"]].append((row["last_on"] or date.min, f"{bare_name(row['name'])} "))
    for lead, ids in leads.items():
        if len(ids) > 1:
            bore = {
                one: max((day for day, stem in names[one] if stem.startswith(f"{lead} ")), default=None) for one in ids
            }
            now = {one: max(day for day, _ in names[one]) for one in ids}
            given = {one for one in ids if (last := bore[one]) and last < now[one]}
            if any(
                (last := bore[one]) and last >= max(now[other] for other in given)
                for one in ids - given
                for other in given
            ):
                ids -= given


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


def _told_beside(lead: str, ids: set[str], money: float) -> bool:
    """Whether two ordinary words that begin firms' names, or one that is rare and short, mean them where they are told
    to be paid by an agency."""
    words = lead.split()
    if len(words) == 1:
        return (
            len(lead) in (3, 4) and is_rare(lead) and len(ids) <= HOUSE and money >= KNOWN and lead not in _no_house()
        )
    plain = any(word in _TOO_PLAIN or word in _JOINTS for word in words)
    return len(words) == 2 and len(lead) >= 10 and not plain and len(ids) <= HOUSE and money >= KNOWN


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


def bare_name(name: str) -> str:
    """A firm's name without its legal form and article."""
    printed = flat(name).split()
    words = flat(remove_org_types(name.lower())).split()
    if not words or _NO_FORM in printed or (words[0] != printed[0] and printed[0] != "THE"):  # as "STG" is
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
def _makers() -> dict[str, str]:
    """Makers of the kept list, by their names without blanks (Pen-Link, PenLink): contracts say some of these as they
    say words, and newspapers do not."""
    names = [flat(brand.maker).strip() for brand in lists.brands()]
    return {name.replace(" ", ""): name for name in names}


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
