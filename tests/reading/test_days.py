"""Days and spans in prose."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quaestor.reading import periods

AS_OF = date(2025, 9, 30)
CASES = [
    ("since September 2022", "2022-09-01", None, "since"),
    ("in fiscal year 2025", "2024-10-01", "2025-09-30", "during"),
    ("FY25", "2024-10-01", "2025-09-30", "during"),
    ("the 2024 fiscal year", "2023-10-01", "2024-09-30", "during"),
    ("through April 2026", None, "2026-04-30", "through"),
    ("until the end of 2026", None, "2026-12-31", "through"),
    ("between 2007 and 2010", "2007-01-01", "2010-12-31", "between"),
    ("from September 2022 through March 2025", "2022-09-01", "2025-03-31", "between"),
    ("2019-2023", "2019-01-01", "2023-12-31", "between"),
    ("last month", "2025-08-01", "2025-08-31", "during"),
    ("last fiscal year", "2023-10-01", "2024-09-30", "during"),
    ("the past two years", "2023-09-30", "2025-09-30", "between"),
    ("on 30 September 2025", "2025-09-30", "2025-09-30", "during"),
    ("Sept. 30, 2025", "2025-09-30", "2025-09-30", "during"),
    ("9/30/2025", "2025-09-30", "2025-09-30", "during"),
    ("2025-09-30", "2025-09-30", "2025-09-30", "during"),
    ("in May", "2025-05-01", "2025-05-31", "during"),
    ("in November", "2024-11-01", "2024-11-30", "during"),
    ("before 2010", None, "2009-12-31", "until"),
    ("as of 30 September 2025", None, "2025-09-30", "until"),
    ("in the fourth quarter of fiscal 2025", "2025-07-01", "2025-09-30", "during"),
    ("Q3 2024", "2024-07-01", "2024-09-30", "during"),
]


@pytest.mark.parametrize(("text", "first", "last", "word"), CASES, ids=[case[0] for case in CASES])
def test_a_period_has_the_days_it_says(text, first, last, word):
    (one,) = periods(text, AS_OF)
    said = (one.first and one.first.isoformat(), one.last and one.last.isoformat(), one.word)
    assert said == (first, last, word)


@pytest.mark.parametrize(
    "text", ["June 31, 2024", "it may win", "$2,024.50", "52.212-2024", "24 years", "order 20240012"]
)
def test_what_names_no_day_is_none(text):
    assert periods(text, AS_OF) == []


def test_what_hangs_on_the_day_of_reading_is_not_told_without_one():
    for text in ("last month", "in May", "the past two years", "on May 5"):
        (one,) = periods(text)
        assert (one.first, one.last, one.relative) == (None, None, True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in the year to September 30, 2025", date(2024, 10, 1), date(2025, 9, 30)),
        ("the fiscal year that ended in September 2024", date(2023, 10, 1), date(2024, 9, 30)),
        ("the six months through March 2025", date(2024, 10, 1), date(2025, 3, 31)),
        ("since taking office in January 2025", date(2025, 1, 1), None),
        ("in the second half of fiscal 2025", date(2025, 4, 1), date(2025, 9, 30)),
        ("in the first half of 2025", date(2025, 1, 1), date(2025, 6, 30)),
        ("in the spring of 2026", date(2026, 3, 1), date(2026, 6, 21)),
        ("in the first nine months of fiscal 2026", date(2025, 10, 1), date(2026, 6, 30)),
        ("from fiscal 2023 through 2025", date(2022, 10, 1), date(2025, 9, 30)),
        ("during fiscal years 2021-2025", date(2020, 10, 1), date(2025, 9, 30)),
        ("in the last three days of fiscal 2025", date(2025, 9, 28), date(2025, 9, 30)),
        ("on the last day of fiscal 2025", date(2025, 9, 30), date(2025, 9, 30)),
        ("in the final days of September 2025", date(2025, 9, 1), date(2025, 9, 30)),
        ("before work stopped in May 2025", None, date(2025, 5, 31)),
        ("since late 2020", date(2020, 10, 1), None),
        ("in calendar 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("in the 1990s", date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_a_span_is_told_by_its_end_or_its_beginning(text, first, last):
    (one,) = periods(text, AS_OF)
    assert (one.first, one.last) == (first, last)


@given(
    st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y"]),
)
def test_any_day_is_read_in_every_usual_form(day, form):
    (one,) = periods(f"signed on {day.strftime(form)}, they say", AS_OF)
    assert (one.first, one.last, one.grain) == (day, day, "day")


@given(st.text(alphabet="0123456789 -/FYMayJunesincethrough,.\n", max_size=150))
def test_any_text_is_read_in_order(text):
    found = periods(text, AS_OF)
    assert all(before.end <= one.start for before, one in pairwise(found))
    assert all(one.first is None or one.last is None or one.first <= one.last for one in found)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("since the start of the year", date(2026, 1, 1), None),
        ("in the first half of this year", date(2026, 1, 1), date(2026, 6, 30)),
        ("over the past year", date(2025, 8, 9), date(2026, 8, 9)),
        ("since last October", date(2025, 10, 1), None),
        ("in the last budget year", date(2024, 10, 1), date(2025, 9, 30)),
        ("last Tuesday", date(2026, 8, 4), date(2026, 8, 4)),
        ("it won that in May for its towers", date(2026, 5, 1), date(2026, 5, 31)),
    ],
)
def test_a_span_is_counted_from_the_day_of_reading(text, first, last):
    (one,) = periods(text, date(2026, 8, 9))
    assert (one.first, one.last) == (first, last)


def test_a_month_beside_one_with_its_year_is_of_that_year():
    june, july = periods("took $20 million in June 2025 and another $17.6 million in July.", date(2026, 8, 9))
    assert (june.first, july.first) == (date(2025, 6, 1), date(2025, 7, 1))
