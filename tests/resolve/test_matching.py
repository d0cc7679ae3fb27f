"""Suppliers without a shared number: who is one, who is not, who waits for a person; cases in suppliers.csv."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quaestor.resolve import matching, model
from quaestor.resolve.records import prepare
from quaestor.store.scratch import Scratch, scratch

CASES = Path(__file__).parent / "suppliers.csv"
SAME = {
    ("duns:100000001", "uei:ORCHARDBAY01"),
    ("duns:100000002", "uei:MERIDIANAPP1"),
    ("duns:100000003", "uei:HOLLOWAYGR01"),
}
POSSIBLE = {
    ("duns:100000006", "uei:CALDERASYSF1"),
    ("duns:100000001", "name:ORCHARD BAY SOFTWARE LLC"),  # a name alone, that two others bear
    ("name:ORCHARD BAY SOFTWARE LLC", "uei:ORCHARDBAY01"),
}


@pytest.fixture
def engine() -> Iterator[Scratch]:
    with scratch(threads=2) as connection:
        connection.execute(f"CREATE TABLE printed AS FROM read_csv('{CASES}', all_varchar = true, header = true)")
        connection.execute("ALTER TABLE printed ALTER actions TYPE INTEGER")
        yield connection


def ids(rows: list[dict[str, Any]], verdict: str) -> set[tuple[str, str]]:
    return {(row["left_id"], row["right_id"]) for row in rows if row["verdict"] == verdict}


def test_spellings_eras_cuts_and_misprints_are_one_and_other_places_trades_and_series_are_not(engine: Scratch) -> None:
    prepare(engine, "printed", "record")
    assert matching.match(engine, "record") == len(SAME | POSSIBLE)
    rows = list(matching.pairs(engine))
    assert ids(rows, "same") == SAME
    assert ids(rows, "possible") == POSSIBLE


def test_every_score_is_the_sum_of_terms_told_in_words(engine: Scratch) -> None:
    prepare(engine, "printed", "record")
    matching.match(engine, "record")
    for row in matching.pairs(engine):
        weighed = [term["weighs"] for term in row["terms"] if term["weighs"] is not None]
        assert sum(weighed) == pytest.approx(row["weight"], abs=0.05)
        assert all(term["says"] for term in row["terms"])
        assert 0 <= row["score"] <= 1
        assert '"weighs"' in matching.as_json(row["terms"])


def test_the_order_of_records_changes_nothing(engine: Scratch) -> None:
    found = []
    for seed in range(3):
        rows = engine.execute("FROM printed ORDER BY ALL").to_arrow_table()
        order = random.Random(seed).sample(range(rows.num_rows), rows.num_rows)
        engine.register("shuffled", rows.take(order))
        prepare(engine, "shuffled", "record")
        matching.match(engine, "record")
        found.append(list(matching.pairs(engine)))
        engine.unregister("shuffled")
    assert found[0] == found[1] == found[2]


def test_new_suppliers_are_matched_against_those_held_and_each_other_alone(engine: Scratch) -> None:
    engine.execute("CREATE TABLE held AS FROM printed WHERE starts_with(supplier_id, 'duns:')")
    engine.execute("CREATE TABLE later AS FROM printed WHERE NOT starts_with(supplier_id, 'duns:')")
    prepare(engine, "held", "record")
    prepare(engine, "later", "fresh")
    matching.match_new(engine, "record", "fresh")
    rows = list(matching.pairs(engine))
    assert ids(rows, "same") == SAME
    assert ids(rows, "possible") == POSSIBLE


def test_two_of_one_sort_of_number_are_marked_as_two_registrations(engine: Scratch) -> None:
    again = "SELECT * REPLACE ('uei:ORCHARDBAY02' AS supplier_id) FROM printed WHERE supplier_id = 'uei:ORCHARDBAY01'"
    engine.execute(f"INSERT INTO printed {again}")
    prepare(engine, "printed", "record")
    matching.match(engine, "record")
    marked = {(row["left_id"], row["right_id"]) for row in matching.pairs(engine) if row["two_numbers"]}
    assert marked == {("uei:ORCHARDBAY01", "uei:ORCHARDBAY02")}


def test_nothing_to_match_gives_no_pairs(engine: Scratch) -> None:
    prepare(engine, "(FROM printed WHERE supplier_id = 'uei:NORTHWINDTR1')", "record")
    assert matching.match(engine, "record") == 0
    assert list(matching.pairs(engine)) == []


def test_the_model_is_written_for_every_engine() -> None:
    for comparison in matching.settings(10, "spark")["comparisons"]:
        for level in comparison["comparison_levels"]:
            assert '"' not in level["sql_condition"]
    assert model.chance(10) > model.chance(1_000_000)
