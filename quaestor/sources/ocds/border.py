"""The border for open contracting data: people are dropped from a release before anything of it is kept.

Dropped wherever they stand: contact points, persons, beneficial owners, members of committees, signatories, and keys
that hold an e-mail address, a telephone number, a birth date or the like. Prose loses addresses and numbers, and names
beside a role. A party that is a person (marked so, by the form of its registered number, or by its name) keeps its
bids and its money: its name is shown as `INDIVIDUAL`, its identifiers and address are gone, and its id is one of this
process alone, so that nobody's dealings can be put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from quaestor.model.people import INDIVIDUAL, clean, clean_contacts, without_mentions

#: Keys, without regard to case, whose values are about people and nothing else.
PEOPLE = re.compile(
    r"(?i)(additional)?contact(point|person|name|email|phone|s)?s?|person(e)?s?|people|beneficialowner(s|ship)?"
    r"|shareholders|(legal)?representatives?|signator(y|ies)|committee|evaluators?|officials?|e-?mail(address)?"
    r"|telephone|phone(number)?|mobile(phone)?|fax(number)?|birthdate|dateofbirth|gender|iban|nationality|curp"
    r"|(created|modified|updated|published)by|responsible(person|officer)?|administrators?|requestedby|approvedby"
    r"|user(name)?|author|owners?"
)
#: Keys of names, codes and places: a word beside a role is no name there.
PLAIN = frozenset({"name", "legalName", "id", "scheme", "uri", "url", "streetAddress", "locality", "region"})
#: Keys whose objects are organisations or persons.
PARTIES = frozenset(
    {"parties", "tenderers", "suppliers", "buyer", "buyers", "procuringEntity", "payer", "payee",
     "receiverOrganization", "providerOrganization", "funders", "withoutTenderer", "bidders", "relatedParty"}
)  # fmt: skip

#: An organisation says so in its name.
_LEGAL = re.compile(
    r"(?i)\d|[&/]|\b(s\.? ?a\.?|s\.? ?r\.? ?l\.?|s\.? ?c\.?|c\.? ?v\.?|ltd|limited|inc|llc|llp|corp\w*|co|company"
    r"|gmbh|ag|bv|nv|plc|pty|pvt|cia|compa\w+|empresa\w*|grupo|group|consorcio|consortium|servici\w+|services?|comercial"
    r"|industri\w+|construc\w+|instituto?|institut\w*|univers\w+|minist\w+|municip\w+|departa?ment\w*|council|city|agency|agencia|"
    r"asocia\w+|association|foundation|fundaci\w+|cooperativ\w*|sociedad|soci[eé]t[eé]|hospital|bank|banco|trading|"
    r"enterprises?|solutions?|systems?|technolog\w+|international|e\.?i\.?r\.?l|s\.?p\.?a|j\.?v|spy|cjsc|ojsc|llc|"
    r"y cia|e hijos|& sons|et fils|edition\w*|distribu\w+|import\w*|export\w*|farmacia|ferreter[ií]a|transport\w*)\b"
)
#: A sole trader says so in the name (Armenian).
_TRADER = re.compile(r"(?i)\bA/?Dz\b|Ա\s?/\s?Ձ|\bsole (trader|proprietor)\b|\bpersona (f[ií]sica|natural)\b")
_HONOUR = re.compile(r"(?i)(ing|lic|arq|dra?|mrs?|ms|c\.p|m\. ?c)\. |ingeniero |licenciad[oa] |c\. ")
_MARKS = re.compile(
    r"(?i)^(individual|natural ?person|person|persona (f[ií]sica|natural)|sole (trader|proprietor)\w*)$"
)
#: Mexican taxpayers: four letters before the date make a person; three make a company. CURP: persons alone.
_MEXICAN = re.compile(r"(?i)[A-ZÑ&]{4}-?\d{6}-?[A-Z0-9]{3}|[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d")
#: Paraguayan taxpayers: numbers of companies begin at 80,000,000.
_PARAGUAYAN = re.compile(r"(\d{5,8})-\d")
_CODE = re.compile(r"[A-Za-z0-9:._+/-]*")
#: A member about people in a text that is no JSON: its string, or its object or array up to the first bracket's end.
_MEMBER = re.compile(
    rf'"({PEOPLE.pattern.removeprefix("(?i)")})"\s*:\s*("(?:[^"\\]|\\.)*"|\{{[^}}]*\}}?|\[[^\]]*\]?)', re.I
)
_MANY = 100_000


@cache
def given_names() -> frozenset[str]:
    """Given names in capitals that a person's name may begin with (`given_names.txt`)."""
    text = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def is_person(party: dict[str, Any]) -> bool:
    """Whether an organisation of a release is a natural person, as far as its marks, its numbers or its name tell."""
    identifiers = [party.get("identifier"), *_all(party.get("additionalIdentifiers"))]
    for one in identifiers:
        told = _a_persons(str(one.get("id") or ""), str(one.get("scheme") or "")) if isinstance(one, dict) else None
        if told is not None:
            return told
    details = party.get("details")
    marks = [party.get("legalPersonality"), party.get("type"), party.get("organizationType")]
    for key, value in details.items() if isinstance(details, dict) else ():
        if re.search(r"(?i)type|entity|person|form|scale", key):
            marks.append(value)
    if any(isinstance(mark, str) and _MARKS.match(mark.strip()) for mark in marks):
        return True
    return any(map(_a_name, _names(party)))


