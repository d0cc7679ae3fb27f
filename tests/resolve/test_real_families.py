"""Firms whose owners are known come out right on the real records; cases in families.yml."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from quaestor import pipeline
from quaestor.answers.family import family
from quaestor.answers.settled import settled_family
from quaestor.answers.supplier import supplier
from quaestor.store import Lake

from .acted import on

CASES = yaml.safe_load(Path(__file__).with_name("families.yml").read_text(encoding="utf-8"))
pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The lists, the old actions, the award summaries, and the vehicles of which a page names a firm of the cases."""
    folder = tmp_path_factory.mktemp("real")
    firms = [case["supplier"].removeprefix("uei:").encode() for case in CASES] + [b"PKK6L9KLMYR5", b"NKF4GENK83K4"]
    with (
        zipfile.ZipFile(real_data / "fpds" / "atom_pages.zip") as whole,
        zipfile.ZipFile(folder / "some.zip", "w") as some,
    ):
        pages = {name: whole.read(name) for name in whole.namelist() if name.endswith(".xml")}
        vehicles = {name.split("/")[-2] for name, text in pages.items() if any(firm in text for firm in firms)}
        for name, text in pages.items():
            if name.split("/")[-2] in vehicles:
                some.writestr(name, text)
    usaspending = real_data / "usaspending"
    for source, paths in (
        ("reference", [real_data / "reference" / "csis_parent_companies.csv.gz"]),
        ("usaspending_transactions", sorted((usaspending / "ice_fy13_18").glob("*.gz"))),
        ("usaspending_awards", sorted((usaspending / "award_summaries").glob("*.gz"))),
        ("fpds_atom", [folder / "some.zip"]),
    ):
        pipeline.load(folder / "store", source, paths)
    with Lake.open(folder / "store") as lake:
        yield lake


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_known_firms_are_in_their_families(real: Lake, case: dict[str, Any]) -> None:
    supplier = case["supplier"]
    for day, expected in case.get("on", {}).items():
        stay = on(real, supplier, date.fromisoformat(day))
        assert stay["how"] == expected["how"], day
        assert stay["parent_id"] == expected.get("parent", stay["parent_id"]), day
        assert stay["parent_name"] == expected.get("parent_name", stay["parent_name"]), day
        assert expected.get("note", "") in (stay["note"] or ""), day
        assert stay["evidence"] or expected["how"] == "itself"
    if "families" in case:
        asked = "SELECT count(DISTINCT family_id) FROM family_member WHERE supplier_id = ? AND stands"
        assert real.value(asked, [supplier]) == case["families"]
    if days := case.get("same_family"):
        assert len({on(real, supplier, date.fromisoformat(day))["family_id"] for day in days}) == 1
    if "printed_parents" in case:
        asked = (
            "SELECT count(DISTINCT i.parent_id) FROM identity i JOIN entity e USING (supplier_id) WHERE e.entity_id = "
            "(SELECT entity_id FROM entity WHERE supplier_id = ?)"
        )
        assert real.value(asked, [supplier]) == case["printed_parents"]
    for kind in ("together", "apart"):
        for day, others in case.get(kind, {}).items():
            mine = on(real, supplier, date.fromisoformat(day))["family_id"]
            found = {other: on(real, other, date.fromisoformat(day))["family_id"] for other in others}
            assert {other: id_ == mine for other, id_ in found.items()} == dict.fromkeys(others, kind == "together"), (
                day
            )


def test_a_doubtful_number_is_named_wherever_the_supplier_and_its_family_are_told(real: Lake) -> None:
    accenture = "uei:C47BNA8GM833"
    doubt = "the number of the parent is another firm’s"
    page = settled_family(real, on(real, accenture, date(2025, 1, 1))["family_id"])
    told = family(real, accenture)
    assert page["family_id"] == told["family_id"]
    for row in (*page["doubts"], *told["doubts"]):
        assert (row["name"], row["note"].startswith(doubt)) == ("ACCENTURE FEDERAL SERVICES LLC", True)
    assert page["doubts"]
    assert told["doubts"]
    assert any(said.startswith(doubt) for said in supplier(real, accenture)["doubts"])
    bearers = "SELECT count(*) FROM identity WHERE supplier_id = ? AND contains(upper(name), 'NATIONAL SECURITY')"
    assert real.value(bearers, [accenture]) == 0, "no record held prints the number of Accenture National Security"
