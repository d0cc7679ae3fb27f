"""What a sentence says of contracts without a sum: how they were competed, on what terms, from and to which day, and by
how much money to a firm grew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from quaestor.claims.wording import FIGURES
from quaestor.reading import Period

_NUMBER = r"\d{1,3}|one|" + "|".join(name for name in FIGURES if name not in ("once", "twice"))
_COMPETITION = re.compile(
    r"(?P<not_competed>\b(?:sole[- ]sourc\w+|single[- ]sourc\w+|no[- ]bid|uncompeted|non-?competiti\w+"
    r"|bypass\w+ (?:\w+ )?competiti\w+"
    r"|waiv\w+ (?:\w+ )?competiti\w+"
    r"|without (?:(?:any|a|full|and|open|public|prior|first|the|formal|usual) )*(?:compet\w+|bid\w*|tender\w*)"
    r"|without (?:seeking|soliciting|taking|inviting|considering|asking for) (?:\w+ ){0,2}"
    r"(?:bids|offers|proposals|quotes|tenders)))"
    r"|(?P<offers>(?<![\w-])(?:(?:a|the|only|just|its|by|drew|drawn|received|attracted|against|from) )*"
    rf"(?:single|sole|only|lone|{_NUMBER}) (?:(?:other|competing|qualified|rival) )?"
    r"(?:bid|bidder|offer|offeror|proposal|quote|tender)s?\b(?! protest))"
    rf"|(?P<bid>(?<![\w-])(?:only |just )?(?:single|lone|{_NUMBER}) (?:\w+ )?"
    r"(?:compan\w+|firms?|contractors?|vendors?|suppliers?|bidders?|offerors?) "
    r"(?:bid|offered|submitted|competed|responded|tendered|applied|made offers?|put in)\b)"
    r"|(?P<competed>\bfull and open competition|\bopen competition|\bcompeted\b"
    r"|\bcompetitively (?:bid|award\w*|let|procured|sourced|won|tender\w*)"
    r"|\bcompetitive (?:bid\w*|tender\w*|procurement|process|award|contract|competition|solicitation|basis)"
    r"|\bput out to (?:bid|tender|competition)|\bopen(?:ed)? to (?:bid\w*|competition)"
    r"|\bafter (?:a|an open|a full) competition)"
    r"|(?P<set_aside>\bset[- ]aside\b|\b8\(a\)|\bHUBZone\b|\bservice[- ]disabled veteran\w*|\bwom[ae]n-owned\b)",
    re.I,
)
_NOT = re.compile(r"\b(?:not|never|no|without|n['’]t|rather than|instead of|nor|hardly)\s+(?:[\w-]+\s+){0,2}$", re.I)
_PLAN = re.compile(
    r"\b(?:plans?|planned|planning|intends?|intended|will|would|propos\w+|consider\w+|seeks?|seeking|wants?)\b", re.I
)
_PRICING = re.compile(
    r"(?P<fixed_price>\b(?:firm[- ])?fixed[- ]price\w*)"
    r"|(?P<cost>\bcost[- ]plus(?:[- ](?:fixed|award|incentive)[- ]fee)?|\bcost[- ]reimburs\w+)"
    r"|(?P<time>\btime[- ]and[- ]materials?|\bT&M\b|\btime & materials?)"
    r"|(?P<labour>\blabou?r[- ]hours?)"
    r"|(?P<letter>\bletter contract|\bundefiniti[sz]ed)",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:expir(?:es?|ed|ing|y|ation)|(?:set|due|scheduled|slated) to (?:end|expire|run out|lapse)"
    r"|ends?\b(?! up)|ended|ending|(?:runs?|ran|lasts?|lasted|continues?|extend(?:s|ed)?|stretch\w*|running|lasting"
    r"|good|valid|effective|in (?:force|effect)|renewed|prolonged|placed|issued|used|go) (?=through|until|to\b|till)"
    r"|runs? out|concludes?|lapses?)\s*(?:(?:on|in|at|by|the end of|as late as)\s+)*",
    re.I,
)
_COULD = re.compile(
    r"\b(?:could|can|may|might|options?|option (?:years?|periods?)|all (?:its |the )?options|if (?:all|every))\b", re.I
)
_TERM = re.compile(r"\b(?:renew\w*|extend\w*|contract|deal|agreement|order|vehicle|prolong\w*|arrangement)\b", re.I)
_SIGNED = re.compile(
    r"\b(?:signed|awarded|inked|issued|dated|let|placed|concluded|won|began|begun|started|starts|begins|took effect)"
    r"\s+(?:[\w.&'’-]+\s+){0,6}?$",
    re.I,
)
_SHARES = {
    "doubled": Decimal(2), "doubling": Decimal(2), "tripled": Decimal(3), "tripling": Decimal(3), "trebled": Decimal(3),
    "quadrupled": Decimal(4), "quadrupling": Decimal(4), "quintupled": Decimal(5), "halved": Decimal("0.5"),
}  # fmt: skip
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10,
}  # fmt: skip
_BOUND = r"(?P<{}>more than|over|nearly|almost|roughly|about|around|some|at least|just over|just under)"
_UP = (
    r"ros\w+|risen|rise|rising|increas\w+|gr[eo]w\w*|climb\w*|jump\w*|up|soar\w*|surg\w+|sw[eo]ll\w*|higher"
    r"|expand\w*|gain\w*"
)
_DOWN = (
    r"fell|fall\w*|drop\w*|declin\w+|decreas\w+|shr[aiu]nk\w*|down|slid\w*|plung\w+|cut|slash\w*|lower|tumbl\w+|dip\w*"
)
_CHANGE = re.compile(
    rf"(?:{_BOUND.format('b1')} )?\b(?P<times>{'|'.join(_SHARES)})\b"
    rf"|(?:{_BOUND.format('b4')} )?\b(?P<fold>{_NUMBER})[- ]?fold\b"
    rf"|(?:{_BOUND.format('b5')} )?\b(?P<as>{_NUMBER}) times "
    r"(?:as (?:much|many|high|large)|what|higher|larger|more|its|the)\b"
    rf"|\b(?:(?P<up3>{_UP})|(?P<down3>{_DOWN}))\b(?: by)?(?: {_BOUND.format('b6')})? "
    r"(?:(?P<part>an?|one|two|three)[ -])?(?P<of>half|thirds?|quarters?|fourths?|fifths?|sixths?|tenths?)\b"
    rf"|\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b(?: by| of)?(?: {_BOUND.format('b2')})? "
    r"(?P<n1>\d+(?:\.\d+)?)\s?(?:%|percent\b|per cent\b)"
    rf"|(?:{_BOUND.format('b3')} )?(?P<n2>\d+(?:\.\d+)?)[ -]?(?:%|percent|per cent) "
    r"(?:(?P<up2>increase|rise|jump|surge|gain|growth)|(?P<down2>decrease|drop|decline|fall|cut|reduction))",
    re.I,
)  # fmt: skip


@dataclass(frozen=True)
class Quality:
    """One such thing at its place. kind: competition, terms or change. name: not competed, competed, offers, set aside,
    pricing, ends, could end, signed, since, or change. word: the finer word ("fixed_price"). value: offers, or the
    factor or the percent by which it changed (with its sign); step: the last printed place of that. day: of a day."""

    kind: str
    name: str
    start: int
    end: int
    word: str = ""
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(0)
    bound: str = "exact"
    day: Period | None = None
    planned: bool = False


def places(text: str) -> Iterator[int]:
    """Where in a whole text such a thing may stand: sentences elsewhere need not be read."""
    for pattern in (_COMPETITION, _PRICING, _ENDS, _CHANGE, _THROUGH):
        for match in pattern.finditer(text):
            yield match.start()


_THROUGH = re.compile(r"\b(?:through|until|since|signed|awarded on|dated|began|started)\b", re.I)


def qualities(text: str, first: int, last: int, days: list[Period], figures: int) -> list[Quality]:
    """What the sentence says without a sum. days: those in it; figures: how many amounts and counts it says."""
    out = list(_competition(text, first, last))
    for match in _PRICING.finditer(text, first, last):
        if not _NOT.search(text, max(first, match.start() - 30), match.start()):
            out.append(Quality("terms", "pricing", match.start(), match.end(), str(match.lastgroup)))
    out += _days(text, first, last, days, figures)
    if figures < 2:
        out += list(_changes(text, first, last))[:1]
    return out


def _competition(text: str, first: int, last: int) -> Iterator[Quality]:
    seen = set()
    for match in _COMPETITION.finditer(text, first, last):
        name = {"bid": "offers"}.get(str(match.lastgroup), str(match.lastgroup)).replace("_", " ")
        before = text[max(first, match.start() - 40) : match.start()]
        planned = bool(_PLAN.search(before))
        if _NOT.search(before) and name in ("competed", "not competed"):
            name = "competed" if name == "not competed" else "not competed"
        if name in seen or (name == "competed" and "not competed" in seen):
            continue
        seen.add(name)
        value = Decimal(0)
        if name == "offers":
            value = _count(match[0])
            if re.search(r"\bno\s+$", before, re.I) or not value:
                continue
        word = match[0].lower() if name in ("set aside", "not competed") else ""
        yield Quality("competition", name, match.start(), match.end(), word, value, planned=planned)


def _count(words: str) -> Decimal:
    for word in reversed(words.lower().split()):
        if word.isdigit():
            return Decimal(word)
        if word in ("single", "sole", "only", "lone", "one"):
            return Decimal(1)
        if word in FIGURES:
            return Decimal(FIGURES[word])
    return Decimal(0)


def _days(text: str, first: int, last: int, days: list[Period], figures: int) -> Iterator[Quality]:
    """Days on which a contract ends, was signed, or since when there is one."""
    for day in days:
        if not (day.first or day.last) or day.relative:
            continue
        before = text[max(first, day.start - 90) : day.start]
        verb = next(
            (match for match in _ENDS.finditer(text, first, day.end) if match.end() + 4 >= day.start >= match.start()),
            None,
        )
        term = day.word in ("through", "until") and not figures and _TERM.search(before)
        if (verb or term) and day.last:
            could = bool(_COULD.search(text[first : day.start].lower()[-90:]))
            start = verb.start() if verb else day.start
            yield Quality("terms", "could end" if could else "ends", start, day.end, day=day)
        elif not figures and day.word == "during" and day.first and day.last and _SIGNED.search(before):
            yield Quality("terms", "signed", day.start, day.end, day=day)
        elif not figures and day.word == "since" and day.first:
            yield Quality("terms", "since", day.start, day.end, day=day)


def _changes(text: str, first: int, last: int) -> Iterator[Quality]:
    for match in _CHANGE.finditer(text, first, last):
        bound = next((match[name] for name in ("b1", "b2", "b3", "b4", "b5", "b6") if match[name]), "").lower()
        word = {"more than": "over", "over": "over", "just over": "over", "at least": "over"}.get(bound)
        word = word or ("nearly" if bound in ("nearly", "almost", "just under") else "about" if bound else "exact")
        place = (match.start(), match.end())
        if match["times"]:
            yield Quality("change", "change", *place, "times", _SHARES[match["times"].lower()], Decimal("0.2"), word)
        elif match["fold"] or match["as"]:
            yield Quality(
                "change", "change", *place, "times", _count(match["fold"] or match["as"]), Decimal("0.2"), word
            )
        elif match["of"]:
            share = 100 * (_count(match["part"] or "") or Decimal(1)) / _PARTS[match["of"].lower().rstrip("s")]
            yield Quality("change", "change", *place, "percent", -share if match["down3"] else share, share / 10, word)
        else:
            said = match["n1"] or match["n2"]
            sign = -1 if match["down"] or match["down2"] else 1
            step = Decimal(1).scaleb(-len(said.partition(".")[2]))
            yield Quality("change", "change", *place, "percent", sign * Decimal(said), step, word)
