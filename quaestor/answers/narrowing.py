"""Filters of a search as an address or a command says them, and the sorts of awards found as a reader chooses them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from quaestor import model
from quaestor.errors import ModelError
from quaestor.search import shelves, sorts
from quaestor.search.asking import Filters, Range
from quaestor.search.language import Question
from quaestor.search.reader import View

#: What awards are filtered by, and what a reader calls it. An award stands under every year in which an action on it
#: was signed, so that the years add up to more awards than there are.
LABELS = {
    "agency": "agency",
    "year": "fiscal year of an action",
    "kind": "kind",
    "competed": "competition",
    "psc": "product or service",
    "money": "obligated",
}
UNHELD = "unheld"
#: What is said of a value that is none.
UNREAD = {
    "year": "no fiscal year, so it was left out. Write a year as 2025.",
    "money": "no range of money, so it was left out. Write one as 1m-10m or over-1bn.",
}
_CENT = 100
#: Ranges of money, and what they are called. One begins where the one before ends.
_STEPS = (1, 25_000, 250_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
_LETTERS = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9, "b": 10**9}
_AMOUNT = r"(\d{1,15}(?:\.\d{1,2})?)(k|m|bn|b)?"
_RANGE = re.compile(rf"(?:(under)-{_AMOUNT}|(over)-{_AMOUNT}|{_AMOUNT}-{_AMOUNT})")


def _short(dollars: int) -> str:
    for letters, scale in (("bn", 10**9), ("m", 10**6), ("k", 10**3)):
        if dollars >= scale:
            return f"{dollars // scale}{letters}"
    return str(dollars)


def _ranges() -> dict[str, tuple[str, Range]]:
    """The ranges a reader may choose: name -> what it is called, and its bounds in cents."""
    found = {
        "negative": ("below zero: taken back", Range(None, 0)),
        "zero": ("zero", Range(0, 1)),
        f"under-{_short(_STEPS[1])}": (f"up to ${_short(_STEPS[1])}", Range(1, _STEPS[1] * _CENT)),
    }
    for least, limit in pairwise(_STEPS[1:]):
        name = f"{_short(least)}-{_short(limit)}"
        found[name] = (f"${_short(least)} to ${_short(limit)}", Range(least * _CENT, limit * _CENT))
    last = _STEPS[-1]
    found[f"over-{_short(last)}"] = (f"${_short(last)} and more", Range(last * _CENT, None))
    return found


RANGES = _ranges()


def narrowed(filters: Mapping[str, str]) -> tuple[Filters, dict[str, str], list[str]]:
    """The filters that the values say, parted by commas; those values that can be read; and a sentence for each that
    cannot."""
    counted: dict[str, list[str]] = {}
    years: list[int] = []
    money: list[Range] = []
    read: dict[str, list[str]] = {}
    said: list[str] = []
    for name, text in filters.items():
        if name not in LABELS:
            continue
        # A product or service is named in words, which may hold commas.
        for value in [text.strip()] if name == "psc" else [one.strip() for one in text.split(",")]:
            if not value:
                continue
            if name == "year" and re.fullmatch(r"(19|20)[0-9]{2}", value):
                years.append(int(value))
            elif name == "money" and (one := _range(value)) is not None:
                money.append(one)
            elif name in ("year", "money") and (name, value) != ("money", UNHELD):
                said.append(f"“{value[:40]}” is {UNREAD[name]}")
                continue
            elif name in shelves.COUNTED:
                value = value.upper() if name == "psc" and value != UNHELD else value
                counted.setdefault(name, []).append(value)
            read.setdefault(name, []).append(value)
    chosen = Filters(counted, years, money, UNHELD in read.get("money", ()))
    return chosen, {name: ",".join(values) for name, values in read.items()}, said


def _range(value: str) -> Range | None:
    if value in RANGES:
        return RANGES[value][1]
    found = _RANGE.fullmatch(value.lower().replace("$", ""))
    if not found:
        return None
    under, low, low_letters, over, high, high_letters, least, least_letters, limit, limit_letters = found.groups()
    if under:
        return Range(1, _cents(low, low_letters))
    if over:
        return Range(_cents(high, high_letters), None)
    first, end = _cents(least, least_letters), _cents(limit, limit_letters)
    return Range(first, end) if first < end else None


def _cents(figure: str, letters: str | None) -> int:
    return min(int(Decimal(figure) * _LETTERS[letters or ""] * _CENT), 2**63 - 1)


def facets(
    view: View, question: Question, chosen: Filters, every: bool
) -> tuple[list[dict[str, Any]], str | None, int]:
    """The sorts of awards that answer, each with its count and whether it is chosen; the money of all of them, None
    where it cannot be added exactly; and of how many it is not held."""
    found = [
        {
            "name": one.name,
            "label": LABELS[one.name],
            "values": [
                {
                    "value": value,
                    "label": _label(view, one.name, value),
                    "count": count,
                    "chosen": value in map(str, _chosen(chosen, one.name)),
                }
                for value, count in one.counts.items()
            ],
            "others": one.others,
        }
        for one in sorts.sorts(view, question, chosen, every=every)
    ]
    ranges = {name: bounds for name, (_, bounds) in RANGES.items()}
    asked, open_to_all = sorts.sizes(view, question, chosen, ranges, every=every)
    values = [
        {
            "value": name,
            "label": label,
            "count": open_to_all.counts[name],
            "chosen": bounds in chosen.money,
            "obligated": _dollars(open_to_all.cents[name]),
        }
        for name, (label, bounds) in RANGES.items()
        if open_to_all.counts[name]
    ]
    if open_to_all.unheld:
        values.append(
            {
                "value": UNHELD,
                "label": "not held",
                "count": open_to_all.unheld,
                "chosen": chosen.unheld,
                "obligated": None,
            }
        )
    found.append({"name": "money", "label": LABELS["money"], "values": values, "others": 0})
    parts = list(asked.cents.values())
    whole = None if None in parts else sum(part for part in parts if part is not None)
    held = any(asked.counts.values())
    return found, _dollars(whole) if held else None, asked.unheld


def _chosen(chosen: Filters, name: str) -> list[Any]:
    return list(chosen.years if name == "year" else chosen.counted.get(name, ()))


def _label(view: View, name: str, value: str) -> str:
    if value == UNHELD:
        return "not held"
    if name == "agency":
        return view.agencies.get(value, value)
    if name in ("kind", "competed"):
        try:
            return model.codes(name).get(value, value)
        except ModelError:
            return value
    return value


def _dollars(cents: int | None) -> str | None:
    return None if cents is None else f"{Decimal(cents) / _CENT:.2f}"
