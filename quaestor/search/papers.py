"""The papers kept, page by page, in the full-text index: those written, which have gone, and which are new.

Papers are told by their own list, which the index keeps beside its stamp, and not by the lake's account of its changes:
so an index made before there were any takes them in at its next turn.
"""

from __future__ import annotations

import json

from tantivy import Index, IndexWriter, Query

from quaestor.search import shelves
from quaestor.store import Lake

#: The one document that lists the papers written, each with the moment it was read.
LIST = "papers"
#: Papers asked of the lake at once.
STEP = 200


def behind(lake: Lake, index: Index) -> bool:
    """Whether the index has not just the papers that the lake keeps."""
    return _held(lake) != _listed(index)


def write(lake: Lake, writer: IndexWriter, index: Index | None) -> int:
    """Writes the papers that `index` has not as they stand (all of them without one), and takes out those gone; returns
    how many pages were written."""
    held, kept = _held(lake), _listed(index) if index else set()
    if held == kept:
        return 0
    for one in sorted(kept - held):
        writer.delete_documents_by_term("own", one.partition(" ")[0])
    new = sorted(one.partition(" ")[0] for one in held - kept)
    written = 0
    for start in range(0, len(new), STEP):
        some = ", ".join(f"'{one}'" for one in new[start : start + STEP])  # digests, no text of anybody's
        shadows = ", ".join(
            f"{name} AS (SELECT * FROM lake.{name} WHERE document_id IN ({some}))"
            for name in ("document", "passage", "mention")
        )
        body = shelves.document("document").select
        rows = lake.query(
            f"SELECT CAST(to_json(d) AS VARCHAR) AS document FROM (WITH {shadows}, {body[4:]}) d ORDER BY d.id"
        )
        for row in rows:
            writer.add_json(row["document"])
        written += len(rows)
    writer.delete_documents_by_term("id", LIST)
    writer.add_json(json.dumps({"id": LIST, "shown": sorted(held)}))
    return written


def _held(lake: Lake) -> set[str]:
    """The papers that the lake keeps: id and moment of each."""
    rows = lake.query("SELECT document_id, epoch_us(added_at) AS moment FROM lake.document")
    return {f"{row['document_id']} {row['moment']}" for row in rows}


def _listed(index: Index) -> set[str]:
    """The papers that the index has."""
    searcher = index.searcher()
    found = searcher.search(Query.term_query(shelves.schema(), "id", LIST), limit=1).hits
    return set(searcher.doc(found[0][1]).to_dict().get("shown", [])) if found else set()
