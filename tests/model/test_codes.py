"""Every code that the real records print is in its list, and the lists themselves are sound."""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from quaestor import model

REPOSITORY = Path(__file__).parents[2]
LISTS = sorted(file.stem for file in (REPOSITORY / "quaestor/model/codes").glob("*.csv"))
DATA = REPOSITORY.parent / "shared/data"

#: code list -> the column of the USAspending files and the element of the FPDS pages that print it.
PRINTED = {
    "reason": ("action_type_code", "reasonForModification"),
    "competed": ("extent_competed_code", "extentCompeted"),
    "sole_source": ("other_than_full_and_open_competition_code", "reasonNotCompeted"),
    "fair_opportunity": ("fair_opportunity_limited_sources_code", "statutoryExceptionToFairOpportunity"),
    "pricing": ("type_of_contract_pricing_code", "typeOfContractPricing"),
    "set_aside": ("type_of_set_aside_code", "typeOfSetAside"),
}


def rows(name: str) -> list[dict[str, str]]:
    text = (REPOSITORY / f"quaestor/model/codes/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_its_three_columns_and_no_ragged_row(name: str) -> None:
    for row in rows(name):
        assert list(row) == ["code", "name", "note"]
        assert None not in row.values()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_each_code_once(name: str) -> None:
    codes = [row["code"] for row in rows(name)]
    assert len(codes) == len(set(codes))
    assert set(model.codes(name)) == set(codes)


@pytest.mark.parametrize("name", LISTS)
def test_no_code_and_no_name_is_blank_or_padded(name: str) -> None:
    for row in rows(name):
        for field in ("code", "name"):
            assert row[field]
            assert row[field] == row[field].strip()


@pytest.mark.parametrize("name", LISTS)
def test_names_are_in_sentence_case(name: str) -> None:
    for row in rows(name):
        assert row["name"][0] == row["name"][0].upper()
        assert not row["name"].isupper()


def test_every_list_that_a_column_names_is_there() -> None:
    used = {column.codes for table in model.tables().values() for column in table.columns if column.codes}
    assert used <= set(LISTS)


@pytest.mark.parametrize(("code", "name"), [("F", "Termination for convenience"), ("G", "Exercise of an option")])
def test_a_termination_for_convenience_is_not_an_option_exercise(code: str, name: str) -> None:
    assert model.codes("reason")[code].startswith(name)


@pytest.mark.real_data
def test_every_code_in_the_real_records_is_in_its_list() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for path in sorted((DATA / "usaspending").glob("*/*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for name, (column, _) in PRINTED.items():
                    seen[name].add((row.get(column) or "").strip())
    elements = {element: name for name, (_, element) in PRINTED.items()}
    pattern = re.compile(r"<(?:\w+:)?(" + "|".join(elements) + r")\b[^>]*>([^<]*)<")
    with zipfile.ZipFile(DATA / "fpds/atom_pages.zip") as pages:
        for page in pages.namelist():
            for element, code in pattern.findall(pages.read(page).decode("utf-8")):
                seen[elements[element]].add(code.strip())
    assert {name: codes - {""} - set(model.codes(name)) for name, codes in seen.items()} == {n: set() for n in PRINTED}
    assert all(len(codes) > 5 for codes in seen.values())
