"""What a sentence leaves out, taken from those before it; and whether it then speaks of contracts at all."""

from __future__ import annotations

import re

from quaestor.claims.beside import told_of
from quaestor.claims.named import Named, listed
from quaestor.claims.statement import Sentence, Statement

#: Those who are counted where a sentence tells how many an agency dealt with, and words that say it did.
SUPPLIERS = re.compile(r"(?:supplier|contractor|vendor|firm|compan(?:y|ie)|business(?:e)?)s?")
_DEALS = re.compile(
    r"\b(?:business with|deal(?:t|ings) with|contract\w* (?:with|to|from)|paid|pays|hired|bought from|awarded|went to"
    r"|work (?:from|for)|got|received|won|turned to|among|across|spread|signed|obligated|committed|money to|spent)\b",
    re.I,
)
_ORG = re.compile(
    r"\b(?:Inc|LLC|L\.L\.C|Corp|Corporation|Ltd|LLP|Group|Technologies|Systems|Solutions|Services|Industries|Holdings|Partners|Consulting|Software|Analytics|Labs|Security|International|Associates|Construction|Aviation|Logistics|Networks|Dynamics|Martin|Reuters)\b"
)


#: "It" that is money, or nothing: "$1.4 billion of it in September", "it emerged that".
_NOBODY = re.compile(r"\bof (?:it|that)\b|\bit (?:is|was|has|had)?\s?(?:been )?(?:\w+ )?that\b")


#: "CBP's order for processing, placed in April".
_BUYERS_ORDER = re.compile(r"\b[A-Z]{2,5}['’]s (?:[a-z-]+ ){0,3}(?:order|contract)\b(?! with\b)")
#: "It gave Carahsoft another $15 million": the agency did.
_IT_GAVE = re.compile(
    r"\b(?:it|they) (?:has |have |had )?(?:also |then |since |later )?(?:gave|given|paid|awarded|handed|bought|ordered"
    r"|placed|signed|hired|tapped|sent|spent|added|took back|exercised)\b"
)
#: "Bringing its contract to $8.1 million": the one that was just told of.
_BRINGING = re.compile(
    r"\b(?:bringing|taking|lifting|pushing|raising|brought|took|lifted|pushed|raised) (?:its|the|that)\b"
)


def complete(text: str, found: Statement, sentence: Sentence, before: list[Sentence]) -> None:
    """Fills in what the sentence points back to: the last firm, award and agency named, where only one is meant."""
    small = _NOBODY.sub(" ", found.text.lower())
    award = re.search(rf"\b(?:{listed()['award_again']})", small)
    again = award or re.search(rf"\b(?:{listed()['firm_again']})\b", small)
    found.again = _of_the_award(found) and not found.numbers
    known = small[again.start() : again.end()] if again else ""
    strange = [name for name in found.unknown if name.lower() not in known]  # "the Nebraska company"
    if not found.firms and not found.numbers and not strange:
        for earlier in reversed(before):
            firms = distinct([one.named for one in told_of(text, earlier.start, earlier.of("firm", "brand"))])
            awards = [one for one in earlier.numbers if one.kind == "piid"]
            if award and len(awards) == 1:
                found.numbers = awards
                found.because.append(f"“{award[0]}” is taken for {awards[0].value}, named before")
            if (again or _goes_on(found, earlier)) and len(firms) == 1:
                found.firms, found.follows = firms, True
                how = f"“{again[0]}” is taken for" if again else "it goes on of"
                found.because.append(f"{how} {firms[0].name}, named before")
                since = [one for one in before if one.start >= earlier.start]
                found.agencies = found.agencies or next(filter(None, map(_agencies, reversed(since))), [])
            if firms or awards:
                break
    if not found.agencies:
        _agency(found, before, small)


def _agencies(sentence: Sentence) -> list[Named]:
    return distinct([one.named for one in sentence.of("agency", "department")])


def _of_the_award(found: Statement) -> bool:
    """Whether the words of the figure itself point back to an award: "it has drawn", "the total is now"."""
    told = re.search(rf"\b(?:{listed()['award_again']})", _NOBODY.sub(" ", found.words.lower()))
    return bool(told and (not told[0].startswith("its") or _BRINGING.search(found.words)))


def _goes_on(found: Statement, earlier: Sentence) -> bool:
    """Whether money is told to be added or taken back, or of an order, by the agency that the sentence before tells of,
    and so of the same firm: "ICE paid Palantir $30 million in April. In May the agency took back $2 million"."""
    agencies = {one.named for one in earlier.of("agency", "department")}
    same = not found.agencies or not agencies or bool(agencies & set(found.agencies))
    more = found.cues & {"taken_back", "modification"} and not found.topics
    return bool(found.kind == "money" and same and (more or _BUYERS_ORDER.search(found.words)))


def _agency(found: Statement, before: list[Sentence], small: str) -> None:
    """Takes the agency from before where the words point to it, or where the number of an award stands alone."""
    again = re.search(rf"\b(?:{listed()['agency_again']})\b", small) or (found.firms and _IT_GAVE.search(small))
    for earlier in reversed(before if again else before[-1:] if found.numbers else []):
        if agencies := distinct([one.named for one in earlier.of("agency")]):
            if len(agencies) == 1:
                found.agencies = agencies
                found.because.append(f"the agency is taken for {agencies[0].name}, named before")
            break


def is_about_contracts(found: Statement) -> bool:
    """Whether the statement has a subject that records could know, and speaks of money or awards."""
    subject = found.firms or found.numbers or found.agencies
    if found.kind == "count" and SUPPLIERS.fullmatch(found.counted):
        return bool(found.agencies and not found.firms and not found.numbers and _DEALS.search(found.text))
    if found.kind in ("count", "change"):
        spoken = "contract" in found.cues or (found.kind == "change" and found.agencies)
        return bool((found.firms or found.numbers or (found.kind == "change" and found.agencies)) and spoken)
    if found.quality:
        return bool(found.firms or (found.numbers and found.kind != "share"))
    return bool(
        subject
        or (found.unknown and "contract" in found.cues and _ORG.search(" ".join(found.unknown)))
        or ("contract" in found.cues and found.unknown and "not_ours" not in found.cues)
    )


def distinct(named: list[Named]) -> list[Named]:
    """Each once, in order."""
    return list(dict.fromkeys(named))
