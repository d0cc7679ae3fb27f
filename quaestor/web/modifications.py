"""One page of an award's actions as its table shows them: what each did, why, and what changed in its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quaestor.web.differing import Run, differing
from quaestor.web.words import plain_day

#: Actions on one page.
PAGE = 200
#: Letters past which a text is folded, past which the first one is, and those shown of it then.
LONG, LONG_FIRST, SHOWN = 320, 1000, 140


@dataclass(frozen=True)
class Said:
    """The words of an action beside those before it.

    kind: `first` and `other` (not alike: told whole), `changed` (by runs), `same`, or `none` (not held).
    """

    kind: str
    text: str = ""
    runs: tuple[Run, ...] = ()

    @property
    def long(self) -> bool:
        return len(self.text) > (LONG_FIRST if self.kind == "first" else LONG)


@dataclass(frozen=True)
class Modification:
    """One action with what a reader makes of it. reason: why, in words with the code; deeds: what it moved."""

    action: Mapping[str, Any]
    reason: str
    deeds: list[str]
    said: Said


@dataclass(frozen=True)
class Modifications:
    """One page of the actions; the columns in which nothing is held are left out and named in `unheld`."""

    rows: list[Modification]
    page: int
    last: int
    obligated: bool
    exercised: bool
    ceiling: bool
    reasons: bool
    unheld: str


def modifications(award: Mapping[str, Any], page: int) -> Modifications:
    """The page numbered `page` from 1; a number past the end gives the last page."""
    signed = award["actions"]
    last = max(-(-len(signed) // PAGE), 1)
    page = min(max(page, 1), last)

    def held(*keys: str) -> bool:
        return any(action.get(key) is not None for action in signed for key in keys)

    exercised, ceiling = held("exercised_change", "exercised_after"), held("ceiling_change", "ceiling_after")
    reasons = any(action.get("reason_code") for action in signed)
    columns = (("exercised values", exercised), ("ceiling changes", ceiling), ("why it was signed", reasons))
    lacking = [text for text, there in columns if not there]
    said = f"{', '.join(lacking[:-1])} or {lacking[-1]}" if len(lacking) > 1 else "".join(lacking)
    unheld = f"No record held prints {said} for these actions." if said and signed else ""
    obligated = award.get("obligated") is not None and any(_amount(action.get("obligation")) for action in signed)
    rows = list(_rows(signed, (page - 1) * PAGE, page * PAGE))
    return Modifications(rows, page, last, obligated, exercised, ceiling, reasons, unheld)


def _rows(signed: Sequence[Mapping[str, Any]], start: int, stop: int) -> Iterator[Modification]:
    """The actions from `start`, each beside what was last printed before it, on an earlier page or not."""
    before: dict[str, Any] = {}
    for place, action in enumerate(signed[:stop]):
        if place >= start:
            yield Modification(action, reason(action), list(_deeds(action, before)), _said(action, before))
        for key in ("description", "ends_on", "could_end_on", "supplier_name"):
            before[key] = action.get(key) or before.get(key)


def reason(action: Mapping[str, Any]) -> str:
    """Why an action was signed, in words with the publisher's code."""
    code = action.get("reason_code")
    if code:
        return f"{action.get('reason') or 'A reason whose meaning is not held'} ({code})"
    return "The award itself" if str(action.get("mod_number") or "0").strip("0") == "" else "No reason printed"


def _deeds(action: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[str]:
    money, ceiling = _amount(action.get("obligation")), _amount(action.get("ceiling_change"))
    if money is not None:
        yield "adds money" if money > 0 else "takes money back" if money < 0 else "moves no money"
    if ceiling and before:
        yield "raises the ceiling" if ceiling > 0 else "lowers the ceiling"
    for key, what in (("ends_on", "end"), ("could_end_on", "end with every option")):
        old, new = before.get(key), action.get(key)
        if old and new and old != new:
            yield f"moves the {what} from {plain_day(old)} to {plain_day(new)}"
    named, was = action.get("supplier_name"), before.get("supplier_name")
    if named and was and named != was:
        yield f"prints the supplier as {named}"


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _said(action: Mapping[str, Any], before: Mapping[str, Any]) -> Said:
    text, earlier = action.get("description"), before.get("description")
    if not text:
        return Said("none")
    if not earlier:
        return Said("first", text)
    runs = differing(earlier, text)
    if runs is None:
        return Said("other", text)
    return Said("changed", text, runs) if runs else Said("same", text)


def shown(text: str) -> str:
    """The beginning of a long text, cut between words."""
    return text[:SHOWN].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def loud(runs: Sequence[Run]) -> bool:
    """Whether the words are all in capitals, so that they are set small."""
    return all(run.text.isupper() for run in runs if run.kind != "passed" and any(map(str.isalpha, run.text)))
