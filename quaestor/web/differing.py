"""What changed in the words from one text to the next: words kept, taken out and put in, so that a reader sees both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile
from typing import Literal

#: Of the longer text's words so many must stand in both; below this share it is another text, not a changed one.
ALIKE = 0.5
#: Words left between the common beginning and end that are compared one by one; more are told as taken out and put in.
MOST_COMPARED = 600
#: Unchanged words kept on each side of a change; longer runs are passed over.
AROUND = 6


@dataclass(frozen=True)
class Run:
    """Words in a row: `same`, `gone`, `new`, or `passed` over (unchanged, not shown)."""

    kind: Literal["same", "gone", "new", "passed"]
    text: str


@lru_cache(maxsize=4096)
def differing(before: str, after: str) -> tuple[Run, ...] | None:
    """The runs that lead from `before` to `after`; empty where their words are equal, None where the two are hardly
    alike and `after` is best read whole. Blanks between words do not count."""
    old, new = before.split(), after.split()
    if old == new:
        return ()
    most = max(len(old), len(new))
    if not old or not new or sum((Counter(old) & Counter(new)).values()) < ALIKE * most:
        return None
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = min(len(old), len(new)) - head
    pairs = zip(reversed(old[-rest:] if rest else []), reversed(new[-rest:] if rest else []), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    runs = [("same", old[:head])] if head else []
    runs += _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    runs += [("same", old[len(old) - tail :])] if tail else []
    kept = sum(len(words) for kind, words in runs if kind == "same")
    return tuple(_shown(runs)) if kept >= ALIKE * most else None


def _middle(old: list[str], new: list[str]) -> list[tuple[str, list[str]]]:
    if len(old) + len(new) > MOST_COMPARED:
        return [("gone", old), ("new", new)]
    runs: list[tuple[str, list[str]]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(("same", old[a:b]))
            continue
        runs += [("gone", old[a:b])] if b > a else []
        runs += [("new", new[c:d])] if d > c else []
    return runs


def _shown(runs: list[tuple[str, list[str]]]) -> list[Run]:
    """The runs with long unchanged stretches passed over, all but what stands around a change."""
    shown = []
    for place, (kind, words) in enumerate(runs):
        if kind != "same":
            shown.append(Run("gone" if kind == "gone" else "new", " ".join(words)))
            continue
        before, after = AROUND * (place > 0), AROUND * (place < len(runs) - 1)
        if len(words) <= before + after + 2:
            shown.append(Run("same", " ".join(words)))
            continue
        start, end = words[:before], words[len(words) - after :] if after else []
        shown += [Run("same", " ".join(start))] if start else []
        shown.append(Run("passed", f"{len(words) - before - after} words"))
        shown += [Run("same", " ".join(end))] if end else []
    return shown
