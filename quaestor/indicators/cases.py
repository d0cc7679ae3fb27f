"""Cases of a rule: made-up tables and what it must say of every subject in them, in a YAML file beside the rule's.

A file has `cases: [{name, tables: {award: [{...}]}, expect: {SUBJECT: {flagged: true, value: 3}}, parameters}]`. A
column that a row does not name is NULL. Every subject that the rule gives must be expected; only what is named is
compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from quaestor import yml
from quaestor.errors import InputError
from quaestor.indicators import running
from quaestor.indicators.rule import Rule
from quaestor.store.bare import Bare


@dataclass(frozen=True)
class Case:
    """One made-up set of tables and what is expected of each subject in it."""

    name: str
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    expect: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def fill(self, tables: Bare) -> None:
        """Puts its rows into the tables, in place of what was filled in before."""
        tables.empty()
        for name, rows in self.tables.items():
            tables.fill(name, rows or [])


def read(file: Path) -> list[Case]:
    """The cases in a file; raises InputError saying which is not one."""
    told = yml.read(file.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or told.keys() != {"cases"}:
        raise InputError("not a file of cases", where=file.name, advice="It begins with `cases:` and has a list there.")
    found = []
    for n, entry in enumerate(told["cases"], 1):
        if (
            unknown := entry.keys() - Case.__dataclass_fields__.keys()
            or Case.__dataclass_fields__.keys() - {"parameters"} - entry.keys()
        ):
            raise InputError(f"case {n} has too much or too little: {', '.join(unknown)}", where=file.name)
        found.append(Case(**{**entry, "name": str(entry["name"])}))
    return found


@cache
def shipped(name: str) -> list[Case]:
    """The cases of a rule that comes with Quaestor; none where there is no such rule."""
    file = Path(str(files(__package__).joinpath(f"{name}.yml")))
    return read(file) if file.is_file() else []


def run(case: Case, rule: Rule, tables: Bare) -> list[str]:
    """What differs from what the case expects, a sentence a difference; none when all is as expected."""
    case.fill(tables)
    asked = rule.with_parameters(case.parameters)
    running.judge(tables, asked, keep="true")
    return differences(case, tables.query("SELECT * FROM judged"))


def differences(case: Case, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the rows of `judged` say otherwise than the case expects."""
    given = {row["subject_id"]: _told(row) for row in rows}
    found = [f"{subject}: no row is given" for subject in case.expect if str(subject) not in given]
    found += [
        f"{subject}: not expected, and given as {_brief(told)}"
        for subject, told in given.items()
        if subject not in {str(one) for one in case.expect}
    ]
    for subject, expected in case.expect.items():
        told = given.get(str(subject))
        for name, value in _whole(expected).items() if told else ():
            if name not in told:  # type: ignore[operator]
                found.append(f"{subject}: a rule gives no {name}")
            elif not _same(told[name], value):  # type: ignore[index]
                found.append(f"{subject}: {name} is {told[name]!r}, expected {value!r}")  # type: ignore[index]
    return found


def covered(cases: Sequence[Case], rule: Rule) -> list[str]:
    """What the cases leave unshown: a flag, a subject that is not flagged, each filter, each reason."""
    told = [_whole(one) for case in cases for one in case.expect.values()]
    shown = {
        "a flagged subject": any(one.get("flagged") is True for one in told),
        "a subject that is not flagged": any(one.get("flagged") is False and not one.get("spared") for one in told),
        **{f"one spared as {name}": any(one.get("spared") == name for one in told) for name in rule.spares},
        **{
            f"one not assessed as {name}": any(one.get("not_assessed") == name for one in told)
            for name in rule.not_assessed
        },
    }
    return [what for what, there in shown.items() if not there]


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    state = row["state"]
    told = {name: row[name] for name in running.JUDGED if name not in ("state", "reason", "subject_id", "n")}
    return told | {
        "flagged": {"flagged": True, "not_assessed": None}.get(state, False),
        "spared": row["reason"] if state == "spared" else None,
        "not_assessed": row["reason"] if state == "not_assessed" else None,
    }


def _whole(expected: Mapping[str, Any]) -> dict[str, Any]:
    """What is expected, with what follows from it: a spared subject is not flagged, nor one that is not assessed."""
    told = dict(expected)
    if told.get("spared"):
        told.setdefault("flagged", False)
    elif told.get("not_assessed"):
        told.setdefault("flagged", None)
    elif "flagged" in told and told["flagged"] is not None:
        told |= {"spared": told.get("spared"), "not_assessed": told.get("not_assessed")}
    return told


def _same(given: Any, expected: Any) -> bool:
    if isinstance(expected, list):
        return sorted(map(str, expected)) == list(given or [])
    if expected is None or given is None or isinstance(expected, bool) or isinstance(given, bool):
        return bool(given is expected or str(given) == str(expected).lower())
    try:
        return Decimal(str(given)) == Decimal(str(expected))
    except InvalidOperation:
        return str(given) == str(expected)


def _brief(told: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {told[name]!r}" for name in ("flagged", "value", "spared", "not_assessed"))
