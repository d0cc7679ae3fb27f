"""The store: the lake (DuckLake), the evidence archive, and the border where people are removed.

The only room that names an engine. A store is a folder: `quaestor.yml` (what it is), `catalog.sqlite` (unless the
catalog is PostgreSQL), `lake/` (the tables as Parquet), `evidence/` (cleaned source files by digest), `writer.lock`.
"""

from quaestor.store.archive import Archived, Member, archive, digest_of, discard, printed
from quaestor.store.fence import askable
from quaestor.store.lake import Lake
from quaestor.store.maintain import maintain
from quaestor.store.questions import Answer, Questions

__all__ = [
    "Answer",
    "Archived",
    "Lake",
    "Member",
    "Questions",
    "archive",
    "askable",
    "digest_of",
    "discard",
    "maintain",
    "printed",
]
