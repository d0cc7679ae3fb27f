"""The data pages tell of every table, source, load and row that was not kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import search_file, search_row

from quaestor import answers, model, pipeline, sources
from quaestor.errors import BadQuery, NotHeld
from quaestor.store import Lake


def test_every_table_and_source_is_there_with_what_it_holds(lake: Lake) -> None:
    told = answers.data(lake)
    assert [row["table"] for row in told["tables"]] == list(model.tables())
    for row in told["tables"]:
        held = None if model.table(row["table"]).kind == "view" else lake.value(f"SELECT count(*) FROM {row['table']}")
        assert row["rows"] == held
    assert [row["source"] for row in told["sources"]] == sources.names()
    own = next(row for row in told["sources"] if row["source"] == "usaspending_transactions")
    assert (own["loads_count"], own["rows_read"]) == (3, 4 + 7 + 2)
    assert all(row["licence"] and row["cadence"] for row in told["sources"])
    assert len(told["loads"]) == 3


@pytest.mark.parametrize("name", list(model.tables()))
def test_every_column_of_a_table_has_its_meaning_and_unit(lake: Lake, name: str) -> None:
    told = answers.table(lake, name)
    assert [row["column"] for row in told["described"]] == model.table(name).names
    assert all(row["meaning"] and row["unit"] for row in told["described"])
    assert all(list(row) == model.table(name).names for row in told["examples"])
    assert len(told["examples"]) == min(told["rows"] or 0, 3)


@pytest.mark.parametrize("name", sources.names())
def test_every_column_of_a_source_is_read_dropped_or_ignored_for_a_reason(lake: Lake, name: str) -> None:
    for layout in answers.source(lake, name)["layouts"]:
        known = sources.find(name).layouts[layout["layout"]].known
        ignored = [column for entry in layout["ignored"] for column in entry["columns"]]
        assert layout["read"] + len(set(ignored) | set(layout["people"])) >= len(known)
        assert all(entry["why"] for entry in layout["ignored"])


def test_a_load_is_told_with_its_files_and_their_sums(lake: Lake) -> None:
    newest = answers.loads(lake)[0]
    told = answers.load(lake, newest["load_id"])
    assert (told["rows_read"], told["added"]) == (2, 2)
    assert [(row["rows_read"], row["amount_read"], row["rows_hold"], row["sums_hold"]) for row in told["files"]] == [
        (2, "-3.00", True, True)
    ]
    assert sum(row["printed"] for row in told["scopes"]) == 2


@pytest.mark.parametrize("ask", [answers.table, answers.source, answers.load])
def test_what_is_not_there_is_said(lake: Lake, ask: object) -> None:
    with pytest.raises(NotHeld):
        ask(lake, "nothing-of-this-name")  # type: ignore[operator]


def test_rows_not_kept_are_told_page_by_page_with_their_reasons(tmp_path: Path) -> None:
    rows = [search_row(number, f"{number}.00") for number in range(60)]
    rows += [search_row(100 + number, "n/a") for number in range(5)] + [search_row(200, "1.00", day="yesterday")]
    pipeline.load(tmp_path / "store", "usaspending_search", [search_file(tmp_path / "a.csv", rows)])
    with Lake.open(tmp_path / "store") as lake:
        whole = answers.rejects_page(lake)
        assert (whole["count"], len(whole["rejects"]), whole["next"]) == (6, 6, None)
        assert sum(row["n"] for row in whole["reasons"]) == 6
        assert [row["source_row"] for row in whole["rejects"]] == [61, 62, 63, 64, 65, 66]
        walked, after = [], None
        for _ in range(4):
            page = answers.rejects_page(lake, after=after, limit=2)
            walked += page["rejects"]
            after = page["next"]
            if not after:
                break
        assert walked == whole["rejects"]
        assert after is None
        assert answers.rejects_page(lake, "another-load")["count"] == 0
        with pytest.raises(BadQuery):
            answers.rejects_page(lake, after="nonsense")
        assert answers.data(lake)["rejects"] == 6


def test_checks_count_alike_with_and_without_examples(lake: Lake) -> None:
    told = answers.data(lake)["checks"]
    assert [row | {"failing": []} for row in answers.status(lake)["checks"]] == told
    asked = next(row for row in told if row["of"] == "awards")
    assert asked["asked"] == lake.value("SELECT count(*) FROM award WHERE obligated_stated IS NOT NULL")
