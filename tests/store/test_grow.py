"""A store made before a table was thought of is brought up by its next writer, and loses nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from made import search_file, search_row, stamped

from quaestor import pipeline
from quaestor.errors import StoreError
from quaestor.store import Lake, schema


def older(folder: Path) -> Path:
    """A store as format 3 left it: without the tables that came after, and with an act in it."""
    store = folder / "store"
    file = search_file(folder / stamped(datetime(2026, 1, 1)), [search_row(1, "7.50")])
    pipeline.load(store, "usaspending_search", [file])
    with Lake.open(store, read_only=False) as lake:
        for table in ("flag", "answer", "assessment", "new_words", "supplier_action", "supplier_award"):
            lake.execute(f"DROP TABLE {table}")
    settings = yaml.safe_load((store / "quaestor.yml").read_text())
    (store / "quaestor.yml").write_text(yaml.safe_dump(settings | {"format": 3}))
    return store


def test_a_reader_of_an_older_store_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="format 3") as said:
        Lake.open(older(tmp_path))
    assert "quaestor maintain" in str(said.value)


def test_the_next_writer_adds_the_tables_and_keeps_what_is_held(tmp_path: Path) -> None:
    store = older(tmp_path)
    pipeline.maintain(store)
    with Lake.open(store) as lake:
        assert lake.value("SELECT sum(obligation) FROM action") == 7.5
        assert lake.value("SELECT count(*) FROM flag") == 0
        assert lake.value("SELECT sum(actions) FROM supplier_action") == 1, "what is made of actions is filled"
        assert lake.value("SELECT count(*) FROM supplier_award") == 1
    assert yaml.safe_load((store / "quaestor.yml").read_text())["format"] == schema.FORMAT
