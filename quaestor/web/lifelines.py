"""The figure of a family over time: a line a member, its names along it, how it is known, and what befell it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from quaestor.web.pages.asked import Facts
from quaestor.web.words import plain_day, shorten

#: Members that are drawn, those with most money; the table has them all.
MOST = 24
#: How a member is known: the word of the records, what it is called here, and its colour.
HOW = {
    "reported": ("reported on actions", "@obligated"),
    "registry": ("in a registry", "@exercised"),
    "list": ("in the list of CSIS", "@attention"),
    "judgement": ("judged by a person", "@negative"),
    "itself": ("its own family", "@ceiling"),
}
EVENTS = {
    "renamed": "a new name",
    "renumbered": "a new number",
    "novation": "a novation",
    "merger": "a merger or rerepresentation",
    "vendor_number_change": "a new number or name on an award",
    "parent_changed": "a new parent",
}
#: Points that a letter of a name takes, and that the figure is wide.
_LETTER, _WIDE = 6.2, 700


def tree(facts: Facts) -> dict[str, Any] | None:
    """A line a member from its first day in the family to its last; faint where it belongs elsewhere; dashed what is
    printed against it; discs for events."""
    drawn = _drawn(facts["firms"])
    if not drawn:
        return None
    first = min(start for start, _ in drawn.values())
    last = max(end for _, end in drawn.values())
    if last <= first:
        return None
    lines, names = [], []
    for place, member in enumerate(one for one in facts["firms"] if one["entity_id"] in drawn):
        span = drawn[member["entity_id"]]
        lines += _lines(member, place, span)
        names += _names(member, place, span, (first, last))
    places = {line["entity"]: line["place"] for line in lines}
    lines += _against(facts["disagreements"], places, drawn)
    kinds = [words for words, _ in HOW.values() if any(line["how"] == words for line in lines)]
    colours = dict(HOW.values())
    y = {
        "field": "place", "type": "quantitative", "axis": None,
        "scale": {"domain": [-0.7, len(drawn) - 0.5], "reverse": True, "nice": False, "zero": False},
    }  # fmt: skip
    x = {
        "type": "temporal", "title": None, "scale": {"type": "utc", "nice": False},
        "axis": {"format": "%Y", "tickCount": {"expr": "width > 480 ? 10 : 5"}, "labelOverlap": True, "grid": True},
    }  # fmt: skip
    tooltip = [
        {"field": "name", "title": "member"}, {"field": "family", "title": "family"},
        {"field": "from_day", "title": "from"}, {"field": "to_day", "title": "to"},
        {"field": "how", "title": "known by"}, {"field": "note", "title": "note"},
    ]  # fmt: skip
    line = {
        "x": x | {"field": "start"}, "x2": {"field": "end"}, "y": y,
        "color": {"field": "how", "type": "nominal", "sort": kinds,
                  "legend": {"symbolType": "stroke", "symbolStrokeWidth": 3},
                  "scale": {"domain": kinds, "range": [colours[kind] for kind in kinds]}},
        "tooltip": tooltip,
    }  # fmt: skip
    bare = {key: line[key] for key in ("x", "x2", "y", "tooltip")}
    looks = {
        "elsewhere": (
            {"type": "rule", "strokeWidth": 1.2, "strokeDash": [1, 3]}, bare | {"color": {"value": "@exercised"}}
        ),
        "stay": ({"type": "rule", "strokeWidth": 5, "strokeCap": "butt"}, line),
        "against": ({"type": "rule", "strokeWidth": 2.5, "yOffset": 7, "strokeDash": [5, 4]}, line),
    }  # fmt: skip
    layers: list[dict[str, Any]] = [
        {"data": {"values": some}, "mark": mark, "encoding": encoding}
        for kind, (mark, encoding) in looks.items()
        if (some := [one for one in lines if one["kind"] == kind])
    ]
    if points := _points(facts["events"], places, drawn):
        layers.append(
            {"data": {"values": points},
             "mark": {"type": "point", "filled": True, "size": 48, "stroke": "@paper", "strokeWidth": 1, "opacity": 1},
             "encoding": {"x": x | {"field": "day"}, "y": y, "color": {"value": "@ink"},
                          "shape": {"field": "what", "type": "nominal", "legend": None},
                          "tooltip": [{"field": "name", "title": "member"}, {"field": "on", "title": "on"},
                                      {"field": "what", "title": "what"}, {"field": "before", "title": "before"},
                                      {"field": "after", "title": "after"}]}}
        )  # fmt: skip
    room = {"condition": {"test": "width > 480 || datum.leads", "value": 1}, "value": 0}
    for align in ("left", "right"):
        some = [one for one in names if one["align"] == align]
        layers += [
            {"data": {"values": some},
             "mark": {"type": "text", "align": align, "dy": -10, "fontSize": 11,
                      "limit": {"expr": "width > 480 ? width * 0.6 : width * 0.95"}},
             "encoding": {"x": x | {"field": "day"}, "y": y, "text": {"field": "name"}, "color": {"value": "@ink"},
                          "opacity": room}}
        ] if some else []  # fmt: skip
    return {"height": 26 + 36 * len(drawn), "layer": layers}


def _drawn(members: list[dict[str, Any]]) -> dict[str, tuple[date, date]]:
    """The members that have a line, by entity, with the first and last day of their records."""
    known = [one for one in members if one["first_on"] and one["last_on"]]
    most = sorted(known, key=lambda one: -abs(float(one["sums"]["then"] or one["sums"]["now"] or 0)))[:MOST]
    return {one["entity_id"]: (_day(one["first_on"]), _day(one["last_on"])) for one in most}


def _lines(member: dict[str, Any], place: int, span: tuple[date, date]) -> list[dict[str, Any]]:
    told = []
    for kind, stays in (("elsewhere", member["elsewhere"]), ("stay", member["stays"])):
        for stay in stays:
            start, end = _within(stay, span)
            if start < end:
                told.append(_line(kind, member, place, stay, start, end))
    return told


def _line(
    kind: str, member: dict[str, Any], place: int, stay: dict[str, Any], start: date, end: date
) -> dict[str, Any]:
    return {
        "kind": kind, "entity": member["entity_id"], "place": place, "name": shorten(member["name"], 60),
        "family": shorten(stay["family_name"] or stay["family_id"], 60),
        "start": start.isoformat(), "end": end.isoformat(),
        "from_day": plain_day(stay["from_on"]) if stay["from_on"] else "the first record",
        "to_day": plain_day(stay["to_on"]) if stay["to_on"] else "today, as far as is known",
        "how": HOW.get(stay["how"], (stay["how"], ""))[0], "note": shorten(stay["note"], 120) or "none",
    }  # fmt: skip


def _against(
    rows: list[dict[str, Any]], places: dict[str, int], drawn: dict[str, tuple[date, date]]
) -> list[dict[str, Any]]:
    told = []
    for row in rows:
        if row["entity_id"] not in places:
            continue
        start, end = _within(row, drawn[row["entity_id"]])
        end = max(end, start + timedelta(days=60))  # a single day would not be seen
        told.append(_line("against", row, places[row["entity_id"]], row, start, end))
    return told


def _names(
    member: dict[str, Any], place: int, span: tuple[date, date], axis: tuple[date, date]
) -> list[dict[str, Any]]:
    """The member's names where each begins, without those for which the one before leaves no room; the last name
    leads, and stays where the figure is narrow."""
    days = (axis[1] - axis[0]).days
    told: list[dict[str, Any]] = []
    names = member["names"] or [{"name": member["name"], "first_on": span[0].isoformat()}]
    taken = -1.0
    for at, one in enumerate(names):
        start = max(_day(one["first_on"]), axis[0])
        left = (start - axis[0]).days / days * _WIDE
        name = shorten(one["name"], 60)
        long = len(name) * _LETTER
        last = at == len(names) - 1
        if left < taken and not last:
            continue
        if left < taken:
            told.pop()
        align = "right" if left + long > _WIDE else "left"
        day = axis[1] if align == "right" and left > _WIDE * 0.4 else start
        told.append({"place": place, "name": name, "day": day.isoformat(), "align": align, "leads": False})
        taken = left + long + 8
    if told:
        narrow = dict(told[-1])
        told[-1]["leads"] = (_day(narrow["day"]) - axis[0]).days < days * 0.3 or narrow["align"] == "right"
        if not told[-1]["leads"]:
            told[0]["leads"] = True
    return told


def _points(
    events: list[dict[str, Any]], places: dict[str, int], drawn: dict[str, tuple[date, date]]
) -> list[dict[str, Any]]:
    return [
        {
            "place": places[row["entity_id"]], "name": shorten(row["name"] or row["entity_id"], 60),
            "day": row["on_day"],
            "on": plain_day(row["on_day"]), "what": EVENTS.get(row["kind"], row["kind"]),
            "before": shorten(row["before"], 60) or "not held", "after": shorten(row["after"], 60) or "not held",
        }
        for row in events
        if row["entity_id"] in places and row["on_day"]
        and drawn[row["entity_id"]][0] <= _day(row["on_day"]) <= drawn[row["entity_id"]][1]
    ]  # fmt: skip


def _within(stay: dict[str, Any], span: tuple[date, date]) -> tuple[date, date]:
    """The stay's days within those of the records."""
    start = max(_day(stay["from_on"]), span[0]) if stay["from_on"] else span[0]
    end = min(_day(stay["to_on"]), span[1]) if stay["to_on"] else max(span[1], start + timedelta(days=1))
    return start, end


def _day(value: str) -> date:
    return date.fromisoformat(str(value)[:10])
