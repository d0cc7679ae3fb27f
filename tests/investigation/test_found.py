"""What a question finds is what stands in the sample's CSV, added up again without the code under test."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from quaestor import investigation
from quaestor.investigation import kept
from quaestor.store import Lake

from .conftest import SAMPLE

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The sample's rows, each act once."""
    seen: dict[tuple[str, ...], dict[str, str]] = {}
    for row in csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines()):
        seen.setdefault((row["buyer_agency_id"], row["piid"], row["mod_number"], row["vehicle_piid"]), row)
    return list(seen.values())


@pytest.fixture
def ask(own: Lake) -> Callable[..., dict[str, Any]]:
    """Asks a question of these entries."""
    numbers = iter(range(99))

    def asked(**entries: Any) -> dict[str, Any]:
        slug = f"asked-{next(numbers)}"
        kept.new(own.path, slug, {"title": slug} | entries)
        return investigation.investigation(own, slug)

    return asked


def money(rows: Rows) -> Decimal:
    return sum((Decimal(row["obligation"]) for row in rows), Decimal("0.00"))


def carrying(rows: Rows, pattern: str) -> Rows:
    return [row for row in rows if re.search(pattern, row["about"], re.I)]


def test_the_example_finds_the_orders_that_gained_skip_tracing(lake: Lake, rows: Rows) -> None:
    facts = investigation.investigation(lake, "skip-tracing")
    theirs = carrying(rows, r"\bskip tracing\b")
    found = facts["found"]
    assert found["actions"] == len(theirs) == len(facts["actions"]) == 33
    assert Decimal(found["obligated"]) == money(theirs)
    assert found["awards"] == len({row["award_id"] for row in theirs})
    assert found["suppliers"] == len({row["supplier_name"] for row in theirs})
    assert found["first_on"] == min(row["action_date"] for row in theirs) == "2025-10-09"
    first = facts["first"]
    assert (first["piid"], first["mod_number"], first["obligation"]) == ("70CDCR24FR0000006", "P00011", "7372680.00")
    assert first["brought_in_by"] == "modification"


def test_the_words_are_told_with_the_description_before_them(lake: Lake, rows: Rows) -> None:
    facts = investigation.investigation(lake, "skip-tracing")
    by_award: dict[str, Rows] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["action_date"], row["mod_number"])):
        by_award[row["award_id"]].append(row)
    gained = Decimal(0)
    for award in facts["awards"]:
        life = by_award[award["award_id"]]
        at = next(n for n, row in enumerate(life) if "skip tracing" in row["about"])
        came = award["brought_in"]
        assert (came["mod_number"], came["signed_on"]) == (life[at]["mod_number"], life[at]["action_date"])
        assert came["description"] == life[at]["about"]
        if at:
            assert came["by"] == "modification"
            assert came["before"]["description"] == life[at - 1]["about"]
            gained += money(carrying(life, "skip tracing"))
        else:
            assert (came["by"], came["before"]) == ("award", None)
        assert Decimal(award["obligated"]) == money(life)
    assert facts["found"]["awards_gained"] == 2
    assert Decimal(facts["found"]["gained_obligated"]) == gained


def test_every_table_adds_up_to_the_same_total(lake: Lake) -> None:
    facts = investigation.investigation(lake, "skip-tracing")
    total = Decimal(facts["found"]["obligated"])
    for name, column in (
        ("actions", "obligation"), ("awards", "matching_obligated"), ("suppliers", "obligated"),
        ("by_month", "obligated"), ("by_year", "obligated"),
    ):  # fmt: skip
        assert sum(Decimal(row[column]) for row in facts[name]) == total, name
    assert Decimal(facts["actions"][-1]["obligated_after"]) == total
    assert sum(row["actions"] for row in facts["suppliers"]) == facts["found"]["actions"]


def test_several_phrases_find_what_carries_any_of_them_less_what_is_left_out(ask: Any, rows: Rows) -> None:
    facts = ask(words=["detention", "charter flight*"], without=["adds work"])
    theirs = [row for row in carrying(rows, r"\bdetention\b|\bcharter flight") if "adds work" not in row["about"]]
    assert facts["found"]["actions"] == len(theirs) > 100
    assert Decimal(facts["found"]["obligated"]) == money(theirs)
    assert {phrase["phrase"]: phrase["actions"] for phrase in facts["phrases"]} == {
        "detention": len(carrying(theirs, r"\bdetention\b")),
        "charter flight*": len(carrying(theirs, r"\bcharter flight")),
    }


