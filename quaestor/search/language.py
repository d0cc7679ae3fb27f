"""What somebody types, read as a question: words, "phrases", beginnings*, -exclusions, field:words.

Any text is a question. What cannot be read as it was perhaps meant is read in the nearest way, and a sentence says so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from quaestor.search import shelves

#: Field words, with the fields of the index that they mean.
FIELDS: dict[str, tuple[str, ...]] = {
    "piid": ("own",),
    "number": ("own", "number"),
    "supplier": ("name", "supplier"),
    "parent": ("parent",),
    "buyer": ("buyer",),
    "agency": ("buyer",),
    "office": ("buyer",),
    "psc": ("product",),
    "naics": ("product",),
    "words": ("words",),
}
#: Where a name is looked for that nobody has, spelt as somebody may have meant it.
NAMES = ("name", "supplier", "parent")

#: Letters of a text, and terms in it, that are read.
LONGEST, MOST = 500, 24
#: Letters that a beginning needs at least.
BEGINNING = 2

_ITEM = re.compile(r'(?P<minus>-+)?(?:(?P<field>[^\W\d_]+):(?!:))?(?:"(?P<phrase>[^"]*)(?P<end>"|$)|(?P<word>[^\s"]+))')
_SIGNS = str.maketrans({**dict.fromkeys("“”„«»＂", '"'), **dict.fromkeys("−–—‐‑", "-"), **dict.fromkeys("’‘", "'")})


@dataclass(frozen=True)
class Term:
    """One thing to look for.

    text: as typed. words: as the index has them, in their order. number: all of it as a number; blank where it cannot
    be one. prefix: whether the last word is only a beginning. fields: where to look; everywhere when empty.
    """

    text: str
    words: tuple[str, ...]
    number: str = ""
    prefix: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """Terms of which one must be there, or none where `excluded`."""

    terms: tuple[Term, ...]
    excluded: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked for: every clause must hold. said: how it was read where that may surprise."""

    text: str
    clauses: tuple[Clause, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[Clause, ...]:
        """The clauses that must be there."""
        return tuple(clause for clause in self.clauses if not clause.excluded)


def read(text: str) -> Question:
    """The question in `text`; any text has one, an empty text an empty one."""
    # Lone surrogates, as a broken address may hold, can be neither stored nor looked for.
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
    said: list[str] = []
    if len(clean) > LONGEST:
        said.append(f"Only the first {LONGEST} letters were read.")
    clean = clean[:LONGEST].strip()
    clauses: list[Clause] = []
    joined = negated = False
    fields: tuple[str, ...] = ()
    for item in _ITEM.finditer(clean.translate(_SIGNS)):
        word = item["word"] or ""
        if not item["field"] and not item["minus"]:
            if word in ("AND", "OR", "NOT"):
                joined, negated = word == "OR" and bool(clauses), word == "NOT"
                continue
            if word.endswith(":") and word[:-1].lower() in FIELDS:  # a blank after the colon
                fields = FIELDS[word[:-1].lower()]
                continue
        term = _term(item, said)
        if term is None:
            continue
        if fields and not term.fields:
            term = replace(term, fields=fields)
        excluded = bool(item["minus"]) or negated
        if joined and not excluded and not clauses[-1].excluded:
            clauses[-1] = replace(clauses[-1], terms=(*clauses[-1].terms, term))
        else:
            clauses.append(Clause((term,), excluded))
        joined, negated, fields = False, False, ()
        if sum(len(clause.terms) for clause in clauses) == MOST and item.end() < len(clean):
            said.append(f"Only the first {MOST} words were looked for.")
            break
    if clean and not clauses:
        said.append("There is no letter and no figure in this to look for.")
    return Question(clean, tuple(clauses), tuple(dict.fromkeys(said)))


def _term(item: re.Match[str], said: list[str]) -> Term | None:
    """The term of one item; None where nothing is in it to look for."""
    quoted = item["phrase"] is not None
    text = item["phrase"] if quoted else item["word"]
    fields: tuple[str, ...] = ()
    if name := item["field"]:
        fields = FIELDS.get(name.lower(), ())
        if not fields:
            said.append(f"“{name}:” is no field, so it was read as a word. Fields are {', '.join(FIELDS)}.")
            text = f"{name} {text}"
    if quoted and not item["end"]:
        said.append("A quotation was opened and not closed; it was read to the end.")
    prefix = text.endswith("*")
    words = tuple(shelves.split(text))
    if not words:
        return None
    if prefix and len(words[-1]) < BEGINNING:
        said.append(f"“{words[-1]}*” is too short for a beginning, so it was read as a word.")
        prefix = False
    number = shelves.number(unicodedata.normalize("NFKC", text)) if not quoted or len(words) == 1 else ""
    return Term(text, words, number, prefix, fields)
