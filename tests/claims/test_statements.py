"""Statements in news style about the real records, with the verdicts worked out by SQL before the checker saw them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quaestor import pipeline, yml
from quaestor.claims import VERDICTS, check, check_each
from quaestor.store import Lake

pytestmark = pytest.mark.real_data

HERE = Path(__file__).parent
#: Shares of the statements that must be found, and be judged as expected.
FOUND, RIGHT, RIGHT_HELD_BACK = 0.9, 0.95, 0.9


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The real records with the newest snapshot of each year."""
    store, search = tmp_path_factory.mktemp("claims") / "store", real_data / "usaspending" / "cbp_ice"
    newest = {file.name.split("_")[0]: file for file in sorted((search / "snapshots").glob("*.csv.gz"))}
    loads = {
        "reference": [real_data / "reference" / "agencies.csv.gz", real_data / "sam" / "federal_hierarchy.json.gz"],
        "fpds_atom": [real_data / "fpds" / "atom_pages.zip"],
        "usaspending_transactions": [
            *sorted((real_data / "usaspending" / "ice_fy13_18").glob("*.gz")),
            *sorted((real_data / "usaspending" / "transactions").glob("*.gz")),
        ],
        "usaspending_search": [*sorted(search.glob("FY*.csv.gz")), *newest.values()],
    }
    for source, files in loads.items():
        pipeline.load(store, source, files)
    with Lake.open(store) as lake:
        yield lake


#: The sets, with the statements that each has at least and the share that must be right.
SETS = {
    "statements.yml": (60, RIGHT), "held_back.yml": (20, RIGHT_HELD_BACK), "general.yml": (40, RIGHT),
    "fresh.yml": (30, RIGHT), "unseen.yml": (30, RIGHT), "last.yml": (20, RIGHT), "wire.yml": (40, RIGHT),
    "terms.yml": (40, RIGHT), "hands.yml": (40, RIGHT), "trial.yml": (35, RIGHT), "walls.yml": (35, RIGHT),
    "dozen.yml": (28, RIGHT), "desk.yml": (80, RIGHT), "court.yml": (65, RIGHT), "press.yml": (60, RIGHT),
    "column.yml": (50, RIGHT), "radio.yml": (50, RIGHT), "dispatch.yml": (45, RIGHT),
    "ticker.yml": (38, RIGHT_HELD_BACK), "bulletin.yml": (60, RIGHT), "gazette.yml": (65, RIGHT),
    "ledger.yml": (60, RIGHT), "evening.yml": (60, RIGHT_HELD_BACK), "weekly.yml": (55, RIGHT),
    "brief.yml": (45, RIGHT), "morning.yml": (45, RIGHT), "noon.yml": (40, RIGHT), "dusk.yml": (40, RIGHT),
    "kiosk.yml": (55, RIGHT), "corner.yml": (60, RIGHT), "stand.yml": (55, RIGHT), "daily.yml": (45, RIGHT),
    "porch.yml": (45, RIGHT), "lunch.yml": (45, RIGHT), "bakery.yml": (50, RIGHT), "barn.yml": (55, RIGHT),
    "bridge.yml": (45, RIGHT), "cafe.yml": (50, RIGHT), "ferry.yml": (43, RIGHT), "garden.yml": (38, RIGHT),
    "harbor.yml": (42, RIGHT), "lane.yml": (43, RIGHT), "market.yml": (43, RIGHT), "mill.yml": (42, RIGHT),
    "pier.yml": (47, RIGHT), "quay.yml": (32, RIGHT), "square.yml": (42, RIGHT), "station.yml": (40, RIGHT),
    "tower.yml": (20, RIGHT), "village.yml": (40, RIGHT), "yard.yml": (40, RIGHT), "harvest.yml": (75, RIGHT),
}  # fmt: skip
#: Statements checked in one go: what they name is read once for all of them.
AT_ONCE = 40

Judged = tuple[dict[str, Any], str, dict[str, Any] | None]


@pytest.fixture(scope="module")
def judged(real: Lake) -> dict[str, list[Judged]]:
    """By set, each statement expected, with its verdict, and what was found of it."""
    cases = [(name, case) for name in SETS for case in yml.read((HERE / name).read_text(encoding="utf-8"))]
    found: dict[int, list[dict[str, Any]]] = {}
    for day in {case.get("as_of") for _, case in cases}:
        some = [number for number, (_, case) in enumerate(cases) if case.get("as_of") == day]
        for start in range(0, len(some), AT_ONCE):
            part = some[start : start + AT_ONCE]
            told = check_each(real, [cases[number][1]["text"] for number in part], day)
            found |= {number: one["claims"] for number, one in zip(part, told, strict=True)}
    out: dict[str, list[Judged]] = {name: [] for name in SETS}
    for number, (name, case) in enumerate(cases):
        claims = found[number]
        if case.get("found") is False:
            assert claims == [], case["text"]
            continue
        if case.get("trap"):  # may be called anything else
            assert all(claim["verdict"] != "matches" for claim in claims), case["text"]
            continue
        verdicts = case.get("verdicts") or [case["verdict"]]
        figures = case.get("figures") or [case.get("figure")] * len(verdicts)
        for place, (verdict, figure) in enumerate(zip(verdicts, figures, strict=True)):
            claim = claims[place] if place < len(claims) else None
            out[name].append(({**case, "figure": figure}, verdict, claim))
    return out


@pytest.mark.parametrize("name", SETS)
def test_statements_are_found_and_judged_as_the_records_say(judged: dict[str, list[Judged]], name: str) -> None:
    every, (least, share) = judged[name], SETS[name]
    assert len(every) >= least
    assert {verdict for _, verdict, _ in every} <= set(VERDICTS)
    assert sum(found is not None for _, _, found in every) >= FOUND * len(every)
    wrong = [
        (case["text"], verdict, found and found["verdict"], found and found["measure"], found and found["figure"])
        for case, verdict, found in every
        if not found
        or found["verdict"] != verdict
        or (verdict == "matches" and case.get("measure", found["measure"]) != found["measure"])
    ]
    assert len(wrong) <= (1 - share) * len(every), wrong


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_called_a_match_that_is_none(judged: dict[str, list[Judged]], name: str) -> None:
    for case, verdict, found in judged[name]:
        if found and found["verdict"] == "matches":
            assert verdict == "matches", case["text"]
            assert case["figure"] in (None, found["figure"]), case["text"]


LARGEST = {
    "Palantir's April order from ICE, at $86.3 million, is its largest contract with the agency.": "near",
    "Palantir's case-management order, its largest with ICE, has now reached $150.7 million.": "matches",
    "CoreCivic was ICE's top contractor in fiscal 2025, with $305.8 million.": "near",
    "Deployed Resources was one of CBP's biggest contractors in fiscal 2024, with $1.56 billion.": "matches",
}


def test_what_is_told_to_be_the_largest_matches_where_no_larger_is_held(real: Lake) -> None:
    found = check_each(real, list(LARGEST), date(2026, 8, 9))
    assert [one["claims"][0]["verdict"] for one in found] == list(LARGEST.values())
    assert "70CTD022FR0000170" in found[0]["claims"][0]["note"]


def test_texts_checked_at_once_are_judged_as_each_by_itself(real: Lake, judged: dict[str, list[Judged]]) -> None:
    for case, _, found in judged["wire.yml"][::9]:
        alone = check(real, case["text"], case["as_of"])["claims"]
        assert found in alone
