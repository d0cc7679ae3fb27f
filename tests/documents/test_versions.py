"""Two versions compared: every edit in substance is told with both places, and none that was not made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_versions import GROUPS, pairs

from quaestor.documents import texts, versions

OLD = """SECTION B. SUPPLIES AND PRICES

The total of all orders shall not exceed $10,000,000.00 per contractor. The guaranteed minimum is $2,500.00.
The rate for an analyst is $95.50 per hour. The contractor shall deliver 1,200 units.

SECTION L. INSTRUCTIONS

Offers are due no later than June 3, 2024. See 52.212-1 and 52.212-4 (JAN 2017).
The contracting officer is Jane Doe at 202-555-0143.

SECTION M. EVALUATION

Price is the most important evaluation factor.
"""


def told(old: str, new: str) -> dict[str, Any]:
    read = [list(texts.paged("text", text)) for text in (old, new)]
    return versions.told(*read)


def substance(facts: dict[str, Any]) -> list[tuple[str, str | None, str | None]]:
    return [(one["kind"], one["before"], one["after"]) for one in facts["substance"]]


def test_a_paper_is_equal_to_itself_on_other_lines() -> None:
    facts = told(OLD, OLD.replace("\n", " \n ").replace("shall not", "shall\nnot"))
    assert facts["equal"]
    assert facts["substance"] == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("$10,000,000.00 per", "$25,000,000.00 per", ("cap", "$10,000,000.00", "$25,000,000.00")),
        ("minimum is $2,500.00", "minimum is $500.00", ("floor", "$2,500.00", "$500.00")),
        ("$95.50 per hour", "$99.10 per hour", ("rate", "$95.50", "$99.10")),
        ("1,200 units", "1,500 units", ("quantity", "1,200 units", "1,500 units")),
        ("June 3, 2024", "June 30, 2024", ("deadline", "no later than June 3, 2024", "no later than June 30, 2024")),
        ("52.212-1 and", "52.212-2 and", ("clause", "52.212-1", "52.212-2")),
        ("(JAN 2017)", "(OCT 2018)", ("clause edition", "52.212-4 (JAN 2017)", "52.212-4 (OCT 2018)")),
        (
            "Price is the most important evaluation factor.",
            "Past performance is the most important evaluation factor.",
            (
                "evaluation",
                "Price is the most important evaluation factor.",
                "Past performance is the most important evaluation factor.",
            ),
        ),
    ],
)
def test_one_edit_is_one_change_in_substance(before: str, after: str, expected: tuple[str, str, str]) -> None:
    facts = told(OLD, OLD.replace(before, after))
    found = substance(facts)
    assert len(found) == 1
    assert found[0][0] == expected[0]
    assert expected[1] in f"no later than {found[0][1]}"
    assert expected[2] in f"no later than {found[0][2]}"
    places = facts["substance"][0]["places"]
    assert places["before"]["section"] == places["after"]["section"]
    assert str(places["after"]["section"]).startswith("SECTION")


def test_a_cap_that_is_lifted_is_told_as_removed() -> None:
    facts = told(OLD, OLD.replace("The total of all orders shall not exceed $10,000,000.00 per contractor. ", ""))
    assert substance(facts) == [("cap", "$10,000,000.00", None)]
    assert facts["substance"][0]["change"] == "removed"


def test_an_hour_and_a_month_are_told_as_well() -> None:
    old = "Offers close at 2:00 PM. The option may be used until March 2026 within thirty (30) days."
    new = "Offers close at 4:30 PM. The option may be used until June 2026 within sixty (60) days."
    assert substance(told(old, new)) == [
        ("deadline", "2:00 PM.", "4:30 PM."),
        ("deadline", "until March 2026", "until June 2026"),
        ("period", "30) days", "60) days"),
    ]


def test_what_only_moved_is_no_change_in_substance() -> None:
    parts = OLD.split("\n\n")
    moved = "\n\n".join([*parts[2:], *parts[:2]])
    assert substance(told(OLD, moved)) == []


def test_persons_are_named_in_no_difference() -> None:
    facts = told(OLD, OLD.replace("Jane Doe at 202-555-0143", "John Roe at 202-555-0199"))
    assert not any(word in str(facts) for word in ("Doe", "Roe", "0143", "0199"))


@pytest.mark.real_data
def test_every_edit_of_thirty_real_papers_is_found_and_none_invented(real_data: Path) -> None:
    made = pairs(real_data / "documents" / "solicitations")
    assert len(made) == 30
    edits = sum(len(pair.edits) + len(pair.sentences) for pair in made)
    assert edits >= 100
    lost, invented = [], []
    for pair in made:
        found = told(pair.old, pair.new)["substance"]
        left = [one for one in found if one["kind"] not in ("evaluation", "data and privacy")]
        for group, before, after in pair.edits:
            fits = [
                one for one in left
                if one["kind"] in GROUPS[group]
                and (before in one["before"] if before and one["before"] else not before and not one["before"])
                and (after in one["after"] if after and one["after"] else not after and not one["after"])
            ]  # fmt: skip
            lost += [] if fits else [(pair.name, group, before, after)]
            left = [one for one in left if not fits or one is not fits[0]]
        invented += [(pair.name, one["kind"], one["before"], one["after"]) for one in left]
        lost += [
            (pair.name, kind, None, sentence)
            for kind, sentence in pair.sentences
            if not any(one["kind"] == kind and sentence in (one["after"] or "") for one in found)
        ]
    assert lost == []
    assert invented == []
