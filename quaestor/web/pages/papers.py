"""The pages of papers: all of them, one page by page, two versions side by side, and the register of justifications."""

from __future__ import annotations

from typing import Any

from quaestor.answers import documents as told
from quaestor.documents import kinds, pictures
from quaestor.errors import BadQuery
from quaestor.store import Lake
from quaestor.web.pages import asked as asking
from quaestor.web.pages.asked import Asked, Facts

#: Papers that a list to choose from names.
CHOICE = 500


def papers(lake: Lake, asked: Asked) -> Facts:
    """Every paper that is kept, the one added last first."""
    return told.documents(lake, asking.one_of(asked, "kind", kinds.labels()) or "", asked.get("q", "").strip())


def paper(lake: Lake, asked: Asked) -> Facts:
    """One paper: what it is, what it names and hides, and its pages; as a page of the site one page at a time."""
    number = asking.between(asked, "page", 1, 100_000)
    if asked.get("form") == "png":
        row, file = told.one_of(lake, asked["key"])
        return {"picture_of": file, "number": number or 1, "count": row["pages"]}
    if asked.get("form") == "html":
        number = number or 1
    facts = told.document(lake, asked["key"], number)
    if number and number > facts["count"]:
        raise BadQuery(f"the paper has {facts['count']:,} pages", where="page")
    return facts | {"number": number}


def picture(facts: Facts) -> bytes:
    """A page as it prints, as PNG, with personal details painted over."""
    return pictures.of(facts["picture_of"], facts["number"])


def versions(lake: Lake, asked: Asked) -> Facts:
    """Two versions of a paper compared: what changed in substance, and section by section."""
    listed = [
        {name: row[name] for name in ("document_id", "file", "kind_label", "added_at")}
        for row in told.documents(lake)["documents"][:CHOICE]
    ]
    old, new = asked.get("old", "").strip(), asked.get("new", "").strip()
    facts: Facts = {"papers": listed, "old": old or None, "new": new or None, "compared": None}
    return facts | {"compared": told.compared(lake, old, new)} if old and new else facts


def justifications(lake: Lake, asked: Asked) -> Facts:
    """Justifications for awards without full competition, and the sole-source awards that have none here."""
    return told.register(lake)


def paper_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a paper."""
    return [row | {"awards": " ".join(row["awards"])} for row in facts["documents"]]


def mention_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a thing that the paper names."""
    return [
        {"document_id": facts["document_id"]} | row | {"rectangle": _plain(row["rectangle"])}
        for row in facts["mentions"]
    ]


def change_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a change in substance, with both places."""
    rows = []
    for one in (facts["compared"] or {"substance": []})["substance"]:
        row = {name: value for name, value in one.items() if name != "places"}
        for side in ("before", "after"):
            place = one["places"][side] or {}
            row |= {f"{side}_page": place.get("page"), f"{side}_section": place.get("section")}
        rows.append(row)
    return rows


def justification_rows(facts: Facts) -> list[dict[str, Any]]:
    """One row a justification."""
    return [
        {name: value for name, value in row.items() if name not in ("awards", "repeated")}
        | {"awards": " ".join(one["award_id"] for one in row["awards"])}
        | {"repeated": (row["repeated"] or {}).get("share"), "most_with": (row["repeated"] or {}).get("most_with")}
        for row in facts["justifications"]
    ]


def _plain(rectangle: list[float] | None) -> str | None:
    return " ".join(map(str, rectangle)) if rectangle else None
