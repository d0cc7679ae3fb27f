"""One store a module, empty where the module does not fill it, and what a test does in it is given up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quaestor.store import Lake


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.open(tmp_path_factory.mktemp("resolve") / "store", create=True, read_only=False) as opened:
        yield opened


@pytest.fixture
def lake(made: Lake) -> Iterator[Lake]:
    """The module's store, inside a transaction that is given up."""
    made.execute("BEGIN TRANSACTION")
    yield made
    made.execute("ROLLBACK")
