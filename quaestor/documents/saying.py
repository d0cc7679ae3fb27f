"""What a few words say: an amount of money, a day, an organisation, a name, or just words."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What a page says in place of what was taken out.
REDACTED = re.compile(r"\bredacted\b|\[\s*redact|\(b\)\s?\(\d\)|\bb\(\d\)\b|\bwithheld under\b|\bsource selection\W+redact", re.I)

_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|mn|bn|[MBK])\b)?"
MONEY = re.compile(rf"(?:US\s?|U\.S\.\s?)?[$€£¥₹]\s?\d[\d,]*(?:\.\d+)?{_SCALE}|\b\d[\d,]*(?:\.\d+)?{_SCALE}\s?(?:dollars|USD|EUR|GBP)\b", re.I)
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
DAY = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s+(?:19|20)\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+(?:19|20)?\d\d\b"
    r"|\b(?:19|20)\d\d-\d\d?-\d\d?\b|\b\d{1,2}/\d{1,2}/(?:19|20)?\d\d\b",
    re.I,
)  # fmt: skip
_ENDS = (
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Corp|Corporation|Company|Co|Ltd|Limited|LLP|LP|L\.P|PLC|GmbH|AG|S\.A|N\.V|B\.V|Pty|Group|Holdings"
    r"|Technologies|Systems|Solutions|Services|Associates|Partners|Industries|Laboratories|University|Institute|Foundation"
    r"|Department|Administration|Agency|Bureau|Commission|Command)"
)
ORGANISATION = re.compile(rf"(?:[A-Z][\w&.'’-]*[ ,]+(?:(?:of|and|the|for|&)\s)?){{1,6}}{_ENDS}\b\.?|\b(?:Department|Bureau|Office|Administration|University)\s(?:of|for)\s(?:[A-Z][\w'-]+\s?)+")
_NAME = re.compile(r"\W*(?:[A-Z][\w.'’-]*\s+){1,3}[A-Z][\w'’-]+\W*")

#: Kinds whose words are shown; others are counted.
SHOWN = ("money", "date", "organisation")


def kind_of(text: str) -> str:
    """money, date, organisation, name or words: the first of them that the text holds."""
    plain = " ".join(text.split())
    for kind, pattern in (("money", MONEY), ("date", DAY), ("organisation", ORGANISATION)):
        if pattern.search(plain):
            return kind
    return "name" if _NAME.fullmatch(plain) else "words"


def valued(text: str) -> Iterator[tuple[str, str]]:
    """Every amount, day and organisation that a text names, with its kind."""
    for kind, pattern in (("money", MONEY), ("date", DAY), ("organisation", ORGANISATION)):
        for found in pattern.finditer(text):
            yield kind, " ".join(found[0].split())


def shown(text: str) -> str | None:
    """Of recovered words, the amounts, days and organisations alone; None where there are none."""
    parts = dict.fromkeys(said for _, said in valued(text))
    return "; ".join(parts) or None
