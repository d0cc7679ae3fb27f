"""Numbers that name things in papers of contracts: awards, solicitations, firms, clauses and authorities.

The shape of a number says what it may be; that it names an award that is held is for the records to say.
Sources: FAR 4.1603 (numbers of instruments), the technical specification of the Unique Entity ID (GSA), DLA on CAGE
codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: The ninth place of a number under FAR 4.1603(a)(3) that stands for a solicitation: bids, quotations, proposals.
_SOLICITATIONS = "BQRT"

_ACTIVITY = r"(?:[0-9][0-9A-Z]{5}|[A-Z]{2}[A-Z0-9]{4}|[A-Z][0-9A-Z]{5})"
_NEW = re.compile(
    rf"(?<![\w-])(?P<office>{_ACTIVITY})(?P<a>-?)(?P<year>\d\d)(?P=a)(?P<letter>[A-Z])"
    r"(?:-?(?P<serial>[A-Z0-9]{4,8})|(?P<serial2>-?[A-Z]{0,2}-\d{4,8}))(?![\w])(?!-\d)"
)
_SCHEDULE = re.compile(r"(?<![\w-])GS-?\d\dF-?\d{3,4}[A-Z]{1,2}(?![\w-])")
_OLD = re.compile(
    r"(?<![\w-])(?:HS[A-Z]{4}|HSBP\d\d|GS\d\d[A-Z]|DJ[A-Z0-9]{1,4}|INP?[A-Z0-9]{3,4})-?\d\d-?[A-Z]{1,3}-?[A-Z0-9]{3,7}(?![\w-])"
)
_UEI = re.compile(
    r"(?<![\w-])(?P<uei>[A-HJ-NP-Za-hj-np-z][0-9A-HJ-NP-Za-hj-np-z]{3}[A-HJ-NP-Za-hj-np-z][0-9A-HJ-NP-Za-hj-np-z]{6}[1-9])(?![\w-])"
)
_NAMED = re.compile(
    r"(?i:\b(?P<kind>(?:DUNS|D-U-N-S)(?:[ ]plus[ ]4)?|CAGE|UEI|Unique[ ]Entity[ ]ID(?:entifier)?"
    r"|Solicitation|RFP|RFQ|RFI|IFB))"
    r"[ \t]?(?i:\(?(?:SAM|UEI)\)?)?[ \t]?(?i:code|number|no\.?|num\.?|id|identifier)?[ \t]?[#:]?[ \t\n]{0,3}(?i:is[ ])?"
    r"(?P<value>[A-Z0-9][A-Z0-9-]{3,24}[A-Z0-9])(?![\w-])"
)
_SUB = r"(?:\([a-zA-Z0-9]{1,4}\)){0,5}"
_CLAUSE = re.compile(
    r"\b(?P<book>FAR|DFARS|DFAR|HSAR|GSAR|GSAM|NFS|AFARS|VAAR|DEAR|AIDAR|DIAR|HHSAR|48[ ]C\.?F\.?R\.?)[ ]?"
    r"(?:(?:[Pp]art|[Ss]ubpart|§|[Cc]lause|[Ss]ection)s?[ ])?"
    rf"(?P<part>\d{{1,4}}\.\d{{1,3}}(?:-\d{{1,4}})?{_SUB}|(?<=art[ ])\d{{1,2}}(?:\.\d{{1,3}})?)"
)
_BARE_CLAUSE = re.compile(
    r"(?<![\w.$/-])(?P<part>(?:[1-9]\d{0,2})?52\.2\d\d-\d{1,4}"
    rf"|(?:6\.302-[1-7]|8\.405-6|16\.505\(b\)|13\.106-1\(b\)){_SUB})(?![\w-])"
)
_STATUTE = re.compile(
    r"(?<![\w.])(?P<title>10|15|40|41|50)[ ]?U\.?[ ]?S\.?[ ]?C\.?[ ]?(?:§{1,2}|[Ss]ec(?:tion|\.))?[ ]?"
    rf"(?P<section>\d{{2,4}}[a-z]?{_SUB})(?![\w])"
)

#: The regulations whose clauses begin with a number of their own: the FAR, and what agencies add to it.
_BOOKS = {
    "6": "FAR", "8": "FAR", "13": "FAR", "16": "FAR", "52": "FAR", "252": "DFARS", "352": "HHSAR", "452": "AGAR",
    "552": "GSAR", "652": "DOSAR", "752": "AIDAR", "852": "VAAR", "952": "DEAR", "1052": "DTAR", "1252": "TAR",
    "1352": "CAR", "1452": "DIAR", "1552": "EPAAR", "1852": "NFS", "2052": "NRCAR", "2452": "HUDAR", "2852": "JAR",
    "2952": "DOLAR", "3052": "HSAR", "3452": "EDAR", "5152": "AFARS", "5252": "NMCARS", "5352": "AFFARS",
}  # fmt: skip

#: Sections that allow other than full and open competition, or a limited choice among holders of a vehicle.
_AUTHORITIES = (
    "6.302",
    "8.405-6",
    "16.505(b)(2)",
    "16.505(b)(1)(iv)",
    "13.106-1(b)",
    "13.501",
    "6.001",
    "19.808",
    "19.1406",
    "18.1",
)
_STATUTES = {"10": ("2304", "3204"), "41": ("3304", "253", "1903"), "15": ("637", "644", "657")}


@dataclass(frozen=True, slots=True)
class Number:
    """One number as printed. kind: piid, solicitation, uei, duns, cage, clause or authority. value: its plain form, in
    capitals without hyphens for awards. because: what in its shape or beside it says so."""

    start: int
    end: int
    kind: str
    value: str
    because: str


def numbers(text: str) -> list[Number]:
    """Every number in `text`, in order; where two readings overlap, the one that is named beside counts."""
    found = [*_named(text), *_instruments(text), *_clauses(text)]
    found += [
        Number(match.start(), match.end(), "uei", match["uei"].upper(), "the shape of a Unique Entity ID")
        for match in _UEI.finditer(text)
        if is_uei(match["uei"]) and match["uei"].isupper()
    ]
    out: list[Number] = []
    for one in sorted(found, key=lambda number: (number.start, -number.end)):
        if not out or one.start >= out[-1].end:
            out.append(one)
    return out


def is_uei(text: str) -> bool:
    """Whether `text` keeps the published rules of a Unique Entity ID.

    Twelve letters and digits without I and O, no nought in front, no run of nine digits; a letter in the first and
    fifth place and a digit from 1 to 9 in the last, as all that were looked at have. The last is said to be a
    checksum of the others; how it is reckoned is not published.
    """
    return bool(_UEI.fullmatch(text)) and not re.search(r"\d{9}", text)


def is_piid(text: str) -> bool:
    """Whether `text` has the shape of an award's number."""
    return any(one.kind == "piid" and one.end == len(text) and not one.start for one in _instruments(text))