@pytest.mark.parametrize(
    ("filters", "keep"),
    [
        ({"agencies": ["7014"]}, lambda row: row["buyer_agency_id"] == "7014"),
        ({"agencies": ["usaspending:7014"]}, lambda row: row["buyer_agency_id"] == "7014"),
        ({"suppliers": ["CELLEBRITE INC"]}, lambda row: row["supplier_name"] == "CELLEBRITE INC"),
        ({"suppliers": ["name:CELLEBRITE INC, USA"]}, lambda row: row["supplier_name"] == "CELLEBRITE INC"),
        ({"years": [2024, 2025]}, lambda row: "2023-10-01" <= row["action_date"] <= "2025-09-30"),
        ({"vehicles": ["70CMSD19D00000002"]}, lambda row: row["vehicle_piid"] == "70CMSD19D00000002"),
        ({"kinds": ["purchase_order"]}, lambda row: not row["vehicle_piid"] and row["piid"][8] == "P"),
    ],
)
def test_a_filter_narrows_to_what_it_names(ask: Any, rows: Rows, filters: dict[str, Any], keep: Any) -> None:
    theirs = [row for row in carrying(rows, r"\bforensics\b") if keep(row)]
    facts = ask(words=["forensics"], filters=filters)
    assert facts["found"]["actions"] == len(theirs) > 0
    assert Decimal(facts["found"]["obligated"] or 0) == money(theirs)


def test_filters_alone_find_all_they_name_and_nothing_finds_nothing(ask: Any, rows: Rows) -> None:
    theirs = [row for row in rows if row["buyer_agency_id"] == "7014" and row["action_date"] >= "2025-10-01"]
    assert ask(filters={"agencies": ["7014"], "years": [2026]})["found"]["actions"] == len(theirs)
    nothing = ask()
    assert nothing["found"]["actions"] == 0
    assert nothing["found"]["obligated"] is None
    assert nothing["first"] is None


def test_a_least_amount_leaves_out_awards_whose_matching_actions_come_to_less(ask: Any, rows: Rows) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in carrying(rows, "skip tracing"):
        sums[row["award_id"]] += Decimal(row["obligation"])
    large = {award for award, total in sums.items() if total >= 1_000_000}
    facts = ask(words=["skip tracing"], filters={"least_amount": "1000000"})
    assert {row["award_id"] for row in facts["awards"]} == large
    assert Decimal(facts["found"]["obligated"]) == sum(sums[award] for award in large)


def test_what_is_left_out_by_hand_counts_nowhere_and_is_told_apart(ask: Any, rows: Rows) -> None:
    theirs = carrying(rows, "skip tracing")
    out = [row for row in theirs if row["piid"] == "70CDCR25FR0000127"]
    facts = ask(words=["skip tracing"], left_out={"awards": [{"id": "70CDCR25FR0000127", "because": "another matter"}]})
    assert Decimal(facts["found"]["obligated"]) == money(theirs) - money(out)
    assert "70CDCR25FR0000127" not in {row["piid"] for row in facts["actions"]}
    (told,) = facts["left_out_awards"]
    assert (told["piid"], told["because"], told["actions"]) == ("70CDCR25FR0000127", "another matter", len(out))
    assert Decimal(told["obligated"]) == money(out)


def test_a_pin_is_shown_and_enters_no_sum(ask: Any) -> None:
    pins = {
        "awards": [{"id": "70CTD022FR0000170", "because": "beside it"}, {"id": "NOSUCH"}],
        "suppliers": [{"id": "name:B.I. INCORPORATED, USA"}],
    }
    plain, pinned = ask(words=["skip tracing"]), ask(words=["skip tracing"], pinned=pins)
    assert pinned["found"] == plain["found"]
    held, lacking = pinned["pinned_awards"]
    assert (held["piid"], held["matching"], held["because"]) == ("70CTD022FR0000170", None, "beside it")
    assert (lacking["award_id"], lacking["held"]) == ("NOSUCH", False)
    (supplier,) = pinned["pinned_suppliers"]
    assert (supplier["name"], supplier["matching"]) == ("B.I. INCORPORATED", 2)


def test_sampled_actions_are_found_and_enter_no_sum(ask: Any) -> None:
    facts = ask(filters={"years": [2017]})
    assert facts["found"]["sampled"] > 0
    counted = [row["obligation"] for row in facts["actions"] if not row["sampled"]]
    assert Decimal(facts["found"]["obligated"] or 0) == sum(map(Decimal, counted), Decimal(0))
    assert any("enter no sum" in remark for remark in facts["remarks"])


def test_the_list_tells_of_each_what_its_page_tells(own: Lake) -> None:
    for slug, entries in (
        ("a", {"words": ["detention"], "without": ["adds work"], "left_out": {"awards": ["70CDCR20FIGR00033"]}}),
        ("b", {"words": ["forensics"], "filters": {"agencies": ["7014"], "least_amount": "20000"}}),
        ("c", {}),
    ):
        kept.new(own.path, f"asked-{slug}", {"title": slug} | entries)
    for row in investigation.investigations(own)["investigations"]:
        found = investigation.investigation(own, row["slug"])["found"]
        for name in ("actions", "awards", "obligated", "first_on", "last_on"):
            assert row[name] == found[name], (row["slug"], name)


def test_where_the_first_act_is_not_held_it_is_not_claimed_to_have_brought_the_words_in(ask: Any) -> None:
    came = {row["piid"]: row["brought_in"] for row in ask(words=["forensics"])["awards"]}
    assert (came["HSCETE11J00484"]["by"], came["HSCETE11J00484"]["mod_number"]) == ("first held", "P00001")
    assert came["70CMSD21FR0000022"]["by"] == "award"