def _a_persons(number: str, scheme: str) -> bool | None:
    """Whether a registered number is a person's; None where it does not tell."""
    if _MEXICAN.fullmatch(number.strip()):
        return True
    if re.search(r"(?i)ruc|contribuyente|^py", scheme) and (found := _PARAGUAYAN.search(number)):
        return int(found[1]) < 80_000_000
    return True if re.search(r"(?i)curp|passport|national ?id|c[eé]dula|\bdni\b|\bssn\b", scheme) else None


@lru_cache(_MANY)
def _a_name(name: str) -> bool:
    if _TRADER.search(name):
        return True
    words = re.findall(r"[^\W\d_]+", name)
    personal = bool(words) and (words[0].upper() in given_names() or bool(_HONOUR.match(name)))
    return personal and 2 <= len(words) <= 7 and not _LEGAL.search(_HONOUR.sub("", name))


def _names(party: dict[str, Any]) -> Iterator[str]:
    for one in (party, party.get("identifier"), *_all(party.get("additionalIdentifiers"))):
        for key in ("name", "legalName"):
            if isinstance(one, dict) and isinstance(one.get(key), str) and one[key].strip():
                yield one[key].strip()


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


class Border:
    """Cleans one release or record after another, and remembers texts it has seen."""

    def __init__(self) -> None:
        self._seen: dict[tuple[bool, str], str] = {}
        self._dropped: dict[str, bool] = {}

    def crossed(self, printed: dict[str, Any]) -> dict[str, Any]:
        """`printed` without people; what it was given is left as it was."""
        persons: dict[str, str] = {}
        names: set[str] = set()
        for party in _parties(printed, "", []):
            if is_person(party):
                number = f"individual-{len(persons) + 1}"
                for key in _ids(party):
                    number = persons.setdefault(key, number)
                names.update(_names(party))
        made: dict[str, Any] = self._walk(printed, "", persons, sorted(names))
        if persons:
            made.pop("versionedRelease", None)  # it tells the same once more, field by field, ids and all
        return made

    def broken(self, text: str) -> str:
        """A text that is no JSON, without people as far as can be told: members that hold them are cut out of it."""
        return clean(_MEMBER.sub(r'"\1":"[removed]"', text)) or ""

    def _walk(self, value: Any, key: str, persons: dict[str, str], names: list[str]) -> Any:
        if isinstance(value, str):
            return self._said(value, key, names)
        if isinstance(value, dict):
            if persons or names:
                own = next((persons[one] for one in _ids(value) if one in persons), None)
                if own is not None and (key in PARTIES or "name" in value or "identifier" in value):
                    return _individual(value, own)
            dropped = self._dropped
            out = {}
            for name, one in value.items():
                drop = dropped.get(name)
                if drop is None:
                    drop = dropped[name] = bool(PEOPLE.fullmatch(name))
                if not drop:
                    kind = type(one)  # asked for here, since half of what a release holds is text
                    if kind is str:
                        one = self._said(one, name, names)
                    elif kind is dict or kind is list:
                        one = self._walk(one, name, persons, names)
                    out[name] = one
            return out
        if isinstance(value, list):
            return [self._walk(one, key, persons, names) for one in value]
        return value

    def _said(self, value: str, key: str, names: list[str]) -> str:
        plain = key in PLAIN
        if plain or _CODE.fullmatch(value):
            said = value if "@" not in value and len(value) < 7 else self._cleaned(True, value)
        else:
            said = self._cleaned(False, value)
        return without_mentions(said, names) or "" if names else said

    def _cleaned(self, plain: bool, value: str) -> str:
        found = self._seen.get((plain, value))
        if found is None:
            if len(self._seen) > _MANY:
                self._seen.clear()
            found = (clean_contacts(value) if plain else clean(value)) or ""
            self._seen[plain, value] = found
        return found


def _parties(value: Any, key: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every organisation of a release, wherever it stands, added to `found` in the order printed."""
    if isinstance(value, dict):
        if key in PARTIES:
            found.append(value)
        for name, one in value.items():
            if isinstance(one, dict | list):
                _parties(one, name, found)
    else:
        for one in value:
            if isinstance(one, dict | list):
                _parties(one, key, found)
    return found


def _ids(party: dict[str, Any]) -> Iterator[str]:
    """What tells that two mentions are of one party: its id, its registered number, its name."""
    if isinstance(party.get("id"), str | int):
        yield f"id:{party['id']}"
    identifier = party.get("identifier")
    if isinstance(identifier, dict) and isinstance(identifier.get("id"), str | int):
        yield f"number:{identifier['id']}"
    for name in _names(party):
        yield f"name:{name.upper()}"


def _individual(party: dict[str, Any], number: str) -> dict[str, Any]:
    kept = {key: party[key] for key in ("roles", "date", "status", "bidAmount", "awardValue", "value") if key in party}
    return {"id": number, "name": INDIVIDUAL} | kept
