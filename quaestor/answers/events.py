"""What loads added, changed and took away, as rows of one shape: acts from the versions, all else from `change`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quaestor.answers import came
from quaestor.errors import BadQuery
from quaestor.store import Lake

#: Every kind of change, in the order in which they are told.
KINDS = {
    "new": "an award’s first action, read for the first time",
    "added": "an action read for the first time",
    "raised": "an added action that raises a ceiling",
    "option": "an added action that uses an option",
    "rewritten": "a field that the publisher changed after first printing it",
    "withdrawn": "a record that the publisher no longer prints",
    "reappeared": "a withdrawn record that is printed again",
    "restated": "a printed total that moved by itself",
    "identified": "a record whose award became known",
}
#: The kinds that are acts; the others are rows of `change`.
ACTS = ("new", "added", "raised", "option")

#: The figure that an act is listed for, and the field it is of.
_FIGURE = {"raised": "ceiling_change", "option": "coalesce(nullif(exercised_change, 0), obligation)"}
_FIELD = {"raised": "'ceiling_change'", "option": "'exercised_change'"}
#: What an act tells of itself, and what stands there for a row of `change`.
_TOLD = {
    "piid": "VARCHAR", "mod_number": "VARCHAR", "signed_on": "DATE", "reason_code": "VARCHAR",
    "obligation": "DECIMAL(20,2)", "exercised_change": "DECIMAL(20,2)", "ceiling_change": "DECIMAL(20,2)",
    "supplier_id": "VARCHAR", "supplier_name": "VARCHAR", "buyer_id": "VARCHAR", "buyer_name": "VARCHAR",
    "description": "VARCHAR",
}  # fmt: skip
_MONEY = "coalesce(CAST(TRY_CAST({0} AS DECIMAL(18,2)) AS DECIMAL(20,2)), 0)"


@dataclass(frozen=True)
class Wanted:
    """Which changes are asked for. agency: code of the buyer. supplier: id of the supplier."""

    span: came.Span = field(default_factory=came.Span)
    kind: str | None = None
    field: str | None = None
    agency: str | None = None
    supplier: str | None = None

    def __post_init__(self) -> None:
        if self.kind and self.kind not in KINDS:
            raise BadQuery(
                f"“{self.kind[:40]}” is no kind of change", where="kind", advice=f"Kinds: {', '.join(KINDS)}."
            )


def events(
    lake: Lake, wanted: Wanted, kinds: Sequence[str], *, all_added: bool = False
) -> tuple[str, list[Any]] | None:
    """SQL for the changes of these kinds, with its parameters; None where there can be none.

    all_added: among the added also what had never been read before, but for the first load of a source, unless that is
    the load asked for. Columns: those of `change`, `size` (money moved), `named` (the field, never blank), and what an
    act tells of itself.
    """
    parts: list[str] = []
    asked: list[Any] = []
    for kind in (kind for kind in kinds if kind in ACTS):
        first = all_added and bool(wanted.span.load)
        if not wanted.field and (some := acts(lake, wanted, first=first)):
            news = "true" if all_added else "NOT catching_up"
            parts.append(_rows_of_acts(kind, some[0], f"{came.SORTS.get(kind, 'true')} AND {news}"))
            asked += some[1]
    if plainly := [kind for kind in kinds if kind not in ACTS]:
        where, values = on_changes(wanted)
        where.append(f"kind IN ({', '.join('?' for _ in plainly)})")
        parts.append(_rows_of_changes(where))
        asked += [*values, *plainly]
    return (" UNION ALL ".join(f"({part})" for part in parts), asked) if parts else None


def acts(lake: Lake, wanted: Wanted, *, first: bool = False) -> tuple[str, list[Any]] | None:
    """SQL for the acts added, of the agency and supplier asked for (see `came.acts`)."""
    some = (("buyer_id = ?", wanted.agency), ("supplier_id = ?", wanted.supplier))
    given = [(text, value) for text, value in some if value]
    return came.acts(lake, wanted.span, [text for text, _ in given], [value for _, value in given], first=first)


def on_changes(wanted: Wanted) -> tuple[list[str], list[Any]]:
    """Conditions on the rows of `change`, but for their kind; an agency and a supplier are those of the award, or of
    its acts that are no longer printed."""
    where, asked = wanted.span.where()
    for column, value in (("buyer_id", wanted.agency), ("supplier_id", wanted.supplier)):
        if value:
            where.append(
                f"award_id IN (SELECT award_id FROM award WHERE {column} = ? UNION ALL "
                f"SELECT award_id FROM action_version WHERE ended = 'withdrawn' AND {column} = ?)"
            )
            asked += [value, value]
    if wanted.field:
        where.append("field = ?")
        asked.append(wanted.field)
    return where, asked


def _rows_of_acts(kind: str, some: str, where: str) -> str:
    figure, of = _FIGURE.get(kind, "obligation"), _FIELD.get(kind, "CAST(NULL AS VARCHAR)")
    return (
        f"SELECT load_id, source, seen_at, 'action' AS table_name, action_id AS record_id, award_id, {of} AS field, "
        f"CAST(NULL AS VARCHAR) AS before, CAST({figure} AS VARCHAR) AS after, '{kind}' AS kind, "
        f"CAST(coalesce(abs({figure}), 0) AS DECIMAL(20,2)) AS size, '' AS named, {', '.join(_TOLD)} "
        f"FROM ({some}) WHERE {where}"
    )


def _rows_of_changes(where: Sequence[str]) -> str:
    moved = f"abs({_MONEY.format('after')} - {_MONEY.format('before')})"
    return (
        "SELECT load_id, source, seen_at, table_name, record_id, award_id, field, before, after, kind, "
        "CAST(CASE WHEN field IN ('obligation', 'exercised_change', 'ceiling_change') "
        f"THEN {moved} ELSE 0 END AS DECIMAL(20,2)) AS size, coalesce(field, '') AS named, "
        f"{', '.join(f'CAST(NULL AS {kind}) AS {name}' for name, kind in _TOLD.items())} "
        f"FROM change WHERE {' AND '.join(where)}"
    )
