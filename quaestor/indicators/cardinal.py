"""Cases in Cardinal's format: `NAME.jsonl`, compiled releases a line, and `NAME.expected`, what Cardinal says of them.

The name tells the indicator and its settings, as Cardinal's own tests read it: `R003-threshold-10` sets one option,
`R003-procurement_method_details-x-5-y-10` gives two procedures values of their own, `+` joins the values of a list.
Every case runs with the procedure `NPC` as one without a comparison of prices and the procedure `EXC` excluded. A
`NAME.ini` beside it, or a `settings.ini` for the whole folder, sets options as Cardinal's settings file does instead.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from configparser import ConfigParser
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from quaestor.errors import InputError, NotHeld
from quaestor.indicators import lines, rule
from quaestor.store.bare import Bare

#: What Cardinal prints of a process that an indicator flags: one, or what was measured.
_MEASURED = frozenset({"R024", "R035", "R058"})
#: What it prints of the tenderers of the bids that such a flag rests on; other indicators name none.
_TENDERERS = {"R024": 0.0, "R028": 1.0, "R030": 1.0, "R035": 0.0, "R058": 0.0}
_PARTS = {"buyer": "Buyer", "procuring entity": "ProcuringEntity", "tenderer": "Tenderer"}

#: Group (OCID, Buyer, ProcuringEntity, Tenderer) -> id -> indicator -> value.
Results = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True)
class Compared:
    """One pair of files: whether what was found is what was expected, and where it is not."""

    name: str
    equal: bool
    difference: str | None


def codes() -> dict[str, rule.Rule]:
    """The rules that answer Cardinal's indicators, by its code."""
    return {str(one.code): one for one in rule.citing("Cardinal R").values()}


def compare(folder: Path) -> list[Compared]:
    """Every pair of files in the folder, in name order; raises NotHeld where there is none."""
    found = sorted(file for file in folder.glob("*.jsonl") if file.with_suffix(".expected").is_file())
    if not found:
        raise NotHeld(
            "no pair of NAME.jsonl and NAME.expected", where=str(folder), advice="Name a folder of Cardinal's cases."
        )
    with Bare() as tables:
        return [_pair(tables, file) for file in found]


def _pair(tables: Bare, file: Path) -> Compared:
    try:
        expected = json.loads(file.with_suffix(".expected").read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"not JSON: {error}", where=f"{file.stem}.expected") from error
    lines.read(tables, [file])
    found = results(tables, settings(file))
    difference = "; ".join(_differences(found, expected))
    return Compared(file.stem, not difference, difference or None)


def settings(file: Path) -> dict[str, dict[str, Any]]:
    """The settings of each indicator that a case runs, told by its name and the settings file beside it."""
    beside = next((one for one in (file.with_suffix(".ini"), file.parent / "settings.ini") if one.is_file()), None)
    code, *parts = file.stem.replace("+", "|").split("-")
    if code not in codes():
        raise InputError(
            f"no rule answers {code}", where=file.name, advice=f"Rules answer {', '.join(sorted(codes()))}."
        )
    own: dict[str, Any] = {
        "no_price_comparison_procurement_methods": "NPC",
        "exclude_procurement_method_details": "EXC",
    }
    if beside:
        return {code: of_file(beside).get(code, {})}
    if len(parts) == 2:
        own[parts[0]] = int(parts[1]) if parts[1].isdigit() else parts[1]
    elif len(parts) > 2:
        own[parts[0]] = "|".join(f"{name}={value}" for name, value in list(pairwise(parts[1:]))[::2])
    return {code: own}


def usual() -> dict[str, dict[str, Any]]:
    """Every indicator as it is without settings."""
    return {code: {} for code in sorted(codes())}


