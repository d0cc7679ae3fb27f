"""On the real records: skip tracing is found in the publisher's own words, and adds up to the publisher's own files."""

from __future__ import annotations

import csv
import gzip
import re
from decimal import Decimal
from pathlib import Path

import pytest

from quaestor import investigation, pipeline
from quaestor.investigation import kept
from quaestor.store import Lake


@pytest.mark.real_data
def test_skip_tracing_is_found_in_the_publishers_own_words(real_data: Path, tmp_path: Path) -> None:
    snapshots = sorted((real_data / "usaspending" / "cbp_ice" / "snapshots").glob("FY202[56]_*.csv.gz"))
    newest = [max(file for file in snapshots if file.name.startswith(year)) for year in ("FY2025", "FY2026")]
    theirs: dict[tuple[str, str], dict[str, str]] = {}
    for file in newest:
        with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if re.search(
                    r"(?i)(?<![a-z0-9])skip[^a-z0-9]*tracing(?![a-z0-9])", row["Transaction Description"] or ""
                ):
                    theirs[row["Award ID"], row["Modification"]] = row
    pipeline.load(tmp_path / "store", "usaspending_search", newest)
    kept.examples(tmp_path / "store")
    with Lake.open(tmp_path / "store") as lake:
        facts = investigation.investigation(lake, "skip-tracing")
    assert {(row["piid"], row["mod_number"]) for row in facts["actions"]} == set(theirs)
    total = sum(Decimal(row["Federal Action Obligation"]) for row in theirs.values())
    assert Decimal(facts["found"]["obligated"]) == total > 100_000_000
    first = facts["first"]
    assert (first["piid"], first["mod_number"], first["signed_on"]) == ("70CDCR24FR0000006", "P00011", "2025-10-09")
    assert (first["obligation"], first["brought_in_by"]) == ("7372680.00", "modification")
    assert "SKIP TRACING" in first["description"]
    (bridge,) = [row for row in facts["awards"] if row["piid"] == first["piid"]]
    assert "BRIDGE" in bridge["brought_in"]["before"]["description"]
