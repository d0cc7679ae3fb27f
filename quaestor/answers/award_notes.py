"""What must be said beside an award's figures, in plain sentences: what they leave out, and what may look wrong
and is not."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from quaestor.answers.plain import dollars


def notes(facts: dict[str, Any], cut_short: list[int]) -> list[str]:
    """The notes for the facts of one award, most weighty first. cut_short: fiscal years whose file seems cut short."""
    return [*_money(facts), *_gaps(facts), *_cut(cut_short), *_equal(facts["actions"]), *_record(facts)]


def _cut(years: list[int]) -> list[str]:
    if not years:
        return []
    if len(years) == 1:
        said = f"file of this buyer for fiscal year {years[0]} seems cut short: small and negative actions of that year"
    else:
        named = ", ".join(map(str, years))
        said = f"files of this buyer for fiscal years {named} seem cut short: small and negative actions of these years"
    return [f"The publisher's {said} may be missing."]


def _money(facts: dict[str, Any]) -> list[str]:
    found = []
    if facts["sampled"]:
        found.append(
            "The source prints only one action of this award a year, so what was obligated in all is not held; "
            "exercised value "
            "and ceiling are the totals it printed as of each action."
        )
    if not facts["actions"] and facts["obligated_stated"] is not None:
        found.append(
            f"Only a summary is held. The publisher's own total of obligations is {dollars(facts['obligated_stated'])}."
        )
    if facts["ceiling_kind"] not in ("stated", "unknown"):
        found.append(f"The printed ceiling, {dollars(facts['ceiling'])}, enters no sum: {facts['ceiling_why']}.")
    elif facts["ceiling_kind"] == "unknown" and facts["ceiling_stated"] is not None and facts["actions"]:
        found.append(
            f"The ceiling is not held: {facts['ceiling_why']}. The publisher's latest total is "
            f"{dollars(facts['ceiling_stated'])}."
        )
    if facts["reconciles"] is False and not facts["as_of"]:
        found.append(
            f"The ceiling changes held add up to {dollars(facts['ceiling'])}, while the publisher prints "
            f"{dollars(facts['ceiling_stated'])} as today's total."
        )
    return found


def _gaps(facts: dict[str, Any]) -> list[str]:
    """Modification numbers that a run of numbers leaps over, unless the sums show that nothing is lost."""
    actions = facts["actions"]
    if not actions or any(act["sampled"] for act in actions):
        return []
    found = []
    first = actions[0]
    bases = [act for act in actions if re.fullmatch(r"0+|BASIC|BASE|", str(act["mod_number"] or ""))]
    if not bases:
        found.append(
            f"The first action held is modification {first['mod_number']}: what was signed before is not held, and "
            "totals lack it."
        )
    elif bases[0] is not first:
        found.append(
            f"Modification {first['mod_number']} is dated {first['signed_on']}, and the award itself "
            f"{bases[0]['signed_on']}: the order is that of the days printed."
        )
    if facts["reconciles"] and facts["obligated"] == facts["obligated_stated"]:
        return found
    runs: dict[str, set[int]] = defaultdict(set)
    forms = {}
    for act in actions:
        match = re.fullmatch(r"([A-Z]+)(\d+)", str(act["mod_number"] or ""))
        if match:
            runs[match[1]].add(int(match[2]))
            forms[match[1]] = len(match[2])
    missing = []
    for prefix, numbers in runs.items():
        start = 1 if bases else min(numbers)
        lost = [number for number in range(start, max(numbers)) if number not in numbers]
        missing += [f"{prefix}{number:0{forms[prefix]}d}" for number in lost]
    if missing:
        said = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        verb = "is" if len(missing) == 1 else "are"
        found.append(f"{said} {verb} missing from every version read: totals may be incomplete.")
    return found


def _equal(actions: list[dict[str, Any]]) -> list[str]:
    """Large equal obligations, which are real and not a repeat."""
    groups: dict[Decimal, list[str]] = defaultdict(list)
    for act in actions:
        if act["obligation"] is not None and abs(act["obligation"]) >= 10_000:
            groups[act["obligation"]].append(str(act["mod_number"]))
    return [
        f"{_listed(mods)} carry the same amount, {dollars(amount)}; each is an action of its own and all count."
        for amount, mods in groups.items()
        if len(mods) > 1
    ][:3]


def _listed(mods: list[str]) -> str:
    return f"{', '.join(mods[:-1])} and {mods[-1]}" if len(mods) < 4 else f"{len(mods)} actions"


def _record(facts: dict[str, Any]) -> list[str]:
    money = sum(
        row["kind"] == "rewritten" and row["field"] in ("obligation", "ceiling_change", "exercised_change")
        for row in facts["rewritten"]
    )
    last = {row["record_id"]: row["kind"] for row in facts["rewritten"] if not row["field"]}
    gone = sum(kind == "withdrawn" for kind in last.values())
    names = {act["supplier_name"] for act in facts["actions"] if act["supplier_name"]}
    found = []
    if money:
        found.append(
            f"The publisher has rewritten {money} amount{'s' if money > 1 else ''} after first printing them; see "
            "the record history."
        )
    if gone:
        found.append(f"The publisher no longer prints {gone} action{'s' if gone > 1 else ''} that it once did.")
    if len(names) > 1:
        found.append(f"The supplier is printed under {len(names)} names.")
    return found
