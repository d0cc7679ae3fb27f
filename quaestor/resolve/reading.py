"""An organisation's name read into words: which are its own, which are common, places, numbers or legal form.

What a word is comes from rigour (legal forms in many languages and scripts, words of trades, countries, numerals,
transliteration). What is added here are the few things it leaves to its callers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rigour.names import Name, NamePart, NamePartTag, NameTypeTag, SymbolCategory, analyze_names, extract_org_types
from rigour.names.split_phrases import contains_split_phrase
from rigour.text import ascii_text

from quaestor.resolve.legal_forms import OURS

OWN, COMMON, PLACE, WIDE, NUMBER, LEGAL, STOP = "own", "common", "place", "wide", "number", "legal", "stop"

#: Legal forms that rigour leaves to its callers, as they may be something else within a name: read at an end only.
_FORMS_AT_AN_END = frozenset(
    {"ab", "akg", "ae", "asa", "ead", "eood", "kk", "l3c", "pc", "pt", "sapi", "sasu", "tbk", "ulc", "ou"}
)
#: Words that belong to a legal form where they stand beside one: `Private Limited`, `Kabushiki Kaisha`.
_BESIDE_A_FORM = frozenset({"private", "pvt", "pte", "public", "kabushiki", "closed", "open", "joint", "stock"})
#: Parts of the world wider than any jurisdiction a firm is registered in.
_WIDE = frozenset(
    {
        "africa",
        "america",
        "americas",
        "asia",
        "europe",
        "european",
        "emea",
        "apac",
        "latam",
        "pacific",
        "worldwide",
        "global",
    }
)
_ALIAS = re.compile(
    r"\s(?:/|a/?k/?a\.?|d/?b/?a\.?|f/?k/?a\.?|t/a|formerly|trading as|doing business as)\s", re.IGNORECASE
)
_SLASH = re.compile(r"(?<=\w{4})/(?=\w{4})")
_INITIALS = re.compile(r"\b(?:\w\.\s?){2,}")
_BRACKETED = re.compile(r"\(([^()]+)\)")
_LETTERS = re.compile(r"(?:\b\w\b\s+){1,}\b\w\b")
#: A number that a register appends to a name, as `(8754)`.
REGISTERED_AS = re.compile(r"\s*\(\d{4,}\)$")
#: Where old systems cut names off, and the words of legal form that are then made whole again.
CUT_AT = (29, 30)
_CUT_WORDS = ("corporation", "incorporated", "company", "limited")
_SIGNS = str.maketrans({"&": " and ", "+": " and ", "%": " percent ", "№": " "})
_NOT_A_COUNTRY = "zz"
#: Numerals of a series, read as such only where they end a name.
_ROMAN = {f"{tens}{ones}": 10 * i + j for i, tens in enumerate(("", "x", "xx", "xxx"))
          for j, ones in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")) if i or j}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """One word of a name in ASCII where it has one; `kind` is own, common, place, wide, number, legal or stop."""

    text: str
    kind: str
    first: bool = False
    value: int | None = None


class Reading:
    """One way to read a printed name. `words` are parallel to rigour's own parts."""

    def __init__(self, printed: str, name: Name) -> None:
        self.printed, self.name = printed, name
        self.initials = {re.sub(r"\W", "", found).casefold() for found in _INITIALS.findall(printed)}

    @cached_property
    def words(self) -> dict[NamePart, Word]:
        kinds = self._kinds()
        said = [part for part in self.name.parts if kinds[part] not in (LEGAL, STOP)]
        if sum(len(part.form) for part in said) < 2:  # AT&T: what looks like a legal form is the name
            kinds |= {part: OWN for part in self.name.parts if kinds[part] == LEGAL}
        for part in said[1:][-1:]:
            kinds[part] = NUMBER if _plain(part) in _ROMAN else kinds[part]
        firsts = [part for part in self.name.parts if kinds[part] == OWN][:1]
        return {
            part: Word(_plain(part), kinds[part], first=part in firsts, value=self._value(part))
            for part in self.name.parts
        }

    def _value(self, part: NamePart) -> int | None:
        spans = (s for s in self.name.spans if s.symbol.category == SymbolCategory.NUMERIC and part in s.parts)
        found = [int(span.symbol.id) for span in spans if span.symbol.id.isdigit()]
        return max(found) if found else _ROMAN.get(_plain(part))

    def _kinds(self) -> dict[NamePart, str]:
        parts = self.name.parts
        kinds = {part: STOP if part.tag == NamePartTag.STOP else OWN for part in parts}
        for span in self.name.spans:
            for part in span.parts:
                kinds[part] = _stronger(kinds[part], _kind_of(span.symbol.category, span.symbol.id))
        forms = [_plain_text(found).split() for found, _ in extract_org_types(self.name.form)]
        texts = [_plain(part) for part in parts]
        for form in forms:
            for start in {0, len(texts) - len(form)} & set(range(len(texts))):
                stretch = parts[start : start + len(form)]
                if texts[start : start + len(form)] == form and all(kinds[part] != NUMBER for part in stretch):
                    kinds |= dict.fromkeys(stretch, LEGAL)
        for part in (parts[:1] + parts[-1:]) if len(parts) > 1 else ():
            if _plain(part) in _FORMS_AT_AN_END:
                kinds[part] = LEGAL
        for one, next_to_it in pairwise(parts):
            for part, beside in ((one, next_to_it), (next_to_it, one)):
                if kinds[beside] == LEGAL and _plain(part) in _BESIDE_A_FORM:
                    kinds[part] = LEGAL
        for part in parts:
            if _plain(part) in _WIDE:
                kinds[part] = WIDE
            elif part.numeric:
                kinds[part] = NUMBER
            elif part.tag == NamePartTag.LEGAL and kinds[part] != NUMBER:
                kinds[part] = LEGAL
        if len(parts) > 2 and kinds[parts[0]] == kinds[parts[-1]] == LEGAL and texts[-1] in OURS:
            kinds[parts[0]] = OWN  # what looks like a form before a name that one of ours ends: STG International, Inc.
        return kinds


