"""Where a name begins and ends: forwards and backwards from a place in a text, and the names joined to it."""

from __future__ import annotations

from quaestor.model.people.words import NAME, PARTICLES, SUFFIXES, TITLES, Words

Span = tuple[int, int]
"""First and last token."""

PASSED = frozenset([
    "THE", "A", "AN", "NEW", "NEWLY", "TEMPORARY", "TEMP", "ALTERNATE", "ALTERNATIVE", "ALT", "PRIMARY",
    "SECONDARY", "ACTING", "BACK", "OUT", "BACKUP", "CURRENT", "REPRESENTATIVE", "REPRESENTATIVES", "ONLY",
    "BOTH", "TECHNICAL", "ADMINISTRATIVE", "LEAD", "NOW", "WILL", "FORMER", "OLD", "PREVIOUS", "PRESENT",
    "ASSIGNED", "SITE",
])  # fmt: skip
"""Words between a role and a name that belong to neither."""

_JOINERS = frozenset(["AND", "OR", "TO", "WITH", "FROM", "PLUS", "THEN", "&", "/", "+", ",", ";"])
_NOT_LAST = frozenset(["WILL", "MAY", "DAY", "DAYS"])
_TITLES = 6
"""Titles that a name bears at most: each of a longer run is looked at by itself, not all after it from every one."""


def name_at(words: Words, at: int, bold: bool = False) -> tuple[int, int]:
    """(last token, number of full words) of the name that begins at a token; (at - 1, 0) where there is none.

    bold: something before it says that a name comes, so a single word that can be either is one.
    """
    here, last, full, initials, titles = at, at - 1, 0, False, 0
    while here < len(words):
        token, upper = words[here], words[here].upper
        if token.kind == "word" and upper in TITLES and not full and titles < _TITLES:
            titles += 1
        elif words.initial(here):
            if not _initial_of_name(words, here, full, bold):
                break
            initials, last = True, here
        elif full and token.kind == "word" and upper in SUFFIXES:
            last = here
        elif _particle(words, here):
            pass
        elif _word_of_name(words, here, full, initials, bold or titles > 0):
            full, last = full + 1, here
        elif token.text == "." and here > at and (closes := _closes(words, here - 1)) is not None:
            last = here if closes else last
        elif (
            token.text == ","
            and full
            and last == here - 1
            and (
                words.upper(here + 1) in SUFFIXES or (full == 1 and (words.plain(here + 1) or words.initial(here + 1)))
            )
        ):
            pass
        elif (
            full
            and token.text in "(\"'“‘"
            and words.plain(here + 1)
            and words.upper(here + 2) in (")", '"', "'", "”", "’")
        ):
            here = last = here + 2  # THOMAS (TOM) DOE
        else:
            break
        here += 1
    return (last, full) if full else (at - 1, 0)


def _initial_of_name(words: Words, at: int, full: int, bold: bool) -> bool:
    beyond = at + 2 if words.upper(at + 1) == "." else at + 1
    if not full:
        return words.plain(beyond) or words.initial(beyond) or words.either(beyond)
    article = words.upper(at) == "A" and beyond == at + 1 and words.is_word(beyond)
    return not article or words.plain(beyond)


def _particle(words: Words, at: int) -> bool:
    if not words.is_word(at) or words[at].upper not in PARTICLES:
        return False
    beyond = at + 1 if words.upper(at) not in ("DE", "VAN", "VON") or words.plain(at + 1) else at + 2
    return words.plain(beyond) or words.upper(beyond) == "'"


def _word_of_name(words: Words, at: int, full: int, initials: bool, bold: bool) -> bool:
    if words.plain(at):
        return full < (4 if initials else 3)
    if words.either(at):
        if not full:
            another = words.either(at + 1) and words.ends(at + 1)
            return bold or initials or another or words.plain(at + 1) or words.initial(at + 1)
        return full < (3 if initials else 2) and (words[at].upper not in _NOT_LAST or words.ends(at))
    # "MARIA DETERS,": only an ending makes the second word look ordinary
    return full == 1 and words.is_word(at) and len(words[at].text) > 4 and not words.listed(at) and words.ends(at)


def _closes(words: Words, at: int) -> bool | None:
    """Whether the full stop after a token belongs to it; None where it ends the name. JANE.DOE is one name too."""
    if words.initial(at) or words.upper(at) in SUFFIXES:
        return True
    if words.upper(at) in TITLES or (words.touches(at) and words.touches(at + 1) and words.plain(at + 2)):
        return False
    return None


def joined(words: Words, last: int) -> list[Span]:
    """The names that go on after a name: "JANE DOE AND JOHN ROE", "FROM JANE DOE TO JOHN ROE"."""
    found: list[Span] = []
    here, joiner = last + 1, ""
    while here < len(words):
        token = words[here]
        if token.kind in ("punct", "word") and token.upper in _JOINERS:
            joiner = token.upper if joiner in ("", ",", ";") else joiner
        elif token.text == "." and not joiner and not words.initial(here - 1) and words.upper(here + 1) != "TO":
            break
        elif token.kind != "mark" and token.text not in "()-|:.'\"" and not (joiner and token.upper in PASSED):
            end, full = name_at(words, here) if joiner else (here, 0)
            said = full == 1 and token.text in [one.text for one in words[max(0, last - 3) : last + 1]]
            if full < (2 if joiner in (",", ";", "OR") else 1) and not (joiner == "," and said):
                break
            found.append((here, end))
            here, joiner = end, ""
        here += 1
    return found


def name_before(words: Words, at: int) -> tuple[int, int]:
    """(first token, number of full words) of the name that ends at a token; (at + 1, 0) where there is none."""
    here, first, full = at, at + 1, 0
    while here >= 0 and full < 3:
        token = words[here]
        if words.plain(here) or _either_before(words, here, full):
            full, first = full + 1, here
        elif words.initial(here):
            first = here if full else first
        elif token.kind == "word" and token.upper in TITLES:
            return (here, full) if full else (at + 1, 0)
        elif not (
            (token.kind == "word" and full and token.upper in PARTICLES)
            or (token.kind == "word" and not full and token.upper in SUFFIXES)
            or (token.text == "." and (words.upper(here - 1) in TITLES | SUFFIXES or words.initial(here - 1)))
            or (token.text == "." and full and words.touches(here - 1) and words.touches(here))
        ):
            break
        here -= 1
    return first, full


def _either_before(words: Words, at: int, full: int) -> bool:
    named = words.plain(at - 1) or words.initial(at - 1) or words.upper(at - 1) == "."
    return words.either(at) and (named if not full else full == 1 and not words.plain(at - 1))


def names_before(words: Words, at: int) -> list[Span]:
    """The name of two words or more that ends at a token, and those joined to it on its left, nearest first."""
    found: list[Span] = []
    while at >= 0:
        first, full = name_before(words, at)
        if full < 2:
            break
        found.append((first, at))
        if words.upper(first - 1) not in ("AND", "&", "/", ",", "TO", "WITH", "+", "REPLACES"):
            break
        at = first - 2
    return found


def is_number_mark(words: Words, at: int) -> bool:
    """The mark of a removed address or telephone number."""
    return 0 <= at < len(words) and words[at].kind == "mark" and words[at].text != NAME
