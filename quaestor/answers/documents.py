"""Papers held: the list, one of them page by page, and the register of justifications."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from quaestor import model
from quaestor.answers.plain import plain
from quaestor.documents import kept, kinds
from quaestor.errors import BadQuery, NotHeld
from quaestor.sql import AMONG
from quaestor.store import Lake

Facts = dict[str, Any]

#: Words in a row that count as repeated where another justification has them, and papers held against one another.
ROW, AGAINST = 8, 400
#: Sole-source awards told that have no justification here, the largest first.
LACKING = 50
#: How a paper is linked to a record, the surest first.
SURE = ("confirmed", "said", "possible")
#: What hides words, in words.
CLASSES = {
    "box": "a filled box painted over them",
    "near_background": "the colour of what is behind them",
    "hatching": "lines hatched across them",
    "highlight": "a dark highlight over or behind them",
    "image": "a dark image over them",
    "redact_mark": "a mark that asks for a redaction that was never applied",
    "off_page": "a place off the visible page",
    "under_object": "another object painted over them",
    "revision": "an earlier revision kept in the file",
    "bookmark": "a bookmark",
    "attachment": "an attached file",
    "metadata": "the file's metadata",
    "alternative_text": "the text read out in place of a picture",
    "layer": "a layer that is switched off",
    "hidden_text": "letters that are set as hidden",
    "deletion": "a tracked deletion that was never accepted",
    "comment": "a comment",
}
_RECTANGLE = "CASE WHEN left_pt IS NOT NULL THEN [left_pt, top_pt, right_pt, bottom_pt] END AS rectangle"
_NO_PAPER = "`quaestor documents add FILE` takes papers in."


def documents(lake: Lake, kind: str = "", words: str = "") -> Facts:
    """Every paper, the one added last first. kind: only these; words: only where a passage has all of them."""
    if not kept.made(lake):
        return {"documents": [], "count": 0, "kinds": [], "kind": kind or None, "q": words or None}
    where, asked = ["true"], []
    if kind:
        where.append("d.kind = ?")
        asked.append(kind)
    for word in words.split()[:8]:
        where.append(
            "EXISTS (FROM passage p WHERE p.document_id = d.document_id AND contains(lower(p.text), lower(?)))"
        )
        asked.append(word)
    rows = lake.query(
        "SELECT d.document_id, d.file, d.kind, d.format, d.pages, d.scanned, d.about, d.added_at, "
        "(SELECT count(*) FROM redaction r WHERE r.document_id = d.document_id) AS redactions, "
        "(SELECT list(DISTINCT m.award_id ORDER BY m.award_id) FROM mention m WHERE m.document_id = d.document_id "
        " AND m.link IN ('confirmed', 'said') AND m.award_id IS NOT NULL) AS awards "
        f"FROM document d WHERE {' AND '.join(where)} ORDER BY d.added_at DESC, d.file, d.document_id",
        asked,
    )
    counted = lake.query("SELECT kind, count(*) AS documents FROM document GROUP BY kind ORDER BY documents DESC, kind")
    labels = kinds.labels()
    facts: Facts = plain({
        "documents": [row | {"kind_label": labels[row["kind"]], "awards": row["awards"] or []} for row in rows],
        "count": len(rows),
        "kinds": [row | {"label": labels[row["kind"]]} for row in counted],
        "kind": kind or None,
        "q": words or None,
    })  # fmt: skip
    return facts


def found(lake: Lake, key: str) -> Facts:
    """The row of a paper by its id, its digest, or the name of its file; raises NotHeld."""
    rows = lake.query(
        "SELECT * FROM document WHERE document_id = left(?, 16) OR file = ? ORDER BY added_at DESC LIMIT 1", [key, key]
    ) if kept.made(lake) else []  # fmt: skip
    if not rows:
        raise NotHeld(f"no paper “{key[:60]}” is held", advice=_NO_PAPER)
    return rows[0]


def document(lake: Lake, key: str, number: int | None = None) -> Facts:
    """One paper: what it is, what it names with places, what it hides, and its pages with their passages. number: only
    the passages and mentions of this page."""
    row = found(lake, key)
    key = row["document_id"]
    labels = kinds.labels()
    passages = lake.query(
        f"SELECT page, passage, text, {_RECTANGLE} FROM passage WHERE document_id = ? AND page = coalesce(?, page) "
        "ORDER BY page, passage",
        [key, number],
    )
    mentions = lake.query(
        f"SELECT mention, page, kind, value, text, bound, award_id, supplier_id, link, {_RECTANGLE} FROM mention "
        "WHERE document_id = ? ORDER BY mention",
        [key],
    )
    redactions = lake.query(
        f"SELECT redaction, page, class, kind, characters, text, {_RECTANGLE} FROM redaction WHERE document_id = ? "
        "ORDER BY redaction",
        [key],
    )
    pages: dict[int, Facts] = {}
    for one in passages:
        page = pages.setdefault(one["page"], {"page": one["page"], "size": None, "passages": []})
        if one["passage"] == 0:
            page["size"] = one["rectangle"][2:] if one["rectangle"] else None
        else:
            page["passages"].append({name: one[name] for name in ("passage", "text", "rectangle")})
    head = {name: row[name] for name in (
        "document_id", "digest", "file", "bytes", "format", "kind", "scanned", "about", "added_at", "authority",
        "estimated_value", "estimated_page", "dated_on", "market_research",
    )}  # fmt: skip
    facts: Facts = plain(head | {
        "kind_label": labels[row["kind"]],
        "signs": json.loads(row["signs"] or "[]"),
        "notes": json.loads(row["notes"] or "[]"),
        "count": row["pages"],
        "file_held": kept.file_of(lake.path, row["digest"]) is not None,
        "redactions": [one | {"class_label": CLASSES[one["class"]]} for one in redactions],
        "words_shown": kept.shows_words(lake),
        "awards": _awards(lake, mentions),
        "suppliers": _suppliers(lake, mentions),
        "mentions": [one for one in mentions if number in (None, one["page"])],
        "pages": list(pages.values()),
    })  # fmt: skip
    return facts


def _awards(lake: Lake, mentions: list[Facts]) -> list[Facts]:
    links = _strongest(mentions, "award_id")
    rows = lake.query(
        "SELECT award_id, piid, kind, supplier_name, obligated, first_signed_on FROM award "
        f"WHERE award_id {AMONG}",
        [list(links)],
    ) if links else []  # fmt: skip
    return sorted(
        (row | links[row["award_id"]] for row in rows), key=lambda row: (row["link"] == "possible", row["piid"])
    )


def _suppliers(lake: Lake, mentions: list[Facts]) -> list[Facts]:
    links = _strongest(mentions, "supplier_id")
    rows = lake.query(
        f"SELECT supplier_id, name, awards, obligated FROM supplier WHERE supplier_id {AMONG}",
        [list(links)],
    ) if links else []  # fmt: skip
    return sorted(
        (row | links[row["supplier_id"]] for row in rows),
        key=lambda row: (row["link"] == "possible", row["name"] or ""),
    )


def _strongest(mentions: list[Facts], name: str) -> dict[str, Facts]:
    """For each award or supplier named, how surely, and the first page that names it."""
    links: dict[str, Facts] = {}
    for one in mentions:
        if one[name] and (one[name] not in links or SURE.index(one["link"]) < SURE.index(links[one[name]]["link"])):
            links[one[name]] = {"link": one["link"], "page": one["page"], "as_printed": one["text"]}
    return links


def register(lake: Lake) -> Facts:
    """Justifications: for each its authority, estimated value, day against the award's, what market research it claims,
    and how much of its text other justifications have too; and how many sole-source awards have none here."""
    rows = lake.query(
        "SELECT d.*, (SELECT count(*) FROM redaction r WHERE r.document_id = d.document_id) AS redactions "
        "FROM document d WHERE kind = 'justification' ORDER BY dated_on DESC NULLS LAST, file"
    ) if kept.made(lake) else []  # fmt: skip
    ids = [row["document_id"] for row in rows]
    mentions = lake.query(
        "SELECT document_id, award_id, supplier_id, link, page, text FROM mention "
        f"WHERE document_id {AMONG} AND award_id IS NOT NULL ORDER BY mention",
        [ids],
    ) if ids else []  # fmt: skip
    repeated = _repeated(lake, ids[:AGAINST])
    listed, justified = [], set()
    for row in rows:
        awards = _awards(lake, [one for one in mentions if one["document_id"] == row["document_id"]])
        justified |= {one["award_id"] for one in awards if one["link"] != "possible"}
        first = next((one for one in awards if one["link"] != "possible"), None)
        days = (
            (first["first_signed_on"] - row["dated_on"]).days
            if first and row["dated_on"] and first["first_signed_on"]
            else None
        )
        kept_names = (
            "document_id",
            "file",
            "authority",
            "estimated_value",
            "estimated_page",
            "dated_on",
            "market_research",
            "redactions",
        )
        listed.append({name: row[name] for name in kept_names} | {
            "awards": awards, "days_before_award": days, "obligated": first and first["obligated"],
            "repeated": repeated.get(row["document_id"]),
        })  # fmt: skip
    given = "sole_source_code IS NOT NULL AND sole_source_code <> ''"
    sole = lake.value(f"SELECT count(*) FROM award WHERE {given}")
    lacking = lake.query(
        "SELECT award_id, piid, supplier_name, obligated, sole_source_code, first_signed_on FROM award "
        f"WHERE {given} AND NOT award_id {AMONG} "
        f"ORDER BY obligated DESC NULLS LAST, award_id LIMIT {LACKING}",
        [sorted(justified)],
    )
    with_one = lake.value(f"SELECT count(*) FROM award WHERE {given} AND award_id {AMONG}", [sorted(justified)])
    reasons = model.codes("sole_source")
    facts: Facts = plain({
        "justifications": listed,
        "sole_source": sole,
        "with_one": with_one,
        "without": [row | {"reason": reasons.get(row["sole_source_code"], row["sole_source_code"])} for row in lacking],
        "without_count": sole - with_one,
        "row": ROW,
    })  # fmt: skip
    return facts


def _repeated(lake: Lake, ids: list[str]) -> dict[str, Facts]:
    """For each paper the share of its words that stand, ROW in a row, in another of them, and in which the most."""
    if len(ids) < 2:
        return {}
    rows = lake.query(
        "SELECT document_id, string_agg(text, ' ' ORDER BY page, passage) AS text FROM passage "
        f"WHERE document_id {AMONG} AND passage > 0 GROUP BY document_id",
        [ids],
    )
    held: dict[str, list[int]] = {}
    for row in rows:
        words = re.findall(r"\w+", (row["text"] or "").casefold())
        held[row["document_id"]] = [hash(tuple(words[at : at + ROW])) for at in range(len(words) - ROW + 1)]
    owners: dict[int, set[str]] = {}
    for key, rows_of in held.items():
        for one in rows_of:
            owners.setdefault(one, set()).add(key)
    out: dict[str, Facts] = {}
    for key, rows_of in held.items():
        shared = [other for one in rows_of for other in owners[one] if other != key]
        count = sum(1 for one in rows_of if len(owners[one]) > 1)
        most = Counter(shared).most_common(1)
        out[key] = {
            "share": round(count / len(rows_of), 3) if rows_of else 0.0,
            "most_with": most[0][0] if most else None,
        }
    return out


def one_of(lake: Lake, key: str) -> tuple[Facts, Any]:
    """The row of a paper and the file it is kept in; raises NotHeld where either is not there."""
    row = found(lake, key)
    file = kept.file_of(lake.path, row["digest"])
    if file is None:
        raise NotHeld("the store has lost this paper's file", where=row["file"], advice="Add it again.")
    return row, file


def compared(lake: Lake, old: str, new: str) -> Facts:
    """Two papers that are held, compared: `{before, after, substance, sections}`."""
    from quaestor.documents import versions

    if not old.strip() or not new.strip():
        raise BadQuery("two papers are needed", where="old, new", advice="Name both: ?old=ID&new=ID.")
    sides = [one_of(lake, key.strip()) for key in (old, new)]
    both = versions.compare(sides[0][1], sides[1][1])
    for side, (row, _) in zip(("before", "after"), sides, strict=True):
        both[side] |= {"document_id": row["document_id"], "file": row["file"]}
    facts: Facts = plain(both)
    return facts
