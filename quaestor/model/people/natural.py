"""Suppliers that are natural persons by the form of their name, for publishers that print no mark of it."""

from __future__ import annotations

import re
from functools import cache

from rigour.names import NameTypeTag, SymbolCategory, analyze_names, extract_org_types

from quaestor.model.people.words import is_ordinary

_WORD = r"[^\W\d_][\w'’-]+"
_END = r"(?:,? (?:JR|SR|II|III|IV)\.?)?"
#: As registers print a person: "SURNAME, GIVEN M", or with an initial between two names.
_SURNAME_FIRST = re.compile(rf"{_WORD}(?: {_WORD})?, (?P<given>{_WORD})(?: (?:{_WORD}|[^\W\d_]\.?))?{_END}", re.I)
_INITIAL = re.compile(rf"({_WORD}) [^\W\d_]\.? ({_WORD}){_END}", re.I)
#: "BOEING COMPANY, THE": names of persons elsewhere, and none behind a comma.
_ARTICLES = frozenset(["THE", "A", "AN"])


@cache
def named_as_person(name: str | None) -> bool:
    """Whether a supplier's name has the form of a person's: behind a comma a name that persons bear (by rigour's list)
    or a word that is none of the trade, or two names that persons bear around an initial.

    A name of two words is not taken for one: firms are called so, too ("ROCKWELL COLLINS").
    """
    printed = " ".join((name or "").split())
    if extract_org_types(printed) or printed.upper().endswith(" OF"):  # "ISLIP, TOWN OF"
        return False
    if found := _SURNAME_FIRST.fullmatch(printed):
        given = found["given"]
        return given.upper() not in _ARTICLES and (_is_borne(given) or not is_ordinary(given))
    found = _INITIAL.fullmatch(printed)
    return found is not None and all(map(_is_borne, found.groups()))


def _is_borne(word: str) -> bool:
    found = analyze_names(NameTypeTag.PER, [word])
    return any(symbol.category == SymbolCategory.NAME for one in found for symbol in one.symbols)
