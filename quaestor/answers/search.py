"""What the full-text index finds among awards, suppliers, agencies and papers, and what may be meant while
somebody types.

Nothing that is asked raises: what cannot be read as it stands is read in the nearest way, and `said` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from quaestor import search as index
from quaestor.answers.narrowing import facets, narrowed
from quaestor.documents import kinds
from quaestor.errors import StoreError
from quaestor.search import asking, language, marks, near, shelves
from quaestor.search.asking import Filters
from quaestor.search.language import Question
from quaestor.search.reader import Found, View
from quaestor.store import Lake

#: Hits of a page where nobody says how many, and at most; suppliers and agencies told beside awards.
USUAL, MOST, BESIDE = 25, 1_000, 4
#: Names proposed while somebody types, and numbers.
NAMES, NUMBERS = 6, 5
#: What a hit shows that are not texts: how many awards, and what is said of it elsewhere.
_COUNTS, _APART = ("awards", "page", "pages"), ("described",)

UNBUILT = "This store has no search index yet. The next load makes it; so does `quaestor maintain`."
UNREADABLE = "The search index cannot be read. `quaestor maintain --rebuild` makes it anew."
BEHIND = "The search index stands for an earlier state of the records: what came in since is not found yet."


def search(
    lake: Lake,
    q: str,
    *,
    shelf: str = "",
    filters: Mapping[str, str] | None = None,
    sort: str = "",
    every: bool = True,
    page: str | int = 1,
    size: str | int = USUAL,
) -> dict[str, Any]:
    """What `q` finds; see docs/search.md for what may be written in it.

    shelf: awards, suppliers, agencies or documents (pages of papers); blank for awards with the suppliers and agencies
    of that name beside them.
    filters: of awards, by agency, year, kind, competed, psc and money, values parted by commas. sort: relevance, money
    or date. every: whether all words must be there, or any. Gives:

    - `hits`, page by page, each with `what` it is, its `id`, what is known of it, and `found`: pieces of text with
      `marks`, the places of the words; `count` of all, and `counts` by shelf
    - `facets`: of what sorts the awards are; `obligated`: their money, the sum of the facet `money`
    - `exact`: {kind, id} where `q` is the identifier of just one award or supplier
    - `names`: suppliers and agencies beside awards; `any`: how many have any of the words, where none has all
    - `meant`: names that were looked for in place of words which no record says; `did_you_mean`: a text to try instead
    - `index`: whether it is `built`, and `behind` the records; `said`: whatever a reader must know of the answer
    """
    question = language.read(q)
    chosen, read, said = narrowed(filters or {})
    said = [*question.said, *said]
    asked: dict[str, Any] = {
        "q": question.text,
        "in": shelf if shelf in shelves.KINDS else "",
        "filters": read,
        "sort": sort if sort in asking.SORTS else "relevance",
        "every": every,
        "page": _whole(page, 1, asking.DEEP),
        "size": _whole(size, USUAL, MOST),
    }
    try:
        view = index.reader(lake.path).view()
    except StoreError:
        return asked | _nothing(built=False) | {"said": [UNREADABLE, *said]}
    if view is None:
        return asked | _nothing(built=False) | {"said": [UNBUILT, *said]}
    behind = index.behind(view, lake)
    said += [BEHIND] if behind else []
    none = asked | _nothing(built=True, behind=behind)
    if not question.clauses and not chosen.set:
        return none | {"said": said}
    if not asked["in"] and not chosen.set and (exact := _exact(view, question)):
        return none | {"exact": exact, "said": said}
    return none | _answered(view, question, chosen, asked, said)


def _answered(
    view: View, question: Question, chosen: Filters, asked: dict[str, Any], said: list[str]
) -> dict[str, Any]:
    """The answer to a question that has something in it."""
    shelf = asked["in"] or "awards"
    meant = near.meant(view, question)
    asked_for = meant.question
    terms = [term for clause in asked_for.wanted for term in clause.terms]
    queries = {
        name: asking.compiled(asked_for, name, chosen if name == "awards" else None, every=asked["every"])
        for name in shelves.KINDS
        if name == "awards" or asked_for.wanted
    }
    counts = {name: view.count(queries[name]) if name in queries else 0 for name in shelves.KINDS}
    deep = min(counts[shelf], asking.DEEP)
    pages = max(-(-deep // asked["size"]), 1)
    page = min(asked["page"], pages)
    found: list[Found] = []
    if counts[shelf]:
        found = asking.hits(view, queries[shelf], asked["sort"], (page - 1) * asked["size"], asked["size"])
    if counts[shelf] > asking.DEEP:
        said.append(
            f"The first {asking.DEEP:,} of {counts[shelf]:,} can be paged through; narrow the question for more."
        )
    beside = []
    if not asked["in"] and page == 1:
        for name in ("suppliers", "agencies"):
            if counts[name]:
                beside += [_hit(one, terms) for one in asking.hits(view, queries[name], "relevance", 0, BESIDE)]
    any_of_them = None
    if not counts[shelf] and asked["every"] and len(asked_for.wanted) > 1:
        loose = asking.compiled(asked_for, shelf, chosen if shelf == "awards" else None, every=False)
        any_of_them = view.count(loose) or None
    proposed = near.proposed(question, meant.words) if meant.words else None
    counted, obligated, unheld = facets(view, asked_for, chosen, asked["every"]) if shelf == "awards" else ([], None, 0)
    return {
        "page": page,
        "pages": pages,
        "count": counts[shelf],
        "counts": counts,
        "hits": [_hit(one, terms) for one in found],
        "names": beside,
        "facets": counted,
        "obligated": obligated,
        "unheld": unheld,
        "any": any_of_them,
        "meant": meant.names,
        "did_you_mean": proposed,
        "said": said,
    }


def suggest(lake: Lake, q: str) -> dict[str, Any]:
    """What somebody may be typing: suppliers and agencies with such a name, those of most money first, and awards whose
    number begins so. Reads the index alone. `suggestions`: {kind, id, name, detail}."""
    question = language.read(q)
    view = index.reader(lake.path).view()
    found: list[dict[str, Any]] = []
    words = tuple(word for clause in question.wanted for term in clause.terms[:1] for word in term.words)
    if view is not None and words:
        found = [
            _suggestion(one) for one in asking.beginning(view, words, shelves.number(question.text), NAMES, NUMBERS)
        ]
    return {"q": question.text, "suggestions": found}


def _exact(view: View, question: Question) -> dict[str, str] | None:
    found = asking.identified(view, question.text)
    return {"kind": found[0].kind, "id": found[0].id} if len(found) == 1 else None


def _nothing(*, built: bool, behind: bool = False) -> dict[str, Any]:
    return {
        "exact": None,
        "pages": 1,
        "count": 0,
        "counts": dict.fromkeys(shelves.KINDS, 0),
        "hits": [],
        "names": [],
        "facets": [],
        "obligated": None,
        "unheld": 0,
        "any": None,
        "meant": {},
        "did_you_mean": None,
        "index": {"built": built, "behind": behind},
        "said": [],
    }


def _hit(found: Found, terms: list[language.Term]) -> dict[str, Any]:
    """A document as an answer tells it: money as text, blanks as None, and where it says the words."""
    told: dict[str, Any] = {"what": found.kind, "id": found.shown.get("document_id", found.id)}
    if found.kind == "award":
        told["award_id"] = found.id
    told |= {name: value or None for name, value in found.shown.items() if name not in _APART}
    told |= {name: int(told[name] or 0) for name in _COUNTS if name in told}
    if found.kind == "award":
        told["description"] = found.words[0] if found.words and found.shown["described"] else None
    if found.kind == "document":
        told |= {"kind_label": kinds.labels()[told["kind"]], "linked": (told["linked"] or "").split()}
    pieces = [asdict(piece) for piece in marks.pieces(found, terms)]
    return told | {"found": [piece | {"marks": [list(mark) for mark in piece["marks"]]} for piece in pieces]}


def _suggestion(found: Found) -> dict[str, Any]:
    shown = found.shown
    if found.kind == "award":
        return {"kind": "award", "id": found.id, "name": shown["piid"], "detail": shown["supplier_name"] or None}
    if found.kind == "document":
        label = kinds.labels()[shown["kind"]]
        return {"kind": "document", "id": shown["document_id"], "name": shown["name"], "detail": label}
    awards = int(shown["awards"] or 0)
    return {
        "kind": found.kind,
        "id": found.id,
        "name": shown["name"],
        "detail": f"{awards:,} award{'s' * (awards != 1)}",
    }


def _whole(value: str | int, usual: int, most: int) -> int:
    text = str(value).strip()
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) else usual
