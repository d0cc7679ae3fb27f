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
_TIMED = r"MO|YR|months?|years?|(?:calendar |business |working )?days?|weeks?|pages?"
_UNIT = rf"\s(?:[A-Za-z][a-z-]+ |[A-Z]{{2,5}} ){{0,2}}?(?:(?P<unit>{_THINGS})|(?P<timed>{_TIMED}))(?![\w-])"
#: "1,200 units", "1.2 million records", and, of "three (3) separate courses", the figure; no number of a list.
_QUANTITY = re.compile(
    r"(?:(?<![\w.,$(-])|(?<=[a-z]\s\())"
    r"(?P<count>\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,2})?(?=\s(?:million|billion))|\d{1,7})(?:\.0+)?"
    rf"(?P<many>\s(?:million|billion|thousand))?\)?{_UNIT}"
)
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
    for match in _QUANTITY.finditer(text):
        if match.start() not in times:
            value = match["count"].replace(",", "") + (match["many"] or "").lower()
            kind = "period" if match["timed"] else "quantity"
            yield match.start(), match.end(), kind, f"{value} {match['timed'] or match['unit']}"
