"""What flags about open contracting data are about, in names: what was tendered, by whom, and who was awarded it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quaestor.model.people import INDIVIDUAL
from quaestor.sql import AMONG
from quaestor.store import Lake

#: Subjects that are a process or a part of one; of a part, its id begins with that of its process.
OF_PROCESS = ("process", "process_contract")


def names(lake: Lake, rows: Sequence[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """By subject and its id: {subject_name, buyer_name, supplier_name}, None where nothing is printed.

    Of a process with several suppliers their number stands for their names. Of an organisation its name alone is told.
    """
    processes = {row["subject_id"]: _process(row) for row in rows if row["subject"] in OF_PROCESS}
    organisations = {row["subject_id"]: _organisation(row) for row in rows if row["subject"] == "organisation"}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    if processes:
        told = {row.pop("id"): row for row in lake.query(_PROCESSES, [sorted(set(processes.values()))])}
        for row in rows:
            if row["subject"] in OF_PROCESS and (process := told.get(processes[row["subject_id"]])):
                found[row["subject"], row["subject_id"]] = process
    if organisations:
        called = {row["id"]: row["name"] for row in lake.query(_CALLED, [sorted(set(organisations.values()))])}
        for subject_id, organisation in organisations.items():
            told_of = {"subject_name": called.get(organisation), "buyer_name": None, "supplier_name": None}
            found["organisation", subject_id] = told_of
    return found


_ROLES = {"agency": "('buyer', 'procuring entity')", "supplier": "('tenderer', 'supplier')"}


def organisation(lake: Lake, part: str, text: str) -> dict[str, Any] | None:
    """{id, name} of the organisation that takes a part (agency, supplier) in processes, by its id or its whole name.

    Natural persons are none."""
    rows = lake.query(
        f"SELECT organisation_id AS id, min(name) AS name FROM process_party WHERE role IN {_ROLES[part]} AND "
        "(organisation_id = $text OR lower(name) = lower($text)) AND name IS DISTINCT FROM $individual GROUP BY 1 "
        "ORDER BY count(*) DESC, 1 LIMIT 1",
        {"text": text.strip(), "individual": INDIVIDUAL},
    )
    return rows[0] if rows else None


def about(part: str) -> str:
    """A condition over flags: they are about a process that the organisation `$<part>` takes that part in."""
    return (
        f"subject IN {OF_PROCESS} AND split_part(subject_id, '/contract/', 1) IN (SELECT process_id FROM process_party "
        f"WHERE organisation_id = ${part} AND role IN {_ROLES[part]})"
    )


def _process(row: dict[str, Any]) -> str:
    return str(row["subject_id"]).split("/contract/")[0]


def _organisation(row: dict[str, Any]) -> str:
    """The organisation's id, which some rules write behind the part it takes: `tenderer: X`."""
    part, _, rest = str(row["subject_id"]).partition(": ")
    return rest or part


_PROCESSES = f"""
SELECT
  p.process_id AS id, p.title AS subject_name, coalesce(p.buyer_name, p.procuring_entity_name) AS buyer_name,
  CASE WHEN count(DISTINCT s.name) > 1 THEN count(DISTINCT s.name) || ' suppliers' ELSE min(s.name) END AS supplier_name
FROM process p
LEFT JOIN process_award a ON a.process_id = p.process_id AND a.status = 'active'
LEFT JOIN process_party s ON s.of_id = a.process_award_id AND s.role = 'supplier'
WHERE p.process_id {AMONG}
GROUP BY ALL
"""
_CALLED = f"SELECT organisation_id AS id, min(name) AS name FROM process_party WHERE organisation_id {AMONG} GROUP BY 1"