def tidy(printed: str) -> str:
    """A name in one line, without the number a register appends, its last word of legal form whole where it was cut."""
    text = " ".join((printed if printed.isascii() else unicodedata.normalize("NFKC", printed)).split())
    text = REGISTERED_AS.sub("", text) if text.endswith(")") else text
    before, _, last = text.rpartition(" ")
    if len(text) in CUT_AT and len(last) > 2:
        whole = [word for word in _CUT_WORDS if word.startswith(last.casefold())]
        text = f"{before} {whole[0]}" if whole else text
    return text


@lru_cache(maxsize=65536)
def readings(printed: str) -> tuple[Reading, ...]:
    """Every way to read a name as it was printed; empty where it has no letter or number at all."""
    found: dict[str, Reading] = {}
    for form in _forms(tidy(printed)):
        for rewrite in (True, False):
            for name in analyze_names(NameTypeTag.ORG, [form], consolidate=False, rewrite=rewrite):
                found.setdefault(name.comparable, Reading(form, name))
    return tuple(found.values())


def _forms(text: str) -> list[str]:
    """A name whole, and the parts of one that prints two: `X doing business as Y`, `X/Y`, `X (its initials)`."""
    forms = [text]
    if contains_split_phrase(text) or "/" in text or _ALIAS.search(text):
        forms += [piece for piece in _ALIAS.split(text) if len(piece) > 3]
        forms += [piece for piece in _SLASH.split(text) if len(piece) > 3]
    for found in _BRACKETED.finditer(text):
        rest = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
        if is_acronym(found[1], _plain_text(rest).split()):
            forms.append(rest)
    closed = [_LETTERS.sub(lambda found: found[0].replace(" ", ""), form) for form in forms]
    return list(dict.fromkeys(" ".join(form.translate(_SIGNS).split()) for form in forms + closed))


def is_acronym(short: str, words: list[str]) -> bool:
    """Whether `short`, of three letters or more, is the first letters of `words`, with or without the small words."""
    letters = re.sub(r"\W", "", short).casefold()
    if len(letters) < 3 or len(words) < 3:
        return False
    small = {"of", "and", "the", "for", "de", "la", "et", "und", "y"}
    return letters in ("".join(w[0] for w in words), "".join(w[0] for w in words if w not in small))


def _kind_of(category: SymbolCategory, symbol: str) -> str:
    if category == SymbolCategory.LOCATION:
        return OWN if symbol == _NOT_A_COUNTRY else PLACE
    if category == SymbolCategory.NUMERIC:
        return NUMBER
    if category == SymbolCategory.ORG_CLASS:
        return OWN if symbol == "SP" else LEGAL
    if category == SymbolCategory.SYMBOL:
        return LEGAL if symbol in ("CO", "CORP") else COMMON
    return COMMON if category == SymbolCategory.DOMAIN else OWN


def _stronger(left: str, right: str) -> str:
    order = (STOP, OWN, COMMON, PLACE, LEGAL, NUMBER)
    return max(left, right, key=order.index)


def _plain(part: NamePart) -> str:
    return _plain_text(part.comparable)


def _plain_text(text: str) -> str:
    return re.sub(r"[^\w ]", "", ascii_text(text)).casefold()
