"""People are removed from free text at the border, before anything is stored.

E-mail addresses, telephone and fax numbers, and the names of persons that stand beside a role ("contracting officer",
"COR", "POC", "attn") give way to a mark in square brackets; the role itself stays. Public contract prose is mostly
written in capitals, so a name is told from other words by a kept list of ordinary words (`ordinary_words.txt`): a word
beside a role that is not on the list is taken for a name. Where the two cannot be told apart, too much is removed
rather than too little.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quaestor.model.people.roles import without_names
from quaestor.model.people.words import SEND, STRONG, WEAK

INDIVIDUAL = "an individual"
"""What is shown instead of the name of a supplier who is a natural person."""

EMAIL, TELEPHONE = "[e-mail removed]", "[telephone removed]"

_CALL = r"TELEPHONE|PHONES?|PH|TEL|FAX|CELL(?:ULAR)?|MOBILE|CALL|VOICE|EXT|TDD|TTY"

SUSPECT = (
    rf"(?i)@|[\[({{]\s?AT\s?[\])}}]|\bAT\s[\w-]{{1,60}}[\s({{\[]{{1,3}}DOT\b|\b(?:{STRONG}|{WEAK})(?:'?S)?\b|\b{SEND}"
    r"|\b(?:MR|MRS|MS|DR)\.\s|\bMR?RS?\s|\bCS\s?:|\bCO\b\)?(?:'?S)?(?:\sNAMES?)?\s?(?:[:=/)]|-\s|IS\b|TO\b|FROM\b|REPRES)|\b(?:OAQ|THE)\sCO\s"
    r"|[0-9]{3}\)?[./ -]{0,3}[0-9]{3}[./ -]{1,3}[0-9]{4}\b|\([2-9][0-9]{2}\)|\b[2-9][0-9]{2}[.-][0-9]{4}\b"
    rf"|(?:\+|\b011)[ -]?\(?[1-9]|\b(?:{_CALL})\b[^0-9\n]{{0,16}}[0-9]{{3}}"
)
"""One pattern, in the syntax shared by RE2 and Python: a text it does not match is returned by `clean` as it is."""

CONTACT = r"@|(?:^|[^0-9A-Za-z-])\(?[2-9][0-9]{2}(?:\) ?|[ .-])[0-9]{3}[.-][0-9]{4}(?:[^0-9A-Za-z-]|$)"
"""The same for a column that holds no prose: an e-mail address, or a telephone number written as nothing else is."""

_LOOK = re.compile(SUSPECT, re.ASCII)
_LOOK_CONTACT = re.compile(CONTACT)

_TLD = r"(?:gov|mil|com|org|net|edu|us|int|info|io|biz|invalid|example|test|uk|ca|eu|co)"
_DOT = r"\s?(?:\.|[\[({]\s?(?:DOT|\.)\s?[\])}]|\bDOT\b)\s?"
_EMAILS = (
    re.compile(
        rf"\b(?:[\w+'-]{{1,64}}\s(?:DOT|\[DOT\]|\(DOT\))\s){{0,3}}[\w.+'-]{{1,64}}\s?[\[({{]\s?(?:AT|@)\s?[\])}}]\s?[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,4}}\b",
        re.I,
    ),
    re.compile(
        rf"\b(?:[\w+'-]{{1,64}}\sDOT\s){{0,3}}[\w.+'-]{{1,64}}\sAT\s(?:[\w-]{{1,63}}\s?(?:\bDOT\b|\.)\s?){{0,3}}[\w-]{{1,63}}\s(?:DOT|\[DOT\]|\(DOT\))\s{_TLD}\b",
        re.I,
    ),
    re.compile(r"[\w.+'%&-]{1,64}@[\w-]{0,63}[^\W\d_][\w-]{0,63}(?:\.[\w-]{1,63}){0,6}"),
    re.compile(r"[\w.+'%&-]{1,64}\s{0,2}@\s{0,2}[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\s?\.\s?" + _TLD + r"\b", re.I),
    re.compile(r"[\w.+'%&-]{1,64}\s{0,2}@\s{0,2}[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}\b"),
)

_AT = re.compile(r"@|[\[({]\s?AT\s?[\])}]|\sAT\s[\w\s.-]{1,200}?[\s(\[]DOT\b", re.I)
_DIGITS = re.compile(r"(?:\d[\s()./,#-]{0,4}){6}\d")
# What numbers and names strung together hide is told one after another, a round each. A text of many such rounds loses
# every number as long as a telephone's, or time would grow with the square of its length.
_ROUNDS, _LONG = 12, re.compile(r"\+?\(?(?:\d[\s()./,#-]{0,4}){6,}\d")

_EXT = r"(?:\s?[,;]?\s?\b(?:EXT(?:ENSION)?|X)[\s.:#]{0,3}\d{1,6}\b|(?<=\d)X\s?\d{1,6}\b|/\d{3,4}\b(?![/-]))?"
_PHONES = (
    # +44 20 7946 0958, 011 52 55 ...
    re.compile(r"(?<![\w+.])(?:\+\s?|011[\s-])\(?[1-9]\d{0,2}\)?(?:[\s.()/-]{0,3}\d){7,13}(?!\d)" + _EXT, re.I),
    # after a word for telephone, any punctuation or none
    re.compile(
        rf"(?P<keep>\b(?:{_CALL})\b(?:[\s.,:;#=()\[\]-]|\b(?:NO|NUM|NUMBER|IS|AT|LINE|OFFICE|WORK|OR)\b){{0,16}}?)"
        r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s./-]{0,3}\d{3}[\s./-]{0,3}\d{1,4}(?![\w-]*[A-Z])(?![\d-])" + _EXT,
        re.I,
    ),
    re.compile(
        rf"(?P<keep>\b(?:{_CALL})\b(?:[\s.,:;#=()-]|\b(?:NO|NUMBER|IS|AT)\b){{0,8}}?)\b\d{{3}}[\s.-]?\d{{4}}(?![\w-])"
        + _EXT,
        re.I,
    ),
    # (202) 555-0143, 202-555-0143, 202.555.0143, 1-202/555-0143; glued to a name before it
    re.compile(
        r"(?:(?<![\w.$#/-])|(?<=[^\W\d_]{3}))(?:\+?1[\s.-]?)?(?:\([2-9]\d{2}\)[\s./-]{0,3}\d{3}[\s./-]{0,3}\d{4}"
        r"|[2-9]\d{2}\)\s?\d{3}\s?[.-]\s?\d{4}|[2-9]\d{2}\)?(?P<a>\s?[./-]\s?|\s)\d{3}(?P<b>\s?[.-]\s?|\s)\d{4})(?![\w$])(?!-\d|-[A-Z]\d)"
        + _EXT,
        re.I,
    ),
    # 555-0143
    re.compile(r"(?<![\w.$#/,-])[2-9]\d{2}(?:-|\.(?!\d{4}[.\d]))\d{4}(?![\w$/-])(?!\.\d)" + _EXT, re.I),
    # ten digits alone, beside a name or an address that was removed
    re.compile(
        r"(?P<keep>(?:(?:e-mail|name|telephone) removed\])[\s,;:|()/-]{0,4})(?<![\w-])"
        r"(?:\d{9,10}|\d{3}[.-]\d{3}[.-]\d{2,4})(?![\w-])" + _EXT,
        re.I,
    ),
    re.compile(r"(?<![\w-])\d{10}(?=[\s,;:|()/-]{1,4}\[(?:e-mail|telephone) removed\])"),
)
# Numbers of another kind: "PART NO. 981-0278", "DFARS 252.204-7012".
_NUMBERED = re.compile(
    r"(?:(?:\bNOS?|#|\bP/N|\bPN|\bNSN|\bS/N|\bSN|\bCLAUSES?|\bD?FARS?|\bHSAR|\bEEOC|\bSERIAL|\bDUNS|\bID|\bUPC|\bSKU|\bACCT)[\s.:#]*"
    r"|\b(?:PART|MODEL|ITEM|INVOICE|REQ|CASE|ORDER|FORM|ACCOUNT|NUM|NUMBER)S?\s?[.:#]+\s*)$",
    re.I,
)
_CALLED = re.compile(rf"\b(?:{_CALL}|CONTACT|POC)\b[^\w]*(?:\w+[^\w]+)?$", re.I)


def clean(text: str | None) -> str | None:
    """The text without e-mail addresses, telephone numbers and the names of persons beside a role.

    Cleaning twice changes nothing more. A text that `SUSPECT` does not match, and None, come back as they are.
    """
    if text is None or not _LOOK.search(text):
        return text
    for _ in range(_ROUNDS):
        if (cleaned := without_names(_numbers(text))) == text:
            return text
        text = cleaned
    return clean(_LONG.sub(TELEPHONE, text))


def clean_contacts(text: str | None) -> str | None:
    """The text without e-mail addresses and telephone numbers; for names, codes and places, where a word beside a role
    is no name ("CONTACT SOLUTIONS LLC"). A text that `CONTACT` does not match, and None, come back as they are."""
    return _numbers(text) if text is not None and _LOOK_CONTACT.search(text) else text


def without_mentions(text: str | None, names: Sequence[str | None]) -> str | None:
    """The text with `INDIVIDUAL` in place of each of `names`, in any case, where it stands as words of its own; of
    "SURNAME, GIVEN" also in the other order."""
    every = {name.strip() for name in names if name and len(name.strip()) > 2}
    every |= {" ".join(reversed(name.split(", ", 1))) for name in every}
    known = sorted(every, key=len, reverse=True)
    if text is None or not known:
        return text
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", INDIVIDUAL, text, flags=re.I)


def _numbers(text: str) -> str:
    if _AT.search(text):
        for pattern in _EMAILS:
            text = pattern.sub(EMAIL, text)
    if _DIGITS.search(text):
        for pattern in _PHONES:
            text = _without_telephones(text, pattern)
    return text


def _without_telephones(text: str, pattern: re.Pattern[str]) -> str:
    """One after another, since a number that is glued to another is told only when a mark stands there."""
    at = 0
    while found := pattern.search(text, at):
        instead = _telephone(found)
        at = found.end() if instead == found[0] else found.start()
        text = text[: found.start()] + instead + text[found.end() :]
    return text


def _telephone(found: re.Match[str]) -> str:
    groups, number = found.groupdict(), found[0]
    if "keep" in groups:
        return f"{groups['keep']}{TELEPHONE}"
    before = found.string[max(0, found.start() - 24) : found.start()]
    if groups.get("a") == "." and groups.get("b") == "-" and re.match(r"\d52\.\d{3}-[79]\d{3}", number):
        return number  # a clause of an acquisition regulation
    if re.match(r"252\D2\d\d\D7\d{3}", number):
        return number
    return number if _NUMBERED.search(before) and not _CALLED.search(before) else TELEPHONE
