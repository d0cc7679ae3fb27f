"""Amounts in prose: value, currency, how exactly they are printed, and what bounds them."""

from __future__ import annotations

import time
import unicodedata
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quaestor import yml
from quaestor.reading import money

ONE = [  # text, value, currency, step, bound, the amount's own letters
    ("drew more than $139 million since", 139_000_000, "USD", 1_000_000, "over", "$139 million"),
    ("a US$3.75M deal", 3_750_000, "USD", 10_000, "exact", "US$3.75M"),
    ("EUR 1.234,56 paid", "1234.56", "EUR", "0.01", "exact", "EUR 1.234,56"),
    ("paid 1.234,56 €.", "1234.56", "EUR", "0.01", "exact", "1.234,56 €"),
    ("€1.234", 1234, "EUR", 1, "exact", "€1.234"),
    ("$3.125 million", 3_125_000, "USD", 1000, "exact", "$3.125 million"),
    ("£2bn", 2_000_000_000, "GBP", 1_000_000_000, "exact", "£2bn"),
    ("¥500,000", 500_000, "JPY", 1, "exact", "¥500,000"),
    ("₹12,00,000", 1_200_000, "INR", 1, "exact", "₹12,00,000"),
    ("₹ 3.5 crore", 35_000_000, "INR", 1_000_000, "exact", "₹ 3.5 crore"),
    ("three million dollars", 3_000_000, "USD", 1_000_000, "exact", "three million dollars"),
    ("half a billion dollars", 500_000_000, "USD", 100_000_000, "exact", "half a billion dollars"),
    ("a million-dollar deal", 1_000_000, "USD", 1_000_000, "exact", "a million-dollar"),
    ("a $250-million contract", 250_000_000, "USD", 1_000_000, "exact", "$250-million"),
    ("took back -$1,234.00", -1234, "USD", "0.01", "exact", "-$1,234.00"),
    ("a $139 million-plus order", 139_000_000, "USD", 1_000_000, "at_least", "$139 million-plus"),
    ("worth up to USD 20m", 20_000_000, "USD", 1_000_000, "up_to", "USD 20m"),
    ("not to exceed $9,225,000", 9_225_000, "USD", 1, "up_to", "$9,225,000"),
    ("nearly $8 thousand", 8_000, "USD", 1000, "nearly", "$8 thousand"),
    ("at least 5 million euros", 5_000_000, "EUR", 1_000_000, "at_least", "5 million euros"),
    ("about $51 million", 51_000_000, "USD", 1_000_000, "about", "$51 million"),
    ("139 000 000 €", 139_000_000, "EUR", 1, "exact", "139 000 000 €"),
    ("CHF 12’345.50", "12345.50", "CHF", "0.01", "exact", "CHF 12’345.50"),
    ("دفع أكثر من ١٢٬٣٤٥ دولار", 12_345, "USD", 1, "over", "١٢٬٣٤٥ دولار"),
    ("بقيمة ٣٫٥ مليون دولار", 3_500_000, "USD", 100_000, "exact", "٣٫٥ مليون دولار"),
    ("שולם ₪ 500", 500, "ILS", 1, "exact", "₪ 500"),
    ("יותר מ-3 מיליון דולר", 3_000_000, "USD", 1_000_000, "over", "3 מיליון דולר"),
    ("100元", 100, "CNY", 1, "exact", "100元"),
    ("the final\n$139\nmillion", 139_000_000, "USD", 1_000_000, "exact", "$139\nmillion"),
]


@pytest.mark.parametrize(("text", "value", "currency", "step", "bound", "own"), ONE, ids=[case[0] for case in ONE])
def test_an_amount_is_read_with_its_currency_its_precision_and_what_bounds_it(text, value, currency, step, bound, own):
    (one,) = money(text)
    assert (one.value, one.currency, one.step, one.bound) == (Decimal(value), currency, Decimal(step), bound)
    assert text[one.start : one.end] == own


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("between 2 and 3 million dollars", 2_000_000, 3_000_000, "between"),
        ("between $2 and $3 million", 2_000_000, 3_000_000, "between"),
        ("$2-3 million", 2_000_000, 3_000_000, "between"),
        ("$2–$3 million", 2_000_000, 3_000_000, "between"),
        ("from $41 million to $51 million", 41_000_000, 51_000_000, "from_to"),
    ],
)
def test_two_ends_of_a_range_are_one_amount(text, low, high, bound):
    (one,) = money(text)
    assert (one.value, one.to, one.bound) == (low, high, bound)


def test_a_first_and_a_present_figure_stay_two_amounts():
    text = "$41 million at first and now around $51 million"
    assert [(text[one.said : one.end], one.value) for one in money(text)] == [
        ("$41 million", 41_000_000),
        ("around $51 million", 51_000_000),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "in 2007 it won 12 orders", "52.212-4", "$", "$1,23,45", "12 CFR 5", "ALL 5", "$9,999,999,999,999,999,999"],
)
def test_what_is_no_readable_amount_of_money_is_none(text):
    assert money(text) == []


def test_every_currency_sign_of_unicode_is_known():
    marks = yml.read(resources.files("quaestor.reading").joinpath("marks.yml").read_text(encoding="utf-8"))["marks"]
    signs = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) == "Sc"]
    assert [sign for sign in signs if sign not in marks] == []
    for sign in signs:
        (one,) = money(f"it was {sign}1,500 then")
        assert one.value == 1500, sign


@given(st.decimals(min_value=0, max_value=10**15, places=2))
def test_any_amount_printed_in_full_is_read_exactly(value):
    (one,) = money(f"paid ${value:,.2f} in all")
    assert (one.value, one.step) == (value, Decimal("0.01"))


@given(st.text(alphabet="$€1234567890,. millionbetwad-–\n٣₹", max_size=200))
def test_any_text_is_read_and_places_lie_in_it(text):
    last = 0
    for one in money(text):
        assert 0 <= one.said <= one.start < one.end <= len(text)
        assert one.start >= last
        assert text[one.start : one.end].strip()
        last = one.start


@pytest.mark.parametrize("bad", ["1" * 10**6, "1," * 500_000, "$" * 10**6, " " * 10**6, "$" + "1," * 500_000])
def test_a_million_letters_of_one_kind_take_seconds(bad):
    began = time.perf_counter()
    assert len(money(bad)) < 2
    assert time.perf_counter() - began < 20


def test_a_year_before_an_amount_is_no_lower_end_of_it():
    one, two = money("grew from $75 million in fiscal 2024 to $148 million in fiscal 2025")
    assert (one.value, one.to) == (75_000_000, None)
    assert (two.value, two.to) == (148_000_000, None)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a nine-figure contract", "100000000", "999999999.99"),
        ("seven figures", "1000000", "9999999.99"),
        ("tens of millions of dollars", "10000000", "99999999.99"),
        ("hundreds of thousands of dollars", "100000", "999999.99"),
    ],
)
def test_an_amount_told_by_its_size_alone_is_every_amount_of_that_size(text, low, high):
    (found,) = money(text)
    assert (found.bound, found.value, found.to) == ("between", Decimal(low), Decimal(high))
