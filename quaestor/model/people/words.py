"""The words of a text as the reading of names sees them: roles, marks, signs, words that can and cannot be a name.

`ordinary_words.txt` holds the words that are never a name, and the words that can be either (MARK, KING, MAY). A word
on neither list, beside a role, is taken for a name.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

NAME = "[name removed]"

# Roles whose holder may follow without any sign between ("POC JANE DOE").
STRONG = (
    r"(?:(?:ALT|A|T|R)[ -]?)?POCS?|(?:ALT[ -]?)?A?CORS?|(?:ALT[ -]?)?A?COTRS?|PCORS?|[APTO]COS?|KOS?|ATTN|GTMS?"
    r"|CONTRACT(?:ING|S)?\W{1,2}OFF?ICER?S?(?:\W{0,2}S)?(?:\W{1,2}(?:TECHNICAL\W)?REPRESENTATIVES?)?"
    r"|CONTRACT(?:ING|S)?\W{1,2}(?:SPECIALIST|ADMINISTRATOR|MANAGER)S?"
    r"|POINTS?\W{1,2}OF\W{1,2}CONTACTS?|TECHNICAL\W{1,2}(?:MONITOR|REPRESENTATIVE|CONTACT|LEAD)S?"
)
# Roles that are also plain words of the trade: two names must follow, or a colon.
WEAK = (
    r"(?:PROGRAM(?:ME)?|PROJECT|TASK|PRODUCT)\W{1,2}(?:OFFICER|LEAD)S?|MANAGERS?|CONTACTS?|ATTENTION|C/O|KEY\W{1,2}PERSON(?:NEL)?"
    r"|(?:SIGNED|APPROVED|REVIEWED|REQUESTED|PREPARED|SUBMITTED|ENTERED)\W{1,2}BY"
    r"|IPP|APPROVERS?|OFFICIALS?|REQUEST[OE]RS?|SUPERVISORS?"
    r"|SPECIAL\W{1,2}AGENTS?|(?:PROGRAM|PROJECT|DEPUTY|ASSISTANT|FIELD\sOFFICE)\sDIRECTORS?|BUYERS?|NEGOTIATORS?|WEBVIEW|OMBUDSM[AE]N"
)
SEND = r"(?:(?:DELIVERY?|SHIP)(?:\sTO)?|PM)\s?:"
# How a role can begin, so that most words are passed over quickly.
_STARTS = r"(?=A[ CLPST-]|BU|C[OS/]|DE|EN|FI|GT|IP|K[EO]|MA|NE|O[CFM]|P[CMORN]|R[ EP-]|S[HIPU]|T[ ACEP-]|WE)"

_TOKEN = re.compile(
    r"(?P<mark>\[(?:e-mail|telephone|name) removed\])"
    rf"|{_STARTS}(?:(?P<strong>(?:{STRONG})(?:['’]?S)?(?![^\W_]))|(?P<weak>(?:{WEAK})(?:['’]?S)?(?![^\W_])|{SEND})"
    r"|(?P<co>C[OS](?:['’]?S)?(?![^\W_]|-[^\W\d_])))"
    rf"|(?P<word>[^\W\d_]+(?:['’`´-](?!(?:{STRONG})\b)[^\W\d_]+)*)|(?P<other>\w+)|(?P<punct>[^\w\s])",
    re.I,
)

_ENDINGS = ("S", "ED", "ING", "LY", "ES")
_NEVER, EITHER = (
    frozenset(part.split())
    for part in re.sub(r"(?m)^#.*$", "", Path(__file__).with_name("ordinary_words.txt").read_text("utf-8")).split(
        "===="
    )
)
_ORDINARY = _NEVER | EITHER


def is_ordinary(word: str) -> bool:
    """Whether a word in capitals is one of contract prose, a place or a first name, so that it cannot stand for one
    firm."""
    return word in _ORDINARY or any(word.endswith(end) and word.removesuffix(end) in _ORDINARY for end in _ENDINGS)


def may_be_a_name(word: str) -> bool:
    """Whether a word in capitals can be a person's name: it is not ordinary, or one that is both (MARK, KING)."""
    return word in EITHER or not is_ordinary(word)


