"""What a person decides of two suppliers: made, withdrawn, listed, shared as a file; kept for ever.

A judgement is checked when it is made, so that the families never have to choose between two persons: what cannot stand
beside what stands already is refused, and nothing is changed. Ids are those of suppliers or of parents printed of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from quaestor import model
from quaestor.errors import InputError, NotHeld
from quaestor.resolve.ties import PARENT, Entities
from quaestor.sql import AMONG
from quaestor.store import Lake

Kind = Literal["same", "not_same", "parent_of"]
KINDS = ("same", "not_same", "parent_of")
_SAID = {"same": "the same as", "not_same": "another than", "parent_of": "the parent of"}


@dataclass(frozen=True)
class Judgement:
    """One decision of a person. parent_of: `left` is the parent of `right` from one day to another, None for open."""

    kind: Kind
    left_id: str
    right_id: str
    because: str
    source_url: str | None = None
    from_on: date | None = None
    to_on: date | None = None
    made_by: str = "a person"

    def said(self) -> str:
        """The decision in words."""
        return f"{self.left_id} is {_SAID[self.kind]} {self.right_id}"


def make(
    lake: Lake, one: Judgement, made_at: datetime | None = None, judgement_id: str | None = None
) -> dict[str, Any]:
    """Enters the judgement and returns its row; one that stands already and says the same is returned as it is.

    made_at, judgement_id: of one that was made elsewhere.

    Raises NotHeld on an id that nothing held prints, InputError on what cannot stand beside other judgements.
    """
    one = _checked(lake, one)
    standing = _standing(lake)
    for row in standing:
        if _same_words(row, one):
            return row
    _fits(one, standing)
    moment = made_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    row = dict.fromkeys(model.table("judgement").names) | {
        "judgement_id": judgement_id or _id(one, moment),
        **{name: getattr(one, name) for name in one.__dataclass_fields__},
        "made_at": moment,
    }
    if not lake.value("SELECT EXISTS (FROM judgement WHERE judgement_id = ?)", [row["judgement_id"]]):
        enter(lake, row)
    return row


def withdraw(lake: Lake, judgement_id: str, because: str) -> dict[str, Any]:
    """Ends a judgement, which stays in the list with the reason; raises NotHeld, or InputError where it has ended."""
    found = lake.query("SELECT * FROM judgement WHERE judgement_id = ?", [judgement_id.strip()])
    if not found:
        raise NotHeld(f"no judgement {judgement_id} is held", advice="`quaestor judge list` names them.")
    if found[0]["withdrawn_at"]:
        raise InputError(f"judgement {judgement_id} was withdrawn on {found[0]['withdrawn_at']:%Y-%m-%d} already")
    if not because.strip():
        raise InputError("no reason is given", advice="Say why with --because.")
    moment = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    lake.execute(
        "UPDATE judgement SET withdrawn_at = ?, withdrawn_because = ? WHERE judgement_id = ?",
        [moment, because.strip(), found[0]["judgement_id"]],
    )
    return found[0] | {"withdrawn_at": moment, "withdrawn_because": because.strip()}


def listed(lake: Lake, *, withdrawn: bool = False, kind: str | None = None) -> list[dict[str, Any]]:
    """Judgements of persons with the names of both sides, newest first; withdrawn ones where asked for."""
    return lake.query(
        "SELECT j.*, l.name AS left_name, r.name AS right_name FROM judgement j "
        "LEFT JOIN entity l ON l.supplier_id = j.left_id LEFT JOIN entity r ON r.supplier_id = j.right_id "
        "WHERE j.rule IS NULL AND (? OR j.withdrawn_at IS NULL) AND (?::VARCHAR IS NULL OR j.kind = ?) "
        "ORDER BY j.made_at DESC, j.judgement_id",
        [withdrawn, kind, kind],
    )


def enter(lake: Lake, row: Mapping[str, Any]) -> None:
    """Writes one row of `judgement` as it is."""
    names = model.table("judgement").names
    marks = ", ".join("?" for _ in names)
    lake.execute(f"INSERT INTO judgement ({', '.join(names)}) VALUES ({marks})", [row.get(name) for name in names])


def known(lake: Lake, some: set[str]) -> set[str]:
    """Those of the ids that suppliers, or parents printed of them, have; individuals have none."""
    rows = lake.query(
        f"SELECT supplier_id AS id FROM identity WHERE supplier_id {AMONG} UNION "
        f"SELECT {PARENT} FROM identity WHERE {PARENT} {AMONG}",
        [sorted(some), sorted(some)],
    )
    return {row["id"] for row in rows}


def _checked(lake: Lake, one: Judgement) -> Judgement:
    """The judgement with its parts in one form; raises on what is wrong with it by itself."""
    if one.kind not in KINDS:
        raise InputError(f"{one.kind} is no kind of judgement", advice=f"Kinds: {', '.join(KINDS)}.")
    for id_ in sorted({one.left_id, one.right_id} - known(lake, {one.left_id, one.right_id})):
        raise NotHeld(f"no supplier or parent {id_} is held", advice="Try part of the name: quaestor supplier NAME.")
    if one.left_id == one.right_id:
        raise InputError(f"both sides are {one.left_id}", advice="A judgement is on two suppliers.")
    if not one.because.strip():
        raise InputError("no reason is given", advice="Say why with --because.")
    if one.source_url and not one.source_url.startswith(("http://", "https://")):
        raise InputError(f"{one.source_url} is not an address", advice="Give a source as https://...")
    if one.kind != "parent_of":
        left, right = sorted((one.left_id, one.right_id))
        return replace(one, left_id=left, right_id=right, because=one.because.strip(), from_on=None, to_on=None)
    if one.from_on and one.to_on and one.to_on < one.from_on:
        raise InputError(f"the last day {one.to_on} comes before the first {one.from_on}")
    return replace(one, because=one.because.strip())


def _standing(lake: Lake) -> list[dict[str, Any]]:
    return lake.query(
        "SELECT * FROM judgement WHERE withdrawn_at IS NULL AND rule IS NULL ORDER BY made_at, judgement_id"
    )


def _same_words(row: Mapping[str, Any], one: Judgement) -> bool:
    return all(row[name] == getattr(one, name) for name in ("kind", "left_id", "right_id", "from_on", "to_on"))


def _fits(one: Judgement, standing: list[dict[str, Any]]) -> None:
    """Raises InputError where the judgement cannot stand beside those that stand."""
    apart = [(row["left_id"], row["right_id"]) for row in standing if row["kind"] == "not_same"]
    entities = Entities(())
    for row in standing:
        if row["kind"] == "same":
            entities.join(row["left_id"], row["right_id"], "judgement", row["judgement_id"])
    if one.kind == "same":
        both = entities.of(one.left_id) | entities.of(one.right_id)
        for left, right in apart:
            if left in both and right in both:
                raise InputError(
                    f"{left} and {right} would be one, which a person holds apart",
                    advice="Withdraw that judgement first; quaestor judge list shows it.",
                )
        entities.join(one.left_id, one.right_id, "judgement", "")
    if one.kind == "not_same" and entities.find(one.left_id) == entities.find(one.right_id):
        raise InputError(
            f"judgements say that {one.left_id} and {one.right_id} are the same",
            advice="Withdraw those first; quaestor judge list shows them.",
        )
    parents = [row for row in standing if row["kind"] == "parent_of"]
    if one.kind == "parent_of":
        parents.append({name: getattr(one, name) for name in one.__dataclass_fields__} | {"judgement_id": None})
    edges = [(entities.find(row["left_id"]), entities.find(row["right_id"]), row) for row in parents]
    for at, (left, right, row) in enumerate(edges):
        if left == right:
            raise InputError(f"{row['left_id']} would be its own parent", advice="A parent is another firm.")
        for other, same, beside in edges[:at]:
            if same == right and other != left and _overlap(row, beside):
                raise InputError(
                    f"{row['right_id']} would have two parents at once: {beside['left_id']} and {row['left_id']}",
                    advice=f"Give the days with --from and --to, or withdraw {beside['judgement_id']}.",
                )
    _no_cycle(edges)


def _no_cycle(edges: list[tuple[str, str, dict[str, Any]]]) -> None:
    def climb(at: str, from_on: date, to_on: date, below: tuple[str, ...]) -> None:
        for left, right, row in edges:
            first, last = max(from_on, row["from_on"] or date.min), min(to_on, row["to_on"] or date.max)
            if right == at and first <= last:
                if left in below:
                    said = " under ".join((*below[below.index(left) :], left))
                    raise InputError(f"a cycle of parents: {said}", advice="Withdraw one of them, or give other days.")
                climb(left, first, last, (*below, left))

    for start in sorted({right for _, right, _ in edges}):
        climb(start, date.min, date.max, (start,))


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first = max(one["from_on"] or date.min, other["from_on"] or date.min)
    return first <= min(one["to_on"] or date.max, other["to_on"] or date.max)


def _id(one: Judgement, made_at: datetime) -> str:
    parts = [str(getattr(one, name) or "") for name in one.__dataclass_fields__] + [made_at.isoformat()]
    return "j:" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]
