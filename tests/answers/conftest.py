"""A store read in three rounds (see `rounds`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rounds

from quaestor.store import Lake


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder = tmp_path_factory.mktemp("rounds")
    rounds.load(folder / "store", *rounds.files(folder))
    with Lake.open(folder / "store") as lake:
        yield lake
