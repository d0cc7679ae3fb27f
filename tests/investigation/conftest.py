"""A store of the bundled sample with the bundled questions, and a folder of questions to change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from quaestor.investigation import kept
from quaestor.store import Lake

SAMPLE = files("quaestor.sources.sample").joinpath("actions.csv")


@pytest.fixture(scope="session")
def asked_store(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only read it."""
    folder = tmp_path_factory.mktemp("investigation") / "store"
    shutil.copytree(sample_store, folder)
    kept.examples(folder)
    return folder


@pytest.fixture(scope="session")
def lake(asked_store: Path) -> Iterator[Lake]:
    with Lake.open(asked_store) as lake:
        yield lake


@pytest.fixture
def own(asked_store: Path, tmp_path: Path) -> Iterator[Lake]:
    """A copy of the store, whose questions a test may change."""
    shutil.copytree(asked_store, tmp_path / "store")
    with Lake.open(tmp_path / "store") as lake:
        yield lake
