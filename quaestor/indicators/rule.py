"""One rule as its file states it: a YAML header that says what it asks and why it may be nothing, and one SELECT.

A file in this folder is the registration; the file's name is the rule's. Rules of one's own lie in the store's folder
`indicators/`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from quaestor import model, sql
from quaestor.errors import InputError, ModelError, NotHeld
from quaestor.indicators import fence, wording

AREAS = {
    "money": "Money",
    "ceilings": "Ceilings",
    "time": "Time",
    "competition": "Competition",
    "suppliers": "Suppliers",
    "scope": "Scope of work",
    "subawards": "Subawards",
    "records": "Records",
}
_NEEDED = ("title", "version", "area", "asks", "why", "innocent", "subject")
_OPTIONAL = (
    "code", "check", "spares", "not_assessed", "rests_on", "parameters", "outcomes", "high_base_rate", "based_on",
    "measures",
)  # fmt: skip
OUTCOMES = ("termination", "exclusion", "takeback", "rewrite")
#: What a rule's SELECT may give of what it is about, besides the subject itself.
ABOUT = ("award_id", "supplier_id", "family_id", "buyer_id", "office_id")
#: Other columns that a rule's SELECT may give.
GIVEN = ("value", "flagged", "spared", "not_assessed", "amount", "currency", "cohort", "rests_on")

Value = str | int | float | bool | date


@dataclass(frozen=True)
class Rule:
    """One rule. spares, not_assessed: name of each structural filter, or reason, and what it is in words. subject: what
    one row is about. rests_on: the table whose rows a flag rests on. check: whether it asks if the record is sound,
    rather than whether what was done deserves a look. measures: what `value` is, in words. own: of the store's own
    folder."""

    name: str
    title: str
    version: int
    area: str
    asks: str
    why: str
    innocent: str
    subject: str
    select: str = field(repr=False)
    text: str = field(repr=False)
    code: str | None = None
    check: bool = False
    spares: Mapping[str, str] = field(default_factory=dict)
    not_assessed: Mapping[str, str] = field(default_factory=dict)
    rests_on: str = "action"
    parameters: Mapping[str, Value] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ()
    high_base_rate: str | None = None
    measures: str | None = None
    based_on: tuple[str, ...] = ()
    tables: frozenset[str] = frozenset()
    own: bool = False

    @property
    def digest(self) -> str:
        """sha-256 of the file and of the parameters it runs with: what a flag is held against."""
        told = json.dumps(dict(self.parameters), sort_keys=True, default=str)
        return hashlib.sha256(f"{self.text}\0{told}".encode()).hexdigest()

    def filled(self, words: str) -> str:
        """Words of the header with the parameters they name filled in."""
        return re.sub(r"\{(\w+)\}", lambda found: _shown(self.parameters.get(found[1], found[0])), words)

    def with_parameters(self, values: Mapping[str, Value]) -> Rule:
        """The same rule with other values; raises InputError on a parameter it does not have."""
        for name in values.keys() - self.parameters.keys():
            known = ", ".join(self.parameters) or "none"
            raise InputError(f"the rule {self.name} has no parameter {name}", advice=f"Its parameters: {known}.")
        return replace(self, parameters={**self.parameters, **values})


@cache
def shipped() -> dict[str, Rule]:
    """Every rule of this folder by name; raises ModelError on a file that is wrong."""
    return citing("")


@cache
def citing(words: str) -> dict[str, Rule]:
    """The rules of this folder whose file has `words` in it, by name; the others are not looked into."""
    folder = files(__package__)
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    texts = {file.name.removesuffix(".sql"): file.read_text(encoding="utf-8") for file in found}
    return {name: read(name, text) for name, text in texts.items() if words in text}


def own_files(store: Path) -> list[Path]:
    """The rule files in a store's own folder."""
    return sorted((store / "indicators").glob("*.sql"))


def of_file(path: Path) -> Rule:
    """The rule in a file of one's own; raises InputError where it cannot be read, ModelError where it is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", where=str(path), advice="Name a text file in UTF-8.") from error
    if path.stem in shipped():
        raise ModelError(
            f"{path.stem} is the name of one of Quaestor's own rules",
            where=str(path),
            advice="Name the file otherwise.",
        )
    return read(path.stem, text, own=True)


def named(name: str, store: Path | None = None) -> Rule:
    """The rule called `name`, shipped or the store's own; raises NotHeld with the names there are."""
    if name in shipped():
        return shipped()[name]
    own = {path.stem: path for path in own_files(store)} if store else {}
    if name in own:
        return of_file(own[name])
    near = get_close_matches(name, [*shipped(), *own], cutoff=0.5)
    raise NotHeld(
        f"there is no rule {name}",
        advice=f"Did you mean {', '.join(near)}?" if near else "`quaestor indicator list` names them.",
    )


