"""Every rule beside its cases: what it flags, spares and cannot judge, on made-up tables."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from quaestor.indicators import cases, rule
from quaestor.store.bare import Bare

FOLDER = Path(str(files("quaestor.indicators")))
FILES = {file.stem: file for file in sorted(FOLDER.glob("*.yml"))}
ALL = [(name, case) for name, file in FILES.items() for case in cases.read(file)]


@pytest.fixture(scope="module")
def tables() -> Iterator[Bare]:
    with Bare() as bare:
        yield bare


def test_every_rule_has_its_cases_and_every_file_of_cases_its_rule() -> None:
    assert sorted(FILES) == sorted(rule.shipped())


@pytest.mark.parametrize("name", sorted(FILES))
def test_cases_show_each_flag_spare_and_reason(name: str) -> None:
    assert cases.covered(cases.read(FILES[name]), rule.named(name)) == []


@pytest.mark.parametrize(("name", "case"), ALL, ids=[f"{name}: {case.name}" for name, case in ALL])
def test_the_rule_says_what_the_case_expects(name: str, case: cases.Case, tables: Bare) -> None:
    assert cases.run(case, rule.named(name), tables) == []
