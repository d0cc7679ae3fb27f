"""Names as words to compare: rigour knows the legal forms, `The` and company endings fall, the order of words stays."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from rigour.names import remove_org_prefixes, tokenize_name

from quaestor.resolve.legal_forms import formless
from quaestor.resolve.reading import REGISTERED_AS
from quaestor.store import Lake

#: Words that rigour leaves, and that say no more of a firm than its legal form does: at the end, or anywhere.
_AT_THE_END, _ANYWHERE = {"company", "co", "companies", "corporation", "corp"}, {"the"}


def plain(name: str) -> str:
    """The words of an organisation's name in small letters, without legal form, article, punctuation and the number
    that a register appends.

    Names that come to the same words are one name in two spellings. Where nothing would be left, all words are.
    """
    small = " ".join(name.casefold().split())
    bare = REGISTERED_AS.sub("", small) if small.endswith(")") else small
    words = [word for word in formless(remove_org_prefixes(bare)) if word not in _ANYWHERE]
    while len(words) > 1 and (words[-1] in _AT_THE_END or (words[-1] == "and" and len(words) > 2)):
        words.pop()
    if len("".join(words)) < 2:
        words = tokenize_name(small)
    return " ".join(words)


def learn(lake: Lake, *, rebuild: bool = False) -> None:
    """Brings `plain_name` up to the names that are held."""
    if rebuild:
        lake.execute("DELETE FROM plain_name")
    names = [
        row["name"]
        for row in lake.query(
            "SELECT DISTINCT name FROM (SELECT name FROM identity UNION ALL SELECT parent_name FROM identity UNION ALL "
            "SELECT unnest([company, owner, spun_off_from]) FROM csis_parent) "
            "WHERE name IS NOT NULL AND name NOT IN (SELECT name FROM plain_name) ORDER BY name"
        )
    ]
    if names:
        lay(lake, "learnt", {"name": names, "plain": [plain(name) for name in names]})
        lake.execute("INSERT INTO plain_name SELECT name, plain FROM temp.learnt")
        lake.execute("DROP TABLE temp.learnt")


def lay(lake: Lake, name: str, columns: dict[str, list[Any]]) -> None:
    """Makes the temporary table `name` of `columns`; a column without any value is text."""
    arrays = {key: pa.array(values) for key, values in columns.items()}
    table = pa.table({key: one.cast(pa.string()) if pa.types.is_null(one.type) else one for key, one in arrays.items()})
    lake.cursor.register("laid", table)
    lake.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM laid")
    lake.cursor.unregister("laid")
