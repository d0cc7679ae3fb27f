"""Names of firms, brands and agencies as the store's own records have them, found in a sentence.

A firm is known by each name that was printed of it, by that name without its legal form, and by the first word of it
where that word is no word of ordinary prose ("Palantir" for Palantir Technologies Inc.). Every find says which it was.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ahocorasick_rs import AhoCorasick, MatchKind

from quaestor.claims.firms import firms
from quaestor.claims.kept import Kept
from quaestor.claims.named import Named, Place, listed
from quaestor.resolve import lists
from quaestor.resolve.saying import flat
from quaestor.store import Lake

#: Letters of a name that is taken for one in capitals alone, or where it is told to be paid.
SHORT = 4
_WORD = re.compile(r"[^\W_&+]+(?:[&+][^\W_&+]*)*|[&+]+[^\W_]*")


@dataclass
class Names:
    """Every name that is looked for, made once a state of the store."""

    forms: dict[str, Named] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys = list(self.forms)
        self._index = AhoCorasick([_apart(form.split()) for form in self._keys], matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str, offset: int = 0) -> list[Place]:
        """The names in a sentence, in order; places count from `offset`."""
        spans = [match.span() for match in _WORD.finditer(text)]
        if not spans:
            return []
        words = [text[start:end] for start, end in spans]
        line = _apart(word if len(word.upper()) != len(word) else word.upper() for word in words)  # ß grows in capitals
        begins, at = [], 1
        for word in words:
            begins.append(at)
            at += len(word) + 2
        out = []
        for number, start, end in self._index.find_matches_as_indexes(line):
            first, last = bisect_right(begins, start + 1) - 1, bisect_right(begins, end - 1) - 1
            printed = text[spans[first][0] : spans[last][1]]
            named = self.forms[self._keys[number]]
            if printed.istitle() and _is_short(named, self._keys[number]) and len(printed) == SHORT:
                named = replace(named, beside=True)  # "Kace won $27 million from ICE"
            elif not _is_a_name(printed, named, self._keys[number]):
                continue
            out.append(Place(offset + spans[first][0], offset + spans[last][1], named))
        return out


def _apart(words: Iterable[str]) -> str:
    """Words, each between spaces of its own, so that a name ends where a word does and the next may begin there."""
    return "".join(f" {word} " for word in words)


def _is_a_name(printed: str, named: Named, form: str) -> bool:
    """Whether the words stand in the text as a name does: in capitals, and an abbreviation in nothing but."""
    if named.capitals or _is_short(named, form):
        return printed.isupper()
    return named.described or not printed.islower()


def _is_short(named: Named, form: str) -> bool:
    """Whether a firm is called by few letters, which may be other words."""
    return named.kind == "firm" and " " not in form and len(form) <= SHORT and form not in listed()["houses"]


def _read(lake: Lake) -> Names:
    """The names that the store holds."""
    called, agencies = firms(lake), _agencies(lake)
    both = {form for form in called if form in agencies and not agencies[form].usual}
    usual = {form: one for form, one in agencies.items() if form not in both}
    return Names({**_brands(lake), **agencies, **called, **usual})


def _brands(lake: Lake) -> dict[str, Named]:
    """Makers whose products others sold, by their brands; those that are suppliers themselves stand among firms."""
    held = {row["maker_name"] for row in lake.query("SELECT DISTINCT maker_name FROM attribution")}
    found = {}
    for brand in lists.brands():
        form = flat(brand.brand).strip()
        if brand.maker in held and not brand.needs and len(form) >= 5 and form not in found:
            found[form] = Named(
                "brand", brand.maker, frozenset([brand.maker]), f"a brand of {brand.maker} on the kept list"
            )
    return found


def _agencies(lake: Lake) -> dict[str, Named]:
    found: dict[str, Named] = {}
    rows = lake.query(
        "SELECT agency_id, name, short_name FROM agency "
        "WHERE level = 2 AND listed_in = 'usaspending' AND agency_id IS NOT NULL"
    )
    for row in rows:
        for text in (row["name"], row["short_name"]):
            form = flat(text or "").strip()
            if len(form) >= 3 and (" " in form or (form.isalpha() and form not in listed()["no_name"])):
                ids = frozenset([row["agency_id"]]) | (found[form].ids if form in found else frozenset())
                because = "on the list of agencies"  # some stand there twice, with an older code
                found[form] = Named("agency", row["name"], ids, because, capitals=" " not in form)
    for row in lake.query("SELECT buyer_id, max(buyer_name) AS name FROM award GROUP BY buyer_id"):
        form = flat(row["name"] or "").strip()
        if " " in form:
            found.setdefault(form, Named("agency", row["name"], frozenset([row["buyer_id"]]), "a buyer in the records"))
    for code, forms in listed()["parts"].items():
        whole = listed()["agencies"][code]
        for text in forms:
            because = f"a part of {whole[0]}, which the records print alone"
            found[flat(text).strip()] = Named(
                "agency", whole[1], frozenset([code]), because, loose=True, capitals=text.isupper(), usual=True
            )
    for kind, entries in (("agency", listed()["agencies"]), ("department", listed()["departments"])):
        for code, forms in entries.items():
            for text in forms:
                found[flat(text).strip()] = Named(
                    kind,
                    forms[1] if kind == "agency" else forms[2],
                    frozenset([code]),
                    "its usual name",
                    capitals=text.isupper(),
                    usual=True,
                    described=text.islower(),
                )
    return found


#: What stores call firms, brands and agencies.
NAMES = Kept(_read)
