"""A store with made-up awards, and rules of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from quaestor import model
from quaestor.store import Lake

RULE = """/*
title: Over an amount
version: {version}
area: money
asks: Is more than {{least}} dollars obligated?
why: It is much.
innocent: Much may be needed.
spares: {{order: an order under a vehicle}}
not_assessed: {{no_sum: its obligation is not held in full}}
subject: award
parameters: {{least: {least}}}
*/
SELECT award_id, obligated AS value, obligated > $least AND vehicle_id IS NULL AS flagged,
  CASE WHEN obligated > $least AND vehicle_id IS NOT NULL THEN 'order' END AS spared,
  CASE WHEN obligated IS NULL THEN 'no_sum' END AS not_assessed, obligated AS amount, kind AS cohort
FROM award
"""


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds nothing yet, to be copied."""
    path = tmp_path_factory.mktemp("made") / "store"
    Lake.open(path, create=True, read_only=False).close()
    return path


@pytest.fixture
def lake(empty: Path, tmp_path: Path) -> Iterator[Lake]:
    """An empty store, opened for writing."""
    shutil.copytree(empty, tmp_path / "store")
    with Lake.open(tmp_path / "store", read_only=False) as made:
        (made.path / "indicators").mkdir()
        yield made


@pytest.fixture
def write_rule(lake: Lake) -> Callable[..., Path]:
    """Writes the rule `over` into the store's own folder."""

    def write(version: int = 1, least: int = 100, name: str = "over", text: str = RULE) -> Path:
        file = lake.path / "indicators" / f"{name}.sql"
        file.write_text(text.format(version=version, least=least), encoding="utf-8")
        return file

    return write


@pytest.fixture
def put(lake: Lake) -> Callable[..., None]:
    """Writes awards as if they had been rolled up anew."""

    def write(*awards: dict[str, object]) -> None:
        names = model.table("award").names
        with lake.writing():
            lake.execute("DELETE FROM award")
            for award in awards:
                marks = ", ".join("?" for _ in names)
                lake.execute(f"INSERT INTO award VALUES ({marks})", [award.get(name) for name in names])

    return write
