"""Temporary tables of a writer's transaction keep every row that is put into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from quaestor.store import Lake

MANY = 400_000


@pytest.mark.parametrize("nothing", ["FROM many WHERE name LIKE '%no such name%'", "FROM none"])
def test_a_table_made_of_nothing_keeps_what_several_threads_put_into_it(tmp_path: Path, nothing: str) -> None:
    with Lake.open(tmp_path / "store", create=True, read_only=False, threads=2) as lake, lake.writing():
        lake.execute("CREATE OR REPLACE TEMP TABLE none (name VARCHAR)")
        lake.execute(f"CREATE OR REPLACE TEMP TABLE many AS SELECT 'n' || range AS name FROM range({MANY})")
        lake.execute(f"CREATE OR REPLACE TEMP TABLE held AS {nothing}")
        lake.execute("INSERT INTO held FROM many")
        assert lake.value("SELECT count(*) FROM held") == MANY
