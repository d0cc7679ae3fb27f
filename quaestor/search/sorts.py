"""Of what sorts the awards found are: how many are of each agency, year, kind, competition, product and size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import Query

from quaestor.search.asking import Filters, Range, compiled
from quaestor.search.language import Question
from quaestor.search.reader import View

#: Sorts told of each name; the others are counted together.
TOLD = {"agency": 12, "year": 40, "kind": 20, "competed": 12, "psc": 12}

#: Cents up to which the index adds whole numbers exactly.
EXACT = 2**53


@dataclass(frozen=True)
class Sorts:
    """One way of telling awards apart. counts: value -> awards, most first (years: newest first); others: how many
    awards stand under values that are not told."""

    name: str
    counts: dict[str, int]
    others: int = 0


@dataclass(frozen=True)
class Sizes:
    """Awards and their money by range. cents: what each range adds up to; None where too large to be added exactly.
    unheld: awards whose money is not held."""

    counts: dict[str, int]
    cents: dict[str, int | None]
    unheld: int


def sorts(view: View, question: Question, filters: Filters, *, every: bool = True) -> list[Sorts]:
    """The sorts of the awards that answer, by each name; under one by which they are filtered, the sorts without that
    filter, so that another can be chosen."""
    chosen = [name for name in filters.set if name in TOLD]
    whole = _counted(view, compiled(question, "awards", filters, every=every), [n for n in TOLD if n not in chosen])
    for name in chosen:
        whole |= _counted(view, compiled(question, "awards", filters.without(name), every=every), [name])
    return [whole[name] for name in TOLD]


def _counted(view: View, query: Query, names: Sequence[str]) -> dict[str, Sorts]:
    if not names:
        return {}
    asked: dict[str, Any] = {name: {"terms": {"field": name, "size": TOLD[name]}} for name in names}
    if "year" in asked:
        asked["year"]["terms"]["order"] = {"_key": "desc"}
    told = view.searcher.aggregate(query, asked)
    return {
        name: Sorts(
            name,
            {str(one["key"]): int(one["doc_count"]) for one in told[name]["buckets"]},
            int(told[name].get("sum_other_doc_count") or 0),
        )
        for name in names
    }


def sizes(
    view: View, question: Question, filters: Filters, ranges: dict[str, Range], *, every: bool = True
) -> tuple[Sizes, Sizes]:
    """The awards that answer by their money, over `ranges` that follow one another: of those asked for, and without the
    filter by money."""
    asked = _sized(view, compiled(question, "awards", filters, every=every), ranges)
    if "money" not in filters.set:
        return asked, asked
    return asked, _sized(view, compiled(question, "awards", filters.without("money"), every=every), ranges)


def _sized(view: View, query: Query, ranges: dict[str, Range]) -> Sizes:
    # In one range all money has one sign, so that a sum below 2^53 cents was exact on its whole way.
    bounds = [
        {name: bound for name, bound in (("from", one.least), ("to", one.limit)) if bound is not None}
        for one in ranges.values()
    ]
    told = view.searcher.aggregate(
        query,
        {
            "sizes": {
                "range": {"field": "obligated", "ranges": bounds},
                "aggs": {"cents": {"sum": {"field": "obligated"}}},
            },
            "held": {"value_count": {"field": "obligated"}},
        },
    )
    found = dict(zip(ranges, told["sizes"]["buckets"], strict=True))
    return Sizes(
        {name: int(one["doc_count"]) for name, one in found.items()},
        {name: _cents(one["cents"]["value"]) for name, one in found.items()},
        view.count(query) - int(told["held"]["value"]),
    )


def _cents(value: float | None) -> int | None:
    return None if value is not None and abs(value) >= EXACT else int(value or 0)
