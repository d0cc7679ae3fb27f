"""The sums of a chain of money in plain sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from quaestor.answers.plain import dollars

_REST = "is not known to be passed on"


def says(facts: dict[str, Any]) -> str:
    """The check of the subject: what it got, what it is reported to have passed on, and the rest."""
    return _balance(
        facts["obligated"], facts["received"], facts["received_reports"], facts["passed_on"],
        facts["passed_on_reports"], facts["kept"], facts["unknown"],
    )  # fmt: skip


def of_node(node: dict[str, Any], counted: str) -> str:
    """The check of one end of the chain's links: in = out + kept, or what is not known of it."""
    if node["kind"] in ("vehicle", "direct"):
        return (
            f"{dollars(node['obligated'])} came in and {dollars(node['handed_on'])} went on to those who got it; "
            f"{'nothing is kept' if not node['kept'] else dollars(node['kept']) + ' is between them'}."
        )
    if node["kept"] is None:
        if node["received"] is not None:
            reports = node["received_records"]
            said = f"{_reports(reports)} of {dollars(node['received'])} {'names' if reports == 1 else 'name'}"
            return f"{said} it as receiver; what it did with the money is not known."
        if node["handed_on"] is not None:
            if node["unknown"] >= node["handed_on_records"]:
                return "What it obligated here is not held."
            on = _many(node["handed_on_records"], counted, f"{counted}s")
            return f"It obligated {dollars(node['handed_on'])} here, on {on}."
        if node["passed_on"] is not None:
            said = f"{dollars(node['passed_on'])} here in {_reports(node['passed_on_records'])}"
            return f"It reports to have passed on {said}; what it got is on its own page."
    known = node["obligated"] if node["unknown"] < max(node["obligated_records"], 1) else None
    return _balance(
        known, node["received"], node["received_records"], node["passed_on"], node["passed_on_records"], node["kept"],
        node["unknown"],
    )  # fmt: skip


def _balance(
    obligated: Decimal | None, received: Decimal | None, received_reports: int, passed_on: Decimal | None,
    reports: int, kept: Decimal | None, unknown: int,
) -> str:  # fmt: skip
    if obligated is None and received is None:
        if passed_on is None:
            return "Neither what was obligated nor what was passed on is held."
        return f"What was obligated is not held; {dollars(passed_on)} was reported as passed on in {_reports(reports)}."
    got = f"{dollars(obligated)} obligated" if obligated is not None else ""
    if received is not None:
        got += f"{' and ' if got else ''}{dollars(received)} reported as received in {_reports(received_reports)}"
    if passed_on is None:
        return f"Of {got}, no report says that any was passed on; whether it was is not known."
    went = f"{dollars(passed_on)} was reported as passed on in {_reports(reports)}"
    if kept is not None and kept < 0:
        but = "; what was obligated on some awards is not held" if unknown else ""
        return f"Of {got}, {went}: {dollars(-kept)} more than is held to have come in{but}."
    return f"Of {got}, {went}; the rest, {dollars(kept)}, {_REST}."


def notes(facts: dict[str, Any]) -> list[str]:
    """What must be said beside the sums."""
    return [*_exceeding(facts), *_undrawn(facts), *_unheld(facts), *_coverage(facts), *_subject(facts)]


def _exceeding(facts: dict[str, Any]) -> list[str]:
    over = facts["exceeding"]
    if not over["awards"]:
        return []
    if facts["chain"] == "award":
        first = facts["about"]["first_held"]
        why = (
            f" The first action held is {first}: money obligated before it is not counted here."
            if over["unbegun"]
            else " Reports may tell money twice, mean totals or instalments, or be mistaken; nobody checks them."
        )
        return [f"{dollars(over['amount'])} more is reported as passed on than was obligated.{why}"]
    apart = (
        f" The picture shows both, {dollars(facts['left'])} not known to be passed on and {dollars(facts['beyond'])} "
        "beyond what came in; what is named above is the difference."
        if facts["beyond"]
        else ""
    )
    unbegun = (
        f" Of {'these' if over['unbegun'] > 1 else 'them'}, {over['unbegun']:,} lack their first actions here, so that "
        "what was obligated is not whole."
        if over["unbegun"]
        else ""
    )
    return [
        f"On {over['awards']:,} of {_awards(over['of'])} with reports, more is reported as passed on than was "
        f"obligated, {dollars(over['amount'])} in all.{unbegun}{apart}"
    ]


