"""How a value of a free question is printed: amounts and counts as everywhere, and identifiers led to their pages."""

from __future__ import annotations

import json
import re
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor.web import words

#: Characters of a text that a cell shows.
LONGEST = 280
#: Columns that name something with a page of its own, and where.
PAGES = {
    "award_id": "award", "piid": "award", "vehicle_id": "award", "supplier_id": "supplier", "load_id": "load",
    "action_id": "evidence",
}  # fmt: skip
_NUMBER = re.compile(r"U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|UINTEGER|DECIMAL.*|DOUBLE|FLOAT")
_PLAIN = re.compile(r"(?:.*_)?(?:year|row|code|id)", re.I)


def answered(value: Any, column: str, type: str) -> Markup:
    """The value of a column, as a cell shows it."""
    if value is None:
        return Markup('<span class="unheld">blank</span>')
    if isinstance(value, bool):
        return Markup("true" if value else "false")
    if type.startswith("DECIMAL") and type.endswith(",2)"):
        return words.amount(value)
    if isinstance(value, int):
        return escape(value if _PLAIN.fullmatch(column) else f"{value:,}")
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False)
    if column in PAGES and isinstance(value, str):
        return Markup('<a class="id" href="/{}/{}">{}</a>').format(PAGES[column], words.segment(value), value)
    return escape(words.shorten(value, LONGEST))


def install(environment: Environment) -> None:
    """Give the templates the filter and the test of the SQL page."""
    environment.filters["answered"] = answered
    environment.tests["numeric_type"] = lambda type: bool(_NUMBER.fullmatch(type))
