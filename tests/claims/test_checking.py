"""Texts against the bundled sample: verdicts with their exact figures, and what is never called a match."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from quaestor.claims import check
from quaestor.store import Lake

AS_OF = date(2025, 9, 30)


def one(lake: Lake, text: str, as_of: date | None = AS_OF) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = check(lake, text, as_of)["claims"]
    return found


def recounted(**said: str) -> Decimal:
    """The sum of obligations in the bundled sample's own file, signed by the end of September 2025."""
    file = files("quaestor.sources.sample").joinpath("actions.csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return sum(
        (
            Decimal(row["obligation"] or "0")
            for row in rows
            if row["action_date"] <= "2025-09-30" and all(row[name] == value for name, value in said.items())
        ),
        Decimal(0),
    )


def test_money_drawn_since_a_month_is_the_awards_obligation_as_of_the_day(lake: Lake) -> None:
    found = one(lake, "Palantir's case management order has drawn more than $139 million since September 2022.")
    assert (found["verdict"], found["measure"]) == ("matches", "obligated")
    assert Decimal(found["figure"]) == recounted(piid="70CTD022FR0000170") == Decimal("139314020.61")
    assert [row["piid"] for row in found["records"]] == ["70CTD022FR0000170"]
    assert "= 139,314,020.61" in found["arithmetic"]


def test_money_paid_in_a_month_is_one_action(lake: Lake) -> None:
    found = one(lake, "Clearview AI was paid $3.75 million for facial recognition in September 2025.")
    assert (found["verdict"], found["measure"], found["figure"]) == ("matches", "one action", "3750000.00")
    assert found["records"][0]["first_signed_on"] == "2025-09-05"


def test_what_was_signed_after_the_day_of_the_text_does_not_count(lake: Lake) -> None:
    text = "Palantir's case management order has drawn more than $150 million since September 2022."
    assert one(lake, text)["verdict"] == "near"
    assert one(lake, text, date(2026, 8, 1))["verdict"] == "matches"


@pytest.mark.parametrize(
    "text",
    [
        "Clearview AI was paid $9.2 million for facial recognition in September 2025.",
        "Clearview AI was paid $3.75 million for facial recognition in March 2024.",
        "CBP paid Clearview AI $3.75 million in September 2025.",
        "Clearview AI's contract is worth up to $3.75 million.",
        "Clearview AI did not receive $3.75 million from ICE in September 2025.",
        "ICE plans to pay Clearview AI $3.75 million in September 2025.",
        "Clearview AI settled a lawsuit for $3.75 million in September 2025.",
        "Clearview AI was paid €3.75 million by ICE in September 2025.",
        "Clearview AI was paid $3.75 million a year by ICE.",
        "Order 70CMSD25P00000111 brought Palantir $3.75 million.",
        "A rival of Clearview AI was paid $3.75 million in September 2025.",
        "Clearview AI was paid $3.75 million for detention beds in September 2025.",
        "Unheard Of Systems LLC was paid $3.75 million by ICE in September 2025.",
        "ICE took back $3.75 million from Clearview AI in September 2025.",
        "Clearview AI raised $3.75 million from investors in September 2025.",
        "Clearview AI paid ICE $3.75 million in September 2025.",
        "ICE should not have given Clearview AI $3.75 million in September 2025.",
        "Clearview AI could receive $3.75 million from ICE in September 2025.",
        "Palantir got $3.75 million more than Clearview AI from ICE in September 2025.",
        "ICE spent $3.75 million on tools in September 2025, some of it with Clearview AI.",
    ],
)
def test_what_is_said_otherwise_than_recorded_is_never_a_match(lake: Lake, text: str) -> None:
    assert [found["verdict"] for found in check(lake, text, AS_OF)["claims"] if found["verdict"] == "matches"] == []


def test_two_equal_modifications_are_several(lake: Lake) -> None:
    found = one(lake, "In 2025 ICE signed a $29.9 million modification of Palantir's order.")
    assert found["verdict"] == "several"
    assert "P00009" in found["note"]
    assert "P00012" in found["note"]


def test_the_company_is_taken_from_the_sentence_before_and_that_is_said(lake: Lake) -> None:
    found = one(lake, "Clearview AI sells facial recognition. The company was paid $3.75 million in September 2025.")
    assert found["verdict"] == "matches"
    assert any("“the company” is taken for CLEARVIEW AI" in why for why in found["because"])


