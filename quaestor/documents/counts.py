"""Counts of things and stretches of time that a text names, and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: What is counted in papers of contracts, and what time and paper are measured in.
_THINGS = (
    r"each|EA|LO|LOTS?|units?|licen[cs]es?|users?|seats?|hours?|hrs?|HRS?|FTEs?|copies|lots?|beds?|vehicles?"
    r"|subscriptions?|searches|queries|records|images|documents|files|reports|deliverables|samples|tests|kits|items|boxes"
    r"|rolls|gallons?|pounds|lbs?|LBS?|tons?|miles|feet|acres|[GT]B|devices|laptops|computers|servers|phones|cameras"
    r"|workstations|accounts|transactions|calls|cases|visits|trips|meetings|courses|classes|sessions|personnel|employees"
    r"|staff|people|persons|agents|officers|analysts|students|participants|attendees|positions|detainees|sites|locations"
    r"|facilities|offices|rooms|awards?|awardees|contracts|orders|contractors|offerors|vendors|firms"
)
_TIMED = (
    r"MO|YR|months?|Months|years?|Years|(?:(?:calendar|business|working|Calendar|Business) )?(?:days?|Days)"
    r"|weeks?|Weeks|pages?"
)
_UNIT = rf"\s(?:[A-Za-z][a-z-]+ |[A-Z]{{2,5}} ){{0,2}}?(?:(?P<unit>{_THINGS})|(?P<timed>{_TIMED}))(?![\w-])"
#: "1,200 units", "1.2 million records", and, of "three (3) separate courses", the figure; no number of a list.
_QUANTITY = re.compile(
    r"(?:(?<![\w.,$(-])|(?<=[a-z]\s\())"
    r"(?P<count>\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,2})?(?=\s(?:million|billion))|\d{1,7})(?:\.0+)?"
    rf"(?P<many>\s(?:million|billion|thousand))?\)?{_UNIT}"
)
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty-four": 24,
    "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90,
}  # fmt: skip
#: "two option years", "within four hours".
_SPELLED = re.compile(rf"(?<![\w-])(?P<count>{'|'.join(sorted(_WORDS, key=len, reverse=True))}){_UNIT}", re.I)
#: "45 docking stations", "85 million rows": a figure and, within two words, a plural in small letters; no number of a
#: section, page or year.
_PLURAL = re.compile(
    r"(?<![\w.,$(/-])(?<!\d\sof\s)(?!(?:19|20)\d\d\b)(?P<count>\d{1,3}(?:,\d{3})+|\d{1,7})"
    r"(?P<many>\s(?:million|billion|thousand))?\s(?:[a-z][a-z-]{2,20}\s)?(?P<unit>[a-z][a-z-]{2,20}(?<![sui])s)(?![\w-])"
)
_LABEL = re.compile(
    r"\b(?:sections?|parts?|pages?|paragraphs?|items?|factors?|clauses?|chapters?|tables?|phases?|figures?|attachments?"
    r"|exhibits?|appendix|volumes?|tasks?|lines?|clin|steps?|titles?|forms?|numbers?|nos?\.?|U\.?S\.?C\.?|CFR|FAR"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?)\s$",
    re.I,
)
#: Words that end as plurals do and are none.
_VERBS = frozenset([
    "has", "was", "does", "this", "its", "applies", "contains", "requires", "includes", "describes", "provides",
    "means", "states", "covers", "follows", "always", "unless", "begins", "ends", "shows", "lists", "sets", "uses",
])  # fmt: skip
_ZONE = (
    r"(?:,?\s?\(?(?:local(?:\stime)?|(?:E|C|M|P|AK|H)[SD]?T\b"
    r"|(?:Eastern|Central|Mountain|Pacific)(?:\s(?:Standard|Daylight))?(?:\sTime)?))?"
)
#: Before four figures that are a time of day, or some way after them.
_CLOCK = (
    r"(?:(?<=\bat\s)|(?<=\bby\s)|(?<=\bNLT\s)|(?<=\bthan\s)|(?<=\buntil\s)|(?<=\bbefore\s)|(?=.{4,12}\b[ECMP][SD]?T\b))"
)
_TIME = re.compile(
    rf"(?<![\w:.])(?:(?:1[0-2]|0?[1-9])(?::[0-5]\d)?\s?[ap]\.?\s?m\b\.?|(?:12(?::00)?\s)?(?:noon|midnight)\b){_ZONE}"
    rf"|(?<![\w:.,$-]){_CLOCK}(?:[01]\d|2[0-3]):?[0-5]\d(?:\s(?:hours|hrs))?\b(?![,.]\d){_ZONE}",
    re.I,
)


def find(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, kind (time, period or quantity) and plain form of each."""
    times = {match.start(): match for match in _TIME.finditer(text)}
    for start, match in times.items():
        yield start, match.end(), "time", re.sub(r"[^0-9a-z:]", "", match[0].lower())
    taken = set(times)
    for pattern in (_QUANTITY, _SPELLED, _PLURAL):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            unit = groups.get("timed") or groups["unit"]
            loose = pattern is _PLURAL and (unit in _VERBS or _LABEL.search(text[: match.start()][-16:]))
            if match.start() in taken or loose:
                continue
            taken.add(match.start())
            count = match["count"].replace(",", "").lower()
            value = f"{_WORDS.get(count, count)}{(groups.get('many') or '').lower()}"
            yield match.start(), match.end(), "period" if groups.get("timed") else "quantity", f"{value} {unit}"
