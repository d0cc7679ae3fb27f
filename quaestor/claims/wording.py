"""What the words of a sentence are: cues by the vocabulary of `words.yml`, what a contract is for, names not known."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from quaestor.claims.named import listed

#: Names of one sentence that are looked at.
MANY = 40


FIGURES = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "once": 1,
    "twice": 2,
}


_NOUN = re.compile(r"[A-Z][\w&'’-]*(?:\s+(?:&\s+|of\s+)?[A-Z][\w&'’.-]*){0,4}")


def topics_of(text: str, first: int, last: int, taken: list[tuple[int, int]]) -> list[str]:
    """What the contract is said to be for: the words after "for" or "to provide", and those before "contract"."""
    blank = list(text[first:last])
    for start, end in taken:
        for at in range(max(0, start - first), min(len(blank), end - first)):
            blank[at] = "|"
    words = _REPORTED.split("".join(blank))[0]
    before = [_ARTICLE.split(match[1])[-1] for match in _BEFORE_NOUN.finditer(words)]
    spans = [match[1] for match in _FOR.finditer(words)] + before
    dull = plain_words() | FIGURES.keys()
    said = [word.lower().strip("'’-") for span in spans for word in re.findall(r"[^\W\d_][\w'’-]{2,}", span)]
    bare = [re.sub(r"['’]s$", "", word) for word in said]
    return list(dict.fromkeys(word for word in bare if word not in dull and len(word) > 2))


#: Who says so, behind a comma, is nothing that a contract is for.
_REPORTED = re.compile(
    r",\s+(?:according to|as (?:per|reported|shown)|(?:[\w'’|-]+ ){1,6}"
    r"(?:found|said|says?|shows?|showed|reports?|reported|told|wrote|suggests?))\b"
)
_FOR = re.compile(
    (
        r"\b(?:for|to (?:provide|supply|build|run|operate|deliver|buy|manage|maintain"
        r"|develop|install|staff)|covering|of|on)\s+((?:[\w'’&/-]+[ ,]{1,2}){0,6}[\w'’&/-]+)"
    ),
    re.I,
)


#: "Cancelled the tower order": what is said before the article is no thing that the order is for.
_ARTICLE = re.compile(r"\b(?:an?|the|its|their|this|that|his|her|our|another)\s", re.I)
_BEFORE_NOUN = re.compile(
    (
        r"((?:[\w'’&/-]+ ){1,5})(?:contracts?|orders?|deals?|awards?|agreements?"
        r"|purchases?|modifications?|licen[cs]es?|program|programme)\b"
    ),
    re.I,
)


def strangers(text: str, first: int, last: int, taken: list[tuple[int, int]]) -> list[str]:
    """Names in capitals that the records do not know; not the first word of the sentence alone."""
    out = []
    plain = plain_words()
    for match in islice(_NOUN.finditer(text, first, last), MANY):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        words = match[0].split()
        small = [word.lower().strip(".'’") for word in words]
        if match.start() == first and len(words) == 1 and (small[0] in {*plain, *FIGURES} or len(small[0]) < 4):
            continue
        if all(word in plain or word in _COMMON for word in small):
            continue
        while words and words[0].lower() in _COMMON:
            words = words[1:]
        if words and not re.match(r"(?:Mr|Ms|Mrs|Dr|Sen|Rep|President|Secretary)\b", match[0]):
            out.append(" ".join(words))
    return out


_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "i",
        "this",
        "that",
        "these",
        "those",
        "since",
        "according",
        "under",
        "by",
        "for",
        "from",
        "as",
        "but",
        "and",
        "or",
        "if",
        "when",
        "while",
        "after",
        "before",
        "federal",
        "government",
        "congress",
        "house",
        "senate",
        "white",
        "state",
        "states",
        "united",
        "u.s",
        "us",
        "america",
        "american",
        "trump",
        "biden",
        "obama",
        "administration",
        "republican",
        "democrat",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "texas",
        "florida",
        "california",
        "arizona",
        "virginia",
        "washington",
        "new",
        "york",
        "louisiana",
        "georgia",
        "mexico",
        "el",
        "paso",
        "last",
        "next",
        "one",
        "two",
        "three",
        "records",
        "public",
        "documents",
        "figures",
        "spending",
        "data",
        "usaspending",
        "fpds",
        "fy",
        "pounds",
        "dollars",
        "nearly",
        "more",
        "over",
        "about",
        "up",
        "roughly",
        "around",
        "total",
    ]
)


@cache
def plain_words() -> frozenset[str]:
    return frozenset(str(listed()["plain"]).split())


@cache
def cue_patterns() -> dict[str, re.Pattern[str]]:
    vocabulary = listed()
    flatly = {
        name: vocabulary[name]
        for name in (
            "contract",
            "cumulative",
            "one",
            "many",
            "modification",
            "first",
            "now",
            "grew",
            "not_ours",
            "planned",
            "denied",
            "rate",
            "elsewhere",
            "sole",
            "open",
        )
    }
    flatly |= vocabulary["measures"]
    return {name: _pattern(pattern) for name, pattern in flatly.items()}


#: Before a sum.
_SUM = r"(?: (?!in\b)[a-z]+){0,2} \W?\d"


def _pattern(phrases: str | list[str]) -> re.Pattern[str]:
    """A pattern of `words.yml`, folded over lines or a list of them, between whole words."""
    folded = phrases if isinstance(phrases, str) else "|".join(phrases)
    return re.compile("(?<!\\w)(?:" + re.sub(r"\s*[|]\s*", "|", folded).replace("<sum>", _SUM) + ")(?!\\w)")


@cache
def counts_in() -> re.Pattern[str]:
    figures = "|".join(FIGURES)
    return re.compile(
        (
            rf"(?<![\w$.,-])(?P<figure>\d{{1,3}}(?:,\d{{3}})?|{figures})(?:[ ](?!million|billion"
            rf"|years?|months?|of\b)[a-z][\w-]*){{0,3}}?[ ](?P<noun>{listed()['counted']})(?![\w-])"
            r"(?!(?<=times) (?:as|more|what|higher|larger|the|its|greater|over))"
        ),
        re.I,
    )
