"""Changes of a saved question by command: each touches its own entry of the file and leaves the rest as it stands."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from quaestor import answers
from quaestor.errors import InputError, NotHeld
from quaestor.investigation import kept
from quaestor.investigation.question import Question, phrase, pseudonym
from quaestor.store import Lake


def add_word(lake: Lake, slug: str, words: str, without: bool = False) -> Question:
    """Looks for one phrase more, or, with `without`, leaves out what carries it."""
    wanted, key = phrase(words), "without" if without else "words"

    def make(held: Any) -> None:
        if wanted not in (held.get(key) or []):
            kept.append(held, [key], wanted)

    return kept.change(lake.path, slug, make)


def remove_word(lake: Lake, slug: str, words: str) -> Question:
    """Looks for a phrase no more, nor leaves out what carries it; raises NotHeld where the question has none such."""
    return kept.change(lake.path, slug, lambda held: _take(held, [["words"], ["without"]], " ".join(words.split())))


def pin(lake: Lake, slug: str, record: str, because: str | None = None) -> Question:
    """Keeps an award or a supplier in view, whether or not it carries the words; it enters no sum by that."""
    kind, known = _named(lake, record)
    return kept.change(lake.path, slug, lambda held: _choose(held, ["pinned", f"{kind}s"], known, because))


def unpin(lake: Lake, slug: str, record: str) -> Question:
    """Takes back that an award or a supplier was pinned or left out; raises NotHeld where it was neither."""
    places = [["pinned", "awards"], ["pinned", "suppliers"], ["left_out", "awards"]]
    names = [record.strip()]
    with suppress(NotHeld):
        names.append(_named(lake, record)[1])
    return kept.change(lake.path, slug, lambda held: _take(held, places, *names))


def leave_out(lake: Lake, slug: str, record: str, because: str) -> Question:
    """Counts an award's actions no more, and says because of what; they are told apart, with their sum."""
    kind, known = _named(lake, record)
    if kind != "award":
        raise InputError("only awards are left out", advice="Narrow suppliers by `filters:` in the file.")
    if not because.strip():
        raise InputError("an award is left out for a reason", advice="Say it with --because.")
    return kept.change(lake.path, slug, lambda held: _choose(held, ["left_out", "awards"], known, because))


def note(lake: Lake, slug: str, text: str, by: str) -> Question:
    """Writes a note beside a question, signed by a desk or a free name, at this moment."""
    if not text.strip():
        raise InputError("a note without text", advice="Write what there is to say.")
    signed = pseudonym(by)
    now = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    entry = {"by": signed, "written_at": now, "text": text.strip()}
    return kept.change(lake.path, slug, lambda held: kept.append(held, ["notes"], entry))


def _named(lake: Lake, record: str) -> tuple[str, str]:
    """Whether `record` is an award or a supplier, and its id; raises NotHeld where it is none, or several."""
    try:
        return "award", answers.identify_award(lake, record)
    except NotHeld as no_award:
        try:
            return "supplier", answers.identify(lake, record)
        except NotHeld as no_supplier:
            several = no_award if no_award.what[0].isdigit() else no_supplier
            raise NotHeld(f"no one award or supplier is held as {record}", advice=several.advice) from None


def _choose(held: Any, path: list[str], known: str, because: str | None) -> None:
    inner = held
    for key in path[:-1]:
        inner = inner.get(key) or {}
    for entry in inner.get(path[-1]) or []:
        if known == entry or (not isinstance(entry, str) and entry.get("id") == known):
            if because and not isinstance(entry, str):
                entry["because"] = because
            return
    kept.append(held, path, {"id": known} | ({"because": because} if because else {}))


def _take(held: Any, paths: list[list[str]], *names: str) -> None:
    """Removes the entries of these names from the lists at `paths`; raises NotHeld where there is none."""
    taken = 0
    for path in paths:
        inner = held
        for key in path[:-1]:
            inner = inner.get(key) or {}
        entries = inner.get(path[-1]) or []
        for place in range(len(entries) - 1, -1, -1):
            entry = entries[place]
            if (entry if isinstance(entry, str) else entry.get("id")) in names:
                del entries[place]
                taken += 1
    if not taken:
        raise NotHeld(f"the question has no {names[0]}", advice="Its file, or `quaestor investigate show`, lists them.")
