"""A store of the bundled sample to check texts against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quaestor.store import Lake


@pytest.fixture(scope="session")
def lake(sample_store: Path) -> Iterator[Lake]:
    with Lake.open(sample_store) as lake:
        yield lake
