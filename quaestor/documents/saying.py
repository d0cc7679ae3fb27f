"""What a few words say: an amount of money, a day, an organisation, a name, or just words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quaestor import reading

#: What a page says in place of what was taken out.
REDACTED = re.compile(
    r"\bredacted\b|\[\s*redact|\(b\)\s?\(\d\)|\bb\(\d\)\b|\bwithheld under\b|\bsource selection\W+redact", re.I
)
#: Kinds whose words are shown; others are counted.
SHOWN = ("money", "date", "organisation")

#: An amount in a table has no mark of its currency.
_BARE = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![\w,-])|(?<![\w.,-])\d{3,}\.\d\d(?![\w.-])")
_ENDS = (
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Corp|Corporation|Company|Co|Ltd|Limited|LLP|LP|L\.P|PLC|GmbH|AG|S\.A|N\.V|B\.V|Pty"
    r"|Holdings|Technologies|Associates|Industries|Laboratories|University|Institute|Foundation|INC|CORP|CORPORATION|COMPANY|LTD)"
)
_OF = (
    r"(?:Department|Bureau|Office|Administration|University|Institute|Agency|Commission)\s(?:of|for)(?:\sthe)?"
    r"(?:\s[A-Z][\w'’-]{1,30}){1,5}"
)
ORGANISATION = re.compile(
    rf"(?<![\w&])(?:[A-Z][\w&.'’-]{{0,30}}(?:,\s|\s)(?:(?:of|and|the|for|&)\s)?){{1,6}}{_ENDS}(?![\w-])\.?|\b{_OF}"
)
#: Two or three words that may be a name, or anything up to a comma, where more than an ending follows.
_BEFORE = re.compile(
    rf"^(?:.*,\s(?!{_ENDS}\b)|(?:[A-Z][\w.'’-]{{0,30}}\s){{1,2}}[A-Z][\w'’-]{{1,30}}\s(?:of|for|and|at|&)\s(?:the\s)?)(?=[A-Z])"
)
_NAME = re.compile(r"\W*(?:[A-Z][\w.'’-]{0,30}\s+){1,3}[A-Z][\w'’-]{1,30}\W*")


def kind_of(text: str) -> str:
    """money, date, organisation, name or words: the first of them that the text holds."""
    plain = " ".join(text.split())
    found = {kind for kind, _ in valued(plain)}
    for kind in SHOWN:
        if kind in found:
            return kind
    return "name" if _NAME.fullmatch(plain) else "words"


def valued(text: str) -> Iterator[tuple[str, str]]:
    """Every amount, day and organisation that a text names, with its kind; amounts first."""
    taken = []
    for amount in reading.money(text):
        taken.append((amount.start, amount.end))
        yield "money", _plain(text[amount.start : amount.end])
    for found in _BARE.finditer(text):
        if not any(start <= found.start() < end for start, end in taken):
            yield "money", found[0]
    for one in reading.periods(text):
        if one.grain == "day" and not one.relative:
            yield "date", _plain(text[one.start : one.end])
    for found in ORGANISATION.finditer(text):
        yield "organisation", _plain(found[0])


def _plain(text: str) -> str:
    return " ".join(text.split())


def shown(text: str) -> str | None:
    """Of recovered words, the amounts, days and organisations alone, these without a person's name that stands before
    them; None where there are none."""
    joined = _plain(text)
    parts = [said for kind, said in valued(joined) if kind != "organisation"]
    parts += [_alone(_plain(found[0])) for line in text.splitlines() for found in ORGANISATION.finditer(line)]
    return "; ".join(dict.fromkeys(parts)) or None


def _alone(organisation: str) -> str:
    """The name of an organisation without what may be a person's before it: "Jane Roe, Acme Systems Inc."."""
    return _BEFORE.sub("", organisation)
