"""What the words of a figure's clause say of it: the cues by the vocabulary of `words.yml`, and which of them are of
something else in the sentence."""

from __future__ import annotations

import re

from quaestor.claims.wording import cue_patterns
from quaestor.reading import Period

MOVED = re.compile(
    r"\b(adds?|added|adding|totted|crept|creep\w*|went|gone|risen|rose|rising"
    r"|is|are|was|now|already|edged|climb\w*|jump\w*|shot|moved|inched|pushed|bumped) up to\b",
    re.I,
)
#: "Its budget support order": what an order is for.
_ORDERED = re.compile(r"(?:\s[\w-]+){0,2}\s(?:task )?(?:orders?|contracts?)\b")
#: What is said not to have been, and is no denial of the figure beside it.
_UNDENIED = re.compile(
    r"\b(?:was|were|has|had|have)?(?: never|n['’]t| not)(?: yet)?(?: been)? "
    r"(?:competed|bid|put out|opened|exercised|used)\b"
)
#: "Had not been paid a cent before August; now it has ...": the clause of what is now.
NOW = re.compile(r"(?:[;—–]|, but|, and) (?:now|today|since then|it has (?:now|since))\b")
#: What happens meanwhile, before the clause of the figure: "while our wages stood still, ICE gave ...".
_MEANWHILE = re.compile(r"\b(?:while|although|though|even as|whereas)\b[^,;]*[,;]")
#: What is told of another thing at that time: "received $72 million when CBP raised the ceiling".
_MEANTIME = re.compile(r"(?:\b(?:when|after|before|because|although)|, (?:since|as))\b[^,;]*")
#: "And another 17 million in July": of the verb before it.
_ANOTHER = re.compile(
    r"\W*(?:and|plus|then|followed by)\s+(?:(?:in|on) (?:[\w.]+,? ){1,3})?"
    r"(?:(?:another|a further|an additional|about|some) )*\W?\d",
    re.I,
)
#: "Rose by 70 million, to 770 million": one thing told twice.
_ONWARD = re.compile(
    r"\W*(?:and |now |bringing \w+ |for a total )?to (?:about |some |nearly |over |more than |around |roughly )?\W?\d",
    re.I,
)
#: A cause or an occasion told before the figure's own clause, as an award after which a stock rose.
_OCCASION = re.compile(r"\b(?:after|when|because|following|amid|once)\b")
#: What an event that days are counted from says nothing of: "since he returned to office in January".
_OF_FIGURES = ("taken_back", "not_ours", "planned", "denied", "remaining", "grew", "modification")


def plain(words: str) -> str:
    """The words in small letters, without what bounds or denies nothing: "crept up to", "was never competed"."""
    return _UNDENIED.sub(" uncontested ", MOVED.sub(r"\1 to", words.lower()))


def events(text: str, first: int, last: int, days: list[Period]) -> list[tuple[int, int]]:
    """Where in a clause the events stand that spans are counted from."""
    return [
        (one.start - first, one.end - first)
        for one in days
        if one.word == "since" and one.end - one.start > 30 and first <= one.start < last
    ]


def cues_of(words: str, whole: str, since: list[tuple[int, int]], figure: int | None) -> set[str]:
    """What a clause says of its figure, which ends at `figure`; `whole` is its sentence, `since` where events stand."""
    small, sentence = plain(words), whole.lower()
    found = _in(small)
    if since:
        rest = words.lower()
        for start, end in since:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        found -= {name for name in _OF_FIGURES if name in found and not cue_patterns()[name].search(rest)}
    if "remaining" not in found and cue_patterns()["remaining"].search(words.lower()):
        found.add("remaining")
    if figure is not None:
        before, after = small[:figure], small[figure:]
        for name in found & {"ceiling", "taken_back"}:
            if not cue_patterns()[name].search(before + _MEANTIME.sub("", after)):
                found.discard(name)
        own = _OCCASION.split(_MEANWHILE.sub("", before))[-1] + after.split(",")[0]
        if "not_ours" in found and all(
            _ORDERED.match(own, one.end()) for one in cue_patterns()["not_ours"].finditer(own)
        ):
            found.discard("not_ours")
        if "denied" in found and NOW.search(before):  # what was not before, and is now
            rest = NOW.split(before)[-1] + after
            found -= {"denied"} if not cue_patterns()["denied"].search(rest) else set()
        if _ANOTHER.match(words) and cue_patterns()["taken_back"].search(sentence):
            found.add("taken_back")
        if _ONWARD.match(words):
            found |= {name for name in ("ceiling", "exercised") if cue_patterns()[name].search(sentence)}
    if cue_patterns()["contract"].search(sentence):
        found.add("contract")
    if len(words) < len(whole):
        told = _UNDENIED.sub(" ", sentence)
        found |= {name for name in ("planned", "denied", "elsewhere") if cue_patterns()[name].search(told)}
    return found


def _in(small: str) -> set[str]:
    return {name for name, pattern in cue_patterns().items() if pattern.search(small)}
