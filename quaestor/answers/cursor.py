"""A place in an ordered list that stays right while rows are added to it: the values of the row where a page ended."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from quaestor.errors import BadQuery


class Cursor:
    """Places in rows ordered by these columns, each with its SQL type, all of them descending or all `ascending`.

    The columns together must tell every row from every other, and hold no blanks.
    """

    def __init__(self, columns: Mapping[str, str], *, ascending: bool = False) -> None:
        self.columns, self.ascending = columns, ascending

    @property
    def order(self) -> str:
        """SQL for the order."""
        return ", ".join(f"{name} {'ASC' if self.ascending else 'DESC'}" for name in self.columns)

    def at(self, row: Mapping[str, Any]) -> str:
        """The place of a row, as text that means nothing to anybody else."""
        values = json.dumps([str(row[name]) for name in self.columns], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")

    def past(self, place: str) -> tuple[str, Sequence[str]]:
        """SQL for the rows after a place, and its parameters; raises BadQuery where `place` is none of this order."""
        try:
            values = json.loads(base64.urlsafe_b64decode(place.encode() + b"=" * (-len(place) % 4)))
        except (binascii.Error, ValueError):
            values = None
        if not isinstance(values, list) or [type(value) for value in values] != [str] * len(self.columns):
            raise BadQuery("this is no place in this list", where="after", advice="Take it from `next` of a page.")
        names, marks = ", ".join(self.columns), ", ".join(f"CAST(? AS {kind})" for kind in self.columns.values())
        return f"({names}) {'>' if self.ascending else '<'} ({marks})", values
