"""Acts that are signed for a reason of the supplier are events of it, with the award and the act."""

from __future__ import annotations

from datetime import date
from typing import Any

from quaestor import resolve
from quaestor.store import Lake

from .acted import Act, enter

WORKS, CABLES = "uei:WORKS0000001", "uei:CABLES000001"


def act(number: int, award: str, supplier: str, name: str, day: str, reason: str | None = None, **more: Any) -> Act:
    return Act(number, supplier, name, date.fromisoformat(day), award=award, reason=reason, **more)


def signed(lake: Lake) -> set[tuple[Any, ...]]:
    """The events that have an award."""
    names = ("supplier_id", "kind", "on_day", "before", "after", "award_id", "action_id")
    rows = lake.query("FROM supplier_event WHERE award_id IS NOT NULL")
    return {tuple(row[name] for name in names) for row in rows}


def test_a_novation_befell_the_firm_that_gives_and_the_one_that_takes(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, "A", WORKS, "KEYSTONE WORKS LLC", "2020-01-01"),
            act(2, "A", CABLES, "ZENITH CABLES INC", "2021-02-03", "J"),
            act(3, "A", CABLES, "ZENITH CABLES INC", "2021-03-03", "M"),
            act(4, "B", WORKS, "KEYSTONE WORKS LLC", "2020-01-01", "B"),
        ],
    )
    told = ("novation", date(2021, 2, 3), "KEYSTONE WORKS LLC", "ZENITH CABLES INC", "A", "a2")
    assert signed(lake) == {(WORKS, *told), (CABLES, *told)}


def test_where_the_act_prints_the_old_firm_still_the_next_one_says_who_took_over(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, "A", WORKS, "KEYSTONE WORKS LLC", "2020-01-01"),
            act(2, "A", WORKS, "KEYSTONE WORKS LLC", "2021-02-03", "J"),
            act(3, "A", CABLES, "ZENITH CABLES INC", "2021-03-03"),
        ],
    )
    told = ("novation", date(2021, 2, 3), "KEYSTONE WORKS LLC", "ZENITH CABLES INC", "A", "a2")
    assert signed(lake) == {(WORKS, *told), (CABLES, *told)}


def test_a_change_of_name_a_merger_and_a_rerepresentation_say_what_differs(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, "A", WORKS, "KEYSTONE WORKS LLC", "2020-01-01"),
            act(2, "A", WORKS, "SPAN AND SONS", "2020-02-01", "V"),
            act(3, "B", CABLES, "CABLES", "2020-01-01", parent="uei:OLD000000001", parent_name="OLD GROUP"),
            act(4, "B", CABLES, "CABLES INC.", "2020-03-01", "P", parent="uei:NEW000000001", parent_name="NEW GROUP"),
            act(5, "C", "duns:111111111", "PIERS LLC", "2020-01-01"),
            act(6, "C", "duns:111111111", "The Piers", "2020-04-01", "R"),
            act(7, "C", "duns:111111111", "QUAYS LLC", "2020-05-01", "R"),
            act(8, "D", "duns:222222222", "MILL LLC", "2020-01-01"),
            act(9, "D", "uei:MILL00000001", "MILL", "2022-05-01", "V"),
        ],
    )
    number = ("vendor_number_change", date(2022, 5, 1), "duns:222222222", "uei:MILL00000001", "D", "a9")
    assert signed(lake) == {
        (WORKS, "vendor_number_change", date(2020, 2, 1), "KEYSTONE WORKS LLC", "SPAN AND SONS", "A", "a2"),
        (CABLES, "merger", date(2020, 3, 1), "OLD GROUP", "NEW GROUP", "B", "a4"),
        ("duns:111111111", "merger", date(2020, 5, 1), "The Piers", "QUAYS LLC", "C", "a7"),
        ("duns:222222222", *number),
        ("uei:MILL00000001", *number),
    }


def test_an_individual_has_no_event_and_is_not_named_in_one(lake: Lake) -> None:
    enter(
        lake,
        [
            act(1, "A", "uei:PERSON000001", "an individual", "2020-01-01", individual=True),
            act(2, "A", WORKS, "KEYSTONE WORKS LLC", "2020-02-01", "J"),
        ],
    )
    assert signed(lake) == {(WORKS, "novation", date(2020, 2, 1), None, None, "A", "a2")}


def test_an_act_that_is_gone_takes_its_event_along(lake: Lake) -> None:
    enter(lake, [act(1, "A", WORKS, "KEYSTONE WORKS LLC", "2020-01-01", "J")])
    assert len(signed(lake)) == 1
    lake.execute("DELETE FROM action_version WHERE action_id = 'a1'")
    resolve.refresh(lake)
    assert signed(lake) == set()
