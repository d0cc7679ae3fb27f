"""Names and words that somebody may have meant who wrote what no record says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from tantivy import DocAddress, Occur, Query

from quaestor.search import shelves
from quaestor.search.asking import ON_SHELF
from quaestor.search.language import NAMES, Clause, Question, Term
from quaestor.search.reader import View

#: Letters of a word from which one letter may be wrong, and from which two may be.
ONE, TWO = 4, 8
#: Documents whose names are looked at, those of most money first, and names taken from them.
LOOKED_AT, TAKEN = 60, 3
#: How alike two words must be, of 1.
ALIKE = 0.72


@dataclass(frozen=True)
class Meant:
    """A question with its unknown words read as names like them. names: word -> the names; words: word -> a word of the
    records like it, which is only proposed."""

    question: Question
    names: dict[str, list[str]]
    words: dict[str, str]


def meant(view: View, question: Question) -> Meant:
    """What `question` may mean where it holds words that no document says. Words that are held are left as they are, so
    that what is counted is what is asked for."""
    clauses, names, words = [], {}, {}
    for clause in question.clauses:
        terms: list[Term] = []
        for term in clause.terms:
            terms.append(term)
            if clause.excluded or not _may_be_wrong(term) or _held(view, term):
                continue
            word = term.words[0]
            if found := _like(view, "name", word):
                names[term.text] = found
                terms += [Term(name, (name,), fields=NAMES) for name in found]
            if found := _like(view, "words", word):
                words[term.text] = found[0]
        clauses.append(Clause(tuple(terms), clause.excluded))
    return Meant(replace(question, clauses=tuple(clauses)), names, words)


def proposed(question: Question, words: dict[str, str]) -> str:
    """The text of the question with words replaced by those proposed for them."""
    text = question.text
    for wrong, right in words.items():
        text = text.replace(wrong, right)
    return text


def _may_be_wrong(term: Term) -> bool:
    """Whether a term is one plain word, long enough that a letter of it may be wrong."""
    return len(term.words) == 1 and not term.prefix and len(term.words[0]) >= ONE and term.words[0].isalpha()


def _held(view: View, term: Term) -> bool:
    fields = term.fields or {name for names in ON_SHELF.values() for name in names}
    return any(
        view.searcher.doc_freq(name, term.number if name in shelves.NUMBERS else term.words[0]) for name in fields
    )


def _like(view: View, field: str, word: str) -> list[str]:
    """Words of a text like `word`, the most alike first."""
    distance = 2 if len(word) >= TWO else 1
    query = Query.boolean_query(
        [(Occur.Must, Query.fuzzy_term_query(shelves.schema(), field, word, distance=distance))]
    )
    found = view.searcher.search(query, limit=LOOKED_AT, count=False, weight_by_field="weight").hits
    seen = {said for _, address in found for said in _words(view, address, field)}
    alike = sorted(
        ((SequenceMatcher(None, word, said).ratio(), said) for said in seen), key=lambda one: (-one[0], one[1])
    )
    near = [said for ratio, said in alike if ratio >= max(ALIKE, alike[0][0] - 0.1)]
    return near[:TAKEN]


def _words(view: View, address: DocAddress, field: str) -> Iterator[str]:
    held = view.document(address)
    for text in held.words if field == "words" else (held.shown["name"], *held.other):
        yield from shelves.split(text)
