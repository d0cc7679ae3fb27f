"""The names of persons that stand beside a role, and how they are told from other words.

A role ("COR", "POINT OF CONTACT") is looked for first; the words on both sides of it are then read one by one. A word that
is not on the kept list of ordinary words is taken for a name; a word that can be either (MARK, KING, MAY) counts beside one
that is a name, and after a sign such as a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

NAME = "[name removed]"

# Roles whose holder may follow without any sign between ("POC JANE DOE").
STRONG = (
    r"(?:ALT|A|T|R)?[ -]?POCS?|(?:ALT[ -]?)?A?CORS?|(?:ALT[ -]?)?A?COTRS?|PCORS?|ACOS?|PCOS?|TCOS?|OCOS?|KOS?|ATTN|GTMS?"
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
SEND = r"(?:DELIVERY?|SHIP)(?:\sTO)?\s?:"
_TOKEN = re.compile(
    r"(?P<mark>\[(?:e-mail|telephone|name) removed\])"
    rf"|(?P<strong>(?:{STRONG})(?:['’]?S)?(?![^\W_]))|(?P<weak>(?:{WEAK})(?:['’]?S)?(?![^\W_])|{SEND})"
    r"|(?P<co>C[OS](?:['’]?S)?(?![^\W_]|-[^\W\d_]))"
    rf"|(?P<word>[^\W\d_]+(?:['’`´-](?!(?:{STRONG})\b)[^\W\d_]+)*)|(?P<other>\w+)|(?P<punct>[^\w\s])",
    re.I,
)

_LISTS = [
    frozenset(part.split())
    for part in re.sub(r"(?m)^#.*$", "", Path(__file__).with_name("ordinary_words.txt").read_text("utf-8")).split(
        "===="
    )
]
_ORDINARY, _EITHER = _LISTS
_TITLES = frozenset("MR MRS MS DR MISS".split())
_SUFFIXES = frozenset("JR SR II III IV ESQ PHD".split())
_PARTICLES = frozenset("DE DEL DELA LA LE EL VAN VON DER DEN DI DA DOS DU ST SAN SANTA MC MAC BIN AL O D L".split())
_PASSED = frozenset(
    "THE A AN NEW NEWLY TEMPORARY TEMP ALTERNATE ALTERNATIVE ALT PRIMARY SECONDARY ACTING BACK OUT BACKUP CURRENT REPRESENTATIVE"
    " REPRESENTATIVES ONLY BOTH TECHNICAL ADMINISTRATIVE LEAD NOW WILL FORMER OLD PREVIOUS PRESENT ASSIGNED SITE".split()
)
_HEADS = frozenset(
    "NAME NAMES NAMED INFO INFORMATION CHANGE CHANGED CHANGES CHANGING UPDATE UPDATED UPDATES REPLACED DESIGNATED APPOINTED TITLE TITLED WEBVIEW".split()
)
_LINKS = frozenset("IS ARE WAS BE AS TO FROM WITH BY BECOMES REMAINS".split())
_JOINERS = frozenset("AND OR TO WITH FROM PLUS THEN".split()) | frozenset("&/+,;")
_BEFORE = frozenset("AS IS ARE WAS BE BECOMES REMAINS BECOME".split())
_SMALL = frozenset(
    "IS ARE WAS WILL HAS HAD SHALL MAY CAN MUST FOR ON AT AS IN BY OF AND OR TO FROM WITH EFFECTIVE WHO DUE PER VIA THEN".split()
)
_CUES = frozenset(
    "FROM FORM TO WITH REPLACING REPLACE REPLACES REMOVE REMOVING REMOVES DELETE ADD ADDING APPOINT".split()
)
_APPOINTED = frozenset(
    "APPOINT APPOINTS APPOINTING NAME NAMES NAMING DESIGNATE DESIGNATES ASSIGN ASSIGNS MAKE MAKES".split()
)
_WORD_GAP = 14


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def without_names(text: str) -> str:
    """The text with `[name removed]` for every name of a person beside a role, a removed address or a title."""
    tokens = [_Token(str(m.lastgroup), m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    spans: list[tuple[int, int]] = []
    reached = -1
    for at, token in enumerate(tokens):
        found: list[tuple[int, int]] = []
        if token.kind in ("strong", "weak", "co"):
            found = [*_after_role(tokens, at), *_before_role(tokens, at)]
        elif token.kind == "mark" and token.text != NAME:
            found = _before_mark(tokens, at)
        elif token.kind == "word" and token.text.upper() in _TITLES and at > reached:
            found = _after_title(tokens, at)
        for first, last in found:
            spans.append((tokens[first].start, tokens[last].end))
            reached = max(reached, last)
    if not spans:
        return text
    parts, position = [], 0
    for start, end in _merged(spans):
        parts += [text[position:start], NAME]
        position = end
    return "".join([*parts, text[position:]])


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = -1, -1
    for first, last in sorted(spans):
        if first < end:
            end = max(end, last)
            continue
        if end >= 0:
            yield start, end
        start, end = first, last
    yield start, end


def _ordinary(word: str) -> bool:
    upper = word.upper().replace("’", "'")
    if upper in _ORDINARY or (upper.endswith("'S") and (upper[:-2] in _ORDINARY or upper[:-2] in _EITHER)):
        return True
    for ending in ("S", "ED", "ING", "LY", "ES"):
        if upper.endswith(ending) and len(upper) - len(ending) > 3 and upper[: -len(ending)] in _ORDINARY:
            return True
    return "-" in upper and any(part in _ORDINARY for part in upper.split("-"))


def _either(word: str) -> bool:
    return word.upper() in _EITHER or not re.search(r"[AEIOUYÀ-ɏ]", word, re.I)


def _plain(tokens: list[_Token], at: int) -> bool:
    """A word that is not on the list: alone enough to be taken for a part of a name."""
    if at >= len(tokens) or at < 0 or tokens[at].kind != "word" or len(tokens[at].text) < 2:
        return False
    word = tokens[at].text
    return not (
        _ordinary(word)
        or _either(word)
        or word.upper() in _PARTICLES
        or word.upper() in _TITLES
        or word.upper() in _SUFFIXES
    )


def _initial(tokens: list[_Token], at: int) -> bool:
    return 0 <= at < len(tokens) and tokens[at].kind == "word" and len(tokens[at].text) == 1


def _is(tokens: list[_Token], at: int, text: str) -> bool:
    return 0 <= at < len(tokens) and tokens[at].text == text


def _name(tokens: list[_Token], at: int, bold: bool = False) -> tuple[int, int]:
    """(last token, number of full words) of the name that begins at a token; (at - 1, 0) where there is none."""
    here, last, words, seen_initial, titled = at, at - 1, 0, False, False
    while here < len(tokens):
        token = tokens[here]
        upper = token.text.upper()
        if token.kind == "word" and words == 0 and upper in _TITLES:
            titled = True
        elif _initial(tokens, here):
            beyond = here + 2 if _is(tokens, here + 1, ".") else here + 1
            if words == 0 and not (
                _plain(tokens, beyond) or _initial(tokens, beyond) or bold and _either_at(tokens, beyond)
            ):
                break
            if (
                words
                and upper == "A"
                and not _is(tokens, here + 1, ".")
                and not _plain(tokens, here + 1)
                and here + 1 < len(tokens)
                and tokens[here + 1].kind == "word"
            ):
                break
            seen_initial, last = True, here
        elif words and upper in _SUFFIXES and token.kind == "word":
            last = here
        elif (
            token.kind == "word"
            and upper in _PARTICLES
            and words < 4
            and (
                _plain(tokens, here + 1)
                or _is(tokens, here + 1, "'")
                or upper in ("DE", "VAN")
                and _plain(tokens, here + 2)
            )
        ):
            pass
        elif words < (3 if not seen_initial else 4) and _plain(tokens, here):
            words, last = words + 1, here
        elif (
            token.kind == "word"
            and _either_at(tokens, here)
            and (
                (words == 0 and (_plain(tokens, here + 1) or _initial(tokens, here + 1) or bold or titled))
                or (words in (1, 2) and upper not in ("WILL", "MAY", "DAY", "DAYS") and (words == 1 or seen_initial))
                or (words == 0 and seen_initial)
            )
        ):
            words, last = words + 1, here
        elif (
            words == 1
            and token.kind == "word"
            and len(token.text) > 4
            and upper not in _ORDINARY
            and _ends_here(tokens, here)
        ):
            words, last = 2, here  # "MARIA DETERS,": only an ending makes the word look ordinary
        elif (
            token.text == "."
            and here > at
            and (
                len(tokens[here - 1].text) == 1
                or tokens[here - 1].text.upper() in _TITLES | _SUFFIXES
                or (
                    tokens[here - 1].end == token.start
                    and _plain(tokens, here + 1)
                    and tokens[here + 1].start == token.end
                )
            )
        ):
            last = here if len(tokens[here - 1].text) == 1 or tokens[here - 1].text.upper() in _SUFFIXES else last
        elif (
            token.text == ","
            and words == 1
            and last == here - 1
            and (_plain(tokens, here + 1) or tokens[here + 1 : here + 2] and tokens[here + 1].text.upper() in _SUFFIXES)
        ):
            pass
        elif (
            token.text in "(\"'“‘"
            and words
            and _plain(tokens, here + 1)
            and here + 2 < len(tokens)
            and tokens[here + 2].text in ")\"'”’"
        ):
            here, last = here + 2, here + 2
        else:
            break
        here += 1
    return (last, words) if words else (at - 1, 0)


def _ends_here(tokens: list[_Token], at: int) -> bool:
    return at + 1 >= len(tokens) or tokens[at + 1].kind != "word"


def _either_at(tokens: list[_Token], at: int) -> bool:
    return (
        0 <= at < len(tokens)
        and tokens[at].kind == "word"
        and len(tokens[at].text) > 1
        and _either(tokens[at].text)
        and not _ordinary(tokens[at].text)
    )


def _after_role(tokens: list[_Token], at: int) -> list[tuple[int, int]]:
    """The names that follow a role: "POC JANE DOE", "COR IS DOE", "COR CHANGE FROM JANE DOE TO JOHN ROE"."""
    role, here, sign, headed = tokens[at], at + 1, "", False
    while here < len(tokens) and here - at <= _WORD_GAP:
        token, upper = tokens[here], tokens[here].text.upper()
        if token.kind == "punct" and upper in ":=|-–—(*/.,;#'\"’[":
            sign = ":" if upper in ":=|" or sign == ":" else "-" if upper in "-–—(/*[" or sign == "-" else sign or upper
        elif token.text == ")":
            pass
        elif token.kind == "word" and upper in _LINKS:
            sign = ":" if sign == ":" or upper in ("IS", "ARE") else upper
        elif token.kind == "word" and upper in _HEADS:
            headed = True
        elif not (token.kind == "word" and upper in _PASSED) and not (token.kind == "mark" and token.text != NAME):
            break
        here += 1
    linked = sign.isalpha()
    if role.kind == "co" and not (sign == ":" or linked or (_told(tokens, at) and not sign)):
        return _moved(tokens, at) if _told(tokens, at) else []
    if role.kind == "co" and tokens[at - 1 : at] and tokens[at - 1].text == "," and sign != ":":
        return []
    if not ((headed or role.text.upper() == "IPP") and not sign) and here < len(tokens):
        if tokens[here].kind == "mark":
            return [*_joined(tokens, here), *_moved(tokens, here)]
        last, words = _name(tokens, here, bold=sign == ":" or linked)
        alone = sign == ":" or (
            (role.kind != "weak" or not sign) and (linked or not sign or sign in "-(") and _ends(tokens, last)
        )
        if sign == "-" and words == 1 and _is(tokens, last + 1, ")") and len(tokens[last].text) < 6:
            return _moved(tokens, last)  # "(OTTR)", an abbreviation of the role
        if words >= (
            1
            if alone
            and role.kind != "weak"
            and not (role.kind == "co" and not sign)
            or (sign == ":" and not role.text.endswith(":"))
            else 2
        ):
            more = [(here, last), *_joined(tokens, last)]
            return [*more, *_moved(tokens, more[-1][1])] if linked else more
    return _moved(tokens, at)


def _told(tokens: list[_Token], at: int) -> bool:
    """CO and CS are a State, a company and a class of goods as well; here the officer is meant."""
    before = tokens[at - 1].text.upper() if at else ""
    if tokens[at].text.upper().endswith("S") and len(tokens[at].text) > 2:
        return True
    return before in (
        "THE",
        "CHANGE",
        "UPDATE",
        "NEW",
        "(",
        "/",
        "OAQ",
        "REPLACE",
        "CHANGED",
        "ICE",
        "CBP",
        "FORMER",
        "PREVIOUS",
    )


def _ends(tokens: list[_Token], last: int) -> bool:
    """Whether what follows is not a noun, so that a single unknown word stands alone like a name."""
    if last + 1 >= len(tokens) or tokens[last + 1].kind != "word":
        return True
    return tokens[last + 1].text.upper() in _SMALL


def _joined(tokens: list[_Token], last: int) -> list[tuple[int, int]]:
    """The names that go on after a name: "JANE DOE AND JOHN ROE", "JANE DOE / JOHN ROE", "FROM JANE DOE TO JOHN ROE"."""
    found: list[tuple[int, int]] = []
    here, joiner = last + 1, ""
    while here < len(tokens):
        token, upper = tokens[here], tokens[here].text.upper()
        if token.kind in ("punct", "word") and upper in _JOINERS:
            joiner = upper if joiner in ("", ",", ";") else joiner
        elif (token.kind == "mark") or (token.kind == "punct" and upper in "()-|:.'\""):
            pass
        elif not (joiner and token.kind == "word" and upper in _PASSED):
            if not joiner:
                break
            end, words = _name(tokens, here)
            again = (
                words == 1
                and joiner == ","
                and tokens[here].text in (one.text for one in tokens[max(0, last - 3) : last + 1])
            )
            if words < (2 if joiner in (",", ";", "OR") else 1) and not again:
                break
            found.append((here, end))
            here, joiner = end, ""
        if (
            token.text == "."
            and not joiner
            and not (
                len(tokens[here - 1].text) == 1 or (here + 1 < len(tokens) and tokens[here + 1].text.upper() == "TO")
            )
        ):
            break
        here += 1
    return found


def _moved(tokens: list[_Token], at: int) -> list[tuple[int, int]]:
    """Names further on in a sentence about a role: "CHANGE THE COR ON THE ORDER FROM JANE DOE TO JOHN ROE"."""
    found: list[tuple[int, int]] = []
    reached = at
    for here in range(at + 1, min(len(tokens), at + 2 * _WORD_GAP)):
        token, upper = tokens[here], tokens[here].text.upper()
        if token.text == "." and here > at + 1 and here + 1 < len(tokens) and tokens[here + 1].start > token.end:
            break
        if here <= reached or not (upper in _CUES or (upper == "," and here - at < 4)):
            continue
        begin = here + 2 if _is(tokens, here + 1, ":") else here + 1
        last, words = _name(tokens, begin, bold=upper != ",")
        more = _joined(tokens, last) if words else []
        if (words > 1 and (upper != "," or _ends(tokens, last))) or (words and more and upper in ("FROM", "FORM")):
            found += [(begin, last), *more]
            reached = found[-1][1]
    return found


def _name_before(tokens: list[_Token], at: int) -> tuple[int, int]:
    """(first token, number of full words) of the name that ends at a token; (at + 1, 0) where there is none."""
    here, first, words = at, at + 1, 0
    while here >= 0 and words < 3:
        token, upper = tokens[here], tokens[here].text.upper()
        if _plain(tokens, here):
            words, first = words + 1, here
        elif (
            _either_at(tokens, here)
            and (words == 0 or here == 0 or not _plain(tokens, here - 1))
            and (_plain(tokens, here - 1) or _initial(tokens, here - 1) or _is(tokens, here - 1, ".") or words == 1)
        ):
            words, first = words + 1, here
        elif (_initial(tokens, here) and (words or here)) or (
            token.kind == "word" and words and upper in _PARTICLES - {"A", "AL", "D", "L", "O"}
        ):
            first = here if words and _initial(tokens, here) else first
        elif token.kind == "word" and upper in _TITLES:
            return (here, words) if words else (at + 1, 0)
        elif token.kind == "word" and upper in _SUFFIXES and not words:
            pass
        elif (
            token.text == "."
            and here
            and (
                len(tokens[here - 1].text) == 1
                or tokens[here - 1].text.upper() in _TITLES | _SUFFIXES
                or (tokens[here - 1].end == token.start and words and token.end == tokens[here + 1].start)
            )
        ):
            pass
        elif (
            token.text in ")\"'"
            and here >= 3
            and tokens[here - 2].text in "(\"'"
            and _plain(tokens, here - 1)
            and not words
        ):
            break
        else:
            break
        here -= 1
    return first, words


def _names_before(tokens: list[_Token], at: int, least: int) -> list[tuple[int, int]]:
    """The name that ends at a token, and those joined to it on its left."""
    found: list[tuple[int, int]] = []
    while at >= 0:
        first, words = _name_before(tokens, at)
        if words < least:
            break
        found.append((first, at))
        at, least = first - 1, 2
        if not (at > 0 and tokens[at].text.upper() in ("AND", "&", "/", ",", "TO", "WITH", "+")):
            break
        at -= 1
    return found


def _before_role(tokens: list[_Token], at: int) -> list[tuple[int, int]]:
    """The names that stand before a role: "JANE DOE (COR)", "JANE DOE AS THE NEW COR", "JANE DOE, COR"."""
    here = at - 1
    while here >= 0 and tokens[here].kind == "word" and tokens[here].text.upper() in _PASSED and at - here < 6:
        here -= 1
    if here < 1 or tokens[at].text.upper().endswith("BY"):
        return []
    sign = tokens[here].text.upper()
    if here < at - 1 and _plain(tokens, here):
        found = _names_before(tokens, here, 2)
        return found if found and found[-1][0] > 0 and tokens[found[-1][0] - 1].text.upper() in _APPOINTED else []
    if tokens[here].kind == "word" and (sign in _BEFORE or sign == "LONGER"):
        here -= 1
        while here >= 0 and tokens[here].text.upper() in (
            "WILL",
            "NO",
            "NOW",
            "IS",
            "HEREBY",
            "SERVE",
            "ACT",
            "APPOINTED",
            "DESIGNATED",
            "ASSIGNED",
            "TO",
        ):
            here -= 1
        return _names_before(tokens, here, 2)
    if sign in "(," and tokens[at].kind == "strong" or (sign == "(" and tokens[at].kind == "weak"):
        while here > 0 and tokens[here - 1].kind == "mark" and tokens[here - 1].text != NAME:
            here -= 1
        return _names_before(tokens, here - 1, 2)
    return []


def _before_mark(tokens: list[_Token], at: int) -> list[tuple[int, int]]:
    """The name right before an address or number that was removed."""
    here = at - 1
    while (
        here >= 0
        and (
            tokens[here].kind == "mark"
            and tokens[here].text != NAME
            or tokens[here].kind == "punct"
            and tokens[here].text in ",:;|(-@/."
            or tokens[here].text.upper() in ("PH", "PHONE", "TEL", "TELEPHONE", "CELL", "FAX", "EMAIL", "AT", "OFFICE")
        )
        and at - here < 8
    ):
        if tokens[here].text == "." and here and len(tokens[here - 1].text) == 1:
            break
        here -= 1
    return _names_before(tokens, here, 2)


def _after_title(tokens: list[_Token], at: int) -> list[tuple[int, int]]:
    """The name after Mr, Mrs, Ms or Dr; "4 DR WAGON", "MS LICENSE" and "RAVEN DR. SWANTON" are something else."""
    title, dotted = tokens[at].text.upper(), _is(tokens, at + 1, ".")
    if not (dotted or title in ("MR", "MRS")):
        return []
    if title == "DR" and (
        at == 0 or tokens[at - 1].kind == "other" or _plain(tokens, at - 1) or _either_at(tokens, at - 1)
    ):
        return []
    last, words = _name(tokens, at, bold=True)
    return [(at, last), *_joined(tokens, last)] if words else []
