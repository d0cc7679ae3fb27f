"""What the matcher says of a store stands as judgements: found again it is the same, gone it is withdrawn."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quaestor import resolve
from quaestor.answers.waiting import unmatched
from quaestor.resolve import suggesting
from quaestor.resolve.plain import lay
from quaestor.store import Lake, spark

from .acted import families

CASES = Path(__file__).parent / "suppliers.csv"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with CASES.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    with Lake.open(tmp_path_factory.mktemp("suggesting") / "store", create=True, read_only=False) as opened_lake:
        columns: dict[str, list[Any]] = {
            name: [row[name] or None for row in rows]
            for name in ("supplier_id", "name", "country", "parent_name", "psc2")
        }
        columns["actions"] = [int(row["actions"]) for row in rows]
        lay(opened_lake, "cases", columns)
        opened_lake.execute("INSERT INTO identity BY NAME FROM temp.cases")
        yield opened_lake


def standing(lake: Lake) -> set[tuple[str, str, str]]:
    asked = "SELECT kind, left_id, right_id FROM judgement WHERE rule = 'match' AND withdrawn_at IS NULL"
    return {(row["kind"], row["left_id"], row["right_id"]) for row in lake.query(asked)}


def test_pairs_become_judgements_of_the_rule_with_their_terms(lake: Lake) -> None:
    done = suggesting.suggest(lake)
    assert done == {"same": 3, "possible": 3, "made": 6, "withdrawn": 0}
    assert ("same", "duns:100000001", "uei:ORCHARDBAY01") in standing(lake)
    for row in lake.query("SELECT * FROM judgement"):
        assert row["made_by"] == "rule"
        assert '"weighs"' in row["terms"]
        assert row["left_id"] < row["right_id"]


def test_a_second_run_changes_nothing(lake: Lake) -> None:
    every = unmatched(lake)["suppliers_count"]
    assert unmatched(lake)["unmatched_count"] == every > 3
    suggesting.suggest(lake)
    assert unmatched(lake) == {"suppliers_count": every, "unmatched_count": 0}
    before = lake.query("SELECT * FROM judgement ORDER BY ALL")
    assert suggesting.suggest(lake) == {"same": 3, "possible": 3, "made": 0, "withdrawn": 0}
    assert lake.query("SELECT * FROM judgement ORDER BY ALL") == before
    for supplier, name in (("uei:ANEWCOMER001", "NEW"), ("uei:ORCHARDBAY01", "ANOTHER NAME OF ORCHARD")):
        lake.execute("INSERT INTO identity (supplier_id, name, actions) VALUES (?, ?, 1)", [supplier, name])
    assert unmatched(lake) == {"suppliers_count": every + 1, "unmatched_count": 2}


def test_what_no_longer_holds_is_withdrawn_and_stands_again_when_it_does(lake: Lake) -> None:
    suggesting.suggest(lake)
    before = standing(lake)
    lake.execute("CREATE TEMP TABLE gone AS FROM lake.identity WHERE supplier_id = 'uei:HOLLOWAYGR01'")
    lake.execute("DELETE FROM identity WHERE supplier_id = 'uei:HOLLOWAYGR01'")
    assert suggesting.suggest(lake)["withdrawn"] == 1
    assert before - standing(lake) == {("same", "duns:100000003", "uei:HOLLOWAYGR01")}
    assert lake.value("SELECT count(*) FROM judgement") == len(before)
    lake.execute("INSERT INTO identity BY NAME FROM temp.gone")
    assert suggesting.suggest(lake)["made"] == 0
    assert standing(lake) == before


def test_a_persons_judgement_is_left_alone(lake: Lake) -> None:
    lake.execute(
        "INSERT INTO judgement (judgement_id, kind, left_id, right_id, because, made_by, made_at) VALUES "
        "('j:mine', 'not_same', 'duns:100000001', 'uei:NORTHWINDTR1', 'seen', 'a person', TIMESTAMP '2026-01-01')"
    )
    suggesting.suggest(lake)
    assert lake.query("SELECT withdrawn_at FROM judgement WHERE judgement_id = 'j:mine'") == [{"withdrawn_at": None}]


@pytest.mark.spark
@pytest.mark.usefixtures("java")
def test_spark_finds_the_same_pairs_and_the_same_families(lake: Lake, tmp_path: Path) -> None:
    def found() -> tuple[list[dict[str, Any]], set[frozenset[tuple[Any, ...]]]]:
        resolve.refresh(lake)
        pairs = "SELECT * EXCLUDE (score, terms, made_at) FROM judgement WHERE withdrawn_at IS NULL ORDER BY ALL"
        return lake.query(pairs), families(lake)

    suggesting.suggest(lake)
    here, scores = found(), lake.query("SELECT judgement_id, score FROM judgement")
    lake.execute("DELETE FROM judgement")
    assert found() != here
    suggesting.suggest(lake, spark.session(folder=tmp_path, small=True))
    assert found() == here
    for row in scores:
        again = lake.value("SELECT score FROM judgement WHERE judgement_id = ?", [row["judgement_id"]])
        assert again == pytest.approx(row["score"])
