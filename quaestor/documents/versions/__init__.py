"""Two versions of a paper compared: what changed in substance, and above all where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quaestor.documents import inspecting
from quaestor.documents.apart import Told
from quaestor.documents.unpacked import unpacked
from quaestor.documents.versions import sections, side, substance
from quaestor.documents.versions.aligned import changes


def compare(old: Path, new: Path) -> dict[str, Any]:
    """What changed from `old` to `new`: `{before, after, substance, sections}`, where each change in substance is
    `{kind, change, before, after, places}`. Raises UnreadableFile."""
    with unpacked(old) as old_paper, unpacked(new) as new_paper:
        before, after = inspecting.read(old_paper, looks=False), inspecting.read(new_paper, looks=False)
        heads = [_head(path, told) for path, told in ((old_paper, before), (new_paper, after))]
    return {"before": heads[0], "after": heads[1], **told(before, after)}


def told(before: list[Told], after: list[Told]) -> dict[str, Any]:
    """The comparison of two papers as read."""
    old, new = side.of(before), side.of(after)
    differing = changes(old.words, new.words)
    found = substance.find(old, new, differing)
    changed = sum(max(one.last - one.first, one.new_last - one.new_first) for one in differing)
    return {
        "equal": not differing,
        "changed_words": changed,
        "words": len(new.words.words) - sum(one.new_last - one.new_first for one in differing) + changed,
        "substance": [{name: value for name, value in one.items() if name != "order"} for one in found],
        "sections": sections.compared(old.words, new.words, differing),
    }


def _head(path: Path, told: list[Told]) -> dict[str, Any]:
    facts = inspecting.facts(path, told)
    return {name: facts[name] for name in ("file", "digest", "kind", "kind_label", "pages", "notes")}
