"""Amounts of money in prose: what is printed, in which currency, how exactly, and what bounds it.

A printed figure stands for every amount that rounds to it: "$139 million" for anything within half a million, "$3.75M"
for anything within 5,000. The last printed place says so, `step`. Values are Decimal, never floating point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from ahocorasick_rs import AhoCorasick

from quaestor import yml
from quaestor.reading.stretches import around

#: Letters looked at before a figure for the words that bound it, and after it.
LEFT, RIGHT = 32, 18
#: Letters around a mark or word of currency that its figure lies in.
AROUND = 96
#: "Nine-figure", "tens of millions of dollars": the size of an amount in dollars.
_DIGITS = {"five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_SIZE = re.compile(
    rf"\b(?P<digits>{'|'.join(_DIGITS)}|[5-9]|1[0-2])[- ]figures?\b"
    r"|\b(?P<size>tens|dozens|hundreds) of (?P<of>thousands|millions|billions) of (?:US |U\.S\. )?dollars\b",
    re.I,
)
#: "Forked over $5 million": no more than that.
_HANDED_OVER = re.compile(r"\b(?:fork|hand|turn|sign)(?:s|ed|ing)?\s+over\s+$", re.I)
#: More digits than this are no amount of money.
LONGEST = 18


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount as printed.

    start, end: its place in the text, the currency within, the words that bound it outside. value: the figure, exact.
    to: the other end of a range, else None. currency: ISO 4217, or the mark itself where several states write it.
    step: what the last printed place counts. rough: what its last digit that is not nought counts, for "$140 million"
    may be a figure rounded to tens. bound: exact, over, at_least, up_to, under, nearly, about, between
    or from_to ("from $41 million to $51 million", which may be a range or a growth). scale: what the
    printed figure was multiplied by. said: where the words that bound it begin; `start` where there are none.
    to_step: what the last printed place of the other end counts.
    """

    start: int
    end: int
    value: Decimal
    currency: str
    step: Decimal
    rough: Decimal
    bound: str = "exact"
    to: Decimal | None = None
    scale: Decimal = Decimal(1)
    said: int = 0
    to_step: Decimal | None = None


def money(text: str) -> list[Amount]:
    """Every amount of money in `text`, in order. A figure without a currency is none, save the lower end of a range."""
    form = _forms()
    found = [
        one
        for left, right in form.windows(text)
        for match in form.figure.finditer(text, left, right)
        if (one := _amount(form, text, match))
    ]
    found = _ranges(form, text, found)
    spoken = any(word in text for word in ("igure", "IGURE", "housands of", "illions of", "ILLIONS OF"))
    by_size = [_of_size(match) for match in _SIZE.finditer(text)] if spoken else []
    return sorted([*found, *by_size], key=lambda one: one.start) if by_size else found


def _of_size(match: re.Match[str]) -> Amount:
    """An amount told by its size alone: "a nine-figure contract" is anything from 100 million to below a billion."""
    if match["digits"]:
        digits = int(match["digits"]) if match["digits"].isdigit() else _DIGITS[match["digits"].lower()]
        low, high = Decimal(10) ** (digits - 1), Decimal(10) ** digits - Decimal("0.01")
    else:
        low = Decimal({"tens": 10, "dozens": 10, "hundreds": 100}[match["size"].lower()])
        low *= {"thousands": 1000, "millions": 10**6, "billions": 10**9}[match["of"].lower()]
        high = low * 10 - Decimal("0.01")
    step = Decimal("0.01")
    return Amount(match.start(), match.end(), low, "USD", step, step, "between", high, said=match.start())


def _amount(form: Forms, text: str, match: re.Match[str]) -> Amount | None:
    """What a match says; None where its figure cannot be read."""
    mark = match["mark"] or match["mark2"] or match["mark3"]
    scale = form.scale(match["scale"] or match["scale2"] or match["scale3"])
    if match["figure"]:
        value = Decimal(form.figures[" ".join(match["figure"].lower().split())])
        step = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    else:
        # "1.234" of euros is a thousand, of dollars a fraction; a scale after it settles it
        dots_group = scale == 1 and form.currency(mark) not in ("USD", "GBP", "INR", "Rs")
        read = number(match["number"] or match["number2"], dots_group=dots_group)
        if read is None:
            return None
        value, step = read
    rough = step
    while value and not value % (rough * 10):
        rough *= 10
    if match["sign"]:
        value = -value
    start, end = match.span()
    bound, said, end = form.bound(text, start, end)
    one = Amount(
        start, end, value * scale, form.currency(mark), step * scale, rough * scale, bound, scale=scale, said=said
    )
    if match["upper"] and (read := number(match["upper"])) and (upper := read[0] * scale) > one.value:
        return replace(one, bound="between", to=upper, step=min(read[1], step) * scale, to_step=read[1] * scale)
    return one


