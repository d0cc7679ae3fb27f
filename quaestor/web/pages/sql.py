"""The page of free questions: SQL in, rows out, within limits."""

from __future__ import annotations

import re
from typing import Any

from quaestor.answers import free
from quaestor.errors import BadQuery, Busy
from quaestor.store import Questions
from quaestor.web import rows
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Rows of an answer: on the page, and by `limit` in the forms for programs.
SHOWN, MOST = 500, 50_000
#: Rows and series that a chart can bear.
BARS, LINES, SERIES = 40, 500, 4
#: Colours of its series, in order.
COLOURS = ("@obligated", "@attention", "@exercised", "@ceiling")

_NUMBER = re.compile(r"(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|UINTEGER|DECIMAL.*|DOUBLE|FLOAT)")
_YEAR = re.compile(r"(?:.*_)?year", re.I)


def sql(questions: Questions, asked: Asked) -> Facts:
    """The answer to the SELECT in `q`, with the tables that can be asked and questions to begin with.

    On the page an answer that cannot be given is part of the facts (`error`), so that the question can be mended.
    """
    text, form = asked.get("q", "").strip(), asked["form"]
    none: Facts = {"columns": [], "types": [], "rows": [], "more": False, "seconds": None}
    facts: Facts = {"question": text, "error": None, "limit": SHOWN, **none}
    if form in ("html", "json") and not (form == "json" and text):
        facts |= {"tables": free.schema(), "examples": free.examples()}
    if not text:
        if form in ("csv", "parquet"):
            raise BadQuery("no question", where="q", advice="Write a SELECT after ?q=.")
        return facts
    if form in ("json", "csv", "parquet"):
        facts["limit"] = asking.count(asked, "limit", MOST if form != "json" else 1_000, MOST)
    ask = free.parquet if form == "parquet" else free.question
    try:
        return facts | ask(questions, text, facts["limit"], asked["state"])
    except (BadQuery, Busy) as error:
        if form != "html":
            raise
        told = {"what": error.what, "where": error.where, "advice": error.advice}
        return facts | {"error": told, "passing": True, "status": 503 if isinstance(error, Busy) else 400}


def csv(facts: Facts) -> str:
    """The rows below the names of their columns."""
    return rows.as_table(facts["columns"], facts["rows"])


def file(facts: Facts) -> bytes:
    """The rows as a Parquet file."""
    return bytes(facts["file"])


def chart(facts: Facts) -> dict[str, Any] | None:
    """The rows as bars or lines, where one column names and others of one type count; else None.

    The column that names holds words, days, or years: the first one that does. The columns that count are those of the
    type of the first number.
    """
    if not 2 <= len(facts["rows"]) <= LINES or len(set(facts["columns"])) < len(facts["columns"]):
        return None
    kinds = [_kind(name, type) for name, type in zip(facts["columns"], facts["types"], strict=True)]
    named = next((place for place, kind in enumerate(kinds) if kind in ("words", "day", "year")), None)
    numbers = [place for place, kind in enumerate(kinds) if kind == "number" or (kind == "year" and place != named)]
    numbers = [place for place in numbers if facts["types"][place] == facts["types"][numbers[0]]][:SERIES]
    if named is None or not numbers or (kinds[named] == "words" and len(facts["rows"]) > BARS):
        return None
    names = [str(row[named]) if row[named] is not None else "blank" for row in facts["rows"]]
    if kinds[named] == "year" and len(set(names)) < len(names):
        return None
    if kinds[named] == "words":  # a bar is a row: bars of one name would be drawn as one, as if they had been added up
        names = [
            name if not (before := names[:n].count(name)) else f"{name} ({before + 1})" for n, name in enumerate(names)
        ]
    values = [
        {"named": name, "of": facts["columns"][place],
         "number": float(row[place]), "exact": str(row[place])}
        for name, row in zip(names, facts["rows"], strict=True)
        for place in numbers
        if row[place] is not None
    ]  # fmt: skip
    if len({value["named"] for value in values}) < 2:
        return None
    return _drawn(kinds[named], [facts["columns"][place] for place in numbers], values, facts["columns"][named])


def _drawn(kind: str, of: list[str], values: list[dict[str, Any]], named: str) -> dict[str, Any]:
    number = {
        "field": "number",
        "type": "quantitative",
        "title": None if len(of) > 1 else of[0],
        "axis": {
            "format": "~s",
            "tickCount": 5,
            "labelExpr": "datum.value === 0 ? '0' : replace(datum.label, 'G', 'bn')",
        },
    }
    place: dict[str, Any] = {
        "field": "named",
        "type": "nominal",
        "title": None,
        "sort": None,
        "axis": {"labelLimit": 220},
    }
    if kind == "day":
        place = {"field": "named", "type": "temporal", "title": None, "scale": {"type": "utc"}}
    elif kind == "year":
        place |= {"type": "ordinal", "axis": {"labelAngle": 0, "labelOverlap": True}}
    along, up = ("y", "x") if kind == "words" else ("x", "y")
    encoding: dict[str, Any] = {
        along: place,
        up: number,
        "color": {
            "field": "of",
            "type": "nominal",
            "scale": {"domain": of, "range": list(COLOURS[: len(of)])},
            "legend": {} if len(of) > 1 else None,
        },
        "tooltip": [
            {"field": "named", "title": named},
            {"field": "of", "title": "column"},
            {"field": "exact", "title": "value"},
        ],
    }
    if len(of) > 1 and kind != "day":
        encoding["yOffset" if kind == "words" else "xOffset"] = {"field": "of", "type": "nominal", "sort": of}
    mark = {"type": "line", "point": True} if kind == "day" else {"type": "bar"}
    height = 22 * len({value["named"] for value in values}) * (1 if len(of) == 1 else 1.5) if kind == "words" else 260
    return {"data": {"values": values}, "height": height, "mark": mark, "encoding": encoding}


def _kind(name: str, type: str) -> str:
    """What a column is for a chart: words, day, year, number, or nothing that can be drawn."""
    if _NUMBER.fullmatch(type):
        return "year" if _YEAR.fullmatch(name) and "DECIMAL" not in type else "number"
    if type in ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"):
        return "day"
    return "words" if type == "VARCHAR" else "other"
