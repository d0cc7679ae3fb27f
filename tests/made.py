"""Made-up files of publishers, small enough to see through, and what a store holds, to compare before with after."""

# ruff: noqa: E501 -- one case a line
from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from quaestor import model
from quaestor.store import Lake

TESTS = Path(__file__).parent

#: How many histories drawn by chance each test of them tries; `make soak` tries many.
CHANCES = int(os.environ.get("QUAESTOR_CHANCES", "1"))

SEARCH = (
    "Agency", "Award ID", "Recipient Name", "Federal Action Obligation", "Action Date", "Modification",
    "Product/Service Description", "NAICS Description", "Transaction Description", "Generated Award ID",
)  # fmt: skip

#: Columns that tell when Quaestor did its work, or what it called a load after its first file.
OWN = {"loaded_at", "load_id"}


def search_row(
    award: int,
    amount: str,
    *,
    mod: str = "0",
    agency: str = "ICE",
    day: str = "2025-03-04",
    supplier: str = "KEYSTONE WORKS LLC",
    words: str = "SPANS",
    keyed: bool = True,
) -> list[str]:
    """A row of a search extract: an act on award `award`."""
    code = {"ICE": "7012", "CBP": "7014"}[agency]
    key = f"CONT_AWD_P{award}_{code}_-NONE-_-NONE-" if keyed else ""
    return [agency, f"P{award}", supplier, amount, day, mod, "BRIDGES", "BUILDING", words, key]


def search_file(path: Path, rows: Iterable[Sequence[str]], *, keyed: bool = True) -> Path:
    """A search extract; without keys it is one of the first version, which lacks the last column."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(SEARCH if keyed else SEARCH[:-1])
        writer.writerows(row if keyed else row[:-1] for row in rows)
    return path


def stamped(moment: datetime) -> str:
    """The name of a search extract read at `moment`."""
    return f"FY2025_{moment:%Y%m%dT%H%M%S}.csv"


def _current() -> tuple[list[str], dict[str, str]]:
    with (TESTS / "sources" / "usaspending_transactions" / "current.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return list(rows.fieldnames or ()), next(rows)


def transaction_row(number: int, amount: str, **columns: str) -> dict[str, str]:
    """A row of a transaction download: the first act of order `number`; columns override what is printed."""
    _, row = _current()
    piid = f"90AB21F{number:07d}"
    own = {
        "contract_transaction_unique_key": f"9001_4732_{piid}_0_GS00F0001X_0",
        "contract_award_unique_key": f"CONT_AWD_{piid}_9001_GS00F0001X_4732",
        "award_id_piid": piid,
        "federal_action_obligation": amount,
    }
    return row | own | columns


def transaction_file(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """A transaction download of today's layout."""
    header, _ = _current()
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def tables() -> list[str]:
    """Every table that a store keeps."""
    stored = [table for table in model.tables().values() if table.kind != "view"]
    return [f"{table.name}_version" if table.kind == "recorded" else table.name for table in stored]


def contents(lake: Lake, *names: str, but: Iterable[str] = ()) -> dict[str, list[str]]:
    """The rows of the tables (all of them, when none is named) in an order of their own, without the columns `but`."""
    hidden = set(but)
    return {
        name: sorted(
            json.dumps({key: str(value) for key, value in row.items() if key not in hidden}, sort_keys=True)
            for row in lake.query(f"SELECT * FROM {name}")
        )
        for name in names or tables()
    }


def whole(lake: Lake) -> dict[str, Any]:
    """All there is of a store: its newest snapshot, its tables, its archive and what lies about in it."""
    files = sorted(
        str(path.relative_to(lake.path)) for part in ("evidence", "spill") for path in (lake.path / part).rglob("*")
    )
    return {"snapshot": lake.snapshot(), "files": files} | contents(lake)


def sums(lake: Lake) -> list[tuple[Decimal, int]]:
    """Money and acts as the acts, the awards, and the coverage have them; of one source all three agree."""
    return [
        tuple(lake.query(f"SELECT coalesce(sum({amount}), 0) AS money, CAST(coalesce({acts}, 0) AS BIGINT) AS acts FROM {table}")[0].values())
        for table, amount, acts in (
            ("action", "obligation", "count(*)"), ("award", "obligated", "sum(actions)"), ("coverage", "obligated", "sum(held)"),
        )
    ]  # fmt: skip


def python(program: str, *arguments: str | Path, **popen: Any) -> subprocess.Popen[str]:
    """A process of its own that runs `program` with the package and this module at hand."""
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths},
        text=True,
        **popen,
    )