def number(printed: str, *, dots_group: bool = False) -> tuple[Decimal, Decimal] | None:
    """The value of a printed figure and what its last place counts; None where its separators agree with no usage.

    dots_group: "1.234" is one thousand two hundred and thirty-four. Digits of every script count.
    """
    kinds = {char for char in printed if not char.isdecimal()}
    point = ""
    last = max((printed.rfind(kind) for kind in kinds), default=-1)
    if len(kinds) > 2:
        return None
    if kinds:
        char, tail, times = printed[last], len(printed) - last - 1, printed.count(printed[last])
        fraction_by_length = tail != 3 or (char == "." and not dots_group) or printed[:last] == "0"
        if char == "٫" or (char in ".," and times == 1 and (len(kinds) == 2 or fraction_by_length)):
            point = char
    whole, _, fraction = printed.partition(point) if point else (printed, "", "")
    if not _grouped(whole) or (fraction and not fraction.isdecimal()) or (point == "," and len(fraction) > 2):
        return None
    digits = "".join(char for char in whole if char.isdecimal())
    if not digits or len(digits) + len(fraction) > LONGEST:
        return None
    value = Decimal(f"{digits}.{fraction}" if fraction else digits)
    return value, Decimal(1).scaleb(-len(fraction))


def _grouped(whole: str) -> bool:
    """Whether the parts of a whole number are as thousands, or lakhs, are parted: 1,234,567 or 12,34,567."""
    separators = {char for char in whole if not char.isdecimal()}
    if not separators:
        return True
    if len(separators) > 1:
        return False
    first, *rest = whole.split(separators.pop())
    return (
        1 <= len(first) <= 3
        and len(rest[-1]) == 3
        and (all(len(part) == 3 for part in rest) or (len(first) <= 2 and all(len(part) == 2 for part in rest[:-1])))
    )


def _ranges(form: Forms, text: str, found: list[Amount]) -> list[Amount]:
    """Amounts with those that are the two ends of one range made one: "between $2 and $3 million", "$2-3 million"."""
    out: list[Amount] = []
    for one in found:
        lower, joint = None, ""
        if out and out[-1].to is None and one.start - out[-1].end <= 8:
            lower, joint = out[-1], text[out[-1].end : one.start]
        else:
            left = max(0, one.start - LEFT, out[-1].end if out else 0)
            bare = form.bare.search(text[left : one.start])
            # "in 2024 to $148 million": a year, and no lower end, which would be told in millions as well
            if bare and (read := number(bare["number"])) and (read[0] < 1000 or one.scale == 1):
                first = left + bare.start("number")
                lower = Amount(first, first + len(bare["number"]), read[0], one.currency, read[1], read[1], said=first)
                joint = bare["joint"]
        if lower is None or not form.joint.fullmatch(joint):
            out.append(one)
            continue
        opened = form.opened.search(text[max(0, lower.start - 12) : lower.start])
        closed = any(dash in joint for dash in "-–—") or (lower not in out and "to" in joint)
        range_ = _range(lower, one) if opened or closed else None
        if range_ is None:
            out.append(one)
            continue
        if out and out[-1] is lower:
            out.pop()
        said = max(0, lower.start - 12) + opened.start() if opened else lower.start
        bound = "from_to" if opened and opened[0].lower().startswith("from") else "between"
        out.append(replace(range_, said=said, bound=bound))
    return out


def _range(lower: Amount, upper: Amount) -> Amount | None:
    """Two amounts as one range; None where they are not two ends of one. A lower figure without a scale of its own has
    that of the upper."""
    value, step = lower.value, lower.step
    if lower.scale == 1 and value < 1000 and upper.scale > 1:
        value, step = value * upper.scale, step * upper.scale
    if lower.currency != upper.currency or not value < upper.value:
        return None
    return replace(
        upper, start=lower.start, value=value, step=step, bound="between", to=upper.value, to_step=upper.step
    )