def _named(text: str) -> list[Number]:
    """Numbers that the text itself names: "CAGE code 1ABC5", "Solicitation No. 70CMSW24R00000001"."""
    out = []
    for match in _NAMED.finditer(text):
        said, value = " ".join(match["kind"].upper().split()), match["value"]
        at, end, bare = match.start("value"), match.end("value"), value.replace("-", "")
        if said.startswith("D") and re.fullmatch(r"\d{9}(?:\d{4})?", bare):
            out.append(Number(at, end, "duns", bare[:9], "named a DUNS number"))
        elif said == "CAGE" and re.fullmatch(r"[0-9][0-9A-HJ-NP-Z]{3}[0-9]", value):
            out.append(Number(at, end, "cage", value, "named a CAGE code"))
        elif said.startswith("U") and is_uei(value):
            out.append(Number(at, end, "uei", value, "named a UEI"))
        elif said[0] in "SRI" and len(bare) >= 6 and sum(char.isdigit() for char in bare) >= 3:
            out.append(Number(at, end, "solicitation", bare, f"named {match['kind']}"))
    return out


def _instruments(text: str) -> list[Number]:
    """Numbers of awards and solicitations by their shape."""
    out = []
    for match in _NEW.finditer(text):
        serial = match["serial"] or match["serial2"]
        if sum(char.isdigit() for char in match[0]) < 7 or not (
            match["a"] or any(char.isalpha() for char in match["office"] + serial) or len(match[0]) in (13, 14, 17)
        ):
            continue
        kind = "solicitation" if match["letter"] in _SOLICITATIONS else "piid"
        out.append(
            Number(
                match.start(),
                match.end(),
                kind,
                match[0].replace("-", ""),
                f"FAR 4.1603: {match['letter']} in the ninth place",
            )
        )
    for pattern, why in (
        (_SCHEDULE, "the shape of a GSA schedule contract"),
        (_OLD, "the shape used before FAR 4.1603"),
    ):
        for match in pattern.finditer(text):
            value = match[0].replace("-", "")
            if pattern is _OLD and not any(one.value == value for one in out):
                letter = re.sub(r"^(?:.{6}|.{5})\d\d", "", value)[:1]
                out.append(
                    Number(
                        match.start(), match.end(), "solicitation" if letter in _SOLICITATIONS else "piid", value, why
                    )
                )
            elif pattern is _SCHEDULE:
                out.append(Number(match.start(), match.end(), "piid", value, why))
    return out


def _clauses(text: str) -> list[Number]:
    """Clauses and parts of the acquisition regulations, and sections of statutes; authorities are told as such."""
    out = []
    for match in _CLAUSE.finditer(text):
        book = "FAR" if match["book"].startswith("48") else match["book"]
        out.append(_clause(match.start(), match.end(), book, match["part"]))
    for match in _BARE_CLAUSE.finditer(text):
        part = match["part"]
        if book := _BOOKS.get(part.split(".")[0]):
            out.append(_clause(match.start(), match.end(), book, part))
    for match in _STATUTE.finditer(text):
        title, section = match["title"], match["section"]
        plain = section.split("(")[0]
        kind = "authority" if plain in _STATUTES.get(title, ()) else "clause"
        out.append(
            Number(match.start(), match.end(), kind, f"{title} U.S.C. {section}", "a section of the United States Code")
        )
    return out


def _clause(start: int, end: int, book: str, part: str) -> Number:
    """One clause; an authority where it allows less than full competition."""
    if book == "FAR" and part.startswith(_AUTHORITIES):
        return Number(start, end, "authority", f"FAR {part}", "a section on other than full and open competition")
    return Number(start, end, "clause", f"{book} {part}", "a clause or part of the acquisition regulations")
