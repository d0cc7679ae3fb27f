"""What people type is read as they mean it, whatever they type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quaestor.search import language
from quaestor.search.language import MOST, read


def told(text: str) -> list[list[str]]:
    """The clauses of a question in short: `-` excluded, `*` begun, the fields before a colon."""
    return [
        [
            f"{'-' * clause.excluded}{','.join(term.fields)}{':' * bool(term.fields)}{' '.join(term.words)}"
            f"{'*' * term.prefix}"
            for term in clause.terms
        ]
        for clause in read(text).clauses
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("skip tracing", [["skip"], ["tracing"]]),
        ('"Skip  Tracing" services', [["skip tracing"], ["services"]]),
        ("“skip tracing”", [["skip tracing"]]),
        ("guard -coast", [["guard"], ["-coast"]]),
        ('guard −"coast guard"', [["guard"], ["-coast guard"]]),
        ("guard NOT coast", [["guard"], ["-coast"]]),
        ("detain*", [["detain*"]]),
        ('"skip trac*"', [["skip trac*"]]),
        ("geo OR palantir AND guard", [["geo", "palantir"], ["guard"]]),
        ("OR geo", [["geo"]]),
        ("geo OR -palantir", [["geo"], ["-palantir"]]),
        ("supplier:geo", [["name,supplier:geo"]]),
        ('PSC: "guard services"', [["product:guard services"]]),
        ("-supplier:geo", [["-name,supplier:geo"]]),
        ("B.I.", [["b i"]]),
        ("AT&T’s café", [["at t s"], ["cafe"]]),
        ("IGF::OT::IGF", [["igf ot igf"]]),
        ("http://example.org", [["http example org"]]),
        ("70CTD0-22-FR0000170", [["70ctd0 22 fr0000170"]]),
        ("a*", [["a"]]),
        ('- * ** “” "" : ', []),
        ("", []),
    ],
)
def test_a_text_is_read_as_it_is_meant(text: str, clauses: list[list[str]]) -> None:
    assert told(text) == clauses


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"never closed', "not closed"),
        ("foo:bar", "“foo:” is no field"),
        ("a*", "too short"),
        ("***", "no letter and no figure"),
        ("x" * 600, "first 500 letters"),
        (" ".join(f"w{n}" for n in range(40)), f"first {MOST} words"),
    ],
)
def test_what_is_read_otherwise_than_it_stands_is_said(text: str, words: str) -> None:
    assert any(words in line for line in read(text).said)


def test_a_number_is_one_word_with_or_without_blanks_and_hyphens() -> None:
    numbers = {read(text).clauses[0].terms[0].number for text in ("70CTD022FR0000170", "70ctd0-22-fr0000170")}
    assert numbers == {"70ctd022fr0000170"}


@given(st.text(max_size=700))
def test_any_text_is_a_question(text: str) -> None:
    question = read(text)
    terms = [term for clause in question.clauses for term in clause.terms]
    assert all(term.words and all(term.words) for term in terms)
    assert len(terms) <= MOST
    assert bool(question.clauses) or bool(question.said) or not question.text


@given(
    st.lists(st.sampled_from(['"', "-", "*", ":", "OR", "NOT", "psc:", " ", "a", "guard", "\ud800", "\0"]), max_size=40)
)
def test_any_signs_are_a_question(signs: list[str]) -> None:
    assert all(term.words for clause in read("".join(signs)).clauses for term in clause.terms)


def test_every_field_word_means_fields_of_the_index() -> None:
    known = {*language.shelves.TEXTS, *language.shelves.NUMBERS}
    assert all(set(fields) <= known and fields for fields in language.FIELDS.values())