def read(name: str, text: str, *, own: bool = False) -> Rule:
    """The rule `name` from its file's text; raises ModelError saying where, what is wrong and what to do."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise ModelError("a rule's file is named in small letters, digits and _", where=name)
    file = sql.parse(name, text)
    header = file.header
    for wrong, advice in _wrong(header):
        raise ModelError(wrong, where=f"{name}, header", advice=advice)
    _look_at_words(name, header, file.select)
    tree = fence.check(name, file.select)
    rule = Rule(
        name=name,
        title=_words(header["title"]),
        version=header["version"],
        area=header["area"],
        asks=_words(header["asks"]),
        why=_words(header["why"]),
        innocent=_words(header["innocent"]),
        subject=str(header["subject"]).removesuffix("_id"),
        select=file.select,
        text=text,
        code=str(header["code"]) if header.get("code") else None,
        check=bool(header.get("check")),
        spares={str(key): _words(value) for key, value in (header.get("spares") or {}).items()},
        not_assessed={str(key): _words(value) for key, value in (header.get("not_assessed") or {}).items()},
        rests_on=header.get("rests_on") or "action",
        parameters=dict(header.get("parameters") or {}),
        outcomes=tuple(header.get("outcomes") or ()),
        high_base_rate=_words(header["high_base_rate"]) if header.get("high_base_rate") else None,
        measures=_words(header["measures"]) if header.get("measures") else None,
        based_on=tuple(_words(one) for one in _listed(header.get("based_on"))),
        tables=frozenset(fence.tables(tree)),
        own=own,
    )
    for wrong, advice in _unlike(rule, fence.parameters(tree), fence.constants(tree)):
        raise ModelError(wrong, where=name, advice=advice)
    return rule


def _wrong(header: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """What is wrong with a header by itself, in words, and what to do."""
    keys = f"Keys: {', '.join((*_NEEDED, *_OPTIONAL))}."
    for key in header.keys() - {*_NEEDED, *_OPTIONAL}:
        yield f"there is no key {key}", keys
    for key in _NEEDED:
        if not header.get(key):
            yield f"the key {key} is missing", _ASKED.get(key, "Add it.")
    if type(header["version"]) is not int or header["version"] < 1:
        yield f"version {header['version']} is no whole number above zero", "Begin with 1; add 1 when it answers anew."
    if not isinstance(header.get("check", False), bool):
        yield f"check is {header['check']!r}", "Write `check: true` for a check of the records, or leave it out."
    if header["area"] not in AREAS:
        yield f"there is no area {header['area']}", f"Areas: {', '.join(AREAS)}."
    for key in ("title", "asks", "why", "innocent", "high_base_rate", "measures"):
        if not isinstance(header.get(key, ""), str):
            yield f"{key} is not a text", "Put it in quotes, or after `>` on lines of its own."
    for key in ("spares", "not_assessed", "parameters"):
        if not isinstance(header.get(key) or {}, dict):
            yield f"{key} is not a mapping", f"Write `{key}: {{name: ...}}`."
    for name, value in (header.get("parameters") or {}).items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", str(name)) or not isinstance(value, str | int | float | date):
            yield f"the parameter {name} has the value {value!r}", "A name in small letters, and a number, text or day."
    if not _subject(str(header["subject"])):
        yield f"nothing in the model is a {header['subject']}", "Such as award, action, supplier, family or office."
    if header.get("rests_on") and header["rests_on"] not in model.tables():
        yield f"there is no table {header['rests_on']}", f"Tables: {', '.join(model.tables())}."
    for outcome in header.get("outcomes") or ():
        if outcome not in OUTCOMES:
            yield f"there is no outcome {outcome}", f"Outcomes: {', '.join(OUTCOMES)}."


_ASKED = {
    "innocent": "Say why a flag may well be nothing: every rule has innocent explanations.",
    "asks": "Say the question in one sentence.",
    "why": "Say why the answer is worth knowing.",
    "subject": "Say what one row is about: award, action, supplier, family, office ...",
    "area": f"One of {', '.join(AREAS)}.",
}


def _subject(name: str) -> bool:
    """Whether some table of the model identifies such a thing."""
    key = f"{name.removesuffix('_id')}_id"
    return any(key in table.names for table in model.tables().values())


def _look_at_words(name: str, header: Mapping[str, Any], select: str) -> None:
    """Raises ModelError on an accusing word anywhere but in the title of a source."""
    told = {key: value for key, value in header.items() if key != "based_on"}
    for place, text in (*((f"{name}, header, {key}", str(value)) for key, value in told.items()), (name, select)):
        if word := wording.accusing(text):
            raise ModelError(
                f"“{word}” accuses", where=place, advice="Say what the records show: a flag is a lead, no finding."
            )


def _unlike(rule: Rule, used: set[str], constants: set[str]) -> Iterator[tuple[str, str | None]]:
    """Where header and SELECT do not agree."""
    for name in sorted(used - rule.parameters.keys()):
        yield f"${name} is used and not declared", f"Add it to the header: `parameters: {{{name}: ...}}`."
    for name in sorted(rule.parameters.keys() - used):
        yield f"the parameter {name} is declared and not used", f"Use ${name} in the SELECT, or leave it out."
    for key in ("spares", "not_assessed"):
        for name in getattr(rule, key):
            if name not in constants:
                yield f"{key} declares {name}, which the SELECT never gives", f"Write it out: '{name}'."
    known = {name for name, table in model.tables().items() if table.kind != "view"}
    for name in sorted(rule.tables - known):
        yield f"there is no table {name}", f"Tables: {', '.join(sorted(known))}."
    words = (rule.title, rule.asks, rule.why, rule.innocent, *rule.spares.values(), *rule.not_assessed.values())
    for name in {found for text in words for found in re.findall(r"\{(\w+)\}", text)} - rule.parameters.keys():
        yield f"the words name {{{name}}}, which is no parameter", "Declare it, or write the words without."


def _words(text: Any) -> str:
    return " ".join(str(text).split())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) and value >= 10_000 else str(value)