_VOWEL = re.compile("[AEIOUYÀ-ɏ]", re.I)

TITLES = frozenset(["MR", "MRS", "MS", "DR", "MISS"])
SUFFIXES = frozenset(["JR", "SR", "II", "III", "IV", "ESQ", "PHD"])
PARTICLES = frozenset([
    "DE", "DEL", "DELA", "LA", "LE", "EL", "VAN", "VON", "DER", "DEN", "DI", "DA", "DOS", "DU", "ST", "SAN",
    "SANTA", "MC", "MAC", "BIN", "AL", "O", "D", "L",
])  # fmt: skip


class Token(NamedTuple):
    """A piece of a text: `mark`, `strong`, `weak` or `co` (roles), `word`, `other` (with digits) or `punct`."""

    kind: str
    text: str
    upper: str
    start: int
    end: int


class Words(list[Token]):
    """The tokens of a text, and what each may be. A place outside the text is nothing at all.

    cased: the text uses capitals and small letters, so that a word in small letters is not a name.
    """

    cased = False

    @classmethod
    def of(cls, text: str) -> Words:
        """The text, cut into tokens."""
        words = cls(Token(str(m.lastgroup), m[0], m[0].upper(), m.start(), m.end()) for m in _TOKEN.finditer(text))
        small = sum(token.kind == "word" and token.text[0].islower() for token in words)
        words.cased = small > 2 and any(token.text[0].isupper() for token in words)
        return words

    def upper(self, at: int) -> str:
        """The token in capitals, or an empty text outside."""
        return self[at].upper if 0 <= at < len(self) else ""

    def is_word(self, at: int) -> bool:
        """Made of letters alone, and no role."""
        return 0 <= at < len(self) and self[at].kind == "word"

    def initial(self, at: int) -> bool:
        """One letter."""
        return self.is_word(at) and len(self[at].text) == 1

    def either(self, at: int) -> bool:
        """A word that is a name or not, depending on its neighbours; so is a word without vowels."""
        if not self.is_word(at) or self.initial(at) or self.ordinary(at) or self.small(at):
            return False
        return self[at].upper in EITHER or not _VOWEL.search(self[at].text)

    def plain(self, at: int) -> bool:
        """A word on no list: enough by itself to be taken for a part of a name."""
        if not self.is_word(at) or self.initial(at) or self[at].upper in TITLES | SUFFIXES | PARTICLES:
            return False
        return not (self.ordinary(at) or self.small(at) or self.either(at))

    def small(self, at: int) -> bool:
        """In small letters, where names have capitals."""
        return self.cased and self[at].text[0].islower()

    def listed(self, at: int) -> bool:
        """On the list of words that are never a name, as it stands."""
        return self.upper(at) in _NEVER

    def ordinary(self, at: int) -> bool:
        """On the list of words that are never a name, as it stands, with an ending, or as a part of a compound."""
        upper = self[at].upper.replace("’", "'")
        stem = upper[:-2] if upper.endswith("'S") else upper
        if upper in _NEVER or stem in _NEVER or (stem != upper and stem in EITHER):
            return True
        for ending in _ENDINGS:
            if upper.endswith(ending) and len(upper) > len(ending) + 3 and upper[: -len(ending)] in _NEVER:
                return True
        return "-" in upper and any(part in _NEVER for part in upper.split("-"))

    def ends(self, at: int) -> bool:
        """No word comes after: the end, a sign, a number, a mark or a role does."""
        return not self.is_word(at + 1)

    def touches(self, at: int) -> bool:
        """No space between the token and the one after it."""
        return 0 <= at < len(self) - 1 and self[at].end == self[at + 1].start
