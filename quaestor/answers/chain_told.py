"""What every chain of money tells alike: ends and links, the totals of its subject, and the sums that prove them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from quaestor.answers import chain_words
from quaestor.answers.chain_reports import Reports
from quaestor.answers.flowing import NOTHING, End, Link, balances, gathered
from quaestor.answers.supplier import INDIVIDUAL

#: Reports that are told one by one; the count is of all.
MOST_REPORTS = 100
#: The obligations of actions; a source that prints only some of an award's actions enters no sum.
SUM = "sum(CASE WHEN coalesce(sampled, false) THEN NULL ELSE obligation END)"

Told = dict[str, Any]

#: A subject that no link begins or ends at.
_NOTHING_HELD: Told = dict.fromkeys(("obligated", "received")) | dict.fromkeys(
    ("obligated_records", "received_records", "unknown"), 0
)


def told(
    kind: str, subject: End, links: Sequence[Link], columns: list[str], most: int, as_of: date | None,
    reports: Reports, about: Told, proof: tuple[str, Decimal | None],
) -> Told:  # fmt: skip
    """The facts that every chain has alike."""
    few = gathered(links, most, subject)
    nodes = balances(few)
    its = next((node for node in nodes if (node["kind"], node["key"]) == (subject.kind, subject.key)), _NOTHING_HELD)
    facts: Told = {
        "chain": kind,
        "key": subject.key,
        "name": subject.name,
        "about": {"piid": None, "supplier_id": None, "supplier_name": None, "held": True} | about,
        "as_of": as_of,
        "most": most,
        "columns": columns,
        "counted": "action" if kind == "award" else "award",
        **_totals(links, subject, its),
        **_left(nodes, kind),
        "within": reports.within(),
        "exceeding": reports.exceeding(),
        "repeated": reports.repeated(),
        "coverage": reports.coverage(),
        "nodes": nodes,
        "links": [_plain_link(link) for link in few],
        "reports_count": reports.count,
        "reports": reports.largest(MOST_REPORTS),
    }
    entering = sum((link.amount for link in links if link.how == "obligated" and link.source.column == 0), NOTHING)
    facts["proof"] = [
        {"what": "obligated by the buyers", "links": entering, "beside": proof[1], "of": proof[0]},
        {"what": "reported as passed on", "links": facts["passed_on"], "of": "the reports themselves, one by one"}
        | {"beside": reports.total("out")},
    ]
    for row in facts["proof"]:
        row["equal"] = None if row["beside"] is None else (row["links"] or NOTHING) == row["beside"]
    facts["says"] = chain_words.says(facts)
    facts["notes"] = chain_words.notes(facts)
    for node in nodes:
        node["says"] = chain_words.of_node(node, facts["counted"])
    return facts


def _totals(links: Sequence[Link], subject: End, its: Told) -> Told:
    """What the subject got and passed on; a vehicle hands all on, so there it is its orders that pass on."""
    passed = [link for link in links if link.how == "reported" and link.target != subject]
    known = its["obligated"] is not None and its["unknown"] < max(its["obligated_records"], 1)
    obligated, received = its["obligated"] if known else None, its["received"]
    passed_on = sum((link.amount for link in passed), NOTHING) if passed else None
    got = [amount for amount in (obligated, received) if amount is not None]
    return {
        "obligated": obligated,
        "awards": its["obligated_records"],
        "unknown": its["unknown"],
        "received": received,
        "received_reports": its["received_records"],
        "passed_on": passed_on,
        "passed_on_reports": sum(link.records for link in passed),
        "receivers": len({link.target for link in passed}),
        "kept": sum(got, NOTHING) - (passed_on or NOTHING) if got else None,
    }


def _left(nodes: list[Told], kind: str) -> Told:
    """What those suppliers or orders of a vehicle that report less than they got are left with, and what others report
    beyond what they got; the difference is what is kept in all."""
    apart = [node["kept"] for node in nodes if kind == "vehicle" and node["column"] == 2 and node["kept"] is not None]
    return {
        "left": sum((kept for kept in apart if kept > 0), NOTHING) if apart else None,
        "beyond": -sum((kept for kept in apart if kept < 0), NOTHING) if apart else None,
    }


def _plain_link(link: Link) -> Told:
    known = link.how == "reported" or link.unknown < link.records
    return {
        "from": {"column": link.source.column, "kind": link.source.kind, "key": link.source.key or None}
        | {"name": link.source.name},
        "to": {"column": link.target.column, "kind": link.target.kind, "key": link.target.key or None}
        | {"name": link.target.name},
        "how": link.how,
        "amount": link.amount if known else None,
        "records": link.records,
        "unknown": link.unknown,
    }


def buyer(row: Told) -> End:
    return End(0, "buyer", row["buyer_id"] or "?", row["buyer_name"] or row["buyer_id"] or "buyer not held")


def who(row: Told, side: str, kind: str = "supplier") -> tuple[str, str, str]:
    """Kind, id and name of one who gives or gets; individuals stand together and under nobody's name."""
    key, name = row[f"{side}_id"], row[f"{side}_name"]
    if key == INDIVIDUAL or str(name).lower() == INDIVIDUAL:
        return "individuals", INDIVIDUAL, "individuals"
    return kind, str(key or "?"), str(name or key or "not held")
