"""All that an index holds, to compare one that followed the loads with one written anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tantivy import Query

from quaestor import search
from quaestor.search import shelves
from quaestor.search.reader import Reader
from quaestor.store import Lake

ALL = 1_000_000


def held(store: Path) -> dict[str, Any]:
    """What the index of a store holds: its documents as stored, in how many each word of each field stands, and the
    values by which it counts and sorts. Documents taken out are in none of it."""
    view = Reader(store).view()
    assert view is not None
    everything = Query.boolean_query([(search_must(), Query.all_query())])
    searcher = view.searcher
    documents = sorted(
        json.dumps(searcher.doc(address).to_dict(), sort_keys=True)
        for _, address in searcher.search(everything, limit=max(searcher.num_docs, 1)).hits
    )
    words = {
        name: dict(searcher.terms_with_prefix(name, "", filter_query=everything))
        for name in ("id", "shelf", *shelves.TEXTS, *shelves.NUMBERS, *shelves.COUNTED)
    }
    values = {
        name: sorted(
            (one["key"], one["doc_count"])
            for one in searcher.aggregate(everything, {"v": {"terms": {"field": name, "size": ALL}}})["v"]["buckets"]
        )
        for name in ("year", "obligated", "signed", "weight", *shelves.COUNTED)
    }
    return {"documents": documents, "words": words, "values": values, "stamp": view.stamp}


def search_must() -> Any:
    from tantivy import Occur

    return Occur.Must


def anew(store: Path, beside: Path) -> dict[str, Any]:
    """What an index written anew over the same lake holds; the store's own index is left as it is."""
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(store, beside, ignore=shutil.ignore_patterns("search"))
    with Lake.open(beside, read_only=False) as lake, lake.exclusive():
        assert search.refresh(lake)["rebuilt"]
    return held(beside)


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """Asserts that a store's index holds just what one written anew would hold; returns it."""

    def compare(store: Path) -> dict[str, Any]:
        found, expected = held(store), anew(store, tmp_path / "anew")
        for part in expected:
            assert found[part] == expected[part], part
        return found

    return compare
