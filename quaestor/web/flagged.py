"""Words for flags and rules: what was measured, shares of what was assessed, and the commands that answer a flag."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor.answers.findings import SORTS, STATES
from quaestor.model import codes
from quaestor.web import words

#: Tables whose rows have pages of their own, and where these are.
_PAGES = {"award": "/award/", "supplier": "/supplier/", "family": "/family/"}
#: Tables that a flag page tells whole rows of, each with the column that names a row.
TOLD_WHOLE = {name: f"{name}_id" for name in ("process", "bid", "process_award", "process_contract")}
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


#: Rules that measure a code, and the list that says what it means.
_CODES = {
    "sole_source_by_authority": "sole_source",
    "cost_risk_without_competition": "pricing",
    "not_competed_under_competed_vehicle": "fair_opportunity",
}
_LONG = re.compile(r"\b(\d{4,})(?:\.(\d\d))?\b")


def measured(value: str | None, indicator: str = "") -> Markup:
    """What a rule measured: a number with its thousands apart, a day, a code with its meaning, or words."""
    if value in (None, ""):
        return Markup('<span class="quiet">no figure</span>')
    text = str(value)
    if _DAY.fullmatch(text):
        return words.day(text)
    if _NUMBER.fullmatch(text):
        number = float(text)
        places = 0 if number == int(number) else 1 if abs(number) >= 100 else 2
        told = f"{abs(number):,.{places}f}"
        return escape(f"{words.MINUS if number < 0 else ''}{told.rstrip('0').rstrip('.') if '.' in told else told}")
    if meaning := codes(_CODES[indicator]).get(text) if indicator in _CODES else None:
        text = f"{meaning} ({text})"
    else:
        text = _LONG.sub(
            lambda found: f"{int(found[1]):,}" + (f".{found[2]}" if found[2] not in (None, "00") else ""), text
        )
    return Markup('<span class="told-in-words">{}</span>').format(text)


def share(part: float | None) -> Markup:
    """A share of one as per cent: `3.4 %`; tiny ones are not rounded to nothing."""
    if part is None:
        return Markup('<span class="quiet">none</span>')
    hundredths = part * 100
    if hundredths == 0:
        return escape("0 %")
    if hundredths < 0.01:
        return escape("under 0.01 %")
    return escape(f"{hundredths:.2g} %" if hundredths < 1 else f"{hundredths:.1f} %")


def reason_words(code: str) -> str:
    """A reason code with its words: `additional work (A)`."""
    told = codes("reason").get(code)
    return f"{told} ({code})" if told else code


def tally(verdicts: Iterable[str]) -> str:
    """How often each verdict is among them, in the order in which they first appear: `2 flagged, 1 spared`."""
    return ", ".join(f"{n:,} {verdict}" for verdict, n in Counter(verdicts).items())


def row_address(row_id: str, table: str | None) -> str:
    """Where one row of a table can be read: its page, or its evidence."""
    return f"{_PAGES.get(table or '', '/evidence/')}{words.segment(row_id)}"


def answer_command(answer: str, about: str) -> str:
    """The command that answers a flag, ready to be copied but for the reason."""
    return f'quaestor flags {answer} {shlex.quote(about)} --because "..."'


def install(environment: Environment) -> None:
    """Give the templates these words."""
    for function in (measured, share, reason_words, row_address, tally):
        environment.filters[function.__name__] = function
    environment.globals |= {
        "answer_command": answer_command,
        "flag_sorts": [(name, label) for name, (label, _) in SORTS.items()],
        "told_whole": TOLD_WHOLE,
        "flag_states": [(name, label) for name, (label, _) in STATES.items()],
    }
