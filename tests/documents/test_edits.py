"""Edits of many kinds (`edits.csv`) are told when two versions are compared, and nothing else is."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quaestor.documents import texts, versions

#: What an edit of a kind may be told as.
KINDS = {
    "money": {"amount", "cap", "floor", "rate"},
    "date": {"date", "deadline", "time"},
    "quantity": {"quantity", "period", "rate"},
    "clause": {"clause", "clause edition"},
}
PAPERS = [
    "HSCETC-14-R-00002", "NRC-RFP", "HSTS03-10", "RFP-CMS-2012", "FERC13R0024", "SSA-RFQ-09-1338",
    "FA8773-10-R-0086", "HSCG23-11-R-PTT570", "DTFH61-13-R-00019", "DJA11RFP0011",
]  # fmt: skip
with (Path(__file__).parent / "edits.csv").open(newline="") as file:
    EDITS = list(csv.DictReader(file))
Row = dict[str, str]
#: Edits of sentences of our own; a row without a sentence is another edit of the sentence before.
OWN: list[list[Row]] = []
for row in EDITS:
    if not row["paper"] and row["old"]:
        OWN.append([row])
    elif not row["paper"]:
        OWN[-1].append(row)


def plain(text: str | None) -> str:
    return " ".join((text or "").split())


def missed_and_invented(old: str, new: str, edits: list[Row]) -> tuple[list[Row], list[dict[str, Any]]]:
    left = versions.told(*[list(texts.paged("text", text)) for text in (old, new)])["substance"]
    missed = []
    for row in edits:
        fits = [
            one for one in left
            if one["kind"] in KINDS.get(row["kind"], {row["kind"]})
            and row["before"] in plain(one["before"]) and row["after"] in plain(one["after"])
        ]  # fmt: skip
        missed += [] if fits else [row]
        left = [one for one in left if not fits or one is not fits[0]]
    return missed, left


def test_every_edit_of_a_sentence_is_told_and_none_is_invented() -> None:
    own = [row for row in EDITS if not row["paper"]]
    old, new = ("\n\n".join(dict.fromkeys(row[name] for row in own if row[name])) for name in ("old", "new"))
    assert missed_and_invented(old, new, own) == ([], [])


def headed(text: str, head: str) -> str:
    lines = text.split("\n")
    pages = [lines[at : at + 45] for at in range(0, len(lines), 45)]
    return "\n".join("\n".join([*page, f"{head} Page {at} of {len(pages)}"]) for at, page in enumerate(pages, 1))


def moved(text: str) -> str:
    parts = text.split("\n\n")
    at = len(parts) // 5
    some, rest = parts[at : at + 3], parts[:at] + parts[at + 3 :]
    return "\n\n".join([*rest[: at + 12], *some, *rest[at + 12 :]])


def numbered_anew(text: str) -> str:
    return re.sub(r"(?m)^(\s{0,8})(\d{1,2})\.(?=\s+[A-Z])", lambda one: f"{one[1]}{int(one[2]) + 1}.", text)


#: What else is done to a paper, by turns: its pages' headers changed, paragraphs moved, or numbered anew.
CHANGED: list[Callable[[str, str], tuple[str, str]]] = [
    lambda old, new: (headed(old, "Original"), headed(new, "Amendment 0003")),
    lambda old, new: (old, moved(new)),
    lambda old, new: (old, numbered_anew(new)),
]


@pytest.mark.real_data
@pytest.mark.parametrize("number", range(len(PAPERS)))
def test_every_edit_of_a_real_paper_is_told_and_none_is_invented(real_data: Path, number: int) -> None:
    (path,) = (real_data / "documents" / "solicitations").glob(f"*_{PAPERS[number]}*.gz")
    text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
    old = re.sub(r"(?is)^\s*(?:<!DOCTYPE html|<html).*?</html>", "", text, count=1)[:200_000]
    own = [row for some in OWN[number::10] for row in some]
    edits = [row for row in EDITS if row["paper"] == PAPERS[number]]
    at = old.find("\n", len(old) * 2 // 5) + 1
    old, new = (
        old[:at] + "\n" + "\n\n".join(row[name] for row in own if row[name]) + "\n\n" + old[at:]
        for name in ("old", "new")
    )
    for row in edits:
        said = r"\s+".join(map(re.escape, row["old"].split()))
        assert not row["old"] or re.search(said, new), row
        new = re.sub(said, row["new"].replace("\\", ""), new, count=1) if row["old"] else new
    told = [row for row in (*own, *edits) if row["kind"]]
    assert missed_and_invented(*CHANGED[number % 3](old, new), told) == ([], [])
