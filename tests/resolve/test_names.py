"""Two names are one or not by kinds of difference; the cases stand in names.csv, real ones beside the checkout."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import fit_names
from quaestor.resolve import names

CASES = list(csv.DictReader((Path(__file__).parent / "names.csv").open(encoding="utf-8", newline="")))
LABELLED = Path(__file__).parents[3] / "shared" / "data" / "resolution" / "organisation_name_pairs.csv"
NAMES = st.one_of(
    st.sampled_from([case[column] for case in CASES for column in ("name1", "name2")]),
    st.text(max_size=40),
    st.text(alphabet="AB CX&.,-/()1278iv", max_size=24),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['class']}: {case['name1']} / {case['name2']}")
def test_a_kind_of_difference_decides_as_it_should(case: dict[str, str]) -> None:
    found = names.compared(case["name1"], case["name2"])
    assert found.same == (case["same"] == "true"), found


@settings(max_examples=150, deadline=None)
@given(NAMES, NAMES)
def test_the_order_of_two_names_never_matters(left: str, right: str) -> None:
    assert names.compared(left, right) == names.compared(right, left)


@settings(max_examples=100, deadline=None)
@given(NAMES)
def test_a_name_is_the_same_as_itself_in_any_case_and_spacing(name: str) -> None:
    if name.split():
        assert names.compare(name, f"  {name} ")[:2] == (True, 1.0)


@settings(max_examples=100, deadline=None)
@given(NAMES, NAMES)
def test_the_score_lies_between_0_and_1_and_says_the_verdict(left: str, right: str) -> None:
    same, score, because = names.compare(left, right)
    assert 0 <= score <= 1
    assert same == (score >= 0.5)
    assert because


@pytest.mark.parametrize("empty", ["", "   ", "---", "&"])
def test_what_has_no_letters_is_no_other_name(empty: str) -> None:
    assert not names.compare(empty, "Siemens AG")[0]


def test_the_reason_names_the_words_that_differ() -> None:
    assert names.compare("Bank of India", "Bank of Indonesia")[2] == "“india” against “indonesia”"
    assert "“lockhead” and “lockheed” differ in one letter" in names.compare("Lockhead Martin", "Lockheed Martin")[2]


def test_a_key_holds_no_legal_form_article_case_or_punctuation() -> None:
    printed = ("The Acme Widgets Co., Inc.", "ACME WIDGETS", "acme widgets l.l.c.", "Acme-Widgets Ltd")
    assert {names.key(name) for name in printed} == {"acme widgets"}


def test_every_kind_of_difference_has_a_weight() -> None:
    assert names.kept()["weights"].keys() == fit_names.PRIOR.keys()
    assert names.kept()["weights"].keys() >= names.APART


@pytest.mark.real_data
def test_the_labelled_pairs_come_out_above_what_was_asked_also_when_held_out() -> None:
    pairs = fit_names.read(LABELLED)
    kept = names.kept()
    for outcomes in (fit_names.told(pairs, kept["same"], kept["weights"]), fit_names.held_out(pairs)):
        for schema, least in (("Company", 0.90), ("Organization", 0.96)):
            assert fit_names.f1([(label, said) for kind, label, said in outcomes if kind == schema]) > least
