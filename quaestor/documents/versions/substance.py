"""What changed in substance between two versions: amounts, caps and floors, quantities, rates, dates, deadlines,
clauses, evaluation factors, and duties about data and privacy; each with both places.

Something counts as changed where its words changed, and not where they only moved: a paragraph put elsewhere takes its
amounts with it.
"""

from __future__ import annotations

import re
from collections import Counter

from quaestor.documents.apart import Told
from quaestor.documents.versions import sentences
from quaestor.documents.versions.aligned import Change
from quaestor.documents.versions.side import Side

#: Words between two things of one kind that may still have taken each other's place, and letters of a context, and of
#: that in which an edition's clause stands.
NEAR, AROUND, CLAUSE = 12, 90, 160
#: Kinds of what papers name, and what a change of them is called.
KINDS = {
    "amount": "amount", "figure": "amount", "quantity": "quantity", "period": "period", "rate": "rate", "date": "date",
    "month": "date", "year": "date", "time": "time", "clause": "clause", "authority": "clause",
    "edition": "clause edition", "piid": "number", "solicitation": "number", "uei": "number", "cage": "number",
    "duns": "number",
}  # fmt: skip
_CAP = re.compile(
    r"not[- ]to[- ]exceed|\bNTE\b|no more than|maximum|ceiling|may not exceed|shall not exceed|up to|limit", re.I
)
_CLAUSE = re.compile(r"(?<![\w.])\d{2,4}\.\d{3}-\d{1,4}(?!\w)")
_FLOOR = re.compile(r"guaranteed|minimum|at least|no less than|not less than", re.I)
_RATE = re.compile(r"^\W{0,3}(?:per|/|an?|each)\s?(?:hour|hr|day|month|unit|page|user|search|bed|each|year)", re.I)
_DEADLINE = re.compile(
    r"\bdue\b|no later than|not later than|\bNLT\b|deadline|closing|closes?\b|submitted|received"
    r"|receipt|respon(?:d|se)|on or before|\bby\s*$",
    re.I,
)


def find(old: Side, new: Side, changes: list[Change]) -> list[Told]:
    """Every change in substance: `{kind, before, after, places: {before, after}}`, in the order of the papers."""
    gone, come = _touched(old, new, changes)
    pairs = _paired(gone, come, changes)
    pairs = _unmoved(pairs)
    told = [_change(old, new, before, after) for before, after in pairs]
    told += list(sentences.changed(old, new, changes))
    return sorted(told, key=lambda one: one["order"])


def _touched(old: Side, new: Side, changes: list[Change]) -> tuple[list[Told], list[Told]]:
    """What the old version names where its words changed, and the new one where its words did; each with the number of
    the change nearby. Things that read the same on both sides of a change are in neither."""
    sides = []
    for side, spans in (
        (old, [(one.first, one.last) for one in changes]),
        (new, [(one.new_first, one.new_last) for one in changes]),
    ):
        ends = [last for _, last in spans]
        found, at = [], 0
        for mention in side.mentions:
            if mention["kind"] not in KINDS:
                continue
            own = side.words.within(mention["said"], mention["end"])
            if not len(own):
                continue
            while at < len(ends) and max(ends[at], spans[at][0] + 1) <= own[0]:
                at += 1
            for number in range(at, min(at + 8, len(spans))):
                first, last = spans[number]
                if first >= own[-1] + 1 and not (first == last == own[-1] + 1):
                    break
                if first < own[-1] + 1 and (last > own[0] or (first == last and own[0] < first)):
                    found.append(mention | {"change": number, "words": own})
                    break
        sides.append(found)
    return sides[0], sides[1]


def _paired(gone: list[Told], come: list[Told], changes: list[Change]) -> list[tuple[Told | None, Told | None]]:
    """What took the place of what: things of one kind at one change, in their order, or at the next change close by."""
    left = list(come)
    pairs: list[tuple[Told | None, Told | None]] = []
    for before in gone:
        group = KINDS[before["kind"]]
        found = None
        for after in left:
            apart = abs(after["change"] - before["change"])
            if KINDS[after["kind"]] != group or apart > 3:
                continue
            near = apart == 0 or _gap(changes, before["change"], after["change"]) <= NEAR
            if near:
                found = after
                break
        if found is not None:
            left = [one for one in left if one is not found]
        pairs.append((before, found))
    pairs += [(None, after) for after in left]
    return [pair for pair in pairs if not _same(*pair)]


def _gap(changes: list[Change], one: int, other: int) -> int:
    first, last = sorted((one, other))
    return changes[last].first - changes[first].last


def _same(before: Told | None, after: Told | None) -> bool:
    return bool(before and after and (before["value"], before["bound"]) == (after["value"], after["bound"]))


def _unmoved(pairs: list[tuple[Told | None, Told | None]]) -> list[tuple[Told | None, Told | None]]:
    """Without what stands on both sides once more: it only moved."""

    def key(one: Told) -> tuple[str, str, str | None]:
        return KINDS[one["kind"]], one["value"], one["bound"]

    gone = Counter(key(before) for before, _ in pairs if before)
    come = Counter(key(after) for _, after in pairs if after)
    moved = gone & come
    left, right = Counter(moved), Counter(moved)
    out = []
    for before, after in pairs:
        if before and left[key(before)] > 0:
            left[key(before)] -= 1
            before = None
        if after and right[key(after)] > 0:
            right[key(after)] -= 1
            after = None
        if before or after:
            out.append((before, after))
    return out


def _change(old: Side, new: Side, before: Told | None, after: Told | None) -> Told:
    some = after or before
    assert some is not None
    side = new if after else old
    kind = KINDS[some["kind"]]
    lead = side.words.text[max(0, some["start"] - AROUND) : some["start"]]
    tail = side.words.text[some["end"] : some["end"] + 30]
    if kind == "amount":
        kind = (
            "cap" if some["bound"] in ("up_to", "under") or _CAP.search(lead[-45:]) else
            "floor" if some["bound"] == "at_least" or _FLOOR.search(lead[-45:]) else
            "rate" if _RATE.match(tail) else "amount"
        )  # fmt: skip
    elif kind in ("date", "time") and (_DEADLINE.search(lead[-70:]) or some["bound"] == "until"):
        kind = "deadline"
    return {
        "kind": kind,
        "change": "changed" if before and after else "added" if after else "removed",
        "before": before and _said(old, before),
        "after": after and _said(new, after),
        "before_value": before and before["value"],
        "after_value": after and after["value"],
        "places": {
            "before": before and old.place(before["start"], before["end"]),
            "after": after and new.place(after["start"], after["end"]),
        },
        "order": (after or before or {})["start"],
    }  # fmt: skip


def _said(side: Side, one: Told) -> str:
    """As printed; of an edition, with the number of the clause before it."""
    lead = side.words.text[max(0, one["start"] - CLAUSE) : one["start"]] if one["kind"] == "edition" else ""
    clause = _CLAUSE.findall(lead)
    return f"{clause[-1]} {one['text']}" if clause else str(one["text"])