def of_file(file: Path) -> dict[str, dict[str, Any]]:
    """The settings of each indicator that a settings file in Cardinal's form names; options of all are in each."""
    parser = ConfigParser(interpolation=None, delimiters=("=",), inline_comment_prefixes=(" #", " ;"), strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string("[every]\n" + file.read_text(encoding="utf-8"))
    every: dict[str, Any] = dict(parser["every"])
    excluded = parser.get("exclusions", "procurement_method_details", fallback=None)
    if excluded is not None:
        every["exclude_procurement_method_details"] = excluded
    found: dict[str, dict[str, Any]] = {}
    for section in parser.sections():
        code, _, option = section.partition(".")
        if code not in codes():
            continue
        told = found.setdefault(code, dict(every))
        if option:
            told[option] = "|".join(f"{name}={value}" for name, value in parser[section].items())
        else:
            told |= {name: _number(value) for name, value in parser[section].items()}
    return found


def _number(value: str) -> Any:
    for kind in (int, float):
        try:
            return kind(value)
        except ValueError:
            continue
    return value


def results(tables: Bare, asked: Mapping[str, Mapping[str, Any]]) -> Results:
    """What the indicators in `asked`, each with its settings, say of the compiled releases that `lines` has read."""
    found: Results = {}
    for code, told in asked.items():
        one = codes()[code]
        known = {name: value for name, value in told.items() if name in one.parameters}
        if unknown := told.keys() - one.parameters.keys() - _EVERY:
            raise InputError(
                f"no option {', '.join(sorted(unknown))}", where=code, advice=f"Options: {', '.join(one.parameters)}."
            )
        if "currency" in one.parameters and not known.get("currency"):
            known["currency"] = _first_currency(tables, code)
        if "timed_only" in one.parameters:
            known["timed_only"] = 1  # Cardinal reads moments alone
        _add(tables, code, one.with_parameters(known), found)
    return found


def without_persons(tables: Bare, found: Results) -> int:
    """Takes the organisations out of the results just found that are natural persons; how many they were."""
    some = lines.persons(tables, list(found.get("Tenderer", ())))
    for name in some:
        del found["Tenderer"][name]
    return len(some)


#: Options that Cardinal sets for all indicators at once, whether they use them or not.
_EVERY = frozenset({
    "currency", "no_price_comparison_procurement_methods", "price_comparison_procurement_methods",
    "exclude_procurement_method_details",
})  # fmt: skip


def _first_currency(tables: Bare, code: str) -> str:
    """The first currency that the file prints of a bid that counts: where none is set, Cardinal looks at no other."""
    counts = "b.status NOT IN ('invited', 'withdrawn')" if code == "R036" else "b.status = 'valid'"
    rows = tables.query(
        f"SELECT b.currency FROM bid b WHERE {counts} AND b.price IS NOT NULL AND b.currency IS NOT NULL "
        "ORDER BY b.process_id, b.position LIMIT 1"
    )
    return str(rows[0]["currency"]) if rows else ""


def _add(tables: Bare, code: str, one: rule.Rule, found: Results) -> None:
    """Adds what one rule flags, in Cardinal's terms."""
    key = "subject_id" if code == "R038" else f"{one.subject}_id"
    rests = "rests_on" if code in _TENDERERS else "NULL"
    tables.execute(
        f"CREATE OR REPLACE TEMP TABLE flagged AS SELECT {key} AS id, CAST(value AS DOUBLE) AS value, "
        f"{rests} AS rests_on FROM ({one.select}) WHERE flagged",
        dict(one.parameters),
    )
    if one.subject == "process":
        rows = tables.query("SELECT l.ocid AS id, f.value AS value FROM flagged f JOIN line l ON l.rowid = f.id")
    else:
        rows = tables.query("SELECT id, value FROM flagged")
    for row in rows:
        if one.subject == "process":
            group, name, value = "OCID", row["id"], row["value"] if code in _MEASURED else 1.0
        elif code == "R038":
            part, _, name = row["id"].partition(": ")
            group, value = _PARTS[part], row["value"]
        else:
            group, name, value = "Tenderer", row["id"], row["value"]
        found.setdefault(group, {}).setdefault(name, {})[code] = float(value)
    if code in _TENDERERS:
        some = (
            " AND (t.process_id, t.organisation_id) IN (SELECT (s.process_id, s.organisation_id) FROM process_party s "
            "JOIN process_award a ON a.process_award_id = s.of_id WHERE s.role = 'supplier' AND a.status = 'active')"
            if code == "R030"
            else ""
        )
        for row in tables.query(
            "SELECT DISTINCT t.organisation_id AS id FROM (SELECT unnest(rests_on) AS bid_id FROM flagged) f JOIN "
            f"process_party t ON t.of_id = f.bid_id WHERE t.role = 'tenderer' AND t.organisation_id IS NOT NULL{some}"
        ):
            found.setdefault("Tenderer", {}).setdefault(row["id"], {})[code] = _TENDERERS[code]


def _differences(found: Results, expected: Results) -> list[str]:
    """What is missing, what is too much and what has another value, a few words each."""
    one, other = _flat(found), _flat(expected)
    said = [f"missing {' '.join(key)} {value}" for key, value in other.items() if key not in one]
    said += [f"not expected {' '.join(key)} {value}" for key, value in one.items() if key not in other]
    return said + [
        f"{' '.join(key)} is {one[key]}, expected {value}"
        for key, value in other.items()
        if key in one and not math.isclose(one[key], value, rel_tol=1e-12, abs_tol=1e-12)
    ]


def _flat(results: Results) -> dict[tuple[str, str, str], float]:
    groups = {group: of for group, of in results.items() if group in ("OCID", *_PARTS.values())}
    return {
        (group, name, code): float(value)
        for group, of in groups.items()
        for name, told in of.items()
        for code, value in told.items()
    }
