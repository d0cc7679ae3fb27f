"""Sentences about evaluation, or data and privacy, whose words changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quaestor.documents.apart import Told
from quaestor.documents.versions.aligned import Change, Words
from quaestor.documents.versions.side import Side

#: Kinds of what papers name whose change is not told by itself.
UNNAMED = ("organisation",)
_ENDED = re.compile(r"[.;:!?]\s|\n\s*\n")
#: Words in a row that, where they stand in the other version too, only moved.
MOVED = 6
#: Sentences whose change is told as such, by what they are about.
SUBJECTS = {
    "evaluation": re.compile(
        r"\bevaluat(?:e|ed|ion)\b|\b(?:sub)?factors?\b|best value|lowest price|trade-?off|more important"
        r"|relative importance|past performance|basis (?:for|of) award|technically acceptable"
        r"|\bdiscussions\b",
        re.I,
    ),
    "data and privacy": re.compile(
        r"\bprivacy\b|personally identifiable|\bPII\b|sensitive (?:personal|information)|data rights|rights in data"
        r"|encrypt|biometric|retention of|data retention|\bbreach(?! of contract)\b|nondisclosure|non-disclosure"
        r"|personal (?:data|information)|data (?:shall|must|may|will|ownership)|safeguard|confidential"
        r"|\b(?:us(?=e)|shar|disclos|retain|delet|destr|sell|transfer|stor|collect)\w{0,8}\s(?:\w+\s){0,3}(?:data|information)\b",
        re.I,
    ),
}  # fmt: skip


def changed(old: Side, new: Side, changes: list[Change]) -> list[Told]:
    """Sentences about evaluation, or data and privacy, whose words changed beside what is told already; each once."""
    told = list(_changed(old, new, changes))
    whole = {(side, one[side]) for one in told if one["change"] == "changed" for side in ("before", "after")}
    return [
        one
        for one in told
        if one["change"] == "changed" or not whole & {(side, one[side]) for side in ("before", "after")}
    ]


def _changed(old: Side, new: Side, changes: list[Change]) -> Iterator[Told]:
    told: set[tuple[int, int]] = set()
    whole = [f" {' '.join(side.words.words)} " for side in (old, new)]
    for one in changes:
        if _running(old, new, one) or _only_moved(old, new, one, whole) or not _beside(old, new, one):
            continue
        before = _sentence(old.words, one.first, one.last)
        after = _sentence(new.words, one.new_first, one.new_last)
        if _said(old.words, before) in whole[1]:
            before = (before[0], before[0])
        if _said(new.words, after) in whole[0]:
            after = (after[0], after[0])
        if (before[0], after[0]) in told:
            continue
        told.add((before[0], after[0]))
        texts = [" ".join(side.words.text[first:last].split()) for side, (first, last) in ((old, before), (new, after))]
        for kind, about in SUBJECTS.items():
            if any(about.search(text) for text in texts) and texts[0] != texts[1]:
                yield {
                    "kind": kind, "change": "changed" if all(texts) else "added" if texts[1] else "removed",
                    "before": texts[0][:600] or None, "after": texts[1][:600] or None,
                    "before_value": None, "after_value": None,
                    "places": {
                        "before": old.place(*before) if texts[0] else None,
                        "after": new.place(*after) if texts[1] else None,
                    },
                    "order": after[0],
                }  # fmt: skip
                break


def _said(words: Words, sentence: tuple[int, int]) -> str:
    """The words of a sentence as they stand in a whole text; blank where it is empty."""
    own = words.within(*sentence)
    return f" {' '.join(words.words[own.start : own.stop])} " if len(own) else " "


def _running(old: Side, new: Side, one: Change) -> bool:
    """Whether a header or a footer of pages changed, and nothing else."""
    return all(at in old.running for at in range(one.first, one.last)) and all(
        at in new.running for at in range(one.new_first, one.new_last)
    )


def _only_moved(old: Side, new: Side, one: Change, whole: list[str]) -> bool:
    """Whether the words that were taken out, or put in, stand in a row in the other version too. whole: the words of
    both."""
    for side, first, last, others, there in (
        (old, one.first, one.last, one.new_last - one.new_first, whole[1]),
        (new, one.new_first, one.new_last, one.last - one.first, whole[0]),
    ):
        trim = 2 if last - first > 8 else 0  # where equal words stand at both ends, the cut may lie on either of them
        said = " ".join(side.words.words[first + trim : last - trim])
        if last - first >= MOVED and not others and f" {said} " in there:
            return True
    return False


def _beside(old: Side, new: Side, one: Change) -> bool:
    """Whether more changed here than what papers name: a word, not an amount alone."""
    for side, first, last in ((old, one.first, one.last), (new, one.new_first, one.new_last)):
        if first == last:
            continue
        start, end = side.words.starts[first], side.words.ends[last - 1]
        named = {
            at for mention in side.mentions
            if mention["kind"] not in UNNAMED and mention["end"] > start and mention["said"] < end
            for at in side.words.within(mention["said"], mention["end"])
        }  # fmt: skip
        if any(_is_word(side.words.words[at]) and not _figure_follows(side.words, at)
               for at in range(first, last) if at not in named):  # fmt: skip
            return True
    return False


def _figure_follows(words: Words, at: int) -> bool:
    """Whether a number in words has its figure behind it, which is told: "five (5) days"."""
    behind = words.words[at + 1 : at + 3]
    return len(behind) == 2 and behind[0] == "(" and behind[1].isdigit()


def _is_word(word: str) -> bool:
    return len(word) > 1 and word.isalpha()


def _sentence(words: Words, first: int, last: int) -> tuple[int, int]:
    """Where the sentence around some words begins and ends; where there are none, the one that they would stand in,
    empty between two."""
    if first == last:
        if not 0 < first < len(words.words) or _ENDED.search(
            words.text[words.ends[first - 1] - 1 : words.starts[first]]
        ):
            return (words.starts[first],) * 2 if first < len(words.starts) else (len(words.text),) * 2
        return _sentence(words, first - 1, first + 1)
    start, end = words.starts[first], words.ends[last - 1]
    before = list(_ENDED.finditer(words.text[max(0, start - 400) : start]))
    after = re.search(r"[.;!?](?=\s|$)|\n\s*\n", words.text[end : end + 400])
    begin = max(0, start - 400) + before[-1].end() if before else max(0, start - 400)
    return begin, end + (after.end() if after else min(400, len(words.text) - end))