class Forms:
    """What `marks.yml` lists, as patterns."""

    def __init__(self, listed: dict[str, Any]) -> None:
        self._marks: dict[str, str] = {mark.casefold(): code for mark, code in listed["marks"].items()}
        self._words: dict[str, str] = listed["words"] | {code.casefold(): code for code in listed["codes"]}
        self._scales = {word.casefold(): Decimal(value) for word, value in listed["scales"].items()}
        self._cased = {word: Decimal(value) for word, value in listed["cased"].items()}
        self.figures: dict[str, str] = listed["figures"]
        self._before, self._after = listed["before"], listed["after"]
        digits = r"\d{1,20}(?:[.,'’٬٫]\d{1,20}){0,7}"
        spaced = r"\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,5}(?:[.,]\d{1,2})?(?!\d)"
        figure = rf"(?:{spaced}|{digits})(?!\d)"
        marks = _any_of(listed["marks"])
        codes = "|".join(listed["codes"])
        scales = rf"(?:{_any_of(listed['scales'])})(?!\w)"
        cased = rf"(?-i:{_any_of(listed['cased'])})(?!\w)"
        words = rf"(?:{_any_of(listed['words'])})(?!\w)"
        named = rf"(?:{words}|(?-i:{codes})(?!\w))"
        gap = r"[ \t\u00a0\u202f\u200e\u200f\u2066-\u2069]{0,3}\n?[ \t]{0,3}"
        near = r"[ \t\u00a0\u202f\u200e\u200f\u2066-\u2069-]{0,2}\n?"
        sign = r"(?P<sign>(?<![\w.)])[-−–])?"
        of = r"(?:of[ ])?"
        scale = rf"(?:{scales}|{cased})"
        blank = r"[ \u00a0\u202f\u200e\u200f]?"
        self.figure = re.compile(
            # $139 million, USD 139m, US$ 1,000.00, $2-3 million
            rf"{sign}(?<![^\W\d_])(?P<mark>(?:{marks})|(?-i:{codes})){blank}(?:(?<=[$€£])-)?(?P<number>{figure})"
            rf"(?:[ ]?(?:[-–—]|to)[ ]?(?P<upper>{figure})(?={near}{scale}))?(?:{near}(?P<scale>{scale}))?"
            rf"(?:{gap}(?-i:{codes})(?!\w))?"
            # 139 million dollars, 1.234,56 €, 3M USD
            rf"|(?<![\w.,$€£¥])(?P<number2>{figure})(?:{near}(?P<scale2>{scale}))?{gap}{of}"
            rf"(?P<mark2>{named}|(?:{marks})(?![\w]|[ ]?\d))"
            # three million dollars
            rf"|(?<![\w-])(?P<figure>{_any_of(listed['figures'])})[ -](?P<scale3>{scales})(?:{gap}|-){of}"
            rf"(?P<mark3>{named})",
            re.I,
        )
        self._bound_before = re.compile(rf"(?<!\w)(?:{_any_of(self._before)})[ \t\n\u00a0:]{{0,3}}$", re.I)
        self._bound_after = re.compile(rf"[ ]?(?:{_any_of(self._after)})(?!\w)", re.I)
        self.joint = re.compile(r"[ ]?(?:to|and|[-–—])[ ]?", re.I)
        self.opened = re.compile(r"\b(?:between|from|range[sd]? from|ranging from)[ \n]$", re.I)
        self.bare = re.compile(rf"(?<![\w.,$€£-])(?P<number>{figure})(?P<joint>[ ]?(?:to|and|[-–—])[ ]?)$", re.I)

        words_of_all_cases = [
            case for word in listed["words"] for case in (word, word.capitalize(), word.title(), word.upper())
        ]
        self._anchors = AhoCorasick([*{*listed["marks"], *listed["codes"], *words_of_all_cases}])

    def windows(self, text: str) -> Iterator[tuple[int, int]]:
        """The stretches of a text that have a mark or word of currency; the rest holds no amount."""
        return around(self._anchors, text, AROUND)

    def currency(self, mark: str) -> str:
        """The currency a mark, code or word stands for."""
        mark = " ".join(mark.split())
        return self._marks.get(mark.casefold()) or self._words.get(mark.casefold()) or mark

    def scale(self, word: str | None) -> Decimal:
        """What a figure is multiplied by."""
        if not word:
            return Decimal(1)
        return self._cased.get(word) or self._scales[word.casefold()]

    def bound(self, text: str, start: int, end: int) -> tuple[str, int, int]:
        """What bounds a figure, where those words begin, and where the amount ends with them."""
        left = max(0, start - LEFT)
        before = self._bound_before.search(text[left:start])
        if before and not _HANDED_OVER.search(text[left:start]):
            return self._before[" ".join(before[0].lower().split()).rstrip(":")], left + before.start(), end
        after = self._bound_after.match(text[end : end + RIGHT])
        if after:
            return self._after[" ".join(after[0].lower().split())], start, end + after.end()
        return "exact", start, end


def _any_of(words: Any) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in sorted(words, key=len, reverse=True))


@cache
def _forms() -> Forms:
    return Forms(yml.read(resources.files("quaestor.reading").joinpath("marks.yml").read_text(encoding="utf-8")))
