"""Pairs of versions of real solicitations: the second one edited in known places, and set on other lines."""

from __future__ import annotations

import gzip
import random
import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

#: What an edit is expected to be told as: a group of kinds, the words before and after.
GROUPS = {
    "amount": {"amount", "cap", "floor", "rate"}, "date": {"date", "deadline"}, "clause": {"clause"},
    "quantity": {"quantity", "period"},
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?<![\w$])\$\d{1,3}(?:,\d{3})*(?:\.\d\d)?(?![\w,.]?\d)(?!\s?(?:million|billion|[MBK]\b|[-–]|to\b))"
)
_DATE = re.compile(
    r"(?<![\w-])(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" (?:[1-9]|[12]\d|3[01]), (?:19|20)\d\d(?![\w-])"
)
_CLAUSE = re.compile(r"(?<![\w.$/-])52\.2\d\d-\d{1,2}(?![\w-])(?!\()")
ADDED_CLAUSE = "52.239-99"
CAP = "The total value of all orders shall not exceed $9,753,210.00 per contractor."
PRIVACY = (
    "The contractor shall encrypt all personally identifiable information and shall report a breach within one hour."
)
FACTOR = "Past performance is an evaluation factor and is significantly more important than price."


@dataclass
class Pair:
    """Two versions, and what was changed between them: (group, before, after)."""

    name: str
    old: str
    new: str
    edits: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    sentences: list[tuple[str, str]] = field(default_factory=list)


def pairs(folder: Path, count: int = 30) -> list[Pair]:
    """The pairs, of the texts that name amounts, days and clauses."""
    made = []
    for file in sorted(folder.glob("*.gz")):
        text = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
        text = re.sub(r"(?is)^\s*(?:<!DOCTYPE html|<html).*?</html>", "", text, count=1)[:300_000]
        if len(_AMOUNT.findall(text)) >= 2 and _CLAUSE.search(text):
            made.append(_pair(file.name[:-7], text, len(made)))
        if len(made) == count:
            break
    return made


def _pair(name: str, text: str, seed: int) -> Pair:
    chance = random.Random(seed)
    pair = Pair(name, text, text)
    changes: list[tuple[int, int, str]] = []

    def free(start: int, end: int) -> bool:
        return all(end + 200 < first or start > last + 200 for first, last, _ in changes)

    def pick(pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = [one for one in pattern.finditer(text) if free(one.start(), one.end())]
        return chance.choice(found) if found else None

    for _ in range(2):
        if one := pick(_AMOUNT):
            now = f"${chance.randrange(10, 990)},{chance.randrange(100, 999)}.{chance.randrange(10, 99)}"
            changes.append((one.start(), one.end(), now))
            pair.edits.append(("amount", one[0], now))
    if one := pick(_DATE):
        month = chance.choice(["March", "August", "December"])
        now = f"{month} {chance.randrange(1, 28)}, 20{chance.randrange(31, 39)}"
        changes.append((one.start(), one.end(), now))
        pair.edits.append(("date", one[0], now))
    if seed % 3 == 0 and (one := pick(_CLAUSE)):
        now = f"52.2{chance.randrange(10, 53)}-{chance.randrange(60, 98)}"
        changes.append((one.start(), one.end(), now))
        pair.edits.append(("clause", one[0], now))
    breaks = [one.end() for one in re.finditer(r"\n[ \t]*\n", text) if free(one.start(), one.end())]
    if breaks:
        at = chance.choice(breaks)
        put = [CAP, PRIVACY, FACTOR, f"{ADDED_CLAUSE} A New Clause of Ours."][seed % 4]
        changes.append((at, at, put + "\n\n"))
        if seed % 4 == 0:
            pair.edits.append(("amount", None, "$9,753,210.00"))
        elif seed % 4 == 3:
            pair.edits.append(("clause", None, ADDED_CLAUSE))
        else:
            pair.sentences.append(("data and privacy" if seed % 4 == 1 else "evaluation", put))
            pair.edits += [("quantity", None, "one hour")] if seed % 4 == 1 else []
    new = text
    for start, end, now in sorted(changes, reverse=True):
        new = new[:start] + now + new[end:]
    if seed % 2:  # set on lines of another length
        new = "\n".join(
            textwrap.fill(line, 76, break_long_words=False, break_on_hyphens=False) if len(line) > 90 else line
            for line in new.split("\n")
        )
    if seed % 5 == 0:  # a paragraph put elsewhere takes its figures with it
        parts = new.split("\n\n")
        if len(parts) > 12 and not any(now in parts[3] for _, _, now in changes):
            parts.insert(9, parts.pop(3))
            new = "\n\n".join(parts)
    pair.new = new
    return pair