def test_a_repeated_sentence_and_a_contradicting_figure_are_noted(lake: Lake) -> None:
    text = (
        "Palantir's case management order has drawn $139 million since September 2022.\n\n"
        "Palantir's case management order has drawn $139 million since September 2022.\n\n"
        "Palantir's case management order has drawn $145 million since September 2022."
    )
    first, again, other = check(lake, text, AS_OF)["claims"]
    assert (first.get("repeats"), again["repeats"], other["contradicts"]) == (None, 0, 0)
    assert "says this before" in again["note"]
    assert "another figure" in other["note"]


def test_every_claim_has_its_place_and_the_agreed_keys(lake: Lake) -> None:
    text = (
        "It rained.\n\nClearview AI was paid $3.75 million for facial recognition in September 2025. Then it stopped."
    )
    found = one(lake, text)
    agreed = {"text", "start", "end", "kind", "amount", "entities", "verdict", "measure", "records", "note"}
    assert agreed <= set(found)
    assert text[found["start"] : found["end"]] == found["text"]
    assert text[found["figure_start"] : found["figure_end"]] == "$3.75 million"


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\n ", "It rained.", "The house sold for $1.2 million.", "دفعت الوكالة ١٢ مليون دولار.",
        "$" * 5000, "1," * 5000,
        "Palantir " * 3000, "\u202eICE paid \u202c $",
    ],
)  # fmt: skip
def test_a_text_without_statements_has_none(lake: Lake, text: str) -> None:
    assert check(lake, text, AS_OF)["claims"] == []


def test_names_in_text_from_right_to_left_are_found(lake: Lake) -> None:
    found = one(lake, "شركة Clearview AI was paid $3.75 million by ICE in September 2025 ‏حسب السجلات.")
    assert found["verdict"] == "matches"


def test_a_large_text_is_read_in_seconds(lake: Lake) -> None:
    filler = "The council met on Tuesday and spoke of the road for hours without an end in sight. " * 40 + "\n\n"
    text = filler * 1200 + "Clearview AI was paid $3.75 million for facial recognition in September 2025."
    assert len(text) > 4_000_000
    assert one(lake, text)["verdict"] == "matches"


def test_a_ceiling_that_is_told_as_paid_is_no_match_and_said_to_be_the_ceiling(lake: Lake) -> None:
    (vehicle,) = lake.query(
        "SELECT piid, ceiling FROM award WHERE ceiling_kind = 'stated' AND ceiling > 1000000 "
        "AND coalesce(obligated, 0) < ceiling / 2 ORDER BY ceiling DESC LIMIT 1"
    )
    found = one(lake, f"Contract {vehicle['piid']} has so far cost ${vehicle['ceiling']:,.2f}.", None)
    assert found["verdict"] != "matches"
    assert "ceiling" in found["note"]
    assert (
        one(lake, f"Contract {vehicle['piid']} is capped at ${vehicle['ceiling']:,.2f}.", None)["verdict"] == "matches"
    )


def test_what_is_left_of_a_ceiling_is_the_ceiling_less_what_is_committed(lake: Lake) -> None:
    (award,) = lake.query(
        "SELECT piid, ceiling, coalesce(obligated, 0) AS obligated FROM award WHERE ceiling_kind = 'stated' "
        "AND NOT sampled AND ceiling > coalesce(obligated, 0) ORDER BY coalesce(obligated, 0) DESC, ceiling LIMIT 1"
    )
    left = award["ceiling"] - award["obligated"]
    found = one(lake, f"There is ${left:,.2f} left under the ceiling of {award['piid']}.", None)
    assert (found["verdict"], found["measure"], found["figure"]) == ("matches", "room under the ceiling", f"{left:.2f}")
    assert found["arithmetic"].endswith(f"= {left:,.2f}")


def test_who_bid_is_not_held_and_how_many_offers_came_in_is_said_to_be_what_records_print(lake: Lake) -> None:
    found = one(lake, "Northwind Analytics lost out on Palantir's order 70CTD022FR0000170.")
    assert found["verdict"] == "not held"
    assert "how many offers" in found["note"]


@pytest.mark.parametrize(
    "text",
    [
        "Money of ICE in September 2025:\n- Clearview AI: $3.75 million of contracts",
        "Contracts | ICE, September 2025\nClearview AI | $3.75m",
        "Clearview AI Inc. sells face recognition. In September 2025 the New York company got $3.75 million from ICE.",
    ],
)
def test_items_of_lists_and_later_sentences_take_from_what_stands_before(lake: Lake, text: str) -> None:
    assert one(lake, text)["verdict"] == "matches"