def _undrawn(facts: dict[str, Any]) -> list[str]:
    found = []
    below = [link for link in facts["links"] if link["amount"] is not None and link["amount"] < 0]
    if below:
        total = sum((link["amount"] for link in below), Decimal(0))
        found.append(
            f"{_many(len(below), 'sum is', 'sums are')} below zero ({dollars(total)}): money taken back. No band can "
            "show that; the table does."
        )
    if facts["within"]["reports"]:
        whom = "within the family" if facts["chain"] == "family" else "by a supplier to itself"
        found.append(
            f"{_reports(facts['within']['reports'])} of {dollars(facts['within']['amount'])} passed on {whom} "
            f"{'is' if facts['within']['reports'] == 1 else 'are'} in no sum."
        )
    again = facts["repeated"]
    if again["reports"]:
        found.append(
            f"{_reports(again['reports'])} {'repeats' if again['reports'] == 1 else 'repeat'} the award, receiver, day "
            f"and amount of another, {dollars(again['amount'])} in all; whether that is new money nobody says."
        )
    return found


def _unheld(facts: dict[str, Any]) -> list[str]:
    found = []
    if facts["unknown"] and facts["chain"] == "award":
        found.append("What was obligated on this award is not held in full.")
    elif facts["unknown"]:
        found.append(f"What was obligated on {_awards(facts['unknown'])} is not held, and is in no sum.")
    if facts["about"].get("printed"):
        found.append("What was obligated is the publisher’s own total; the actions that make it up are not held.")
    if facts["about"].get("agreements"):
        found.append(
            f"{_many(facts['about']['agreements'], 'agreement under it is', 'agreements under it are')} a vehicle of "
            "its own, and has a chain of its own; orders under that are not added here."
        )
    return found


def _coverage(facts: dict[str, Any]) -> list[str]:
    held = facts["coverage"]
    rule = (
        "Suppliers report subawards themselves: only those of $30,000 and more, only the first step down, and nobody "
        "checks the reports against payments."
    )
    if not held["reports"]:
        return ["No subaward report is held at all, so nothing here says what was passed on."]
    whose = held["buyer_name"] if held["buyers"] == 1 else f"{held['buyers']:,} buyers"
    return [
        f"{rule} Held are {held['reports']:,} reports on {_awards(held['awards'])} of {whose}, signed from "
        f"{held['first_on'].isoformat()} to {held['last_on'].isoformat()}."
    ]


def _subject(facts: dict[str, Any]) -> list[str]:
    if facts["chain"] == "family":
        return [facts["about"]["said"]]
    if facts["chain"] == "vehicle":
        return ["A vehicle’s ceiling is a limit and no flow; it is in no sum here."]
    if facts["chain"] == "supplier" and len(facts["about"]["identities"]) > 1:
        others = ", ".join(facts["about"]["identities"][1:6]) + (" …" if len(facts["about"]["identities"]) > 6 else "")
        return [f"Counted together, as the same firm under several identities: {facts['key']}, {others}."]
    if facts["chain"] == "supplier" and facts["key"].startswith("name:"):
        return [
            "This supplier is known by its name alone; reports are its own where they print the name letter for letter."
        ]
    return []


def _reports(count: int) -> str:
    return _many(count, "report", "reports")


def _awards(count: int) -> str:
    return _many(count, "award", "awards")


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
