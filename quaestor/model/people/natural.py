"""Suppliers that are natural persons by the form of their name, for publishers that print no mark of it."""

from __future__ import annotations

import re
from functools import cache

from rigour.names import NameTypeTag, SymbolCategory, analyze_names, extract_org_types

from quaestor.model.people.words import EITHER, may_be_a_name

_WORD = r"[^\W\d_][\w'’-]+"
_END = r"(?:,? (?:JR|SR|II|III|IV)\.?)?"
#: As registers print a person: "SURNAME, GIVEN M", or with an initial between two names.
_SURNAME_FIRST = re.compile(rf"{_WORD}(?: {_WORD})?, (?P<given>{_WORD})(?: (?:{_WORD}|[^\W\d_]\.?))?{_END}", re.I)
_INITIAL = re.compile(rf"({_WORD}) [^\W\d_]\.? ({_WORD}){_END}", re.I)
#: "BOEING COMPANY, THE": names of persons elsewhere, and none behind a comma.
_ARTICLES = frozenset(["THE", "A", "AN"])


#: What rigour says of a word that firms are called by: a trade (TRANSPORT), a common part (SYSTEMS), a legal form.
_TRADE = frozenset([SymbolCategory.DOMAIN, SymbolCategory.SYMBOL, SymbolCategory.ORG_CLASS])


@cache
def named_as_person(name: str | None) -> bool:
    """Whether a supplier's name has the form of a person's: a comma, or an initial between two names, and around it
    words that can be names and none of a trade.

    A name of two words is not taken for one: firms are called so, too ("ROCKWELL COLLINS").
    """
    printed = " ".join((name or "").upper().split())
    if extract_org_types(printed) or printed.endswith(" OF"):  # "ISLIP, TOWN OF"
        return False
    if found := _SURNAME_FIRST.fullmatch(printed):
        given = found["given"]
        return given not in _ARTICLES and not _is_of_a_trade(given) and (may_be_a_name(given) or _is_borne(given))
    if found := _INITIAL.fullmatch(printed):
        both = found.groups()
        return not any(map(_is_of_a_trade, both)) and (any(map(may_be_a_name, both)) or all(map(_is_borne, both)))
    return False


def _is_of_a_trade(word: str) -> bool:
    if word in EITHER:  # STEEL, ROYAL
        return False
    found = analyze_names(NameTypeTag.ORG, [word])
    return any(symbol.category in _TRADE for one in found for symbol in one.symbols)


def _is_borne(word: str) -> bool:
    """Whether persons bear the name, by rigour's list, which takes seconds to be read: for words in doubt only."""
    found = analyze_names(NameTypeTag.PER, [word])
    return any(symbol.category == SymbolCategory.NAME for one in found for symbol in one.symbols)
