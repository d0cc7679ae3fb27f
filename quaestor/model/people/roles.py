"""The names after a role, before it and further on in its sentence; before a removed address; after a title."""

from __future__ import annotations

from collections.abc import Iterator

from quaestor.model.people.names import PASSED, Span, is_number_mark, joined, name_at, names_before
from quaestor.model.people.words import NAME, TITLES, Words

_HEADS = frozenset([
    "NAME", "NAMES", "NAMED", "INFO", "INFORMATION", "CHANGE", "CHANGED", "CHANGES", "CHANGING", "UPDATE",
    "UPDATED", "UPDATES", "REPLACED", "DESIGNATED", "APPOINTED", "TITLE", "TITLED", "WEBVIEW",
])  # fmt: skip
_LINKS = frozenset(["IS", "ARE", "WAS", "BE", "AS", "TO", "FROM", "WITH", "BY", "BECOMES", "REMAINS"])
_IS = frozenset(
    ["AS", "IS", "ARE", "WAS", "BE", "BECOME", "BECOMES", "REMAINS", "LONGER", "APPOINTED", "DESIGNATED", "NAMED"]
)
_BEFORE_IS = frozenset([
    "WILL", "NO", "NOW", "IS", "HEREBY", "SERVE", "ACT", "HAS", "HAVE", "BEEN", "WAS", "APPOINTED",
    "DESIGNATED", "ASSIGNED", "TO",
])  # fmt: skip
_SMALL = frozenset([
    "IS", "ARE", "WAS", "WILL", "HAS", "HAD", "SHALL", "MAY", "CAN", "MUST", "FOR", "ON", "AT", "AS", "IN", "BY",
    "OF", "AND", "OR", "TO", "FROM", "WITH", "EFFECTIVE", "WHO", "DUE", "PER", "VIA", "THEN",
])  # fmt: skip
_CUES = frozenset([
    "FROM", "FORM", "TO", "WITH", "REPLACING", "REPLACE", "REPLACES", "REMOVE", "REMOVING", "REMOVES", "DELETE",
    "ADD", "ADDING", "APPOINT", ",",
])  # fmt: skip
_APPOINTED = frozenset([
    "APPOINT", "APPOINTS", "APPOINTING", "NAME", "NAMES", "NAMING", "DESIGNATE", "DESIGNATES", "ASSIGN",
    "ASSIGNS", "MAKE",
])  # fmt: skip
_OFFICER = frozenset([
    "THE", "CHANGE", "UPDATE", "NEW", "(", "/", "OAQ", "REPLACE", "CHANGED", "ICE", "CBP", "FORMER", "PREVIOUS",
])  # fmt: skip
_CALLS = frozenset(["PH", "PHONE", "TEL", "TELEPHONE", "CELL", "FAX", "EMAIL", "AT", "OFFICE"])
_GAP = 14


def without_names(text: str) -> str:
    """The text with `[name removed]` for every name of a person beside a role, a removed address or a title."""
    words = Words.of(text)
    spans: list[Span] = []
    reached = -1
    for at, token in enumerate(words):
        found: list[Span] = []
        if token.kind in ("strong", "weak", "co"):
            found = [*_after_role(words, at), *_before_role(words, at)]
        elif is_number_mark(words, at):
            found = _before_mark(words, at)
        elif token.kind == "word" and token.upper in TITLES and at > reached:
            found = _after_title(words, at, reached)
        for first, last in found:
            spans.append((words[first].start, words[last].end))
            reached = max(reached, last)
    parts, position = [], 0
    for start, end in _merged(spans):
        parts += [text[position:start], NAME]
        position = end
    return "".join([*parts, text[position:]])


def _merged(spans: list[Span]) -> Iterator[Span]:
    start, end = -1, -1
    for first, last in sorted(spans):
        if first >= end and end >= 0:
            yield start, end
        if first >= end:
            start = first
        end = max(end, last)
    if end >= 0:
        yield start, end


def _after_role(words: Words, at: int) -> list[Span]:
    """The names that follow a role: "POC JANE DOE", "COR IS DOE", "COR CHANGE FROM JANE DOE TO JOHN ROE"."""
    role = words[at]
    here, sign, headed = _to_name(words, at)
    linked = sign.isalpha()
    if role.kind == "co":
        told = _told(words, at)
        if not (sign in (":", "-") or linked or (told and not sign)):
            return _moved(words, at) if told else []
        if words.upper(at - 1) == "," and sign != ":":
            return []
    if (headed or role.upper == "IPP") and not sign:
        return _moved(words, at)
    if here < len(words) and words[here].kind == "mark":
        return [*joined(words, here), *_moved(words, here)]
    cased, words.cased = words.cased, words.cased and words.upper(here - 1) not in (":", "=", "|")
    last, full = name_at(words, here, bold=sign == ":" or linked)
    words.cased = cased
    if sign == "-" and full == 1 and words.upper(last + 1) == ")" and len(words[last].text) < 6:
        return _moved(words, last)  # "(OTTR)", an abbreviation of the role
    if full < _least(words, at, sign, last):
        return _moved(words, at)
    found = [(here, last), *joined(words, last)]
    return [*found, *_moved(words, found[-1][1])] if linked else found


