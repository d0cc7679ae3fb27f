"""The calendar of what falls due: its facts, its rows, and the feed that a calendar program reads."""

from __future__ import annotations

import calendar as days_of
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

import quaestor
from quaestor import answers, model
from quaestor.answers.agencies import identify
from quaestor.answers.due import WHAT
from quaestor.errors import BadQuery
from quaestor.store import Lake
from quaestor.web import words
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Months ahead that are told unless the address says so, and the most it may ask for.
MONTHS, MOST_MONTHS = 6, 60


def calendar(lake: Lake, asked: Asked) -> Facts:
    """Awards that end, whose last option falls, or that take their last orders in the coming months."""
    on = asking.day(asked, "on") or date.today()
    ahead = asking.count(asked, "months", MONTHS, MOST_MONTHS)
    until = asking.day(asked, "until") or _ahead(on, ahead)
    if until < on:
        raise BadQuery(f"{until} is before {on}", where="until", advice="Put a later day, or leave it out.")
    agency = identify(lake, asked["agency"])["agency_id"] if asked.get("agency", "").strip() else None
    filters: dict[str, Any] = {
        "agency": agency,
        "supplier": asked.get("supplier", "").strip()[:200] or None,
        "kind": asking.one_of(asked, "kind", model.codes("kind")),
        "what": asking.one_of(asked, "what", WHAT),
        "least": asking.between(asked, "least", 0, model.AMOUNT_BOUND),
    }
    given = asked.get("month", "").strip()
    facts = answers.due(
        lake, on, until, agency_id=agency, supplier=filters["supplier"], kind=filters["kind"], what=filters["what"],
        least=filters["least"], month=_month(given) if given else None,
    )  # fmt: skip
    return {
        **facts,
        "months_ahead": None if asked.get("until", "").strip() else ahead,
        "month": given or None,
        "filters": filters,
        "newest_on": str(lake.value("SELECT max(last_on) FROM coverage") or "") or None,
        "stamped_at": str(lake.value("SELECT max(loaded_at) FROM load") or "") or None,
    }


def _ahead(on: date, months: int) -> date:
    """The last day of so many months that begin with `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    if year > date.max.year:
        raise BadQuery(f"{on} is too late a day", where="on")
    last = days_of.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last)) - timedelta(days=1)


def _month(text: str) -> tuple[date, date]:
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise BadQuery(f"“{text[:40]}” is not a month", where="month", advice="Write a month as 2026-11.") from None
    return first, first.replace(day=days_of.monthrange(first.year, first.month)[1])


def rows(facts: Facts) -> list[dict[str, Any]]:
    """One row an event."""
    return [row | {"what": WHAT[row["what"]]} for row in facts["events"]]


def ics(facts: Facts) -> str:
    """The events as an iCalendar feed (RFC 5545): whole days, each known by its award and by what falls due.

    An event keeps its UID when its day moves, so that a subscribed calendar moves it too. Its stamp is the moment of
    the newest load.
    """
    feed = Calendar()
    feed.add("prodid", f"-//Quaestor//{quaestor.__version__}//EN")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", "Public contracts that fall due")
    feed.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    stamp = datetime.fromisoformat(facts["stamped_at"] or facts["on"]).replace(tzinfo=UTC)
    for row in facts["events"]:
        event, day = Event(), date.fromisoformat(row["day"])
        event.add("uid", f"{row['what']}.{row['award_id']}@quaestor")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"{row['piid']} {WHAT[row['what']]}: {row['supplier_name'] or 'supplier not held'}")
        event.add("description", "\n".join(_said(row)))
        event.add("categories", [WHAT[row["what"]], words.kind(row["kind"])])
        if "?" not in row["award_id"]:
            event.add("url", f"https://www.usaspending.gov/award/{row['award_id']}/")
        event.add("transp", "TRANSPARENT")
        feed.add_component(event)
    return str(feed.to_ical().decode())


def _said(row: dict[str, Any]) -> list[str]:
    def amount(name: str) -> str:
        return words.plain_money(row[name]) if row[name] is not None else "not held"

    ceiling = {"stated": amount("ceiling"), "zero": "none set", "sentinel": "no real limit", "shared": "shared"}
    offers = row["offers"]
    return [
        f"Buyer: {row['buyer_name'] or row['buyer_id']}",
        f"Supplier: {row['supplier_name'] or 'not held'}",
        f"Obligated: {amount('obligated')}",
        *([f"Obligated on {row['orders']:,} orders under it: {amount('orders_obligated')}"] if row["orders"] else []),
        f"Ceiling: {ceiling.get(row['ceiling_kind'], 'not held')}",
        f"Competition: {row['competed'] or 'not held'}",
        f"Offers: {'not held' if offers is None else 'many' if offers == 999 else offers}",
        *([f"For: {words.shorten(row['description'], 300)}"] if row["description"] else []),
        f"Award id: {row['award_id']}",
    ]
