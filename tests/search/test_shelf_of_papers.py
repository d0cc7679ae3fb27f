"""Papers on their own shelf: page by page, without personal details, followed by every turn of the index."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from quaestor import answers, pipeline
from quaestor.documents import kept
from quaestor.store import Lake

ORDER = "70CTD022FR0000170"
TEXT = f"""JUSTIFICATION FOR OTHER THAN FULL AND OPEN COMPETITION
Under FAR 6.302-1 for order {ORDER}.
\fMarket research found one source for quantum periscopes. Contracting Officer: Jane Doe, jane.doe@example.invalid.
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one paper of two pages, added after the index was made."""
    folder = tmp_path_factory.mktemp("papers")
    with as_file(files("quaestor.sources.sample").joinpath("actions.csv")) as sample:
        pipeline.load(folder / "store", "sample", [sample])
    (folder / "periscope_jofoc.txt").write_text(TEXT, encoding="utf-8")
    with Lake.open(folder / "store", read_only=False) as lake:
        kept.add(lake, folder / "periscope_jofoc.txt")
        assert pipeline.index(lake) == []
    return folder / "store"


def asked(store: Path, q: str, shelf: str = "documents") -> dict[str, Any]:
    with Lake.open(store) as lake:
        return answers.search(lake, q, shelf=shelf)


def test_words_lead_to_the_page_that_says_them(store: Path) -> None:
    facts = asked(store, '"quantum periscopes"')
    (hit,) = facts["hits"]
    assert (hit["what"], hit["name"], hit["page"], hit["pages"]) == ("document", "periscope_jofoc.txt", 2, 2)
    assert (hit["kind"], hit["linked"], len(hit["id"])) == ("justification", [ORDER], 16)
    (piece,) = hit["found"]
    assert [piece["text"][start:stop] for start, stop in piece["marks"]] == ["quantum", "periscopes"]
    assert facts["index"] == {"built": True, "behind": False}


def test_a_paper_is_found_by_its_file_its_kind_and_its_award(store: Path) -> None:
    assert [hit["page"] for hit in asked(store, "periscope_jofoc")["hits"]] == [1]
    assert [hit["page"] for hit in asked(store, ORDER)["hits"]] == [1]
    assert asked(store, "justification")["count"] == 2
    assert asked(store, "quantum periscopes", "")["counts"] == {
        "awards": 0, "suppliers": 0, "agencies": 0, "documents": 1,
    }  # fmt: skip
    with Lake.open(store) as lake:
        (first,) = answers.suggest(lake, "periscope_jo")["suggestions"]
    assert (first["kind"], first["name"]) == ("document", "periscope_jofoc.txt")


def test_no_persons_details_are_searched(store: Path) -> None:
    for word in ("jane", "doe", "jane.doe@example.invalid"):
        assert asked(store, word)["count"] == 0, word


def test_the_index_follows_papers_read_again_and_taken_out(
    store: Path, tmp_path: Path, check: Callable[[Path], dict[str, Any]]
) -> None:
    (tmp_path / "second.txt").write_text("A notice on submarine hammocks.", encoding="utf-8")
    with Lake.open(store, read_only=False) as lake:
        second = kept.add(lake, tmp_path / "second.txt")["document_id"]
        pipeline.index(lake)
    assert check(store)["words"]["shelf"]["documents"] == 3
    with Lake.open(store, read_only=False) as lake:
        kept.forget(lake, second)
        pipeline.index(lake)
    assert check(store)["words"]["shelf"]["documents"] == 2
    assert asked(store, "hammocks")["count"] == 0
