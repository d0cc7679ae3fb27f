"""What is doubtful about a stay in a family, apart from what settled it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

#: Stays whose note holds nothing but doubts; those by a list or a judgement begin with what that says.
_PLAIN = ("reported", "registry", "itself")
#: How a doubt about a number begins, whatever put the supplier into the family.
_NUMBER = "the same number is printed of"


def doubts(stays: Iterable[Mapping[str, Any]]) -> list[str]:
    """What a reader must know of these stays (`how`, `note`, and `stands` where not all do), each thing once."""
    found: dict[str, None] = {}
    for stay in stays:
        for said in (stay["note"] or "").split("; "):
            if said and stay.get("stands", True) and (stay["how"] in _PLAIN or said.startswith(_NUMBER)):
                found.setdefault(said)
    return list(found)
