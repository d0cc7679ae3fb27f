"""What changed in the words is shown so that both texts can be read from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quaestor.web.differing import AROUND, differing

WORD = st.sampled_from(["ADD", "FUNDS", "OPTION", "YEAR", "TWO", "SPANS", "THE", "OF", "FOR"])
WORDS = st.lists(WORD, max_size=12).map(" ".join)


def read(runs: tuple, *kinds: str) -> str:
    return " ".join(run.text for run in runs if run.kind in kinds)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_runs(before: str, after: str) -> None:
    runs = differing(before, after)
    if runs and not any(run.kind == "passed" for run in runs):
        assert read(runs, "same", "gone") == before
        assert read(runs, "same", "new") == after


@given(WORDS)
def test_equal_words_differ_in_nothing_whatever_their_blanks(text: str) -> None:
    assert differing(text, f"  {text.replace(' ', '   ')} ") == ()


def test_a_word_put_in_and_one_taken_out_stand_in_their_place() -> None:
    runs = differing("FUNDING ONLY FOR THE SPANS", "FUNDING FOR THE CABLES AND SPANS")
    assert runs
    assert [(run.kind, run.text) for run in runs] == [
        ("same", "FUNDING"), ("gone", "ONLY"), ("same", "FOR THE"), ("new", "CABLES AND"), ("same", "SPANS"),
    ]  # fmt: skip


def test_texts_that_share_little_are_told_whole() -> None:
    assert differing("INSPECT THE SPANS OF THE BRIDGE", "TAKES BACK WHAT WAS NOT SPENT") is None
    assert differing("", "INSPECT") is None


def test_long_unchanged_stretches_are_passed_over_and_counted() -> None:
    same = [f"W{n}" for n in range(60)]
    runs = differing(" ".join([*same, "OLD"]), " ".join([*same, "NEW"]))
    assert runs
    assert [run.kind for run in runs] == ["passed", "same", "gone", "new"]
    assert runs[0].text == f"{60 - AROUND} words"


def test_two_long_texts_are_compared_in_no_time() -> None:
    one = " ".join(f"A{n % 7}" for n in range(4000))
    other = " ".join(f"A{(n * 3) % 7}" for n in range(4000))
    assert differing(one, other) is None or differing(one, other)
