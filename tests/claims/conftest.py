"""A store of the bundled sample to check texts against."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from quaestor import pipeline
from quaestor.store import Lake


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only read it."""
    folder = tmp_path_factory.mktemp("claims") / "store"
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        pipeline.load(folder, "sample", [sample])
    return folder


@pytest.fixture(scope="session")
def lake(sample_store: Path) -> Iterator[Lake]:
    with Lake.open(sample_store) as lake:
        yield lake