def _to_name(words: Words, at: int) -> tuple[int, str, bool]:
    """Where a name could begin after a role; the sign or word leading to it; whether CHANGE or the like is between."""
    here, sign, headed = at + 1, "", False
    while here < len(words) and here - at <= _GAP:
        token, upper = words[here], words[here].upper
        if token.kind == "punct" and upper in ":=|-–—(*/.,;#'\"’[":
            sign = ":" if upper in ":=|" or sign == ":" else "-" if upper in "-–—(/*[" or sign == "-" else sign or upper
        elif token.kind == "word" and upper in _LINKS:
            sign = ":" if sign == ":" or upper in ("IS", "ARE") else upper
        elif token.kind == "word" and upper in _HEADS:
            headed = True
        elif not (token.text == ")" or (token.kind == "word" and upper in PASSED) or is_number_mark(words, here)):
            break
        here += 1
    return here, sign, headed


def _least(words: Words, at: int, sign: str, last: int) -> int:
    """How many full words a name after this role must have to be believed."""
    role = words[at]
    if sign == ":" and not role.text.endswith(":"):
        return 1
    if role.kind == "weak" or (role.kind == "co" and not sign):
        return 2
    stands_alone = words.ends(last) or words.upper(last + 1) in _SMALL
    return 1 if stands_alone and (sign.isalpha() or sign in ("", "-")) else 2


def _told(words: Words, at: int) -> bool:
    """CO and CS are a State, a company and a class of goods as well; here the officer is meant."""
    return len(words[at].text) > 2 or words.upper(at - 1) in _OFFICER


def _moved(words: Words, at: int) -> list[Span]:
    """Names further on in a sentence about a role: "CHANGE THE COR ON THE ORDER FROM JANE DOE TO JOHN ROE"."""
    found: list[Span] = []
    reached = at
    for here in range(at + 1, min(len(words), at + 2 * _GAP)):
        upper = words[here].upper
        if upper == "." and here > at + 1 and not words.touches(here):
            break
        if here <= reached or upper not in _CUES or (upper == "," and here - at > 3):
            continue
        begin = here + 2 if words.upper(here + 1) == ":" else here + 1
        last, full = name_at(words, begin, bold=upper != ",")
        more = joined(words, last) if full else []
        alone = upper != "," or words.ends(last) or words.upper(last + 1) in _SMALL
        if (full > 1 and alone) or (more and upper in ("FROM", "FORM")):
            found += [(begin, last), *more]
            reached = found[-1][1]
    return found


def _before_role(words: Words, at: int) -> list[Span]:
    """The names that stand before a role: "JANE DOE (COR)", "JANE DOE AS THE NEW COR", "JANE DOE, COR"."""
    here = at - 1
    while words.is_word(here) and words.upper(here) in PASSED and at - here < 6:
        here -= 1
    sign = words.upper(here)
    if here < 1 or words[at].upper.endswith("BY"):
        return []
    if here < at - 1 and words.plain(here):  # APPOINT JANE DOE THE NEW COR
        found = names_before(words, here)
        return found if found and words.upper(found[-1][0] - 1) in _APPOINTED else []
    if words.is_word(here) and sign in _IS:
        here -= 1
        while words.upper(here) in _BEFORE_IS:
            here -= 1
        return names_before(words, here) or _acted_on(words, here)
    if (sign in "(," and words[at].kind == "strong") or (sign == "(" and words[at].kind == "weak"):
        while is_number_mark(words, here - 1):
            here -= 1
        return names_before(words, here - 1)
    return []


def _acted_on(words: Words, at: int) -> list[Span]:
    """The name after a verb, some words before a role: "REMOVE JANE DOE FROM THE ORDER AS COR"."""
    for here in range(at, max(-1, at - 8), -1):
        if words[here].upper in _APPOINTED | _CUES - {",", "TO", "WITH"}:
            last, full = name_at(words, here + 1)
            if full > 1 and last < at:
                return [(here + 1, last), *joined(words, last)]
    return []


def _before_mark(words: Words, at: int) -> list[Span]:
    """The names right before an address or number that was removed."""
    here = at - 1
    while at - here < 8 and (
        is_number_mark(words, here) or words.upper(here) in _CALLS or words.upper(here) in tuple(",:;|(-@/.")
    ):
        if words.upper(here) == "." and words.initial(here - 1):
            break
        here -= 1
    return names_before(words, here)


def _after_title(words: Words, at: int, reached: int) -> list[Span]:
    """The name after Mr, Mrs, Ms or Dr; "4 DR WAGON", "MS LICENSE" and "RAVEN DR. SWANTON" are something else.

    reached: the last word of a name before."""
    title = words.upper(at)
    if words.upper(at + 1) != "." and title not in ("MR", "MRS"):
        return []
    street = at == 0 or words[at - 1].kind == "other" or words.plain(at - 1) or words.either(at - 1)
    if title == "DR" and street and at - 1 != reached:
        return []
    last, full = name_at(words, at, bold=True)
    return [(at, last), *joined(words, last)] if full else []
