"""Suppliers made up of a few acts each, entered without any publisher's file, and their families as plain sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from quaestor import resolve
from quaestor.derive import identity
from quaestor.store import Lake


@dataclass(frozen=True)
class Act:
    """One act: who is printed, under which parent, when."""

    number: int
    supplier: str
    name: str
    day: date
    parent: str | None = None
    parent_name: str | None = None
    duns: str | None = None
    cage: str | None = None
    individual: bool = False
    award: str | None = None
    reason: str | None = None


def enter(lake: Lake, acts: Iterable[Act]) -> None:
    """Enters acts as a load would, without its history, and resolves."""
    rows = []
    for act in acts:
        form, _, number = act.supplier.partition(":")
        rows.append(
            [
                f"a{act.number}", act.award or f"CONT_AWD_{act.number}", act.supplier, act.name,
                number if form == "uei" else None, act.duns or (number if form == "duns" else None), act.cage,
                act.parent, act.parent_name, act.day, act.individual, act.reason,
            ]
        )  # fmt: skip
    marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, 'USA', ?, ?, ?, 1, ?, ?, true)"] * len(rows))
    lake.execute(  # in one piece: every statement makes a file, which every later one reads
        "INSERT INTO action_version (action_id, award_id, supplier_id, supplier_name, supplier_uei, supplier_duns, "
        "supplier_cage, supplier_country, parent_id, parent_name, signed_on, obligation, individual, reason_code, "
        f"leads) VALUES {marks}",
        [value for row in rows for value in row],
    )
    lake.execute("CREATE OR REPLACE TEMP TABLE touched (award_id VARCHAR)")
    identity.refresh(lake)
    resolve.refresh(lake)


def clear(lake: Lake) -> None:
    """Empties every table that `enter` and judgements fill."""
    for name in (
        "action_version",
        "csis_parent_version",
        "identity",
        "judgement",
        "family",
        "family_member",
        "family_change",
    ):
        lake.execute(f"DELETE FROM {name}")
    for name in ("entity", "plain_name", "parent_spell", "supplier_event", "resolved"):
        lake.execute(f"DELETE FROM {name}")


def merger(lake: Lake, company: str, owner: str, on_day: date, *, joint_venture: bool = False) -> None:
    """An entry of the CSIS list."""
    lake.execute(
        "INSERT INTO csis_parent_version (name, company, owner, merger_on, merger_year, joint_venture, leads) "
        "VALUES (?, ?, ?, ?, ?, ?, true)",
        [f"{company} [{owner}]", company, owner, on_day, on_day.year, joint_venture],
    )


def listed(lake: Lake, company: str, **more: Any) -> None:
    """An entry of the CSIS list, with what else it says: a spin-off, a joint venture."""
    names = ["name", "company", *more, "leads"]
    lake.execute(
        f"INSERT INTO csis_parent_version ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})",
        [company, company, *more.values(), True],
    )


def families(lake: Lake) -> set[frozenset[tuple[Any, ...]]]:
    """Every family as the set of its members' stays; its id, which has a history, is left out."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for row in lake.query("SELECT * FROM family_member"):
        stay = tuple(value for key, value in row.items() if key != "family_id")
        found.setdefault(row["family_id"], set()).add(stay)
    return {frozenset(stays) for stays in found.values()}


def on(lake: Lake, supplier: str, day: date) -> dict[str, Any]:
    """The stay of a supplier on a day, with the family's name."""
    (row,) = lake.query(
        "SELECT m.*, f.name FROM family_member m JOIN family f USING (family_id) WHERE m.supplier_id = ? AND "
        "m.stands AND "
        "? BETWEEN coalesce(m.from_on, DATE '0001-01-01') AND coalesce(m.to_on, DATE '9999-12-31')",
        [supplier, day],
    )
    return row


def ids(lake: Lake) -> dict[str, str]:
    """The family that each supplier is in today."""
    rows = lake.query("SELECT supplier_id, family_id FROM family_member WHERE stands AND to_on IS NULL")
    return {row["supplier_id"]: row["family_id"] for row in rows}
