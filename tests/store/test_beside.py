"""A thread beside the writer's sees what is committed and what it is lent, and hands back what it makes of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quaestor.errors import BadQuery
from quaestor.store import Lake, beside


def count(lake: Lake) -> list[str]:
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE counted AS SELECT (SELECT count(*) FROM lake.scope) AS held, "
        "(SELECT sum(amount) FROM lent) AS lent"
    )
    return ["counted"]


def fail(lake: Lake) -> list[str]:
    lake.execute("SELECT * FROM nowhere")
    return []


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.open(tmp_path / "store", create=True, read_only=False) as opened:
        with opened.writing():
            opened.execute("INSERT INTO scope (source, agency_id) VALUES ('a', '1'), ('a', '2')")
        yield opened


def test_it_sees_what_is_committed_and_lent_and_nothing_that_the_writer_has_written(lake: Lake) -> None:
    with lake.writing():
        lake.execute("INSERT INTO scope (source, agency_id) VALUES ('a', '3')")
        lake.execute("CREATE TEMP TABLE mine AS SELECT unnest([1.25::DECIMAL(20,2), 2.50]) AS amount")
        with beside(lake, {"lent": "FROM mine"}) as find:
            back = find(count)
            lake.execute("INSERT INTO scope (source, agency_id) VALUES ('a', '4')")
            back()
            assert lake.query("SELECT held, CAST(lent AS VARCHAR) AS lent FROM counted") == [
                {"held": 2, "lent": "3.75"}
            ]
    assert lake.value("SELECT count(*) FROM scope") == 4


def test_what_went_wrong_there_is_raised_here_and_the_transaction_is_given_up(lake: Lake) -> None:
    def load() -> None:
        with lake.writing(), beside(lake, {}) as find:
            lake.execute("DELETE FROM scope")
            find(fail)()

    with pytest.raises(BadQuery, match="nowhere"):
        load()
    assert lake.value("SELECT count(*) FROM scope") == 2


def test_the_engine_has_its_threads_back_afterwards(lake: Lake) -> None:
    before = lake.value("SELECT current_setting('threads')")
    with lake.writing(), beside(lake, {}):
        assert lake.value("SELECT current_setting('threads')") == 1
    assert lake.value("SELECT current_setting('threads')") == before
