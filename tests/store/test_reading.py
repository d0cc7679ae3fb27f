"""A reader in the midst of its questions sees one state, and stands in no writer's way."""

from __future__ import annotations

from pathlib import Path

from made import search_file, search_row

from quaestor import pipeline
from quaestor.store import Lake


def test_questions_asked_together_see_one_state_while_a_load_goes_by(tmp_path: Path) -> None:
    store = tmp_path / "store"
    names = ("FY2025_20260101T000000.csv", "FY2025_20260102T000000.csv")
    files = [
        search_file(tmp_path / name, [search_row(n, "1.00") for n in range(2 + at)]) for at, name in enumerate(names)
    ]
    pipeline.load(store, "usaspending_search", files[:1])
    with Lake.open(store) as lake:
        with lake.reading():
            assert lake.value("SELECT count(*) FROM action") == 2
            pipeline.load(store, "usaspending_search", files[1:])
            assert lake.value("SELECT count(*) FROM action") == 2
        assert lake.value("SELECT count(*) FROM action") == 3
