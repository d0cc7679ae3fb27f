"""How figures, days and codes are printed on a page: the filters of the templates.

What is not held is printed as the words "not held", never as a zero or a dash. Money keeps its cents and its sign.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment
from markupsafe import Markup, escape

from quaestor.errors import ModelError
from quaestor.model import codes

UNHELD = Markup('<span class="unheld">not held</span>')
MINUS = "\u2212"
_SCALES = ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))


def plain_amount(value: Any) -> str:
    """US dollars and cents in digits with a true minus sign: `−18,000.00`."""
    number = Decimal(str(value))
    return f"{MINUS if number < 0 else ''}{abs(number):,.2f}"


def plain_money(value: Any) -> str:
    """US dollars and cents: `−$18,000.00`."""
    number = Decimal(str(value))
    return f"{MINUS if number < 0 else ''}${abs(number):,.2f}"


def short_money(value: Any, signed: bool = False, places: int | None = None) -> str:
    """US dollars to three figures, for charts and running text: `$19.3m`, `−$1.25bn`; with a plus where `signed`.

    places: so many decimals instead of three figures.
    """
    number = Decimal(str(value))
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    size = abs(number)
    for index, (scale, letters) in enumerate(_SCALES):
        if size >= scale * Decimal("0.9995"):
            scaled = size / scale
            figures = 2 if scaled < Decimal("9.995") else 1 if scaled < Decimal("99.95") else 0
            text = f"{scaled:.{figures if places is None else places}f}"
            if "." in text:
                text = text.rstrip("0").rstrip(".")
            if text == "1000" and index:
                text, letters = "1", _SCALES[index - 1][1]
            return f"{sign}${text}{letters}"
    return f"{sign}${size:.{places or 0}f}"


def as_date(value: Any) -> date | None:
    """The day in `value` (a date, a moment or their ISO text); None where it is blank."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10])


def plain_day(value: Any) -> str:
    """A day as `20 Sep 2022`, or `not held`."""
    day = as_date(value)
    return f"{day.day} {day:%b %Y}" if day else "not held"


def money(value: Any) -> Markup:
    return UNHELD if value is None else _signed(value, plain_money(value))


def amount(value: Any) -> Markup:
    return UNHELD if value is None else _signed(value, plain_amount(value))


def _signed(value: Any, text: str) -> Markup:
    number = Decimal(str(value))
    if number < 0:
        return Markup(f'<span class="negative">{text}</span>')
    return Markup(f'<span class="nil">{text}</span>' if number == 0 else text)


def day(value: Any) -> Markup:
    found = as_date(value)
    return Markup(f'<time datetime="{found.isoformat()}">{plain_day(found)}</time>') if found else UNHELD


def moment(value: Any) -> Markup:
    """A moment as `22 Aug 2026, 14:03 UTC`; the clock is left out where it is midnight, since only the day is known."""
    if value is None or value == "":
        return UNHELD
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).removesuffix("Z"))
    clock = "" if (found.hour, found.minute) == (0, 0) else f", {found:%H:%M} UTC"
    return Markup(f'<time datetime="{found.isoformat()}">{plain_day(found)}{clock}</time>')


def count(value: Any) -> Markup:
    return UNHELD if value is None else Markup(f"{int(value):,}")


def held(value: Any) -> Markup:
    """The value as printed, or the words `not held`."""
    return UNHELD if value is None or value == "" else escape(value)


def printed(text: Any, length: int = 0) -> Markup:
    """A publisher's own words, letter for letter; words all in capitals are set small, so that they do not shout."""
    if text is None or text == "":
        return UNHELD
    words = shorten(text, length) if length else str(text)
    caps = " caps" if words.isupper() and len(words) > 4 else ""
    return Markup(f'<span class="printed{caps}">{escape(words)}</span>')


def kind(value: Any) -> str:
    """A kind of award in words: `delivery order`."""
    if not value:
        return "award"
    try:
        return codes("kind").get(str(value), str(value).replace("_", " "))
    except ModelError:
        return str(value).replace("_", " ")


def zero(value: Any) -> bool:
    """Whether a sum is held and is zero."""
    return value is not None and Decimal(str(value)) == 0


def plural(number: int, one: str, many: str | None = None) -> str:
    """`1 action`, `14 actions`."""
    return f"{int(number):,} {one if int(number) == 1 else many or one + 's'}"


def shorten(text: Any, length: int = 160) -> str:
    """The words up to `length`, cut between words and ended with an ellipsis where they run on."""
    words = " ".join(str(text or "").split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def segment(value: Any) -> str:
    """`value` as one segment of an address."""
    return quote(str(value), safe=":,")


def path(value: str) -> str:
    """`value` as the path of an address, its slashes kept."""
    return quote(value, safe="/:,")


def query(**parameters: Any) -> str:
    """The parameters that are set, as `?a=b`; nothing where none is."""
    given = {key: value for key, value in parameters.items() if value not in (None, "")}
    return f"?{urlencode(given)}" if given else ""


def install(environment: Environment) -> None:
    """Give the templates their filters."""
    for function in (
        money, amount, short_money, day, plain_day, plain_money, moment, count, held, printed, zero, kind, plural,
        shorten, segment,
    ):  # fmt: skip
        environment.filters[function.__name__] = function
    environment.globals["query"] = query
