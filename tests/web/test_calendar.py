"""The calendar says what falls due and when, on the page, as data and as a feed that a calendar program can read."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from bought import ACTS, AGENCY, MARKUP
from icalendar import Calendar
from starlette.testclient import TestClient

#: From this day on, six months: what the acts in `bought.py` make fall due, by hand.
ON = "on=2024-10-15"
DUE = [
    ("2024-10-31", "99ZA24C0007", "ends"),
    ("2024-11-05", "99ZA20D0006", "orders"),
    ("2024-11-30", "99ZA21C0001", "ends"),
    ("2024-12-24", "99ZA22C0004", "ends"),
    ("2024-12-25", "99ZA23C0005", "ends"),
    ("2025-02-28", "99ZA21C0002", "ends"),
]


def facts_of(client: TestClient, query: str) -> Any:
    response = client.get(f"/calendar.json?{query}")
    assert response.status_code == 200, response.text
    return response.json()


def due_of(client: TestClient, query: str) -> list[tuple[str, str, str]]:
    return [(row["day"], row["piid"], row["what"]) for row in facts_of(client, query)["events"]]


def feed_of(client: TestClient, query: str) -> Calendar:
    response = client.get(f"/calendar.ics?{query}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def test_what_falls_due_is_told_in_the_order_of_its_days(buyer: TestClient) -> None:
    assert due_of(buyer, ON) == DUE
    facts = facts_of(buyer, ON)
    assert (facts["on"], facts["until"], facts["count"]) == ("2024-10-15", "2025-04-14", len(DUE))
    assert {row["day"]: row["events"] for row in facts["days"]} == {day: 1 for day, _, _ in DUE}
    assert facts["newest_on"] == "2024-09-30"


def test_a_last_option_is_told_only_where_it_falls_after_the_end(buyer: TestClient) -> None:
    assert due_of(buyer, "on=2025-03-01&months=24") == [
        ("2025-12-25", "99ZA23C0005", "options"),
        ("2026-10-20", "99ZA21C0001", "options"),
    ]


def test_each_event_tells_the_incumbent_the_money_and_the_competition(buyer: TestClient) -> None:
    events = {row["piid"]: row for row in facts_of(buyer, ON)["events"]}
    one = events["99ZA21C0001"]
    assert one["obligated"] == str(sum(act.money for act in ACTS if act.piid == "99ZA21C0001")) == "1350.00"
    assert (one["supplier_name"], one["ceiling"], one["ceiling_kind"]) == ("WICK WORKS LLC", "40000.00", "stated")
    assert (one["competed"], one["offers"]) == ("Full and open competition", 3)
    page = buyer.get(f"/calendar?{ON}").text
    assert "Full and open competition, many offers" in page
    assert "Not competed, 1 offer" in page
    assert "no real limit" in page


@pytest.mark.parametrize(
    ("filters", "piids"),
    [
        (f"agency={AGENCY}", [piid for _, piid, _ in DUE]),
        ("agency=AEX&what=orders", ["99ZA20D0006"]),
        ("agency=7014", []),
        ("supplier=lantern holdings", ["99ZA24C0007", "99ZA20D0006", "99ZA21C0002"]),
        ("supplier=uei:WICKWORKS001", ["99ZA21C0001", "99ZA23C0005"]),
        ("kind=idc", ["99ZA20D0006"]),
        ("least=1000", ["99ZA21C0001", "99ZA23C0005", "99ZA21C0002"]),
        ("months=1", ["99ZA24C0007", "99ZA20D0006"]),
        ("until=2024-10-31", ["99ZA24C0007"]),
        ("month=2024-12", ["99ZA22C0004", "99ZA23C0005"]),
    ],
)
def test_every_filter_is_in_the_address_and_holds_in_every_form(
    buyer: TestClient, filters: str, piids: list[str]
) -> None:
    query = f"{ON}&{filters}"
    assert [piid for _, piid, _ in due_of(buyer, query)] == piids
    rows = list(csv.DictReader(io.StringIO(buyer.get(f"/calendar.csv?{query}").text)))
    assert [row["piid"] for row in rows] == piids
    assert len(feed_of(buyer, query).walk("VEVENT")) == len(piids)
    page = buyer.get(f"/calendar?{query}").text
    assert all(f">{piid}</" in page for piid in piids)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("on=soon", "is not a day"),
        ("month=2024-13", "is not a month"),
        ("months=61", "is not a number from 1 to 60"),
        ("kind=spaceship", "is not known here"),
        ("what=parties", "is not known here"),
        ("least=-1", "is not a whole number"),
        ("on=2024-10-15&until=2024-10-14", "is before"),
        ("on=9999-12-31", "too late a day"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(buyer: TestClient, query: str, words: str) -> None:
    response = buyer.get(f"/calendar?{query}")
    assert response.status_code == 400
    assert words in response.text
    assert buyer.get("/calendar?agency=NOSUCH").status_code == 404


def test_the_feed_is_read_back_as_it_was_told(buyer: TestClient) -> None:
    feed = feed_of(buyer, ON)
    events = feed.walk("VEVENT")
    assert [(str(one["DTSTART"].dt), one["SUMMARY"].split(" ")[0]) for one in events] == [
        (day, piid) for day, piid, _ in DUE
    ]
    assert all(type(one["DTSTART"].dt) is date for one in events)
    assert all((one["DTEND"].dt - one["DTSTART"].dt).days == 1 for one in events)
    [marked] = [one for one in events if "99ZA22C0004" in one["SUMMARY"]]
    assert marked["SUMMARY"] == f"99ZA22C0004 ends: {MARKUP}"
    assert f"Supplier: {MARKUP}\n" in marked["DESCRIPTION"]
    assert "Obligated: $333.33\n" in marked["DESCRIPTION"]
    assert "Competition: not held\n" in marked["DESCRIPTION"]


def test_the_feed_keeps_to_its_form(buyer: TestClient) -> None:
    text = buyer.get(f"/calendar.ics?{ON}").content
    lines = text.split(b"\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines), "long lines are folded"
    assert b"ends: <script>alert(1)</script> LAMPS\\; WICKS\\, AND \\\\ SONS" in text.replace(b"\r\n ", b"")
    assert text.startswith(b"BEGIN:VCALENDAR\r\n")
    assert text.endswith(b"END:VCALENDAR\r\n")


def test_an_event_keeps_its_uid_whatever_the_day_asked_from(buyer: TestClient) -> None:
    def uids(query: str) -> dict[str, str]:
        return {str(one["SUMMARY"]): str(one["UID"]) for one in feed_of(buyer, query).walk("VEVENT")}

    first, later = uids(ON), uids("on=2024-11-01&months=12")
    shared = first.keys() & later.keys()
    assert len(shared) == 5
    assert all(first[name] == later[name] for name in shared)
    assert len(set(first.values())) == len(first)
    assert first == uids(ON)


def test_an_award_that_ends_and_has_its_last_option_is_two_events(buyer: TestClient) -> None:
    both = [one for one in due_of(buyer, "on=2024-10-15&months=24") if one[1] == "99ZA23C0005"]
    assert both == [("2024-12-25", "99ZA23C0005", "ends"), ("2025-12-25", "99ZA23C0005", "options")]


def test_the_month_grid_has_every_day_under_its_weekday(buyer: TestClient) -> None:
    page = buyer.get(f"/calendar?{ON}&month=2024-12").text
    grid = page[page.index('<ol class="month">') : page.index("</ol>")]
    assert grid.count('<time datetime="2024-12-') == 31
    assert '<li class="column-1 empty">' in grid[:60], "1 December 2024 was a Sunday"
    assert grid.index("2024-12-24") < grid.index("99ZA22C0004") < grid.index("2024-12-25") < grid.index("99ZA23C0005")
    assert "December 2024 <span" in page
    assert 'aria-current="true"' in page


def test_nothing_due_is_said_with_what_to_do(buyer: TestClient, client: TestClient) -> None:
    page = buyer.get("/calendar?on=2030-01-01").text
    assert "Nothing held falls due in these days" in page
    assert "/calendar?on=2024-09-30" in page
    assert "Nothing held falls due" in client.get("/calendar?on=2025-01-01").text
    assert feed_of(buyer, "on=2030-01-01").walk("VEVENT") == []


def test_only_the_calendar_has_a_feed(buyer: TestClient) -> None:
    assert buyer.get("/agency.ics").status_code == 404
    assert buyer.get(f"/agency/{AGENCY}.ics").status_code == 404
    assert f'href="/calendar.ics?{ON}"' in buyer.get(f"/calendar?{ON}").text
