"""How awards were competed: what a code of the extent of competition means in plain words, and what share it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from quaestor import model

#: What each code of `model/codes/competed.csv` counts as, and what it says to somebody who does not know the code.
#: A follow-on is counted as neither: the firm had won before, and was alone this time.
MEANINGS = {
    "A": ("competed", "any firm could make an offer"),
    "B": ("not competed", "a law or a rule kept it from competition"),
    "C": ("not competed", "no other firm could make an offer"),
    "D": ("competed", "firms could make an offer once some had been left out, for instance all but small ones"),
    "E": ("follow-on", "it carries on from work that was competed, with the same firm"),
    "F": ("competed", "several firms were asked, under the simpler rules for small purchases"),
    "G": ("not competed", "one firm was asked, under the simpler rules for small purchases"),
    "CDO": ("competed", "the holders of the vehicle could compete for the order"),
    "NDO": ("not competed", "the order went to one holder of the vehicle without competition"),
}
#: The groups in the order they are told.
GROUPS = ("competed", "not competed", "follow-on", "not held")
#: Printed where offers were many and nobody counted.
MANY_OFFERS = 999


def group(code: str | None) -> str:
    """What a code counts as, one of GROUPS; a code that nobody knows is not held."""
    return MEANINGS.get(code or "", ("not held", ""))[0]


def told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """How one award was competed: its group, and sentences for somebody who does not know the codes.

    facts: those of `answers.award`, with competed, sole_source and offers. The codes stand on the latest action that
    prints them; where none does, the group is `not held`.
    """
    competed, alone = facts["competed"], facts["sole_source"]
    code = competed["code"]
    said = []
    if meaning := MEANINGS.get(code or ""):
        said.append(f"{_upper(meaning[0])}: {meaning[1]}.")
    elif code:
        said.append(f"The publisher prints the code {code}, whose meaning is not held.")
    else:
        said.append("Whether it was competed is not held: no record read prints it.")
    if alone["code"]:
        reason = _lower(alone["words"] or "a code not known here")
        said.append(f"The reason given for not competing it fully: {reason}.")
    offers = facts["offers"]
    if offers is not None:
        many = int(offers) == MANY_OFFERS
        said.append(
            "Many offers were received." if many else
            "One offer was received." if int(offers) == 1 else f"{int(offers):,} offers were received."
        )  # fmt: skip
    return {"group": group(code), "sentences": said}


def shares(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How awards were competed, by count and by money, with what is not held named.

    rows: competed_code, awards, obligated (sum, None where no award of the code has one) and unknown (awards without a
    sum). Each group tells its codes. known: awards that say how they were competed, and the money on them.
    """
    groups: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: -row["awards"]):
        code = row["competed_code"]
        name = group(code)
        entry = groups.setdefault(name, {"group": name, "awards": 0, "obligated": None, "unknown": 0, "codes": []})
        entry["awards"] += row["awards"]
        entry["unknown"] += row["unknown"]
        entry["obligated"] = _sum(entry["obligated"], row["obligated"])
        if code:
            words = model.codes("competed").get(code)
            entry["codes"].append({"code": code, "words": words, "awards": row["awards"]})
    found = [groups[name] for name in GROUPS if name in groups]
    known = [entry for entry in found if entry["group"] != "not held"]
    money: Decimal | None = None
    for entry in known:
        money = _sum(money, entry["obligated"])
    return {
        "awards": sum(entry["awards"] for entry in found),
        "known": {"awards": sum(entry["awards"] for entry in known), "obligated": money},
        "groups": found,
    }


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
