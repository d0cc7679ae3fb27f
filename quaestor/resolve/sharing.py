"""Judgements as a file that newsrooms pass on: YAML or JSON of one version, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from quaestor.errors import InputError, UnreadableFile
from quaestor.resolve import judgements
from quaestor.resolve.judgements import Judgement
from quaestor.store import Lake

#: Version of the file's form; another one is refused.
VERSION = 1
_KEPT = (
    "judgement_id", "kind", "left_id", "right_id", "from_on", "to_on", "because", "source_url", "made_by", "made_at",
    "withdrawn_at", "withdrawn_because",
)  # fmt: skip
_NEEDED = ("judgement_id", "kind", "left_id", "right_id", "because", "made_at")


def export(lake: Lake) -> dict[str, Any]:
    """Every judgement of a person, withdrawn ones too, with the names of both sides for the reader's eye."""
    rows = judgements.listed(lake, withdrawn=True)
    told = sorted(rows, key=lambda row: (row["made_at"], row["judgement_id"]))
    return {
        "quaestor_judgements": VERSION,
        "judgements": [
            {name: row[name] for name in (*_KEPT, "left_name", "right_name") if row[name] is not None} for row in told
        ],
    }


def write(lake: Lake, path: Path) -> int:
    """Writes the file, JSON where its name says so, else YAML; returns the number of judgements."""
    import json

    told = export(lake)
    if path.suffix == ".json":
        text = json.dumps(told, ensure_ascii=False, indent=2, default=lambda value: value.isoformat()) + "\n"
    else:
        text = yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(text, encoding="utf-8")
    return len(told["judgements"])


def take(lake: Lake, path: Path) -> dict[str, int]:
    """Takes the judgements of a file in, inside a transaction of the caller's: `added`, `withdrawn`, `held` already.

    Raises UnreadableFile or InputError with the place in the file; the caller's transaction must then be given up.
    """
    told = {"added": 0, "withdrawn": 0, "held": 0}
    rows = sorted(enumerate(_rows(path), start=1), key=lambda pair: (pair[1]["made_at"], pair[1]["judgement_id"]))
    held = {row["judgement_id"]: row for row in lake.query("SELECT * FROM judgement WHERE rule IS NULL")}
    unknown = {row[side] for _, row in rows for side in ("left_id", "right_id")}
    unknown -= judgements.known(lake, unknown)
    for number, row in rows:
        where = f"{path.name}, judgement {number}"
        for side in ("left_id", "right_id"):
            if row[side] in unknown:
                raise InputError(
                    f"no supplier or parent {row[side]} is held", where=where,
                    advice="Load records that print it first, or take the judgement out of the file.",
                )  # fmt: skip
        mine = held.get(row["judgement_id"])
        if mine is None:
            told["added" if _enter(lake, row, where) else "held"] += 1
        elif row["withdrawn_at"] and not mine["withdrawn_at"]:
            lake.execute(
                "UPDATE judgement SET withdrawn_at = ?, withdrawn_because = ? WHERE judgement_id = ?",
                [row["withdrawn_at"], row["withdrawn_because"], row["judgement_id"]],
            )
            told["withdrawn"] += 1
        else:
            told["held"] += 1
    return told


def _enter(lake: Lake, row: Mapping[str, Any], where: str) -> bool:
    """Enters one judgement of the file; False where one in the same words stands already."""
    one = Judgement(
        row["kind"], row["left_id"], row["right_id"], str(row["because"]), row["source_url"],
        row["from_on"], row["to_on"], row["made_by"] or "a person",
    )  # fmt: skip
    if row["withdrawn_at"]:
        judgements.enter(lake, row)
        return True
    try:
        made = judgements.make(lake, one, row["made_at"], row["judgement_id"])
    except InputError as error:
        raise type(error)(error.what, where=where, advice=error.advice) from error
    return bool(made["judgement_id"] == row["judgement_id"])


def _rows(path: Path) -> list[dict[str, Any]]:
    """The judgements of the file with every key; raises where it is not such a file."""
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UnreadableFile("no such file", where=str(path)) from None
    except OSError as error:
        raise UnreadableFile(error.strerror or str(error), where=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"not YAML or JSON ({str(error).splitlines()[0]})", where=path.name) from error
    version = told.get("quaestor_judgements") if isinstance(told, dict) else None
    if version != VERSION:
        raise InputError(
            f"a file of judgements of version {version}, this program reads {VERSION}"
            if version is not None
            else "not a file of judgements: quaestor_judgements is missing",
            where=path.name, advice="Have it exported by the version of Quaestor that you use.",
        )  # fmt: skip
    rows = told.get("judgements")
    if not isinstance(rows, list):
        raise InputError("judgements is not a list", where=path.name)
    return [_row(row, f"{path.name}, judgement {number}") for number, row in enumerate(rows, start=1)]


def _row(row: Any, where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InputError("not a list of names and values", where=where)
    if missing := [name for name in _NEEDED if not row.get(name)]:
        raise InputError(f"{', '.join(missing)} is missing", where=where, advice="Every judgement has them.")
    if row["kind"] not in judgements.KINDS:
        raise InputError(
            f"{row['kind']} is no kind of judgement", where=where, advice=f"Kinds: {', '.join(judgements.KINDS)}."
        )
    return {name: _read(name, row.get(name), where) for name in _KEPT}


def _read(name: str, value: Any, where: str) -> Any:
    """A value in its column's type: dates and moments may be text in JSON."""
    try:
        if value is None or not name.endswith(("_on", "_at")):
            return None if value is None else str(value)
        if name.endswith("_on"):
            return (
                value if isinstance(value, date) and not isinstance(value, datetime) else date.fromisoformat(str(value))
            )
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except ValueError:
        raise InputError(f"{name} is {value!r}, which is no day or moment", where=where) from None
