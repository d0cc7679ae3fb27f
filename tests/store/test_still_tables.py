"""A still copy of a lake: the newest state, its small tables in memory, the others looked up in the lake's files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quaestor import model
from quaestor.store import Lake, still


@pytest.mark.parametrize("small", [0, still.SMALL])
def test_it_holds_every_table_as_the_lake_does(sample_store: Path, small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still, "SMALL", small)
    with Lake.open(sample_store) as lake:
        copy = lake.still()
        for table in model.tables().values():
            if table.kind != "view":
                columns = ", ".join(table.names)
                asked = f"SELECT {columns} FROM {table.name} ORDER BY ALL"
                assert copy.query(asked) == lake.query(asked), table.name


def test_small_tables_are_in_memory_and_large_ones_are_not(sample_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = f"SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = '{still.HOME}'"
    with Lake.open(sample_store) as lake:
        kinds = {row["table_name"]: row["table_type"] for row in lake.still().query(asked)}
        assert (kinds["supplier"], kinds["judgement"], kinds["action_version"]) == ("BASE TABLE", "BASE TABLE", "VIEW")
        monkeypatch.setattr(still, "SMALL", 0)
        kinds = {row["table_name"]: row["table_type"] for row in lake.still().query(asked)}
        assert (kinds["supplier"], kinds["judgement"]) == ("VIEW", "BASE TABLE"), "what is empty costs nothing"


def test_it_stays_as_it_was_while_the_store_is_written_to(sample_store: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    with Lake.open(tmp_path / "store", read_only=False) as lake:
        before = lake.still()
        held = before.value("SELECT count(*) FROM supplier")
        with lake.writing():
            lake.execute("DELETE FROM supplier")
        assert before.value("SELECT count(*) FROM supplier") == held > 0
        assert lake.still().value("SELECT count(*) FROM supplier") == 0
