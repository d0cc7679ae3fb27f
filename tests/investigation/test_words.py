"""A phrase stands in a description by one rule, which the engine and Python apply alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quaestor.errors import BadQuery
from quaestor.investigation import words
from quaestor.store import Lake

STANDS = {
    "skip tracing": [
        "SKIP TRACING SERVICES", "Skip-Tracing, phase 2", "for SKIPTRACING (ERO)", "skip  tracing.", "SKIP/TRACING",
        "PARA. 2.2 SKIP\nTRACING", "SKIP – TRACING", "SKIP TRACE, THEN SKIP TRACING",
    ],
    "skip trac*": ["SKIP TRACE", "SKIP-TRACERS", "SKIP TRACING"],
    "u.s. customs": ["U.S. CUSTOMS", "US CUSTOMS", "U S CUSTOMS HOUSE"],
    "a-76": ["OMB A-76 STUDY", "A76"],
    "señal": ["SEÑAL DE RADIO"],
}  # fmt: skip
STANDS_NOT = {
    "skip tracing": [
        "SKIP TRACE SERVICES", "SKIPPING TRACING", "SKIP THE TRACING", "HOPSKIP TRACING", "SKIP TRACINGS",
        "TRACING SKIP", "SKIP TRACING2", "SKIP", "",
    ],
    "skip trac*": ["SKIP TRA", "ASKIP TRACE"],
    "a-76": ["A-767", "BA-76"],
    "esp": ["ESPAÑA", "ESPÍA"],
}  # fmt: skip


def stands(lake: Lake, phrase: str, text: str | None) -> bool:
    """What the engine says of the text."""
    asked = f"SELECT coalesce({words.condition([phrase])}, false) AS found FROM (SELECT ? AS description)"
    return bool(lake.value(asked, [text]))


@pytest.mark.parametrize(("phrase", "text"), [(p, t) for p, texts in STANDS.items() for t in texts])
def test_a_phrase_stands_whatever_its_capitals_blanks_and_signs(lake: Lake, phrase: str, text: str) -> None:
    assert stands(lake, phrase, text)
    assert words.standing([phrase], text) == [phrase]


@pytest.mark.parametrize(("phrase", "text"), [(p, t) for p, texts in STANDS_NOT.items() for t in texts])
def test_a_phrase_stands_in_no_other_word(lake: Lake, phrase: str, text: str) -> None:
    assert not stands(lake, phrase, text)
    assert words.standing([phrase], text) == []


def test_no_description_carries_no_phrase(lake: Lake) -> None:
    assert not stands(lake, "skip tracing", None)
    assert words.places(["skip tracing"], None) == []


LETTERS = st.text(st.sampled_from("skiptracngSKIP  --./_0Ñé\n"), max_size=24)


@settings(max_examples=60, deadline=None)
@given(before=LETTERS, between=LETTERS, after=LETTERS)
def test_the_engine_and_python_agree_on_any_text(lake: Lake, before: str, between: str, after: str) -> None:
    text = f"{before}skip{between}tracing{after}"
    for phrase in ("skip tracing", "skip trac*", "tracing"):
        assert stands(lake, phrase, text) == bool(words.standing([phrase], text)), (phrase, text)


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(max_codepoint=0x17F, exclude_characters="\0"), min_size=2, max_size=20))
def test_a_phrase_of_latin_letters_stands_in_itself(lake: Lake, text: str) -> None:
    try:
        words.words(text)
    except BadQuery:
        return
    if "*" not in text:
        assert stands(lake, text, f"({text})")
        assert words.standing([text], f"({text})") == [text]


def test_places_name_what_stands_and_lie_apart() -> None:
    text = "SKIP TRACING and skip-tracing services"
    found = words.places(["skip tracing", "tracing services"], text)
    assert [text[start:end] for start, end in found] == ["SKIP TRACING", "skip-tracing services"]


@pytest.mark.parametrize("phrase", ["", "  ", "x", "--", "*"])
def test_too_little_to_look_for_is_refused(phrase: str) -> None:
    with pytest.raises(BadQuery, match="too short"):
        words.words(phrase)
