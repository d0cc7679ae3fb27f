"""Tables that rules read stand in memory while they run, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from quaestor.indicators import assessing, inputs, rule, running
from quaestor.store import Lake


def in_memory(lake: Lake) -> list[str]:
    return [row["table_name"] for row in lake.query("SELECT table_name FROM duckdb_tables() WHERE temporary")]


def test_a_table_stands_in_memory_with_the_columns_that_are_named(lake: Lake, put: Callable[..., None]) -> None:
    put({"award_id": "A", "ceiling": 5, "ceiling_first": 2, "description": "words"})
    with inputs.held(lake, [rule.named("ceiling_grown")]) as names:
        assert names == ["award"]
        assert in_memory(lake) == ["award"]
        row = lake.query("SELECT * FROM award")[0]
        assert (row["award_id"], row["ceiling"], "description" in row) == ("A", 5, False)
    assert in_memory(lake) == []
    assert lake.value("SELECT description FROM award") == "words"


def test_a_table_that_has_no_room_is_read_where_it_lies(lake: Lake, put: Callable[..., None]) -> None:
    put({"award_id": "A"}, {"award_id": "B"})
    with inputs.held(lake, rule.shipped().values(), room=50) as names:
        assert "award" not in names
        assert "bid" in names
        assert lake.value("SELECT count(*) FROM award") == 2


def over_the_lake(lake: Lake, one: rule.Rule, keep: str) -> running.Judged:
    return running.judge(lake, one, keep=keep)


def test_rules_say_the_same_of_tables_in_memory(lake: Lake, put: Callable[..., None]) -> None:
    put(*({"award_id": f"A{n}", "ceiling_kind": "stated", "ceiling_first": 10_000, "ceiling": n} for n in (1, 600_000)))
    here = assessing.assess(lake, ["ceiling_grown"]).results[0]
    there = assessing.assess(lake, ["ceiling_grown"], judge=over_the_lake).results[0]
    assert {**here, "seconds": 0, "raised": 0} == {**there, "seconds": 0, "raised": 0}
    assert (here["assessed"], here["flagged"], there["raised"], there["lowered"]) == (2, 1, 0, 0)


def test_nothing_stays_in_memory_when_a_rule_cannot_be_run(
    lake: Lake, put: Callable[..., None], write_rule: Callable[..., Path]
) -> None:
    put({"award_id": "A"})
    write_rule(name="twice", text=TWICE)
    run = assessing.assess(lake)
    assert [one["name"] for one in run.failed] == ["twice"]
    assert not {"award", "action", "process"} & set(in_memory(lake))
    assert len(run.results) == len(rule.shipped())


TWICE = """/*
title: Two rows a subject
version: 1
area: money
asks: What cannot be run?
why: It shows what then happens.
innocent: It is made up.
subject: award
*/
SELECT award_id, 1 AS value, true AS flagged FROM award
UNION ALL SELECT award_id, 2 AS value, true AS flagged FROM award
"""
