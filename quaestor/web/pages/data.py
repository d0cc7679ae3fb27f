"""The pages of what the store is made of: tables, publishers, loads, rows not kept."""

from __future__ import annotations

from importlib.resources import files

from quaestor import answers, yml
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Rows not kept in one answer unless `limit` says otherwise, and at most.
ROWS = {"html": (100, 500), "json": (100, 1_000), "csv": (20_000, 20_000)}


def data(lake: Lake, asked: Asked) -> Facts:
    """Tables, publishers, loads, checks, coverage, and by which rules the figures are made."""
    method = yml.read(files("quaestor.web").joinpath("method.yml").read_text(encoding="utf-8"))
    return answers.data(lake) | {"method": method}


def table(lake: Lake, asked: Asked) -> Facts:
    """One table: what a row is, what each column means, and the first rows as an example."""
    return answers.table(lake, asked["key"])


def source(lake: Lake, asked: Asked) -> Facts:
    """One publisher's files, and what happens to each of their columns."""
    return answers.source(lake, asked["key"])


def load(lake: Lake, asked: Asked) -> Facts:
    """One load: what it read, what it changed, and whether its sums hold."""
    return answers.load(lake, asked["key"])


def rejects(lake: Lake, asked: Asked) -> Facts:
    """The rows that could not be kept, with file, row and reason; of one `load` where that is asked for."""
    usual, most = ROWS.get(asked["form"], ROWS["json"])
    load_id, after = asked.get("load", "").strip() or None, asked.get("after", "").strip() or None
    found = answers.rejects_page(lake, load_id, after, asking.count(asked, "limit", usual, most))
    return {"load": load_id, "after": after} | found
