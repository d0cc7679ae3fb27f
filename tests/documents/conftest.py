"""PDFs made once for all tests of papers."""

from __future__ import annotations

import pytest
from made_pdfs import Made, clean, failed, hidden_in


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Made, list[dict[str, object]]]]:
    """Every made PDF by its name, with what is found hidden in it."""
    folder = tmp_path_factory.mktemp("made")
    found = {}
    for one in (*failed(), *clean()):
        path = folder / f"{one.name}.pdf"
        path.write_bytes(one.data)
        found[one.name] = (one, hidden_in(path))
    return found
