"""Open contracting data of eight real publishers, and Cardinal's own cases."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from quaestor import pipeline
from quaestor.indicators import cardinal, rule, running
from quaestor.store import Lake
from tests.cli.conftest import ENVIRONMENT

pytestmark = pytest.mark.real_data

#: Files in the archive, of which so many hold no JSON, and so many records that only link to their releases.
PUBLISHERS = {
    "armenia": (0, 0), "australia": (0, 0), "canada": (0, 0), "mexico": (0, 0), "moldova": (0, 0), "paraguay": (3, 2),
    "taiwan": (0, 0), "uganda": (0, 0),
}  # fmt: skip


def printed(archive: Path) -> tuple[Counter[str], int]:
    """How often each ocid is printed, counted from the bytes by plain Python, and the files that are no JSON."""
    ocids: Counter[str] = Counter()
    broken = 0
    with zipfile.ZipFile(archive) as members:
        for member in members.infolist():
            if member.is_dir():
                continue
            try:
                document = json.loads(members.read(member).decode("utf-8-sig"))
            except ValueError:
                broken += 1
                continue
            packed = "ocid" not in document and "compiledRelease" not in document
            for one in [*document.get("releases", []), *document.get("records", [])] if packed else [document]:
                ocids[one.get("ocid") or one["compiledRelease"]["ocid"]] += 1
    return ocids, broken


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> tuple[Path, dict[str, dict[str, Any]]]:
    store = tmp_path_factory.mktemp("ocds") / "store"
    return store, {name: pipeline.load(store, "ocds", [real_data / "ocds" / f"{name}.zip"]) for name in PUBLISHERS}


@pytest.mark.parametrize("name", PUBLISHERS)
def test_counts_reconcile(name: str, loaded: tuple[Path, dict[str, dict[str, Any]]], real_data: Path) -> None:
    store, done = loaded
    told = done[name]
    ocids, broken = printed(real_data / "ocds" / f"{name}.zip")
    assert (broken, told["rejected"]) == (PUBLISHERS[name][0], sum(PUBLISHERS[name]))
    assert told["rows_read"] == ocids.total() + broken == told["kept"] + told["repeated"] + told["rejected"]
    with Lake.open(store) as lake:
        held = lake.query(
            "SELECT DISTINCT process_id FROM release WHERE load_id = ? ORDER BY process_id", [told["load_id"]]
        )
        assert lake.value("SELECT count(*) FROM release WHERE load_id = ?", [told["load_id"]]) == told["kept"]
        processes = lake.query(
            "SELECT process_id FROM process WHERE process_id IN (SELECT process_id FROM release WHERE load_id = ?) "
            "ORDER BY process_id",
            [told["load_id"]],
        )
    assert processes == held
    assert {row["process_id"] for row in held} == set(ocids)


def test_every_file_that_is_no_json_is_rejected_by_name(loaded: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    with Lake.open(loaded[0]) as lake:
        rows = lake.query("SELECT reason FROM reject ORDER BY reason")
    reasons = [row["reason"] for row in rows]
    assert [reason for reason in reasons if "the file is empty" in reason] == [
        f"paraguay.zip/sample/records/{number}.json, the file: the file is empty" for number in (283826, 283906, 284456)
    ]
    assert sum("only links to its releases" in reason for reason in reasons) == 2


def test_no_contact_and_no_person_is_kept(loaded: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    with Lake.open(loaded[0]) as lake:
        text = "\n".join(
            row["content"] for row in lake.query("SELECT content FROM release UNION ALL SELECT content FROM reject")
        )
        names = lake.query("SELECT DISTINCT name FROM process_party WHERE organisation_id LIKE '%individual-%'")
    assert '"contactPoint"' not in text
    assert "EXAMPLE.INVALID" not in text
    assert names == [{"name": "an individual"}]


@pytest.mark.parametrize("name", sorted(name for name, one in rule.shipped().items() if "process" in one.tables))
def test_every_rule_of_processes_runs_over_all_eight(name: str, loaded: tuple[Path, dict[str, dict[str, Any]]]) -> None:
    with Lake.open(loaded[0]) as lake:
        told = running.judge(lake, rule.named(name))
    assert 0 <= told.flagged <= told.assessed <= told.subjects


def test_cardinals_cases_are_equal(real_data: Path) -> None:
    found = cardinal.compare(real_data / "ocds" / "cardinal_cases")
    assert [one for one in found if not one.equal] == []
    assert {one.name[:4] for one in found} == {"R003", "R018", "R024", "R036", "R048"}


def test_the_command_says_which_case_differs(tmp_path: Path) -> None:
    (tmp_path / "R018.jsonl").write_text('{"ocid":"a","tender":{"numberOfTenderers":1,"procurementMethod":"open"}}\n')
    (tmp_path / "R018.expected").write_text('{"OCID":{"b":{"R018":1.0}}}')
    command = [sys.executable, "-m", "quaestor", "indicator", "cases", str(tmp_path), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 1
    assert json.loads(done.stdout) == [
        {"name": "R018", "equal": False, "difference": "missing OCID b R018 1.0; not expected OCID a R018 1.0"}
    ]
