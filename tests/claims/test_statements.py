"""Statements in news style about the real records, with the verdicts worked out by SQL before the checker saw them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quaestor import pipeline, yml
from quaestor.claims import VERDICTS, check
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


def judged(lake: Lake, name: str) -> Iterator[tuple[dict[str, Any], str, dict[str, Any] | None]]:
    """Each statement expected, with its verdict, and what was found of it."""
    for case in yml.read((HERE / name).read_text(encoding="utf-8")):
        found = check(lake, case["text"], case.get("as_of"))["claims"]
        if case.get("found") is False:
            assert found == [], case["text"]
            continue
        for number, verdict in enumerate(case.get("verdicts") or [case["verdict"]]):
            yield case, verdict, found[number] if number < len(found) else None


@pytest.mark.parametrize(
    ("name", "least", "share"),
    [
        ("statements.yml", 60, RIGHT),
        ("held_back.yml", 20, RIGHT_HELD_BACK),
        ("general.yml", 40, RIGHT),
        ("fresh.yml", 30, RIGHT),
        ("unseen.yml", 30, RIGHT),
        ("last.yml", 20, RIGHT),
    ],
)
def test_statements_are_found_and_judged_as_the_records_say(real: Lake, name: str, least: int, share: float) -> None:
    every = list(judged(real, name))
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


@pytest.mark.parametrize(
    "name", ["statements.yml", "held_back.yml", "general.yml", "fresh.yml", "unseen.yml", "last.yml"]
)
def test_nothing_is_called_a_match_that_is_none(real: Lake, name: str) -> None:
    for case, verdict, found in judged(real, name):
        if found and found["verdict"] == "matches":
            assert verdict == "matches", case["text"]
            assert case.get("figure", found["figure"]) == found["figure"], case["text"]
