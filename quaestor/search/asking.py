"""A question and its filters, put to the index: how many documents answer it, which, and of what sorts they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tantivy import FieldType, Occur, Order, Query

from quaestor.search import shelves
from quaestor.search.language import Clause, Question, Term
from quaestor.search.reader import Found, View

#: Texts and numbers that the documents of a shelf have.
ON_SHELF = {
    "awards": ("own", "number", "supplier", "words", "parent", "product", "buyer"),
    "suppliers": ("own", "name", "parent"),
    "agencies": ("own", "name", "parent"),
    "documents": ("own", "number", "name", "words", "parent"),
}
#: How hits are sorted: the field whose largest value comes first; by how well they answer where there is none.
SORTS: dict[str, str | None] = {"relevance": None, "money": "obligated", "date": "signed"}
#: Hits that can be paged through.
DEEP = 100_000


@dataclass(frozen=True)
class Range:
    """Money from `least` to below `limit`, in cents; no bound where None."""

    least: int | None
    limit: int | None


@dataclass(frozen=True)
class Filters:
    """What the awards asked for have besides the words: one of the values of each that is set.

    counted: by field of `shelves.COUNTED`. unheld: also awards whose money is not held, in `money`.
    """

    counted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    years: Sequence[int] = ()
    money: Sequence[Range] = ()
    unheld: bool = False

    def without(self, name: str) -> Filters:
        """The filters but the one called `name`."""
        counted = {key: values for key, values in self.counted.items() if key != name}
        years = () if name == "year" else self.years
        money, unheld = ((), False) if name == "money" else (self.money, self.unheld)
        return Filters(counted, years, money, unheld)

    @property
    def set(self) -> list[str]:
        """The names of those that are set."""
        named = [name for name, values in self.counted.items() if values]
        return named + ["year"] * bool(self.years) + ["money"] * bool(self.money or self.unheld)


def compiled(question: Question, shelf: str, filters: Filters | None = None, *, every: bool = True) -> Query:
    """The question as the index takes it. every: all of its clauses must hold, else one of them."""
    parts = [(Occur.Must, _silent(_one_of("shelf", [shelf])))]
    wanted = [_clause(clause, shelf) for clause in question.wanted]
    if not wanted:
        parts.append((Occur.Must, Query.all_query()))
    elif every:
        parts += [(Occur.Must, query) for query in wanted]
    else:
        parts.append((Occur.Must, _any(wanted)))
    parts += [(Occur.MustNot, _clause(clause, shelf)) for clause in question.clauses if clause.excluded]
    if filters:
        parts += [(Occur.Must, _silent(query)) for query in _filtered(filters)]
    return Query.boolean_query(parts)


def hits(view: View, query: Query, sort: str, offset: int, size: int) -> list[Found]:
    """The documents from `offset` on, `size` of them, in order.

    Among those that answer equally well, more money obligated comes first. What has no value to sort by comes last.
    """
    by = SORTS[sort]
    how: dict[str, Any] = {"order_by_field": by, "order": Order.Desc} if by else {"weight_by_field": "weight"}
    found = view.searcher.search(query, limit=size, offset=offset, count=False, **how)
    return [view.document(address) for _, address in found.hits]


def _clause(clause: Clause, shelf: str) -> Query:
    return _any([_term(term, shelf) for term in clause.terms])


def _term(term: Term, shelf: str) -> Query:
    """Where a term may stand, the best place counting."""
    fields = [name for name in ON_SHELF[shelf] if not term.fields or name in term.fields]
    found = []
    for name in fields:
        query = _numbered(name, term) if name in shelves.NUMBERS else _said(name, term)
        if query is not None:
            found.append(Query.boost_query(query, (shelves.NUMBERS | shelves.TEXTS)[name]))
    return Query.disjunction_max_query(found) if found else Query.empty_query()


def _said(name: str, term: Term) -> Query:
    *first, last = term.words
    if not first:
        return _beginning(name, last) if term.prefix else Query.term_query(shelves.schema(), name, last)
    if term.prefix:
        return Query.regex_phrase_query(shelves.schema(), name, [*first, f"{last}.*"])
    return Query.phrase_query(shelves.schema(), name, list(term.words))


def _numbered(name: str, term: Term) -> Query | None:
    if not term.number:
        return None
    if term.prefix or shelves.may_begin(term.number):
        return _beginning(name, term.number)
    return Query.term_query(shelves.schema(), name, term.number)


def _beginning(name: str, text: str) -> Query:
    return Query.fuzzy_term_query(shelves.schema(), name, text, distance=0, prefix=True)


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _silent(query: Query) -> Query:
    """A condition that makes no document answer better than another."""
    return Query.const_score_query(query, 0.0)


def _one_of(name: str, values: Sequence[str | int]) -> Query:
    return _any([Query.term_query(shelves.schema(), name, value) for value in values])


def _filtered(filters: Filters) -> list[Query]:
    found = [_one_of(name, values) for name, values in filters.counted.items() if values]
    if filters.years:
        found.append(_one_of("year", filters.years))
    if filters.money or filters.unheld:
        ranges = [_between(one) for one in filters.money]
        held = Query.exists_query("obligated")
        none = [Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, held)])] if filters.unheld else []
        found.append(_any(ranges + none))
    return found


def _between(one: Range) -> Query:
    bounded = one.limit is not None
    return Query.range_query(
        shelves.schema(), "obligated", FieldType.Integer, one.least, one.limit, include_upper=not bounded
    )


def identified(view: View, text: str) -> list[Found]:
    """The awards and suppliers whose own number or id a text is, capitals, blanks and hyphens apart; two at most."""
    number = shelves.number(text)
    keys = [f"{kind}:{text.strip()}" for kind in ("award", "supplier")] + [f"award:{text.strip().upper()}"]
    ways = [Query.term_query(shelves.schema(), "id", key) for key in keys]
    if number:
        ways.append(Query.term_query(shelves.schema(), "own", number))
    where = (Occur.Must, _one_of("shelf", ["awards", "suppliers"]))
    query = Query.boolean_query([where, (Occur.Must, _any(ways))])
    return [view.document(address) for _, address in view.searcher.search(query, limit=2, count=False).hits]


def beginning(view: View, words: Sequence[str], number: str, names: int, numbers: int) -> list[Found]:
    """Suppliers and agencies one of whose names holds the words, the last one only begun; and awards whose number
    begins so. Where no name does, those that are spelt a letter otherwise. Most money first."""
    schema = shelves.schema()
    *whole, last = words
    said = [(Occur.Must, Query.term_query(schema, "name", word)) for word in whole]
    found = _richest(view, [*said, (Occur.Must, _beginning("name", last))], names)
    if shelves.may_begin(number):
        own = [(Occur.Must, _one_of("shelf", ["awards"])), (Occur.Must, _beginning("own", number))]
        found = [*_richest(view, own, numbers), *found]
    if not found:
        nearly = [
            (Occur.Must, Query.fuzzy_term_query(schema, "name", word, distance=int(len(word) > 3), prefix=word is last))
            for word in words
        ]
        found = _richest(view, nearly, names)
    return found


def _richest(view: View, parts: list[tuple[Occur, Query]], most: int) -> list[Found]:
    """The documents that fulfil all parts, those of most money first."""
    found = view.searcher.search(Query.boolean_query(parts), limit=most, count=False, order_by_field="weight").hits
    return [view.document(address) for _, address in found]
