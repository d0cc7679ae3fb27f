"""What sentences say without a sum: competition, terms, change; and figures that are paired in order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from quaestor.claims import check
from quaestor.claims.beside import is_paid
from quaestor.claims.named import Named, Place
from quaestor.claims.qualities import Quality, places, qualities
from quaestor.reading import periods
from quaestor.store import Lake

AS_OF = date(2025, 9, 30)


def said(text: str) -> list[Quality]:
    return qualities(text, 0, len(text), periods(text, AS_OF), 0)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("It was a sole-source contract.", "not competed", 0),
        ("The no-bid deal ran on.", "not competed", 0),
        ("The order was never put out to bid.", "not competed", 0),
        ("It went to the firm without any competition.", "not competed", 0),
        ("It was not a sole-source award.", "competed", 0),
        ("It was awarded under full and open competition.", "competed", 0),
        ("The contract was competitively bid.", "competed", 0),
        ("Only one company bid on it.", "offers", 1),
        ("The lone bidder won.", "offers", 1),
        ("Eighteen offers came in.", "offers", 18),
        ("It drew three bids.", "offers", 3),
        ("It was set aside for small firms.", "set aside", 0),
        ("It beat six rivals.", "offers", 7),
        ("The firm saw off a single competitor.", "offers", 2),
        ("It prevailed over three challengers.", "offers", 4),
        ("There were four other bidders.", "offers", 5),
        ("It faced no rival bidder.", "offers", 1),
        ("Three companies that bid were heard.", "offers", 3),
        ("A competitor lost out on it.", "bidders", 0),
    ],
)
def test_competition_is_found(text: str, name: str, value: int) -> None:
    assert [(one.name, one.value) for one in said(text)] == [(name, Decimal(value))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It took 40 percent of CBP's contract money.", "40"),
        ("It took about a quarter of the agency's contract spending.", "25"),
        ("One in four contract dollars went to it.", "25"),
    ],
)
def test_shares_of_an_agencys_money_are_found(text: str, value: str) -> None:
    (found,) = said(text)
    assert (found.kind, found.value) == ("share", Decimal(value))


def test_every_listed_thing_stands_beside_one_of_the_signs_by_which_it_is_looked_for() -> None:
    for text in (
        "It beat six rivals.", "The no-bid deal.", "It was unopposed.", "Nobody else bid.", "It lost out to a firm.",
        "A time-and-materials order.", "It runs to May 2026.", "It went up a third.", "It grew eightfold.",
        "It rose 3 per cent.", "It more than doubled.", "It was 8(a) work.", "It lapses in 2027.",
    ):  # fmt: skip
        assert list(places("Nothing. " * 40 + text + " Nothing." * 40)), text


@pytest.mark.parametrize(
    ("text", "name", "word"),
    [
        ("A firm-fixed-price order.", "pricing", "fixed_price"),
        ("A cost-plus-fixed-fee contract.", "pricing", "cost"),
        ("A time-and-materials order.", "pricing", "time"),
        ("It began as a letter contract.", "pricing", "letter"),
        ("The contract expires on June 30, 2026.", "ends", ""),
        ("The order runs through April 2026.", "ends", ""),
        ("The contract could be extended to June 2027.", "could end", ""),
        ("The contract was signed on May 3, 2023.", "signed", ""),
        ("The firm has had contracts since 2007.", "since", ""),
    ],
)
def test_terms_are_found(text: str, name: str, word: str) -> None:
    assert [(one.name, one.word) for one in said(text)] == [(name, word)]


@pytest.mark.parametrize(
    ("text", "word", "value", "bound"),
    [
        ("It more than doubled.", "times", "2", "over"),
        ("It nearly tripled.", "times", "3", "nearly"),
        ("It halved.", "times", "0.5", "exact"),
        ("It grew tenfold.", "times", "10", "exact"),
        ("It was four times as much as before.", "times", "4", "exact"),
        ("It rose 46 percent.", "percent", "46", "exact"),
        ("It fell by about 19.5%.", "percent", "-19.5", "about"),
        ("It saw a 12 percent drop.", "percent", "-12", "exact"),
        ("It dropped by almost a fifth.", "percent", "-20", "nearly"),
        ("It fell by half.", "percent", "-50", "exact"),
    ],
)
def test_changes_are_found(text: str, word: str, value: str, bound: str) -> None:
    assert [(one.word, one.value, one.bound) for one in said(text)] == [(word, Decimal(value), bound)]


@pytest.mark.parametrize(
    "text", ["No-one bid him farewell.", "The bond ended.", "Prices are up.", "It met on May 3, 2023."]
)
def test_what_says_nothing_of_them_is_left(text: str) -> None:
    assert said(text) == []


def told(lake: Lake, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = check(lake, text, AS_OF)["claims"]
    return found


def test_figures_paired_by_respectively_are_not_exchanged(lake: Lake) -> None:
    right = (
        "Clearview AI and Palantir received $3.75 million and $29.9 million, respectively, from ICE in September 2025."
    )
    wrong = (
        "Palantir and Clearview AI received $3.75 million and $29.9 million, respectively, from ICE in September 2025."
    )
    assert told(lake, right)[0]["verdict"] == "matches"
    for one in told(lake, wrong):
        assert one["verdict"] != "matches"


def test_competition_and_terms_are_told_by_the_records_own_words_or_said_not_to_be_held(lake: Lake) -> None:
    (row,) = lake.query(
        "SELECT piid, award_id FROM award WHERE competed_code = 'A' AND offers > 1 AND NOT coalesce(sampled, false) "
        "ORDER BY piid LIMIT 1"
    )
    (one,) = told(lake, f"The order {row['piid']} was awarded without competition.")
    assert (one["kind"], one["verdict"], one["measure"]) == ("competition", "differs", "competition")
    assert "full and open competition (A)" in one["records_say"]
    assert (one["figure"], one["difference"]) == (None, None)
    (other,) = told(lake, f"The order {row['piid']} was awarded under full and open competition.")
    assert other["verdict"] == "matches"
    assert row["piid"] in other["paragraph"]


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("CBP handed Jacobs a contract.", True),
        ("Jacobs has won an order.", True),
        ("Jacobs' order grew.", False),
        ("Jacobs's latest contract grew.", True),
        ("Jacobs said ICE paid too much.", False),
    ],
)
def test_a_name_that_may_be_a_persons_is_a_firms_where_it_is_told_to_be_paid(text: str, paid: bool) -> None:
    at = text.index("Jacobs")
    place = Place(at, at + len("Jacobs"), Named("firm", "JACOBS", frozenset(), "", beside=True))
    assert is_paid(text, 0, place) == paid
