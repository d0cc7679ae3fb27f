"""What a few words say: an amount of money, a day, an organisation, a name, or just words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from quaestor import reading
from quaestor.model.people.words import TITLES, Words

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
_AGENCY = re.compile(
    r"(?:Department|Bureau|Office|Administration|University|Institute|Agency|Commission)\s(?:of|for)(?:\sthe)?\s"
)
_OF = rf"{_AGENCY.pattern[:-2]}(?:\s[A-Z][\w'’-]{{1,30}}){{1,5}}"
ORGANISATION = re.compile(
    rf"(?<![\w&])(?:[A-Z][\w&.'’-]{{0,30}}(?:,\s|\s)(?:(?:of|and|the|for|&)\s)?){{1,6}}{_ENDS}(?![\w-])\.?|\b{_OF}"
)
_SIGNS = re.compile(r"[^A-Z0-9 ]+")
#: Two or three words that may be a name, or anything up to a comma, where more than an ending follows.
_BEFORE = re.compile(
    rf"^(?:.*,\s(?!{_ENDS}\b)|(?:[A-Z][\w.'’-]{{0,30}}\s){{1,2}}[A-Z][\w'’-]{{1,30}}\s(?:of|for|and|at|&)\s(?:the\s)?)(?=[A-Z])"
)
_ENDING = re.compile(rf",?\s{_ENDS}\.?(?:,?\s{_ENDS}\.?)*$")
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


def shown(text: str, public: Collection[str] = ()) -> str | None:
    """Of recovered words, the amounts, days and organisations alone, these without what may be a person's name; None
    where there are none. public: the plain names of organisations that are known from elsewhere."""
    joined = _plain(text)
    parts: list[str | None] = [said for kind, said in valued(joined) if kind != "organisation"]
    parts += [_alone(name, public) for name in organisations(text)]
    return "; ".join(dict.fromkeys(filter(None, parts))) or None


def organisations(text: str) -> list[str]:
    """What may be the names of organisations, line by line, with whatever stands in front of them."""
    return [_plain(found[0]) for line in text.splitlines() for found in ORGANISATION.finditer(line)]


def endings(name: str) -> list[str]:
    """A name, and what is left of it without its first word, its first two, and so on."""
    return [name[word.start() :] for word in re.finditer(r"(?<!\S)[A-Z]", name)]


def plain(name: str) -> str:
    """A firm's name in capitals, without signs."""
    return " ".join(_SIGNS.sub(" ", name.upper().replace(".", "").replace("'", "")).split())


def _alone(name: str, public: Collection[str]) -> str | None:
    """The name of an organisation without a person's before or behind it: the longest ending that is known from
    elsewhere; else the whole, where no words in it can be a person's; else none."""
    for ending in endings(name):
        if plain(ending) in public:
            return ending
    if agency := _AGENCY.match(name):
        return _ordinary_start(name, agency.end())
    name = _BEFORE.sub("", name)
    return None if _may_hold_a_person(name) else name


def _ordinary_start(name: str, start: int) -> str | None:
    """An agency's name up to the first word that is no word of contract prose, since a person's may be behind it."""
    words = Words.of(name[start:])
    end = next((at for at, word in enumerate(words) if not words.ordinary(at) and word.text != "and"), len(words))
    return name[: start + words[end - 1].end] if end else None


def _may_hold_a_person(name: str) -> bool:
    """Whether a person's name may stand before an organisation's: a title, or an initial and a word or two words that
    are none of contract prose, with more behind them than one word of it and the legal form."""
    ending = _ENDING.search(name)
    words = Words.of(name[: ending.start()] if ending else name)
    free = [words.initial(at) or (words.is_word(at) and not words.ordinary(at)) for at in range(len(words))]
    real = [at for at in range(len(words)) if words.is_word(at)]
    for one, other in pairwise(real):
        rest = [at for at in real if at > other]
        if words.upper(one) in TITLES and (rest or ending):
            return True
        if free[one] and free[other] and rest and not (len(rest) == 1 and not free[rest[0]]):
            return True
    return False
