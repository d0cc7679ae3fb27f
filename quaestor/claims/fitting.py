"""Whether a figure of the records is the one that a text prints, by how exactly and with which bounds it prints it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from quaestor.claims.reading import Reading
from quaestor.claims.statement import Statement
from quaestor.reading import Amount

#: A figure within this share of what is said is near it.
NEAR = Decimal("0.1")
#: "About" and "nearly" are taken to be within this share, or the printed place where that is more.
ABOUT, NEARLY = Decimal("0.02"), Decimal("0.05")
#: However roughly a figure is printed, what lies further off than this share is not it: 1.4 billion is no "$1 billion".
ROUGHEST, ROUGHEST_ABOVE = Decimal("0.05"), Decimal("0.25")
#: A figure of one digit is near what rounds to it, and lies no further off than this share.
ROUGHLY_NEAR = Decimal("0.15")
#: "More than 139 million" is taken to be less than this share above, or the next printed place.
ABOVE = Decimal("0.02")


#: From here on a whole number of thousands is taken to be rounded to them.
THOUSANDS = 10_000


def range_of(amount: Amount) -> tuple[Decimal, Decimal]:
    """The least and the greatest figure that the words mean, by plain reading and the last printed place.

    "$139 million" is anything that rounds to it; "more than $139 million" is from there to 140 million, since whoever
    had more to tell would have told it.
    """
    value, step = amount.value, amount.step
    if step == 1 and abs(value) >= THOUSANDS and not value % 1000:
        step = Decimal(1000)  # "$119,000" is rounded as "$119 thousand" is
    half = min(step / 2, abs(value) * ROUGHEST)
    if amount.bound in ("between", "from_to") and amount.to is not None:
        upper = min((amount.to_step or step) / 2, abs(amount.to) * ROUGHEST)
        return value - half, amount.to + upper
    if amount.bound in ("over", "at_least"):
        return value, value + max(min(step, value * ROUGHEST_ABOVE), value * ABOVE)
    if amount.bound in ("under", "nearly"):
        return value - max(min(step, value * ROUGHEST), value * NEARLY), value
    if amount.bound == "about":
        wide = max(min(step, value * ROUGHEST), value * ABOUT)
        return value - wide, value + wide
    return value - half, value + half


def ends(said: Statement) -> tuple[Amount, Amount]:
    """The two figures of a growth as two amounts."""
    assert said.amount
    if said.to:
        return said.amount, said.to
    one = said.amount
    last = one.value if one.to is None else one.to
    return replace(one, bound="exact", to=None), replace(
        one, bound="exact", value=last, to=None, step=one.to_step or one.step
    )


def fits(amount: Amount, figure: Decimal) -> str:
    """`matches`, `near`, or blank."""
    return fitting(amount)(figure)


def fitting(amount: Amount) -> Callable[[Decimal], str]:
    """The same for many figures of one amount."""
    low, high = range_of(amount)
    open_low = amount.bound == "over" and amount.step < 1
    least, most = amount.value, amount.value if amount.to is None else amount.to
    wide = [max(abs(one) * NEAR, min(amount.step / 2, abs(one) * ROUGHLY_NEAR)) for one in (least, most)]
    upwards = amount.bound in ("over", "at_least")

    def fit(figure: Decimal) -> str:
        if low <= figure <= high and not (open_low and figure == low):
            return "matches"
        value, width = (most, wide[1]) if figure > least else (least, wide[0])
        if value and abs(figure - value) <= width:
            return "near"
        # true by the letter: "more than $100 million" of 139 million
        return "near" if upwards and value and value < figure <= value * 2 else ""

    return fit


def fitting_of(said: Statement) -> Callable[[Reading], str]:
    """How a reading's figure, or both of a growth, fits what is said."""
    assert said.amount
    if said.kind != "growth":
        fit = fitting(said.amount)
        return lambda one: fit(one.figure)
    first, last = map(fitting, ends(said))

    def both(one: Reading) -> str:
        if one.start is None:
            return ""
        found = {first(one.start), last(one.figure)}
        return "matches" if found == {"matches"} else "near" if "" not in found else ""

    return both


def fits_count(count: int, bound: str, figure: int) -> str:
    """The same of a number of things."""
    if figure == count and bound != "over":
        return "matches"
    if bound in ("about", "nearly") and abs(figure - count) * 40 <= count and (bound == "about" or figure < count):
        return "matches"
    if bound == "over" and count <= figure <= count + max(1, count // 10):
        return "matches"
    return "near" if abs(figure - count) <= max(1, count // 10) else ""


def chance(amount: Amount, figures: Iterable[Decimal]) -> float:
    """How many figures one would expect to fit by accident: those within half and double of what is said, spread evenly
    by their logarithm, times the share of that span which counts as fitting."""
    low, high = range_of(amount)
    value = abs(amount.value)
    if not value or low <= 0:
        return 0.0
    around = sum(1 for figure in figures if value / 2 <= figure <= value * 2)
    return around * math.log(float(high / low)) / math.log(4) if around else 0.0
